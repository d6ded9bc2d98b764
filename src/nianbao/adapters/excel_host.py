"""What xlwings leaves out and a command needs of Excel: protection and hyperlinks. The one place that goes past xlwings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import xlwings as xw

PERMISSIONS = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


class ExcelHost:
    """The host helper of a live Excel or WPS workbook."""

    @contextmanager
    def unprotected(self, sheet: xw.Sheet) -> Iterator[None]:
        """The sheet open for writing, its protection as before at the end, on error too."""
        excel: Any = sheet.api
        if not excel.ProtectContents:
            yield
            return
        protection = excel.Protection
        allowed = {name: bool(getattr(protection, name)) for name in PERMISSIONS}
        drawings, scenarios = bool(excel.ProtectDrawingObjects), bool(excel.ProtectScenarios)
        excel.Unprotect()
        try:
            yield
        finally:
            excel.Protect(DrawingObjects=drawings, Contents=True, Scenarios=scenarios, **allowed)

    def unlink(self, cells: xw.Range) -> None:
        """Take the hyperlinks off the cells, leaving value and format."""
        excel: Any = cells.api
        if excel.Hyperlinks.Count:
            excel.ClearHyperlinks()
