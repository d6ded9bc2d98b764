"""What clerks do to a workbook in a real spreadsheet program, then save: nothing that is read may change by it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_open
from nianbao.adapters.workbook import Sheet
from nianbao.commands.check import check_file, mark
from nianbao.commands.read import read
from nianbao.core.report import Report
from nianbao.forms import load
from tests import office
from tests.builders import book, report
from tests.ooxml import validate

office.require()
pytestmark = pytest.mark.office

Open = Callable[[Path], Any]
FORMS = ("2019", "2021")


def filled(form_id: str) -> Report:
    """A report with a different figure in every input cell, and several paragraphs everywhere."""
    form = load.by_id(form_id)
    values = " ".join(f"{cell}={index}" for index, cell in enumerate(form.inputs(), start=1))
    texts = {section.text: f"（一）{section.heading}\n第二段。\n第三段。" for section in form.sections}
    return report(form_id, values, **texts)


def sheets_of(live_book: Any) -> list[Any]:
    """The spreadsheet program's own sheet objects, unprotected as a clerk would do first."""
    found = [sheet.impl.sheet for sheet in live_book.sheets]
    for sheet in found:
        sheet.unprotect("")
    return found


def saved(live_book: Any, folder: Path) -> Path:
    """The workbook as the program saves it."""
    path = folder / "另存.xlsx"
    live_book.save(str(path))
    return path


def assert_same(path: Path, made: Report) -> None:
    """The file still says what the report says, and reading it brought nothing up."""
    reading = read(path)
    assert reading.report.values == made.values
    assert {key: reading.report.texts[key] for key in reading.report.texts if key.endswith("_text")} == {
        key: made.texts[key] for key in made.texts if key.endswith("_text")
    }
    assert (reading.report.agency, reading.report.year, reading.report.level) == (made.agency, made.year, made.level)
    assert [finding.rule for finding in reading.findings] == []


@pytest.mark.parametrize("form_id", FORMS)
def test_resaved_workbook_says_the_same(form_id: str, tmp_path: Path, opened: Open) -> None:
    """Opening and saving in another program changes nothing."""
    made = filled(form_id)
    assert_same(saved(opened(book(tmp_path, made)), tmp_path), made)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("at", [0, 1, 2, 3, 5, 8, 12])
def test_inserted_rows_change_nothing(form_id: str, at: int, tmp_path: Path, opened: Open) -> None:
    """Two rows put into every sheet at the same height, heads and text rows included."""
    made = filled(form_id)
    live_book = opened(book(tmp_path, made))
    for sheet in sheets_of(live_book):
        sheet.Rows.insertByIndex(at, 2)
    assert_same(saved(live_book, tmp_path), made)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("at", [0, 1, 2, 4])
def test_inserted_columns_change_nothing(form_id: str, at: int, tmp_path: Path, opened: Open) -> None:
    """A column put into every sheet."""
    made = filled(form_id)
    live_book = opened(book(tmp_path, made))
    for sheet in sheets_of(live_book):
        sheet.Columns.insertByIndex(at, 1)
    assert_same(saved(live_book, tmp_path), made)


def test_paragraphs_typed_beside_the_frame_are_read(tmp_path: Path, opened: Open) -> None:
    """A row put in above the first paragraph, a line far below the last, a row above a table's note: nothing is lost."""
    made = filled("2021")
    live_book = opened(book(tmp_path, made))
    named = {sheet.Name: sheet for sheet in sheets_of(live_book)}
    text, table = named["一、总体情况"], named["表三"]
    text.Rows.insertByIndex(1, 1)
    text.getCellByPosition(0, 1).String = "插在最前。"
    text.getCellByPosition(0, 60).String = "写在最后。"
    note = int(live_book.names["s3_text"].refers_to.split("$")[2].rstrip(":")) - 1
    table.Rows.insertByIndex(note, 1)
    table.getCellByPosition(0, note).String = "表后插入。"
    found = read(saved(live_book, tmp_path)).report
    assert found.texts["s1_text"] == f"插在最前。\n{made.texts['s1_text']}\n写在最后。"
    assert found.texts["s3_text"] == f"表后插入。\n{made.texts['s3_text']}"
    assert found.values == made.values


def test_figure_in_a_row_of_ones_own_is_reported(tmp_path: Path, opened: Open) -> None:
    """A province's extra row: its number is counted nowhere, and that is said."""
    made = filled("2021")
    live_book = opened(book(tmp_path, made))
    sheet = next(sheet for sheet in sheets_of(live_book) if sheet.Name == "表三")
    sheet.Rows.insertByIndex(12, 1)
    sheet.getCellByPosition(3, 12).Value = 77
    reading = read(saved(live_book, tmp_path))
    assert reading.report.values == made.values
    assert [(each.where, "77" in each.message) for each in reading.findings if each.rule == "D015"] == [
        ("表三!A13", True)
    ]


def test_deleted_row_and_column_stay_missing(tmp_path: Path, opened: Open) -> None:
    """What was deleted is unfilled; no neighbour's number is taken for it."""
    made = filled("2021")
    live_book = opened(book(tmp_path, made))
    sheet = next(sheet for sheet in sheets_of(live_book) if sheet.Name == "表三")
    sheet.Rows.removeByIndex(9, 1)
    sheet.Columns.removeByIndex(4, 1)
    reading = read(saved(live_book, tmp_path))
    form = load.by_id("2021")
    gone = {cell for cell in form.cells if cell.table == "t3" and (cell.row == "3.3.1" or cell.column == "business")}
    assert {cell for cell in form.cells if reading.report.values[cell] is None} == gone
    kept = [cell for cell in form.inputs() if cell not in gone]
    assert {cell: reading.report.values[cell] for cell in kept} == {cell: made.values[cell] for cell in kept}
    assert {str(cell) for cell in gone} <= {place for each in reading.findings for place in each.places}


def test_cell_dragged_onto_another_is_not_counted_twice(tmp_path: Path, opened: Open) -> None:
    """Both names then lead to one cell: its number counts where it stands, the other cell is unfilled."""
    live_book = opened(book(tmp_path, filled("2021")))
    sheet = next(sheet for sheet in sheets_of(live_book) if sheet.Name == "表三")
    source = sheet.getCellByPosition(3, 5)
    value = Decimal(int(source.Value))
    sheet.moveRange(sheet.getCellByPosition(4, 5).CellAddress, sheet.getCellRangeByPosition(3, 5, 3, 5).RangeAddress)
    reading = read(saved(live_book, tmp_path))
    values = {str(cell): found for cell, found in reading.report.values.items()}
    assert (values["t3_1_natural"], values["t3_1_business"]) == (None, value)
    assert "D021" in [finding.rule for finding in reading.findings]


@pytest.mark.parametrize(
    ("gone", "rule"), [("表四", "D014"), ("六、其他事项", "W001"), ("一、总体情况", "W001"), ("封面", "D018")]
)
def test_deleted_sheet_is_missed(gone: str, rule: str, tmp_path: Path, opened: Open) -> None:
    """A sheet that was deleted is told as missing, by what it held."""
    live_book = opened(book(tmp_path, filled("2021")))
    sheets_of(live_book)
    live_book.impl.document.Sheets.removeByName(gone)
    assert rule in [finding.rule for finding in check_file(saved(live_book, tmp_path)).findings]


def test_copied_renamed_moved_and_hidden_sheets_change_nothing(tmp_path: Path, opened: Open) -> None:
    """Copies bring names of their own; the originals keep theirs under any name and anywhere."""
    made = filled("2021")
    live_book = opened(book(tmp_path, made))
    named = {sheet.Name: sheet for sheet in sheets_of(live_book)}
    sheets = live_book.impl.document.Sheets
    sheets.copyByName("表三", "表三 (2)", 1)
    sheets.moveByName("表四", 0)
    named["表三"].Name = "it's 表 三"
    named["五、问题与改进"].IsVisible = False
    assert_same(saved(live_book, tmp_path), made)


def test_marking_again_and_again_changes_nothing_else(tmp_path: Path, opened: Open) -> None:
    """Three checks of a file saved elsewhere: it stays valid, opens again, and the third leaves what the first left."""
    made = report("2021", "t3_1_natural=3 t3_4_natural=1 t4_1_total=9")
    path = saved(opened(book(tmp_path, made)), tmp_path)
    first = path.with_name("一次.xlsx")
    first.write_bytes(mark(path, check_file(path)).read_bytes())
    for _ in range(2):
        mark(path, check_file(path))
    once, thrice = (excel_open.open_workbook(each.read_bytes(), "") for each in (first, path))
    assert once.names == thrice.names
    assert {name: _without_time(sheet) for name, sheet in once.sheets.items()} == {
        name: _without_time(sheet) for name, sheet in thrice.sheets.items()
    }
    assert validate(path) == []
    assert len(opened(path).sheets) == len(once.sheets)


def _without_time(sheet: Sheet) -> Sheet:
    rows = tuple(
        tuple(None if isinstance(value, str) and "校验时间" in value else value for value in row) for row in sheet.rows
    )
    return replace(sheet, rows=rows)
