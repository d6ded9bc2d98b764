"""说明 in a workbook: given on the command line or typed in the list, kept, travelling, lapsing in sight."""

import json
from pathlib import Path

import openpyxl
import pytest

from nianbao.adapters import excel_patch
from nianbao.adapters.workbook import FINDING_HEADERS
from nianbao.cli import main
from nianbao.commands.read import read
from tests.builders import book, report
from tests.ooxml import validate

WRONG = "t4_1_upheld=3 t4_1_total=4"


def outcome(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    """What `check --json` says."""
    capsys.readouterr()
    main(["check", str(path), "--json", *more])
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def wrong_book(folder: Path) -> Path:
    """A workbook in which somebody typed over two sums of 表四: each is one finding by itself."""
    path = book(folder, report("2021", "t4_1_upheld=3"))
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 4, "t4_2.1_total": 2}))
    return path


def listed(path: Path) -> list[dict[str, object]]:
    """The lines of 校验结果."""
    sheet = openpyxl.load_workbook(path)["校验结果"]
    rows = sheet.iter_rows(min_row=4, values_only=True)
    return [dict(zip(FINDING_HEADERS, row, strict=False)) for row in rows if row[2]]


def test_waive_answers_one_finding_and_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answered error no longer counts; the other does."""
    path = wrong_book(tmp_path)
    assert outcome(path, capsys)["counts"]["error"] == 2  # type: ignore[index]
    arguments = ["--rule", "G401", "--place", "表四·行政复议·总计", "--reason", "复议机关合并计件", "--by", "王芳"]
    assert main(["waive", str(path), *arguments]) == 1
    found = outcome(path, capsys)
    assert found["counts"] | {"passed": 0, "not_applicable": 0} == {  # type: ignore[operator]
        **{"error": 1, "warning": 0, "hint": 0, "waived": 1},
        **{"passed": 0, "not_applicable": 0},
    }
    first = found["findings"][0]  # type: ignore[index]
    assert (first["waiver"]["reason"], first["waiver"]["by"], first["waiver"]["stands"]) == (
        "复议机关合并计件",
        "王芳",
        True,
    )


def test_all_errors_answered_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0 and nothing open; the answers stay in the list."""
    path = wrong_book(tmp_path)
    for place in ("t4_1_total", "t4_2.1_total"):
        code = main(["waive", str(path), "--rule", "g401", "--place", place, "--reason", "合并计件", "--by", "王芳"])
    assert code == 0
    assert main(["check", str(path), "--mark"]) == 0
    assert [line["说明状态"] for line in listed(path)] == ["有效", "有效"]


def test_answer_typed_in_the_list_counts_at_the_next_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The clerk types 说明 and 说明人 beside the finding; the date is that of the check."""
    path = wrong_book(tmp_path)
    main(["check", str(path), "--mark"])
    typed = openpyxl.load_workbook(path)
    sheet = typed["校验结果"]
    sheet.cell(4, FINDING_HEADERS.index("说明") + 1, "合并计件")
    sheet.cell(4, FINDING_HEADERS.index("说明人") + 1, "王芳")
    typed.save(path)
    main(["check", str(path), "--mark"])
    first = listed(path)[0]
    assert (first["说明"], first["说明人"], first["说明状态"]) == ("合并计件", "王芳", "有效")
    assert str(first["说明日期"]).startswith("20")


def test_answer_lapses_in_sight_and_stands_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A figure changes: the reason stays readable, no longer counts, and counts again when the figure is back."""
    path = wrong_book(tmp_path)
    main(["waive", str(path), "--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", "王芳"])
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 9}))
    for _ in range(2):  # writing the list anew does not renew the answer
        assert outcome(path, capsys, "--mark")["counts"]["error"] == 2  # type: ignore[index]
        assert "改过" in str(listed(path)[0]["说明状态"])
        assert "合并计件" in str(listed(path)[0]["说明"])
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 4}))
    assert outcome(path, capsys)["counts"]["waived"] == 1  # type: ignore[index]


@pytest.mark.parametrize(("header", "typed"), [("说明日期", None), ("说明", "合并计件，已核对")])
def test_lapsed_answer_is_renewed_by_changing_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str, typed: str | None
) -> None:
    """Looked at again and still so: another date or other words speak of the present figures."""
    path = wrong_book(tmp_path)
    main(["waive", str(path), "--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", "王芳"])
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 9}))
    main(["check", str(path), "--mark"])
    opened = openpyxl.load_workbook(path)
    opened["校验结果"].cell(4, FINDING_HEADERS.index(header) + 1).value = typed
    opened.save(path)
    assert outcome(path, capsys, "--mark")["counts"]["waived"] == 1  # type: ignore[index]
    assert listed(path)[0]["说明状态"] == "有效"


def test_answer_to_a_mended_finding_is_kept_until_cleared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mended: a hint says that the answer is no longer needed, and it is not lost when the error comes back."""
    path = wrong_book(tmp_path)
    main(["waive", str(path), "--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", "王芳"])
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 3}))
    main(["check", str(path), "--mark"])
    assert [line["编号"] for line in listed(path)] == ["G401", "T005"]
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t4_1_total": 4}))
    assert outcome(path, capsys)["counts"]["waived"] == 1  # type: ignore[index]


def test_answers_come_with_the_report(tmp_path: Path) -> None:
    """Whoever reads the workbook has them: rule, figures, reason, name, date."""
    path = wrong_book(tmp_path)
    main(["waive", str(path), "--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", "王芳"])
    (waiver,) = read(path).report.waivers
    assert (waiver.rule, waiver.reason, waiver.by) == ("G401", "合并计件", "王芳")
    assert dict(waiver.held)["t4_1_total"] == "4"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rule", "G301", "--place", "t4_1_total", "--reason", "无", "--by", "王芳"], "没有编号为 G301 的问题"),
        (["--rule", "G401", "--place", "t4_1_total", "--reason", " ", "--by", "王芳"], "原因"),
        (["--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", ""], "说明人"),
        (["--rule", "G401", "--place", "t9_1_x", "--reason", "合并计件", "--by", "王芳"], "t9_1_x"),
    ],
)
def test_waive_refuses_with_a_sentence(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No finding there, no reason, no name, no such place."""
    path = wrong_book(tmp_path)
    before = path.read_bytes()
    assert main(["waive", str(path), *arguments]) == 2
    assert said in capsys.readouterr().err
    assert path.read_bytes() == before


def test_waive_refuses_what_must_be_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty section five cannot be explained away."""
    path = book(tmp_path, report("2021", s5_text=""))
    arguments = ["--rule", "W002", "--place", "s5_text", "--reason", "没有问题", "--by", "王芳"]
    assert main(["waive", str(path), *arguments]) == 2
    assert "不能用说明代替" in capsys.readouterr().err


def test_answers_travel_in_our_json(tmp_path: Path) -> None:
    """Exported and read again, the report has the same answers."""
    path = wrong_book(tmp_path)
    main(["waive", str(path), "--rule", "G401", "--place", "t4_1_total", "--reason", "合并计件", "--by", "王芳"])
    main(["export", str(path), "-o", str(tmp_path / "青石镇.json")])
    assert read(tmp_path / "青石镇.json").report.waivers == read(path).report.waivers


def test_answers_are_printed_in_the_countys_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reason, name and date stand beside the unit's finding, which no longer counts as an error there."""
    folder = tmp_path / "收回"
    folder.mkdir()
    path = wrong_book(folder)
    for place in ("t4_1_total", "t4_2.1_total"):
        main(["waive", str(path), "--rule", "G401", "--place", place, "--reason", "合并计件", "--by", "王芳"])
    for backup in folder.glob("*备份*"):
        backup.unlink()
    county = tmp_path / "汇总.xlsx"
    assert main(["consolidate", str(folder), "--agency", "示例县", "-o", str(county)]) == 0
    answered = [line for line in listed(county) if line["编号"] == "G401"]
    assert [(line["单位"], line["说明"], line["说明人"], line["说明状态"]) for line in answered] == [
        ("青石镇", "合并计件", "王芳", "有效")
    ] * 2
    assert read(county).report.waivers == ()


def test_answer_to_the_carry_over_outlives_a_check_without_last_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Checked for once without last year's report: the answer is not called out of date, and stands again afterwards."""
    prior = book(tmp_path, report("2021", "t2_1.2_in_force=12", year=2024), "上年.xlsx")
    path = book(tmp_path, report("2021", "t2_1.2_in_force=15", year=2025))
    last = ("--prior", str(prior))
    cell = ("--rule", "J201", "--place", "t2_1.2_in_force")
    assert main(["waive", str(path), *last, *cell, "--reason", "修订的计入现行有效", "--by", "王芳"]) == 0
    (hint,) = outcome(path, capsys, "--mark")["findings"]  # type: ignore[misc]
    assert (hint["rule"], hint["waiver"]["note"]) == ("T005", "这次没有核对")
    assert outcome(path, capsys, *last)["counts"]["waived"] == 1  # type: ignore[index]


@pytest.mark.parametrize("what", ["删页", "改页名", "删列", "插行"])
def test_list_that_was_taken_apart_is_not_written_into(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Findings under other headings would be taken for something else; a missing page is said in a sentence."""
    path = wrong_book(tmp_path)
    opened = openpyxl.load_workbook(path)
    sheet = opened["校验结果"]
    if what == "删页":
        opened.remove(sheet)
    elif what == "改页名":
        sheet.title = "结果"
    elif what == "删列":
        sheet.delete_cols(FINDING_HEADERS.index("说明") + 1)
    else:
        sheet.insert_rows(2)
    opened.save(path)
    before = path.read_bytes()
    assert main(["check", str(path), "--mark"]) == 3
    told = capsys.readouterr()
    assert "G401" in told.out
    assert "「校验结果」页" in told.err
    assert "import" in told.err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("row", "told"), [(5, "G301：有一条说明没有写在问题的第一行"), (12, "有一条说明没有写在问题的第一行")]
)
def test_reason_typed_on_another_line_is_kept_and_said(
    row: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a finding under another, or below the list: it answers nothing, which is said, and it is not wiped away."""
    path = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    main(["check", str(path), "--mark"])
    opened = openpyxl.load_workbook(path)
    for header, typed in (("说明", "合计是自动算的"), ("说明人", "王芳")):
        opened["校验结果"].cell(row, FINDING_HEADERS.index(header) + 1).value = typed
    opened.save(path)
    for _ in range(2):
        found = outcome(path, capsys, "--mark")
        assert found["counts"]["waived"] == 0  # type: ignore[index]
        hint = next(each for each in found["findings"] if each["rule"] == "T005")  # type: ignore[attr-defined]
        assert hint["message"].startswith(told)
        kept = next(line for line in listed(path) if line["编号"] == "T005")
        assert (kept["说明"], kept["说明人"], kept["说明状态"]) == ("合计是自动算的", "王芳", "没有生效")


def test_warning_that_stands_in_no_cell_may_be_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing whose change could end the answer; it is not wiped away for that."""
    path = book(tmp_path, report("2021", agency=""))
    main(["check", str(path), "--mark"])
    row = next(number for number, line in enumerate(listed(path), start=4) if line["编号"] == "D018")
    opened = openpyxl.load_workbook(path)
    for header, typed in (("说明", "撤并中，名称待定"), ("说明人", "王芳")):
        opened["校验结果"].cell(row, FINDING_HEADERS.index(header) + 1).value = typed
    opened.save(path)
    for _ in range(2):
        assert outcome(path, capsys, "--mark")["counts"]["waived"] == 1  # type: ignore[index]
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"head_agency": "青石镇"}))
    hint = next(each for each in outcome(path, capsys)["findings"] if each["rule"] == "T005")  # type: ignore[attr-defined]
    assert hint["waiver"]["note"] == "问题已不存在"


def test_new_findings_are_not_hidden_by_a_filter_left_on(tmp_path: Path) -> None:
    """Somebody looked at the warnings only and saved: the next check shows its whole list, the arrows stay."""
    path = wrong_book(tmp_path)
    main(["check", str(path), "--mark"])
    opened = openpyxl.load_workbook(path)
    sheet = opened["校验结果"]
    sheet.auto_filter.ref = "A3:P5"
    sheet.auto_filter.add_filter_column(FINDING_HEADERS.index("级别"), ["警告"])
    for row in (4, 5):
        sheet.row_dimensions[row].hidden = True
    opened.save(path)
    before = validate(path)
    main(["check", str(path), "--mark"])
    checked = openpyxl.load_workbook(path)["校验结果"]
    assert [checked.row_dimensions[row].hidden for row in (4, 5)] == [False, False]
    assert (checked.auto_filter.ref, checked.auto_filter.filterColumn) == ("A3:P5", [])
    assert checked.column_dimensions["P"].hidden
    assert validate(path) == before
