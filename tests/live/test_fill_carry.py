"""取上年结转 in the spreadsheet program: shown before it is written, nothing typed overwritten, taken back exactly."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nianbao.core.errors import BadInput, CannotWrite
from tests import office
from tests.builders import book, report
from tests.commands.counties import county_book, listed

office.require()
pytestmark = pytest.mark.office

from nianbao.commands.live import LIVE  # noqa: E402  needs uno
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.filling import BusyHost, held, logged, protected, published, shown, type_into, undo  # noqa: E402
from tests.live.scripted import Answer, ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
LAST = "t3_1_natural=5 t3_3.1_natural=3 t3_4_natural=2 t2_1.2_in_force=12"
carry = LIVE["carry"]


def last_year(folder: Path, values: str = LAST, year: int = 2024, suffix: str = ".xlsx") -> Path:
    """Last year's report, by default as the workbook of that year."""
    return published(folder, report("2021", values, year=year), f"青石镇{year}年报{suffix}")


def this_year(folder: Path, values: str = "") -> Path:
    """This year's workbook, blank but for what is given."""
    return book(folder, report("2021", values, rest=None, year=2025))


def test_live_carry_takes_the_units_own_line_of_a_county_workbook(tmp_path: Path, opened: Open) -> None:
    """And not what the whole county left."""
    made = [report("2021", LAST, year=2024), report("2021", "t3_1_legal=9 t3_4_legal=9", agency="黑山镇", year=2024)]
    last = county_book(tmp_path / "上年汇总.xlsx", [listed("青石镇"), listed("黑山镇")], *made, year=2024)
    live_book = opened(this_year(tmp_path))
    carry(Desk(ScriptedHost(last, True), live_book))
    assert shown(live_book, "t3_2_natural", "t3_2_legal") == [2, 0]


def test_live_carry_shows_then_writes_and_undoes(tmp_path: Path, opened: Open) -> None:
    """Each figure is shown with before, after and where from; then written, logged, and taken back exactly."""
    live_book = opened(this_year(tmp_path))
    before, locks = held(live_book), protected(live_book)
    host = ScriptedHost(last_year(tmp_path, suffix=".html"), True)
    said = carry(Desk(host, live_book))
    assert said == "带入 6 格，旁注上年数 2 格。要恢复原样，点「撤销上一步」。"
    picking, preview = host.asked
    assert picking == "选择上年的工作簿或已发布的上年年报"
    assert preview.startswith(
        "上年年报：「青石镇2024年报.html」，青石镇，2024年度。\n表三·二·自然人：未填写 → 2（取自上年年报第四项，《"
    )
    assert preview.endswith("写入这些数吗？")
    assert host.said[0] == "正在读「青石镇2024年报.html」……"
    names = ("t3_2_natural", "t3_2_other", "t2_1.2_in_force", "nb_base_t2_1.2_in_force")
    assert shown(live_book, *names) == [2, 0, None, 12]
    assert "《青石镇2024年报.html》" in str(shown(live_book, "nb_origin_t3_2")[0])
    assert protected(live_book) == locks
    lines = logged(live_book)
    assert {what for _, what, _ in lines} == {"带入上年结转"}
    assert {"t3_2_natural", "nb_base_t2_1.2_in_force", "nb_origin_t3_2"} <= {name for name, _, _ in lines}
    again = ScriptedHost(tmp_path / "青石镇2024年报.html")
    assert carry(Desk(again, live_book)) == "上年结转数都已在表里，没有需要改动的。"
    undo(live_book)
    assert held(live_book) == before


def test_live_carry_leaves_what_was_typed(tmp_path: Path, opened: Open) -> None:
    """Another figure, 「3件」 and a formula stay; each is told before anything is written."""
    live_book = opened(this_year(tmp_path, "t3_2_natural=4"))
    type_into(live_book, "t3_2_business", "3件")
    type_into(live_book, "t3_2_legal", "=1+1")
    host = ScriptedHost(last_year(tmp_path), True)
    assert carry(Desk(host, live_book)) == "带入 3 格，旁注上年数 2 格，3 处请留意。要恢复原样，点「撤销上一步」。"
    assert shown(live_book, "t3_2_natural", "t3_2_business", "t3_2_legal", "t3_2_other") == [4, "3件", 2, 0]
    assert "已填 4，上年年报为 2，相差 2，没有改动" in host.asked[-1]
    assert "已填「3件」，上年年报为 0，没有改动" in host.asked[-1]


def test_live_carry_tells_what_it_could_not_carry(tmp_path: Path, opened: Open) -> None:
    """A blank of last year is no 0: it is named before the question, and its cell stays blank."""
    live_book = opened(this_year(tmp_path))
    host = ScriptedHost(last_year(tmp_path, f"{LAST} t3_4_other="), True)
    assert "1 处请留意" in carry(Desk(host, live_book))
    assert "表三·二·其他：上年年报相应格未填写，没有带入" in host.asked[-1]
    assert shown(live_book, "t3_2_other") == [None]


@pytest.mark.parametrize("year", [2023, 2025])
def test_live_carry_refuses_another_year(year: int, tmp_path: Path, opened: Open) -> None:
    """Only the year before gives carry-over; the sentence tells which year is needed."""
    live_book = opened(this_year(tmp_path))
    before = held(live_book)
    with pytest.raises(BadInput, match=f"是{year}年度的年报，本年是2025年度，取结转数要用2024年度的。请换一个文件。"):
        carry(Desk(ScriptedHost(last_year(tmp_path, year=year)), live_book))
    assert held(live_book) == before


@pytest.mark.parametrize("stops_at", [0, 1])
def test_live_carry_cancelled_changes_nothing(stops_at: int, tmp_path: Path, opened: Open) -> None:
    """Closing the picker, or saying no to the preview, leaves the workbook as it was."""
    live_book = opened(this_year(tmp_path))
    before = held(live_book)
    answers: list[Answer] = [last_year(tmp_path), True]
    answers[stops_at] = None
    with pytest.raises(Stopped):
        carry(Desk(ScriptedHost(*answers[: stops_at + 1]), live_book))
    assert held(live_book) == before
    assert logged(live_book) == []


def test_live_carry_stopped_while_reading_changes_nothing(tmp_path: Path, opened: Open) -> None:
    """Who asks to stop while last year's report is being read gets no question, and nothing is written."""
    live_book = opened(this_year(tmp_path))
    host = ScriptedHost(last_year(tmp_path))
    host.stop_after = 1
    with pytest.raises(Stopped):
        carry(Desk(host, live_book))
    assert host.said == ["正在读「青石镇2024年报.xlsx」……"]
    assert logged(live_book) == []


def test_live_carry_stops_when_cells_change_under_the_question(tmp_path: Path, opened: Open) -> None:
    """What was typed while the question stood is not overwritten: nothing is written, and the clerk is told."""
    live_book = opened(this_year(tmp_path))
    host = BusyHost(lambda: type_into(live_book, "t3_2_natural", 9), last_year(tmp_path), True)
    with pytest.raises(BadInput, match="询问期间工作簿又有改动"):
        carry(Desk(host, live_book))
    assert shown(live_book, "t3_2_natural", "t3_2_other") == [9, None]


def test_live_carry_needs_a_unit_report_with_a_year(tmp_path: Path, opened: Open) -> None:
    """A workbook of something else and a report without a year are refused before a file is asked for."""
    import openpyxl

    other = openpyxl.Workbook()
    other.save(tmp_path / "名单.xlsx")
    with pytest.raises(CannotWrite, match=r"「名单\.xlsx」不是单位的年报工作簿，不能取上年结转"):
        carry(Desk(ScriptedHost(), opened(tmp_path / "名单.xlsx")))
    live_book = opened(this_year(tmp_path))
    type_into(live_book, "head_year", None)
    with pytest.raises(BadInput, match="封面「年度」没有填写"):
        carry(Desk(ScriptedHost(), live_book))
    with pytest.raises(BadInput, match="没有打开的工作簿"):
        carry(Desk(ScriptedHost()))
