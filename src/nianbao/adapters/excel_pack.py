"""A new workbook whose parts are packed quickly: the library offers no choice of the level, and takes its time."""

from typing import Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter import workbook as library

# Half the time of the usual level, for a file a twelfth larger.
_LEVEL = 4


class Workbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook being made."""

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
