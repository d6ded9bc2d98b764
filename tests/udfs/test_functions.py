"""Worksheet functions and commands answer with a value or one Chinese sentence, and never raise."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.builders import book, report
from udfs import dispatch, wrappers, xlwings_addin
from udfs.functions import FUNCTIONS
from udfs.registry import Parameter, WorksheetFunction, worksheet_function


def total(*arguments: Any) -> Any:
    """The answer of NB_TOTAL."""
    return dispatch.call("NB_TOTAL", arguments).message


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ([[1.0, 2.0], [None, 4.0]], 7),
        (((1.5,), (2.0,)), 3.5),
        ([[None, ""], [None, None]], ""),
        ([[0.0, None]], 0),
        ([[0.1], [0.2]], 0.3),
        (5.0, 5),
        (None, ""),
        ([["12", 1.0]], "区域第1行第1列「12」是文字，不能计入。请改为数字。"),
        ([[1.0], [True]], "区域第2行第1列「True」是文字，不能计入。请改为数字。"),
        ([[1.0, -2146826265]], "区域第1行第2列是错误值。请先改正。"),
        ("12", "「12」是文字，不能计入。请改为数字，或填合计格的地址。"),
        ("t3_3.7_natural", "没有写明工作簿。请在第二个参数填年报工作簿的完整路径。"),
    ],
)
def test_total_of_what_a_range_may_hold(given: Any, answer: Any) -> None:
    """Numbers are summed exactly, blanks stay blank, text is never counted and never passed over."""
    assert total(given) == answer


def test_total_by_the_form_recomputes(tmp_path: Path) -> None:
    """A total cell's value comes from its parts, in either spelling of the address; blank where all parts are."""
    path = book(tmp_path, report("2021", "t3_3.1_natural=2 t3_3.1_business=3", rest="0"))
    assert total("t3_3.7_natural", str(path)) == 2
    assert total("表三·三（七）·总计", str(path)) == 5
    assert "不是合计格" in total("t3_1_natural", str(path))
    assert "找不到" in total("t3_3.7_natural", str(tmp_path / "没有.xlsx"))
    assert "不认识单元格地址" in total("t9_1_x", str(path))
    empty = book(tmp_path, report("2021", rest=None), "空.xlsx")
    assert total("t3_3.7_total", str(empty)) == ""


def test_check_lists_findings_or_counts_them(tmp_path: Path) -> None:
    """Rows of level, code, place and message; their number; a sentence when there is nothing."""
    path = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    rows = dispatch.call("NB_CHECK", [str(path)]).message
    assert isinstance(rows, list)
    assert {(row[0], row[1]) for row in rows} == {("错误", "G301")}
    assert all(str(row[2]).startswith("表三!") and "相差 1" in str(row[3]) for row in rows)
    assert dispatch.call("NB_CHECK", [str(path), True]).message == len(rows)
    right = book(tmp_path, report("2021"), "对.xlsx")
    assert dispatch.call("NB_CHECK", [str(right)]).message == "没有发现问题。"
    assert "没有写明工作簿" in str(dispatch.call("NB_CHECK", [None]).message)


def test_check_sees_a_file_saved_again(tmp_path: Path) -> None:
    """What is remembered of a file is forgotten when the file changes."""
    path = book(tmp_path, report("2021"))
    assert dispatch.call("NB_CHECK", [str(path), True]).message == 0
    book(tmp_path, report("2021", "t3_1_natural=3"))
    assert dispatch.call("NB_CHECK", [str(path), True]).message != 0


def test_unknown_names_are_said() -> None:
    """A function or command there is not, and a workbook that is not open, give a sentence."""
    assert "没有「NB_NOTHING」这个函数" in str(dispatch.call("NB_NOTHING", []).message)
    assert "没有「nothing」这个命令" in str(dispatch.run("nothing", "青石镇.xlsx").message)
    assert "没有找到打开的工作簿「不在.xlsx」" in str(dispatch.run("check", "不在.xlsx").message)


def test_a_bug_becomes_a_sentence_and_a_log_entry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An exception of our own making is logged, and the cell shows where."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))

    def broken() -> int:
        return 1 // 0

    monkeypatch.setitem(FUNCTIONS, "NB_BROKEN", WorksheetFunction("NB_BROKEN", "", (), broken))
    reply = dispatch.call("NB_BROKEN", [])
    log = tmp_path / "nianbao" / "nianbao.log"
    assert (reply.status, reply.message) == ("error", f"程序出错，已记入日志：{log}。请把日志发给技术支持。")
    assert "ZeroDivisionError" in log.read_text("utf-8")


def test_every_function_is_described_in_chinese() -> None:
    """The function wizard has a description and help for each argument, short enough to be shown whole."""
    for function in FUNCTIONS.values():
        for text in (function.description, *(parameter.help for parameter in function.parameters)):
            assert 4 < len(text) <= 255
            assert not text.isascii()


def test_registry_refuses_a_name_that_is_a_cell() -> None:
    """NB1 is a cell's address and cannot be a function."""
    with pytest.raises(TypeError):
        worksheet_function("NB1", "求和")(lambda: 0)
    with pytest.raises(TypeError):
        worksheet_function("NB_SUM", "求和")(lambda what: what)


def test_wrapper_passes_each_argument_on() -> None:
    """A required argument travels as its values, a missing optional one as Null."""
    parameters = (Parameter("a", "甲", optional=False), Parameter("b", "乙", optional=True))
    text = wrappers.module([WorksheetFunction("NB_X", "示例", parameters, lambda a, b: a)])
    assert "Public Function NB_X(ByVal a As Variant, Optional ByVal b As Variant) As Variant" in text
    assert "        bValue = Null" in text
    assert 'NB_X = CallFunction("NB_X", Array(ArgValue(a), bValue))' in text


def test_functions_for_xlwings_answer_alike() -> None:
    """Through xlwings' add-in the functions give the same values and the same sentences."""
    assert {name for name in vars(xlwings_addin) if name.startswith("NB_")} == set(FUNCTIONS)
    assert xlwings_addin.NB_TOTAL([[1.0], [2.0]]) == 3
    assert "是文字" in str(xlwings_addin.NB_TOTAL([["一"]]))
    assert Decimal(str(xlwings_addin.NB_TOTAL(2.5))) == Decimal("2.5")


def test_check_of_a_closed_file_writes_its_findings(tmp_path: Path) -> None:
    """`run` on a path nobody has open checks the file and leaves the list and the marks in it."""
    path = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    reply = dispatch.run("check", path)
    assert reply.status == "ok"
    assert str(reply.message).startswith("错误 1 ")
    sheet = openpyxl.load_workbook(path)["校验结果"]
    assert [row[2] for row in sheet.iter_rows(min_row=4, max_row=5, values_only=True)] == ["G301", "G301"]
