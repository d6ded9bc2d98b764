"""`repair` and `undo` in the spreadsheet program: the open workbook is mended where it stands, and put back again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nianbao.adapters.workbook import Area
from nianbao.commands import repair, undo
from nianbao.commands.repair_plan import USUAL, Book, Wanted, plan

if TYPE_CHECKING:
    import xlwings as xw

    from nianbao.adapters.live import Host


def preview(book: "xw.Book", *, blanks: bool = False) -> str:
    """What would be mended, before and after, for a question to the clerk; `blanks` fills 0 into what is blank.

    Raises: CannotRead, CannotWrite when it is no workbook of ours.
    """
    found = _opened(book)
    wanted = _wanted(found, blanks=blanks)
    parts = [repair.told(found, plan(found, wanted)), repair.unfilled(found, wanted.zeros)]
    return "\n\n".join(part for part in parts if part)


def run(book: "xw.Book", host: "Host", *, blanks: bool = False) -> str:
    """Mend the open workbook and say how many cells were.

    Raises: CannotRead, CannotWrite when it is no workbook of ours.
    """
    from nianbao.adapters import live

    found = _opened(book)
    repairs = plan(found, _wanted(found, blanks=blanks))
    changes = repair.blocks(found, repairs, repair.now())
    if not changes:
        return "没有需要修正的地方。"
    with live.quiet(book):
        live.write(book, changes, host)
    return f"已修正 {sum(each.is_sure for each in repairs)} 格，记在「修改记录」页；要恢复原样，请用撤销。"


def undo_last(book: "xw.Book", host: "Host") -> str:
    """Take back the last batch of changes to the open workbook and say what came of it.

    Raises: BadInput when there is nothing to take back; CannotRead, CannotWrite.
    """
    from nianbao.adapters import live

    snapshot = live.snapshot(book)
    batch = undo.last(snapshot)
    undone = undo.plan(snapshot, batch, live.formulas(book, undo.areas(snapshot, batch)))
    with live.quiet(book):
        live.write(book, undo.blocks(snapshot, undone, repair.now()), host)
    return undo.told(undone)


def _opened(book: "xw.Book") -> Book:
    from nianbao.adapters import live

    def formulas(areas: list[Area]) -> Mapping[Area, str]:
        return live.formulas(book, areas)

    return repair.of(live.snapshot(book), formulas)


def _wanted(book: Book, *, blanks: bool) -> Wanted:
    return Wanted(USUAL, frozenset(table.code for table in book.form.tables) if blanks else frozenset())
