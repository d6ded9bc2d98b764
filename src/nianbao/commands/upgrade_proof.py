"""The proof of an upgrade: the old and the new workbook read again and held against each other, thing by thing."""

from collections.abc import Iterator
from dataclasses import replace

from nianbao.adapters import excel_log, excel_open, excel_read, excel_waivers
from nianbao.adapters.listing import spelled
from nianbao.adapters.workbook import HEAD_LABELS, Area, Snapshot
from nianbao.commands.upgrade_answers import dated
from nianbao.commands.upgrade_carry import moved_entry
from nianbao.commands.upgrade_old import Old
from nianbao.core.errors import CannotWrite
from nianbao.core.waiver import Waiver

_HEAD = ("agency", "year", "level", "contact", "phone")


def prove(old: Old, data: bytes, answered: tuple[Waiver, ...]) -> None:
    """Nothing where all is there; `answered` are 说明 that stood beside findings without a record.

    Raises: CannotWrite naming what differs.
    """
    new = excel_open.open_workbook(data, old.file)
    differing = list(
        dict.fromkeys([*_report(old, new), *_answers(old, new, answered), *_log(old, new), *_own(old, new)])
    )
    if differing:
        named = "、".join(differing[:5]) + (f" 等 {len(differing)} 处" if len(differing) > 5 else "")
        raise CannotWrite(f"没有升级「{old.file}」：升级后核对，{named}与原来不一致。原文件不动；请把它交给技术支持。")


def _report(old: Old, new: Snapshot) -> Iterator[str]:
    before, (after, _) = old.report, excel_read.read(new)
    for cell in old.form.cells:
        if before.values[cell] != after.values[cell]:
            yield old.form.spell(cell)
    for name in before.texts:
        if before.texts[name] != after.texts[name] and not _is_joined(old, name):
            yield spelled(name, old.form)
    for name in _HEAD:
        if getattr(before, name) != getattr(after, name):
            yield f"封面「{HEAD_LABELS[f'head_{name}']}」"


def _is_joined(old: Old, name: str) -> bool:
    """Whether a text is a formula, whose result a file need not hold: the title, which is unit and year."""
    area = old.snapshot.names.get(name)
    return area is not None and (area.top, area.left) in old.snapshot.sheets[area.sheet].formulas


def _answers(old: Old, new: Snapshot, answered: tuple[Waiver, ...]) -> Iterator[str]:
    kept = dated(excel_waivers.read(new, old.report.agency))
    for rule, *_ in dated((*old.report.waivers, *answered)) - kept:
        yield f"{rule} 的说明"


def _log(old: Old, new: Snapshot) -> Iterator[str]:
    before = [replace(moved_entry(old, new, each), row=0) for each in excel_log.entries(old.snapshot)]
    if before != [replace(each, row=0) for each in excel_log.entries(new)]:
        yield "修改记录"


def _own(old: Old, new: Snapshot) -> Iterator[str]:
    for name in old.own_sheets:
        before, after = old.snapshot.sheets[name], new.sheets[name]
        for row, line in enumerate(before.rows):
            for column, value in enumerate(line):
                if value != after.value(row, column):
                    yield Area(name, row, column, row, column).place
