"""What the page shows, in sentences, for who cannot see it."""

from collections.abc import Iterator

from nianbao.adapters.poster import LAST, Balance, Figure, Line, Matrix, Panel, Poster, Row, share


def told(shown: Poster) -> str:
    """All figures of the page in reading order."""
    sentences = [f"{shown.title}。"]
    if shown.balance:
        sentences += _balance(shown.balance)
    for panel in shown.panels:
        sentences += _panel(panel)
    return "".join((*sentences, *shown.meanings()))


def _balance(balance: Balance) -> Iterator[str]:
    carried, received, done, following = (_said(line, balance.unit) for line in balance.ends)
    yield f"{balance.title}：{carried}，{received}；{done}，{following}；{balance.sentence}"
    outcomes = "；".join(_said(line, balance.unit, balance.done) for line in balance.outcomes)
    yield f"{balance.done.name}的结果：{outcomes}。"
    lines = [
        _said(line, balance.unit, balance.received)
        for group in balance.applicants
        for line in (*((group.whole,) if group.whole else ()), *group.steps)
    ]
    if lines:
        yield f"{balance.received.name}的{balance.applicants_title}：{'；'.join(lines)}。"


def _said(line: Line, unit: str, whole: Line | None = None) -> str:
    """「新收 5 件（上年 3，＋2），占办结 41.7%」."""
    part = share(line, whole) if whole else ""
    words = [_figure(line.name, line.figure, unit) + _before(line.figure)]
    if part and whole:
        words.append(f"占{whole.name} {part}")
    return "，".join([*words, "".join(line.told)] if line.told else words)


def _figure(name: str, figure: Figure, unit: str) -> str:
    return f"{name} {figure.said}" + ("" if figure.value is None else f" {unit}")


def _before(figure: Figure) -> str:
    if not figure.is_known_before:
        return ""
    return f"（{LAST} {figure.said_last}{'，' if figure.change else ''}{figure.change}）"


def _panel(panel: Panel) -> Iterator[str]:
    rows = [f"{row.name}：{_row(matrix, row)}" for matrix in panel.matrices for row in matrix.rows]
    yield f"{panel.title}：{'；'.join(rows)}。"


def _row(matrix: Matrix, row: Row) -> str:
    if len(row.figures) > 1 and all(figure.value == 0 and not figure.aside for figure in row.figures):
        return "、".join(matrix.columns) + "都是 0"
    pairs = zip(matrix.columns, row.figures, strict=True)
    return "，".join(f"{column} {figure.said}{_before(figure)}" for column, figure in pairs)
