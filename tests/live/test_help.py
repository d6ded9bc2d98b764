"""使用手册, 规则手册, 自检 and 关于 on a live Calc."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nianbao
from nianbao.adapters import live
from nianbao.adapters.workbook import FINDINGS_SHEET, Area
from nianbao.commands import log
from nianbao.commands.handbook import CLERK, COUNTY
from nianbao.commands.symptom import fine, notice, wrong
from tests import office
from tests.builders import book, report
from tests.commands.counties import county_book

office.require()
pytestmark = pytest.mark.office

from nianbao.commands.live import LIVE, check, help  # noqa: A004, E402  needs uno
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
BROKEN = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=1"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of records of this test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return log.path().parent


@pytest.fixture
def checked(tmp_path: Path, opened: Open) -> Any:
    """A workbook with findings in 表三 and in a text, checked."""
    live_book = opened(book(tmp_path, report("2021", BROKEN, s5_text="")))
    check.run(Desk(ScriptedHost(), live_book))
    return live_book


def opened_manual(live_book: Any) -> tuple[str, str]:
    """Click 规则手册: what it said, and the page."""
    host = ScriptedHost()
    said = LIVE["manual"](Desk(host, live_book))
    [path] = host.shown
    return said, path.read_text(encoding="utf-8")


def test_handbook_opens_at_the_page_for_whoever_asks(tmp_path: Path, opened: Open) -> None:
    """The county's page over a county's workbook; over a unit's, a stranger's or none, the clerk's."""
    import openpyxl

    stranger = tmp_path / "名单.xlsx"
    openpyxl.Workbook().save(stranger)
    books = (
        None,
        opened(stranger),
        opened(book(tmp_path, report("2021", BROKEN))),
        opened(county_book(tmp_path / "汇总.xlsx", [], report("2021", BROKEN))),
    )
    hosts = [ScriptedHost() for _ in books]
    said = [LIVE["handbook"](Desk(host, each)) for host, each in zip(hosts, books, strict=True)]
    assert said == ["已打开使用手册。", "已打开使用手册。", "已打开使用手册。", "已打开县级使用手册。"]
    assert [path.name for host in hosts for path in host.shown] == [CLERK, CLERK, CLERK, COUNTY]
    assert all(path.is_file() for host in hosts for path in host.shown)


def test_manual_opens_without_a_workbook(state: Path) -> None:
    """The page is kept among the program's own files and opened at its beginning."""
    host = ScriptedHost()
    assert LIVE["manual"](Desk(host)) == "已打开规则手册。"
    assert host.shown == [state / "规则手册.html"]
    assert 'id="G301"' in host.shown[0].read_text(encoding="utf-8")
    assert "refresh" not in host.shown[0].read_text(encoding="utf-8")


def test_manual_opens_at_the_selected_line_of_the_list(checked: Any) -> None:
    """The line's own rule, whichever column is selected; the page is anew each time."""
    start = live.snapshot(checked).names["nb_findings"]
    sheet = live.snapshot(checked).sheets[FINDINGS_SHEET]
    codes = [str(value) for value in sheet.rows[start.top] if str(value)[1:].isdigit() and str(value)[0].isalpha()]
    live.select(checked, Area(FINDINGS_SHEET, start.top, 3, start.top, 3))
    said, page = opened_manual(checked)
    assert said == f"已打开规则手册，在 {codes[0]}。"
    assert f"url=#{codes[0]}" in page
    live.select(checked, Area(FINDINGS_SHEET, start.top - 1, 0, start.top - 1, 0))
    said, page = opened_manual(checked)
    assert said == "已打开规则手册。"
    assert "refresh" not in page


def test_manual_opens_at_the_finding_of_the_selected_cell(checked: Any) -> None:
    """In a table it is the rule found at that cell."""
    live.select(checked, live.snapshot(checked).names["t3_1_natural"])
    assert opened_manual(checked)[0] == "已打开规则手册，在 G301。"
    live.select(checked, live.snapshot(checked).names["t4_1_upheld"])
    assert opened_manual(checked)[0] == "已打开规则手册。"


def test_manual_opens_over_any_other_workbook(tmp_path: Path, opened: Open) -> None:
    """A stranger's workbook has no findings to go to."""
    import openpyxl

    path = tmp_path / "名单.xlsx"
    openpyxl.Workbook().save(path)
    assert opened_manual(opened(path))[0] == "已打开规则手册。"


def test_manual_is_kept_elsewhere_when_its_folder_refuses(state: Path, tmp_path: Path, monkeypatch: Any) -> None:
    """Without a folder of records the page goes to the temporary one."""
    state.parent.mkdir()
    state.touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    host = ScriptedHost()
    LIVE["manual"](Desk(host))
    assert host.shown == [tmp_path / "规则手册.html"]


def test_doctor_shows_its_findings_and_keeps_a_package(tmp_path: Path) -> None:
    """Yes keeps it where the clerk says, under a proposed name; no leaves it at the counts."""
    host = ScriptedHost(True, tmp_path)
    said = LIVE["doctor"](Desk(host))
    [kept] = tmp_path.glob("公开年报自检_*.zip")
    assert str(kept) in said
    assert "自检.txt" in zipfile.ZipFile(kept).namelist()
    assert "存成诊断包" in host.asked[0]
    host = ScriptedHost(False)
    assert LIVE["doctor"](Desk(host)).startswith("自检完成，共 ")
    assert host.said[-1] == ""


def test_doctor_package_may_be_thought_better_of(tmp_path: Path) -> None:
    """Closing the box that asks where leaves nothing behind."""
    with pytest.raises(Stopped):
        LIVE["doctor"](Desk(ScriptedHost(True, None)))
    assert not list(tmp_path.glob("*.zip"))


def test_doctor_box_names_what_is_wrong_first() -> None:
    """What is well is only counted; a long list is shortened, the question stays."""
    found = [fine("程序", "好"), notice("公文字体", "缺 宋体", "请安装。"), wrong("磁盘空间", "不够", "请清理。")]
    lines = help.asked(found, "自检完成。").splitlines()
    assert lines[:7] == [
        "自检完成。",
        "",
        "【有问题】磁盘空间：不够",
        "→ 请清理。",
        "",
        "【注意】公文字体：缺 宋体",
        "→ 请安装。",
    ]
    assert "程序" not in "".join(lines)
    many = help.asked([wrong("磁盘空间", "不够", "请清理。")] * 40, "自检完成。").splitlines()
    assert len(many) <= 24
    assert "诊断包" in many[-1]


def test_about_says_what_this_is() -> None:
    """Name, version, the forms with their notices, the licence, the log, where help is."""
    host = ScriptedHost()
    assert nianbao.__version__ in LIVE["about"](Desk(host))
    [said] = host.told
    for wanted in ("国办公开办函〔2021〕30号", "国办公开办函〔2019〕60号", "MIT", str(log.path()), "自检"):
        assert wanted in said
