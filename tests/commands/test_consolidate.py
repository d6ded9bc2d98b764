"""汇总: the sum, the board, and nothing missing counted as 0 silently."""

import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.cli import main
from nianbao.commands import consolidate, county_sheets
from nianbao.commands.check import Checked, check, check_reading
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.new_workbook import write
from nianbao.commands.read import Reading, read
from nianbao.commands.roster import Unit
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput
from nianbao.forms import load
from tests.builders import book, report
from tests.commands.counties import listed, roster_book

CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"


def roster(*names: str) -> list[Unit]:
    """A roster of 示例县."""
    return [Unit.of({"单位名称": name, "层级": "乡镇", "上级": "示例县"}) for name in names]


def county(folder: Path, *names: str) -> consolidate.County:
    """The county's year from a folder."""
    gathered = gather([folder], lambda _: None)
    return consolidate.consolidate(gathered, roster(*names), agency="示例县", year=2025)


def statuses(found: consolidate.County) -> dict[str, list[str]]:
    """Each unit's statuses, file by file."""
    board: dict[str, list[str]] = {}
    for each in found.board:
        board.setdefault(each.agency, []).append(each.status)
    return board


def test_clean_units_add_up(tmp_path: Path) -> None:
    """Two clean units: every cell is their sum, and nothing is wrong."""
    book(tmp_path, report("2021", CLEAN), "a.xlsx")
    book(tmp_path, report("2021", "t3_1_legal=1 t3_3.2_legal=1", agency="白水镇"), "b.xlsx")
    found = county(tmp_path, "青石镇", "白水镇")
    assert found.report.values[Cell.parse("t3_1_total")] == 4
    assert statuses(found) == {"青石镇": ["ok"], "白水镇": ["ok"]}
    assert found.findings == ()


def test_every_kind_of_trouble_stands_on_the_board(tmp_path: Path) -> None:
    """Missing, unreadable, twice, wrong year, wrong form and errors are each told, and none stops the rest."""
    book(tmp_path, report("2021", CLEAN), "青石镇.xlsx")
    book(tmp_path, report("2021", "t3_1_natural=3", agency="白水镇"), "白水镇.xlsx")
    book(tmp_path, report("2021", year=2024, agency="黑山镇"), "黑山镇.xlsx")
    book(tmp_path, report("2019", year=2025, agency="红岩镇"), "红岩镇.xlsx")
    (tmp_path / "绿水镇.xlsx").write_bytes(b"PK\x03\x04 torn")
    (tmp_path / "~$青石镇.xlsx").write_bytes(b"lock")
    found = county(tmp_path, "青石镇", "白水镇", "黑山镇", "红岩镇", "绿水镇", "黄沙乡")
    assert statuses(found) == {
        "青石镇": ["ok"],
        "白水镇": ["errors"],
        "黑山镇": ["wrong year"],
        "红岩镇": ["wrong form"],
        "绿水镇": ["unreadable"],
        "黄沙乡": ["missing"],
    }
    assert found.report.values[Cell.parse("t3_1_natural")] == 6
    assert [each.rule for each in found.findings if each.rule.startswith("H")] == ["H001", "H003", "H004", "H004"]
    assert found.skipped == ("~$青石镇.xlsx",)


def test_two_files_of_a_unit_are_not_chosen_between_silently(tmp_path: Path) -> None:
    """The newer is summed, both stand on the board, and the choice is an error finding."""
    older = book(tmp_path, report("2021", "t3_1_natural=1 t3_4_natural=1"), "青石镇.xlsx")
    book(tmp_path, report("2021", CLEAN), "青石镇（2）.xlsx")
    os.utime(older, (1, 1))
    found = county(tmp_path, "青石镇")
    assert statuses(found) == {"青石镇": ["duplicate", "duplicate"]}
    assert [each.file for each in found.board if each.included] == ["青石镇（2）.xlsx"]
    assert found.report.values[Cell.parse("t3_1_natural")] == 3
    assert "H002" in [each.rule for each in found.findings]


def test_only_the_file_that_counts_speaks_for_its_unit(tmp_path: Path) -> None:
    """What is wrong with an earlier version, a copy or last year's file beside it is not for the unit to mend."""
    older = book(tmp_path, report("2021", "t3_1_natural=5"), "旧.xlsx")
    os.utime(older, (1, 1))
    book(tmp_path, report("2021", "t3_1_natural=7", year=2024), "上年.xlsx")
    for name in ("新.xlsx", "新 - 副本.xlsx"):
        book(tmp_path, report("2021", "t3_1_natural=9"), name)
    found = county(tmp_path, "青石镇")
    told = [each for each in found.findings if each.rule.startswith("G")]
    assert {each.file for each in told} == {each.file for each in found.board if each.included}
    assert {each.left for each in told} == {"9"}


def test_places_of_another_form_are_spelled_by_it(tmp_path: Path) -> None:
    """What the older form alone has is told by its label; no address is for people to read."""
    book(tmp_path, report("2019", "t2_1.1_new_made=", agency="红岩镇", year=2025), "红岩镇.xlsx")
    found = county(tmp_path, "红岩镇")
    written = write(tmp_path / "汇总.xlsx", consolidate.content(found))
    places = [row[4].value for row in openpyxl.load_workbook(written)["校验结果"].iter_rows(min_row=4)]
    assert any("规章·本年新制作数量" in str(place) for place in places)
    assert not any("t2_" in str(place) for place in places)


def test_equal_copies_count_once_without_alarm(tmp_path: Path) -> None:
    """A copy named 副本 with the same content is a hint, not an error."""
    book(tmp_path, report("2021", CLEAN), "青石镇.xlsx")
    book(tmp_path, report("2021", CLEAN), "青石镇 - 副本.xlsx")
    found = county(tmp_path, "青石镇")
    assert found.report.values[Cell.parse("t3_1_natural")] == 3
    assert [each.level.value for each in found.findings] == ["hint"]


def test_blank_cells_are_reported_not_counted_as_zero(tmp_path: Path) -> None:
    """A cell nobody filled in stays blank in the sum; a unit's blanks are named."""
    book(tmp_path, report("2021", "t4_1_upheld="), "a.xlsx")
    book(tmp_path, report("2021", "t4_1_upheld=", agency="白水镇"), "b.xlsx")
    found = county(tmp_path, "青石镇", "白水镇")
    assert found.report.values[Cell.parse("t4_1_upheld")] is None
    assert [each.places for each in found.findings if each.rule == "H005"] == [("t4_1_upheld",)] * 2


def checked(*reports: str) -> Gathered:
    """Reports already read, as gathering gives them."""
    found = []
    for number, values in enumerate(reports):
        made = report("2021", values, agency=f"第{number}镇", year=2025)
        found.append(check_reading(Reading(made, load.by_id("2021"), ())))
    return Gathered(found, [Path(__file__)] * len(found))


UNIT = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(
    lambda n: f"t3_1_natural={n[0] + n[1]} t3_2_natural={n[2]} t3_3.1_natural={n[0]} t3_4_natural={n[1] + n[2]}"
)


@settings(max_examples=20, deadline=None)
@given(st.lists(UNIT, min_size=1, max_size=5))
def test_sum_of_clean_reports_is_clean_in_any_order(units: list[str]) -> None:
    """The sum breaks no identity, and the order of the files does not matter."""
    forward = consolidate.consolidate(checked(*units), [], agency="示例县", year=2025)
    backward = consolidate.consolidate(checked(*reversed(units)), [], agency="示例县", year=2025)
    assert forward.report.values == backward.report.values
    assert [each for each in check(forward.report, forward.form) if each.rule.startswith("G")] == []


def test_county_workbook_holds_sums_units_and_board(tmp_path: Path) -> None:
    """The file written is itself a report that reads back as the sum, with its extra sheets."""
    folder = tmp_path / "收回"
    folder.mkdir()
    book(folder, report("2021", CLEAN), "a.xlsx")
    book(folder, report("2021", "t3_1_legal=1 t3_3.2_legal=1", agency="白水镇"), "b.xlsx")
    out = tmp_path / "汇总.xlsx"
    assert main(["consolidate", str(folder), "--agency", "示例县", "--year", "2025", "-o", str(out)]) == 0
    found = read(out).report
    assert (found.agency, found.values[Cell.parse("t3_1_total")]) == ("示例县", Decimal(4))
    sheets = openpyxl.load_workbook(out).sheetnames
    assert {"报送状态", "单位明细", "校验结果"} <= set(sheets)


def test_json_names_every_unit_with_its_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON document on stdout, statuses as in the contract, exit code 3 when a file could not be read."""
    book(tmp_path, report("2021", CLEAN), "青石镇.xlsx")
    (tmp_path / "白水镇.docx").write_bytes(b"no word file")
    out = tmp_path / "out" / "汇总.xlsx"
    code = main(["consolidate", str(tmp_path), "--agency", "示例县", "-o", str(out), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert code == 3
    assert {unit["status"] for unit in document["units"]} == {"ok", "unreadable"}
    assert document["values"]["t3_1_natural"] == "3"
    assert document["year"] == 2025
    assert Path(document["output"]).is_file()


def test_received_files_are_not_touched(tmp_path: Path) -> None:
    """Consolidating and checking leave every received file byte for byte as it came."""
    path = book(tmp_path, report("2021", "t3_1_natural=3"), "青石镇.xlsx")
    before = path.read_bytes()
    main(["check", str(path)])
    main(["consolidate", str(tmp_path), "--agency", "示例县", "-o", str(tmp_path / "out" / "汇总.xlsx")])
    assert path.read_bytes() == before
    assert Checked("x", None).status == "unreadable"


def test_files_that_tell_no_year_ask_for_one(tmp_path: Path) -> None:
    """Without a year anywhere nothing is summed, and the sentence says how to name it."""
    made = report("2021", CLEAN)
    reading = Reading(replace(made, year=None), load.by_id("2021"), ())
    with pytest.raises(BadInput, match="--year"):
        consolidate.consolidate(Gathered([check_reading(reading)], [tmp_path]), [], agency="示例县")


def test_what_no_unit_sent_is_not_summed(tmp_path: Path) -> None:
    """The roster, the result itself and an earlier sum of this county lie among the files: skipped and named."""
    book(tmp_path, report("2021", CLEAN, year=2025), "青石镇.xlsx")
    names = roster_book(tmp_path / "名单.xlsx", listed("青石镇"))
    argv = ["consolidate", str(tmp_path), "--roster", str(names), "--agency", "示例县人民政府"]
    for out in ("汇总.xlsx", "汇总.xlsx", "再汇总.xlsx"):
        assert main([*argv, "-o", str(tmp_path / out)]) == 0
        assert read(tmp_path / out).report.values[Cell.parse("t3_1_natural")] == 3


def test_findings_of_a_nameless_report_are_not_the_countys(tmp_path: Path) -> None:
    """What is wrong with it stands under the name the board gives it."""
    book(tmp_path, report("2021", "t3_1_natural=3", agency="", year=2025), "无名.xlsx")
    found = county(tmp_path, "青石镇")
    assert {each.agency for each in found.findings if each.file == "无名.xlsx"} == {"（无名.xlsx）"}


def test_board_shows_the_name_in_the_file_where_it_is_another(tmp_path: Path) -> None:
    """示例县青石镇人民政府 is 青石镇; its own spelling stands in the last column."""
    book(tmp_path, report("2021", agency="示例县青石镇人民政府", year=2025), "a.xlsx")
    book(tmp_path, report("2021", agency="白水镇", year=2025), "b.xlsx")
    found = county(tmp_path, "青石镇", "白水镇")
    lines = [county_sheets.board_line(each) for each in found.board]
    assert [(line[0], line[-1]) for line in lines] == [("青石镇", "示例县青石镇人民政府"), ("白水镇", None)]
