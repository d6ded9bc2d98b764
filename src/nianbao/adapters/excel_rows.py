"""Rows of lists: where units are counted in thousands they are written a row at a time, not a cell at a time."""

from collections.abc import Container, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from nianbao.adapters.excel_canvas import LONGEST_TEXT, Canvas, exact, put, whole
from nianbao.adapters.excel_pack import Sheet
from nianbao.adapters.workbook import Area, Formula, Written, letters

_BLANK, _STRING = "/>", ' t="s"><v>'
# Stands for the number of the row.
_ROW = "\0"
# A longer text is left to the library, which counts its letters in its own way.
_LONG = LONGEST_TEXT // 2
_SPAN_ROWS = 16
_NOTHING = (None, False, 0, False)
# Of a pixel, in which the library keeps heights.
_POINTS = 0.75


class _Line(NamedTuple):
    """Cells side by side, each as the end of its element, and their looks."""

    ends: tuple[str | None, ...]
    looks: tuple[Any, ...]


class _LineEnd(NamedTuple):
    """Where the last of them stands."""


class GrowingSheet(Sheet):
    """A sheet whose rows keep growing with what is typed into them.

    The library marks every height it writes as fixed by hand; then neither Excel nor WPS would ever adjust it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._openings: dict[tuple[int, tuple[Any, ...]], str] = {}
        self._ends: dict[Written, str] = {None: _BLANK}
        self._heights: dict[float, tuple[Any, Any]] = {}
        self.known_looks: dict[tuple[str, ...], tuple[Any, ...]] = {}

    def ends(self, values: Sequence[Written]) -> list[str | None]:
        """How cells with these values end; None for what is left to the library."""
        found = list(map(self._ends.get, values))
        at = -1
        # Of hundreds of cells side by side few hold what none above them did.
        for _ in range(found.count(None)):
            at = found.index(None, at + 1)
            found[at] = self._end(values[at])
        return found

    def _end(self, value: Written) -> str | None:
        if value == "":
            # Not remembered: it shares its hash with 0, of which there are many, and would be held against each.
            return _BLANK
        if isinstance(value, str):
            end = self._string(value) if len(value) <= _LONG else None
        else:
            end = None if value is None or isinstance(value, Formula) else _number(value)
        if end is not None:
            self._ends[value] = end
        return end

    def _string(self, text: str) -> str:
        # It is counted as it is written.
        index = self.str_table._get_shared_string_index(whole(text))
        self.str_table.count -= 1
        return f"{_STRING}{index}</v></c>"

    def line(self, place: tuple[int, int], ends: tuple[str | None, ...], looks: tuple[Any, ...]) -> None:
        """Put cells side by side from a place on; `ends` are what stands behind a cell's place and look."""
        row, first = place
        last = first + len(ends) - 1
        self._check_dimensions(row, first)
        if last > self.dim_colmax:
            self._check_dimensions(row, last)
        cells = self.table[row]
        # The row's width is told by its last cell.
        cells[last] = _LineEnd()
        cells[first] = _Line(ends, looks)

    def fit(self, row: int, height: float) -> None:
        """Make a row that was drawn so high, in points."""
        known = self._heights.get(height)
        if known is None:
            self.set_row(row, height)
            known = self._heights[height] = self.row_info[row], self.row_sizes[row]
        self.row_info[row], self.row_sizes[row] = known

    def lead(self, row: int, column: int, jump: Any) -> None:
        """Let a cell that is drawn lead somewhere."""
        # The library looks whether a cell of its own is there.
        self.table[row].setdefault(column, None)
        self.hlink_count += 1
        self.hyperlinks[row][column] = jump

    def _write_row(self, row: int, spans: str | None, row_info: Any = None, empty_row: bool = False) -> None:
        # Lists have rows by the thousand, of which only the height is told.
        if row_info is None or not spans or empty_row or _told(row_info) != _NOTHING:
            super()._write_row(row, spans, row_info, empty_row)
            return
        height = row_info.height
        own = "" if height == self.default_row_height == self.original_row_height else f' ht="{height * _POINTS:.16g}"'
        self.fh.write(f'<row r="{row + 1}" spans="{spans}"{own}>')

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, object]]) -> None:
        if tag == "row":
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _write_rows(self) -> None:
        # The library looks for a cell in every column of every row.
        self._calculate_spans()
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, known = self.table.get(row), self.row_info.get(row)
            span = self.row_spans.get(row // _SPAN_ROWS)
            if cells:
                self._write_row(row, span, known)
                for column in sorted(cells):
                    self._write_cell(row, column, cells[column])
                self._xml_end_tag("row")
            elif known:
                self._write_empty_row(row, span, known)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, _Line):
            line = self._opened(col, cell.looks).replace(_ROW, str(row + 1)) % cell.ends
            self.str_table.count += line.count(_STRING)
            self.fh.write(line)
        elif cell is not None and not isinstance(cell, _LineEnd):
            super()._write_cell(row, col, cell)

    def _opened(self, first: int, looks: tuple[Any, ...]) -> str:
        """How cells begin, with room for the number of their row and for their ends; most rows look the same."""
        key = first, looks
        found = self._openings.get(key)
        if found is None:
            found = self._openings[key] = "".join(
                f'<c r="{letters(column)}{_ROW}" s="{look._get_xf_index()}"%s'
                for column, look in enumerate(looks, start=first)
            )
        return found

    def _calculate_spans(self) -> None:
        ends: dict[int, tuple[int, int]] = {}
        for row, cells in self.table.items():
            if cells:
                block = row // _SPAN_ROWS
                first, last = ends.get(block, (min(cells), 0))
                ends[block] = min(first, *cells), max(last, *cells)
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in ends.items()}


def _told(row: Any) -> tuple[object, ...]:
    """What is told of a row besides its height."""
    return row.row_format, row.hidden, row.level, row.collapsed


def draw_row(
    canvas: Canvas,
    place: tuple[str, int],
    values: Sequence[Written],
    looks: Sequence[str],
    *,
    but: Container[int] = (),
) -> None:
    """Draw a row of a list from its first column on, each value in its look; columns of `but` are left to the caller."""
    name, row = place
    sheet = canvas.sheet(name)
    ends = sheet.ends(values)
    if not but and None not in ends:
        _draw_line(canvas, (sheet, row, 0), ends, looks)
        return
    start = 0
    for column in [column for column, end in enumerate(ends) if end is None or column in but]:
        _draw_line(canvas, (sheet, row, start), ends[start:column], looks)
        if column not in but:
            put(canvas, Area(name, row, column, row, column), values[column], looks[column])
        start = column + 1
    _draw_line(canvas, (sheet, row, start), ends[start:], looks)


def _draw_line(
    canvas: Canvas, place: tuple[GrowingSheet, int, int], ends: Sequence[str | None], looks: Sequence[str]
) -> None:
    """Put cells with these ends, none of which is left to the library, side by side."""
    sheet, row, start = place
    if not ends:
        return
    names = tuple(looks) if len(ends) == len(looks) else tuple(looks[start : start + len(ends)])
    shown = sheet.known_looks.get(names)
    if shown is None:
        shown = sheet.known_looks[names] = tuple(map(canvas.style, names))
    sheet.line((row, start), tuple(ends), shown)


def _number(value: Decimal | int) -> str | None:
    """How a cell with a number ends; None where the number is kept as text."""
    held = exact(value)
    return None if isinstance(held, str) else f"><v>{held:.16G}</v></c>"
