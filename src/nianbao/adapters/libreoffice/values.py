"""Cell values in and out of Calc in one call a block, as Excel would give and take them."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import uno

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.range import Range

_VALUE, _DATE, _STRING, _NOTE, _FORMULA = 1, 2, 4, 8, 16
CONTENTS = _VALUE | _DATE | _STRING | _FORMULA
_AS_DATE, _AS_TIME, _AS_TEXT, _AS_TRUTH = 2, 4, 256, 1024
_ERROR_RESULT = 4
_EPOCH = dt.datetime(1899, 12, 30)
_SECONDS_A_DAY = 86_400
_ERRORS = {
    503: "#NUM!",
    508: "#NAME?",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
_NUMERIC = re.compile(r"\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*")


class CellError(str):
    """An error value read from a cell: #DIV/0! and the like."""

    __slots__ = ()


def read(cells: "Range") -> list[list[Any]]:
    """The values as rows: float, str, bool, datetime, CellError, and "" for a blank cell."""
    data = [list(row) for row in cells.api.getDataArray()]
    top, left = cells.first[0] - 1, cells.first[1] - 1
    for kind, row, column in _formatted(cells, _AS_DATE | _AS_TIME | _AS_TRUTH):
        data[row - top][column - left] = _converted(data[row - top][column - left], kind)
    for area in cells.api.queryFormulaCells(_ERROR_RESULT).getRangeAddresses():
        for row, column in _places(area):
            code = cells.sheet.sheet.getCellByPosition(column, row).getError()
            data[row - top][column - left] = CellError(_ERRORS.get(code, "#VALUE!"))
    return data


def _formatted(cells: "Range", wanted: int) -> Iterator[tuple[int, int, int]]:
    """The cells of the range whose number format is of a wanted kind, as (kind, row, column)."""
    for kind, top, left, bottom, right in cells.book.app.inside("Formatted", cells.book.document, cells.api, wanted):
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield kind, row, column


def _converted(value: Any, kind: int) -> Any:
    if not isinstance(value, float):
        return value
    if kind & _AS_TRUTH:
        # Calc leaves its BOOLEAN format on a cell whose formula once gave a truth value.
        return bool(value) if value in (0.0, 1.0) else value
    if kind & _AS_DATE:
        return _EPOCH + dt.timedelta(seconds=round(value * _SECONDS_A_DAY, 3))
    return value


def _places(area: Any) -> Iterator[tuple[int, int]]:
    for row in range(area.StartRow, area.EndRow + 1):
        for column in range(area.StartColumn, area.EndColumn + 1):
            yield row, column


def write(cells: "Range", rows: list[list[Any]]) -> None:
    """Set the cells to the rows, which have the range's shape.

    Text is taken as Excel takes what is typed: = starts a formula, ' keeps the rest as text, digits become a number
    unless the cell is formatted as text.
    """
    writing = _Writing(cells)
    prepared = tuple(tuple(writing.prepared(value, i, j) for j, value in enumerate(row)) for i, row in enumerate(rows))
    notes = _notes(cells)
    if writing.has_formula:
        # Tokens travel only inside an Any, and an Any only through invoke.
        uno.invoke(cells.api, "setDataArray", (prepared,))
    else:
        cells.api.setDataArray(prepared)
    _put_back(cells, notes)
    writing.apply_formats()


class _Writing:
    """The state of one block being prepared."""

    def __init__(self, cells: "Range") -> None:
        self._cells = cells
        self._sheet = cells.sheet.index - 1
        self._texts: set[tuple[int, int]] | None = None
        self._formats: list[tuple[str, int, int]] = []
        self._kept: list[tuple[Any, int]] = []
        self.has_formula = False

    def prepared(self, value: Any, row: int, column: int) -> Any:
        """A value as setDataArray takes it: None and bool are refused there."""
        if value is None:
            return ""
        if isinstance(value, bool):
            self._formats.append(("BOOLEAN", row, column))
            return float(value)
        if isinstance(value, dt.date):
            return self._date(value, row, column)
        return self._text(value, row, column) if isinstance(value, str) else float(value)

    def _date(self, value: dt.date, row: int, column: int) -> float:
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        code = "YYYY-MM-DD" if moment.time() == dt.time() else "YYYY-MM-DD HH:MM:SS"
        self._formats.append((code, row, column))
        return (moment.replace(tzinfo=None) - _EPOCH).total_seconds() / _SECONDS_A_DAY

    def _text(self, text: str, row: int, column: int) -> Any:
        if text.startswith("'"):
            self._keep_format(text[1:], row, column)
            return text[1:]
        if text.startswith("=") and len(text) > 1:
            self.has_formula = True
            place = (self._sheet, self._cells.first[0] - 1 + row, self._cells.first[1] - 1 + column)
            return uno.Any("[]com.sun.star.sheet.FormulaToken", self._cells.book.grammar.tokens(text, place))
        if _NUMERIC.fullmatch(text) and not self._is_text_cell(row, column):
            return float(text)
        return text

    def _keep_format(self, text: str, row: int, column: int) -> None:
        # Calc gives a cell the text format when what it is given as text could be a number.
        if text[:1].isascii() and not text[:1].isalpha():
            cell = self._cells.api.getCellByPosition(column, row)
            self._kept.append((cell, cell.NumberFormat))

    def _is_text_cell(self, row: int, column: int) -> bool:
        if self._texts is None:
            self._texts = {(i, j) for _, i, j in _formatted(self._cells, _AS_TEXT)}
        return (self._cells.first[0] - 1 + row, self._cells.first[1] - 1 + column) in self._texts

    def apply_formats(self) -> None:
        """Show dates as dates and truth values as such, unless the cell does already; leave all others as they were."""
        for cell, key in self._kept:
            cell.NumberFormat = key
        for code, row, column in self._formats:
            cell = self._cells.api.getCellByPosition(column, row)
            if not self._cells.book.format_kind(cell.NumberFormat) & (_AS_DATE | _AS_TRUTH):
                cell.NumberFormat = self._cells.book.format_key(code)


def _notes(cells: "Range") -> list[tuple[Any, str, bool]]:
    """The notes of the cells, which setDataArray deletes."""
    found = []
    for area in cells.api.queryContentCells(_NOTE).getRangeAddresses():
        for row, column in _places(area):
            note = cells.sheet.sheet.getCellByPosition(column, row).getAnnotation()
            found.append((note.getPosition(), note.getString(), note.getIsVisible()))
    return found


def _put_back(cells: "Range", notes: list[tuple[Any, str, bool]]) -> None:
    for place, text, is_visible in notes:
        cells.sheet.sheet.getAnnotations().insertNew(place, text)
        if is_visible:
            cells.sheet.sheet.getCellByPosition(place.Column, place.Row).getAnnotation().setIsVisible(True)
