"""From the ribbon's callback to the marked sheet, and from a cell's formula to its value, on the production VBA."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import office
from tests.addin.conftest import becomes_true
from tests.builders import book, report

pytest.importorskip("pyopenvba", reason="没有 pyOpenVBA：先运行 make setup")
office.require()
pytestmark = pytest.mark.office

from nianbao.adapters import live  # noqa: E402  needs LibreOffice
from tests.addin.server import Server  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402
from workbook.messages import MESSAGES  # noqa: E402

BROKEN = "t3_1_natural=3 t3_2_natural=1 t3_3.1_natural=3"


@pytest.fixture
def server(macros: Any) -> Server:
    """A server the add-in finds."""
    made = Server()
    assert macros("Offer", made) == "ok"
    return made


@pytest.fixture
def broken(tmp_path: Path, open_book: Callable[[Path], Any]) -> Any:
    """A workbook whose 表三 does not add up in one column, open and in front."""
    return open_book(book(tmp_path, report("2021", BROKEN, agency="青石镇")))


def started_with() -> list[str]:
    """The arguments the program was started with, when it was."""
    given = office.started_program()
    assert becomes_true(given.exists)
    arguments = given.read_text().splitlines()
    given.unlink()
    return arguments


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
    assert macros("Said") == ""


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


def test_click_splits_the_tag_into_command_and_argument(macros: Any, server: Server, broken: Any) -> None:
    """A menu's button sends its command, its argument and the workbook in front."""
    assert macros("Click", "check pdf") == "ok"
    assert server.calls[-1] == ("RunCommand", ("check", "pdf", broken.name))


def test_click_of_new_needs_no_workbook(macros: Any, tmp_path: Path) -> None:
    """新建 pressed with nothing open: no workbook is handed over, a new one is made and comes to the front."""
    host = ScriptedHost("青石镇", "2024", False, tmp_path)
    server = Server(host)
    macros("Offer", server)
    assert macros("Click", "new") == "ok"

    assert server.calls[-1] == ("RunCommand", ("new", "", None))
    assert [reply.status for reply in server.replies] == ["ok"], server.replies
    (made,) = host.opened
    try:
        assert live.snapshot(made).names["head_agency"]
        assert macros("IsEnabled", "check") is True
        assert macros("Bar") == server.replies[0].message
    finally:
        made.close()


def test_click_that_is_refused_shows_the_sentence(macros: Any, server: Server, broken: Any) -> None:
    """A tag without a program gives a sentence in a box, no error in VBA."""
    assert macros("Click", "nonsense") == "ok"
    assert server.replies[0].status == "error"
    assert "没有「nonsense」这个命令" in macros("Said")


def test_click_reuses_the_server(macros: Any, server: Server, broken: Any) -> None:
    """One server serves all clicks of a session."""
    macros("Click", "nonsense")
    macros("Click", "nonsense")
    assert macros("Started") == 1


def test_click_replaces_a_server_that_has_gone(macros: Any, server: Server, broken: Any) -> None:
    """A server whose process has ended is started anew, and the click is answered."""
    macros("Click", "nonsense")
    server.is_gone = True
    fresh = Server()
    macros("Offer", fresh)
    assert macros("Click", "check") == "ok"
    assert [reply.status for reply in fresh.replies] == ["ok"]


def test_click_during_which_the_server_ends_says_so(macros: Any, server: Server, broken: Any) -> None:
    """A server that ends amid a command gives one sentence; the next click starts another."""
    server.ends_on = "RunCommand"
    assert macros("Click", "check") == "ok"
    assert macros("Said").splitlines() == [MESSAGES["NoServerText"]]
    macros("Offer", Server())
    macros("Click", "check")
    assert macros("Started") == 2


def test_status_line_goes_when_another_workbook_comes_to_the_front(macros: Any, server: Server, broken: Any) -> None:
    """The line of a finished command stands until the clerk turns to another workbook; then the cells get their texts."""
    macros("Click", "check")
    assert macros("Bar") == server.replies[0].message
    assert macros("BringToFront") == "ok"
    assert macros("Bar") == ""
    assert becomes_true(lambda: server.times("CallUdf") == 1)  # the functions' Chinese texts, fetched when idle


def test_click_on_stop_reaches_the_running_server(macros: Any, server: Server, broken: Any) -> None:
    """停止 is no command: the server is told at once, whatever it is doing."""
    macros("Click", "nonsense")
    assert macros("Click", "stop") == "ok"
    assert server.calls[-1] == ("Stop", ())
    assert server.times("RunCommand") == 1


def test_click_on_stop_starts_nothing(macros: Any, server: Server) -> None:
    """停止 with no server running starts none and says nothing."""
    assert macros("Click", "stop") == "ok"
    assert server.calls == []
    assert macros("Started") == 0
    assert macros("Said") == ""


def test_click_without_server_starts_the_program(macros: Any, broken: Any) -> None:
    """Where no server answers, the bridge starts the program for this one command, with the workbook's name."""
    assert macros("Click", "export docx") == "ok"
    assert started_with() == ["run", "export", "docx", broken.name]


def test_click_without_server_or_workbook_starts_the_program(macros: Any) -> None:
    """A command that needs no workbook names none."""
    assert macros("Click", "manual") == "ok"
    assert started_with() == ["run", "manual", "", ""]


def test_click_without_server_says_so_once(macros: Any, broken: Any) -> None:
    """The clerk is told once a session that it will be slower."""
    for _ in range(2):
        macros("Click", "check")
        started_with()
    assert macros("Said").splitlines() == [MESSAGES["AloneText"]]


def test_messages_of_vba_are_chinese(macros: Any) -> None:
    """What VBA says by itself is readable although its source is ASCII."""
    assert {name: macros("Message", name) for name in MESSAGES} == MESSAGES


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


def test_cell_formula_survives_the_end_of_the_server(macros: Any, server: Server) -> None:
    """A cell starts the server anew when it has gone."""
    assert formula_value(macros, "=NB_TOTAL(2)") == "2"
    server.is_gone = True
    macros("Offer", Server())
    assert formula_value(macros, "=NB_TOTAL(3)") == "3"


def test_cell_formula_without_server_is_not_available(macros: Any) -> None:
    """Without a server a cell shows #N/A, which Calc spells by its number, and no box."""
    assert formula_value(macros, "=NB_TOTAL(2)") == "Error 2042"
    assert macros("Said") == ""
