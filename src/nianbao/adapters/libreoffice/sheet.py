"""One sheet of a workbook."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from nianbao.adapters.libreoffice.range import MOST_COLUMNS, MOST_ROWS, Range
from nianbao.adapters.libreoffice.values import CONTENTS

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.book import Book, Names


class Sheet(base_classes.Sheet):
    """A sheet; `sheet` is the UNO object."""

    def __init__(self, book: "Book", sheet: Any) -> None:
        self._book = book
        self.sheet = sheet
        self._name = ""

    @property
    def api(self) -> Any:
        return self.sheet

    @property
    def book(self) -> "Book":
        return self._book

    @property
    def name(self) -> str:
        # Asked once: xlwings compares sheets, and so names, for every range it makes.
        self._name = self._name or str(self.sheet.Name)
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.Name = value
        self._name = ""

    @property
    def names(self) -> "Names":
        from nianbao.adapters.libreoffice.book import Names

        return Names(self._book, self.sheet.NamedRanges, f"{self.name}!")

    @property
    def index(self) -> int:
        return int(self.sheet.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self.sheet.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.sheet.IsVisible = bool(value)

    def range(self, first: Any, last: Any = None) -> Range:
        return Range.of(self, first, last)

    @property
    def cells(self) -> Range:
        return Range(self, (1, 1), (MOST_ROWS, MOST_COLUMNS))

    @property
    def used_range(self) -> Range:
        cursor = self.sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        area = cursor.RangeAddress
        return Range(self, (area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))

    def activate(self) -> None:
        controller = self._book.document.CurrentController
        if controller is not None:
            controller.setActiveSheet(self.sheet)

    def select(self) -> None:
        self.activate()

    def clear_contents(self) -> None:
        self.sheet.clearContents(CONTENTS)
