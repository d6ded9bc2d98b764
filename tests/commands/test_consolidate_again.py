"""汇总 once more: what the county typed into its workbook is kept, judged and told; what did not change stays as it was."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nianbao.adapters import excel_open, excel_patch
from nianbao.adapters.workbook import DATA_ROW, Block, Snapshot
from nianbao.cli import main
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from tests.builders import book, report
from tests.commands.counties import listed, roster_book

CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"
NATURAL = Cell.parse("t3_1_natural")


class Desk:
    """A county at work: a folder of what units sent, a roster, and one workbook it sums into again and again."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.out, self._capsys = folder / "收", folder / "汇总.xlsx", capsys
        self._now = 1_700_000_000
        self.folder.mkdir()
        self._roster = roster_book(folder / "名单.xlsx", listed("青石镇"), listed("白水镇"), listed("黄沙乡"))

    def sends(self, values: str, name: str = "青石镇") -> None:
        """A unit sends its report, in place of an earlier one, an hour after the last."""
        path = book(self.folder, report("2021", values, agency=name, year=2025), f"{name}.xlsx")
        self._now += 3600
        os.utime(path, (self._now, self._now))

    def sums(self, *more: str) -> dict[str, Any]:
        """The county sums; what it is told."""
        argv = ["consolidate", str(self.folder), "--roster", str(self._roster), "--agency", "示例县", *more]
        main([*argv, "-o", str(self.out), "--json"])
        document: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return document

    def says(self) -> str:
        """What stands on the screen after summing."""
        main(
            ["consolidate", str(self.folder), "--roster", str(self._roster), "--agency", "示例县", "-o", str(self.out)]
        )
        return self._capsys.readouterr().out

    def opened(self) -> Snapshot:
        """The county workbook."""
        return excel_open.open_workbook(self.out.read_bytes(), self.out.name)

    def types(self, sheet: str, row: int, column: int, *values: str | int | None) -> None:
        """Somebody types into it."""
        changed = excel_patch.apply(self.out.read_bytes(), self.opened(), [Block(sheet, row, column, (values,))])
        self.out.write_bytes(changed)

    def adjusts(self, *line: str, row: int = DATA_ROW) -> None:
        """A line of 调整."""
        self.types("调整", row, 0, *line)

    def lines(self, sheet: str) -> list[tuple[Any, ...]]:
        """A list of the workbook below its headers, blank lines left out."""
        return [row for row in self.opened().sheets[sheet].rows[DATA_ROW:] if any(each is not None for each in row)]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Two of three units have reported."""
    made = Desk(tmp_path, capsys)
    made.sends(CLEAN)
    made.sends(CLEAN, "白水镇")
    return made


def rules(document: dict[str, Any]) -> list[str]:
    """The rules of the county's own findings."""
    return [finding["rule"] for finding in document["findings"] if finding["rule"].startswith("H")]


def test_adjustment_with_reason_is_summed_and_kept(desk: Desk) -> None:
    """An application handed on counts once: cell and totals go down, the line stays over re-runs, both sums are told."""
    desk.sums()
    desk.adjusts("表三·一·自然人", "-1", "转办申请只计一次", "李四", "1月20日")
    desk.adjusts("t3_3.1_natural", "-1", "转办申请只计一次", "李四", row=DATA_ROW + 1)
    for _ in range(2):
        told = desk.sums()
        assert (told["sums"]["t3_1_natural"], told["values"]["t3_1_natural"], told["values"]["t3_1_total"]) == (
            "6",
            "5",
            "5",
        )
        first = told["adjustments"][0]
        assert (first["place"], first["value"], first["reason"], first["by"], first["date"], first["applied"]) == (
            *("t3_1_natural", "-1", "转办申请只计一次", "李四", "1月20日", True),
        )
    assert read(desk.out).report.values[NATURAL] == 5
    column = 2 + list(read(desk.out).report.values).index(NATURAL)
    assert [(line[0], line[column]) for line in desk.lines("单位明细")] == [
        *(("青石镇", 3), ("白水镇", 3), ("各单位之和", 6), ("调整", -1), ("合计", 5)),
    ]
    assert [line[5] for line in desk.lines("调整")] == ["已计入", "已计入"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("表三·一·自然人", "-1", "", "李四"), "没有写明原因"),
        (("表三·一·自然人", "-1", "转办", ""), "没有写明经办人"),
        (("表三·一·总计", "-1", "转办", "李四"), "合计格"),
        (("表九", "-1", "转办", "李四"), "不是表里的一格"),
        (("表三·一·自然人", "约1", "转办", "李四"), "看不出是多少"),
        (("表三·一·自然人", "-7", "转办", "李四"), "不能小于 0"),
    ],
)
def test_adjustment_that_does_not_count_is_told(desk: Desk, line: tuple[str, ...], why: str) -> None:
    """Refused with the reason, as an error; nothing is changed and the line stays to be mended."""
    desk.sums()
    desk.adjusts(*line)
    told = desk.sums()
    assert (told["values"]["t3_1_natural"], told["adjustments"][0]["applied"]) == ("6", False)
    (message,) = [each["message"] for each in told["findings"] if each["rule"] == "H010"]
    assert why in message
    assert desk.lines("调整")[0][:2] == line[:2]


def test_adjustment_that_breaks_an_identity_is_told(desk: Desk) -> None:
    """一 goes down alone: the county's own 表三 no longer adds up, the units' does."""
    desk.sums()
    desk.adjusts("表三·一·自然人", "减1", "转办", "李四")
    told = [each for each in desk.sums()["findings"] if each["rule"] == "G301"]
    assert [(each["agency"], each["difference"]) for each in told] == [("示例县", "-1")] * 2
    assert all("调整" in each["remedy"] for each in told)


def test_returned_mark_is_kept_until_cleared(desk: Desk) -> None:
    """退回 is the county's own: over re-runs it stays with its unit, and what came again after it is said."""
    desk.sums()
    desk.types("报送状态", DATA_ROW, 2, "1月20日")
    returned = {unit["agency"]: unit["returned"] for unit in desk.sums()["units"]}
    assert returned == {"青石镇": True, "白水镇": False, "黄沙乡": False}
    desk.sends("t3_1_natural=4 t3_3.1_natural=3 t3_4_natural=1")
    again = desk.sums()["units"][0]
    assert (again["returned"], "退回后数有改动" in again["reason"]) == (True, True)
    assert desk.lines("报送状态")[0][2] == "1月20日"
    desk.types("报送状态", DATA_ROW, 2, None)
    assert not desk.sums()["units"][0]["returned"]


def test_slips_mark_whom_they_send_back(desk: Desk, tmp_path: Path) -> None:
    """With --returned a unit that gets a 退回单 stands as 退回, today; one that has nothing to mend does not."""
    desk.sends("t3_1_natural=5 t3_3.1_natural=2 t3_4_natural=1", "白水镇")
    desk.sums()
    assert main(["slips", str(desk.out), "-o", str(tmp_path / "单"), "--returned"]) == 0
    assert [line[2] for line in desk.lines("报送状态")] == [None, f"{date.today():%Y-%m-%d}", None]


def test_one_resubmission_changes_only_what_it_changes(desk: Desk) -> None:
    """Everything that does not follow from the new file stays as it was; what does is listed."""
    desk.sums()
    desk.sums()
    before = {name: sheet.rows for name, sheet in desk.opened().sheets.items()}
    desk.sends("t3_1_natural=4 t3_3.1_natural=3 t3_4_natural=1")
    told = desk.sums()
    after = {name: sheet.rows for name, sheet in desk.opened().sheets.items()}
    differing = {name for name in after if before[name] != after[name]}
    assert differing == {"表三", "与上次相比", "单位明细", "主要数据", "图表", "报送状态", "_summed"}
    assert [row for row in after["单位明细"] if row not in before["单位明细"]] == [
        row for row in after["单位明细"] if row and row[0] in ("青石镇", "合计")
    ]
    cells = [(each["agency"], each["place"]) for each in told["changes"]]
    assert ("青石镇", "t3_1_natural") in cells
    assert (None, "t3_1_natural") in cells
    assert not [each for each in cells if each[0] == "白水镇"]


def test_changes_are_told_in_a_line(desk: Desk) -> None:
    """「与上次汇总相比：…」, also who came new and who is gone."""
    assert "与上次" not in desk.says()
    assert "各单位的数没有变化" in desk.says()
    desk.sends("t3_1_natural=4 t3_3.1_natural=3 t3_4_natural=1")
    desk.sends(CLEAN, "黄沙乡")
    (desk.folder / "白水镇.xlsx").unlink()
    # 一, 三（一） and 三（七） of 自然人 and 总计.
    assert "与上次汇总相比：青石镇 6 格，黄沙乡新计入，白水镇不再计入；合计 6 格。" in desk.says()


def test_figure_typed_over_the_sum_is_told_and_undone(desk: Desk) -> None:
    """A county that types into its table is shown the difference and where to write it instead."""
    desk.sums()
    area = desk.opened().names[str(NATURAL)]
    desk.types(area.sheet, area.top, area.left, 9)
    told = desk.sums()
    (finding,) = [each for each in told["findings"] if each["rule"] == "H007"]
    assert (finding["left"], finding["right"], "「调整」页" in finding["remedy"]) == ("9", "6", True)
    assert desk.lines("差额")[0][:4] == ("表三·一·自然人", "汇总表里原来填的数", 9, 6)
    assert read(desk.out).report.values[NATURAL] == 6
    assert "H007" not in rules(desk.sums())


def test_published_figures_are_listed_with_who_explains_them(desk: Desk, tmp_path: Path) -> None:
    """差额 has both figures, the difference and the unit whose figure it is; an adjustment settles it."""
    desk.sends("t3_1_natural=4 t3_3.1_natural=3 t3_4_natural=1")
    stated = report("2021", "t3_1_natural=4 t3_3.1_natural=3 t3_4_natural=1", agency="示例县", year=2025)
    published = ("--published", str(book(tmp_path, stated, "县级.xlsx")))
    desk.sums(*published)
    row = desk.lines("差额")[0]
    assert (row[0], row[2], row[3], row[6]) == ("表三·一·自然人", 4, 7, -3)
    assert "白水镇" in row[7]
    for number, place in enumerate(("表三·一·自然人", "表三·三（一）·自然人", "表三·四·自然人")):
        desk.adjusts(place, ("-3", "-2", "-1")[number], "白水镇已并入", "李四", row=DATA_ROW + number)
    assert "H007" not in rules(desk.sums(*published))
    assert [line[0] for line in desk.lines("差额")] == ["各格都与汇总数一致"]


def test_every_sum_leads_to_its_units(desk: Desk) -> None:
    """An input cell of the county is a formula on 单位明细 with the right result, and its note names the units."""
    desk.sums()
    native, cached = openpyxl.load_workbook(desk.out), openpyxl.load_workbook(desk.out, data_only=True)
    sheet, place = next(iter(native.defined_names[str(NATURAL)].destinations))
    cell = native[sheet][place.replace("$", "")]
    target = cell.value.removeprefix("='单位明细'!").replace("$", "")
    assert (cached[sheet][cell.coordinate].value, cached["单位明细"][target].value) == (6, 6)
    column = "".join(letter for letter in target if letter.isalpha())
    assert f"SUM({column}4:{column}5)" in native["单位明细"][target].value
    assert "青石镇 3、白水镇 3" in cell.comment.text


def test_preflight_tells_each_unit_before_it_is_summed(desk: Desk) -> None:
    """Form, blanks, broken rules and a verdict, a line a unit; on the screen too."""
    desk.sends("t3_1_natural=5 t3_3.1_natural=2 t3_4_natural=1 t4_1_upheld=", "白水镇")
    screen = desk.says()
    assert "勾稽不平" in screen
    lines = {line[0]: line for line in desk.lines("汇总前检查")}
    assert (lines["青石镇"][2], lines["青石镇"][4], lines["青石镇"][-1]) == ("2021", 0, "可以汇总")
    assert (lines["白水镇"][4], lines["白水镇"][7]) == (1, 1)
    assert "请退回改正" in lines["白水镇"][-1]
    assert lines["黄沙乡"][-1] == "没有收到文件"


def test_key_figures_of_every_unit_stand_in_one_list(desk: Desk) -> None:
    """主要数据: a line a unit, the county's last."""
    desk.sums()
    lines = desk.lines("主要数据")
    headers = desk.opened().sheets["主要数据"].rows[DATA_ROW - 1]
    column = headers.index("表三·一·总计")
    assert [(line[0], line[column]) for line in lines] == [("青石镇", 3), ("白水镇", 3), ("合计", 6)]
    assert "表三·三（三）1·总计" not in headers


def test_two_files_are_listed_cell_by_cell(desk: Desk) -> None:
    """重复文件 shows both figures; without a second file there is no such list."""
    desk.sums()
    assert "重复文件" not in desk.opened().sheets
    book(desk.folder, report("2021", "t3_1_natural=4 t3_3.1_natural=3 t3_4_natural=1", year=2025), "青石镇改.xlsx")
    desk.sums()
    line = desk.lines("重复文件")[0]
    assert line[:7] == ("青石镇", "青石镇.xlsx", "青石镇改.xlsx", "数", "表三·一·自然人", 3, 4)


def test_county_workbooks_add_up_to_the_citys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two counties' results are what a city sums: adjusted figures count as adjusted."""
    city = tmp_path / "市"
    city.mkdir()
    for name in ("东县", "西县"):
        folder = tmp_path / name
        folder.mkdir()
        book(folder, report("2021", CLEAN, agency=f"{name}一镇", year=2025), "一.xlsx")
        book(folder, report("2021", CLEAN, agency=f"{name}二镇", year=2025), "二.xlsx")
        main(["consolidate", str(folder), "--agency", name, "-o", str(city / f"{name}.xlsx")])
    capsys.readouterr()
    assert main(["consolidate", str(city), "--agency", "示例市", "-o", str(tmp_path / "市.xlsx"), "--json"]) in (0, 1)
    told = json.loads(capsys.readouterr().out)
    assert [(unit["agency"], unit["included"]) for unit in told["units"]] == [("东县", True), ("西县", True)]
    assert told["values"]["t3_1_total"] == "12"


def test_county_office_is_a_unit_like_any_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It bears the county's own name: its figures are summed, its defects are its own and not the county's."""
    folder = tmp_path / "收"
    folder.mkdir()
    book(folder, report("2021", CLEAN, year=2025), "青石镇.xlsx")
    office = report("2021", "t3_1_natural=5 t3_3.1_natural=2 t3_4_natural=1", agency="示例县人民政府办公室", year=2025)
    book(folder, office, "县政府办.xlsx")
    out = tmp_path / "汇总.xlsx"
    for _ in range(2):
        main(["consolidate", str(folder), "--agency", "示例县人民政府办公室", "-o", str(out), "--json"])
        told = json.loads(capsys.readouterr().out)
        assert {unit["agency"]: unit["status"] for unit in told["units"]} == {
            "青石镇": "ok",
            "示例县人民政府办公室": "errors",
        }
        assert told["values"]["t3_1_natural"] == "8"
    assert read(out).report.values[NATURAL] == 8
    marks = excel_open.open_workbook(out.read_bytes(), out.name)
    area = marks.names["nb_marks_t3"]
    assert not [value for row in marks.sheets[area.sheet].rows for value in row if value == "error"]
