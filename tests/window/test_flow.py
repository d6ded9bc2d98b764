"""The window's deeds with real files and real commands; only the clerk before it is played."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from nianbao.commands import log
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.window import flow, start
from nianbao.window.screen import done_percent, fitted
from tests.builders import book, report
from tests.commands.counties import listed, roster_book
from tests.window.person import Answer, Person

CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"
WRONG = "t3_1_natural=3 t3_3.1_natural=2"


def sat(given: Sequence[Path], *answers: Answer, stop_at: str = "") -> Person:
    """A clerk who has been before the window with those files and has closed it."""
    person = Person(*answers, stop_at=stop_at)
    flow.run(person, given)
    assert person.answers == []
    return person


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A workbook with one error."""
    return book(tmp_path, report("2021", WRONG))


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder with a clean workbook, one with an error, and a torn file."""
    folder = tmp_path / "收回"
    folder.mkdir()
    book(folder, report("2021", CLEAN, year=2025))
    book(folder, report("2021", WRONG, agency="白水镇", year=2025), "白水镇.xlsx")
    (folder / "黑山镇.xlsx").write_bytes(b"PK\x03\x04torn")
    return folder


def findings(path: Path) -> list[str]:
    """What stands in the list of a workbook."""
    rows = openpyxl.load_workbook(path)["校验结果"].iter_rows(values_only=True)
    return [str(value) for row in rows for value in row if value is not None]


def test_check_of_one_workbook_leaves_an_opinion_beside_it(wrong: Path) -> None:
    """Counts in the headline, the finding in the details, the page to be opened first of all."""
    person = sat([wrong], "check", "open 0", "folder", "back")
    opinion = wrong.with_name("青石镇_校验意见.html")
    assert "G301" in opinion.read_text(encoding="utf-8")
    told = person.seen("校验了 1 份")
    assert "错误 1" in told.headline
    assert "G301" in told.details
    assert person.opened == [opinion, wrong.parent]


def test_check_of_a_folder_takes_every_file_and_none_of_its_own(sent: Path) -> None:
    """The opinion lies beside the folder; those of earlier checks within it are no reports."""
    sat([sent / "白水镇.xlsx"], "check", "back")
    person = sat([], "check", "folder", sent, "back")
    told = person.seen("校验了 3 份")
    assert "黑山镇.xlsx" in told.details
    assert [line.split("　")[0] for line in told.text.splitlines()] == ["黑山镇.xlsx", "白水镇.xlsx", "青石镇.xlsx"]
    assert (sent.parent / "收回_校验意见.html").is_file()
    assert any("3" in said and "读取" in said for said in person.said)


def test_check_may_mark_a_copy(wrong: Path) -> None:
    """The copy lists the finding, the workbook is as it was."""
    before = wrong.read_bytes()
    sat([wrong], "check", "more 0", "aside", "back")
    assert "G301" in findings(wrong.with_name("青石镇（已标注）.xlsx"))
    assert wrong.read_bytes() == before


def test_check_may_mark_the_workbook_itself(wrong: Path) -> None:
    """With a backup of what it was; the torn one is not offered."""
    before = wrong.read_bytes()
    sat([wrong], "check", "more 0", "here", "back")
    assert "G301" in findings(wrong)
    assert [path.read_bytes() for path in wrong.parent.glob("青石镇.备份*.xlsx")] == [before]


def test_check_asks_for_a_place_where_it_may_not_write(wrong: Path, tmp_path: Path) -> None:
    """A read-only disk, or here a folder in the way."""
    wrong.with_name("青石镇_校验意见.html").mkdir()
    aside = tmp_path / "别处"
    aside.mkdir()
    sat([wrong], "check", aside, "back")
    assert (aside / "青石镇_校验意见.html").is_file()


def test_check_that_is_stopped_leaves_nothing(sent: Path) -> None:
    """取消 while files are read: back to the first question, no opinion."""
    person = sat([sent], "check", stop_at="正在读取")
    assert not (sent.parent / "收回_校验意见.html").exists()
    assert person.asked[-1].headline == "已选：收回"


def test_what_cannot_be_read_is_one_sentence(sent: Path) -> None:
    """The torn file alone: what is the matter, in our words; nothing written."""
    person = sat([sent / "黑山镇.xlsx"], "check", "back")
    assert "已损坏" in person.seen("没有完成").text
    assert not (sent / "黑山镇_校验意见.html").exists()


def test_a_bug_is_a_sentence_and_a_line_in_the_log(
    wrong: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a traceback: the log has it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    class Broken(Person):
        def open_files(self, title: str, patterns: Sequence[str], folder: Path | None) -> list[Path]:
            raise RuntimeError("broken")

    person = Broken("export", "back")
    flow.run(person)
    assert "已记入日志" in person.seen("没有完成").text
    assert "RuntimeError" in log.path().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "more", "name"),
    [
        (".html", (), "青石镇2025年政府信息公开工作年度报告（征求意见稿）.html"),
        (".docx", ("",), "青石镇2025年政府信息公开工作年度报告（征求意见稿）.docx"),
        ("图解.png", (), "青石镇2025年政府信息公开工作年度报告（征求意见稿）图解.png"),
    ],
)
def test_export_of_a_report_with_errors_is_a_draft(wrong: Path, kind: str, more: tuple[str, ...], name: str) -> None:
    """Under the usual name, beside the workbook; the day is asked for where it is set."""
    sat([], "export", [wrong], kind, "draft", *more, "back")
    assert (wrong.parent / name).stat().st_size > 1000


def test_export_of_several_tells_which_could_not_be(sent: Path) -> None:
    """The torn one is told; the others are exported, the one with an error as it is."""
    person = sat(sorted(sent.iterdir()), "export", ".docx", "plain", "不是日期", "2026-01-20", "back")
    told = person.seen("导出了 2 份")
    assert "黑山镇.xlsx" in told.text
    assert len(list(sent.glob("*.docx"))) == 2


def test_carry_shows_every_figure_before_it_is_written(tmp_path: Path) -> None:
    """Last year's pending requests are this year's beginning; nothing is written without a yes."""
    prior = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.6.3_natural=0 t3_4_natural=3", year=2024), "上年.xlsx")
    blank = book(tmp_path, report("2021", rest=None, year=2025), "本年.xlsx")
    before = blank.read_bytes()
    sat([blank], "carry", [prior], None)
    assert blank.read_bytes() == before
    person = sat([blank], "carry", [prior], "yes", "back")
    assert "三" in person.seen("写入「本年.xlsx」吗？").text
    assert read(blank).report.values[Cell.parse("t3_2_natural")] == 3


def test_consolidate_takes_the_folder_at_hand(sent: Path, tmp_path: Path) -> None:
    """The roster beside it is offered, the rest is asked as from the ribbon; the sum lies beside the folder."""
    roster_book(tmp_path / "编制主体名单.xlsx", listed("青石镇"), listed("白水镇"), listed("黑山镇"))
    person = sat([sent], "consolidate", "yes", "示例县", tmp_path, "yes", "open 0", "back")
    summed = tmp_path / "示例县2025年政府信息公开年报汇总.xlsx"
    assert read(summed).report.values[Cell.parse("t3_1_natural")] == 6
    assert "计入 2 份" in person.seen("示例县2025年度汇总").headline
    assert person.opened == [summed]
    folder = tmp_path / "单子"
    folder.mkdir()
    sat([summed], "county", "slips", "不是期限", "2026-02-01", "marked", folder, "back")
    assert {path.name for path in folder.glob("*.docx")} >= {"退回单_白水镇.docx"}
    status = sat([sent], "county", "status", "yes", "yes", "back")
    assert "黑山镇" in status.seen("报送状态").text


def test_new_workbook_is_asked_as_from_the_ribbon(tmp_path: Path) -> None:
    """Unit, year, no last year, a place."""
    sat([], "new", "青石镇", "2025", "no", tmp_path, "back")
    (made,) = tmp_path.glob("*.xlsx")
    assert read(made).report.agency == "青石镇"


def test_doctor_and_handbook_are_at_hand(tmp_path: Path) -> None:
    """The package for the help desk if wanted; the handbook's page is opened."""
    person = sat([], "doctor", "no", "back", "manual")
    assert "自检完成" in person.seen("自检完成").headline
    assert [path.name for path in person.opened] == ["使用手册.html"]


def test_menu_names_what_is_at_hand_until_something_else_is_wanted(sent: Path) -> None:
    """Three names and how many there are."""
    given = [sent / f"{number}.xlsx" for number in range(5)]
    person = sat(given, "others")
    assert [each.headline for each in person.asked] == ["已选：0.xlsx、1.xlsx、2.xlsx等 5 个", "要做什么？"]


@pytest.mark.parametrize(
    ("program", "given", "files"),
    [
        ("C:/公开年报/nianbaow.exe", [], []),
        ("NIANBAOW.EXE", ["青石镇.xlsx", "b.docx"], [Path("青石镇.xlsx"), Path("b.docx")]),
        ("nianbaow.exe", ["serve", "-Embedding"], None),
        ("nianbaow.exe", ["-Embedding"], None),
        ("nianbao.exe", [], None),
        ("nianbao.exe", ["check", "a.xlsx"], None),
    ],
)
def test_start_tells_files_from_commands(program: str, given: list[str], files: list[Path] | None) -> None:
    """Excel's start of the server and a clerk's double click come to the same program."""
    assert start.dropped(program, given) == files


def test_window_elsewhere_says_that_it_is_for_windows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what to use instead."""
    monkeypatch.setattr("sys.argv", ["nianbaow", "青石镇.xlsx"])
    assert start.main() == 2
    assert capsys.readouterr().err == "小窗口只在 Windows 上有。这里请直接用各个命令，如 nianbao check 年报.xlsx。\n"


@pytest.mark.parametrize(
    ("text", "percent"),
    [("正在读取 3/12，约剩 8 秒", 25), ("正在查看文件……", None), ("正在导出 0/0", None), ("正在读 5/4", 100)],
)
def test_progress_bar_follows_the_text(text: str, percent: int | None) -> None:
    """The commands tell how far they are in words."""
    assert done_percent(text) == percent


def test_a_long_text_is_cut_where_the_answers_would_leave_the_screen() -> None:
    """Counted as shown: a long line takes several; the end, where the question stands, is kept."""
    lines = [*(f"第 {number} 行" for number in range(30)), "字" * 100, "", "写入吗？"]
    shown = fitted("\n".join(lines), 18).splitlines()
    assert shown == [*lines[:11], "……（另有 19 行）", *lines[-3:]]
    assert fitted("一行", 18) == "一行"
