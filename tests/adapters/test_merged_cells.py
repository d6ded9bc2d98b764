"""Merged cells of workbooks that are not ours: what one figure over two columns means, nobody knows."""

import io
from decimal import Decimal

import openpyxl
import pytest

from nianbao.adapters import excel_lost, excel_open, xls_open
from nianbao.adapters.workbook import Sheet, Snapshot
from nianbao.commands.read import parse
from nianbao.core.cell import Cell
from nianbao.forms import load
from nianbao.forms.layout import layout
from tests.adapters.foreign import saved_as
from tests.builders import said

pytestmark = pytest.mark.office
FORM = load.by_id("2021")
SPREAD = ["t3_1_other", "t3_1_total"]


def merged_book() -> bytes:
    """表三 copied into a sheet with its merges, a figure drawn over two value columns of one row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([FORM.section("s3").title])
    for printed in layout(FORM.table("t3")).cells:
        top, left, across = 2 + printed.row, 1 + printed.column, printed.colspan
        if str(printed.cell) == SPREAD[1]:
            continue
        across += str(printed.cell) == SPREAD[0]
        sheet.cell(top, left, 3 if printed.cell else printed.text)
        if across > 1 or printed.rowspan > 1:
            area = {"end_row": top + printed.rowspan - 1, "end_column": left + across - 1}
            sheet.merge_cells(start_row=top, start_column=left, **area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_figure_over_two_columns_is_told_and_taken_for_neither(suffix: str) -> None:
    """The row stays 未填 in both columns, and a note names them; the rows around it are read."""
    data = merged_book() if suffix == ".xlsx" else saved_as(merged_book(), ".xlsx", ".xls")
    found = parse(data, f"年报{suffix}")
    values = found.report.values
    assert [values[Cell.parse(address)] for address in SPREAD] == [None, None]
    assert [values[Cell.parse(address)] for address in ("t3_2_other", "t3_2_total", "t3_3.7_natural")] == [
        Decimal(3)
    ] * 3
    told = {place for finding in found.findings for place in finding.places if finding.rule in ("D010", "D019")}
    assert set(SPREAD) <= told, said(found.findings)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_covered_cells_are_told_from_blank_ones(suffix: str) -> None:
    """A grid has None where a neighbour covers, as on a page, whatever the file hides underneath."""
    data = merged_book() if suffix == ".xlsx" else saved_as(merged_book(), ".xlsx", ".xls")
    opened = (excel_open if suffix == ".xlsx" else xls_open).open_workbook(data, "年报")
    (grid,) = excel_lost.document(opened).items
    printed = layout(FORM.table("t3"))
    starts = {(each.row, each.column) for each in printed.cells if str(each.cell) != SPREAD[1]}
    got = {(r - 1, c) for r, row in enumerate(grid.rows) for c, cell in enumerate(row) if r and cell.text is not None}
    assert starts == got


def test_merges_that_claim_the_sheet_again_and_again_end() -> None:
    """Twenty thousand merges of a whole sheet each, all over each other: gone through cell by cell, this never ends."""
    rows = (("总体情况", *[None] * 25), *[(None,) * 26] * 3998, (*[None] * 25, 1.0))
    lying = Sheet(rows=rows, merges=((0, 0, 1_048_575, 0), *[(0, 1, 1_048_575, 16_383)] * 20_000))
    (grid,) = excel_lost.document(Snapshot("年报.xls", {"年报": lying}, {})).items
    assert grid.rows[0][0].text == "总体情况"
    assert grid.rows[1][0].text is None
