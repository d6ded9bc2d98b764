"""汇总 in the spreadsheet program: 下发, 汇总, 退回单, 催报单, 状态, with and without a workbook open."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_open, excel_waivers
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotRead
from tests import office
from tests.builders import book, report
from tests.commands.counties import county_book, listed, roster_book

office.require()
pytestmark = pytest.mark.office

from nianbao.commands.live import LIVE  # noqa: E402  needs uno
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.scripted import Answer, ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
Run = Callable[..., tuple[str, ScriptedHost]]
CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"
WRONG = "t3_1_natural=3 t3_3.1_natural=2"
SUM = "示例县2025年政府信息公开年报汇总.xlsx"


@pytest.fixture
def click() -> Iterator[Run]:
    """Clicks a button with answers given beforehand, and closes what it opened when the test is over."""
    hosts: list[ScriptedHost] = []

    def run(tag: str, *answers: Answer, book: Any = None, stop_after: int | None = None) -> tuple[str, ScriptedHost]:
        office.calc()
        hosts.append(ScriptedHost(*answers))
        hosts[-1].stop_after = stop_after
        return LIVE[tag](Desk(hosts[-1], book)), hosts[-1]

    yield run
    for host in hosts:
        for live_book in host.opened:
            live_book.close()


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """青石镇, 白水镇 (formerly 白乡) and 黑山镇, beside the folder of what they sent."""
    lines = (listed("青石镇"), listed("白水镇", former="白乡"), listed("黑山镇", contact="李四", phone="0000-1003"))
    return roster_book(tmp_path / "编制主体名单.xlsx", *lines)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """青石镇 in order, 白水镇 with an error, nothing from 黑山镇, and a torn file."""
    folder = tmp_path / "收回"
    folder.mkdir()
    book(folder, report("2021", CLEAN, year=2025), "青石镇.xlsx")
    book(folder, report("2021", WRONG, agency="白水镇", year=2025), "白水镇.xlsx")
    (folder / "没人认领.xlsx").write_bytes(b"PK\x03\x04 torn")
    return folder


def files_in(folder: Path) -> list[str]:
    """The names of all files below a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_live_distribute_shows_who_gets_what_and_writes_it(tmp_path: Path, roster: Path, click: Run) -> None:
    """Roster, year, last year's folder and target are asked for; the preview names who has no predecessor."""
    prior, target = tmp_path / "上年", tmp_path / "下发"
    prior.mkdir()
    target.mkdir()
    book(prior, report("2021", CLEAN, year=2024), "青石.xlsx")
    book(prior, report("2021", CLEAN, agency="白乡", year=2024), "白乡.xlsx")
    said, host = click("distribute", roster, "2025", True, True, prior, target, True)
    assert host.asked[0] == "选择编制主体名单"
    assert host.asked[-1].splitlines()[0] == "将下发2025年度工作簿 3 本，放到："
    assert "找到2024年度年报、带入结转的：2 个单位" in host.asked[-1]
    assert "没有找到，下发空表的：黑山镇" in host.asked[-1]
    books = [f"{unit}2025年政府信息公开年报.xlsx" for unit in ("青石镇", "白水镇", "黑山镇")]
    assert files_in(target) == sorted([*books, "下发清单.xlsx"])
    found = read(target / "白水镇2025年政府信息公开年报.xlsx").report
    assert (found.agency, found.year) == ("白水镇", 2025)
    assert found.values[Cell.parse("t3_2_natural")] == 1
    assert said.startswith(f"已下发 3 本，放在「{target}」")
    assert host.shown == [target]
    assert "正在下发 3/3　黑山镇" in host.said


def test_live_distribute_gives_the_office_its_own_carry_over(tmp_path: Path, click: Run) -> None:
    """Last year's county workbook bears the office's name: the office gets its line, not what the county left."""
    office = "示例县人民政府办公室"
    units = roster_book(tmp_path / "名单.xlsx", listed("青石镇"), listed(office))
    left = report("2021", "t3_1_natural=2 t3_4_natural=2", year=2024)
    made = [left, report("2021", agency=office, year=2024)]
    last = county_book(tmp_path / "上年汇总.xlsx", [listed("青石镇"), listed(office)], *made, year=2024, agency=office)
    target = tmp_path / "下发"
    target.mkdir()
    click("distribute", units, "2025", True, False, last, target, True)
    carried = {
        name: read(target / f"{name}2025年政府信息公开年报.xlsx").report.values[Cell.parse("t3_2_natural")]
        for name in ("青石镇", office)
    }
    assert carried == {"青石镇": 2, office: 0}


def test_live_distribute_stopped_half_way_leaves_nothing(tmp_path: Path, roster: Path, click: Run) -> None:
    """Stopped while the second of three is made: the folder is as it was."""
    target = tmp_path / "下发"
    target.mkdir()
    with pytest.raises(Stopped):
        click("distribute", roster, "2025", False, target, True, stop_after=1)
    assert files_in(target) == []


def test_live_distribute_says_what_it_would_replace(tmp_path: Path, roster: Path, click: Run) -> None:
    """A workbook of that name lies there: it is said, and no leaves it alone."""
    target = tmp_path / "下发"
    target.mkdir()
    there = target / "青石镇2025年政府信息公开年报.xlsx"
    there.write_bytes(b"filled in")
    host = ScriptedHost(roster, "2025", False, target, False)
    with pytest.raises(Stopped):
        LIVE["distribute"](Desk(host, None))
    assert "已有 1 本同名的，会被替换，原来的另存为备份" in host.asked[-1]
    assert (files_in(target), there.read_bytes()) == ([there.name], b"filled in")


def test_live_consolidate_sums_and_opens(tmp_path: Path, roster: Path, sent: Path, click: Run) -> None:
    """The roster beside is offered, its county proposed; the preview tells states; the sum opens."""
    said, host = click("consolidate", sent, True, True, tmp_path, True)
    assert host.asked[1].startswith("用「编制主体名单.xlsx」作编制主体名单吗？")
    assert host.asked[2] == "汇总的县级单位名称（全称，与公章一致）："
    assert host.asked[3] == f"汇总工作簿存到哪里：{SUM}"
    preview = host.asked[4].splitlines()
    assert preview[:2] == ["示例县2025年度汇总：计入 2 份", "已报 1 · 有错 1 · 读不了 1 · 缺报 1"]
    assert "缺报：黑山镇（李四 0000-1003）" in preview
    assert f"存为：{tmp_path / SUM}" in preview
    assert [live_book.name for live_book in host.opened] == [SUM]
    assert read(tmp_path / SUM).report.values[Cell.parse("t3_1_natural")] == 6
    assert said.startswith(f"已汇总 2 份到「{SUM}」：错误 ")
    assert any(line.startswith("正在读取 3/3") for line in host.said)


def test_live_consolidate_stopped_while_reading_writes_nothing(
    tmp_path: Path, roster: Path, sent: Path, click: Run
) -> None:
    """Stopped at the second file: no workbook, no lock, and the readers are gone."""
    import multiprocessing

    before, others = files_in(tmp_path), set(multiprocessing.active_children())
    with pytest.raises(Stopped) as stopped:
        click("consolidate", sent, True, True, tmp_path, True, stop_after=2)
    assert stopped.value.message == "已取消，没有改动。"
    assert set(multiprocessing.active_children()) <= others
    assert files_in(tmp_path) == before


def test_live_consolidate_leaves_an_open_sum_alone(
    tmp_path: Path, roster: Path, sent: Path, click: Run, opened: Open
) -> None:
    """The county workbook is open: the new sum goes beside it and takes along what was written, unsaved words too."""
    live_book = opened(county_book(tmp_path / SUM, [listed("青石镇")], report("2021", CLEAN, year=2025)))
    cell = live_book.names["s1_text"].refers_to_range[0]
    with ScriptedHost().unprotected(cell.sheet):
        cell.value = "全县公开工作有序。"
    before = (tmp_path / SUM).read_bytes()
    said, host = click("consolidate", sent, True, True, tmp_path / SUM, True, True, book=live_book)
    assert host.asked[3] == "汇总工作簿存到哪里：示例县人民政府2025年政府信息公开年报汇总.xlsx"
    assert host.asked[4].startswith(f"「{SUM}」正打开着，不能替换。")
    aside = SUM.replace(".xlsx", " (2).xlsx")
    assert said.startswith(f"已汇总 2 份到「{aside}」")
    assert "全县公开工作有序。" in read(tmp_path / aside).report.texts["s1_text"]
    assert (tmp_path / SUM).read_bytes() == before


def test_live_consolidate_does_not_sum_its_own_sum(tmp_path: Path, roster: Path, sent: Path, click: Run) -> None:
    """An earlier sum kept among the units' files, under whatever name, is no unit's report."""
    county_book(sent / "初稿.xlsx", [listed("青石镇")], report("2021", CLEAN, year=2025))
    click("consolidate", sent, True, True, tmp_path, True)
    assert read(tmp_path / SUM).report.values[Cell.parse("t3_1_natural")] == 6


def test_live_consolidate_asks_the_year_where_files_differ(tmp_path: Path, sent: Path, click: Run) -> None:
    """A file of last year among them: the usual year is proposed, the others are told."""
    book(sent, report("2021", agency="黑山镇", year=2024), "黑山镇.xlsx")
    _, host = click("consolidate", sent, False, "示例县", True, tmp_path, True)
    assert "报来的年报有几个年度的（2024、2025），多数是2025年度的。" in host.asked[3]
    assert "年度不符：黑山镇，文件是2024年度的，本次汇总2025年度" in host.asked[-1]


def test_live_consolidate_holds_the_sum_against_last_years(
    tmp_path: Path, roster: Path, sent: Path, click: Run
) -> None:
    """Last year's county workbook beside the folder is offered; what it left over must have been carried."""
    last = report("2021", "t3_1_natural=5 t3_4_natural=5", year=2024)
    name = "示例县2024年政府信息公开年报汇总.xlsx"
    county_book(tmp_path / name, [listed("青石镇")], last, year=2024)
    _, host = click("consolidate", sent, True, True, True, tmp_path, True)
    assert host.asked[3].startswith(f"用「{name}」核对上年结转吗？")
    snapshot = excel_open.open_workbook((tmp_path / SUM).read_bytes(), SUM)
    told = {(line.finding.rule, line.finding.agency) for line in excel_waivers.listed(snapshot)}
    assert {("H008", "示例县"), ("J301", "青石镇")} <= told


def test_live_consolidate_of_a_folder_without_reports_is_refused(tmp_path: Path, click: Run) -> None:
    """A sentence, not an empty sum."""
    empty = tmp_path / "空"
    empty.mkdir()
    with pytest.raises(BadInput, match="没有一份能读的年报"):
        click("consolidate", empty, False, "示例县")


def test_live_status_shows_the_board_and_writes_nothing(tmp_path: Path, roster: Path, sent: Path, click: Run) -> None:
    """Counts by state and the names that need a hand; no other file appears."""
    before = files_in(tmp_path)
    said, host = click("status", sent, True)
    assert said == "2025年度：已报 1 · 有错 1 · 读不了 1 · 缺报 1。"
    (told,) = host.told
    assert told.splitlines()[0] == "2025年度报送状态（名单上 3 个单位，文件 3 份）"
    assert "有错：白水镇（错误 1）" in told
    assert "读不了：（没人认领.xlsx），文件已损坏或没有传完整。请向报送单位重新要一份" in told
    assert files_in(tmp_path) == before


@pytest.fixture
def county(tmp_path: Path, opened: Open) -> Any:
    """The county workbook of 青石镇 with an error and 黑山镇 missing, open in Calc."""
    lines = [listed("青石镇"), listed("白水镇"), listed("黑山镇", contact="李四", phone="0000-1003")]
    made = report("2021", WRONG, year=2025), report("2021", agency="白水镇", year=2025)
    return opened(county_book(tmp_path / SUM, lines, *made))


def test_live_slips_are_written_for_the_units_concerned(tmp_path: Path, county: Any, click: Run) -> None:
    """The deadline is asked for, the units are shown, and a Word file and a text are written for each."""
    target = tmp_path / "退回"
    target.mkdir()
    said, host = click("slips", "下周", "2026-01-20", True, target, book=county)
    assert host.asked[1].startswith("期限「下周」不是日期。")
    assert "退回单　青石镇：错误 2" in host.asked[2]
    assert "封面没有填写县里的联系人和电话" in host.asked[2]
    assert files_in(target) == ["退回单_青石镇.docx", "退回单_青石镇（可粘贴到消息）.txt"]
    text = (target / files_in(target)[1]).read_text("utf-8-sig")
    assert "1．【错误】G301　表三·一·自然人 等4处" in text
    assert "请于2026年1月20日前改正" in text
    assert said == f"已写 退回单 1 份，在「{target}」，各附一份可以粘贴到消息里的文字。"
    assert host.shown == [target]


def test_live_slips_leave_out_what_was_just_answered(tmp_path: Path, county: Any, click: Run) -> None:
    """A 说明 typed a moment ago and not saved counts; with all answered there is nothing to send."""
    start = county.names["nb_findings"].refers_to_range
    rows = start.sheet.range((start.row, 4), (start.row + 9, 4)).value
    with ScriptedHost().unprotected(start.sheet):
        for row, unit in enumerate(rows, start=start.row):
            if unit == "青石镇":
                start.sheet.range((row, 11), (row, 13)).value = [["已与镇里核实", "张三", "'2026-01-10"]]
    said, host = click("slips", book=county)
    assert said == "各单位都没有须改正或核对的问题，不用写退回单。"
    assert host.asked == []


def test_live_reminders_name_the_missing(tmp_path: Path, county: Any, click: Run) -> None:
    """The list with contacts is shown first; a Word file and a text are written."""
    said, host = click("reminders", "", True, tmp_path, book=county)
    assert "黑山镇（李四 0000-1003）" in host.asked[1]
    assert {"催报单.docx", "催报单（可粘贴到消息）.txt"} <= set(files_in(tmp_path))
    assert said.startswith("已写 1 个单位的催报单")


@pytest.mark.parametrize("tag", ["slips", "reminders"])
def test_live_slips_need_a_county_workbook(tag: str, tmp_path: Path, click: Run, opened: Open) -> None:
    """A unit's workbook is refused in a sentence."""
    with pytest.raises(CannotRead, match="不是汇总工作簿"):
        click(tag, book=opened(book(tmp_path, report("2021"))))
