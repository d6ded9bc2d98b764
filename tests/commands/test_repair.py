"""Offered repairs: what is certain is mended and logged, what is not is only told, and undo puts everything back."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.adapters import excel_patch, excel_write
from nianbao.adapters.workbook import CHANGE_HEADERS, CHANGES_SHEET
from nianbao.cli import main
from nianbao.commands import repair
from nianbao.commands.check import check_file
from nianbao.commands.read import read
from nianbao.commands.repair_kinds import TOTALS, USUAL, Repair, Wanted
from nianbao.commands.repair_plan import plan
from nianbao.core.cell import Cell
from nianbao.core.report import as_text
from nianbao.forms import load
from tests.builders import book, clean_report, content, report
from tests.ooxml import validate

Typed = Mapping[str, str | int | None]
PROPER = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=2"
# What people type for figures; none of it is in doubt.
PLAIN = {"３": "3", "1,002": "1002", " 5 ": "5", "12": "12", "０": "0"}
DOUBTFUL = ("约12", "12件", "3-4", "不详", "22（其中修订16件）")


def typed_book(folder: Path, typed: Typed, values: str = PROPER, form: str = "2021") -> Path:
    """A workbook in which somebody typed as people do."""
    path = book(folder, report(form, values))
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, typed))
    return path


def planned(path: Path, wanted: Wanted | None = None) -> dict[str, Repair]:
    """The repairs of a workbook, by address."""
    return {each.address: each for each in plan(repair.opened(path).book, wanted or Wanted())}


def held(path: Path) -> dict[tuple[str, str], object]:
    """Every cell of the workbook, formulas as formulas, those of our log left out."""
    sheets = [sheet for sheet in openpyxl.load_workbook(path) if sheet.title != CHANGES_SHEET]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return {(cell.parent.title, cell.coordinate): cell.value for cell in cells if cell.value is not None}


def looks(path: Path) -> dict[tuple[str, str], object]:
    """The look of every cell, and the notes people see."""
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    return {
        (cell.parent.title, cell.coordinate): (cell.style_id, cell.comment.text if cell.comment else None)
        for cell in cells
        if cell.parent.title != CHANGES_SHEET
    }


def value(path: Path, address: str) -> str | None:
    """A figure as the report has it."""
    return as_text(read(path).report.values[Cell.parse(address)])


def log(path: Path) -> list[dict[str, object]]:
    """The lines of 修改记录."""
    rows = openpyxl.load_workbook(path)[CHANGES_SHEET].iter_rows(min_row=4, values_only=True)
    return [dict(zip(CHANGE_HEADERS, row, strict=False)) for row in rows if row[0]]


@pytest.mark.parametrize(("typed", "number"), PLAIN.items())
def test_text_number_becomes_a_number(tmp_path: Path, typed: str, number: str) -> None:
    """Full-width digits, separators, stray blanks and digits kept as text are written as numbers."""
    path = typed_book(tmp_path, {"t3_1_natural": typed})
    found = planned(path)["t3_1_natural"]
    assert (found.kind, as_text(found.after), found.rule, found.is_sure) == ("text", number, "D001", True)
    main(["repair", str(path)])
    assert value(path, "t3_1_natural") == number
    assert "D001" not in {finding.rule for finding in read(path).findings}


@pytest.mark.parametrize("typed", DOUBTFUL)
def test_doubtful_text_is_told_and_left(tmp_path: Path, typed: str) -> None:
    """「约12」「12件」 and a number with a note stay as they were typed, and are listed."""
    path = typed_book(tmp_path, {"t3_1_natural": typed})
    assert not planned(path)["t3_1_natural"].is_sure
    before = path.read_bytes()
    main(["repair", str(path)])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "wan"),
    [("3235727元", "323.5727"), ("2,601.95元", "0.260195"), ("１００００元", "1"), ("2601.953875万元", "2601.953875")],
)
def test_yuan_becomes_wan_exactly(tmp_path: Path, typed: str, wan: str) -> None:
    """An amount with its unit is converted to the last digit, and comes back as it was typed."""
    path = typed_book(tmp_path, {"t2_8.1_fees": typed})
    before = held(path)
    assert planned(path)["t2_8.1_fees"].kind == "yuan"
    main(["repair", str(path)])
    assert value(path, "t2_8.1_fees") == wan
    assert main(["undo", str(path)]) == 0
    assert held(path) == before


def test_amount_without_a_unit_is_left(tmp_path: Path) -> None:
    """A bare number may be 万元 or 元: nobody can tell."""
    assert "t2_8.1_fees" not in planned(typed_book(tmp_path, {"t2_8.1_fees": 3235727}))


def test_total_typed_over_gets_its_sum_back(tmp_path: Path) -> None:
    """A wrong figure over a sum, and a sum that was cleared, are the workbook's own formulas again."""
    path = typed_book(tmp_path, {"t4_1_total": 4, "t3_3.7_welfare": None, "t3_2_total": "—"})
    found = planned(path)
    assert {address: each.kind for address, each in found.items()} == dict.fromkeys(
        ("t3_2_total", "t3_3.7_welfare", "t4_1_total"), TOTALS
    )
    assert main(["repair", str(path)]) == 0
    fresh = book(tmp_path, report("2021", PROPER), "新.xlsx")
    assert held(path) == held(fresh)
    assert {"t4_1_total", "t3_3.7_welfare", "t3_2_total"} <= {str(cell) for cell in read(path).report.computed}


def test_wrong_formula_over_a_total_is_replaced(tmp_path: Path) -> None:
    """A formula that adds up something else is the sum again, and undo brings it back as it was."""
    path = typed_book(tmp_path, {})
    place = repair.opened(path).book.snapshot.names["t4_1_total"].place
    sheet, cell = place.split("!")
    edited = openpyxl.load_workbook(path)
    edited[sheet][cell] = "=1+3"
    edited.save(path)
    # Never calculated: what it comes to is not known, so it is left.
    assert "t4_1_total" not in planned(path)
    path.write_bytes(calculated(path, b"1+3", b"4"))
    before = held(path)
    assert planned(path)["t4_1_total"].is_sure
    main(["repair", str(path)])
    assert held(path)[(sheet, cell)] == '=IF(COUNT(A6:D6)=0,"",SUM(A6:D6))'
    main(["undo", str(path)])
    assert held(path) == before


def calculated(path: Path, formula: bytes, result: bytes) -> bytes:
    """The workbook with a result stored beside a formula, as a spreadsheet program does."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            stored = b"<f>%s</f><v>%s</v>" % (formula, result)
            new.writestr(name, re.sub(rb"<f>%s</f>(?:<v\s*/>|<v></v>)?" % re.escape(formula), stored, old.read(name)))
    return target.getvalue()


def test_total_over_unfilled_cells_is_left(tmp_path: Path) -> None:
    """Where a part is not filled in, the total somebody stated is all there is, and stays."""
    path = typed_book(tmp_path, {"t4_1_total": 4, "t4_1_other": None})
    found = planned(path)["t4_1_total"]
    assert (found.is_sure, as_text(found.after)) == (False, "0")
    main(["repair", str(path)])
    assert value(path, "t4_1_total") == "4"


def test_total_that_is_likely_right_is_left(tmp_path: Path) -> None:
    """第一项加第二项 agrees with the total typed: a result row is wrong, and recomputing would hide it."""
    path = typed_book(tmp_path, {"t3_3.7_natural": 2, "t3_3.1_natural": 5})
    found = planned(path)["t3_3.7_natural"]
    assert not found.is_sure
    assert "三（一）·自然人应为 2" in found.why


def test_blanks_are_filled_only_when_confirmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --blanks nothing becomes 0; with it no T001 is left, dashes included."""
    path = typed_book(tmp_path, {"t3_1_natural": None, "t3_2_legal": "/", "t3_4_welfare": "无"})
    main(["repair", str(path)])
    assert value(path, "t3_1_natural") is None
    assert main(["repair", str(path), "--kind", "blanks"]) == 2
    assert "--blanks" in capsys.readouterr().err
    main(["repair", str(path), "--blanks"])
    assert [value(path, address) for address in ("t3_1_natural", "t3_2_legal", "t3_4_welfare")] == ["0", "0", "0"]
    assert not {"T001", "T002", "D003"} & {finding.rule for finding in check_file(path).findings}


def test_blank_that_should_hold_a_figure_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before 0 is written where the other cells ask for 3, the preview tells; other blanks are as they were."""
    path = typed_book(tmp_path, {"t3_1_natural": None, "t3_1_legal": None})
    main(["repair", str(path), "--blanks", "--preview"])
    told = capsys.readouterr().out
    assert "按其他各格推算应为 3" in next(line for line in told.splitlines() if "表三·一·自然人" in line)
    assert "推算" not in next(line for line in told.splitlines() if "表三·一·法律服务机构" in line)


def test_nothing_to_mend_is_not_called_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A negative figure is for the clerk to mend: the program says that it cannot, not that there is no need."""
    path = typed_book(tmp_path, {"t3_1_natural": -3})
    main(["repair", str(path)])
    assert "没有能自动修正的地方。" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="没有伪终端")
@pytest.mark.parametrize(("answer", "filled"), [("是", "0"), ("否", None)])
def test_blanks_are_asked_about_at_a_terminal(tmp_path: Path, answer: str, filled: str | None) -> None:
    """Each table's blank cells are asked about once, and filled in only by a yes."""
    import pty

    path = typed_book(tmp_path, {"t3_1_natural": None})
    ours, theirs = pty.openpty()
    program = [sys.executable, "-m", "nianbao", "repair", str(path)]
    asked = subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, close_fds=True)
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    _, told = asked.communicate(timeout=60)
    os.close(ours)
    assert "表三 1 格未填写，确认没有发生、补 0 吗" in told.decode()
    assert value(path, "t3_1_natural") == filled


def test_blanks_leave_doubtful_text_alone(tmp_path: Path) -> None:
    """「约12」 is not blank: filling in 0 would lose it."""
    path = typed_book(tmp_path, {"t3_1_natural": "约12"})
    main(["repair", str(path), "--blanks"])
    assert held(path)[("表三", "D6")] == "约12"


def test_preview_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before and after are shown cell by cell; the file and its folder stay as they are."""
    path = typed_book(tmp_path, {"t3_1_natural": "３"})
    before = path.read_bytes()
    main(["repair", str(path), "--preview"])
    shown = capsys.readouterr().out
    assert "表三·一·自然人" in shown
    assert "３" in shown
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_preview_json_names_both_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON document: what is mended, what is left, which cells are blank."""
    path = typed_book(tmp_path, {"t3_1_natural": "３", "t3_1_other": "12件", "t3_1_legal": None})
    main(["repair", str(path), "--preview", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert [(each["address"], each["before"], each["after"]) for each in told["repairs"]] == [
        ("t3_1_natural", "３", "3")
    ]
    assert [(each["address"], each["after"]) for each in told["left"]] == [("t3_1_other", "12")]
    assert (told["blank"], told["written"]) == (["t3_1_legal"], False)


def test_repair_is_logged_and_backed_up(tmp_path: Path) -> None:
    """修改记录 says when, what, where, from what, to what and why; the day's first state is kept beside."""
    path = typed_book(tmp_path, {"t3_1_natural": "３"})
    main(["repair", str(path)])
    (line,) = log(path)
    seen = [line[header] for header in ("操作", "位置", "原来", "改为", "状态")]
    assert seen == ["数字规整", "表三·一·自然人", "３", 3, None]
    assert len(list(tmp_path.glob("*.备份*.xlsx"))) == 1


def test_undo_goes_back_step_by_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest batch first, then the one before; the log keeps both, marked; then there is nothing left."""
    path = typed_book(tmp_path, {"t3_1_natural": "３", "t3_1_legal": None})
    first = held(path)
    main(["repair", str(path)])
    second = held(path)
    main(["repair", str(path), "--blanks"])
    assert main(["undo", str(path)]) == 0
    assert held(path) == second
    assert main(["undo", str(path)]) == 0
    assert held(path) == first
    assert [str(line["状态"])[:3] for line in log(path)] == ["已撤销", "已撤销"]
    assert main(["undo", str(path)]) == 2
    assert "没有可以撤销的修改" in capsys.readouterr().err


def test_undo_spares_what_was_changed_since(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A figure the clerk corrected afterwards stays, and is named; the others go back."""
    path = typed_book(tmp_path, {"t3_1_natural": "３", "t3_1_legal": "５"})
    main(["repair", str(path)])
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t3_1_natural": 4}))
    assert main(["undo", str(path)]) == 3
    assert "表三·一·自然人" in capsys.readouterr().out
    assert (held(path)[("表三", "D6")], held(path)[("表三", "H6")]) == (4, "５")


def test_undo_takes_back_a_carry(tmp_path: Path) -> None:
    """Last year's figures, and what was written beside them, are gone again."""
    path = book(tmp_path, report("2021", " ".join(f"t3_2_{c}=" for c in ("natural", "business", "welfare")), year=2023))
    prior = book(tmp_path, report("2021", "t3_4_natural=4", year=2022), "上年.xlsx")
    before = held(path)
    main(["carry", "--from", str(prior), str(path)])
    assert value(path, "t3_2_natural") == "4"
    main(["undo", str(path)])
    assert held(path) == before


@pytest.mark.parametrize("name", ["说明.docx", "名单.xlsx", "年报.txt"])
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Only a workbook of ours is mended; everything else is to be imported first, and stays as it is."""
    path = tmp_path / name
    if name.endswith("xlsx"):
        openpyxl.Workbook().save(path)
    else:
        path.write_bytes("一、总体情况".encode())
    before = path.read_bytes()
    assert main(["repair", str(path)]) == 2
    assert "import" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_county_workbook_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A county's figures are its units': they are mended there."""
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(excel_write.write(content(report("2021"), kind="county")))
    assert main(["repair", str(path)]) == 2
    assert "各单位的工作簿" in capsys.readouterr().err


def test_workbook_without_a_log_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not be undone is not done."""
    path = typed_book(tmp_path, {"t3_1_natural": "３"})
    edited = openpyxl.load_workbook(path)
    del edited[CHANGES_SHEET], edited.defined_names["nb_changes"]
    edited.save(path)
    assert main(["repair", str(path)]) == 2
    assert CHANGES_SHEET in capsys.readouterr().err


def test_repaired_workbook_is_valid(tmp_path: Path) -> None:
    """The validator has nothing to say of a workbook after repair, nor after undo."""
    path = typed_book(tmp_path, {"t3_1_natural": "３", "t4_1_total": 4, "t3_1_other": None, "t2_8.1_fees": "5000元"})
    main(["repair", str(path), "--blanks"])
    assert validate(path) == []
    main(["undo", str(path)])
    assert validate(path) == []


def test_repair_keeps_looks_and_notes(tmp_path: Path) -> None:
    """Formats and notes are the same after repair and after undo."""
    path = typed_book(tmp_path, {"t3_1_natural": "３", "t4_1_total": 4, "t3_1_other": None})
    before = looks(path)
    main(["repair", str(path), "--blanks"])
    assert looks(path) == before
    main(["undo", str(path)])
    assert looks(path) == before


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6), form=st.sampled_from(["2019", "2021"]), blanks=st.booleans())
def test_repair_then_undo_is_as_before(
    tmp_path_factory: pytest.TempPathFactory, seed: int, form: str, blanks: bool
) -> None:
    """Whatever people typed: repairing twice changes nothing the second time, and undo gives every cell back."""
    random, folder = Random(seed), tmp_path_factory.mktemp("repair")
    made, cells = clean_report(random, form), load.by_id(form).cells
    entries = [*PLAIN, *DOUBTFUL, None, "/", "—", "无", "5000元", 7]
    typed = {str(cell): random.choice(entries) for cell in random.sample(cells, 12)}
    path = book(folder, made)
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, typed))
    before, told = held(path), read(path)
    more = ["--blanks"] if blanks else []
    main(["repair", str(path), *more])
    once = path.read_bytes()
    main(["repair", str(path), *more])
    assert path.read_bytes() == once
    unfilled = {place for finding in check_file(path).findings if finding.rule == "T001" for place in finding.places}
    # 「5000元」 is no count of anything: in such a cell it is in doubt as well.
    assert not blanks or all(typed.get(place) in (*DOUBTFUL, "5000元") for place in unfilled)
    main(["undo", str(path)])
    assert held(path) == before
    assert (read(path).report.values, read(path).report.texts) == (told.report.values, told.report.texts)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), form=st.sampled_from(["2019", "2021"]))
def test_totals_typed_over_break_no_sum_after_repair(
    tmp_path_factory: pytest.TempPathFactory, seed: int, form: str
) -> None:
    """One total typed over in a report that adds up: afterwards everything adds up again."""
    random, folder = Random(seed), tmp_path_factory.mktemp("totals")
    path = book(folder, clean_report(random, form))
    total = random.choice(list(load.by_id(form).totals))
    wrong = int(read(path).report.values[total] or 0) + random.randint(1, 9)
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {str(total): wrong}))
    assert check_file(path).status == "errors"
    main(["repair", str(path), "--kind", "totals"])
    assert not {"G302", "G303", "G401"} & {finding.rule for finding in check_file(path).findings}


def test_plan_needs_no_file(tmp_path: Path) -> None:
    """The plan is made of what stands in the workbook alone: asking twice gives the same."""
    path = typed_book(tmp_path, {"t3_1_natural": "３", "t4_1_total": 4})
    opened = repair.opened(path).book
    assert plan(opened, Wanted(USUAL)) == plan(opened, Wanted(USUAL))
    assert plan(opened, Wanted(frozenset({"text"})))[0].address == "t3_1_natural"
