"""A new workbook made quickly: where the library takes its time over what ours never hold, it is spared the work."""

import re
from functools import partial
from typing import Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter import workbook as library
from xlsxwriter.worksheet import Worksheet

# Half the time of the usual level, for a file a twelfth larger; a third of it, for one a quarter larger.
QUICK, QUICKER = 4, 2
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
    packed_at = QUICK

    def _store_workbook(self) -> None:
        usual, library.ZipFile = library.ZipFile, partial(_QuickZip, self.packed_at)
        try:
            super()._store_workbook()
        finally:
            library.ZipFile = usual


class _QuickZip(ZipFile):
    """An archive that packs every member at one level."""

    def __init__(self, level: int, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.compresslevel = level

    def writestr(
        self, member: str | ZipInfo, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None:
        """Write a member: one that describes itself does not take on the archive's level."""
        super().writestr(member, data, compress_type, self.compresslevel if compresslevel is None else compresslevel)
