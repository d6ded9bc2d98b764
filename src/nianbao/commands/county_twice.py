"""重复文件: what the files of a unit that sent several differ in, so that the county can say which one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.adapters.workbook import DataSheet

if TYPE_CHECKING:
    from nianbao.commands.county import County

SHEET = "重复文件"
_HEADERS = ("单位", "没有计入的一份", "暂时计入的一份")
_WIDTHS = (16, 24, 24, 8, 27, 21, 21, 8, 15)


def sheet(county: County) -> DataSheet | None:
    """The differences, file by file; None where no unit sent two that differ."""
    differing = [(each, each.differences) for each in county.board if each.differences is not None]
    if not differing:
        return None
    # What tells texts apart takes long to load, and in most counties nobody sends two.
    from nianbao.commands import diff_told

    newest = {each.agency: each for each in county.board if each.included}
    rows = [
        (each.agency, each.file, newest[each.agency].file, *row)
        for each, differences in differing
        for row in diff_told.rows(differences)
    ]
    title = f"{county.report.agency}{county.year}年度重复文件的差别"
    return DataSheet(SHEET, title, (*_HEADERS, *diff_told.ROW_HEADERS), tuple(rows), _WIDTHS) if rows else None
