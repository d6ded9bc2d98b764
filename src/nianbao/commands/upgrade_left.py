"""What of an old workbook has no place in the new one: listed by where it stood, with what stood there."""

from collections.abc import Iterator
from typing import NamedTuple

from nianbao.adapters import excel_attached, excel_log, excel_steps
from nianbao.adapters.excel_anchors import Anchors, Place, found
from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import (
    COVER_SHEET,
    HELP_SHEET,
    Area,
    CellValue,
    DataSheet,
    Snapshot,
    reference,
)
from nianbao.commands.upgrade_carry import written
from nianbao.commands.upgrade_old import Old, is_ours

SHEET = "升级摘录"
_HEADERS, _WIDTHS = ("原来的位置", "内容", "说明"), (30, 60, 44)
_NOTE = "升级时没有地方放的内容都抄在这里，原来的工作簿没有改动。用不着时可以删去本页。"
_FORMULA = "是公式，已换成它的结果"
_UNREAD = "不是数字也不是文字，没有放进新的格"


class Left(NamedTuple):
    """One thing that was not brought along as it was: where it stood, what it was, and why."""

    place: str
    value: CellValue
    why: str


def sheet(left: list[Left], taken: list[str]) -> DataSheet | None:
    """The list as a sheet of the new workbook; `taken` are names of sheets that are there already."""
    if not left:
        return None
    name = next(each for each in (SHEET, *(f"{SHEET}{number}" for number in range(2, 1000))) if each not in taken)
    rows = tuple((each.place, written(each.value), each.why) for each in left)
    return DataSheet(name, "升级时没有放回原处的内容", _HEADERS, rows, _WIDTHS, note=_NOTE)


def left(old: Old, fresh: Snapshot) -> list[Left]:
    """Everything of that kind; `fresh` is the new workbook, by which what the program drew is known."""
    return [
        *_unread(old),
        *_strays(old, fresh),
        *_notes(old),
        *_in_own_sheets(old),
        *_looks(old),
        *_whole(old),
    ]


def _unread(old: Old) -> Iterator[Left]:
    """Value cells that hold a date, a truth value or an error, or a formula of somebody's own."""
    for cell, area in old.named.items():
        sheet, place = old.snapshot.sheets[area.sheet], (area.top, area.left)
        where = f"{area.place}（{old.form.spell(cell)}）"
        if place in sheet.formulas:
            if cell not in old.form.totals:
                yield Left(where, sheet.value(*place), f"{_FORMULA}：{old.formulas.get(area, '')}".rstrip("："))
        elif excel_log.held(old.snapshot, area, {}) is None:
            yield Left(where, sheet.value(*place), _UNREAD)


def _strays(old: Old, fresh: Snapshot) -> Iterator[Left]:
    """What somebody typed on the program's sheets beside the places for it."""
    drawn = {value for each in fresh.sheets.values() for line in each.rows for value in line if isinstance(value, str)}
    anchors, covered = Anchors(old.snapshot), _covered(old)
    skipped = {HELP_SHEET, *_list_sheets(old.snapshot)}
    for name in sorted(old.template_sheets - skipped, key=list(old.snapshot.sheets).index):
        sheet = old.snapshot.sheets[name]
        for row, line in enumerate(sheet.rows):
            for column, value in enumerate(line):
                if value is None or value in drawn or (name, row, column) in covered:
                    continue
                is_formula = (row, column) in sheet.formulas
                if is_formula and (name == COVER_SHEET or _is_drawn(anchors, fresh, Place(name, row, column))):
                    continue
                why = _FORMULA if is_formula else "表格以外自己写的内容"
                yield Left(Area(name, row, column, row, column).place, value, why)


def _list_sheets(snapshot: Snapshot) -> set[str]:
    lists = (snapshot.names.get(name) for name in ("nb_findings", "nb_changes", "nb_form"))
    return {area.sheet for area in lists if area is not None}


def _is_drawn(anchors: Anchors, fresh: Snapshot, place: Place) -> bool:
    """Whether the new workbook has a formula in the same place beside the same names."""
    now = found(fresh, anchors.of(place))
    return now is not None and (now.row, now.column) in fresh.sheets[now.sheet].formulas


def _covered(old: Old) -> set[tuple[str, int, int]]:
    """Every cell that was read, or that a name of the program's leads to."""
    areas = [area for name, area in old.snapshot.names.items() if is_ours(name, old.form)]
    areas += [area for source in old.report.sources.values() if (area := reference(source.place)) is not None]
    return {
        (area.sheet, row, column)
        for area in areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }


def _notes(old: Old) -> Iterator[Left]:
    """Notes on cells of the program's sheets that are no value cells."""
    values = {(area.sheet, area.top, area.left) for area in old.named.values()}
    for name in old.template_sheets & set(old.notes):
        for (row, column), text in old.notes[name].items():
            if (name, row, column) not in values:
                yield Left(Area(name, row, column, row, column).place, text, "批注")


def _in_own_sheets(old: Old) -> Iterator[Left]:
    for name in old.own_sheets:
        sheet = old.snapshot.sheets[name]
        if sheet.formulas:
            row, column = min(sheet.formulas)
            where = Area(name, row, column, row, column).place
            more = f" 等 {len(sheet.formulas)} 格" if len(sheet.formulas) > 1 else ""
            yield Left(f"{where}{more}", None, _FORMULA)


def _looks(old: Old) -> Iterator[Left]:
    """Backgrounds somebody chose for value cells."""
    totals = [area for cell, area in old.named.items() if cell in old.form.totals]
    inputs = [area for cell, area in old.named.items() if cell not in old.form.totals]
    for area in excel_attached.odd_fills(old.parts, old.file, [totals, inputs]):
        yield Left(area.place, None, "自己设的底色没有带过来")


def _whole(old: Old) -> Iterator[Left]:
    """What belongs to whole sheets or to the workbook."""
    for name in excel_attached.pictured(old.parts, old.file):
        yield Left(name, None, "图片或形状没有带过来")
    if excel_attached.has_macros(old.parts):
        yield Left(old.file, None, "工作簿里的宏没有带过来")
    if excel_steps.steps(old.snapshot):
        yield Left(old.file, None, "升级以前的操作按「修改记录」撤销，不再按「撤销上一步」的步骤")


def told(each: Left) -> str:
    """A line of what was left, for people."""
    shown = str(each.value).upper() if isinstance(each.value, bool) else typed(each.value)
    return f"{each.place}{f'「{shown}」' if shown else ''}：{each.why}"
