"""The county workbook's own sheets: who reported (报送状态), and every unit's cells (单位明细)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from heapq import nlargest
from operator import itemgetter
from typing import TYPE_CHECKING

from nianbao.adapters.workbook import DATA_ROW, DataSheet, Formula, Written, letters
from nianbao.commands import county_adjust
from nianbao.core.finding import counts
from nianbao.core.report import as_text

if TYPE_CHECKING:
    from nianbao.commands.board import Standing
    from nianbao.commands.county import County
    from nianbao.core.cell import Cell

Line = tuple[Written, ...]
BOARD_SHEET, UNITS_SHEET = "报送状态", "单位明细"
# What stands before a unit's cells, and what the lines below the units are called: the last one is the county's.
UNIT_HEADERS, SUM_LINE = ("单位", "文件"), "合计"
_UNITS_LINE, _ADJUSTED_LINE = "各单位之和", county_adjust.SHEET
SUM_LINES = frozenset({SUM_LINE, _UNITS_LINE, _ADJUSTED_LINE})
BOARD_HEADERS = (
    *("单位", "状态", "退回", "计入", "错误", "警告", "提示", "文件", "最后修改", "原因"),
    *("层级", "联系人", "电话", "报送方式", "文件里的名称"),
)
_BOARD_WIDTHS = (18, 8, 9, 5, 5, 5, 5, 21, 12, 26, 8, 7, 13, 8, 13)
_MARK = BOARD_HEADERS.index("退回")
_BOARD_NOTE = "退回了的，在「退回」栏写上日期或「是」；再汇总到本文件时保留。"
_MOST_NAMED = 8
# Where the summing's own part of the line of counts begins.
SUMMED = " · 计入 "
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
    title = f"{county.report.agency}{county.year}年度报送状态"
    entries = frozenset({_MARK})
    return DataSheet(BOARD_SHEET, title, BOARD_HEADERS, rows, _BOARD_WIDTHS, entries=entries, note=_BOARD_NOTE)


def board_line(standing: Standing) -> Line:
    """A unit's line on the board."""
    found = counts(list(standing.checked.findings)) if standing.report is not None and standing.checked else None
    unit = standing.unit
    return (
        standing.agency,
        STATUS_WORDS[standing.status],
        standing.mark or None,
        "是" if standing.included else "否",
        found["error"] if found else None,
        found["warning"] if found else None,
        found["hint"] if found else None,
        standing.file,
        when(standing),
        standing.reason,
        unit.level if unit else None,
        unit.contact if unit else None,
        unit.phone if unit else None,
        unit.channel if unit else None,
        _other_name(standing),
    )


def when(standing: Standing) -> str | None:
    """When its file was last changed, to the minute."""
    return f"{datetime.fromtimestamp(standing.changed):%Y-%m-%d %H:%M}" if standing.changed is not None else None


def _other_name(standing: Standing) -> str | None:
    """What the file calls the unit, where that is not its name on the list."""
    named = standing.report.agency if standing.report else None
    return named if named != standing.agency else None


def units(county: County) -> DataSheet:
    """Every summed unit's cells, a line a unit and a column a cell; below them their sum, and what was adjusted."""
    cells = county.form.cells
    rows: list[Line] = [
        (each.agency, each.file, *figures) for (each, _), figures in zip(county.counted, county.figures, strict=True)
    ]
    rows += _sums(county, len(rows))
    headers = (*UNIT_HEADERS, *(county.form.spell(cell) for cell in cells))
    widths = (22, 30, *(12 for _ in cells))
    return DataSheet(UNITS_SHEET, f"{county.report.agency}{county.year}年度各单位数据", headers, tuple(rows), widths)


def _sums(county: County, units: int) -> list[Line]:
    """The lines below the units: native sums over their columns, blank where nobody filled anything in."""
    first, last = DATA_ROW + 1, DATA_ROW + units
    summed = [
        Formula(f'=IF(COUNT({each}{first}:{each}{last})=0,"",SUM({each}{first}:{each}{last}))', county.sums[cell])
        for cell, each in _columns(county).items()
    ]
    if not county.is_adjusted:
        return [(SUM_LINE, None, *summed)]
    shifts = county_adjust.shifted(county.adjustments, county.form)
    total = [
        Formula(f'=IF({each}{last + 1}="","",{each}{last + 1}+{each}{last + 2})', county.report.values[cell])
        for cell, each in _columns(county).items()
    ]
    adjusted = [shifts.get(cell, Decimal(0)) for cell in county.form.cells]
    return [(_UNITS_LINE, None, *summed), (_ADJUSTED_LINE, None, *adjusted), (SUM_LINE, None, *total)]


def _columns(county: County) -> dict[Cell, str]:
    return {cell: letters(column) for column, cell in enumerate(county.form.cells, start=len(UNIT_HEADERS))}


def trail(county: County) -> dict[Cell, str]:
    """The formulas of the county's cells: each leads to the line of 单位明细 right under the units it adds up."""
    row = DATA_ROW + len(county.counted) + (3 if county.is_adjusted else 1)
    inputs = frozenset(county.form.inputs())
    return {cell: f"='{UNITS_SHEET}'!${each}${row}" for cell, each in _columns(county).items() if cell in inputs}


def notes(county: County) -> dict[Cell, str]:
    """What is told on the county's cells: the units that make them up, the largest first."""
    shifts = county_adjust.shifted(county.adjustments, county.form)
    names = [standing.agency for standing, _ in county.counted]
    inputs = frozenset(county.form.inputs())
    columns = dict(zip(county.form.cells, zip(*county.figures, strict=True), strict=bool(names)))
    found = {
        cell: [(value, name) for value, name in zip(columns.get(cell, ()), names, strict=True) if value]
        for cell in county.form.cells
        if cell in inputs
    }
    return {cell: _note(parts, shifts.get(cell)) for cell, parts in found.items() if parts or cell in shifts}


def _note(parts: list[tuple[Decimal, str]], shift: Decimal | None) -> str:
    largest = nlargest(_MOST_NAMED, parts, key=itemgetter(0))
    more = f"……等 {len(parts)} 个单位" if len(parts) > _MOST_NAMED else ""
    told = "、".join(f"{name} {as_text(value)}" for value, name in largest) + more
    adjusted = f"；调整 {as_text(shift)}" if shift else ""
    return f"{told}{adjusted}。逐单位的数见「{UNITS_SHEET}」。"
