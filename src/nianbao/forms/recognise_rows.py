"""Lines of a table cut into label and values: which cells are the values, where padding surrounds them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from nianbao.core import numbers
from nianbao.core.document import GridCell
from nianbao.core.form import Kind
from nianbao.core.numbers import folded
from nianbao.forms.labels import is_wordy
from nianbao.forms.recognise_heads import Order

# A running number some tables carry in front of their labels.
_ORDINAL = re.compile(r"[0-9]{1,2}[.、]?")
# So many lines alike are no accident.
_SEVERAL = 3


class Placed(NamedTuple):
    """A cell with its place on the line; places covered by a merged neighbour are left out but counted."""

    at: int
    cell: GridCell


@dataclass(frozen=True, slots=True)
class Line:
    """A line as label and what follows it. `first` is the label's place, -1 without one; `row` is the whole line.

    `above` are the labels in front of the last one: the groups it belongs to.
    """

    label: str
    place: str
    first: int
    row: tuple[GridCell, ...]
    cells: tuple[Placed, ...]
    above: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many places the line has, covered ones included."""
        return len(self.row)

    @property
    def raw(self) -> str:
        """The line as printed, cells parted by 「｜」."""
        return "｜".join(" ".join((cell.text or "").split()) for cell in self.row if cell.text is not None)

    @property
    def figures(self) -> tuple[str, ...]:
        """What stands behind the label, blanks left out, as typed."""
        return tuple(
            placed.cell.text.strip() for placed in self.cells if placed.cell.text and not is_blank(placed.cell)
        )


def is_blank(cell: GridCell) -> bool:
    """Whether nothing is printed in a cell."""
    return not cell.text or _is_empty(cell.text)


def is_figure(text: str) -> bool:
    """Whether a text is a number, if not quite a plain one: 5, ５件, -2, 3、1."""
    body = folded(text)
    return any(char.isdecimal() for char in body) and not any(char.isalpha() for char in body[:-1])


@lru_cache(maxsize=4096)
def _is_empty(text: str) -> bool:
    return not folded(text)


def cut(row: tuple[GridCell, ...], count: int, is_label: Callable[[str], bool]) -> Line:
    """The line parted behind its last label: one the form knows, or wordy text with room for `count` values after it.

    A running number may stand in front of the first label.
    """
    shown = [Placed(i, cell) for i, cell in enumerate(row) if cell.text is not None]
    filled = [position for position, placed in enumerate(shown) if not is_blank(placed.cell)]
    second = (shown[filled[1]].cell.text or "") if len(filled) > 1 else ""
    is_numbered = bool(second) and _is_ordinal(shown[filled[0]].cell) and (is_label(second) or is_wordy(second))
    found = []
    for position in filled[is_numbered:]:
        text = shown[position].cell.text or ""
        if not is_label(text) and not (is_wordy(text) and len(shown) - position > count):
            break
        found.append(position)
    if not found:
        return Line("", row[0].place, -1, row, tuple(shown))
    label = shown[found[-1]]
    above = tuple(shown[position].cell.text or "" for position in found[:-1])
    return Line(label.cell.text or "", label.cell.place, label.at, row, tuple(shown[found[-1] + 1 :]), above)


def _is_ordinal(cell: GridCell) -> bool:
    return _ORDINAL.fullmatch(folded(cell.text or "")) is not None


def without_ordinal(row: tuple[GridCell, ...]) -> tuple[GridCell, ...]:
    """The line with a running number in front of it left blank."""
    first = next((i for i, cell in enumerate(row) if not is_blank(cell)), None)
    if first is None or not _is_ordinal(row[first]):
        return row
    return (*row[:first], GridCell("", row[first].place), *row[first + 1 :])


def holds_values(line: Line, count: int) -> bool:
    """Whether what is printed are mostly figures or marks for none, or the line is a blank row of `count` values."""
    if not line.figures:
        return len(line.cells) >= count
    is_filled = [is_figure(text) or numbers.read(text, Kind.COUNT).code == "D003" for text in line.figures]
    return sum(is_filled) * 2 >= len(is_filled)


def windows(line: Line, count: int) -> list[int]:
    """Every start from which `count` cells can be the values, all cells outside being blank."""
    filled = [i for i, placed in enumerate(line.cells) if not is_blank(placed.cell)]
    low, high = (filled[0], filled[-1]) if filled else (0, -1)
    starts = range(len(line.cells) - count + 1)
    return [start for start in starts if not filled or (start <= low and high < start + count)]


def without_repeats(line: Line, order: Order) -> Line:
    """The line of a single column with a merged value written out again read once."""
    if order.printed != 1 or len(line.figures) < 2 or len(set(map(folded, line.figures))) > 1:
        return line
    kept = next(placed for placed in line.cells if not is_blank(placed.cell))
    return replace(line, row=(*line.row[: kept.at + 1],), cells=(kept,))


Values = tuple[GridCell, ...]


def picked(lines: list[Line], order: Order) -> list[Values | None]:
    """For each line of one block the cells of its values, left to right; None where they cannot be told.

    In a line as wide as the head the values stand under their headings. A line with more cells than columns has
    padding; where it could lie on either side, the lines of the block that leave no choice decide. In a line shorter
    than its like, a blank at the edge of the values may be padding while a value was lost: that is doubtful too.
    """
    order = _without_blank_end(lines, order)
    count = order.printed
    headed = [_under_heads(line, order) for line in lines]
    if not count:
        # A column more than the form has, at no plain place: only the heads tell where the others stand.
        return headed
    if any(len(line.figures) > count for line in lines):
        # So does one without a heading, in every line that does not reach as far.
        widest = max(line.width for line in lines)
        return [values if line.width == widest else None for line, values in zip(lines, headed, strict=True)]
    open_to = [_open_to(line, order) for line in lines]
    settled = [(line, choice[0]) for line, choice in zip(lines, open_to, strict=True) if len(choice) == 1]
    moved = _moved(lines, headed, order)
    found: list[Values | None] = []
    for i, (line, choice, values) in enumerate(zip(lines, open_to, headed, strict=True)):
        is_astray = i not in moved and _is_astray(line, order)
        start = None if values or is_astray else _start(line, choice, count, settled)
        if start is not None and not _lost_a_cell(line, start, order, lines):
            values = tuple(line.cells[start + slot].cell for slot in order.slots)
        found.append(values)
    return found


def _without_blank_end(lines: list[Line], order: Order) -> Order:
    """The order less extra columns at its right edge in which no line shows anything: sources drop blanks at the end."""
    count = len(order.leaves)
    is_behind = order.printed and order.unknown and order.slots == tuple(range(count))
    if not is_behind or max((len(line.figures) for line in lines), default=0) != count:
        return order
    return replace(order, printed=count)


def _open_to(line: Line, order: Order) -> list[int]:
    """The windows of a line; where no label has a second column, values follow it at once."""
    found = windows(line, order.printed)
    return [start for start in found if start == 0] if order.is_tight and line.label else found


def _is_astray(line: Line, order: Order) -> bool:
    """Whether a line ought to stand under its heads yet does not: only one with labels may have lost their padding.

    Nor is there padding in a line without labels whose heads tell no places: a cell too many is a column nobody named.
    """
    if order.indexes is None:
        return line.first < 0 and bool(line.figures) and len(line.cells) != order.printed
    return line.width == order.width or (line.first < 0 and line.width < order.width)


def _moved(lines: list[Line], headed: list[Values | None], order: Order) -> range:
    """The last lines, where they go on beside their head: a table parted on paper whose rest has columns of its own.

    Each has a figure for every column, all begin at the same place, and there are several of them.
    """
    starts = [None if values else _full_start(line, order) for line, values in zip(lines, headed, strict=True)]
    first = len(lines)
    while first and starts[first - 1] is not None and starts[first - 1] == starts[-1]:
        first -= 1
    return range(first, len(lines) if len(lines) - first >= _SEVERAL else first)


def _full_start(line: Line, order: Order) -> int | None:
    """Where the figures of a line with labels begin, one for every column, side by side.

    A cell beside them, even a blank one, may be where a value was lost, unless the figures stand further left than their
    heads: before them are only labels.
    """
    filled = [i for i, placed in enumerate(line.cells) if not is_blank(placed.cell)]
    is_whole = len(filled) == order.printed and filled[-1] - filled[0] < order.printed
    if order.indexes is None or order.extras or line.first < 0 or not is_whole:
        return None
    start, end = line.cells[filled[0]].at, line.cells[filled[-1]].at
    is_left = start < order.indexes[0] and end <= order.indexes[-1]
    return start if is_left or len(line.cells) == order.printed else None


def _under_heads(line: Line, order: Order) -> Values | None:
    """The cells under the headings, when nothing is printed where no heading stands."""
    if order.indexes is None or line.width != order.width or not _is_labelled_in_place(line, order):
        return None
    values = {placed.at: placed.cell for placed in line.cells if placed.at in order.indexes}
    known = {*order.indexes, *order.extras}
    is_clean = all(placed.at in known or is_blank(placed.cell) for placed in line.cells)
    return tuple(values[at] for at in order.indexes) if is_clean and len(values) == len(order.indexes) else None


def _is_labelled_in_place(line: Line, order: Order) -> bool:
    """Whether the label stands under its heading: else the head's places are not the line's."""
    if order.stub < 0 or line.first < 0:
        return True
    return line.first == order.stub if order.is_tight else line.first >= order.stub


def _start(line: Line, choice: list[int], count: int, settled: list[tuple[Line, int]]) -> int | None:
    if len(choice) < 2:
        return choice[0] if choice else None
    if not line.figures:
        return choice[-1]
    alike = {each.cells[at].at for each, at in settled if each.width == line.width}
    found = [start for start in choice if {line.cells[start].at} == alike]
    return found[0] if found else _by_padding(line, choice, count, settled)


def _by_padding(line: Line, choice: list[int], count: int, settled: list[tuple[Line, int]]) -> int | None:
    behind = {len(each.cells) - start - count for each, start in settled}
    found = [start for start in choice if {len(line.cells) - start - count} == behind]
    return found[0] if found else None


def _lost_a_cell(line: Line, start: int, order: Order, lines: list[Line]) -> bool:
    alike = max(len(each.cells) for each in lines if each.first == line.first)
    if order.indexes is None and line.first >= 0 and order.printed < alike > len(line.cells):
        # Its like have a cell too many: this one may have it too, and lack one of its own.
        return bool(line.figures) and not (_is_full(line, order) and _is_padded(lines, order))
    values = line.cells[start : start + order.printed]
    if not line.figures or not (is_blank(values[0].cell) or is_blank(values[-1].cell)):
        return False
    return line.width < max(order.width, *(each.width for each in lines if each.first == line.first))


def _is_padded(lines: list[Line], order: Order) -> bool:
    """Whether the cells too many are padding behind labels: several lines show a figure for every column behind them."""
    padded = [line for line in lines if len(line.cells) > order.printed and _is_full(line, order)]
    return not order.is_tight and len(padded) >= _SEVERAL


def _is_full(line: Line, order: Order) -> bool:
    """Whether a line ends in a figure for every column, and nothing else stands behind its label."""
    return len(line.figures) == order.printed and not any(is_blank(each.cell) for each in line.cells[-order.printed :])
