"""What the tests of 填报 on a live Calc share: what a workbook holds, and a host that types while it asks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from nianbao.adapters import excel_log, live
from nianbao.adapters.workbook import CHANGES_SHEET, META_SHEET
from nianbao.commands import export
from nianbao.commands.live import LIVE
from nianbao.commands.live.desk import Desk
from nianbao.commands.read import Reading
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import book
from tests.live.scripted import Answer, ScriptedHost


def held(live_book: Any) -> dict[str, list[list[object]]]:
    """The formulas and values of every sheet but those that tell what we did, as blocks."""
    sheets = [sheet for sheet in live_book.sheets if sheet.name not in (CHANGES_SHEET, META_SHEET)]
    ranges = {sheet.name: sheet.range((1, 1), (60, 20)) for sheet in sheets}
    return {name: [list(cells.formula), list(cells.options(ndim=2).value)] for name, cells in ranges.items()}


def shown(live_book: Any, *names: str) -> list[object]:
    """What the first cells of some names hold."""
    return [live_book.names[name].refers_to_range[0].value for name in names]


def logged(live_book: Any) -> list[tuple[str, str, str]]:
    """The lines of 修改记录: the cell's name, the operation, and the reason."""
    entries = excel_log.entries(live.snapshot(live_book))
    return [(each.change.name, each.change.what, each.change.why) for each in entries if not each.state]


def protected(live_book: Any) -> dict[str, bool]:
    """Which sheets are protected."""
    return {sheet.name: bool(sheet.impl.sheet.isProtected()) for sheet in live_book.sheets}


def type_into(live_book: Any, name: str, value: object) -> None:
    """Type a value into a named cell, as a clerk does."""
    cell = live_book.names[name].refers_to_range[0]
    with ScriptedHost().unprotected(cell.sheet):
        cell.value = value


def published(folder: Path, made: Report, name: str) -> Path:
    """A report as it is published, in the format its name says; a workbook of ours is read fastest."""
    if name.endswith(".xlsx"):
        return book(folder, made, name)
    path = folder / name
    path.write_bytes(export.export(Reading(made, load.by_id(made.form), ()), path.suffix))
    return path


class BusyHost(ScriptedHost):
    """A host with somebody who goes on typing while a question stands."""

    def __init__(self, types: Callable[[], None], *answers: Answer) -> None:
        super().__init__(*answers)
        self._types = types

    def ask(self, question: str) -> bool:
        self._types()
        return super().ask(question)


def undo(live_book: Any) -> str:
    """撤销上一步."""
    return LIVE["undo"](Desk(ScriptedHost(), live_book))
