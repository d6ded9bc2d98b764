"""What xlwings leaves out and a command needs of Calc: lifting a sheet's protection for one write."""

from typing import Any

import xlwings as xw


class CalcHost:
    """The host helper of a live LibreOffice workbook."""

    def unprotected(self, sheet: xw.Sheet) -> "_Unprotected":
        """The sheet open for writing, its protection as before at the end, on error too."""
        return _Unprotected(sheet.impl.sheet)

    def unlink(self, cells: xw.Range) -> None:
        """Nothing to do: in Calc a link is part of a cell's text and goes with it."""


class _Unprotected:
    """A class because contextlib sets the traceback of what passes through, which a UNO exception refuses."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._was_protected = False

    def __enter__(self) -> None:
        self._was_protected = bool(self._sheet.isProtected())
        if self._was_protected:
            self._sheet.unprotect("")

    def __exit__(self, *error: object) -> None:
        if self._was_protected:
            self._sheet.protect("")
