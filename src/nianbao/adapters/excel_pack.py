"""A new workbook made quickly: where the library takes its time over what ours never hold, it is spared the work."""

import re
from typing import Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter import workbook as library
from xlsxwriter.worksheet import Worksheet

# Half the time of the usual level, for a file a twelfth larger.
_LEVEL = 4
_FUNCTION = re.compile(r"[A-Za-z.]+(?=\()")
_USUAL = frozenset(("AND", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "IF", "N", "NOT", "OR", "ROUND", "SUM"))


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that looks into a formula for newer functions only where it calls one that is not among the usual."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if not formula.startswith("{") and _USUAL.issuperset(_FUNCTION.findall(formula)):
            return formula.removeprefix("=")
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared


class Workbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook being made."""

    worksheet_class = Sheet

    def _store_workbook(self) -> None:
        usual, library.ZipFile = library.ZipFile, _QuickZip
        try:
            super()._store_workbook()
        finally:
            library.ZipFile = usual


class _QuickZip(ZipFile):
    """An archive that packs every member at our level."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.compresslevel = _LEVEL

    def writestr(
        self, member: str | ZipInfo, data: Any, compress_type: int | None = None, compresslevel: int | None = _LEVEL
    ) -> None:
        """Write a member: one that describes itself does not take on the archive's level."""
        super().writestr(member, data, compress_type, compresslevel)
