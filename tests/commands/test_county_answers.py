"""C2: what the county counts once lawfully is answered with a reason, which stands until a figure changes."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nianbao.adapters import excel_open, excel_patch
from nianbao.adapters.workbook import FINDING_HEADERS
from nianbao.cli import main
from nianbao.commands.read import read
from tests.builders import book, report

# 规范性文件: two issued by one town, three by the other, one of them by both together.
JOINT = "t2_1.2_made"
REASON = "联合制发规范性文件只计一次"
SAME = (
    "全年的公开围绕水库移民安置展开，房屋丈量表、补偿标准和分房结果分三榜贴在安置点，移民户主签字后归档。\n"
    "丈量有争议的九户请县里的测绘队复测，复测图纸和算法一并张榜，改动的两户当周补发差额。\n"
    "安置房的质量由移民代表全程监督，砂石检验报告每批一公示，停工待料的原因也写在工地的黑板上。"
)


class County:
    """示例县 in January: what the towns sent, what the county filled in itself, and the summed workbook."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.received, self.out = folder / "收回", folder / "汇总.xlsx"
        self.received.mkdir()
        self.sends("青石镇", f"{JOINT}=2")
        self.sends("白水镇", f"{JOINT}=3")
        self.own = self.publishes(f"{JOINT}=4")

    def sends(self, agency: str, values: str, **texts: str) -> Path:
        """A town's workbook comes in; an earlier one of the same town is replaced."""
        return book(self.received, report("2021", values, agency=agency, year=2025, **texts), f"{agency}.xlsx")

    def publishes(self, values: str) -> Path:
        """The report the county filled in itself."""
        return book(self.folder, report("2021", values, agency="示例县", year=2025, level="县级"), "县年报.xlsx")

    def lists(self, unit: str) -> str:
        """The roster, of one unit."""
        roster = openpyxl.Workbook()
        for row in (("单位名称", "层级", "上级"), (unit, "乡镇", "示例县")):
            roster.active.append(row)  # type: ignore[union-attr]
        roster.save(self.folder / "名单.xlsx")
        return str(self.folder / "名单.xlsx")

    def sums(self, *more: str, published: bool = True) -> tuple[int, dict[str, Any]]:
        """The exit code and the JSON of a run."""
        self.capsys.readouterr()
        arguments = ["consolidate", str(self.received), "--agency", "示例县", "-o", str(self.out), "--json", *more]
        arguments += ["--published", str(self.own)] if published else []
        code = main(arguments)
        return code, json.loads(self.capsys.readouterr().out)

    def waives(self, rule: str = "H007", place: str = JOINT, reason: str = REASON, *more: str) -> int:
        """The clerk records a reason from the command line."""
        arguments = ["--rule", rule, "--place", place, "--reason", reason, "--by", "王芳", *more]
        return main(["waive", str(self.out), *arguments])

    def types(self, rule: str, **answer: str | None) -> None:
        """The clerk types beside the first line of a rule."""
        opened = openpyxl.load_workbook(self.out)
        sheet = opened["校验结果"]
        codes = [row[2].value for row in sheet.iter_rows(min_row=4)]
        for header, text in answer.items():
            sheet.cell(4 + codes.index(rule), FINDING_HEADERS.index(header) + 1).value = text
        opened.save(self.out)

    def lines(self, rule: str) -> list[dict[str, Any]]:
        """The lines of 校验结果 with a code."""
        sheet = openpyxl.load_workbook(self.out)["校验结果"]
        rows = [dict(zip(FINDING_HEADERS, row, strict=False)) for row in sheet.iter_rows(min_row=4, values_only=True)]
        return [row for row in rows if row["编号"] == rule]


@pytest.fixture
def county(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> County:
    """Both towns have sent; the county counts the joint document once."""
    return County(tmp_path, capsys)


def answers(document: dict[str, Any], rule: str = "H007") -> list[Any]:
    """The answers of a rule's findings, None where there is none."""
    return [finding["waiver"] for finding in document["findings"] if finding["rule"] == rule]


def test_joint_document_counted_once_is_an_error_until_it_is_answered(county: County) -> None:
    """4 beside 2 + 3: an error; with a reason, a name and a date it is none, in the JSON and the new workbook alike."""
    code, first = county.sums()
    assert (code, first["counts"]["error"], answers(first)) == (1, 1, [None])
    county.types("H007", 说明=REASON, 说明人="王芳", 说明日期="2026-02-03")
    code, second = county.sums()
    assert (code, second["counts"]) == (0, {"error": 0, "warning": 0, "hint": 0, "waived": 1})
    assert answers(second) == [{"reason": REASON, "by": "王芳", "date": "2026-02-03", "stands": True, "note": None}]
    (line,) = county.lines("H007")
    assert (line["说明"], line["说明人"], line["说明日期"], line["说明状态"]) == (REASON, "王芳", "2026-02-03", "有效")


def test_answer_lapses_in_sight_when_a_town_sends_another_number(county: County) -> None:
    """6 beside 4 is not the difference that was explained: the reason is shown, and that it no longer holds."""
    county.sums()
    assert county.waives() == 0
    county.sends("白水镇", f"{JOINT}=4")
    for _ in range(2):  # and stays lapsed, however often it is run
        code, document = county.sums()
        assert (code, document["counts"]["error"], answers(document)[0]["stands"]) == (1, 1, False)
        (line,) = county.lines("H007")
        assert (line["说明"], line["说明人"]) == (REASON, "王芳")
        assert "改过" in line["说明状态"]


def test_answer_stands_again_when_the_number_is_back(county: County) -> None:
    """The town takes its correction back: what was said of these figures is true again."""
    county.sums()
    county.waives()
    county.sends("白水镇", f"{JOINT}=4")
    county.sums()
    county.sends("白水镇", f"{JOINT}=3")
    assert county.sums()[0] == 0


def test_lapsed_answer_is_renewed_by_its_date(county: County) -> None:
    """The clerk looked again and the same reason holds: clearing the date gives it for today."""
    county.sums()
    county.waives()
    county.sends("白水镇", f"{JOINT}=4")
    county.sums()
    county.types("H007", 说明日期=None)
    assert county.sums()[0] == 0


def test_answer_that_is_no_longer_needed_is_kept_and_said(county: County) -> None:
    """The county corrects its figure: a hint keeps the reason until somebody clears it."""
    county.sums()
    county.waives()
    county.publishes(f"{JOINT}=5")
    code, document = county.sums()
    assert (code, [finding["rule"] for finding in document["findings"]]) == (0, ["T005"])
    county.publishes(f"{JOINT}=4")
    assert county.sums()[0] == 0
    assert county.lines("H007")[0]["说明状态"] == "有效"


def test_answer_outlives_a_run_without_the_countys_own_report(county: County) -> None:
    """Nothing to compare with this time: the reason stays, and nobody says that the difference is gone."""
    county.sums()
    county.waives()
    _, document = county.sums(published=False)
    (hint,) = document["findings"]
    assert (hint["rule"], hint["waiver"]["note"]) == ("T005", "这次没有核对")
    assert "不存在" not in hint["message"]
    assert county.sums()[0] == 0


def test_answer_of_one_cell_does_not_answer_another(county: County) -> None:
    """Each difference needs its own reason."""
    county.publishes(f"{JOINT}=4 t4_1_upheld=1 t4_1_total=1")
    county.sums()
    assert county.waives() == 1
    _, document = county.sums()
    assert [bool(waiver) for waiver in answers(document)] == [True, False, False]


def test_answer_without_a_name_does_not_stand(county: County) -> None:
    """The county's answers are somebody's too."""
    county.sums()
    county.types("H007", 说明=REASON)
    code, document = county.sums()
    assert (code, answers(document)[0]["note"]) == (1, "没有写说明人，说明无效")


def test_answers_come_with_the_countys_own_workbook(county: County) -> None:
    """The county goes on in a copy of the sum and gives that as its own report, into a new file."""
    county.publishes(f"{JOINT}=4")
    county.sums()
    county.waives()
    data = excel_patch.type_in(county.out.read_bytes(), "县年报.xlsx", {JOINT: 4})
    county.own.write_bytes(data)
    county.out = county.folder / "新汇总.xlsx"
    code, document = county.sums()
    assert (code, answers(document)[0]["reason"]) == (0, REASON)


def test_every_finding_of_the_summing_can_be_answered(county: County) -> None:
    """雷同, a unit beyond the list, blanks: each answered by itself, for the unit it speaks of."""
    for agency in ("青石镇", "白水镇"):
        county.sends(agency, f"{JOINT}=2 t4_1_pending=", s1_text=SAME)
    roster = county.lists("青石镇")
    county.sums("--roster", roster)
    county.waives("H009", "s1_text", "同一科室代写，已核实")
    county.waives("H006", "白水镇", "今年新设，名单待补")
    assert county.waives("H005", "t4_1_pending", "尚未收到裁决") == 2  # both towns left it blank
    county.waives("H005", "t4_1_pending", "尚未收到裁决", "--agency", "白水镇")
    _, document = county.sums("--roster", roster)
    stands = {finding["rule"]: set[str]() for finding in document["findings"]}
    for finding in document["findings"]:
        if finding["waiver"] and finding["waiver"]["stands"]:
            stands[finding["rule"]].add(finding["agency"])
    assert (stands["H005"], stands["H006"], len(stands["H009"])) == ({"白水镇"}, {"白水镇"}, 1)


def test_lookalike_answer_lapses_when_another_town_joins(county: County) -> None:
    """What was said of two towns was not said of the third."""
    for agency in ("青石镇", "白水镇"):
        county.sends(agency, f"{JOINT}=2", s1_text=SAME)
    county.sums()
    county.waives("H009", "s1_text", "同一科室代写，已核实")
    county.sends("红岩镇", "", s1_text=SAME)
    _, document = county.sums()
    assert [waiver["stands"] for waiver in answers(document, "H009")] == [False]


def test_missing_unit_cannot_be_explained_away(county: County) -> None:
    """A report that did not come is chased, not answered."""
    county.sums("--roster", county.lists("黄沙乡"))
    before = county.out.read_bytes()
    assert county.waives("H001", "黄沙乡", "不用报") == 2
    assert "不能用说明代替" in county.capsys.readouterr().err
    assert county.out.read_bytes() == before


def test_waive_on_the_county_workbook_keeps_its_list(county: County) -> None:
    """Only the answer and the line of counts change; what the summing said stays on the line."""
    county.sums()
    before = [row["问题"] for row in county.lines("H007")]
    county.waives()
    assert [row["问题"] for row in county.lines("H007")] == before
    summary = openpyxl.load_workbook(county.out)["校验结果"]["A2"].value
    assert summary == "错误 0 · 警告 0 · 提示 0 · 已说明 1 · 计入 2 份 · 待处理 0 份"


def test_units_own_answer_is_not_taken_for_the_countys(county: County) -> None:
    """A town that takes its answer back is not answered for by its own earlier copy in the county's list."""
    wrong = county.sends("青石镇", f"{JOINT}=2 t4_1_upheld=3")
    wrong.write_bytes(excel_patch.type_in(wrong.read_bytes(), wrong.name, {"t4_1_total": 4}))
    unanswered = wrong.read_bytes()
    main(["waive", str(wrong), "--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", "李明"])
    _, document = county.sums()
    assert answers(document, "G401")[0]["by"] == "李明"
    wrong.write_bytes(unanswered)
    code, document = county.sums()
    assert (code, answers(document, "G401")) == (1, [None])


def test_county_may_answer_what_a_unit_did_not(county: County) -> None:
    """The reviewer asked on the phone: the reason stands beside the town's finding, and its status follows."""
    wrong = county.sends("青石镇", f"{JOINT}=2 t4_1_upheld=3")
    wrong.write_bytes(excel_patch.type_in(wrong.read_bytes(), wrong.name, {"t4_1_total": 4}))
    county.publishes(f"{JOINT}=5 t4_1_upheld=3 t4_1_total=4")
    assert county.sums()[0] == 1
    county.waives("G401", "t4_1_total", "已电话核实，合并计件")
    for _ in range(2):
        code, document = county.sums()
        assert (code, answers(document, "G401")[0]["by"]) == (0, "王芳")
        assert [unit["status"] for unit in document["units"]] == ["ok", "ok"]


def test_words_the_county_wrote_stay_when_it_sums_again(county: County) -> None:
    """The county's own 一, 五 and 六 are in the summed workbook: a late report does not cost them."""
    county.sums()
    written = excel_patch.type_in(county.out.read_bytes(), county.out.name, {"s5_text": "各单位公开不够及时。"})
    county.out.write_bytes(written)
    county.sends("白水镇", f"{JOINT}=4")
    county.sums()
    found = read(county.out).report
    assert found.texts["s5_text"] == "各单位公开不够及时。"
    assert str(found.values[next(cell for cell in found.values if str(cell) == JOINT)]) == "6"


@pytest.mark.parametrize("content", [b"no workbook", b""])
def test_file_that_is_not_ours_is_replaced_with_a_backup(county: County, content: bytes) -> None:
    """Whatever stood there is kept aside; there are no answers in it to bring."""
    county.out.write_bytes(content)
    assert county.sums()[0] == 1
    (backup,) = county.folder.glob("汇总.备份*.xlsx")
    assert backup.read_bytes() == content


def test_units_workbook_is_no_earlier_result(county: County) -> None:
    """Somebody names a town's workbook as output: its answers are not the county's."""
    wrong = county.sends("青石镇", f"{JOINT}=2 t4_1_upheld=3")
    wrong.write_bytes(excel_patch.type_in(wrong.read_bytes(), wrong.name, {"t4_1_total": 4}))
    main(["waive", str(wrong), "--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", "李明"])
    county.out.write_bytes(wrong.read_bytes())
    county.sends("青石镇", f"{JOINT}=2")
    assert [finding["rule"] for finding in county.sums()[1]["findings"]] == ["H007"]


def test_reason_typed_where_it_says_nothing_is_told(county: County) -> None:
    """A line somebody added by hand speaks of no finding: it is not carried on, and that is said with its row."""
    county.sums()
    opened = openpyxl.load_workbook(county.out)
    opened["校验结果"].cell(8, FINDING_HEADERS.index("说明") + 1).value = "都核对过了"
    opened.save(county.out)
    main(["consolidate", str(county.received), "--agency", "示例县", "-o", str(county.out)])
    assert "第 8 行的说明" in county.capsys.readouterr().err


def test_check_of_the_county_workbook_leaves_the_answers_alone(county: County) -> None:
    """A city checks it like any report: nothing is said of the summing, and the county's list is not overwritten."""
    county.sums()
    county.waives()
    before = county.out.read_bytes()
    county.capsys.readouterr()
    main(["check", str(county.out), "--json", "--mark"])
    told = county.capsys.readouterr()
    assert "T005" not in [finding["rule"] for finding in json.loads(told.out)["findings"]]
    assert "汇总工作簿" in told.err
    assert county.out.read_bytes() == before


def test_answer_in_a_long_list_is_not_passed_over(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list too long to keep in mind is looked through all the same: read only where something was typed."""
    monkeypatch.setattr(excel_open, "_MOST_KEPT", 0)
    county.sums()
    assert not excel_open.open_workbook(county.out.read_bytes(), county.out.name).is_answered
    county.waives()
    assert excel_open.open_workbook(county.out.read_bytes(), county.out.name).is_answered
    assert [finding["waiver"]["stands"] for finding in county.sums()[1]["findings"] if finding["waiver"]] == [True]
