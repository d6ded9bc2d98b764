"""Lines of a table cut into label and values: which cells are the values, where padding surrounds them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from nianbao.core.document import GridCell
from nianbao.core.numbers import folded
from nianbao.forms.labels import is_wordy
from nianbao.forms.recognise_heads import Order


class Placed(NamedTuple):
    """A cell with its place on the line; places covered by a merged neighbour are left out but counted."""

    at: int
    cell: GridCell


@dataclass(frozen=True, slots=True)
class Line:
    """A line as label and what follows it. `first` is the label's place, -1 without one; `row` is the whole line."""

    label: str
    place: str
    first: int
    row: tuple[GridCell, ...]
    cells: tuple[Placed, ...]

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


@lru_cache(maxsize=4096)
def _is_empty(text: str) -> bool:
    return not folded(text)


def cut(row: tuple[GridCell, ...], count: int, is_label: Callable[[str], bool]) -> Line:
    """The line parted behind its last label: one the form knows, or wordy text with room for `count` values after it."""
    shown = [Placed(i, cell) for i, cell in enumerate(row) if cell.text is not None]
    last = -1
    for position, placed in enumerate(shown):
        text = placed.cell.text or ""
        if is_blank(placed.cell):
            continue
        if not is_label(text) and not (is_wordy(text) and len(shown) - position > count):
            break
        last = position
    behind = tuple(shown[last + 1 :])
    if last < 0:
        return Line("", row[0].place, -1, row, behind)
    label = shown[last]
    return Line(label.cell.text or "", label.cell.place, label.at, row, behind)


def windows(line: Line, count: int) -> list[int]:
    """Every start from which `count` cells can be the values, all cells outside being blank."""
    filled = [i for i, placed in enumerate(line.cells) if not is_blank(placed.cell)]
    low, high = (filled[0], filled[-1]) if filled else (0, -1)
    starts = range(len(line.cells) - count + 1)
    return [start for start in starts if not filled or (start <= low and high < start + count)]


def starts(lines: list[Line], order: Order) -> list[int | None]:
    """For each line of one block, where its values start among its cells; None where that cannot be told.

    A line with more cells than columns has padding; where it could lie on either side, the head's places decide, else
    the lines of the block that leave no choice. In a line shorter than its like, a blank at the edge of the values may
    be padding while a value was lost: that is doubtful too.
    """
    count = len(order.leaves)
    open_to = [windows(line, count) for line in lines]
    settled = [(line, choice[0]) for line, choice in zip(lines, open_to, strict=True) if len(choice) == 1]
    found = [_start(line, choice, order, settled) for line, choice in zip(lines, open_to, strict=True)]
    return [
        None if start is not None and _lost_a_cell(line, start, order, lines) else start
        for line, start in zip(lines, found, strict=True)
    ]


def _start(line: Line, choice: list[int], order: Order, settled: list[tuple[Line, int]]) -> int | None:
    if len(choice) < 2:
        return choice[0] if choice else None
    headed = [start for start in choice if _stands_under(line, start, order)]
    if headed:
        return headed[0]
    if not line.figures:
        return choice[-1]
    alike = {each.cells[at].at for each, at in settled if each.width == line.width}
    found = [start for start in choice if {line.cells[start].at} == alike]
    return found[0] if found else _by_padding(line, choice, len(order.leaves), settled)


def _stands_under(line: Line, start: int, order: Order) -> bool:
    if order.indexes is None or line.width != order.width:
        return False
    return tuple(placed.at for placed in line.cells[start : start + len(order.leaves)]) == order.indexes


def _by_padding(line: Line, choice: list[int], count: int, settled: list[tuple[Line, int]]) -> int | None:
    behind = {len(each.cells) - start - count for each, start in settled}
    found = [start for start in choice if {len(line.cells) - start - count} == behind]
    return found[0] if found else None


def _lost_a_cell(line: Line, start: int, order: Order, lines: list[Line]) -> bool:
    values = line.cells[start : start + len(order.leaves)]
    if not line.figures or not (is_blank(values[0].cell) or is_blank(values[-1].cell)):
        return False
    return line.width < max(order.width, *(each.width for each in lines if each.first == line.first))
