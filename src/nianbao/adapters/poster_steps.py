"""The flow of requests as steps: what came in, what became of it and who applied, each bar where the last one ended.

Every figure is printed beside its bar; nothing is told by colour alone.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from nianbao.adapters import svg
from nianbao.adapters.chart import Shade
from nianbao.adapters.poster import BLANK, CHANGE, LAST, Balance, Line, Poster, fitting, packed, share
from nianbao.adapters.poster_page import GUIDE, LEFT, RIGHT, RULE, SMALL, TEXT, Drawn, heading

_ROW, _BAR, _ABOVE, _NOTE = 20.0, 12.0, 4.0, 14.0
_HEADS = 18.0
_INDENT = 14.0
_BARS = 140.0
_COLUMN = 62.0
# Wholes in outline, carried-over figures hatched, what is new dark, its parts lighter.
WHOLE, CARRIED = Shade("#FFFFFF"), Shade("#FFFFFF", "#5F6B7A", "slanted")
FRESH, STEP = Shade("#1F4E79"), Shade("#6F97C2")


class _Step(NamedTuple):
    """A bar: the line it tells, where it starts, how it is filled, and the whole its share is of."""

    line: Line
    start: Decimal
    shade: Shade
    whole: Line | None = None

    @property
    def end(self) -> Decimal:
        return self.start + self.line.amount


class _Columns(NamedTuple):
    """Where a row's figures end: the figure, its share, last year's and the change; `scale` is pixels for one."""

    figure: float
    share: float
    last: float
    change: float
    scale: float
    is_compared: bool

    def x(self, value: Decimal) -> float:
        return LEFT + _BARS + float(value) * self.scale


def flow(shown: Poster, top: float) -> Drawn:
    """Both sides of the balance, the outcomes as steps of what was settled."""
    balance = shown.balance
    if balance is None:
        return [], 0
    steps = list(_flow_steps(balance))
    columns = _columns(balance.most, is_compared=shown.is_compared)
    elements = list(heading(top, balance.title, balance.sentence))
    elements += _column_heads(columns, top + 26, (f"数量（{balance.unit}）", f"占{balance.done.name}"))
    drawn, height = _rows(steps, columns, (top + 26 + _HEADS, balance.unit))
    return elements + drawn, height + 32 + _HEADS


def _flow_steps(balance: Balance) -> Iterator[_Step]:
    nothing = Decimal(0)
    yield _Step(balance.carried, nothing, CARRIED)
    yield _Step(balance.received, balance.carried.amount, FRESH)
    yield _Step(balance.done, nothing, WHOLE)
    start = nothing
    for line in balance.outcomes:
        yield _Step(line, start, STEP, balance.done)
        start += line.amount
    yield _Step(balance.following, balance.done.amount, CARRIED)


def applicants(shown: Poster, top: float) -> Drawn:
    """Who applied, as steps of what was received."""
    balance = shown.balance
    if balance is None or not balance.applicants:
        return [], 0
    steps, start = [], Decimal(0)
    for group in balance.applicants:
        if group.whole:
            steps.append(_Step(group.whole, start, WHOLE, balance.received))
        for line in group.steps:
            steps.append(_Step(line, start, STEP if group.whole else FRESH, balance.received))
            start += line.amount
    columns = _columns(balance.most, is_compared=shown.is_compared)
    elements = list(heading(top, f"{balance.received.name}的{balance.applicants_title}", ""))
    elements += _column_heads(columns, top + 6, (f"数量（{balance.unit}）", f"占{balance.received.name}"))
    drawn, height = _rows(steps, columns, (top + 6 + _HEADS, balance.unit))
    return elements + drawn, height + 12 + _HEADS


def _columns(most: Decimal, *, is_compared: bool) -> _Columns:
    figure = RIGHT - (3 if is_compared else 1) * _COLUMN
    room = figure - _COLUMN - LEFT - _BARS
    return _Columns(figure, figure + _COLUMN, RIGHT - _COLUMN, RIGHT, room / float(most), is_compared)


def _column_heads(columns: _Columns, top: float, names: tuple[str, str]) -> Iterator[str]:
    heads = [(columns.figure, names[0]), (columns.share, names[1])]
    if columns.is_compared:
        heads += [(columns.last, LAST), (columns.change, CHANGE)]
    for x, text in heads:
        yield svg.label((x, top + 13), text, fitting(text, _COLUMN + 4, SMALL), anchor="end", fill=svg.SOFT)


def _rows(steps: Sequence[_Step], columns: _Columns, place: tuple[float, str]) -> Drawn:
    """Rows of name, bar and figures, with a line from each bar's end to the start of the next."""
    top, unit = place
    tops, y = [], top
    for step in steps:
        tops.append(y)
        y += _ROW + _NOTE * len(_notes(step))
    elements = [svg.line((LEFT, each), (RIGHT, each), RULE, 0.5) for each in tops]
    elements += _links(steps, columns, tops)
    for step, each in zip(steps, tops, strict=True):
        elements.append(_bar(step, columns, each, unit))
        elements += _words(step, columns, each)
        for number, line in enumerate(_notes(step)):
            below = each + _ROW + 9 + number * _NOTE
            # The links end at the words, not run through them.
            elements.append(svg.box((LEFT + _INDENT, below - 10), (svg.width_of(line, SMALL), 13), "#FFFFFF"))
            elements.append(svg.label((LEFT + _INDENT, below), line, SMALL, fill=svg.SOFT))
    return elements, y - top


def _notes(step: _Step) -> list[str]:
    return packed(step.line.told, RIGHT - LEFT - _INDENT, SMALL)


def _links(steps: Sequence[_Step], columns: _Columns, tops: Sequence[float]) -> Iterator[str]:
    """From where a bar ends down to the next one that starts or ends there."""
    for number, (step, top) in enumerate(zip(steps, tops, strict=True)):
        following = zip(steps[number + 1 :], tops[number + 1 :], strict=True)
        met = next((each for each in following if step.end in (each[0].start, each[0].end)), None)
        if met and step.line.amount:
            x = columns.x(step.end)
            yield svg.line((x, top + _ABOVE + _BAR), (x, met[1] + _ABOVE), GUIDE, 0.5)


def _bar(step: _Step, columns: _Columns, top: float, unit: str) -> str:
    """The bar; a short line for 0, nothing for 未填."""
    x, y = columns.x(step.start), top + _ABOVE
    if step.line.figure.value is None:
        return ""
    if not step.line.amount:
        return svg.line((x, y), (x, y + _BAR), GUIDE)
    told = f"{step.line.name} {step.line.figure.said} {unit}"
    size = (float(step.line.amount) * columns.scale, _BAR)
    return svg.box((x, y), size, svg.paint(step.shade), svg.LINE, told=told)


def _words(step: _Step, columns: _Columns, top: float) -> Iterator[str]:
    line, y = step.line, top + 14
    is_part = step.shade is STEP
    x = LEFT + (_INDENT if is_part else 0)
    yield svg.label((x, y), line.name, fitting(line.name, LEFT + _BARS - 6 - x, TEXT), bold=not is_part)
    is_blank = line.figure.said == BLANK
    size = fitting(line.figure.said, _COLUMN - 6, TEXT)
    fill = svg.SOFT if is_blank else svg.INK
    yield svg.label((columns.figure, y), line.figure.said, size, anchor="end", fill=fill, bold=not is_part)
    cells = [(columns.share, share(line, step.whole) if step.whole else "")]
    if columns.is_compared:
        cells += [(columns.last, line.figure.said_last), (columns.change, line.figure.change)]
    for end, text in cells:
        if text:
            yield svg.label((end, y), text, fitting(text, _COLUMN - 6, TEXT), anchor="end", fill=svg.SOFT)
