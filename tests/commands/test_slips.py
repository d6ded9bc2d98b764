"""退回单, 核对单 and 催报单: who gets one, what stands in it, and that nothing is lost or said twice."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from nianbao.adapters import excel_open
from nianbao.adapters.slips import Slip
from nianbao.cli import main
from nianbao.commands import consolidate, slips, slips_plan
from nianbao.commands import county_book as counties_read
from nianbao.commands.check import check_reading
from nianbao.commands.gather import Gathered
from nianbao.commands.new_workbook import write
from nianbao.commands.read import Reading
from nianbao.commands.roster import Unit
from nianbao.core.errors import BadInput
from nianbao.forms import load
from tests.builders import report
from tests.commands.counties import county_book, listed
from tests.ooxml import validate

WRONG = "t3_1_natural=3 t3_3.1_natural=2"
ALIKE = "\n".join(
    f"（{number}）{said}，{more}，做到件件有着落、事事有回音，群众满意度稳步提高。"
    for number, said, more in (
        ("一", "围绕赶集日政策宣讲做文章", "把惠农补贴办理流程画成连环画贴到村口"),
        ("二", "依托老茶馆设立公开角", "请退休教师每周给乡亲们念文件、讲变化"),
        ("三", "用好大喇叭和微信群", "让在外务工人员也能看到家里的账本"),
        ("四", "推行阳光小院议事", "村务财务当面算清、当场答复、当月公开"),
    )
)
LINES = [
    listed("青石镇", contact="张三", phone="0000-1001"),
    listed("白水镇"),
    listed("黑山镇", contact="李四", phone="0000-1003"),
    listed("红岩镇"),
    listed("绿水镇", contact="王五", phone="0000-1005"),
    listed("黄沙街道", former="沙街道"),
]


@pytest.fixture(scope="module")
def summed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """青石镇 has an error, 白水镇 a warning, 黑山镇 sent nothing, 红岩镇 is clean, 绿水镇 torn, 黄沙街道 under its former name."""
    totals = frozenset(load.by_id("2021").totals)
    wrong = replace(report("2021", WRONG, year=2025), file="青石镇（盖章）.xlsx", computed=totals)
    doubtful = report("2021", "t2_1.1_made=1 t2_1.1_in_force=1", agency="白水镇", year=2025)
    clean = report("2021", agency="红岩镇", year=2025)
    former = report("2021", WRONG, agency="示例县沙街道办事处", year=2025)
    path = tmp_path_factory.mktemp("slips") / "示例县2025年汇总.xlsx"
    return county_book(path, LINES, wrong, doubtful, clean, former, torn="绿水镇年报.xlsx")


def due(path: Path, deadline: date | None = None) -> dict[str, Slip]:
    """The slips of a county workbook, by unit."""
    book = counties_read.read(excel_open.open_workbook(path.read_bytes(), path.name))
    made = slips_plan.slips(book, slips_plan.sender(book, deadline, date(2026, 1, 12)))
    return {each.agency: each for each in made}


def text_of(path: Path) -> str:
    """All that a Word file says, paragraph by paragraph, cells included."""
    document = docx.Document(io.BytesIO(path.read_bytes()))
    body = document.element.body
    return "\n".join(node.text for node in body.iter() if node.tag.endswith("}p"))


def test_each_unit_concerned_gets_its_slip_and_no_other(summed: Path) -> None:
    """Errors send a report back, warnings ask to look; clean and missing units get none; a former name is the same unit."""
    assert [(unit, each.kind) for unit, each in due(summed).items()] == [
        ("青石镇", "退回单"),
        ("白水镇", "核对单"),
        ("绿水镇", "退回单"),
        ("黄沙街道", "退回单"),
    ]


def test_slip_says_what_the_check_says(summed: Path) -> None:
    """Rule, place, sentence with both numbers and the remedy stand as in 校验结果, one cause once."""
    book = openpyxl.load_workbook(summed)["校验结果"]
    lines = [[cell.value for cell in row] for row in book.iter_rows(min_row=4) if row[3].value == "青石镇"]
    slip = due(summed)["青石镇"]
    leads = [line for line in lines if line[0] != "↳"]
    assert [(point.rule, point.where, point.message, point.remedy) for point in slip.points] == [
        (line[2], line[4], line[5], line[6]) for line in leads
    ]
    assert sum(len(point.also) for point in slip.points) == len(lines) - len(leads) > 0
    assert "相差 1" in slip.points[0].message


def test_unit_is_told_what_the_unit_can_do(summed: Path) -> None:
    """What is written for the county beside an unreadable file is not what the unit reads; nothing to explain there."""
    slip = due(summed)["绿水镇"]
    assert [(point.rule, point.remedy) for point in slip.points] == [("H003", "请按上面的原因处理后重新报送。")]
    assert slip.closing == "请尽快改正后重新报送。"
    assert "请写明说明" in due(summed)["青石镇"].closing


def test_files_are_a_word_file_and_a_text_a_unit(
    summed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names as offices write them; exit code 0; the closing line counts and nothing else is written."""
    out = tmp_path / "单子"
    assert main(["slips", str(summed), "-o", str(out), "--deadline", "2026-01-20"]) == 0
    stems = ["催报单", "核对单_白水镇", "退回单_绿水镇", "退回单_青石镇", "退回单_黄沙街道"]
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted([*(f"{stem}.docx" for stem in stems), *(f"{stem}（可粘贴到消息）.txt" for stem in stems)])
    assert "已写 退回单 3 份、核对单 1 份、催报单 1 份" in capsys.readouterr().out


def test_word_slip_holds_everything_and_is_sound(summed: Path, tmp_path: Path) -> None:
    """Unit, file, counts, each line of each point, deadline and county are read back; the validator is silent."""
    main(["slips", str(summed), "-o", str(tmp_path), "--deadline", "2026年1月20日"])
    path = tmp_path / "退回单_青石镇.docx"
    said, slip = text_of(path), due(summed)["青石镇"]
    told = [
        "青石镇：",
        "青石镇（盖章）.xlsx",
        "1 处须改正，现予退回",
        "请于2026年1月20日前改正后重新报送",
        "示例县人民政府",
    ]
    for each in (*told, *(line for point in slip.points for line in point.lines)):
        assert each in said
    assert validate(path) == []


def test_text_says_the_same_as_the_word_file(summed: Path, tmp_path: Path) -> None:
    """Every line of every point, for Windows' editor: a signature and CR LF."""
    main(["slips", str(summed), "-o", str(tmp_path)])
    data = (tmp_path / "退回单_青石镇（可粘贴到消息）.txt").read_bytes()
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert not re.search(r"(?<!\r)\n", text)
    for point in due(summed)["青石镇"].points:
        assert all(line in text for line in point.lines)
    assert "请尽快改正后重新报送" in text


def test_reminder_lists_the_missing_with_whom_to_call(summed: Path, tmp_path: Path) -> None:
    """Contact and phone stand in the county's list; the message to all of them names units only."""
    main(["slips", str(summed), "-o", str(tmp_path), "--deadline", "2026.1.20"])
    said = text_of(tmp_path / "催报单.docx")
    message = (tmp_path / "催报单（可粘贴到消息）.txt").read_bytes().decode("utf-8-sig")
    assert all(each in said for each in ("黑山镇", "李四", "0000-1003"))
    assert "青石镇" not in said
    assert "示例县2025年汇总.xlsx" in said
    assert message.startswith(
        "【催报单】以下单位还没有报送2025年度政府信息公开工作年度报告：黑山镇。请于2026年1月20日前报送；"
    )
    assert "0000-1003" not in message
    assert validate(tmp_path / "催报单.docx") == []


def typed_answer(source: Path, target: Path, row: int, *answer: str) -> Path:
    """The county workbook after somebody typed 说明, 说明人 and 说明日期 beside a line, and saved it."""
    book = openpyxl.load_workbook(source)
    for column, value in enumerate(answer, start=11):
        book["校验结果"].cell(row, column).value = value
    book.save(target)
    return target


def test_answered_findings_are_not_sent_back(summed: Path, tmp_path: Path) -> None:
    """What the county answered since the summing is left out; half an answer is none."""
    rows = openpyxl.load_workbook(summed)["校验结果"].iter_rows(min_row=4)
    row = next(each[0].row for each in rows if each[3].value == "白水镇")
    half = typed_answer(summed, tmp_path / "半.xlsx", row, "该镇有立法授权")
    whole = typed_answer(summed, tmp_path / "全.xlsx", row, "该镇有立法授权", "张三", "2026-01-10")
    before, after = due(summed)["白水镇"].points, due(whole)["白水镇"].points
    assert len(due(half)["白水镇"].points) == len(before) == len(after) + 1


def test_slips_of_an_earlier_time_are_pointed_out(
    summed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip for a unit that has mended its report still lies there: it is named, and left alone."""
    (tmp_path / "退回单_红岩镇.docx").write_bytes(b"earlier")
    main(["slips", str(summed), "-o", str(tmp_path)])
    assert "另有以前的 1 份（退回单_红岩镇.docx），这次不再需要" in capsys.readouterr().out
    assert (tmp_path / "退回单_红岩镇.docx").read_bytes() == b"earlier"


def test_units_that_wrote_the_same_are_both_told(tmp_path: Path) -> None:
    """雷同 is one line of the county's list, and a point on the slip of each unit it names."""
    lines = [listed("青石镇"), listed("白水镇"), listed("红岩镇")]
    made = [report("2021", year=2025, agency=name, s1_text=ALIKE) for name in ("青石镇", "白水镇")]
    path = county_book(tmp_path / "汇总.xlsx", lines, *made, report("2021", year=2025, agency="红岩镇"))
    found = {unit: [point.rule for point in each.points] for unit, each in due(path).items()}
    assert {unit for unit, rules in found.items() if "H009" in rules} == {"青石镇", "白水镇"}
    assert due(path)["白水镇"].kind == "核对单"


def test_names_that_become_one_as_files_stay_two(tmp_path: Path) -> None:
    """Two units whose names differ only in what a file name may not hold get a file each."""
    lines = [listed("青/石镇"), listed("青:石镇")]
    path = county_book(
        tmp_path / "汇总.xlsx", lines, *(report("2021", WRONG, year=2025, agency=line[0]) for line in lines)
    )
    main(["slips", str(path), "-o", str(tmp_path / "单子")])
    found = {name: text_of(tmp_path / "单子" / name) for name in ("退回单_青_石镇.docx", "退回单_青_石镇 (2).docx")}
    assert [next(line for line in said.splitlines() if "石镇：" in line) for said in found.values()] == [
        "青/石镇：",
        "青:石镇：",
    ]


def test_nothing_to_send_is_said_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All there and all in order."""
    path = county_book(tmp_path / "汇总.xlsx", [listed("青石镇")], report("2021", year=2025))
    assert main(["slips", str(path), "-o", str(tmp_path / "单子")]) == 0
    assert "不用写退回单和催报单" in capsys.readouterr().out
    assert not (tmp_path / "单子").exists()


def test_a_unit_workbook_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence and exit code 2."""
    from tests.builders import book

    assert main(["slips", str(book(tmp_path, report("2021"))), "-o", str(tmp_path)]) == 2
    assert "不是汇总工作簿" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["2026-01-20", "2026年1月20日", "２０２６．１．２０", "2026/1/20", "20260120"])
def test_deadline_is_read_as_people_write_it(typed: str) -> None:
    """Any usual way to write a day."""
    assert slips.deadline(typed) == date(2026, 1, 20)


@pytest.mark.parametrize("typed", ["下周五", "2026-13-01", "1月20日"])
def test_deadline_that_is_no_day_is_refused(typed: str) -> None:
    """The sentence says how to write it; nothing is guessed."""
    with pytest.raises(BadInput, match="不是日期"):
        slips.deadline(typed)


def test_no_deadline_is_none() -> None:
    """Nothing written: as soon as possible."""
    assert slips.deadline("　") is None


def test_office_is_not_told_what_is_wrong_with_the_sum(tmp_path: Path) -> None:
    """The county signs with its office's name, and the office sends a report of its own: only that one is its to mend."""
    office = "示例县人民政府办公室"
    own = replace(report("2021", f"{WRONG} t2_1.2_in_force=2", agency=office, year=2025), file="本级.xlsx")
    other = report("2021", "t2_1.2_in_force=5", agency="红岩镇", year=2025)
    checked = [check_reading(Reading(each, load.by_id("2021"), ())) for each in (own, other)]
    prior = report("2021", "t2_1.2_in_force=9", agency=office, year=2024)
    units = [Unit(office, "县级", "示例县"), Unit("红岩镇", "乡镇", "示例县")]
    gathered = Gathered(checked, [Path(__file__)] * 2)
    county = consolidate.consolidate(gathered, units, agency=office, year=2025, prior=prior)
    assert "J201" in {finding.rule for finding in county.findings if finding.agency == office}
    made = due(write(tmp_path / "汇总.xlsx", consolidate.content(county)))
    assert {unit: {point.rule for point in each.points} for unit, each in made.items()} == {office: {"G301"}}


def test_file_of_nobody_is_sent_back_to_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A covering note no unit is named in: it is said to lie there, and no slip is addressed to a file."""
    path = county_book(
        tmp_path / "汇总.xlsx", [listed("青石镇")], report("2021", WRONG, year=2025), torn="报送说明.txt"
    )
    out = tmp_path / "单子"
    main(["slips", str(path), "-o", str(out)])
    assert {each.name for each in out.glob("*.docx")} == {"退回单_青石镇.docx"}
    said = capsys.readouterr().out
    assert "看不出是哪个单位的，没有写退回单：「报送说明.txt」。" in said


def test_reminder_says_what_may_have_come_already(tmp_path: Path) -> None:
    """青石镇 is perhaps misspelt, 白水镇 sent the empty form: who is to call them has to know."""
    misspelt = replace(report("2021", agency="清石镇", year=2025), file="a.xlsx")
    blank = " ".join(f"{cell}=" for cell in load.by_id("2021").cells)
    handed = report("2021", blank, agency="白水镇", year=2025)
    empty = replace(handed, file="b.xlsx", texts=dict.fromkeys(handed.texts, ""))
    lines = [listed("青石镇"), listed("白水镇"), listed("黑山镇")]
    main(["slips", str(county_book(tmp_path / "汇总.xlsx", lines, misspelt, empty)), "-o", str(tmp_path)])
    said = text_of(tmp_path / "催报单.docx")
    assert "（「a.xlsx」写的是「清石镇」，请核对是不是它）" in said
    assert "（收到的「b.xlsx」是空表" in said
    assert "没有收到文件" not in said
    assert validate(tmp_path / "催报单.docx") == []


def test_unreadable_file_beside_the_one_that_counts_sends_nothing_back(tmp_path: Path) -> None:
    """红岩镇 sent a report that is in order, and a scan of it: there is nothing for it to mend."""
    clean = replace(report("2021", agency="红岩镇", year=2025), file="红岩镇.xlsx")
    path = county_book(tmp_path / "汇总.xlsx", [listed("红岩镇")], clean, torn="红岩镇（盖章）.pdf")
    assert due(path) == {}
