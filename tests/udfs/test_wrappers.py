"""What is generated from the list of functions: the VBA module, and what xlwings' own add-in imports."""

import importlib.util
import io
import sys
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from udfs import wrappers, xlwings_addin
from udfs.functions import FUNCTIONS
from udfs.places import OWN, File
from udfs.registry import Parameter, WorksheetFunction, worksheet_function


def test_module_is_up_to_date() -> None:
    """The committed VBA is what the functions give: python -m udfs.wrappers."""
    assert wrappers.MODULE.read_text("ascii") == wrappers.module()


def test_wrapper_passes_each_argument_on() -> None:
    """A required argument travels as its values, a missing optional one as Null, the calling workbook where files are named."""
    parameters = (Parameter("a", "甲", optional=False), Parameter("b", "乙", optional=True))
    text = wrappers.module([WorksheetFunction("NB_X", "示例", parameters, lambda a, b: a)])
    assert "Public Function NB_X(ByVal a As Variant, Optional ByVal b As Variant) As Variant" in text
    assert "        bValue = Null" in text
    assert 'NB_X = Spilled(CallFunction("NB_X", Array(ArgValue(a), bValue)))' in text
    of_file = (Parameter("book", "文件", optional=False, is_file=True),)
    text = wrappers.module([WorksheetFunction("NB_Y", "示例", of_file, lambda book: 0)])
    assert 'NB_Y = Spilled(CallFunction("NB_Y", Array(ArgValue(book), CallerName())))' in text


def test_wrappers_fit_what_excel_allows() -> None:
    """No name is a cell's address, no line is longer than VBA reads, an optional argument is never before a required one."""
    for function in FUNCTIONS.values():
        optional = [parameter.optional for parameter in function.parameters]
        assert optional == sorted(optional)
    assert max(map(len, wrappers.module().splitlines())) < 1000


def test_registry_refuses_a_name_that_is_a_cell() -> None:
    """NB1 is a cell's address and cannot be a function; neither can one with an argument nobody explains."""
    with pytest.raises(TypeError):
        worksheet_function("NB1", "求和")(lambda: 0)
    with pytest.raises(TypeError):
        worksheet_function("NB_SUM", "求和")(lambda what: what)
    with pytest.raises(TypeError):
        worksheet_function("NB_SUM", "长" * 256)(lambda: 0)


def test_registry_hands_files_over_with_the_calling_workbook() -> None:
    """What was typed for a file comes with where the formula stands; left out, it is still a file."""

    def where(book: File = OWN) -> str:
        return str(book.path)

    made = worksheet_function("NB_WHERE", "位置", book="文件")(where)
    assert made.takes_caller
    assert made.call("b.xlsx", "/年报/a.xlsx") == "/年报/b.xlsx"
    assert made.call(None, "/年报/a.xlsx") == "/年报/a.xlsx"


def test_registry_gives_what_a_cell_can_hold() -> None:
    """Blank is an empty text, figures are plain numbers, rows are filled up; a text too long for a cell is refused."""
    rows = worksheet_function("NB_ROWS", "行")(lambda: [[Decimal(3), None], [Decimal("0.5")], ["文"]])
    assert rows.call() == [[3, ""], [0.5, ""], ["文", ""]]
    assert worksheet_function("NB_NONE", "无")(lambda: []).call() == ""
    large = worksheet_function("NB_LARGE", "大")(lambda: Decimal(3_000_000_000)).call()
    assert isinstance(large, float)
    with pytest.raises(Exception, match="一格最多放 32767 字"):
        worksheet_function("NB_LONG", "长文")(lambda: "长" * 32_768).call()


def test_functions_for_xlwings_answer_alike() -> None:
    """Through xlwings' add-in the functions give the same values and the same sentences."""
    assert {name for name in vars(xlwings_addin) if name.startswith("NB_")} == set(FUNCTIONS)
    total = vars(xlwings_addin)["NB_TOTAL"]
    assert total([[1.0], [2.0]]) == 3
    assert "是文字" in total([["一"]])
    assert total(2.5) == 2.5


def test_functions_for_xlwings_know_the_calling_workbook() -> None:
    """The calling cell comes from xlwings; its workbook's name is what counts."""
    calling = SimpleNamespace(sheet=SimpleNamespace(book=SimpleNamespace(fullname="工作簿1")))
    value = vars(xlwings_addin)["NB_VALUE"]
    assert "本工作簿「工作簿1」还没有保存过" in value("t3_1_natural", None, calling)
    assert "没有写明工作簿" in value("t3_1_natural", None, None)


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The importer of functions that xlwings has, which needs three modules of Windows just to be loaded."""
    import xlwings

    client = ModuleType("win32com.client")
    client.Dispatch = lambda target: target  # type: ignore[attr-defined]
    com, types = ModuleType("pythoncom"), ModuleType("pywintypes")
    com.CoInitialize = lambda *_: None  # type: ignore[attr-defined]
    types.com_error = OSError  # type: ignore[attr-defined]
    package = ModuleType("win32com")
    package.client = client  # type: ignore[attr-defined]
    stubs = {"pythoncom": com, "pywintypes": types, "win32com": package, "win32com.client": client}
    for name, stub in stubs.items():
        monkeypatch.setitem(sys.modules, name, stub)
    monkeypatch.delitem(sys.modules, "xlwings.udfs", raising=False)
    udfs = importlib.import_module("xlwings.udfs")
    monkeypatch.setattr(xlwings, "func", udfs.xlfunc)
    monkeypatch.setattr(xlwings, "arg", udfs.xlarg)
    monkeypatch.setattr(xlwings, "ret", udfs.xlret)
    yield udfs
    sys.modules.pop("xlwings.udfs", None)


def test_xlwings_imports_every_function(generator: Any) -> None:
    """The generator of xlwings finds all functions with names, arguments, optional ones, texts and category."""
    spec = importlib.util.spec_from_file_location("imported_by_xlwings", str(xlwings_addin.__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = io.StringIO()
    generator.generate_vba_wrapper("udfs.xlwings_addin", module, written, SimpleNamespace(Name="年报.xlsm"))
    text = written.getvalue()
    assert text.count("End Function") == len(FUNCTIONS)
    assert "Function NB_DIFF(rule, Optional place, Optional book, Optional prior)" in text
    assert 'XLPy.CallUDF("udfs.xlwings_addin", "NB_VALUE", Array(address, book, Nothing)' in text
    for function in FUNCTIONS.values():
        told = vars(module)[function.name].__xlfunc__
        assert told["category"] == "公开年报"
        assert told["ret"]["doc"] == function.description
        docs = [each["doc"] for each in told["args"] if each["name"] != "caller"]
        assert docs == [parameter.help for parameter in function.parameters]
