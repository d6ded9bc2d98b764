"""Writing into the open workbook so that it can be taken back: what is overwritten is noted first, then all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from nianbao.adapters import excel_log, excel_steps, excel_version
from nianbao.adapters.excel_anchors import Anchors, Place, found
from nianbao.adapters.excel_steps import Changes, Format, Link
from nianbao.adapters.workbook import FINDING_HEADERS, Area, Block, Formula, Snapshot
from nianbao.commands.repair import now

if TYPE_CHECKING:
    import xlwings as xw

    from nianbao.adapters.excel_noted import Restored
    from nianbao.commands.live.desk import Desk

_TEXT, _GENERAL = "@", "General"
# A check that finds what the last one found changes the time in this line only: nobody wants that back.
_SUMMARY = "nb_summary"
_JUMPS = FINDING_HEADERS.index("位置")


def perform(desk: Desk, what: str, blocks: Sequence[Block], *, seen: Snapshot | None = None) -> None:
    """Write the blocks as one step, which 撤销上一步 takes back; `what` is its name for people.

    Wholly or not at all: what was written before an error is put back. `seen` is the workbook as it is at this moment,
    for a caller who has just read it.
    Raises: CannotWrite.
    """
    from nianbao.adapters import excel_noted, live

    blocks = [block for block in blocks if block.rows]
    if not blocks:
        return
    snapshot = live.snapshot(desk.workbook, desk.host) if seen is None else seen
    rows = [(place, len(values)) for place, values in excel_noted.spread(blocks)]
    formulas = live.formulas(desk.workbook, excel_noted.with_formulas(snapshot, rows))
    lines = excel_noted.noted(snapshot, blocks, formulas)
    changes = Changes(lines, tuple(_formats(desk, snapshot, blocks)), tuple(_links(desk, snapshot, blocks)))
    kept = _without_log(snapshot, changes)
    is_step = any(line.first.name != _SUMMARY for line in kept.lines)
    store = excel_steps.added(snapshot, _head(snapshot, what, blocks), kept) if is_step else []
    everything = Changes((*lines, *excel_noted.noted(snapshot, store, {})), changes.formats, changes.links)
    with live.quiet(desk.workbook):
        write(desk, snapshot, [*blocks, *store], everything)


def _head(snapshot: Snapshot, what: str, blocks: Sequence[Block]) -> tuple[str, str, int, int]:
    newest, own = excel_log.newest(snapshot), excel_log.batch_of(snapshot, blocks)
    return now(), what, max(newest, own), own


def _without_log(snapshot: Snapshot, changes: Changes) -> Changes:
    """The changes but for the lines of 修改记录, which stay and say that they were undone."""
    start = snapshot.names.get(excel_log.NAME)
    lines = (line for line in changes.lines if start is None or line.first.sheet != start.sheet)
    return Changes(tuple(lines), changes.formats, changes.links)


def write(desk: Desk, snapshot: Snapshot, blocks: Sequence[Block], changes: Changes) -> None:
    """Write sheet after sheet; when one breaks off, it and those before it hold again what they held.

    `changes` tells what they held, and which cells have to lose the text format and their links first.
    Raises: CannotWrite.
    """
    excel_version.refuse_newer(snapshot)
    by_sheet: dict[str, list[Block]] = {}
    for block in blocks:
        by_sheet.setdefault(block.sheet, []).append(block)
    _write(desk, snapshot, list(by_sheet.values()), changes)


def _write(desk: Desk, snapshot: Snapshot, groups: list[list[Block]], changes: Changes) -> None:
    from nianbao.adapters import excel_noted, live

    if not groups:
        return
    is_done, name = False, groups[0][0].sheet
    try:
        _loosen(desk, snapshot, changes, name)
        live.write(desk.workbook, groups[0], desk.host)
        _write(desk, snapshot, groups[1:], changes)
        is_done = True
    finally:
        if not is_done:
            before = excel_noted.as_before(snapshot, changes.lines, name)
            live.write(desk.workbook, before.blocks, desk.host)
            put_looks_back(desk, snapshot, before, changes)


def put_looks_back(desk: Desk, snapshot: Snapshot, restored: Restored, changes: Changes) -> None:
    """Give the cells that hold again what they held the number formats and jumps they had."""
    book, host = desk.workbook, desk.host
    formats = [(cell, each.before) for each in changes.formats for cell in _cells(snapshot, each)]
    links = [(found(snapshot, each.cell), each.target) for each in changes.links]
    for place, code in formats:
        if place in restored.cells:
            with host.unprotected(book.sheets[place.sheet]):
                _range(book, place.area).number_format = code
    for cell, target in links:
        if cell is not None and cell in restored.cells:
            with host.unprotected(book.sheets[cell.sheet]):
                host.relink(_range(book, cell.area), target)


def _cells(snapshot: Snapshot, noted: Format) -> Iterator[Place]:
    first = found(snapshot, noted.first)
    for row in range(noted.rows if first else 0):
        assert first is not None
        yield first._replace(row=first.row + row)


def _loosen(desk: Desk, snapshot: Snapshot, changes: Changes, sheet: str) -> None:
    """Take the text format off cells that get figures, which would turn to text in them, and the links off the list."""
    areas = [(first, each.rows) for each in changes.formats if (first := found(snapshot, each.first))]
    own = [Area(sheet, at.row, at.column, at.row + rows - 1, at.column) for at, rows in areas if at.sheet == sheet]
    links = [cell.area for each in changes.links if (cell := found(snapshot, each.cell)) and cell.sheet == sheet]
    if not own and not links:
        return
    with desk.host.unprotected(desk.workbook.sheets[sheet]):
        for area in own:
            _range(desk.workbook, area).number_format = _GENERAL
        for area in links:
            desk.host.unlink(_range(desk.workbook, area))


def _range(book: xw.Book, area: Area) -> xw.Range:
    from nianbao.adapters import live

    return live.cells_of(book.sheets[area.sheet], area)


def _formats(desk: Desk, snapshot: Snapshot, blocks: Sequence[Block]) -> Iterator[Format]:
    """The cells formatted as text that are to hold a figure or a formula, in runs down a column."""
    from nianbao.adapters import excel_noted, live

    anchors = Anchors(snapshot)
    for sheet in dict.fromkeys(block.sheet for block in blocks):
        for block in live.joined([block for block in blocks if block.sheet == sheet]):
            rows = [values for _, values in excel_noted.spread([block])]
            for column, values in enumerate(zip(*rows, strict=True), start=block.column):
                counted = [
                    i for i, value in enumerate(values, start=block.row) if isinstance(value, Decimal | int | Formula)
                ]
                if counted:
                    area = Area(sheet, counted[0], column, counted[-1], column)
                    yield from (
                        Format(anchors.of(Place(sheet, top, column)), rows, _TEXT)
                        for top, rows in _as_text(desk.workbook, area)
                    )


def _as_text(book: xw.Book, area: Area) -> Iterator[tuple[int, int]]:
    """The first row and the number of rows of each stretch of a column that is formatted as text."""
    code: str | None = _range(book, area).number_format
    if code == _TEXT:
        yield area.top, area.bottom - area.top + 1
    elif code is None and area.top < area.bottom:
        middle = (area.top + area.bottom) // 2
        yield from _as_text(book, area._replace(bottom=middle))
        yield from _as_text(book, area._replace(top=middle + 1))


def _links(desk: Desk, snapshot: Snapshot, blocks: Sequence[Block]) -> Iterator[Link]:
    """The jumps in the list of findings that are no formulas: those of a new workbook, or of a closed file's check."""
    start = snapshot.names.get("nb_findings")
    anchors, sheet = Anchors(snapshot), snapshot.sheets[start.sheet] if start else None
    listed = [block for block in blocks if start and (block.sheet, block.column) == (start.sheet, start.left)]
    for block in listed:
        column = block.column + _JUMPS
        rows = range(block.row, block.row + len(block.rows))
        if sheet and any(sheet.value(row, column) is not None and (row, column) not in sheet.formulas for row in rows):
            cells = _range(desk.workbook, Area(block.sheet, rows.start, column, rows.stop - 1, column))
            for (row, _), target in desk.host.links(cells).items():
                yield Link(anchors.of(Place(block.sheet, block.row + row, column)), target)
