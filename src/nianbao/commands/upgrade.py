"""`upgrade`: a workbook an earlier version made, as one of this version, with everything in it; the old file stays."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.adapters import excel_log, excel_open, excel_patch, excel_read, excel_waivers, excel_write
from nianbao.commands import check, console, upgrade_carry, upgrade_left, upgrade_proof
from nianbao.commands.read import Reading
from nianbao.commands.upgrade_answers import unrecorded, with_lines_kept
from nianbao.commands.upgrade_left import Left
from nianbao.commands.upgrade_old import IsCurrent, Old, opened
from nianbao.core.errors import BadInput
from nianbao.core.waiver import Waiver

MARK = "（升级）"
_MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The new workbook, how much is in it, and what of the old one has no place there."""

    data: bytes
    filled: int
    answers: int
    changes: int
    sheets: int
    left: tuple[Left, ...]


def upgrade(data: bytes, file: str) -> Upgraded:
    """Today's workbook with all that an older one holds, proved by reading both.

    Raises: CannotRead; BadInput when it is of this version; CannotWrite when it is none of ours, a county's or newer, or
    the proof does not hold.
    """
    old = opened(data, file)
    given, unanswered = unrecorded(old)
    left, made = _made(old, unanswered)
    made = _marked(old, made, given)
    upgrade_proof.prove(old, made, given)
    return Upgraded(
        made,
        filled=sum(old.report.values[cell] is not None for cell in old.form.inputs()),
        answers=len(old.report.waivers) + len(given),
        changes=len(excel_log.entries(old.snapshot)),
        sheets=len(old.own_sheets),
        left=tuple(left),
    )


def _made(old: Old, unanswered: Sequence[Left]) -> tuple[list[Left], bytes]:
    """What has no place in the new workbook, and the new workbook, still without what a check leaves in it."""
    fresh = excel_open.open_workbook(excel_write.write(upgrade_carry.content(old)), old.file)
    left = [*upgrade_left.left(old, fresh), *unanswered]
    listed = upgrade_left.sheet(left, [*fresh.sheets])
    made = excel_write.write(upgrade_carry.content(old, (listed,) if listed else ()))
    new = excel_open.open_workbook(made, old.file)
    beside = [*upgrade_carry.beside_blocks(old, new), *upgrade_carry.log_blocks(old, new)]
    made = excel_patch.apply(made, new, beside)
    typed = upgrade_carry.typed_blocks(old, new)
    return left, excel_patch.refigured(made, new, typed) if typed else made


def _marked(old: Old, made: bytes, given: tuple[Waiver, ...]) -> bytes:
    """The new workbook checked, where the old one was, each answer beside its finding."""
    if next(excel_waivers.listed(old.snapshot), None) is None:
        return made
    report, findings = excel_read.read(excel_open.open_workbook(made, old.file))
    report = replace(report, waivers=(*old.report.waivers, *given))
    checked = check.check_reading(Reading(report, old.form, findings))
    return with_lines_kept(old, check.marked(made, old.file, checked))


def told(made: Upgraded) -> str:
    """What was brought along, and what was not, for people."""
    lines = [
        f"核对一致：已填 {made.filled} 格、说明 {made.answers} 条、修改记录 {made.changes} 条、自己加的工作表 {made.sheets} 张。"
    ]
    if made.left:
        lines.append(f"下面 {len(made.left)} 处没有放回原处，抄在「{upgrade_left.SHEET}」页：")
        lines += [f"  {upgrade_left.told(each)}" for each in made.left[:_MOST_TOLD]]
        lines += [f"  ……另有 {len(made.left) - _MOST_TOLD} 处"] if len(made.left) > _MOST_TOLD else []
    return "\n".join(lines)


def proposed(path: Path) -> Path:
    """Where the new workbook is kept unless somebody says otherwise: beside the old one."""
    return path.with_name(f"{path.stem}{MARK}.xlsx")


def configure(parser: ArgumentParser) -> None:
    """The arguments of `upgrade`."""
    parser.add_argument("book", type=Path, metavar="工作簿", help="旧版生成的年报工作簿，不会改动")
    parser.add_argument("-o", dest="output", type=Path, metavar="新工作簿.xlsx", help="存到哪里；不写存在原文件旁边")


def run(arguments: Namespace) -> int:
    """Upgrade a workbook and say what is in the new one."""
    from nianbao.adapters import files

    path: Path = arguments.book
    target: Path = arguments.output or proposed(path)
    data = files.read_bytes(path)
    if target.exists() and target.samefile(path):
        raise BadInput(f"新工作簿不能存成原文件「{path.name}」：升级不改动原文件。请用 -o 换一个文件名。")
    files.probe_writable(target)
    try:
        made = upgrade(data, path.name)
    except IsCurrent as reason:
        console.show(reason.message)
        return 0
    kept = files.save(target, made.data, backup=True)
    console.show(f"已升级成本版的工作簿「{kept}」，原文件没有改动。")
    console.show(told(made))
    return 0
