"""`repair`: what is certain is mended after showing it cell by cell, written into 修改记录, and can be undone."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nianbao.adapters import excel_formulas, excel_log, excel_open, excel_read, files, gate
from nianbao.adapters.workbook import Area, Block, Snapshot
from nianbao.commands import check, console
from nianbao.commands.read import Reading
from nianbao.commands.repair_kinds import BLANKS, USUAL, Book, Repair, Wanted
from nianbao.commands.repair_plan import blanks, is_whole, plan
from nianbao.commands.repair_told import LABELS, became, label, told
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.form import Form
from nianbao.core.report import as_text
from nianbao.forms import load

_YES = frozenset({"是", "y", "yes"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A closed workbook of ours: its bytes, and what there is to plan from."""

    path: Path
    data: bytes
    book: Book


def opened(path: Path) -> Opened:
    """The workbook at a path, ready for planning.

    Raises: CannotOpen, CannotRead; CannotWrite when it is no workbook of ours or has no place for the log.
    """
    data = files.read_bytes(path)
    snapshot = excel_open.open_workbook(data, path.name) if gate.is_zip(data) else None
    if snapshot is None:
        raise CannotWrite(
            f"修正不了「{path.name}」：不是本工具的年报工作簿。请先用「导入已发布年报」（import）读进工作簿。"
        )
    return Opened(path, data, of(snapshot, lambda areas: excel_formulas.formulas(data, path.name, areas)))


def of(snapshot: Snapshot, formulas: Callable[[list[Area]], Mapping[Area, str]]) -> Book:
    """A workbook for planning, whoever holds it; `formulas` gives the formulas that stand in some areas.

    Raises: CannotRead; CannotWrite when it is no workbook of ours, a county's, or without a place for the log.
    """
    form = excel_read.form_of(snapshot)
    if form is None:
        raise CannotWrite(
            f"修正不了「{snapshot.file}」：不是本工具的年报工作簿。请先用「导入已发布年报」（import）读进工作簿。"
        )
    if not excel_log.has_log(snapshot):
        raise CannotWrite(
            f"修正不了「{snapshot.file}」：工作簿里没有「修改记录」页，改了就不能撤销。请先用 upgrade 升级成本版的工作簿。"
        )
    if (kind := snapshot.names.get("nb_kind")) and snapshot.sheets[kind.sheet].value(kind.top, kind.left) == "county":
        raise CannotWrite(f"修正不了「{snapshot.file}」：汇总表的数来自各单位。请修正各单位的工作簿后重新汇总。")
    report, findings = excel_read.read(snapshot)
    areas = [area for cell in form.totals if (area := snapshot.names.get(str(cell))) and area.sheet in snapshot.sheets]
    return Book(Reading(report, load.by_id(report.form), findings), snapshot, formulas(areas))


def blocks(book: Book, repairs: Sequence[Repair], when: str) -> list[Block]:
    """What to write so that the repairs are done, and logged as one batch."""
    changes = [_change(book.form, each, each.before) for each in repairs if each.is_sure and each.before is not None]
    return excel_log.logged(book.snapshot, changes, when)


def _change(form: Form, repair: Repair, before: excel_log.Held) -> excel_log.Change:
    said = became(repair) if repair.formula else ""
    what = LABELS[repair.kind]
    return excel_log.Change(repair.address, label(form, repair), what, before, repair.written, repair.why, said)


def unfilled(book: Book, zeros: frozenset[str]) -> str:
    """One sentence on the blank cells that stay blank, empty when there are none."""
    rest = {table: cells for table, cells in blanks(book).items() if table not in zeros}
    if not rest:
        return ""
    return f"未填写的没有补 0：{'、'.join(blank_phrase(book, table, cells) for table, cells in rest.items())}。"


def blank_phrase(book: Book, table: str, cells: Sequence[Cell]) -> str:
    """How many cells of a table are blank: 「表三 12 格」, 「表四整张 15 格」."""
    return f"{book.form.table(table).sheet}{'整张' if is_whole(book, table) else ''} {len(cells)} 格"


def configure(parser: ArgumentParser) -> None:
    """The arguments of `repair`."""
    kinds = "、".join(f"{kind}（{LABELS[kind]}）" for kind in LABELS)
    parser.add_argument("book", type=Path, metavar="工作簿", help="年报工作簿")
    parser.add_argument("--preview", action="store_true", help="只看会改什么，不写入")
    parser.add_argument(
        "--kind", action="append", choices=tuple(LABELS), metavar="种类", help=f"只做这一种，可写多次：{kinds}"
    )
    parser.add_argument("--blanks", action="store_true", help="确认未填写的格都没有发生，补 0（整张空表也补）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: Namespace) -> int:
    """Show what would be mended and, unless only asked to show it, mend it."""
    target = opened(arguments.book)
    wanted = _wanted(arguments, target.book)
    repairs = plan(target.book, wanted)
    if not arguments.json:
        console.show(told(target.book, repairs))
        if not arguments.preview and _may_fill(arguments):
            wanted, repairs = _asked(target.book, wanted, repairs)
    changes = blocks(target.book, repairs, now())
    kept = None if arguments.preview or not changes else _save(target, changes)
    outcome = check.check_reading(target.book.reading) if kept is None else check.check_file(kept)
    if arguments.json:
        console.show_json(as_dict(target.book, repairs, wanted, written=kept is not None))
    else:
        _conclude(arguments, target.book, wanted, kept=kept, number=sum(each.is_sure for each in repairs))
        console.show(f"{'现在' if kept is None else '修正后'}：{console.counted(outcome.findings)}")
    return check.exit_code([outcome])


def _wanted(arguments: Namespace, book: Book) -> Wanted:
    kinds = frozenset(arguments.kind or (USUAL | {BLANKS} if arguments.blanks else USUAL))
    if BLANKS in kinds and not arguments.blanks and not _may_fill(arguments):
        raise BadInput("补 0 要先确认这些格确实没有发生。请加 --blanks 确认，或先用 --blanks --preview 看会补哪些格。")
    zeros = frozenset(table.code for table in book.form.tables) if arguments.blanks else frozenset()
    return Wanted(kinds - {BLANKS}, zeros)


def _may_fill(arguments: Namespace) -> bool:
    """Whether there is somebody to be asked about blank cells."""
    may = not arguments.blanks and (not arguments.kind or BLANKS in arguments.kind)
    return may and not arguments.json and sys.stdin.isatty() and sys.stdout.isatty()


def _asked(book: Book, wanted: Wanted, repairs: list[Repair]) -> tuple[Wanted, list[Repair]]:
    """What is wanted once somebody has answered about each table's blank cells."""
    zeros = {table for table, cells in blanks(book).items() if _is_agreed(blank_phrase(book, table, cells))}
    if not zeros:
        return wanted, repairs
    wanted = Wanted(wanted.kinds, frozenset(zeros))
    filled = plan(book, wanted)
    console.show(told(book, [each for each in filled if each not in repairs]))
    return wanted, filled


def _is_agreed(phrase: str) -> bool:
    print(f"{phrase}未填写，确认没有发生、补 0 吗？（是/否）", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in _YES


def now() -> str:
    """The time as the log writes it."""
    return f"{datetime.now():%Y-%m-%d %H:%M}"


def _save(target: Opened, changes: Sequence[Block]) -> Path:
    from nianbao.adapters import excel_patch

    data = excel_patch.refigured(target.data, target.book.snapshot, changes)
    return files.save(target.path, data, backup=True)


def _conclude(arguments: Namespace, book: Book, wanted: Wanted, *, kept: Path | None, number: int) -> None:
    if rest := unfilled(book, wanted.zeros):
        console.show(f"\n{rest}确认没有发生的，加 --blanks 再修正一次。")
    if kept is not None:
        console.show(f"已修正 {number} 格，记在「{kept}」的「修改记录」页；要恢复原样，用 undo 撤销。")
    elif arguments.preview and number:
        console.show(f"以上 {number} 格只是预览，没有写入。去掉 --preview 即写入。")


def as_dict(book: Book, repairs: Sequence[Repair], wanted: Wanted, *, written: bool) -> Mapping[str, Any]:
    """What `repair --json` prints."""
    return {
        "file": book.snapshot.file,
        "written": written,
        "repairs": [_entry(book.form, each) for each in repairs if each.is_sure],
        "left": [_entry(book.form, each) for each in repairs if not each.is_sure],
        "blank": [str(cell) for table, cells in blanks(book).items() if table not in wanted.zeros for cell in cells],
    }


def _entry(form: Form, repair: Repair) -> dict[str, Any]:
    return {
        "kind": repair.kind,
        "address": repair.address,
        "where": label(form, repair),
        "before": None if repair.before is None or repair.before.kind == excel_log.BLANK else repair.before.text,
        "after": repair.prose or as_text(repair.after),
        "formula": repair.formula or None,
        "why": repair.why,
        "rule": repair.rule,
    }
