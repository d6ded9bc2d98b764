"""Writing a step on a live Calc: all or nothing, text cells made ready for figures, protection as before."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_steps, live
from nianbao.adapters.workbook import FINDINGS_SHEET, Block
from nianbao.core.errors import CannotWrite
from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from com.sun.star.lang import IndexOutOfBoundsException  # noqa: E402  needs uno

from nianbao.commands.live import check, steps, undo  # noqa: E402
from nianbao.commands.live.desk import Desk  # noqa: E402
from tests.live.everything import seen  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]


def figures(live_book: Any) -> list[Block]:
    """Blocks on three sheets: 表二, 表三 and the list."""
    names = live.snapshot(live_book).names
    areas = [names[name] for name in ("t2_1.1_made", "t3_1_natural", "nb_findings")]
    return [Block(area.sheet, area.top, area.left, ((Decimal(8),),)) for area in areas]


def test_step_that_breaks_off_leaves_nothing(tmp_path: Path, opened: Open) -> None:
    """Two sheets were written when the third refused: all hold what they held, and are protected."""
    live_book = opened(book(tmp_path, report("2021", "t3_1_natural=3")))
    before = seen(live_book)
    too_far = Block(FINDINGS_SHEET, 2_000_000, 0, (("甲",),))
    with pytest.raises(IndexOutOfBoundsException):
        steps.perform(Desk(ScriptedHost(), live_book), "试写", [*figures(live_book), too_far])
    assert seen(live_book) == before
    assert excel_steps.steps(live.snapshot(live_book)) == []


def test_step_on_a_sheet_with_a_password_leaves_nothing(tmp_path: Path, opened: Open) -> None:
    """A sheet somebody locked is told by name; what was written before it is put back."""
    live_book = opened(book(tmp_path, report("2021", "t3_1_natural=3")))
    sheet = live_book.names["t3_1_natural"].refers_to_range.sheet.impl.sheet
    sheet.unprotect("")
    sheet.protect("密码")
    before = seen(live_book)
    with pytest.raises(CannotWrite, match="表三"):
        steps.perform(Desk(ScriptedHost(), live_book), "试写", figures(live_book))
    assert seen(live_book) == before
    assert excel_steps.steps(live.snapshot(live_book)) == []


def test_step_makes_text_cells_ready_for_figures(tmp_path: Path, opened: Open) -> None:
    """A figure written into a cell formatted as text is a figure; undone, text and format are back."""
    live_book = opened(book(tmp_path, report("2021")))
    cell = live_book.names["t3_1_natural"].refers_to_range
    with ScriptedHost().unprotected(cell.sheet):
        cell.resize(3).number_format = "@"
        cell.value = "'３"
    before = seen(live_book)
    steps.perform(Desk(ScriptedHost(), live_book), "试写", figures(live_book))
    assert (cell.value, cell.number_format) == (8, "General")
    assert cell.offset(1).number_format == "@"
    undo.run(Desk(ScriptedHost(), live_book))
    assert (cell.value, cell.number_format) == ("３", "@")
    assert seen(live_book) == before


def test_step_that_changes_nothing_is_none(tmp_path: Path, opened: Open) -> None:
    """Checking again without a change does not push the steps before it out of reach."""
    live_book = opened(book(tmp_path, report("2021", "t3_1_natural=3")))
    for _ in range(3):
        check.run(Desk(ScriptedHost(), live_book))
    assert [step.what for step in excel_steps.steps(live.snapshot(live_book))] == ["校验"]


def test_steps_are_taken_back_one_by_one(tmp_path: Path, opened: Open) -> None:
    """The newest first, each to what the one before it left."""
    live_book = opened(book(tmp_path, report("2021", "t3_1_natural=0")))
    desk = Desk(ScriptedHost(), live_book)
    area = live.snapshot(live_book).names["t3_1_natural"]
    for number in (1, 2):
        steps.perform(desk, f"第{number}步", [Block(area.sheet, area.top, area.left, ((number,),))])
    for number in (2, 1):
        assert f"第{number}步" in undo.run(desk)
        assert live_book.sheets[area.sheet][area.top, area.left].value == number - 1
    assert excel_steps.steps(live.snapshot(live_book)) == []
