"""重复文件: what the files of a unit that sent several differ in, so that the county can say which one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.adapters.workbook import DataSheet
from nianbao.commands import diff_told

if TYPE_CHECKING:
    from nianbao.commands.county import County

SHEET = "重复文件"
HEADERS = ("单位", "没有计入的一份", "暂时计入的一份", *diff_told.ROW_HEADERS)
_WIDTHS = (18, 26, 26, 8, 30, 24, 24, 8, 16)


def sheet(county: County) -> DataSheet | None:
    """The differences, file by file; None where no unit sent two that differ."""
    newest = {each.agency: each for each in county.board if each.included}
    rows = [
        (each.agency, each.file, newest[each.agency].file, *row)
        for each in county.board
        if each.differences is not None
        for row in diff_told.rows(each.differences)
    ]
    title = f"{county.report.agency}{county.year}年度重复文件的差别"
    return DataSheet(SHEET, title, HEADERS, tuple(rows), _WIDTHS) if rows else None
