"""收取: every file found by its content, matched to the roster, nothing chosen or counted silently."""

import os
import zipfile
from pathlib import Path

from nianbao.commands import board, board_told
from nianbao.commands.board import Standing
from nianbao.commands.gather import gather
from nianbao.commands.matching import Index
from nianbao.commands.roster import Unit
from nianbao.core.finding import Finding
from nianbao.forms import load
from tests.builders import book, report
from tests.commands.counties import HEADERS, listed

CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"


def roster(*names: str) -> list[Unit]:
    """A roster of 示例县; 「白水镇=白乡」 has a former name."""
    lines = [listed(*name.split("=")) for name in names]
    return [Unit.of(dict(zip(HEADERS, line, strict=True))) for line in lines]


def stand(folder: Path, *names: str, year: int = 2025) -> list[Standing]:
    """The board of a folder."""
    return board.stand(gather([folder], lambda _: None), roster(*names), load.by_id("2021"), year)


def by_rule(standings: list[Standing]) -> dict[str, list[Finding]]:
    """The board's findings by rule."""
    found: dict[str, list[Finding]] = {}
    for finding in board.findings(standings):
        found.setdefault(finding.rule, []).append(finding)
    return found


def test_misspelt_name_is_suggested_and_not_taken(tmp_path: Path) -> None:
    """清石镇 is summed under its own name; 青石镇 stays missing, and each names the other."""
    book(tmp_path, report("2021", CLEAN, agency="清石镇人民政府", year=2025), "a.xlsx")
    standings = stand(tmp_path, "青石镇", "白水镇")
    assert [(each.agency, each.status, each.near) for each in standings] == [
        ("青石镇", "missing", ()),
        ("白水镇", "missing", ()),
        ("清石镇人民政府", "ok", ("青石镇",)),
    ]
    assert "「a.xlsx」写的是「清石镇人民政府」" in (standings[0].reason or "")
    assert standings[2].reason == "名单上没有这个单位，是不是「青石镇」"
    (told,) = by_rule(standings)["H006"]
    assert "「青石镇」相近" in told.message


def test_misspelt_second_file_warns_of_counting_twice(tmp_path: Path) -> None:
    """青石镇 has reported; what says 青石填 may be the same unit once more."""
    book(tmp_path, report("2021", CLEAN, year=2025), "a.xlsx")
    book(tmp_path, report("2021", CLEAN, agency="青石填", year=2025), "b.xlsx")
    (told,) = by_rule(stand(tmp_path, "青石镇"))["H006"]
    assert "已另有一份计入" in told.message


def test_near_names_are_few_and_close() -> None:
    """The missing ones first; a swap of two characters is near, another name of the same length is not."""
    index = Index(roster("青石镇", "白石镇", "黄沙乡", "黑龙江省农垦镇"))
    assert [unit.name for unit in index.near("石青镇")] == ["青石镇"]
    assert [unit.name for unit in index.near("红石镇", ["白石镇"])] == ["白石镇", "青石镇"]
    assert index.near("绿水街道办事处") == ()
    assert index.near("") == ()


def test_nameless_report_is_suggested_by_its_file_name(tmp_path: Path) -> None:
    """The content tells no unit: the file's name is a hint for a person, no more."""
    book(tmp_path, report("2021", CLEAN, agency="", year=2025), "白水镇年报.xlsx")
    nameless = next(each for each in stand(tmp_path, "白水镇") if each.included)
    assert (nameless.agency, nameless.near) == ("（白水镇年报.xlsx）", ("白水镇",))


def test_nested_zipped_copied_litter_and_last_year(tmp_path: Path) -> None:
    """A folder as it comes: every report is known by its content, wherever and however it lies."""
    deep = tmp_path / "微信" / "镇"
    deep.mkdir(parents=True)
    book(deep, report("2021", CLEAN, year=2025), "新建 工作表(1).xlsx")
    book(deep, report("2021", CLEAN, year=2025), "新建 工作表 - 副本.xlsx")
    book(tmp_path, report("2021", year=2024), "年报.xlsx")
    inner = book(tmp_path, report("2021", CLEAN, agency="白水镇", year=2025), "x.xlsx")
    with zipfile.ZipFile(tmp_path / "报送.zip", "w") as packed:
        packed.write(inner, "镇/年报.xlsx")
    inner.unlink()
    (tmp_path / "~$年报.xlsx").write_bytes(b"lock")
    standings = stand(tmp_path, "青石镇", "白水镇", "黄沙乡")
    assert sorted((each.agency, each.status, each.included) for each in standings) == [
        ("白水镇", "ok", True),
        ("青石镇", "duplicate", False),
        ("青石镇", "ok", True),
        ("青石镇", "wrong year", False),
        ("黄沙乡", "missing", False),
    ]
    levels = {rule: [each.level.value for each in found] for rule, found in by_rule(standings).items()}
    assert levels == {"H004": ["hint"], "H002": ["hint"], "H001": ["error"]}


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    """Every unit's folder holds a 年报.xlsx."""
    for name in ("青石镇", "白水镇"):
        (tmp_path / name).mkdir()
        book(tmp_path / name, report("2021", CLEAN, agency=name, year=2025), "年报.xlsx")
    assert [each.file for each in stand(tmp_path, "青石镇", "白水镇")] == ["青石镇/年报.xlsx", "白水镇/年报.xlsx"]


def test_two_different_files_are_both_shown_with_what_differs(tmp_path: Path) -> None:
    """The newest is proposed, the other says in how many cells and where it differs."""
    older = book(tmp_path, report("2021", "t3_1_natural=1 t3_4_natural=1", year=2025), "一.xlsx")
    book(tmp_path, report("2021", CLEAN, year=2025), "二.xlsx")
    os.utime(older, (1_700_000_000, 1_700_000_000))
    new, old = stand(tmp_path, "青石镇")
    assert (new.included, old.included) == (True, False)
    assert "表三·一·自然人 1 → 3" in (old.reason or "")
    assert old.differences is not None
    assert {str(each.cell) for each in old.differences.cells} >= {"t3_1_natural", "t3_3.1_natural"}
    assert old.changed == 1_700_000_000


def test_same_time_is_not_called_newer(tmp_path: Path) -> None:
    """Two files of one second: the choice goes by name and says so."""
    for name, values in (("一.xlsx", ""), ("二.xlsx", CLEAN)):
        os.utime(book(tmp_path, report("2021", values, year=2025), name), (1_700_000_000, 1_700_000_000))
    reasons = [each.reason or "" for each in stand(tmp_path, "青石镇")]
    assert any("修改时间相同" in reason for reason in reasons)
    assert any("按文件名排在最后" in reason for reason in reasons)


def test_untouched_form_is_a_gap(tmp_path: Path) -> None:
    """The workbook came back as it was handed out: nothing is reported, so it is missing and not summed."""
    blank = report("2021", "t3_2_natural=1", rest=None, year=2025, s1_text="", s5_text="", s6_text="")
    book(tmp_path, blank, "a.xlsx")
    book(tmp_path, report("2021", rest=None, agency="白水镇", year=2025, s5_text="", s6_text=""), "b.xlsx")
    standings = stand(tmp_path, "青石镇", "白水镇")
    assert [(each.status, each.included) for each in standings] == [("missing", False), ("errors", True)]
    assert "空表" in (standings[0].reason or "")


def test_former_name_is_the_unit_itself(tmp_path: Path) -> None:
    """白乡 on the report is 白水镇 on the roster."""
    book(tmp_path, report("2021", CLEAN, agency="示例县白乡人民政府", year=2025), "a.xlsx")
    assert [(each.agency, each.status) for each in stand(tmp_path, "白水镇=白乡")] == [("白水镇", "ok")]


def test_file_that_tells_no_unit_is_said_to_tell_none(tmp_path: Path) -> None:
    """白水镇 may have sent what nobody signed: its own file name is not given out as what it says."""
    book(tmp_path, report("2021", CLEAN, agency="", year=2025), "白水镇年报.xlsx")
    missing = next(each for each in stand(tmp_path, "白水镇") if each.status == board.MISSING)
    assert missing.reason == "没有收到文件；「白水镇年报.xlsx」没有写明单位，请核对是不是它"


def test_unit_that_may_have_sent_something_is_looked_at_before_it_is_chased(tmp_path: Path) -> None:
    """青石镇 is perhaps misspelt in a.xlsx, which is in the sum already; 白水镇 sent nothing at all."""
    book(tmp_path, report("2021", CLEAN, agency="清石镇人民政府", year=2025), "a.xlsx")
    told = {each.agency: each.remedy for each in by_rule(stand(tmp_path, "青石镇", "白水镇"))["H001"]}
    assert told["青石镇"].startswith("请先核对那份文件")
    assert told["白水镇"] == "请催报；汇总数暂不含该单位。"


def test_units_are_counted_once_whatever_they_sent(tmp_path: Path) -> None:
    """青石镇 sent two that differ and a copy, 白水镇 last year's beside the right one: two units, one state each."""
    older = book(tmp_path, report("2021", "t3_1_natural=1 t3_4_natural=1", year=2025), "一.xlsx")
    os.utime(older, (1_700_000_000, 1_700_000_000))
    for name in ("二.xlsx", "二 - 副本.xlsx"):
        book(tmp_path, report("2021", CLEAN, year=2025), name)
    book(tmp_path, report("2021", CLEAN, agency="白水镇", year=2025), "白.xlsx")
    book(tmp_path, report("2021", CLEAN, agency="白水镇", year=2024), "白2024.xlsx")
    assert board_told.lines(stand(tmp_path, "青石镇", "白水镇", "黄沙乡"))[0] == "已报 1 · 缺报 1 · 重复 1"


def test_year_that_only_the_prose_tells_is_not_said_to_be_the_files(tmp_path: Path) -> None:
    """A report in Word without a year in its title, whose only year is next year's plan."""
    typed = "政府信息公开工作年度报告\n一、总体情况\n我镇做好公开工作。\n五、存在的主要问题及改进情况\n2026年按月检查栏目。\n"
    (tmp_path / "青石镇.txt").write_text(typed, encoding="utf-8")
    (found,) = [each for each in stand(tmp_path) if each.file == "青石镇.txt"]
    assert found.status == board.WRONG_YEAR
    assert (found.reason or "").startswith("文件没有写明年度，正文里写的是2026年，本次汇总2025年度")


def test_file_that_is_perhaps_no_report_is_looked_at_first(tmp_path: Path) -> None:
    """A covering letter is nobody's report: who is asked to send it again? A torn file of 青石镇 is asked for."""
    (tmp_path / "报送说明.txt").write_text("请查收。", encoding="utf-8")
    (tmp_path / "青石镇.xlsx").write_bytes(b"PK\x03\x04 torn")
    told = {each.file: each.remedy for each in by_rule(stand(tmp_path, "青石镇"))["H003"]}
    assert told["报送说明.txt"].startswith("请打开看看是不是年报")
    assert told["青石镇.xlsx"] == "请单位按所说的办法处理后重报。"


def test_scan_beside_the_report_is_not_sent_back(tmp_path: Path) -> None:
    """青石镇 sent its workbook and the stamped scan of it: it has reported, the county looks at the scan."""
    book(tmp_path, report("2021", CLEAN, year=2025), "青石镇.xlsx")
    (tmp_path / "青石镇（盖章）.xlsx").write_bytes(b"PK\x03\x04 torn")
    standings = stand(tmp_path, "青石镇")
    (told,) = by_rule(standings)["H003"]
    assert told.level.value == "warning"
    assert told.message.endswith("该单位已按「青石镇.xlsx」计入。")
    assert "扫描件" in told.remedy
    assert board_told.lines(standings)[0] == "已报 1"
