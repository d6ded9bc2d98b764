"""The tables without a flow, as small matrices of figures: two beside each other where they are narrow."""

from collections.abc import Iterator
from typing import NamedTuple

from nianbao.adapters import svg
from nianbao.adapters.poster import BLANK, Figure, Matrix, Panel, Poster, evenly, fitting
from nianbao.adapters.poster_page import GUIDE, LEFT, RIGHT, RULE, SMALL, TEXT, Drawn, heading

_GAP = 26.0
_HALF = (RIGHT - LEFT - _GAP) / 2
# A wider matrix takes the whole width of the page.
_MOST_BESIDE = 3
_LINE, _LINE_BELOW = 20.0, 13.0
_SPACE = 4.0
# A change that needs more of its column than this stands under its figure.
_MOST_BEHIND = 0.55


def matrices(shown: Poster, top: float) -> Drawn:
    """Every panel under the other."""
    elements: list[str] = []
    y = top
    for panel in shown.panels:
        elements += heading(y, panel.title, "")
        drawn, height = _panel(panel, y + 26)
        elements += drawn
        y += height + 30
    return elements, y - top


def _panel(panel: Panel, top: float) -> Drawn:
    """The matrices, each where the page is free first."""
    elements: list[str] = []
    free = [top, top]
    for matrix in panel.matrices:
        is_wide = len(matrix.columns) > _MOST_BESIDE or len(panel.matrices) == 1
        sides = [0, 1] if is_wide else [free.index(min(free))]
        start = max(free[side] for side in sides)
        drawn, height = _matrix(matrix, (LEFT + sides[0] * (_HALF + _GAP), start), RIGHT - LEFT if is_wide else _HALF)
        elements += drawn
        for side in sides:
            free[side] = start + height + 6
    return elements, max(free) - top


class _Measures(NamedTuple):
    """Where the columns lie, how much of each is left for the change behind its figure, or the line under it."""

    left: float
    first: float
    width: float
    behind: float
    below: float

    def end(self, number: int) -> float:
        """Where the figures of a column end."""
        return self.first + (number + 1) * self.width - self.behind


def _measures(matrix: Matrix, left: float, width: float) -> _Measures:
    names = min(max(svg.width_of(row.name, TEXT) for row in matrix.rows) + 4, width * 0.42)
    column = (width - names) / len(matrix.columns)
    asides = [figure.aside for row in matrix.rows for figure in row.figures if figure.aside]
    longest = max((svg.width_of(aside, SMALL) for aside in asides), default=-_SPACE) + _SPACE
    is_below = longest > column * _MOST_BEHIND
    return _Measures(left, left + names, column, 0.0 if is_below else longest, _LINE_BELOW if is_below else 0.0)


def _matrix(matrix: Matrix, place: tuple[float, float], width: float) -> Drawn:
    (left, top), measures = place, _measures(matrix, place[0], width)
    heads = [_folded(column, measures.width - 2) for column in matrix.columns]
    most = max(map(len, heads))
    elements = [each for number, lines in enumerate(heads) for each in _head(lines, measures, number, top + 14 * most)]
    y = top + 4 + 14 * most
    elements.append(svg.line((left, y), (left + width, y), GUIDE))
    for row in matrix.rows:
        room = measures.first - left - 4
        elements.append(svg.label((left, y + 14), row.name, fitting(row.name, room, TEXT)))
        for number, figure in enumerate(row.figures):
            elements += _figure(figure, measures, (measures.end(number), y + 14))
        y += _LINE + measures.below
        elements.append(svg.line((left, y), (left + width, y), RULE, 0.5))
    return elements, y - top


def _folded(column: str, width: float) -> list[str]:
    """The column's name in lines; its unit on one of its own where both do not fit into one."""
    if svg.width_of(column, SMALL) <= width:
        return [column]
    name, bracket, unit = column.partition("（")
    return evenly(name, width, SMALL, 3) + ([bracket + unit] if unit else [])


def _head(lines: list[str], measures: _Measures, number: int, bottom: float) -> Iterator[str]:
    """A column's name over the middle of its figures and their changes, as far as there is room."""
    last = measures.end(number) + measures.behind
    for count, line in enumerate(reversed(lines)):
        end = min(last, measures.end(number) + svg.width_of(line, SMALL) / 2) if measures.behind else last
        yield svg.label((end, bottom - 14 * count - 2), line, SMALL, anchor="end", fill=svg.SOFT)


def _figure(figure: Figure, measures: _Measures, place: tuple[float, float]) -> Iterator[str]:
    x, y = place
    size = fitting(figure.said, measures.width - measures.behind - 4, TEXT)
    yield svg.label(place, figure.said, size, anchor="end", fill=svg.SOFT if figure.said == BLANK else svg.INK)
    if not figure.aside:
        return
    if measures.below:
        below = fitting(figure.aside, measures.width - 4, SMALL)
        yield svg.label((x, y + _LINE_BELOW), figure.aside, below, anchor="end", fill=svg.SOFT)
    else:
        yield svg.label((x + _SPACE, y), figure.aside, SMALL, fill=svg.SOFT)
