"""What clerks, provinces and conversions do to a printed table, each change with its chance."""

from collections.abc import Callable
from random import Random

from nianbao.forms.layout import Role
from tests.forms.varied_model import Dice, Matrix, Spot, head, spots, value_columns

_SWAPS = [("只计", "只记"), ("其他", "其它"), ("总计", "合计"), ("总计", "总 计"), ("第", "第 "), ("行政规范", "规范")]
_SCRIPTS = [("（", "("), ("）", ")"), ("“", '"'), ("”", '"'), ("、", "."), (".", "．"), (".", "、"), ("总计", "總計")]
_BLANKS = ["\u00a0", "\u3000", " ", "\n", "  "]
_REMARKS = ["（件）", "(单位：件)", "（条例第三十六条）"]


def vary(dice: Dice, lines: Matrix) -> None:
    changes: list[tuple[str, float, Callable[[Dice, Matrix], None]]] = [
        ("reordered", 0.15, _reorder),
        ("labels", 0.6, _relabel),
        ("extra row", 0.15, _extra_row),
        ("extra column", 0.12, _extra_column),
        ("number column", 0.06, _number_column),
        ("unit line", 0.12, _unit_line),
        ("without top head", 0.08, _without_top_head),
        ("misspelt", 0.15, _misspell),
        ("blank row", 0.1, _blank_row),
        ("remark row", 0.1, _remark_row),
        ("head again", 0.06, _head_again),
        ("without head", 0.03, _without_head),
        ("lost row", 0.05, _lost_row),
        ("row twice", 0.04, _row_twice),
        ("one row for a group", 0.06, _one_row_for_group),
    ]
    for trait, chance, change in changes:
        if dice.falls(trait, chance):
            change(dice, lines)


def _reorder(dice: Dice, lines: Matrix) -> None:
    """Moves whole columns among those whose headings above are the same."""
    columns, top = value_columns(lines), head(lines)
    groups: dict[tuple[int, ...], list[int]] = {}
    for i in columns:
        groups.setdefault(tuple(id(line[i]) for line in lines[: top - 1]), []).append(i)
    for group in groups.values():
        order = dice.random.sample(group, len(group))
        for line in lines:
            moved = [line[i] for i in order]
            for i, spot in zip(group, moved, strict=True):
                line[i] = spot


def _relabel(dice: Dice, lines: Matrix) -> None:
    swaps = dice.random.sample([*_SWAPS, *_SCRIPTS], 3)
    for spot in spots(lines):
        if spot.cell is None and spot.text:
            for old, new in swaps:
                spot.text = spot.text.replace(old, new)
            _spaced(dice.random, spot)


def _spaced(random: Random, spot: Spot) -> None:
    if random.random() < 0.15:
        at = random.randint(0, len(spot.text))
        spot.text = spot.text[:at] + random.choice(_BLANKS) + spot.text[at:]
    if random.random() < 0.03 and spot.role is Role.LABEL:
        spot.text += random.choice(_REMARKS)


_EXTRA = [
    "其中：网上申请",
    "4.其他",
    "9.其他情形",
    "6.其他",
    "（八）其他情形",
    "行政确认",
    "其他",
    "小计",
    "五、其中本级收到",
    "其中：规章",
]


def _extra_row(dice: Dice, lines: Matrix) -> None:
    top = head(lines)
    if top >= len(lines):
        return
    at = dice.random.randint(top + 1, len(lines))
    above = lines[at - 1]
    below = lines[at] if at < len(lines) else []
    label = Spot(dice.random.choice(_EXTRA), Role.LABEL)
    line: list[Spot] = []
    for i, spot in enumerate(above):
        if below and below[i] is spot:
            line.append(spot)
        elif spot.cell or spot.role is Role.TITLE:
            line.append(Spot(str(dice.random.randint(0, 9)), Role.VALUE))
        else:
            line.append(label)
    lines.insert(at, line)


def _extra_column(dice: Dice, lines: Matrix) -> None:
    columns, top = value_columns(lines), head(lines)
    if not columns:
        return
    name, filler = dice.random.choice(
        [("备注", ""), ("备注", "无"), ("其中：外籍", "7"), ("小计", "8"), ("说明", "见附件"), ("", "6")]
    )
    at = dice.random.choice([columns[-1] + 1, dice.random.randint(columns[0], columns[-1] + 1)])
    heading = Spot(name, Role.HEAD)
    for i, line in enumerate(lines):
        left = line[at - 1]
        is_inside = at < len(line) and line[at] is left
        fresh = heading if i < top else Spot(filler, Role.VALUE)
        line.insert(at, left if is_inside else fresh)


def _number_column(dice: Dice, lines: Matrix) -> None:
    heading = Spot("序号", Role.HEAD)
    top = head(lines)
    for i, line in enumerate(lines):
        line.insert(0, heading if i < top else Spot(str(i - top + 1), Role.LABEL))


def _unit_line(dice: Dice, lines: Matrix) -> None:
    spot = Spot(
        dice.random.choice(["单位：件", "（单位：件）", "政府信息公开申请情况统计表", "填报单位：青石镇人民政府"]),
        Role.TITLE,
    )
    lines.insert(0, [spot] * len(lines[0]))


def _without_top_head(dice: Dice, lines: Matrix) -> None:
    if head(lines) >= 3:
        del lines[0]


def _misspell(dice: Dice, lines: Matrix) -> None:
    labels = [spot for spot in spots(lines) if spot.cell is None and len(spot.text) > 3 and "元" not in spot.text]
    for spot in dice.random.sample(labels, min(3, len(labels))):
        at = dice.random.randrange(len(spot.text))
        spot.text = spot.text[:at] + dice.random.choice(["", "的", "某"]) + spot.text[at + 1 :]


def _between(dice: Dice, lines: Matrix, text: str) -> None:
    at = dice.random.choice([head(lines), len(lines)])
    lines.insert(at, [Spot(text, Role.TITLE)] * len(lines[0]))


def _blank_row(dice: Dice, lines: Matrix) -> None:
    at = dice.random.choice([head(lines), len(lines)])
    lines.insert(at, [Spot("", Role.LABEL) for _ in lines[0]])


def _remark_row(dice: Dice, lines: Matrix) -> None:
    remarks = ["注：本表由办公室填报，其中网上申请2件。", "填报人：张三 审核人：李四", "截至2024年12月31日", "— 3 —"]
    _between(dice, lines, dice.random.choice(remarks))


def _head_again(dice: Dice, lines: Matrix) -> None:
    """The head printed again after a page break."""
    top = head(lines)
    if 1 <= top < len(lines) - 2 and len(lines) > 15:
        twins = {spot: Spot(spot.text, spot.role) for line in lines[:top] for spot in line}
        at = dice.random.randint(top + 1, len(lines) - 1)
        below = {spot: Spot(spot.text if dice.random.random() < 0.5 else "", spot.role) for spot in lines[at]}
        cut = set(lines[at]) & set(lines[at - 1])
        lines[at:] = [[below[spot] if spot in cut else spot for spot in line] for line in lines[at:]]
        lines[at:at] = [[twins[spot] for spot in line] for line in lines[:top]]


def _without_head(dice: Dice, lines: Matrix) -> None:
    if "reordered" not in dice.page.traits and "extra column" not in dice.page.traits:
        del lines[: head(lines)]


def _lost_row(dice: Dice, lines: Matrix) -> None:
    values = [i for i, line in enumerate(lines) if any(spot.cell for spot in line)]
    if len(values) < 3:
        return
    at = dice.random.choice(values)
    for spot in lines[at]:
        if spot.cell:
            dice.page.truth[spot.cell] = None
            dice.page.odd.add(spot.cell)
    del lines[at]


def _row_twice(dice: Dice, lines: Matrix) -> None:
    at = dice.random.randrange(head(lines), len(lines)) if head(lines) < len(lines) else 0
    inside = set(lines[at - 1]) | set(lines[at + 1] if at + 1 < len(lines) else [])
    lines.insert(at, [spot if spot in inside and not spot.cell else Spot(spot.text, spot.role) for spot in lines[at]])
    dice.page.truth.update({spot.cell: dice.page.truth[spot.cell] for spot in lines[at] if spot.cell})


def _one_row_for_group(dice: Dice, lines: Matrix) -> None:
    """（六）其他处理 in one row, where the form has three."""
    if "table of another form" in dice.page.traits:
        return
    whole = [line for line in lines if any(spot.cell and spot.cell.row.startswith("3.6.") for spot in line)]
    if not whole:
        return
    label = (
        next(spot for spot in whole[0] if spot.role is Role.LABEL and "六" in spot.text)
        if any("六" in spot.text for spot in whole[0])
        else None
    )
    if label is None:
        return
    for spot in [spot for line in whole for spot in line if spot.cell]:
        assert spot.cell is not None
        dice.page.truth[spot.cell] = None
        dice.page.odd.add(spot.cell)
    for line in whole[1:]:
        lines.remove(line)
    at = lines.index(whole[0])
    lines[at] = [label if spot.role is Role.LABEL and spot not in lines[at - 1] else spot for spot in lines[at]]
    lines[at] = [Spot("2", Role.VALUE) if spot.cell else spot for spot in lines[at]]
