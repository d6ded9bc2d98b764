"""Repair and undo in an open workbook: cells get their numbers and sums, and come back exactly as they were."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_patch, live
from nianbao.adapters.workbook import CHANGES_SHEET, Snapshot
from nianbao.core.errors import BadInput
from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from nianbao.adapters.libreoffice.host import CalcHost  # noqa: E402  needs uno
from nianbao.commands import live_repair  # noqa: E402

Open = Callable[[Path], Any]
TYPED: dict[str, str | Decimal | int | None] = {
    "t3_1_natural": "３",
    "t3_3.1_natural": "1,002",
    "t2_8.1_fees": "3235727元",
    "t4_1_total": 4,
    "t3_1_other": None,
    "t3_4_other": "/",
    "t3_1_business": "约12",
}


def held(live_book: Any) -> dict[str, list[list[object]]]:
    """The formulas and values of every sheet but the log, as blocks."""
    sheets = [sheet for sheet in live_book.sheets if sheet.name != CHANGES_SHEET]
    ranges = {sheet.name: sheet.range((1, 1), (60, 20)) for sheet in sheets}
    return {name: [list(cells.formula), list(cells.options(ndim=2).value)] for name, cells in ranges.items()}


def looks(live_book: Any, snapshot: Snapshot) -> list[object]:
    """The number format and fill of each cell that is mended."""
    areas = [snapshot.names[name] for name in TYPED]
    cells = [live_book.sheets[area.sheet][area.top, area.left] for area in areas]
    return [(cell.api.NumberFormat, cell.api.CellBackColor, cell.api.IsCellBackgroundTransparent) for cell in cells]


def test_live_repair_and_undo(tmp_path: Path, opened: Open) -> None:
    """Values, formulas and formats are exactly as before once the repair is undone; sheets stay protected."""
    path = book(tmp_path, report("2021", "t3_4_natural=1"))
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, TYPED))
    live_book = opened(path)
    before, snapshot = held(live_book), live.snapshot(live_book)
    looked = looks(live_book, snapshot)
    assert "３" in live_repair.preview(live_book, blanks=True)
    assert held(live_book) == before
    assert live_repair.run(live_book, CalcHost(), blanks=True).startswith("已修正 6 格")
    mended = live.snapshot(live_book)
    figures = {name: mended.sheets[(area := mended.names[name]).sheet].value(area.top, area.left) for name in TYPED}
    assert figures == {
        **{"t3_1_natural": 3, "t3_3.1_natural": 1002, "t2_8.1_fees": 323.5727, "t4_1_total": 0},
        **{"t3_1_other": 0, "t3_4_other": 0, "t3_1_business": "约12"},
    }
    total = mended.names["t4_1_total"]
    assert (total.top, total.left) in mended.sheets[total.sheet].formulas
    assert live_repair.run(live_book, CalcHost(), blanks=True) == "没有需要修正的地方。"
    assert "恢复 6 格" in live_repair.undo_last(live_book, CalcHost())
    assert held(live_book) == before
    assert looks(live_book, snapshot) == looked
    assert all(live_book.sheets[name].impl.sheet.isProtected() for name in (total.sheet, CHANGES_SHEET))
    with pytest.raises(BadInput, match="没有可以撤销的修改"):
        live_repair.undo_last(live_book, CalcHost())


def test_live_undo_knows_its_sum_among_new_rows(tmp_path: Path, opened: Open) -> None:
    """A row put in since has moved the sum we wrote; it is still ours, and is taken back."""
    path = book(tmp_path, report("2021"))
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 4}))
    live_book = opened(path)
    live_repair.run(live_book, CalcHost())
    area = live.snapshot(live_book).names["t4_1_total"]
    sheet = live_book.sheets[area.sheet].impl.sheet
    with CalcHost().unprotected(live_book.sheets[area.sheet]):
        sheet.Rows.insertByIndex(0, 2)
    assert "恢复 1 格" in live_repair.undo_last(live_book, CalcHost())
    assert live_book.sheets[area.sheet][area.top + 2, area.left].value == 4
