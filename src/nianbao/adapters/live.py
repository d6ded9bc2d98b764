"""An open workbook ↔ Snapshot and Blocks, through xlwings' public interface only, so that every host is served alike.

Reading and writing go in whole blocks: in Excel each call crosses between two programs.
"""

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

import xlwings as xw

from nianbao.adapters import excel_open
from nianbao.adapters.excel_anchors import Place
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

    def links(self, cells: xw.Range) -> dict[tuple[int, int], str]:
        """Where the cells jump to inside the workbook, by (row, column) from 0 within the range; formulas left out."""

    def relink(self, cell: xw.Range, target: str) -> None:
        """Let a cell jump to a place in the workbook, value and look as they are."""

    def tell(self, text: str) -> None:
        """Show a text in a box and wait until it is read."""

    def ask(self, question: str) -> bool:
        """Show a question with 是 and 否; whether it was 是."""

    def ask_text(self, question: str, proposed: str) -> str | None:
        """Ask for one line of text; None when the clerk closes the box."""

    def pick_file(self, title: str, patterns: Sequence[str], folder: Path | None) -> Path | None:
        """Let the clerk pick an existing file, beginning in a folder; None when the box is closed."""

    def pick_folder(self, title: str, folder: Path | None) -> Path | None:
        """Let the clerk pick a folder; None when the box is closed."""

    def pick_target(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        """Let the clerk say where to keep a file, a name being proposed; None when the box is closed."""

    def progress(self, text: str) -> None:
        """Show a text in the status bar; an empty one gives the bar back to the host."""

    def is_stopped(self) -> bool:
        """Whether the clerk asked the running command to stop."""

    def copy(self, book: xw.Book, path: Path) -> bool:
        """Keep a copy of the open workbook as it is now, itself untouched; False where its cells are better read."""

    def open_book(self, path: Path) -> xw.Book:
        """Open a workbook in the host, in front.

        Raises: CannotOpen.
        """

    def show_file(self, path: Path) -> None:
        """Open a file or a folder with the program the system has for it."""


def snapshot(book: xw.Book, host: Host | None = None) -> Snapshot:
    """The open workbook as it is now, unsaved changes included.

    Where the host can keep a copy of it, the copy is read: in Excel one call instead of thousands.
    Raises: CannotRead when a sheet's used range is beyond what a report may have.
    """
    copied = None if host is None else _copied(book, host)
    return copied or _by_cells(book)


def _copied(book: xw.Book, host: Host) -> Snapshot | None:
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        path = Path(folder) / f"copy{Path(book.name).suffix or '.xlsx'}"
        if not host.copy(book, path):
            return None
        try:
            return excel_open.open_workbook(path.read_bytes(), book.name)
        except (CannotRead, OSError):
            # Encrypted, in an old format, or already held by a virus scanner.
            return None


def _by_cells(book: xw.Book) -> Snapshot:
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
        hidden_rows=_hidden(cells, 0),
        hidden_columns=_hidden(cells, 1),
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
        written: Any = cells_of(book.sheets[name], Area(name, top, left, bottom, right)).formula
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


def _hidden(cells: xw.Range, axis: int) -> frozenset[int]:
    """Which rows (axis 0) or columns (axis 1) are hidden: halves are asked until one is all of a kind."""

    def within(start: int, end: int) -> frozenset[int]:
        hidden = cells[start:end, :].rows.hidden if axis == 0 else cells[:, start:end].columns.hidden
        if hidden is None and end - start > 1:
            middle = (start + end) // 2
            return within(start, middle) | within(middle, end)
        return frozenset(range(start, end)) if hidden else frozenset()

    return within(0, cells.shape[axis])


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
            _typed(linked(row[column] if column < len(row) else None, block.links.get((index, column))))
            for column in range(width)
        ]
        for index, row in enumerate(block.rows)
    ]
    cells = cells_of(
        sheet, Area(sheet.name, block.row, block.column, block.row + len(rows) - 1, block.column + width - 1)
    )
    if block.links:
        host.unlink(cells)
    # As they are: xlwings would ask Excel about the shape of the range some sixty times.
    cells.raw_value = rows


def cells_of(sheet: xw.Sheet, area: Area) -> xw.Range:
    """The range of an area, by its A1 spelling: asked for by numbers, it costs Excel a dozen calls."""
    return sheet.range(area.a1)


def _typed(value: Written) -> object:
    """The value so that the host takes text for text: a leading apostrophe says so in every spreadsheet program."""
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, str):
        return value
    return f"'{value}" if value else None


def linked(value: Written, link: str | None) -> Written:
    """The value as it is written where it is to jump: a HYPERLINK formula, if the text is short enough for one."""
    if link is None or not isinstance(value, str) or len(value) > _LONGEST_LITERAL:
        return value
    shown = value.replace('"', '""')
    return Formula(f'=HYPERLINK("#{link}","{shown}")')


def selected(book: xw.Book) -> Place | None:
    """The first of the selected cells; None when something else is selected, or in another workbook."""
    cells = book.app.selection
    if cells is None or cells.sheet.book.name != book.name:
        return None
    return Place(cells.sheet.name, cells.row - 1, cells.column - 1)


def select(book: xw.Book, area: Area) -> None:
    """Bring a cell in front and select it."""
    sheet = book.sheets[area.sheet]
    sheet.activate()
    sheet.range((area.top + 1, area.left + 1)).select()
