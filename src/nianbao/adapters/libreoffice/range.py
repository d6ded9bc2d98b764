"""A rectangle of cells: values and formulas in blocks, and where it stands."""

from typing import TYPE_CHECKING, Any

from com.sun.star.beans.PropertyState import AMBIGUOUS_VALUE as _MIXED
from xlwings import NoSuchObjectError, base_classes, utils

from nianbao.adapters.libreoffice import values
from nianbao.adapters.workbook import letters

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.book import Book
    from nianbao.adapters.libreoffice.sheet import Sheet

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


class Range(base_classes.Range):
    """Cells from `first` to `last`, each (row, column) counted from 1, both included."""

    def __init__(self, sheet: "Sheet", first: tuple[int, int], last: tuple[int, int]) -> None:
        self._sheet = sheet
        self.first = first
        self.last = last
        self._cells: Any = None
        self.options: Any = None

    @classmethod
    def of(cls, sheet: "Sheet", first: Any, last: Any = None) -> "Range":
        """The range xlwings asks for: an address, a name, tuples or two ranges."""
        if isinstance(first, str):
            return cls._of_text(sheet, first)
        if isinstance(first, Range):
            end = last or first
            top, left = min(first.first[0], end.first[0]), min(first.first[1], end.first[1])
            return cls(sheet, (top, left), (max(first.last[0], end.last[0]), max(first.last[1], end.last[1])))
        if len(first) == 4:
            row, column, height, width = first
            return cls(sheet, (row, column), (row + max(height, 1) - 1, column + max(width, 1) - 1))
        return cls(sheet, tuple(first), tuple(last or first))

    @classmethod
    def _of_text(cls, sheet: "Sheet", text: str) -> "Range":
        first, last = _corners(text)
        if first:
            return cls(sheet, first, last or first)
        for names in (sheet.names, sheet.book.names):
            if names.contains(text):
                return names(text).refers_to_range
        raise NoSuchObjectError(f"no range {text!r}")

    @property
    def api(self) -> Any:
        if self._cells is None:
            (top, left), (bottom, right) = self.first, self.last
            self._cells = self._sheet.sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
        return self._cells

    @property
    def sheet(self) -> "Sheet":
        return self._sheet

    @property
    def book(self) -> "Book":
        return self._sheet.book

    @property
    def row(self) -> int:
        return self.first[0]

    @property
    def column(self) -> int:
        return self.first[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self._sheet.name, *self.first, *self.shape)

    @property
    def max_cells_per_read(self) -> None:
        return None

    @property
    def max_cells_per_write(self) -> None:
        return None

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> "Range":
        if column is None:
            row, column = (part + 1 for part in divmod(row - 1, self.shape[1]))
        place = (self.first[0] + row - 1, self.first[1] + column - 1)
        return Range(self._sheet, place, place)

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        marks = ("$" if col_absolute else "", "$" if row_absolute else "")
        ends = [self.first] if len(self) == 1 else [self.first, self.last]
        text = ":".join(f"{marks[0]}{letters(column - 1)}{marks[1]}{row}" for row, column in ends)
        return f"'[{self.book.name}]{self._sheet.name}'!{text}" if external else text

    @property
    def address(self) -> str:
        return self.get_address()

    @property
    def raw_value(self) -> Any:
        data = values.read(self)
        return data if len(self) > 1 else data[0][0]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        values.write(self, self._rows(value))

    def _rows(self, value: Any) -> list[list[Any]]:
        """The value as rows of this range's shape: a scalar fills, a line fits its direction."""
        height, width = self.shape
        if not isinstance(value, list | tuple):
            return [[value] * width for _ in range(height)]
        if not isinstance(value[0], list | tuple):
            return [list(value)] if height == 1 else [[each] for each in value]
        return [list(row) for row in value]

    @property
    def formula(self) -> Any:
        """What the formula bar shows: formulas in Excel's spelling, constants as text."""
        # Text that could be taken for something else carries an apostrophe here, as it would when typed.
        data = [[text.removeprefix("'") for text in row] for row in self.api.getFormulaArray()]
        for row, column, text in self.book.app.inside("Formulas", self.api, self.book.grammar.parser):
            data[row - self.first[0] + 1][column - self.first[1] + 1] = f"={text}"
        return data if len(self) > 1 else data[0][0]

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property
    def number_format(self) -> str | None:
        """The format's English code; None where it is mixed, as Excel answers."""
        if self.api.getPropertyState("NumberFormat") == _MIXED:
            return None
        return self.book.format_code(self.api.NumberFormat)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.api.NumberFormat = self.book.format_key(value)

    @property
    def row_hidden(self) -> bool | None:
        return self._hidden(axis=0)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.api.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        return self._hidden(axis=1)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.api.Columns.IsVisible = not value

    def _hidden(self, axis: int) -> bool | None:
        """True or False for all of it, None where it is mixed, as Excel answers."""
        visible: set[int] = set()
        for area in self.api.queryVisibleCells().getRangeAddresses():
            start, end = ((area.StartRow, area.EndRow), (area.StartColumn, area.EndColumn))[axis]
            visible.update(range(start, end + 1))
        if not visible:
            return True
        return False if len(visible) == self.shape[axis] else None

    def clear_contents(self) -> None:
        self.api.clearContents(values.CONTENTS)

    def select(self) -> None:
        self._sheet.activate()
        self.book.document.CurrentController.select(self.api)


def _corners(text: str) -> tuple[Any, Any]:
    """The ends of 「A1:B2」 as (row, column); two None where the text is a name."""
    corners: tuple[Any, Any] = utils.a1_to_tuples(text.replace("$", ""))  # type: ignore[no-untyped-call]
    return corners
