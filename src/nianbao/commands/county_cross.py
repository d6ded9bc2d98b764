"""主要数据: the figures of every unit that a county looks at first, a line a unit, to be read across and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nianbao.adapters.workbook import DataSheet
from nianbao.commands.county_sheets import SUM_LINE
from nianbao.core.cell import Cell
from nianbao.core.form import Form, Kind

if TYPE_CHECKING:
    from nianbao.commands.county import County

SHEET = "主要数据"
_UNIT_WIDTH, _WIDTH, _MONEY_WIDTH = 16, 7, 11


def key_cells(form: Form) -> list[Cell]:
    """The cells that say most: of a table with totals its last column, rows of details left out; else all."""
    return [cell for table in form.tables for cell in _of_table(form, table.code)]


def _of_table(form: Form, table: str) -> list[Cell]:
    cells = [cell for cell in form.cells if cell.table == table]
    if not any(cell in form.totals for cell in cells):
        return cells
    return [
        cell
        for cell in cells
        if form.places[cell][0].columns[-1].code == cell.column
        and len(form.places[cell][0].ancestors(form.row(cell))) < 2
    ]


def sheet(county: County) -> DataSheet:
    """The units' key figures; the last line is the county's."""
    cells = key_cells(county.form)
    rows = [(each.agency, *(report.values[cell] for cell in cells)) for each, report in county.counted]
    rows.append((SUM_LINE, *(county.report.values[cell] for cell in cells)))
    headers = ("单位", *(county.form.spell(cell) for cell in cells))
    title = f"{county.report.agency}{county.year}年度各单位{SHEET}"
    widths = [_MONEY_WIDTH if county.form.column(cell).kind is Kind.MONEY else _WIDTH for cell in cells]
    return DataSheet(SHEET, title, headers, tuple(rows), (_UNIT_WIDTH, *widths))
