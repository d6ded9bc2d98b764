"""An open workbook ↔ Snapshot and Blocks, through xlwings' public interface only, so that every host is served alike.

Reading and writing go in whole blocks: in Excel each call crosses between two programs.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

import xlwings as xw

from nianbao.adapters.workbook import Area, Block, CellValue, Formula, Sheet, Snapshot, Written, reference
from nianbao.core.errors import CannotRead

_MOST_IN_USE = 5_000_000
_SHOWN = (True, -1)
_LONGEST_LITERAL = 255


class Host(Protocol):
    """What a command needs of the host beyond xlwings."""

    def unprotected(self, sheet: xw.Sheet) -> AbstractContextManager[None]:
        """The sheet open for writing, its protection as before at the end, on error too."""

    def unlink(self, cells: xw.Range) -> None:
        """Take the hyperlinks off the cells, leaving value and format."""


def snapshot(book: xw.Book) -> Snapshot:
    """The open workbook as it is now, unsaved changes included.

    Raises: CannotRead when a sheet's used range is beyond what a report may have.
    """
    sheets = {sheet.name: _sheet(sheet) for sheet in book.sheets}
    names = {name.name: area for name in book.names if (area := reference(name.refers_to or "")) is not None}
    return Snapshot(book.name, sheets, names)


def _sheet(sheet: xw.Sheet) -> Sheet:
    last = sheet.used_range.last_cell
    if last.row * last.column > _MOST_IN_USE:
        raise CannotRead(
            f"读不了工作表「{sheet.name}」：最远用到第 {last.row} 行第 {last.column} 列，超出范围。"
            "请删去远处多余的单元格后再试。"
        )
    cells = sheet.range((1, 1), (last.row, last.column))
    shown = cells.options(ndim=2, err_to_str=True).value
    formulas = _formulas(cells, shown)
    errors = _errors(cells, shown)
    return Sheet(
        rows=tuple(
            tuple(None if (row, column) in errors else value for column, value in enumerate(line))
            for row, line in enumerate(shown)
        ),
        formulas=formulas,
        errors=errors,
        hidden=sheet.visible not in _SHOWN,
        hidden_rows=_hidden(cells.rows),
        hidden_columns=_hidden(cells.columns),
    )


def _formulas(cells: xw.Range, shown: list[list[CellValue]]) -> frozenset[tuple[int, int]]:
    """Where formulas stand. Text that merely looks like one is shown as it is written."""
    written: Any = cells.formula
    if cells.count == 1:
        written = ((written,),)
    return frozenset(
        (row, column)
        for row, line in enumerate(written)
        for column, text in enumerate(line)
        if isinstance(text, str) and text.startswith("=") and text != shown[row][column]
    )


def formulas(book: xw.Book, areas: Iterable[Area]) -> dict[Area, str]:
    """The formulas of those of the cells that hold one, as the host spells them; a block is read of each sheet."""
    found: dict[Area, str] = {}
    by_sheet = sorted(areas, key=attrgetter("sheet"))
    for name, group in groupby(by_sheet, key=attrgetter("sheet")):
        own = list(group)
        top, left = min(area.top for area in own), min(area.left for area in own)
        bottom, right = max(area.top for area in own), max(area.left for area in own)
        written: Any = book.sheets[name].range((top + 1, left + 1), (bottom + 1, right + 1)).formula
        if (top, left) == (bottom, right):
            written = ((written,),)
        texts = {area: written[area.top - top][area.left - left] for area in own}
        found |= {area: text for area, text in texts.items() if isinstance(text, str) and text.startswith("=")}
    return found


def _errors(cells: xw.Range, shown: list[list[CellValue]]) -> frozenset[tuple[int, int]]:
    """Where error values stand: asked as such they have a name, asked as values they are blank."""
    suspects = [
        (row, column)
        for row, line in enumerate(shown)
        for column, value in enumerate(line)
        if isinstance(value, str) and value.startswith("#")
    ]
    if not suspects:
        return frozenset()
    values = cells.options(ndim=2).value
    return frozenset((row, column) for row, column in suspects if values[row][column] is None)


def _hidden(lines: Any) -> frozenset[int]:
    if lines.hidden is False:
        return frozenset()
    return frozenset(index for index, line in enumerate(lines) if _is_hidden(line, lines))


def _is_hidden(line: xw.Range, lines: Any) -> bool:
    return bool(line.rows.hidden if isinstance(lines, xw.main.RangeRows) else line.columns.hidden)


class quiet:  # noqa: N801  read as a verb: with quiet(book)
    """The screen kept still while much is written, and as before at the end, on error too.

    A class because contextlib sets the traceback of what passes through, which a UNO exception refuses.
    """

    def __init__(self, book: xw.Book) -> None:
        self._app = book.app
        self._was_updating = self._app.screen_updating

    def __enter__(self) -> None:
        self._app.screen_updating = False

    def __exit__(self, *error: object) -> None:
        self._app.screen_updating = self._was_updating


def write(book: xw.Book, blocks: Sequence[Block], host: Host) -> None:
    """Write the blocks into the open workbook; text stays text, None clears the cell, links become HYPERLINK formulas.

    Sheets that are protected are opened for the write and protected again.
    """
    by_sheet = sorted(blocks, key=attrgetter("sheet"))
    for name, group in groupby(by_sheet, key=attrgetter("sheet")):
        sheet = book.sheets[name]
        with host.unprotected(sheet):
            for block in joined(list(group)):
                _write_block(sheet, block, host)


def joined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of one sheet, those that stand directly under each other made into one."""
    merged: list[Block] = []
    for block in sorted(blocks, key=attrgetter("column", "row")):
        last = merged[-1] if merged else None
        if last is not None and _continues(last, block):
            links = {(index + len(last.rows), column): name for (index, column), name in block.links.items()}
            merged[-1] = replace(last, rows=last.rows + block.rows, links={**last.links, **links})
        elif block.rows:
            merged.append(block)
    return merged


def _continues(upper: Block, lower: Block) -> bool:
    widths = {len(row) for row in (*upper.rows, *lower.rows)}
    return upper.column == lower.column and upper.row + len(upper.rows) == lower.row and len(widths) == 1


def _write_block(sheet: xw.Sheet, block: Block, host: Host) -> None:
    width = max(len(row) for row in block.rows)
    if not width:
        return
    rows = [
        [
            _typed(row[column] if column < len(row) else None, block.links.get((index, column)))
            for column in range(width)
        ]
        for index, row in enumerate(block.rows)
    ]
    first = (block.row + 1, block.column + 1)
    cells = sheet.range(first, (block.row + len(rows), block.column + width))
    if block.links:
        host.unlink(cells)
    cells.value = rows


def _typed(value: Written, link: str | None) -> object:
    """The value so that the host takes text for text: a leading apostrophe says so in every spreadsheet program."""
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, str):
        return value
    if link is not None and len(value) <= _LONGEST_LITERAL:
        shown = value.replace('"', '""')
        return f'=HYPERLINK("#{link}","{shown}")'
    return f"'{value}" if value else None
