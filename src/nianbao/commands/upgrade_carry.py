"""What an upgrade puts into the new workbook: the report itself, and what was typed exactly as it was typed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from nianbao.adapters import excel_attached, excel_log, excel_own
from nianbao.adapters.excel_anchors import Anchors, cells_of, found, moved
from nianbao.adapters.excel_log import FORMULA, Entry, Held
from nianbao.adapters.excel_narrative import head_area, typed
from nianbao.adapters.workbook import (
    CHANGE_HEADERS,
    HEAD_NAMES,
    Area,
    Block,
    CellValue,
    Content,
    DataSheet,
    Snapshot,
    Written,
)
from nianbao.commands.upgrade_old import Old
from nianbao.core.cell import Cell

# Shown beside the tables, each in a cell of its own.
_BESIDE = ("nb_base_", "nb_origin_")
_RECORD = CHANGE_HEADERS.index("记录")


def content(old: Old, left: tuple[DataSheet, ...] = ()) -> Content:
    """Today's workbook of the old one's report; `left` are lists of what has no place in it."""
    widths = excel_attached.widths(old.parts, old.file)
    return Content(
        old.form,
        replace(old.report, waivers=()),
        notes=dict(_cell_notes(old)),
        locked=frozenset(_locked(old)),
        sheets=left,
        own=excel_own.sheets(old.snapshot, old.own_sheets, old.notes, widths),
    )


def _cell_notes(old: Old) -> Iterator[tuple[Cell, str]]:
    for cell, area in old.named.items():
        if note := old.notes.get(area.sheet, {}).get((area.top, area.left)):
            yield cell, note


def _locked(old: Old) -> Iterator[str]:
    names = {name: area for name in HEAD_NAMES if (area := old.snapshot.names.get(name)) is not None}
    names |= {str(cell): area for cell, area in old.named.items() if cell not in old.form.totals}
    shut = set(excel_attached.locked(old.parts, old.file, list(names.values())))
    return (name for name, area in names.items() if area in shut)


def typed_blocks(old: Old, new: Snapshot) -> list[Block]:
    """What to write so that cells hold what was typed, where that is not what the report makes of it."""
    blocks = [block for cell, area in old.named.items() if (block := _cell_block(old, new, cell, area)) is not None]
    year = head_area(old.snapshot, "head_year")
    if old.report.year is None and year is not None:
        value = old.snapshot.sheets[year.sheet].value(year.top, year.left)
        blocks += [] if value is None else [_at(new.names["head_year"], typed(value))]
    return blocks


def _cell_block(old: Old, new: Snapshot, cell: Cell, area: Area) -> Block | None:
    spot = new.names[str(cell)]
    if (area.top, area.left) in old.snapshot.sheets[area.sheet].formulas:
        # A total stays a sum; another formula's result is in the report.
        return None
    before, after = excel_log.held(old.snapshot, area, {}), excel_log.held(new, spot, {})
    # What cannot be written as it was is told of.
    return None if before is None or before == after else _at(spot, before.written)


def beside_blocks(old: Old, new: Snapshot) -> list[Block]:
    """Last year's figures and where figures came from, as they stood beside the tables."""
    blocks = []
    for name, area in old.snapshot.names.items():
        sheet = old.snapshot.sheets.get(area.sheet)
        value = sheet.value(area.top, area.left) if sheet and name.startswith(_BESIDE) else None
        if value is not None and name in new.names:
            blocks.append(_at(new.names[name], written(value)))
    return blocks


def log_blocks(old: Old, new: Snapshot) -> list[Block]:
    """修改记录 line by line, spoiled lines too; formulas in it speak of the cells where they stand now."""
    if not excel_log.has_log(old.snapshot):
        return []
    start, target = old.snapshot.names[excel_log.NAME], new.names[excel_log.NAME]
    lines = [line[start.left : start.left + len(CHANGE_HEADERS)] for line in _rows(old.snapshot, start)]
    records = {entry.row: record(moved_entry(old, new, entry)) for entry in excel_log.entries(old.snapshot)}
    rows = []
    for row, line in enumerate(lines, start=start.top):
        values = [*map(written, line), *[None] * (len(CHANGE_HEADERS) - len(line))]
        if row in records:
            values[_RECORD] = records[row]
        rows.append(tuple(values))
    return [Block(target.sheet, target.top, target.left, tuple(rows))] if rows else []


def _rows(snapshot: Snapshot, start: Area) -> tuple[tuple[CellValue, ...], ...]:
    return snapshot.sheets[start.sheet].rows[start.top :]


def record(entry: Entry) -> str:
    """What the log keeps of an entry in its hidden column."""
    change = entry.change
    kept = {"batch": entry.batch, "name": change.name, "before": change.before, "after": change.after}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def moved_entry(old: Old, new: Snapshot, entry: Entry) -> Entry:
    """A line of the log, its formulas speaking of the cells where they stand in the new workbook."""
    change = entry.change
    before, after = (_moved(old, new, change.name, each) for each in (change.before, change.after))
    return replace(entry, change=replace(change, before=before, after=after))


def _moved(old: Old, new: Snapshot, name: str, one: Held) -> Held:
    area = old.snapshot.names.get(name)
    if one.kind != FORMULA or area is None:
        return one
    anchors = Anchors(old.snapshot)
    places = [found(new, anchors.of(place)) for place in cells_of(one.text, area.sheet)]
    return Held(FORMULA, moved(one.text, places))


def _at(area: Area, value: Written) -> Block:
    return Block(area.sheet, area.top, area.left, ((value,),))


def written(value: CellValue) -> Written:
    """A value as it is written into a cell; dates and truth values as the text people see."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return Decimal(repr(value))
    return str(value) if isinstance(value, date | time) else value
