"""What blocks will write over, noted so that it can be put back; and what of a noted step can be put back now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nianbao.adapters.excel_anchors import Anchors, Place, cells_of, found, moved
from nianbao.adapters.excel_log import is_same
from nianbao.adapters.excel_steps import Changes, Kept, Line, Spelled, written
from nianbao.adapters.live import linked
from nianbao.adapters.workbook import Area, Block, Formula, Snapshot, Written

LIST = "nb_findings"
# What no snapshot tells exactly: an error value somebody typed.
_UNKNOWN = Spelled("")


@dataclass(frozen=True, slots=True)
class Restored:
    """What to put back and where, and the cells that are left because they were changed since or are gone."""

    cells: Mapping[Place, Written]
    left: tuple[Area, ...] = ()
    gone: int = 0

    @property
    def blocks(self) -> list[Block]:
        """What to write, cells beside each other in one block."""
        return list(_blocks(self.cells))


def _blocks(cells: Mapping[Place, Written]) -> Iterator[Block]:
    run: list[Place] = []
    for place in sorted(cells):
        if run and place != (run[0].sheet, run[0].row, run[0].column + len(run)):
            yield Block(*run[0], (tuple(cells[each] for each in run),))
            run = []
        run.append(place)
    if run:
        yield Block(*run[0], (tuple(cells[each] for each in run),))


def spread(blocks: Iterable[Block]) -> Iterator[tuple[Place, tuple[Written, ...]]]:
    """The rows of blocks with where each begins, short ones filled up as they are when written."""
    for block in blocks:
        width = max((len(row) for row in block.rows), default=0)
        for index, row in enumerate(block.rows):
            values = (linked(value, block.links.get((index, column))) for column, value in enumerate(row))
            yield Place(block.sheet, block.row + index, block.column), (*values, *[None] * (width - len(row)))


def with_formulas(snapshot: Snapshot, rows: Iterable[tuple[Place, int]]) -> list[Area]:
    """The cells that hold a formula, of rows of so many cells each."""
    places = (place for first, width in rows for place in _along(first, width))
    return [each.area for each in places if (each.row, each.column) in snapshot.sheets[each.sheet].formulas]


def noted(snapshot: Snapshot, blocks: Sequence[Block], formulas: Mapping[Area, str]) -> tuple[Line, ...]:
    """What the blocks change, row by row; what stays as it is is left out."""
    anchors = Anchors(snapshot)
    lines = (_line(snapshot, anchors, formulas, row) for row in spread(blocks))
    return tuple(line for line in lines if line is not None)


def _line(
    snapshot: Snapshot, anchors: Anchors, formulas: Mapping[Area, str], row: tuple[Place, tuple[Written, ...]]
) -> Line | None:
    first, values = row
    places = _along(first, len(values))
    before = [_held(snapshot, anchors, formulas, place) for place in places]
    after = [_as_kept(anchors, first.sheet, value) for value in values]
    changed = [i for i in range(len(values)) if not _is_alike(before[i], after[i])]
    if not changed:
        return None
    is_whole = anchors.of(first).row_name == LIST
    start, stop = (0, len(values)) if is_whole else (changed[0], changed[-1] + 1)
    return Line(anchors.of(places[start]), is_whole, tuple(before[start:stop]), tuple(after[start:stop]))


def _held(snapshot: Snapshot, anchors: Anchors, formulas: Mapping[Area, str], place: Place) -> Kept:
    sheet = snapshot.sheets[place.sheet]
    if (place.row, place.column) in sheet.formulas:
        text = formulas.get(place.area, "")
        return _spelled(anchors, place.sheet, text)
    return _UNKNOWN if (place.row, place.column) in sheet.errors else sheet.value(place.row, place.column)


def _spelled(anchors: Anchors, sheet: str, text: str) -> Spelled:
    return Spelled(text, tuple(anchors.of(place) for place in cells_of(text, sheet)))


def _as_kept(anchors: Anchors, sheet: str, value: Written) -> Kept:
    if isinstance(value, Formula):
        return _spelled(anchors, sheet, value.text)
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return value
    return float(value)


def _is_alike(one: Kept, other: Kept) -> bool:
    """Whether cells hold the same; 1 and TRUE are not the same, an empty text is nothing."""
    if isinstance(one, Spelled) and isinstance(other, Spelled):
        return one != _UNKNOWN and is_same(one.text, other.text)
    one, other = (None if each == "" else each for each in (one, other))
    return type(one) is type(other) and one == other


def rows_of(snapshot: Snapshot, changes: Changes) -> list[tuple[Place, int]]:
    """Where the rows of a step stand now, and how many cells each has; those that are gone have none."""
    places = ((found(snapshot, line.first), len(line.before)) for line in changes.lines)
    return [(place, width) for place, width in places if place is not None]


def taken_back(snapshot: Snapshot, changes: Changes, formulas: Mapping[Area, str]) -> Restored:
    """What to put back so that the cells hold what they held before the step, those changed since left alone."""
    anchors, gone = Anchors(snapshot), 0
    cells: dict[Place, Written] = {}
    left: list[Area] = []
    for line in changes.lines:
        first = found(snapshot, line.first)
        if first is None:
            gone += 1
            continue
        now = [_held(snapshot, anchors, formulas, place) for place in _along(first, len(line.before))]
        kept = _changed_since(snapshot, line, now)
        if kept:
            left.append(Area(first.sheet, first.row, first.column + kept[0], first.row, first.column + kept[-1]))
        if not (kept and line.is_whole):
            cells |= {
                place: written(_at_now(snapshot, line.before[i]))
                for i, place in enumerate(_along(first, len(now)))
                if i not in kept
            }
    return Restored(cells, tuple(left), gone)


def _changed_since(snapshot: Snapshot, line: Line, now: Sequence[Kept]) -> list[int]:
    """Which cells of a line hold neither what was written nor what was there before."""
    known = [(_at_now(snapshot, line.before[i]), _at_now(snapshot, line.after[i])) for i in range(len(now))]
    if line.is_whole and any(
        all(_is_alike(each, pair[side]) for each, pair in zip(now, known, strict=True)) for side in (0, 1)
    ):
        return []
    return [
        i
        for i, pair in enumerate(known)
        if line.before[i] == _UNKNOWN or not any(_is_alike(now[i], each) for each in pair)
    ]


def _along(first: Place, width: int) -> list[Place]:
    return [first._replace(column=first.column + i) for i in range(width)]


def as_before(snapshot: Snapshot, lines: Iterable[Line], sheet: str) -> Restored:
    """What to put back on a sheet of the very workbook that was noted, whatever stands there now."""
    rows = [(found(snapshot, line.first), line.before) for line in lines]
    return Restored(
        {
            place: written(value)
            for first, before in rows
            if first is not None and first.sheet == sheet
            for place, value in zip(_along(first, len(before)), before, strict=True)
            if value != _UNKNOWN
        }
    )


def _at_now(snapshot: Snapshot, value: Kept) -> Kept:
    """A formula as it reads now that rows were put in; anything else as it is."""
    if not isinstance(value, Spelled):
        return value
    return Spelled(moved(value.text, (found(snapshot, anchor) for anchor in value.cells)), value.cells)
