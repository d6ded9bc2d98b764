"""The county workbook's own sheets: who reported (报送状态), and every unit's cells (单位明细)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from nianbao.adapters.workbook import DataSheet
from nianbao.core.finding import counts

if TYPE_CHECKING:
    from nianbao.commands.board import Standing
    from nianbao.commands.consolidate import County

Line = tuple[str | Decimal | int | None, ...]
BOARD_HEADERS = ("单位", "状态", "计入", "错误", "警告", "提示", "文件", "原因", "层级", "联系人", "电话", "报送方式")
_BOARD_WIDTHS = (22, 10, 6, 6, 6, 6, 34, 46, 10, 10, 16, 12)
STATUS_WORDS = {
    "ok": "已报",
    "errors": "有错",
    "unreadable": "读不了",
    "missing": "缺报",
    "duplicate": "重复",
    "wrong year": "年度不符",
    "wrong form": "格式不符",
}


def board(county: County) -> DataSheet:
    """The status board, a line for each unit and each file beyond."""
    rows = tuple(board_line(each) for each in county.board)
    return DataSheet("报送状态", f"{county.report.agency}{county.year}年度报送状态", BOARD_HEADERS, rows, _BOARD_WIDTHS)


def board_line(standing: Standing) -> Line:
    """A unit's line on the board."""
    found = counts(list(standing.checked.findings)) if standing.checked and standing.checked.reading else None
    unit = standing.unit
    return (
        standing.agency,
        STATUS_WORDS[standing.status],
        "是" if standing.included else "否",
        found["error"] if found else None,
        found["warning"] if found else None,
        found["hint"] if found else None,
        standing.file,
        standing.reason,
        unit.level if unit else None,
        unit.contact if unit else None,
        unit.phone if unit else None,
        unit.channel if unit else None,
    )


def units(county: County) -> DataSheet:
    """Every summed unit's cells, a line a unit and a column a cell; the last line is the sum, blanks left blank."""
    cells = county.form.cells
    rows: list[Line] = [
        (each.agency, each.file, *(each.checked.reading.report.values[cell] for cell in cells))
        for each in county.board
        if each.included and each.checked and each.checked.reading
    ]
    rows.append(("合计", None, *(county.report.values[cell] for cell in cells)))
    headers = ("单位", "文件", *(county.form.spell(cell) for cell in cells))
    widths = (22, 30, *(12 for _ in cells))
    return DataSheet("单位明细", f"{county.report.agency}{county.year}年度各单位数据", headers, tuple(rows), widths)
