"""The toolbar in a visible Calc: found by name, clicked with the mouse, answered by a resident worker."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
import xlwings as xw

from tests import office
from tests.builders import book, report
from tests.live import screen as screens
from tests.live.screen import Screen, buttons, until
from workbook import ribbon

office.require()
screens.require()
pytestmark = pytest.mark.office

from nianbao.adapters import live  # noqa: E402
from nianbao.adapters.libreoffice import inside  # noqa: E402
from nianbao.adapters.libreoffice.engine import launch  # noqa: E402
from nianbao.adapters.libreoffice.host import CalcHost  # noqa: E402
from nianbao.commands import libreoffice  # noqa: E402

BROKEN = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=1"
TITLE = "公开年报"
TRIES, SECONDS = 5, 6
_PATIENCE = 240.0


class Calc(NamedTuple):
    """A visible Calc into which `nianbao libreoffice install` has put everything."""

    app: xw.App
    screen: Screen
    host: CalcHost
    profile: Path


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calc]:
    """The Calc, its user's settings in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("clerk")
    with pytest.MonkeyPatch.context() as patch, screens.screen() as screen:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        libreoffice.install(folder / "profile")
        app = launch(headless=False, profile=folder / "profile", environment=screen.environment)
        # A box nobody foresaw would keep every call waiting for ever.
        patience = threading.Timer(_PATIENCE, os.kill, (app.pid, signal.SIGKILL))
        patience.start()
        try:
            yield Calc(app, screen, CalcHost(app), folder / "profile")
        finally:
            app.quit()
            patience.cancel()


@pytest.fixture
def opened(calc: Calc, tmp_path: Path) -> Iterator[xw.Book]:
    """A workbook with two contradictions, in front and at full size."""
    shown = calc.app.books.open(str(book(tmp_path, report("2021", BROKEN))))
    frame = shown.impl.document.CurrentController.Frame
    frame.ContainerWindow.IsMaximized = True
    until(lambda: len(buttons(shown.impl.document)) > 5, "工具栏")
    yield shown
    shown.close()


def click(calc: Calc, opened: xw.Book, label: str) -> None:
    """A click of the mouse on a button of the toolbar."""
    calc.screen.click(buttons(opened.impl.document)[label])


def test_toolbar_has_every_button_of_the_ribbon(calc: Calc, opened: xw.Book) -> None:
    """The toolbar is made from the same list as Excel's ribbon."""
    expected = [button.label for group in ribbon.groups() for button in group.buttons]
    calc.screen.photograph("toolbar")
    assert expected == [name for name in buttons(opened.impl.document) if name in expected]


def test_click_on_check_marks_the_sheet_and_fills_the_list(calc: Calc, opened: xw.Book) -> None:
    """One click: the list is filled and shown, the cells are marked; the second click uses the same worker."""
    click(calc, opened, "校验")
    results = opened.names["nb_findings"].refers_to_range.sheet.name
    until(lambda: opened.sheets.active.name == results, "结果页")
    calc.screen.photograph("check")
    after = live.snapshot(opened)
    marks = after.names["nb_marks_t3"]
    box = [row[marks.left : marks.right + 1] for row in after.sheets[marks.sheet].rows[marks.top : marks.bottom + 1]]
    assert set(codes(opened)) == {"G301"}
    assert any(value for row in box for value in row)
    worker = workers(calc)
    assert len(worker) == 1
    mend(calc, opened)
    click(calc, opened, "校验")
    until(lambda: not codes(opened), "改正后的校验结果")
    assert workers(calc) == worker


def codes(opened: xw.Book) -> list[str]:
    """The codes in the list of findings."""
    snapshot = live.snapshot(opened)
    first = snapshot.names["nb_findings"]
    rows = snapshot.sheets[first.sheet].rows[first.top :]
    return [str(row[first.left + 2]) for row in rows if row[first.left + 2] is not None]


def mend(calc: Calc, opened: xw.Book) -> None:
    """Type the figures that fit."""
    for address in ("t3_1_natural", "t3_4_natural", "t3_3.1_natural"):
        cell = opened.names[address].refers_to_range
        with calc.host.unprotected(cell.sheet):
            cell.value = 0


def workers(calc: Calc) -> list[int]:
    """The resident programs the office has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        told = dict(line.split(":\t", 1) for line in _lines(status) if ":\t" in line)
        if told.get("PPid") == str(calc.app.pid) and "calc_worker" in (status.parent / "cmdline").read_text():
            found.append(int(status.parent.name))
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return []


def test_click_on_carry_asks_for_a_file_and_closing_it_changes_nothing(calc: Calc, opened: xw.Book) -> None:
    """The file box is a real one; Esc leaves the workbook as it was."""
    before = live.snapshot(opened)
    click(calc, opened, "取上年结转")
    title = "选择上年的工作簿或已发布的上年年报"
    until(lambda: calc.screen.has_window(title), title)
    calc.screen.photograph("carry")
    calc.screen.press("Escape")
    until(lambda: not calc.screen.has_window(title), "文件框关上")
    assert live.snapshot(opened) == before


def asked(calc: Calc, work: Callable[[], Any], title: str, answer: Callable[[Screen], None]) -> Any:
    """What a box comes to once it is answered."""
    with ThreadPoolExecutor(1) as aside:
        result: Future[Any] = aside.submit(work)
        until(lambda: calc.screen.has_window(title), title)
        calc.screen.photograph(f"box-{title}")
        for _ in range(TRIES):
            # A window that has just come may not listen yet.
            if calc.screen.has_window(title):
                calc.screen.face(title)
                answer(calc.screen)
            with suppress(TimeoutError):
                return result.result(SECONDS)
        return result.result(SECONDS)


@pytest.mark.parametrize(("key", "expected"), [("y", True), ("n", False), ("Escape", False)])
def test_question_takes_yes_and_no(calc: Calc, opened: xw.Book, key: str, expected: bool) -> None:
    """Yes is yes; no, and closing the box, is no."""
    question = "将把 3 个数写入本年年报。\n\n写入这些数吗？"
    keys = ("alt+y",) if key == "y" else ("alt+n",) if key == "n" else ("Escape",)
    assert asked(calc, lambda: calc.host.ask(question), TITLE, lambda screen: screen.press(*keys)) is expected


def test_notice_waits_until_it_is_read(calc: Calc, opened: xw.Book) -> None:
    """Telling returns when the box is closed."""
    asked(calc, lambda: calc.host.tell("打不开「某镇.xlsx」：文件正被其他程序使用。请关闭后再试。"), TITLE, enter)


def enter(screen: Screen) -> None:
    """The key that says OK."""
    screen.press("Return")


def test_line_of_text_is_what_was_typed_and_none_when_closed(calc: Calc, opened: xw.Book) -> None:
    """The proposal is there to be changed; closing the box is no answer, an empty line is one."""

    def over(text: str) -> Callable[[Screen], None]:
        def typed(screen: Screen) -> None:
            screen.press("ctrl+a", "Delete")
            screen.type(text)
            screen.press("Return")

        return typed

    def question() -> str | None:
        return calc.host.ask_text("请写明这一处为什么如实（会随报表上报）：", "2024")

    assert asked(calc, question, TITLE, enter) == "2024"
    assert asked(calc, question, TITLE, over("1989")) == "1989"
    assert asked(calc, question, TITLE, over("")) == ""
    assert asked(calc, question, TITLE, lambda screen: screen.press("Escape")) is None


def test_pickers_begin_in_the_folder_and_give_what_was_chosen(calc: Calc, opened: xw.Book, tmp_path: Path) -> None:
    """A file to open, a place to keep one, and a folder."""
    (tmp_path / "a.docx").write_bytes(b"x")

    def named(name: str) -> Callable[[Screen], None]:
        def typed(screen: Screen) -> None:
            screen.press("ctrl+a")
            screen.type(name)
            screen.press("Return")

        return typed

    host = calc.host
    assert asked(calc, lambda: host.pick_file("选文件", ["*.docx"], tmp_path), "选文件", named("a.docx")) == (
        tmp_path / "a.docx"
    )
    assert asked(calc, lambda: host.pick_target("存为", "b.docx", tmp_path), "存为", enter) == tmp_path / "b.docx"
    assert asked(calc, lambda: host.pick_target("存为", "b.docx", tmp_path), "存为", named("c")) == tmp_path / "c.docx"
    assert asked(calc, lambda: host.pick_folder("选文件夹", tmp_path), "选文件夹", enter) == tmp_path
    assert asked(calc, lambda: host.pick_folder("选文件夹", tmp_path), "选文件夹", lambda s: s.press("Escape")) is None


def test_functions_survive_the_round_trip_through_excels_format(calc: Calc, tmp_path: Path) -> None:
    """A formula Excel saved computes here, is saved under the same name, and computes when opened again."""
    path = tmp_path / "公式.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row, formula in enumerate(("=NB_TOTAL(C1:E1)", "=NB_TOTAL(C1:E1)*2", '=NB_LABEL("t3_3.7_natural")'), 1):
        sheet.cell(row, 1, formula)
    for column, value in enumerate((1, 2.5, None), 3):
        sheet.cell(1, column, value)
    made.save(path)
    for _ in range(2):
        shown = calc.app.books.open(str(path))
        assert shown.sheets[0]["A1:A3"].value == [3.5, 7.0, "表三·三（七）·自然人"]
        shown.save(str(path))
        shown.close()
        saved = openpyxl.load_workbook(path).active
        assert saved is not None
        assert [saved.cell(row, 1).value for row in (1, 2)] == ["=NB_TOTAL(C1:E1)", "=NB_TOTAL(C1:E1)*2"]


def test_function_answers_that_are_no_value_or_many(calc: Calc, tmp_path: Path) -> None:
    """What a form does not have is #N/A, which ISNA knows; a formula over two cells fills both."""
    path = tmp_path / "公式.xlsx"
    openpyxl.Workbook().save(path)
    report_file = book(tmp_path, report("2021", "t3_1_natural=3"))
    shown = calc.app.books.open(str(path))
    try:
        sheet = shown.sheets[0]
        sheet["A1"].formula = f'=ISNA(NB_VALUE("t2_5.1_prior","{report_file}"))'
        sheet["A2"].formula = f'=NB_VALUE("t3_1_natural","{report_file}")'
        sheet["A3"].formula = f'=NB_VALUE("t3_1_business","{report_file}")=0'
        sheet["B1:B2"].value = [["t3_3.7_natural"], ["t3_1_total"]]
        # As Ctrl+Shift+Enter does it.
        sheet["C1:C2"].impl.api.setArrayFormula("=NB_LABEL(B1:B2)")
        assert sheet["A1:A3"].value == [True, 3.0, True]
        assert sheet["C1:C2"].value == ["表三·三（七）·自然人", "表三·一·总计"]
    finally:
        shown.close()


def test_nothing_is_left_half_done_in_the_users_library(calc: Calc, opened: xw.Book) -> None:
    """What the worker runs inside the office came with the extension: an abrupt end can leave no broken library."""
    click(calc, opened, "校验")
    until(lambda: workers(calc) and codes(opened), "校验结果")
    libraries = calc.app.impl.create("com.sun.star.script.ApplicationScriptLibraryContainer")
    assert libraries.isLibraryLink(inside.LIBRARY)
