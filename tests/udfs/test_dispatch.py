"""Commands and functions answer with what to show or one Chinese sentence, and never raise."""

from pathlib import Path

import openpyxl
import pytest

from tests.builders import book, report
from udfs import dispatch
from udfs.functions import FUNCTIONS
from udfs.registry import WorksheetFunction


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
    assert (reply.status, reply.message) == ("error", f"程序出错，已记入日志：{log}。请把日志交给技术支持。")
    assert "ZeroDivisionError" in log.read_text("utf-8")


def test_check_of_a_closed_file_writes_its_findings(tmp_path: Path) -> None:
    """`run` on a path nobody has open checks the file and leaves the list and the marks in it."""
    path = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    reply = dispatch.run("check", path)
    assert reply.status == "ok"
    assert str(reply.message).startswith("错误 1 ")
    sheet = openpyxl.load_workbook(path)["校验结果"]
    assert [row[2] for row in sheet.iter_rows(min_row=4, max_row=5, values_only=True)] == ["G301", "G301"]
