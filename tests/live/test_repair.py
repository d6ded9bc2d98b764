"""补零/规整 in the spreadsheet program: asked and shown first, then cells get their numbers and sums, and come back."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_patch, live
from nianbao.adapters.workbook import CHANGES_SHEET, Snapshot
from nianbao.core.errors import BadInput, CannotWrite
from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from nianbao.adapters.libreoffice.host import CalcHost  # noqa: E402  needs uno
from nianbao.commands.live import LIVE  # noqa: E402
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.filling import BusyHost, held, logged, protected, shown, type_into, undo  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402

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
repair = LIVE["repair"]


def spoiled(folder: Path) -> Path:
    """A workbook with what people type beside plain numbers."""
    path = book(folder, report("2021", "t3_4_natural=1"))
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, TYPED))
    return path


def looks(live_book: Any, snapshot: Snapshot) -> list[object]:
    """The number format and fill of each cell that is mended."""
    areas = [snapshot.names[name] for name in TYPED]
    cells = [live_book.sheets[area.sheet][area.top, area.left] for area in areas]
    return [(cell.api.NumberFormat, cell.api.CellBackColor, cell.api.IsCellBackgroundTransparent) for cell in cells]


def test_live_repair_and_undo(tmp_path: Path, opened: Open) -> None:
    """Values, formulas and formats are exactly as before once the repair is undone; sheets stay protected."""
    live_book = opened(spoiled(tmp_path))
    before, snapshot, locks = held(live_book), live.snapshot(live_book), protected(live_book)
    looked = looks(live_book, snapshot)
    host = ScriptedHost(True, True)
    said = repair(Desk(host, live_book))
    assert said.startswith("已修正 6 格，记在「修改记录」页。")
    assert said.endswith("另有 1 处不能确定，没有改动，请核对。")
    blanks, preview = host.asked
    assert blanks.startswith("表三 2 格未填写，确认没有发生、补 0 吗？")
    assert "表三·一·自然人：３ → 3（全角或文本格式的数字，改为数字）" in preview
    assert "以下不能确定，没有改动：\n表三·一·商业企业：约12 → " in preview
    assert preview.endswith("修正以上 6 格吗？")
    figures = dict(zip(TYPED, shown(live_book, *TYPED), strict=True))
    assert figures == {
        **{"t3_1_natural": 3, "t3_3.1_natural": 1002, "t2_8.1_fees": 323.5727, "t4_1_total": 0},
        **{"t3_1_other": 0, "t3_4_other": 0, "t3_1_business": "约12"},
    }
    assert {name for name, _, _ in logged(live_book)} == set(TYPED) - {"t3_1_business"}
    mended, total = live.snapshot(live_book), snapshot.names["t4_1_total"]
    assert (total.top, total.left) in mended.sheets[total.sheet].formulas
    assert protected(live_book) == locks
    again = ScriptedHost()
    assert repair(Desk(again, live_book)).startswith("没有能自动修正的地方。另有 1 处不能确定")
    assert "约12" in again.told[0]
    assert "恢复 6 格" in undo(live_book)
    assert held(live_book) == before
    assert looks(live_book, snapshot) == looked
    assert locks[total.sheet]
    assert locks[CHANGES_SHEET]
    assert protected(live_book) == locks
    with pytest.raises(BadInput, match="没有可以撤销"):
        undo(live_book)


def test_live_repair_leaves_blanks_that_were_not_confirmed(tmp_path: Path, opened: Open) -> None:
    """否 to the blanks of a table leaves them blank and says so; the rest is mended."""
    live_book = opened(spoiled(tmp_path))
    host = ScriptedHost(False, True)
    assert repair(Desk(host, live_book)).startswith("已修正 4 格")
    assert "未填写的没有补 0：表三 2 格。" in host.asked[-1]
    assert shown(live_book, "t3_1_natural", "t3_1_other", "t3_4_other") == [3, None, "/"]


def test_live_repair_asks_table_by_table(tmp_path: Path, opened: Open) -> None:
    """Every table with blanks has a question of its own; only what was confirmed becomes 0."""
    live_book = opened(book(tmp_path, report("2021", "t4_1_upheld= t2_6.1_decided= t3_1_legal=")))
    host = ScriptedHost(True, False, True, True)
    assert repair(Desk(host, live_book)).startswith("已修正 2 格")
    assert [question.split("未填写")[0] for question in host.asked[:3]] == ["表二 1 格", "表三 1 格", "表四 1 格"]
    assert shown(live_book, "t2_6.1_decided", "t3_1_legal", "t4_1_upheld") == [0, None, 0]


@pytest.mark.parametrize("blanks", [True, False])
def test_live_repair_cancelled_changes_nothing(blanks: bool, tmp_path: Path, opened: Open) -> None:
    """No to the preview: not a cell is touched, not a line logged."""
    live_book = opened(spoiled(tmp_path))
    before = held(live_book)
    with pytest.raises(Stopped):
        repair(Desk(ScriptedHost(blanks, False), live_book))
    assert held(live_book) == before
    assert logged(live_book) == []


def test_live_repair_stops_when_cells_change_under_the_question(tmp_path: Path, opened: Open) -> None:
    """What was typed while the question stood is not overwritten."""
    live_book = opened(spoiled(tmp_path))
    host = BusyHost(lambda: type_into(live_book, "t3_1_natural", 33), False, True)
    with pytest.raises(BadInput, match="询问期间工作簿又有改动"):
        repair(Desk(host, live_book))
    assert shown(live_book, "t3_1_natural", "t3_3.1_natural") == [33, "1,002"]


def test_live_repair_refuses_another_workbook(tmp_path: Path, opened: Open) -> None:
    """A list of names is no report."""
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "名单.xlsx")
    with pytest.raises(CannotWrite, match=r"「名单\.xlsx」"):
        repair(Desk(ScriptedHost(), opened(tmp_path / "名单.xlsx")))


def test_live_undo_knows_its_sum_among_new_rows(tmp_path: Path, opened: Open) -> None:
    """A row put in since has moved the sum we wrote; it is still ours, and is taken back."""
    path = book(tmp_path, report("2021"))
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 4}))
    live_book = opened(path)
    repair(Desk(ScriptedHost(True), live_book))
    area = live.snapshot(live_book).names["t4_1_total"]
    sheet = live_book.sheets[area.sheet].impl.sheet
    with CalcHost().unprotected(live_book.sheets[area.sheet]):
        sheet.Rows.insertByIndex(0, 2)
    assert "恢复 1 格" in undo(live_book)
    assert live_book.sheets[area.sheet][area.top + 2, area.left].value == 4
