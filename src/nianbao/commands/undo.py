"""`undo`: our last change to a workbook taken back exactly, cell by cell, out of its 修改记录."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.adapters import excel_formulas, excel_log, excel_open, excel_read, files, gate
from nianbao.adapters.workbook import Area, Block, Snapshot
from nianbao.commands import console
from nianbao.commands.repair import now
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotWrite, UnknownAddress

PARTLY = 3


@dataclass(frozen=True, slots=True)
class Undone:
    """The last batch that still stands: what is taken back, and what is left because somebody changed it since."""

    restored: tuple[excel_log.Entry, ...]
    left: tuple[excel_log.Entry, ...]

    @property
    def what(self) -> str:
        """「01-05 09:12 的「数字规整、合计重算」」."""
        entries = (*self.restored, *self.left)
        operations = "、".join(dict.fromkeys(entry.change.what for entry in entries))
        return f"{entries[0].when} 的「{operations}」"


def last(snapshot: Snapshot) -> list[excel_log.Entry]:
    """The lines of the last batch that was not undone.

    Raises: BadInput when there is none; CannotWrite when the workbook has no log.
    """
    if not excel_log.has_log(snapshot):
        raise CannotWrite(f"撤销不了「{snapshot.file}」：工作簿里没有「修改记录」页。请用当天的备份文件恢复。")
    standing = [entry for entry in excel_log.entries(snapshot) if not entry.state]
    if not standing:
        raise BadInput(f"「{snapshot.file}」没有可以撤销的修改。更早的内容请从备份文件恢复。")
    newest = max(entry.batch for entry in standing)
    return [entry for entry in standing if entry.batch == newest]


def areas(snapshot: Snapshot, batch: list[excel_log.Entry]) -> list[Area]:
    """Where the batch's cells stand now; those that are gone have none."""
    found = (snapshot.names.get(entry.change.name) for entry in batch)
    return [area for area in found if area is not None and area.sheet in snapshot.sheets]


def plan(snapshot: Snapshot, batch: list[excel_log.Entry], formulas: Mapping[Area, str]) -> Undone:
    """What of the batch can be taken back: the cells that still hold what we wrote."""
    kept = [entry for entry in batch if _is_ours(snapshot, entry.change, formulas)]
    return Undone(tuple(kept), tuple(entry for entry in batch if entry not in kept))


def _is_ours(snapshot: Snapshot, change: excel_log.Change, formulas: Mapping[Area, str]) -> bool:
    area = snapshot.names.get(change.name)
    if area is None or area.sheet not in snapshot.sheets:
        return False
    holds = excel_log.held(snapshot, area, formulas)
    return holds is not None and (holds.is_as(change.after) or _is_sum(snapshot, change, holds))


def _is_sum(snapshot: Snapshot, change: excel_log.Change, holds: excel_log.Held) -> bool:
    """Whether a sum we wrote is still that sum: rows put in since have moved its parts."""
    form = excel_read.form_of(snapshot)
    if form is None or not holds.kind == change.after.kind == excel_log.FORMULA:
        return False
    try:
        due = excel_formulas.summing(snapshot, form, Cell.parse(change.name))
    except UnknownAddress:
        return False
    return due is not None and excel_log.is_same(due, holds.text)


def blocks(snapshot: Snapshot, undone: Undone, when: str) -> list[Block]:
    """What to write: the cells as they were, and what became of each line of the log."""
    back = [replace(entry.change, after=entry.change.before) for entry in undone.restored]
    return [*excel_log.writes(snapshot, back), *states(snapshot, undone, when)]


def states(snapshot: Snapshot, undone: Undone, when: str) -> list[Block]:
    """What to write so that each line of the log says what became of it."""
    return [
        *(excel_log.stated(snapshot, entry, f"已撤销 {when}") for entry in undone.restored),
        *(excel_log.stated(snapshot, entry, "没有撤销：之后又改过") for entry in undone.left),
    ]


def told(undone: Undone) -> str:
    """What was taken back and what was not, for people."""
    lines = [f"已撤销 {undone.what}：恢复 {len(undone.restored)} 格。"]
    if undone.left:
        places = "、".join(entry.change.label for entry in undone.left)
        lines.append(
            f"以下 {len(undone.left)} 格之后又改过，没有动：{places}。需要的请手工改回，原来的内容在「修改记录」页。"
        )
    return "\n".join(lines)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `undo`."""
    parser.add_argument("book", type=Path, metavar="工作簿", help="年报工作簿；再撤销一次，就回到更早一次修改之前")


def run(arguments: Namespace) -> int:
    """Take back the last batch and say what came of it."""
    from nianbao.adapters import excel_patch

    path: Path = arguments.book
    data = files.read_bytes(path)
    if not gate.is_zip(data):
        raise CannotWrite(f"撤销不了「{path.name}」：不是本工具的年报工作簿。请核对文件。")
    snapshot = excel_open.open_workbook(data, path.name)
    batch = last(snapshot)
    undone = plan(snapshot, batch, excel_formulas.formulas(data, path.name, areas(snapshot, batch)))
    files.save(path, excel_patch.refigured(data, snapshot, blocks(snapshot, undone, now())), backup=True)
    console.show(told(undone))
    return PARTLY if undone.left else 0
