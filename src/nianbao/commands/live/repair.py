"""`repair` in the spreadsheet program: what is certain is mended in the open workbook, after asking about blanks."""

from dataclasses import replace
from typing import TYPE_CHECKING

from nianbao.adapters.workbook import Snapshot
from nianbao.commands import repair
from nianbao.commands.live import asking, steps
from nianbao.commands.repair_kinds import USUAL, Book, Repair, Wanted
from nianbao.commands.repair_plan import blanks, plan
from nianbao.commands.repair_told import listed

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

WHAT = "补零、规整"


def run(desk: "Desk") -> str:
    """Mend the open workbook and say how many cells were.

    Raises: Stopped; CannotRead, CannotWrite when it is no workbook of ours; BadInput.
    """
    book = _opened(desk)
    wanted = Wanted(USUAL, _zeros(desk, book))

    def planning() -> tuple[Snapshot, list[Repair]]:
        now = _opened(desk)
        return now.snapshot, plan(now, wanted)

    repairs = plan(book, wanted)
    if not any(each.is_sure for each in repairs):
        return _nothing(desk, book, repairs)
    snapshot = asking.agreed(desk, _preview(book, wanted, repairs), repairs, planning)
    blocks = repair.blocks(replace(book, snapshot=snapshot), repairs, repair.now())
    steps.perform(desk, WHAT, blocks, seen=snapshot)
    mended = sum(each.is_sure for each in repairs)
    return f"已修正 {mended} 格，记在「修改记录」页。要恢复原样，点「撤销上一步」。{_left(repairs)}"


def _opened(desk: "Desk") -> Book:
    from nianbao.adapters import live

    return repair.of(live.snapshot(desk.workbook, desk.host), asking.formulas(desk))


def _zeros(desk: "Desk", book: Book) -> frozenset[str]:
    """The tables whose blank cells the clerk says are 0, asked one by one."""
    found = {table: repair.blank_phrase(book, table, cells) for table, cells in blanks(book).items()}
    question = "{}未填写，确认没有发生、补 0 吗？\n选「否」则留空，其他的照常修正。"
    return frozenset(table for table, phrase in found.items() if desk.host.ask(question.format(phrase)))


def _preview(book: Book, wanted: Wanted, repairs: list[Repair]) -> str:
    number = sum(each.is_sure for each in repairs)
    parts = [listed(book, repairs), repair.unfilled(book, wanted.zeros), f"修正以上 {number} 格吗？"]
    return "\n\n".join(part for part in parts if part)


def _nothing(desk: "Desk", book: Book, repairs: list[Repair]) -> str:
    """Nothing that is certain; what is doubtful is told in a box."""
    if repairs:
        desk.host.tell(listed(book, repairs))
    return f"没有能自动修正的地方。{_left(repairs)}"


def _left(repairs: list[Repair]) -> str:
    left = sum(not each.is_sure for each in repairs)
    return f"另有 {left} 处不能确定，没有改动，请核对。" if left else ""
