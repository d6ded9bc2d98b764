"""Which buttons can be pressed with which workbook in front, asked of the production callbacks without any server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import office
from tests.addin.conftest import becomes_true
from tests.builders import book, report
from workbook import ribbon

pytest.importorskip("pyopenvba", reason="没有 pyOpenVBA：先运行 make setup")
office.require()
pytestmark = pytest.mark.office

from tests.addin.server import Ribbon, Server  # noqa: E402  needs LibreOffice

ALWAYS = {"new", "import", "distribute", "consolidate", "status", "handbook", "manual", "doctor", "about", "stop"}
WITH_ANY_OF_OURS = {"undo", "next", "waive", "export"}
WITH_A_REPORT = {"carry", "repair", "package", "check", "clear"}
WITH_A_COUNTY = {"slips", "reminders"}


def enabled(macros: Any) -> set[str]:
    """The commands whose buttons can be pressed now."""
    answers = {
        button.tag: macros("IsEnabled", f"{button.tag} {button.argument}".strip()) for button in ribbon.buttons()
    }
    assert set(answers.values()) <= {True, False}, answers
    return {tag for tag, answer in answers.items() if answer}


def county_book(folder: Path) -> Path:
    """A county's workbook of one unit."""
    from nianbao.adapters import excel_write
    from tests.builders import content

    path = folder / "青川县汇总.xlsx"
    path.write_bytes(excel_write.write(content(report("2021", agency="青川县", level="县级"), kind="county")))
    return path


def strange_book(folder: Path) -> Path:
    """Somebody's workbook, its first cell saying what ours says elsewhere."""
    from openpyxl import Workbook

    path = folder / "花名册.xlsx"
    strange = Workbook()
    strange.active["A1"] = "unit"
    strange.save(path)
    return path


def test_enabled_without_workbook(macros: Any) -> None:
    """With nothing open, what makes or reads files can be pressed."""
    assert enabled(macros) == ALWAYS


def test_enabled_with_a_strange_workbook(macros: Any, open_book: Callable[[Path], Any], tmp_path: Path) -> None:
    """Somebody else's workbook is none of ours."""
    open_book(strange_book(tmp_path))
    assert enabled(macros) == ALWAYS


def test_enabled_with_a_report(macros: Any, open_book: Callable[[Path], Any], tmp_path: Path) -> None:
    """A unit's report can be filled, checked and sent; slips are the county's."""
    open_book(book(tmp_path, report("2021")))
    assert enabled(macros) == ALWAYS | WITH_ANY_OF_OURS | WITH_A_REPORT


def test_enabled_with_a_county_workbook(macros: Any, open_book: Callable[[Path], Any], tmp_path: Path) -> None:
    """A county's list is answered; its figures come from the units and are neither filled nor checked again."""
    open_book(county_book(tmp_path))
    assert enabled(macros) == ALWAYS | WITH_ANY_OF_OURS | WITH_A_COUNTY


def test_enabled_follows_the_workbook_in_front(macros: Any, open_book: Callable[[Path], Any], tmp_path: Path) -> None:
    """What counts is the workbook in front, not those behind it."""
    ours = open_book(book(tmp_path, report("2021")))
    open_book(strange_book(tmp_path))
    assert macros("IsEnabled", "check") is False
    ours.activate()
    assert macros("IsEnabled", "check") is True


def test_front_change_makes_the_ribbon_ask_anew(macros: Any) -> None:
    """When another workbook comes to the front the ribbon is told."""
    shown = Ribbon()
    assert macros("LoadRibbon", shown) == "ok"
    assert macros("BringToFront") == "ok"
    assert shown.calls == [("Invalidate", ()), ("Invalidate", ())]  # when it was loaded, and now


def test_first_workbook_of_ours_starts_the_server_ahead(
    macros: Any, open_book: Callable[[Path], Any], tmp_path: Path
) -> None:
    """The server is started once, when Excel is idle, so that the first click need not wait for it."""
    server = Server()
    macros("Offer", server)
    open_book(book(tmp_path, report("2021")))
    macros("BringToFront")
    assert macros("Started") == 0  # not while the workbook is opening
    assert becomes_true(lambda: macros("Started") == 1)
    macros("BringToFront")
    assert not becomes_true(lambda: macros("Started") > 1, seconds=1.5)
    assert server.times("RunCommand") == 0


def test_strange_workbook_starts_no_server(macros: Any, open_book: Callable[[Path], Any], tmp_path: Path) -> None:
    """Who works on something else is not bothered."""
    macros("Offer", Server())
    open_book(strange_book(tmp_path))
    macros("BringToFront")
    assert not becomes_true(lambda: macros("Started") > 0, seconds=1.5)


def test_start_ahead_is_silent_without_server(macros: Any, open_book: Callable[[Path], Any], tmp_path: Path) -> None:
    """Where no server can be started nothing is said before somebody clicks."""
    open_book(book(tmp_path, report("2021")))
    macros("BringToFront")
    assert not becomes_true(lambda: macros("Said") != "", seconds=1.5)
