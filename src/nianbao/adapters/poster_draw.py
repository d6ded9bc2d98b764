"""The page drawn: title, the identity in large figures, its steps, the other tables, and what its signs mean."""

from nianbao.adapters import svg
from nianbao.adapters.poster import LAST, Figure, Poster, evenly, fitting
from nianbao.adapters.poster_matrix import matrices
from nianbao.adapters.poster_page import GUIDE, LEFT, RIGHT, SMALL, TEXT, WIDTH, Drawn
from nianbao.adapters.poster_steps import CARRIED, applicants, flow

_TITLE, _LARGE = 20.0, 27.0
_TITLE_LINE, _SMALL_LINE = 27.0, 16.0


def picture(shown: Poster) -> tuple[str, tuple[float, float]]:
    """The page as one SVG document, and its size in pixels; as high as what it shows."""
    elements = [svg.patterns((CARRIED,))]
    top = 0.0
    for part in (_head, _equation, flow, applicants, matrices, _foot):
        drawn, height = part(shown, top)
        elements += drawn
        top += height
    size = (WIDTH, top)
    return svg.document(size, shown.title, elements), size


def _head(shown: Poster, top: float) -> Drawn:
    room, y = RIGHT - LEFT, top + 3
    fits = svg.width_of(shown.title, _TITLE) <= room
    lines = [shown.title] if fits else [*evenly(shown.agency, room, _TITLE, 2), shown.subject]
    elements = []
    for line in lines:
        y += _TITLE_LINE
        elements.append(svg.label((LEFT, y), line, fitting(line, room, _TITLE), bold=True))
    for line in svg.folded(shown.source, room, SMALL, 2):
        y += _SMALL_LINE + 1
        elements.append(svg.label((LEFT, y), line, SMALL, fill=svg.SOFT))
    elements.append(svg.line((LEFT, y + 8), (RIGHT, y + 8), svg.INK, 1.2))
    return elements, y + 8 - top


def _equation(shown: Poster, top: float) -> Drawn:
    """What there was = what became of it, in large figures."""
    balance = shown.balance
    if balance is None:
        return [], 0
    width = (RIGHT - LEFT) / 4
    elements: list[str] = []
    for number, (line, sign) in enumerate(zip(balance.ends, ("", "＋", balance.sign, "＋"), strict=True)):
        middle = LEFT + (number + 0.5) * width
        if sign:
            elements.append(svg.label((middle - width / 2, top + 48), sign, 20, anchor="middle", fill=svg.SOFT))
        said, is_blank = line.figure.said, line.figure.value is None
        size = fitting(said, width - 36, TEXT + 4 if is_blank else _LARGE)
        fill = svg.SOFT if is_blank else svg.INK
        elements.append(svg.label((middle, top + 22), line.name, TEXT + 1, anchor="middle"))
        elements.append(svg.label((middle, top + 50), said, size, anchor="middle", fill=fill, bold=True))
        if shown.is_compared:
            before = _before(line.figure)
            size = fitting(before, width - 12, SMALL)
            elements.append(svg.label((middle, top + 67), before, size, anchor="middle", fill=svg.SOFT))
    height = 76.0 if shown.is_compared else 60.0
    elements.append(svg.line((LEFT, top + height), (RIGHT, top + height), GUIDE))
    return elements, height


def _before(figure: Figure) -> str:
    """Last year's figure and the change, in percent as well where last year's is not 0."""
    if not figure.change:
        return f"{LAST} {figure.said_last}"
    percent = ""
    if figure.last and figure.value is not None and figure.value != figure.last:
        percent = f"（{abs(figure.value - figure.last) / abs(figure.last):.1%}）"
    return f"{LAST} {figure.said_last}，{figure.change}{percent}"


def _foot(shown: Poster, top: float) -> Drawn:
    lines = svg.folded("".join(shown.notes()), RIGHT - LEFT, SMALL, 3)
    places = [(LEFT, top + 8 + number * _SMALL_LINE) for number in range(len(lines))]
    elements = [svg.label(place, line, SMALL, fill=svg.SOFT) for place, line in zip(places, lines, strict=True)]
    return elements, _SMALL_LINE * len(lines) + 2
