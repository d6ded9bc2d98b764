"""Reading workbooks of ours: by names, wherever rows and sheets went, never trusting a total."""

import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.adapters import excel_open, excel_patch, excel_write, gate
from nianbao.adapters.excel_lost import document
from nianbao.adapters.excel_open import open_workbook
from nianbao.adapters.excel_read import read
from nianbao.adapters.workbook import Sheet, Snapshot
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import content, report, said

NUMBERS = "t3_1_natural=3 t3_2_natural=1 t3_3.1_natural=2 t3_3.4.1_natural=1 t3_4_natural=1 t2_8.1_fees=323.5727"


def opened(data: bytes) -> tuple[Report, tuple[Finding, ...]]:
    """The report of a workbook's bytes."""
    return read(open_workbook(data, "青石镇.xlsx"))


def edited(data: bytes, change: object) -> bytes:
    """The workbook after somebody worked on it with a program that stores no results."""
    book = openpyxl.load_workbook(BytesIO(data))
    change(book)  # type: ignore[operator]
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("form", load.catalogue(), ids=lambda form: form.id)
def test_written_workbook_reads_back_whole(form: load.Form) -> None:
    """Values, texts, head and headings come back as they were, with where each stood and nothing to say."""
    values = " ".join(f"{cell}={n % 7}" for n, cell in enumerate(form.inputs()))
    made = report(form.id, values)
    found, findings = opened(excel_write.write(content(made)))
    assert found.values == made.values
    assert {key: text for key, text in found.texts.items() if key != "head_title"} == {
        key: text for key, text in made.texts.items() if key != "head_title"
    }
    assert (found.form, found.agency, found.year, found.level) == (made.form, made.agency, made.year, made.level)
    assert findings == ()
    assert found.place("t3_1_natural")
    assert set(map(str, form.cells)) <= set(found.sources)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_numbers_and_blanks_survive(data: st.DataObject) -> None:
    """Whatever is filled in or left blank comes back exactly, blanks as blanks."""
    form = load.by_id("2021")
    cells = data.draw(st.lists(st.sampled_from(form.inputs()), unique=True, max_size=30))
    number = st.decimals(min_value=0, max_value=10**9, places=0)
    given_values = {cell: data.draw(st.none() | number) for cell in cells}
    notation = " ".join(f"{cell}={'' if value is None else int(value)}" for cell, value in given_values.items())
    made = report("2021", notation, rest=None)
    found, _ = opened(excel_write.write(content(made)))
    assert {cell: found.values[cell] for cell in cells} == given_values


def test_inserted_rows_and_moved_sheets_change_nothing() -> None:
    """A clerk who inserts a row through the program, or moves a sheet, breaks nothing."""
    data = excel_write.write(content(report("2021", NUMBERS)))

    def move(book: openpyxl.Workbook) -> None:
        book.move_sheet("表四", offset=-3)
        book.move_sheet("表三", offset=-2)

    found, findings = opened(edited(data, move))
    assert found.values == report("2021", NUMBERS).values
    # The program that moved the sheets stored no results; that is all there is to say.
    assert [finding.rule for finding in findings] == ["D009"]


def test_typed_oddities_are_understood_and_reported() -> None:
    """Full-width and text digits are read, the rest stays blank; each is named with its place."""
    data = excel_write.write(content(report("2021", NUMBERS)))
    typed = {"t3_1_business": "３", "t4_1_upheld": "12件", "t4_1_other": "/", "t4_1_pending": "5"}
    found, findings = opened(excel_patch.type_in(data, "青石镇.xlsx", dict(typed)))
    values = {address: found.values[Cell.parse(address)] for address in typed}
    assert values == {
        "t3_1_business": Decimal(3),
        "t4_1_upheld": None,
        "t4_1_other": None,
        "t4_1_pending": Decimal(5),
    }
    assert set(said(findings)) >= {
        ("D001", "t3_1_business"),
        ("D002", "t4_1_upheld"),
        ("D003", "t4_1_other"),
        ("D001", "t4_1_pending"),
    }
    assert all(finding.where for finding in findings)


def test_total_that_left_out_a_text_number_is_told_once_with_both_numbers() -> None:
    """The sheet shows 3, the cells say 6: the finding explains both."""
    data = excel_write.write(content(report("2021", NUMBERS)))
    _, findings = opened(excel_patch.type_in(data, "青石镇.xlsx", {"t3_1_business": "３"}))
    told = next(finding for finding in findings if finding.rule == "D008" and finding.places == ("t3_1_total",))
    assert (told.left, told.right) == ("3", "6")


def test_stale_total_is_not_believed() -> None:
    """A stored total that its parts do not make is reckoned anew and reported."""
    data = excel_write.write(content(report("2021", NUMBERS)))
    parts = gate.inflate(data, "青石镇.xlsx")
    part = excel_open.sheet_parts(parts, "青石镇.xlsx")["表三"]
    lying = re.sub(rb'(<c r="J6"[^>]*><f>[^<]*</f>)<v>3</v>', rb"\1<v>9</v>", parts[part])
    assert lying != parts[part]
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content_of in parts.items():
            archive.writestr(name, lying if name == part else content_of)
    found, findings = opened(stream.getvalue())
    assert found.values[Cell.parse("t3_1_total")] == 3
    assert [(each.rule, each.places, each.left, each.right) for each in findings] == [
        ("D008", ("t3_1_total",), "9", "3")
    ]


def test_total_typed_over_its_formula_is_taken_as_typed() -> None:
    """A number in place of the formula stands, so that the identity can object to it."""
    data = excel_write.write(content(report("2021", NUMBERS)))
    found, _ = opened(excel_patch.type_in(data, "青石镇.xlsx", {"t3_1_total": Decimal(9)}))
    assert found.values[Cell.parse("t3_1_total")] == 9


def test_formula_without_result_in_an_input_is_unread() -> None:
    """=1+2 saved without its result is not guessed."""
    data = excel_write.write(content(report("2021", NUMBERS)))

    def type_formula(book: openpyxl.Workbook) -> None:
        cell = next(book.defined_names["t4_1_upheld"].destinations)
        book[cell[0]][cell[1]] = "=1+2"

    found, findings = opened(edited(data, type_formula))
    assert found.values[Cell.parse("t4_1_upheld")] is None
    assert ("D030", "t4_1_upheld") in said(findings)


def test_lost_names_are_made_up_for_by_labels() -> None:
    """Without any name the tables are recognised by what is printed; the loss is reported."""
    data = excel_write.write(content(report("2021", NUMBERS)))

    def forget(book: openpyxl.Workbook) -> None:
        for name in [name for name in book.defined_names if name.startswith("t3_")]:
            del book.defined_names[name]

    found, findings = opened(edited(data, forget))
    inputs = {
        cell: value for cell, value in report("2021", NUMBERS).values.items() if cell not in load.by_id("2021").totals
    }
    assert {cell: found.values[cell] for cell in inputs} == inputs
    assert "D021" in [finding.rule for finding in findings]


def test_lost_names_are_made_up_for_on_a_sheet_of_another_name() -> None:
    """Renamed as well: the sheet is known by its heading, and our own columns beside the table are no part of it."""
    data = excel_write.write(content(report("2021", NUMBERS)))

    def rename(book: openpyxl.Workbook) -> None:
        book["表三"].title = "申请情况"
        book["申请情况"].cell(6, 14).value = "【错误】表三·自然人列：不一致。"

    found, findings = opened(edited(data, rename))
    assert found.values[Cell.parse("t3_1_natural")] == Decimal(3)
    assert "D021" in [finding.rule for finding in findings]
    assert "D010" not in [finding.rule for finding in findings]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """=1+1 typed as a narrative is a narrative."""
    made = report("2021", s1_text="=1+1\n+8613800000000\n@某某")
    found, _ = opened(excel_write.write(content(made)))
    assert found.texts["s1_text"] == made.texts["s1_text"]


def test_patch_changes_nothing_else(tmp_path: Path) -> None:
    """After a value is typed every other cell, style, note, name and rule is as before."""
    data = excel_write.write(content(report("2021", NUMBERS)))
    before, after = (
        openpyxl.load_workbook(BytesIO(each))
        for each in (data, excel_patch.type_in(data, "青石镇.xlsx", {"t4_1_upheld": Decimal(2)}))
    )
    changed = [
        (sheet.title, cell.coordinate)
        for sheet in before
        for row in sheet.iter_rows()
        for cell in row
        if cell.value != after[sheet.title][cell.coordinate].value
        or cell._style != after[sheet.title][cell.coordinate]._style
    ]
    place = next(before.defined_names["t4_1_upheld"].destinations)
    assert changed == [(place[0], place[1].replace("$", ""))]
    assert {name: item.attr_text for name, item in before.defined_names.items()} == {
        name: item.attr_text for name, item in after.defined_names.items()
    }


def test_hidden_column_of_a_strangers_workbook_counts() -> None:
    """Figures in a hidden column are figures; only our own columns of marks are passed over."""
    grid = Sheet(rows=(("行政许可", 3.0, "error"), ("行政处罚", 5.0, None)), hidden_columns=frozenset({1, 2}))
    (table,) = document(Snapshot("别处.xlsx", {"表": grid}, {})).items
    assert [[cell.text for cell in row] for row in table.rows] == [["行政许可", "3"], ["行政处罚", "5"]]  # type: ignore[union-attr]
