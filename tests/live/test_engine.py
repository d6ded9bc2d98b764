"""xlwings' own calls on a live Calc: the contract the engine keeps, to be run again with each version of xlwings."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import office

office.require()
pytestmark = pytest.mark.office


@pytest.fixture
def blank() -> Iterator[Any]:
    """A new workbook."""
    made = office.calc().books.add()
    yield made
    made.close()


@pytest.fixture
def sheet(blank: Any) -> Any:
    """Its first sheet."""
    return blank.sheets[0]


def test_values_go_in_and_out_by_shape(sheet: Any) -> None:
    """A scalar, a line, a column and a block; a blank is None."""
    sheet["A1"].value = 3
    sheet["A2"].value = [1, None, "甲"]
    sheet["A3"].options(transpose=True).value = ["乙", "丙"]
    assert sheet["A1"].value == 3.0
    assert sheet["A2:C2"].value == [1.0, None, "甲"]
    assert sheet["A3:A4"].value == ["乙", "丙"]
    assert sheet["A1:B2"].options(ndim=2).value == [[3.0, None], [1.0, None]]
    assert sheet.used_range.address == "$A$1:$C$4"


def test_typed_text_becomes_what_excel_makes_of_it(sheet: Any) -> None:
    """Digits become a number unless the cell is text or an apostrophe stands before them."""
    sheet["B1"].impl.api.NumberFormat = sheet.book.impl.format_key("@")
    sheet["A1:C1"].value = ["0101", "0101", "'0101"]
    assert sheet["A1:C1"].value == [101.0, "0101", "0101"]


def test_dates_and_truth_values_keep_their_kind(sheet: Any) -> None:
    """A date comes back as a date, TRUE as True, and 1 as a number."""
    sheet["A1:C1"].value = [dt.datetime(2024, 3, 4), True, 1]
    assert sheet["A1:C1"].value == [dt.datetime(2024, 3, 4), True, 1.0]


def test_formulas_are_in_excels_spelling(blank: Any, sheet: Any) -> None:
    """Commas, sheet names with blanks, newer functions and truth values survive; constants are shown as text."""
    blank.sheets[0].name = "一、总体 情况"
    formulas = ["=SUM(A2:A3,'一、总体 情况'!$A$4)", '=TEXTJOIN(",",TRUE(),A2:A3)', "=IF(A2>1,TRUE(),FALSE())"]
    sheet["A2"].options(transpose=True).value = [1, 2, 4]
    sheet["A1:C1"].value = formulas
    assert sheet["A1:C1"].formula == [formulas]
    assert sheet["A1:C1"].value == [7.0, "1,2", False]
    assert sheet["A2"].formula == "1"


def test_errors_are_blank_or_named(sheet: Any) -> None:
    """An error value is None, or its name when asked for."""
    sheet["A1:B1"].value = ["=1/0", "=NA()"]
    assert sheet["A1:B1"].value == [None, None]
    assert sheet["A1:B1"].options(err_to_str=True).value == ["#DIV/0!", "#N/A"]


def test_writing_keeps_the_notes_of_the_cells(sheet: Any) -> None:
    """A note stays on its cell when a block is written over it."""
    place = sheet["B2"].impl.api.getCellByPosition(0, 0).getCellAddress()
    sheet.impl.sheet.getAnnotations().insertNew(place, "本年新收的件数")
    sheet["A1:C3"].value = [[1, 2, 3]] * 3
    assert sheet["B2"].impl.api.getCellByPosition(0, 0).getAnnotation().getString() == "本年新收的件数"


def test_names_are_listed_added_and_removed(blank: Any, sheet: Any) -> None:
    """A defined name points where it was told, in Excel's spelling."""
    sheet.name = "表 三"
    blank.names.add("t3_1_natural", "='表 三'!$D$14")
    blank.names.add("s1_text", "='表 三'!$A$1:$A$4")
    assert {name.name: name.refers_to for name in blank.names} == {
        "s1_text": "='表 三'!$A$1:$A$4",
        "t3_1_natural": "='表 三'!$D$14",
    }
    assert blank.names["s1_text"].refers_to_range.address == "$A$1:$A$4"
    blank.names["s1_text"].delete()
    assert "s1_text" not in blank.names


def test_hidden_rows_and_sheets_are_told(blank: Any, sheet: Any) -> None:
    """All, none or some of the rows; a hidden sheet."""
    sheet["A1:A3"].value = [[1], [2], [3]]
    assert sheet["A1:A3"].rows.hidden is False
    sheet["A2"].rows.hidden = True
    assert sheet["A1:A3"].rows.hidden is None
    assert sheet["A2"].rows.hidden is True
    blank.impl.document.Sheets.insertNewByName("其他", 1)
    blank.sheets["其他"].visible = False
    assert [each.visible for each in blank.sheets] == [True, False]


def test_app_state_is_read_back(blank: Any) -> None:
    """Status bar, screen updating and calculation mode."""
    app = blank.app
    app.status_bar = "正在校验"
    assert app.status_bar == "正在校验"
    app.status_bar = False
    app.screen_updating = False
    assert app.screen_updating is False
    app.screen_updating = True
    app.calculation = "manual"
    assert app.calculation == "manual"
    app.calculation = "automatic"
    assert blank.name in [book.name for book in app.books]
    assert app.books[blank.name].sheets.count == 1


def test_what_is_not_there_says_so(sheet: Any) -> None:
    """A member of xlwings the engine lacks is refused, not passed over."""
    with pytest.raises(NotImplementedError):
        sheet["A1"].autofit()
    with pytest.raises(NotImplementedError):
        sheet.charts.add()


def test_chinese_font_names_survive_a_save(blank: Any, sheet: Any, tmp_path: Path) -> None:
    """Fonts that are not installed keep their names in the saved file."""
    import openpyxl

    named = ["方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"]
    source = openpyxl.Workbook()
    for row, font in enumerate(named, start=1):
        cell = source.active.cell(row, 1, "年报")
        cell.font = openpyxl.styles.Font(name=font)
    source.save(tmp_path / "字体.xlsx")
    opened = office.calc().books.open(str(tmp_path / "字体.xlsx"))
    opened.save(str(tmp_path / "另存.xlsx"))
    opened.close()
    saved = openpyxl.load_workbook(tmp_path / "另存.xlsx").active
    assert [saved.cell(row, 1).font.name for row in range(1, len(named) + 1)] == named
