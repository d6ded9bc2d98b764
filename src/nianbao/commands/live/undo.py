"""`undo` in the spreadsheet program: the last step of ours in the open workbook is taken back exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nianbao.adapters import excel_log, excel_read, excel_steps
from nianbao.adapters.excel_steps import Changes, Step
from nianbao.adapters.workbook import FINDINGS_SHEET, Area, Block, Snapshot
from nianbao.commands import undo
from nianbao.commands.live import steps
from nianbao.commands.repair import now
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotWrite, UnknownAddress
from nianbao.core.form import Form

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

_MOST_NAMED = 8


def run(desk: Desk) -> str:
    """Take the last step back and say what came of it; a batch written into the closed file is a step too.

    Raises: BadInput when there is nothing to take back; CannotRead, CannotWrite.
    """
    from nianbao.adapters import live

    snapshot = live.snapshot(desk.workbook, desk.host)
    step = last(snapshot)
    if step is None:
        return _by_log(desk, snapshot)
    changes = step.changes
    if changes is None:
        raise BadInput(f"「{step.what}」没有留下可以撤销的记录：改动太多，或记录已损坏。请从当天的备份文件恢复。")
    return _take_back(desk, snapshot, step, changes)


def last(snapshot: Snapshot) -> Step | None:
    """The last step that still stands; None when only 修改记录 may know one.

    Raises: CannotWrite when the workbook is too old to keep steps, and its log knows of none.
    """
    logged = excel_log.entries(snapshot)
    known, standing = {entry.batch for entry in logged}, {entry.batch for entry in logged if not entry.state}
    if excel_steps.start_of(snapshot) is None and not standing:
        raise CannotWrite(
            f"撤销不了「{snapshot.file}」：它是早先的工作簿，没有地方存操作步骤，「修改记录」页也没有可以撤销的修改。"
            "更早的内容请从备份文件恢复。"
        )
    own = [each for each in excel_steps.steps(snapshot) if each.batch in standing or each.batch not in known]
    return own[-1] if own and own[-1].newest >= max(standing, default=0) else None


def _by_log(desk: Desk, snapshot: Snapshot) -> str:
    """The last batch of the log taken back: it was written into the closed file, or its step is no longer kept."""
    from nianbao.adapters import live

    batch = undo.last(snapshot)
    undone = undo.plan(snapshot, batch, live.formulas(desk.workbook, undo.areas(snapshot, batch)))
    _write(desk, snapshot, undo.blocks(snapshot, undone, now()))
    return undo.told(undone)


def _take_back(desk: Desk, snapshot: Snapshot, step: Step, changes: Changes) -> str:
    from nianbao.adapters import excel_noted, live

    rows = excel_noted.rows_of(snapshot, changes)
    formulas = live.formulas(desk.workbook, excel_noted.with_formulas(snapshot, rows))
    restored = excel_noted.taken_back(snapshot, changes, formulas)
    batch = [entry for entry in excel_log.entries(snapshot) if step.batch and entry.batch == step.batch]
    undone = undo.Undone(
        tuple(entry for entry in batch if not _is_left(snapshot, entry, restored.left)),
        tuple(entry for entry in batch if _is_left(snapshot, entry, restored.left)),
    )
    states = undo.states(snapshot, undone, now())
    _write(desk, snapshot, [*restored.blocks, *states, excel_steps.removed(snapshot, step)])
    steps.put_looks_back(desk, snapshot, restored, changes)
    return told(step, undone, _labels(snapshot, restored.left), restored.gone)


def _write(desk: Desk, snapshot: Snapshot, blocks: Sequence[Block]) -> None:
    """Write, wholly or not at all."""
    from nianbao.adapters import excel_noted, live

    rows = [(place, len(values)) for place, values in excel_noted.spread(blocks)]
    formulas = live.formulas(desk.workbook, excel_noted.with_formulas(snapshot, rows))
    with live.quiet(desk.workbook):
        steps.write(desk, snapshot, blocks, Changes(excel_noted.noted(snapshot, blocks, formulas)))


def _is_left(snapshot: Snapshot, entry: excel_log.Entry, left: Sequence[Area]) -> bool:
    """Whether a cell of the log was changed since, or is gone."""
    area = snapshot.names.get(entry.change.name)
    return area is None or any(
        each.sheet == area.sheet
        and each.top <= area.bottom
        and area.top <= each.bottom
        and each.left <= area.right
        and area.left <= each.right
        for each in left
    )


def _labels(snapshot: Snapshot, left: Sequence[Area]) -> list[str]:
    """The cells that were left, for people."""
    form = excel_read.form_of(snapshot)
    names = {(area.sheet, area.top, area.left): name for name, area in snapshot.names.items()}
    return [_label(form, names.get((area.sheet, area.top, area.left), ""), area) for area in left]


def _label(form: Form | None, name: str, area: Area) -> str:
    if area.sheet == FINDINGS_SHEET:
        return f"{area.sheet}第 {area.top + 1} 行"
    try:
        return form.spell(Cell.parse(name)) if form else area.place
    except (UnknownAddress, KeyError):
        return area.place


def told(step: Step, undone: undo.Undone, left: Sequence[str], gone: int) -> str:
    """What was taken back and what was not, for people."""
    said = f"已撤销 {step.when} 的「{step.what}」"
    said += f"：恢复 {len(undone.restored)} 格。" if step.batch else "，恢复到这一步之前。"
    if left:
        more = f" 等 {len(left)} 处" if len(left) > _MOST_NAMED else ""
        said += f"之后又改过的没有动：{'、'.join(left[:_MOST_NAMED])}{more}，需要的请手工改回。"
    if gone:
        said += f"有 {gone} 处已经删去，没有恢复。"
    return said
