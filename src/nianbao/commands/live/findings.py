"""The list of findings in the spreadsheet program: on to the next one, and everything a check left taken away again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from nianbao.adapters import excel_marks, excel_read, excel_version, excel_waivers
from nianbao.adapters.excel_anchors import Place
from nianbao.adapters.excel_waivers import Listed
from nianbao.adapters.workbook import ANSWER_HEADERS, FINDING_HEADERS, Block, CellValue, Snapshot, Written
from nianbao.commands.live import steps
from nianbao.commands.live.waiving import waive as waive
from nianbao.core.errors import CannotWrite

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

CLEAR = "清除标注"
_REMEDY, _WHERE = FINDING_HEADERS.index("怎么办"), FINDING_HEADERS.index("位置")
_ANSWERS = [FINDING_HEADERS.index(header) for header in ANSWER_HEADERS]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where 下一处 goes: a cell, or the line of the list where there is none to go to, with what is open there."""

    place: Place
    lines: tuple[Listed, ...]


def go_to_next(desk: Desk) -> str:
    """Select the next open finding's cell after the selected one, in the order of the sheets, and say what it is.

    Raises: CannotRead; CannotWrite when the workbook has no list of findings.
    """
    from nianbao.adapters import live

    snapshot = live.snapshot(desk.workbook, desk.host)
    known = stops(snapshot)
    if not known:
        return "校验结果里没有未处理的问题。改过数以后，请再点「校验」。"
    place = live.selected(desk.workbook)
    index = following(snapshot, known, place)
    stop = known[index]
    live.select(desk.workbook, stop.place.area)
    wrapped = place is not None and index == 0 and _key(snapshot, place) >= _key(snapshot, known[-1].place)
    return ("已是最后一处，从头开始。" if wrapped else "") + _told(snapshot, known, index)


def stops(snapshot: Snapshot) -> list[Stop]:
    """Every place with an open finding, in the order of sheets, rows and columns.

    Raises: CannotWrite when there is no list.
    """
    start = excel_waivers.list_start(snapshot)
    own = _own(snapshot)
    found: dict[Place, list[Listed]] = {}
    for line in excel_waivers.listed(snapshot):
        if line.finding.is_lead and not line.finding.is_waived:
            cell = _cell(snapshot, line) if line.finding.agency in own else None
            found.setdefault(cell or Place(start.sheet, line.row, start.left), []).append(line)
    return [Stop(place, tuple(found[place])) for place in sorted(found, key=lambda each: _key(snapshot, each))]


def _own(snapshot: Snapshot) -> tuple[str | None, ...]:
    """Whose findings stand in this workbook's own cells: in a county's not those of its units."""
    area = snapshot.names.get("head_agency")
    return None, "" if area is None else str(snapshot.sheets[area.sheet].value(area.top, area.left) or "").strip()


def _cell(snapshot: Snapshot, line: Listed) -> Place | None:
    """The first cell of a finding; None where it has none, or one that cannot be seen."""
    area = next((area for place in line.finding.places if (area := snapshot.names.get(place))), None)
    sheet = snapshot.sheets.get(area.sheet) if area else None
    if area is None or sheet is None or sheet.hidden:
        return None
    if area.top in sheet.hidden_rows or area.left in sheet.hidden_columns:
        return None
    return Place(area.sheet, area.top, area.left)


def _key(snapshot: Snapshot, place: Place) -> tuple[int, int, int]:
    order = list(snapshot.sheets)
    return order.index(place.sheet) if place.sheet in order else -1, place.row, place.column


def following(snapshot: Snapshot, known: Sequence[Stop], place: Place | None) -> int:
    """The number of the stop after a place; from a line of the list it is that line's own cell."""
    start = excel_waivers.list_start(snapshot)
    if place is None:
        return 0
    if place.sheet == start.sheet:
        here = (
            i
            for i, stop in enumerate(known)
            if stop.place.sheet != start.sheet and place.row in [line.row for line in stop.lines]
        )
        if (own := next(here, None)) is not None:
            return own
        place = place._replace(column=start.left)
    after = (i for i, stop in enumerate(known) if _key(snapshot, stop.place) > _key(snapshot, place))
    return next(after, 0)


def _told(snapshot: Snapshot, known: Sequence[Stop], index: int) -> str:
    """「G301 问题 怎么办（第 1 处，共 3 处）」."""
    start, stop = excel_waivers.list_start(snapshot), known[index]
    line = stop.lines[0]
    remedy = snapshot.sheets[start.sheet].value(line.row, start.left + _REMEDY) or ""
    more = f"这里另有 {len(stop.lines) - 1} 条，见「{start.sheet}」。" if len(stop.lines) > 1 else ""
    return f"{line.finding.rule} {line.finding.message}{remedy}{more}（第 {index + 1} 处，共 {len(known)} 处）"


def clear(desk: Desk) -> str:
    """Take away marks, hints and list; lines with a 说明 stay in the list, so that the next check finds it again.

    Raises: CannotRead; CannotWrite when it is no report of ours, or a county's.
    """
    from nianbao.adapters import live

    snapshot = live.snapshot(desk.workbook, desk.host)
    blocks, said = cleared(snapshot)
    steps.perform(desk, CLEAR, blocks, seen=snapshot)
    return said


def cleared(snapshot: Snapshot) -> tuple[list[Block], str]:
    """What to write so that nothing of a check is left but the answers given, and what to say.

    Raises: CannotWrite.
    """
    start, form = excel_waivers.list_start(snapshot), excel_read.form_of(snapshot)
    if form is None:
        raise CannotWrite(f"「{snapshot.file}」不是本工具的年报工作簿，没有标注可以清除。请核对是不是打开了别的文件。")
    if excel_waivers.is_county(snapshot):
        raise CannotWrite(
            f"没有清除「{snapshot.file}」的标注：汇总工作簿的「校验结果」页列着各单位的问题和说明。请重新汇总。"
        )
    excel_version.require_list(snapshot)
    kept = _answered(snapshot)
    said = "标注已清除。" + (
        f"已写的 {len(kept.rows)} 条说明留在「{start.sheet}」，再校验时照样有效。" if kept.rows else ""
    )
    blocks = excel_marks.mark_blocks(snapshot, form, (), said)
    return [_topped(block, kept) if _is_list(block, kept) else block for block in blocks], said


def _is_list(block: Block, kept: Block) -> bool:
    return (block.sheet, block.row, block.column) == (kept.sheet, kept.row, kept.column)


def _topped(empty: Block, kept: Block) -> Block:
    return Block(empty.sheet, empty.row, empty.column, (*kept.rows, *empty.rows[len(kept.rows) :]), kept.links)


def _answered(snapshot: Snapshot) -> Block:
    """The lines of the list with something typed beside them, moved up."""
    start = excel_waivers.list_start(snapshot)
    sheet, width = snapshot.sheets[start.sheet], len(FINDING_HEADERS)
    rows: list[tuple[Written, ...]] = []
    links: dict[tuple[int, int], str] = {}
    for line in excel_waivers.listed(snapshot):
        values = [sheet.value(line.row, start.left + column) for column in range(width)]
        if any(values[column] not in (None, "") for column in _ANSWERS):
            place = next((each for each in line.finding.places if each in snapshot.names), None)
            links |= {(len(rows), _WHERE): place} if place else {}
            rows.append(tuple(_written(value) for value in values))
    return Block(start.sheet, start.top, start.left, tuple(rows), links)


def _written(value: CellValue) -> Written:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return Decimal(repr(value)) if isinstance(value, float) else value
