"""修改记录 in a workbook: every cell a command of ours changed, with what it held before, so that it can be undone.

People read the first columns; the hidden last one holds the change exactly, as JSON. One run of a command is a batch.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from nianbao.adapters.workbook import CHANGE_HEADERS, Area, Block, CellValue, Formula, Sheet, Snapshot, Written
from nianbao.core.report import as_text

NAME = "nb_changes"
BLANK, TEXT, NUMBER, FORMULA = "blank", "text", "number", "formula"
_STATE, _RECORD = CHANGE_HEADERS.index("状态"), CHANGE_HEADERS.index("记录")
_LONGEST_SHOWN = 60


def is_same(one: str, other: str) -> bool:
    """Whether two spellings are one formula: hosts differ in blanks and dollar signs."""
    return _bare(one) == _bare(other)


def _bare(formula: str) -> str:
    return "".join(formula.split()).replace("$", "").upper()


class Held(NamedTuple):
    """What a cell holds, exactly: nothing, a text as typed, a number as decimal text, or a formula."""

    kind: str = BLANK
    text: str = ""

    @property
    def written(self) -> Written:
        """What to write so that a cell holds this."""
        if self.kind == NUMBER:
            return Decimal(self.text)
        if self.kind == FORMULA:
            return Formula(self.text)
        return self.text if self.kind == TEXT else None

    def is_as(self, other: "Held") -> bool:
        """Whether a cell that holds the other one was left as this."""
        if self.kind != other.kind:
            return False
        return is_same(self.text, other.text) if self.kind == FORMULA else self.text == other.text


def number(value: Decimal) -> Held:
    """What a cell holds that a number was written into."""
    return Held(NUMBER, as_text(value) or "0")


@dataclass(frozen=True, slots=True)
class Change:
    """One cell changed: its defined name, what people call it, by which operation, what it held and holds, and why.

    `shown` is what people read for what it holds now, where that is a formula.
    """

    name: str
    label: str
    what: str
    before: Held
    after: Held
    why: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; `row` is where it stands, `state` empty until it is undone."""

    row: int
    batch: int
    when: str
    state: str
    change: Change


def held(snapshot: Snapshot, area: Area, formulas: Mapping[Area, str]) -> Held | None:
    """What a cell holds; None for what could not be written back exactly: a date, a truth value, an error.

    A range of paragraphs holds one text, a line for each row.
    """
    sheet, place = snapshot.sheets[area.sheet], (area.top, area.left)
    if area.bottom > area.top:
        return _paragraphs(sheet, area)
    if place in sheet.formulas:
        return Held(FORMULA, formulas[area]) if area in formulas else None
    return None if place in sheet.errors else _held(sheet.value(*place))


def _paragraphs(sheet: Sheet, area: Area) -> Held | None:
    places = [(row, area.left) for row in range(area.top, area.bottom + 1)]
    lines = [_held(sheet.value(*place)) for place in places]
    is_odd = any(line is None or line.kind == NUMBER for line in lines)
    if is_odd or not (sheet.formulas | sheet.errors).isdisjoint(places):
        return None
    text = "\n".join(line.text for line in lines if line is not None).rstrip("\n")
    return Held(TEXT, text) if text else Held()


def _held(value: CellValue) -> Held | None:
    if value is None or value == "":
        return Held()
    if isinstance(value, str):
        return Held(TEXT, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(Decimal(repr(value)))
    return None


def has_log(snapshot: Snapshot) -> bool:
    """Whether the workbook has a place for the log."""
    start = snapshot.names.get(NAME)
    return start is not None and start.sheet in snapshot.sheets


def entries(snapshot: Snapshot) -> list[Entry]:
    """The log, oldest first; lines somebody spoiled are left out."""
    if not has_log(snapshot):
        return []
    start = snapshot.names[NAME]
    rows = snapshot.sheets[start.sheet].rows
    lines = ((row, rows[row][start.left :]) for row in range(start.top, len(rows)))
    return [entry for row, line in lines if (entry := _entry(row, line)) is not None]


def newest(snapshot: Snapshot) -> int:
    """The number of the newest batch; 0 where nothing was changed yet."""
    return max((entry.batch for entry in entries(snapshot)), default=0)


def batch_of(snapshot: Snapshot, blocks: Sequence[Block]) -> int:
    """The batch that blocks add to the log; 0 where they add none."""
    start = snapshot.names.get(NAME)
    rows = (line for block in blocks if start is not None and block.sheet == start.sheet for line in block.rows)
    records = (line[_RECORD] for line in rows if len(line) > _RECORD)
    return max((int(json.loads(record)["batch"]) for record in records if isinstance(record, str)), default=0)


def _entry(row: int, line: Sequence[CellValue]) -> Entry | None:
    if len(line) <= _RECORD or not isinstance(line[_RECORD], str):
        return None
    try:
        record = json.loads(str(line[_RECORD]))
        before, after = Held(*map(str, record["before"])), Held(*map(str, record["after"]))
        change = Change(str(record["name"]), _shown(line[2]), _shown(line[1]), before, after, _shown(line[5]))
        # A number that is none would be found out only while writing it back.
        _ = before.written, after.written
        return Entry(row, int(record["batch"]), _shown(line[0]), _shown(line[_STATE]), change)
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return None


def _shown(value: CellValue) -> str:
    return "" if value is None else str(value)


def appended(snapshot: Snapshot, when: str, changes: Sequence[Change]) -> Block:
    """The lines to add for one batch, under those that are there."""
    start, batch = snapshot.names[NAME], newest(snapshot) + 1
    rows = snapshot.sheets[start.sheet].rows
    used = [row for row in range(start.top, len(rows)) if any(value is not None for value in rows[row])]
    lines = tuple(tuple(_line(batch, when, change)) for change in changes)
    return Block(start.sheet, max(used, default=start.top - 1) + 1, start.left, lines)


def _line(batch: int, when: str, change: Change) -> Iterator[Written]:
    after = change.shown or _seen(change.after)
    yield from (when, change.what, change.label, _seen(change.before), after, change.why, None)
    record = {"batch": batch, "name": change.name, "before": change.before, "after": change.after}
    yield json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _seen(one: Held) -> str | Decimal:
    """What a cell held as the log shows it."""
    if one.kind == NUMBER:
        return Decimal(one.text)
    shown = "（空）" if one.kind == BLANK else one.text
    return shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 1] + "…"


def writes(snapshot: Snapshot, changes: Sequence[Change]) -> list[Block]:
    """What to write so that the cells hold what the changes say."""
    areas = [(snapshot.names[change.name], change) for change in changes]
    return [Block(area.sheet, area.top, area.left, _spread(change.after, area)) for area, change in areas]


def logged(snapshot: Snapshot, changes: Sequence[Change], when: str) -> list[Block]:
    """What to write so that the changes are done, and stand in the log as one batch where there is a place for it."""
    if not changes:
        return []
    return [*writes(snapshot, changes), *([appended(snapshot, when, changes)] if has_log(snapshot) else [])]


def _spread(one: Held, area: Area) -> tuple[tuple[Written, ...], ...]:
    """What to write into each row of an area: a paragraph a row, those that do not fit in the last one."""
    rows = area.bottom - area.top + 1
    if rows == 1 or one.kind not in (TEXT, BLANK):
        return ((one.written,),)
    lines = one.text.split("\n")
    kept = [*lines[: rows - 1], "\n".join(lines[rows - 1 :])]
    return tuple((line or None,) for line in [*kept, *[""] * (rows - len(kept))])


def stated(snapshot: Snapshot, entry: Entry, state: str) -> Block:
    """What to write so that a line of the log says what became of it."""
    start = snapshot.names[NAME]
    return Block(start.sheet, entry.row, start.left + _STATE, ((state,),))
