"""新建 in the spreadsheet program: what is asked, what is proposed, what is made and opened."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, UnknownForm
from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from nianbao.commands.live import LIVE  # noqa: E402  needs uno
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.filling import published, shown  # noqa: E402
from tests.live.scripted import Answer, ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
NAME = "青石镇2025年政府信息公开工作年度报告.xlsx"
new = LIVE["new"]


@pytest.fixture
def made() -> Any:
    """Runs 新建 with answers, and closes what it opened when the test is over."""
    hosts: list[ScriptedHost] = []

    def run(*answers: Answer, book: Any = None) -> tuple[str, ScriptedHost]:
        office.calc()
        hosts.append(ScriptedHost(*answers))
        return new(Desk(hosts[-1], book)), hosts[-1]

    yield run
    for host in hosts:
        for live_book in host.opened:
            live_book.close()


def test_live_new_makes_and_opens_an_empty_report(tmp_path: Path, made: Any) -> None:
    """Unit and year are typed, the name is as offices write it, and the workbook stands open with nothing filled in."""
    said, host = made("青石镇", "2025", False, tmp_path)
    assert said == f"已新建「{NAME}」，按顺序填写各页即可。"
    assert host.asked == [
        "单位名称（全称，与公章一致）：",
        "年报的年度（数据所属的年份，不是填报的年份）：",
        "要带入2024年度年报的结转数吗？\n选「是」请接着选择2024年度的工作簿或已发布的年报。",
        f"新工作簿存到哪里：{NAME}",
    ]
    assert [live_book.name for live_book in host.opened] == [NAME]
    found = read(tmp_path / NAME).report
    assert (found.agency, found.year, found.form) == ("青石镇", 2025, "2021")
    assert all(found.values[cell] is None for cell in found.values)


def test_live_new_brings_last_years_figures(tmp_path: Path, made: Any) -> None:
    """What last year gives is shown first; the figures stand in the workbook that opens."""
    prior = published(
        tmp_path, report("2021", "t3_1_natural=5 t3_3.1_natural=3 t3_4_natural=2", year=2024), "上年.docx"
    )
    said, host = made("青石镇", "2025年", True, prior, True, tmp_path / "新的")
    assert said == "已新建「新的.xlsx」，带入上年结转 6 格。"
    assert host.asked[-2].startswith(
        "上年年报：「上年.docx」，青石镇，2024年度。\n表三·二·自然人：2（取自上年年报第四项，《上年.docx》"
    )
    assert host.asked[-2].endswith("带着这些数新建吗？")
    assert shown(host.opened[0], "t3_2_natural", "t3_2_legal", "t3_1_natural") == [2, 0, None]


def test_live_new_proposes_the_unit_in_front_and_last_year(tmp_path: Path, made: Any, opened: Open) -> None:
    """The unit of the open report and the year gone by are proposed; what the cover knows of the unit comes along."""
    front = opened(book(tmp_path, report("2021", level="县级部门", year=2022)))
    year = datetime.now().year - 1
    made(True, True, False, tmp_path, book=front)
    found = read(tmp_path / f"青石镇{year}年政府信息公开工作年度报告.xlsx").report
    assert (found.agency, found.year, found.level) == ("青石镇", year, "县级部门")


def test_live_new_asks_again_for_what_is_no_year(tmp_path: Path, made: Any) -> None:
    """A blank name and 「去年」 are asked again in plain words."""
    _, host = made("", "青石镇", "去年", "２０２５年度", False, tmp_path)
    assert host.asked[1] == "单位名称还没有填写。请填写单位全称，与公章一致："
    assert host.asked[3].startswith("「去年」不是年度。请填写四位数字")
    assert (tmp_path / NAME).is_file()


@pytest.mark.parametrize("stops_at", range(6))
def test_live_new_cancelled_makes_nothing(stops_at: int, tmp_path: Path, made: Any) -> None:
    """Closing any box, or saying no to the preview, leaves no file behind."""
    prior = published(tmp_path, report("2021", "t3_4_natural=2 t3_1_natural=2", year=2024), "上年.xlsx")
    answers: list[Answer] = ["青石镇", "2025", True, prior, True, tmp_path]
    answers[stops_at] = None
    # No to last year's figures is an answer, not an end; the box after it is closed.
    given = [*answers[: stops_at + 1], *([None] if stops_at == 2 else [])]
    with pytest.raises(Stopped):
        made(*given)
    assert [path.name for path in tmp_path.iterdir()] == ["上年.xlsx"]


def test_live_new_refuses_what_cannot_be(tmp_path: Path, made: Any, opened: Open) -> None:
    """A year without a form, a report of another year, and the place of an open workbook are refused in a sentence."""
    with pytest.raises(UnknownForm, match="2015年没有对应的年报格式"):
        made("青石镇", "2015")
    prior = published(tmp_path, report("2021", year=2023), "前年.xlsx")
    with pytest.raises(BadInput, match="取结转数要用2024年度的"):
        made("青石镇", "2025", True, prior)
    path = book(tmp_path, report("2021", "t3_1_natural=7 t3_4_natural=7", year=2025))
    with pytest.raises(BadInput, match=r"「青石镇\.xlsx」正打开着"):
        made(True, "2025", False, path, book=opened(path))
    assert read(path).report.values[Cell.parse("t3_1_natural")] == 7
