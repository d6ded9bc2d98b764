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
