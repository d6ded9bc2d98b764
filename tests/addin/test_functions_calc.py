"""Formulas in a live Calc, through the production VBA, to the functions and back: values, spilled rows, errors, texts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import office
from tests.builders import book, report

pytest.importorskip("pyopenvba", reason="没有 pyOpenVBA：先运行 make setup")
office.require()
pytestmark = pytest.mark.office

from tests.addin.server import Listener, Server  # noqa: E402  needs LibreOffice
from udfs.functions import FUNCTIONS  # noqa: E402
from udfs.registry import CATEGORY  # noqa: E402

LAST_YEAR, THIS_YEAR = 2023, 2024


class Wizard(Listener):
    """What takes the texts of the function wizard in Excel; Calc has none."""

    METHODS = ("MacroOptions",)


@pytest.fixture
def shows(macros: Any) -> Callable[[str], Any]:
    """What a cell of the add-in's own sheet shows for a formula."""
    assert macros("Offer", Server()) == "ok"

    def shown(formula: str) -> Any:
        cell = macros.document.Sheets.getByIndex(0).getCellRangeByName("F1")
        cell.Formula = formula
        return cell.String

    return shown


@pytest.fixture
def spills(macros: Any) -> Callable[[str, str], list[list[Any]]]:
    """What a range shows for an array formula, which is how Calc and old Excel take rows."""
    assert macros("Offer", Server()) == "ok"

    def shown(area: str, formula: str) -> list[list[Any]]:
        cells = macros.document.Sheets.getByIndex(0).getCellRangeByName(area)
        cells.setArrayFormula(formula)
        found = [list(row) for row in cells.getDataArray()]
        cells.setArrayFormula("")
        return found

    return shown


@pytest.fixture
def this_year(tmp_path: Path) -> Path:
    """A report that does not add up in one column."""
    made = report("2021", "t3_1_natural=3 t3_3.1_natural=2 t3_1_business= t2_8.1_fees=1.25", year=THIS_YEAR)
    return book(tmp_path, made)


def test_formulas_of_single_values(shows: Callable[[str], str], this_year: Path, tmp_path: Path) -> None:
    """Each function gives its value, its blank, its sentence or #N/A in a cell."""
    prior = book(tmp_path, report("2021", "t3_3.1_natural=-1 t3_4_natural=1", year=LAST_YEAR), "上年.xlsx")
    assert shows(f'=NB_VALUE("t3_1_natural";"{this_year}")') == "3"
    assert shows(f'=NB_VALUE("t2_8.1_fees";"{this_year}")') == "1.25"
    assert shows(f'=NB_VALUE("t3_1_business";"{this_year}")') == ""
    assert shows(f'=NB_VALUE("t2_9.1_amount";"{this_year}")') == "Error 2042"  # Calc's word for #N/A out of Basic
    assert "不认识单元格地址" in shows(f'=NB_VALUE("t9";"{this_year}")')
    assert shows(f'=NB_CARRY("t3_2_natural";"{prior}")') == "1"
    assert shows(f'=NB_DIFF("G301";"自然人";"{this_year}")') == "1"
    assert shows(f'=NB_DIFF("J301";"自然人";"{this_year}";"{prior}")') == "-1"
    assert shows(f'=NB_CHECK("{this_year}";TRUE())') == "2"
    assert shows('=NB_LABEL("表三·一·自然人")') == "t3_1_natural"
    assert shows('=NB_RULE("G301";"级别")') == "错误"


def test_formulas_say_when_the_workbook_is_not_named(shows: Callable[[str], str], this_year: Path) -> None:
    """Calc does not tell where a formula stands, so the path is asked for, never taken from the workbook in front."""
    assert "没有写明工作簿" in shows('=NB_VALUE("t3_1_natural")')
    assert "没有写明工作簿" in shows("=NB_CHECK()")
    assert "不是完整路径" in shows(f'=NB_VALUE("t3_1_natural";"{this_year.name}")')


def test_formulas_take_what_cell_gives(macros: Any, shows: Callable[[str], str], tmp_path: Path) -> None:
    """CELL("filename") names the workbook a formula stands in, in Calc as in Excel."""
    here = shows('=CELL("filename")')
    assert here.startswith("'file:///")
    assert "shimmed.xlam" in shows('=NB_VALUE("t3_1_natural";CELL("filename"))')


def test_array_formulas_spill_rows(spills: Callable[[str, str], list[list[Any]]], this_year: Path) -> None:
    """Findings, units, labels and help come as rows and columns of a range."""
    first, second = spills("A1:F2", f'=NB_CHECK("{this_year}")')
    assert first[:4] == [1, "错误", "G301", "表三·一·自然人 等4处"]
    assert "相差 1" in first[4]
    assert second[:3] == ["↳", "错误", "G301"]
    assert spills("A1:B1", f'=NB_UNITS("t3_1_natural";"{this_year.parent}")') == [["青石镇", 3]]
    assert [row[0] for row in spills("A1:C9", "=NB_HELP()")] == list(FUNCTIONS)


def test_array_formula_over_a_range_of_addresses(
    macros: Any, spills: Callable[[str, str], list[list[Any]]], this_year: Path
) -> None:
    """One formula takes a column of addresses and fills the column beside it."""
    sheet = macros.document.Sheets.getByIndex(0)
    sheet.getCellRangeByName("H1:H3").setDataArray((("t3_1_natural",), ("",), ("表三·三（一）·自然人",)))
    assert spills("I1:I3", f'=NB_VALUE(H1:H3;"{this_year}")') == [[3], [""], [2]]
    assert spills("I1:I3", "=NB_LABEL(H1:H3)")[2] == ["t3_3.1_natural"]


def test_wizard_is_given_every_text(macros: Any) -> None:
    """Registering tells Excel each function's use and its arguments in Chinese, under our own category."""
    assert macros("Offer", Server()) == "ok"
    wizard = Wizard()
    address = "vnd.sun.star.script:VBAProject.modFunctions.RegisterWith?language=Basic&location=document"
    macros.document.getScriptProvider().getScript(address).invoke((wizard,), (), ())

    name = macros.document.Title
    assert [told[0] for _, told in wizard.calls] == [f"'{name}'!{function}" for function in FUNCTIONS]
    for (_, told), function in zip(wizard.calls, FUNCTIONS.values(), strict=True):
        assert (told[1], told[6]) == (function.description, CATEGORY)
        helps = [each.help for each in function.parameters]
        assert list(told[10]) == helps if helps else len(told) == 7


def test_registering_where_there_is_no_wizard_is_harmless(macros: Any) -> None:
    """Calc knows no MacroOptions: nothing happens, and the functions go on."""
    assert macros("Offer", Server()) == "ok"
    address = "vnd.sun.star.script:VBAProject.modFunctions.RegisterFunctions?language=Basic&location=document"
    macros.document.getScriptProvider().getScript(address).invoke((), (), ())
    assert macros("Said") == ""
