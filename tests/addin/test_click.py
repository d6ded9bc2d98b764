"""From the ribbon's callback to the marked sheet, and from a cell's formula to its value, on the production VBA."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import office
from tests.builders import book, report

pytest.importorskip("pyopenvba", reason="没有 pyOpenVBA：先运行 make setup")
office.require()
pytestmark = pytest.mark.office

import unohelper  # noqa: E402  needs LibreOffice
from com.sun.star.script import XInvocation  # noqa: E402
from com.sun.star.uno import RuntimeException  # noqa: E402

from nianbao.adapters import live  # noqa: E402
from udfs import dispatch  # noqa: E402

BROKEN = "t3_1_natural=3 t3_2_natural=1 t3_3.1_natural=3"


class Server(unohelper.Base, XInvocation):  # type: ignore[misc]
    """What the COM server is to Excel: its three methods, answered by the production dispatcher."""

    def __init__(self) -> None:
        self.replies: list[dispatch.Reply] = []

    def getIntrospection(self) -> None:  # noqa: N802  the names are UNO's
        return None

    def hasMethod(self, name: str) -> bool:  # noqa: N802
        return name in ("Ping", "RunCommand", "CallUdf")

    def hasProperty(self, name: str) -> bool:  # noqa: N802
        return False

    def getValue(self, name: str) -> None:  # noqa: N802
        return None

    def setValue(self, name: str, value: object) -> None:  # noqa: N802
        return None

    def invoke(self, name: str, arguments: tuple[Any, ...], *_: object) -> tuple[object, tuple[()], tuple[()]]:
        if name == "Ping":
            return "pong", (), ()
        if name == "RunCommand":
            command, argument, workbook = arguments
            reply = dispatch.run(command, workbook, argument)
        else:
            reply = dispatch.call(arguments[0], arguments[1])
        self.replies.append(reply)
        return tuple(reply.as_list()), (), ()


class DeadServer(Server):
    """A server that has gone."""

    def invoke(self, name: str, arguments: tuple[Any, ...], *_: object) -> tuple[object, tuple[()], tuple[()]]:
        raise RuntimeException("gone", self)


@pytest.fixture
def server(macros: Any) -> Server:
    """A server the add-in is connected to."""
    made = Server()
    assert macros("Canary") == "alive"
    assert macros("UseServer", made) == "ok"
    return made


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Any]:
    """A workbook whose 表三 does not add up in one column, open and in front."""
    opened = office.calc().books.open(str(book(tmp_path, report("2021", BROKEN, agency="青石镇"))))
    opened.activate()
    yield opened
    opened.close()


def formula_value(macros: Any, formula: str) -> Any:
    """What a cell of the add-in's own sheet shows for a formula."""
    cell = macros.document.Sheets.getByIndex(0).getCellRangeByName("F1")
    cell.Formula = formula
    return cell.String


def test_click_lists_the_broken_sum_and_marks_its_cells(macros: Any, server: Server, broken: Any) -> None:
    """校验 pressed: 校验结果 lists G301 with a link, the cells are marked, the row says why, the counts are right."""
    assert macros("Click", "check") == "ok"

    (reply,) = server.replies
    assert reply.status == "ok"
    seen = live.snapshot(broken)
    summary, findings = seen.names["nb_summary"], seen.names["nb_findings"]
    listed = seen.sheets[findings.sheet]
    assert listed.value(summary.top, summary.left) == reply.message
    assert str(reply.message).startswith("错误 1 ")
    codes = [row[findings.left + 2] for row in listed.rows[findings.top :] if row[findings.left + 2]]
    assert codes.count("G301") == 2  # 自然人 and, with it, 总计
    assert (findings.top, findings.left + 4) in listed.formulas
    where = broken.sheets[findings.sheet][findings.top, findings.left + 4]
    assert where.formula.startswith('=HYPERLINK("#t3_')

    marks, box = seen.names["nb_marks_t3"], seen.names["t3_1_natural"]
    cell = seen.names["t3_3.7_natural"]
    assert seen.sheets[marks.sheet].value(marks.top + cell.top - box.top, marks.left + cell.left - box.left) == "error"
    hint = seen.names["nb_hint_t3_3.7"]
    assert "【错误】" in str(seen.sheets[hint.sheet].value(hint.top, hint.left))
    assert broken.sheets.active.name == findings.sheet


def test_click_changes_no_figure(macros: Any, server: Server, broken: Any) -> None:
    """The check writes beside the figures, never into them, and leaves the sheets protected."""
    before = live.snapshot(broken)
    assert macros("Click", "check") == "ok"
    after = live.snapshot(broken)
    for name, area in before.names.items():
        if name.startswith(("t2_", "t3_", "t4_")):
            old, new = before.sheets[area.sheet], after.sheets[area.sheet]
            assert old.value(area.top, area.left) == new.value(area.top, area.left), name
            assert broken.sheets[area.sheet].impl.sheet.isProtected()


def test_click_of_an_unknown_command_is_said_and_harmless(macros: Any, server: Server, broken: Any) -> None:
    """A tag without a program gives a sentence, no error in VBA."""
    assert macros("Click", "nonsense") == "ok"
    assert server.replies[0].status == "error"
    assert "没有「nonsense」这个命令" in str(server.replies[0].message)


def test_click_without_server_starts_the_program(macros: Any, broken: Any) -> None:
    """Where no server answers, the bridge starts the program for this one command, with the workbook's name."""
    macros("UseServer", DeadServer())
    assert macros("Click", "check") == "ok"
    given = office.started_program()
    end = time.monotonic() + 10
    while not given.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert given.read_text().splitlines() == ["run", "check", "", broken.name]


def test_messages_of_vba_are_chinese(macros: Any) -> None:
    """What VBA says by itself is readable although its source is ASCII."""
    from workbook.messages import MESSAGES

    assert macros("Message", "NoServer") == MESSAGES["NoServerText"]
    assert macros("Message", "NoBook") == MESSAGES["NoBookText"]


def test_cell_formula_goes_through_the_wrapper_to_python(macros: Any, server: Server, tmp_path: Path) -> None:
    """NB_TOTAL of a range, of an address in a file, and of a range with text in it; NB_CHECK counts."""
    path = book(tmp_path, report("2021", "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=2"))
    sheet = macros.document.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1:A4").setDataArray(((1.5,), ("",), (2.0,), ("",)))
    assert formula_value(macros, "=NB_TOTAL(A1:A4)") == "3.5"
    assert formula_value(macros, "=NB_TOTAL(A2:A2)") == ""
    assert formula_value(macros, f'=NB_TOTAL("t3_3.7_natural";"{path}")') == "2"
    assert formula_value(macros, f'=NB_TOTAL("表三·三（七）·自然人";"{path}")') == "2"
    sheet.getCellRangeByName("A2").String = "12件"
    assert "第2行第1列「12件」是文字" in formula_value(macros, "=NB_TOTAL(A1:A4)")
    assert formula_value(macros, f'=NB_CHECK("{path}";TRUE())') == "0"
    assert [reply.status for reply in server.replies] == ["ok", "ok", "ok", "ok", "error", "ok"]
