"""The steps a live workbook can take back: what each wrote over, kept in the workbook's own very hidden sheet.

A step is one row under `nb_steps`: when, what, its number, the newest batch of 修改记录 at its end, its own batch there,
and what it changed as JSON, packed and cut into cells. Undoing a step takes its row away.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from nianbao.adapters.excel_anchors import Anchor
from nianbao.adapters.workbook import STEPS_NAME, Area, Block, CellValue, Formula, Snapshot, Written

MOST_STEPS = 10
# Excel refuses longer texts in a block than 8,203 characters; the whole store stays below half a megabyte.
_CHUNK, _MOST_CHUNKS = 8_000, 60
_HEAD = 5
# Day 0 of spreadsheets.
_EPOCH = datetime.combine(date.min, time()) + timedelta(days=693_593)


class Spelled(NamedTuple):
    """A formula as it was spelled, and where the cells it speaks of are found again."""

    text: str
    cells: tuple[Anchor, ...] = ()


Kept = CellValue | Spelled


class Line(NamedTuple):
    """Neighbouring cells of one row: where the first is found again, what they held and what was written.

    A whole line belongs together, as a finding and the answer beside it: it is put back wholly or not at all.
    """

    first: Anchor
    is_whole: bool
    before: tuple[Kept, ...]
    after: tuple[Kept, ...]


class Format(NamedTuple):
    """A number format that had to be changed, of so many rows below a cell."""

    first: Anchor
    rows: int
    before: str


class Link(NamedTuple):
    """A jump that stood on a cell."""

    cell: Anchor
    target: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one step changed."""

    lines: tuple[Line, ...] = ()
    formats: tuple[Format, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `row` is where it stands, `newest` the newest batch of 修改记录 at its end, `batch` its own (0: none)."""

    row: int
    when: str
    what: str
    number: int
    newest: int
    batch: int
    packed: str = ""

    @property
    def changes(self) -> Changes | None:
        """What it changed; None where that was too much to keep, or is spoiled."""
        return unpacked(self.packed)


def start_of(snapshot: Snapshot) -> Area | None:
    """Where the steps begin; None in a workbook without a place for them."""
    start = snapshot.names.get(STEPS_NAME)
    return start if start is not None and start.sheet in snapshot.sheets else None


def steps(snapshot: Snapshot) -> list[Step]:
    """The steps, oldest first."""
    start = start_of(snapshot)
    if start is None:
        return []
    lines = enumerate(snapshot.sheets[start.sheet].rows[start.top : start.top + MOST_STEPS], start=start.top)
    found = (_step(row, line[start.left :]) for row, line in lines)
    return sorted((step for step in found if step is not None), key=lambda step: step.number)


def _step(row: int, line: Sequence[CellValue]) -> Step | None:
    numbers = [round(each) for each in line[2:_HEAD] if isinstance(each, float | int)]
    if len(numbers) != _HEAD - 2:
        return None
    number, newest, batch = numbers
    text = "".join(str(chunk) for chunk in line[_HEAD:] if chunk is not None)
    return Step(row, str(line[0] or ""), str(line[1] or ""), number, newest, batch, text)


def added(snapshot: Snapshot, head: tuple[str, str, int, int], changes: Changes) -> list[Block]:
    """What to write so that a step is kept; `head` is when, what, newest batch and own batch.

    The oldest steps make room. Nothing in a workbook without a place for steps.
    """
    start = start_of(snapshot)
    if start is None:
        return []
    known, text = steps(snapshot), packed(changes)
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    if len(chunks) > _MOST_CHUNKS:
        chunks = []
    gone = _oldest(known, _MOST_CHUNKS - len(chunks))
    rows = {step.row for step in known} - {step.row for step in gone}
    row = next(each for each in range(start.top, start.top + MOST_STEPS) if each not in rows)
    number = max((step.number for step in known), default=0) + 1
    written = Block(start.sheet, row, start.left, ((*head[:2], number, *head[2:], *chunks),))
    return [*(removed(snapshot, step) for step in gone), written]


def _oldest(known: Sequence[Step], room: int) -> list[Step]:
    """The steps that must go so that there is a free row, and room for so many cells of text."""
    kept = list(known[-(MOST_STEPS - 1) :])
    while kept and sum(-(-len(step.packed) // _CHUNK) for step in kept) > room:
        kept = kept[1:]
    return [step for step in known if step not in kept]


def removed(snapshot: Snapshot, step: Step) -> Block:
    """What to write so that a step is there no more."""
    start = snapshot.names[STEPS_NAME]
    width = _HEAD + -(-len(step.packed) // _CHUNK)
    return Block(start.sheet, step.row, start.left, ((None,) * width,))


def packed(changes: Changes) -> str:
    """What a step changed, as a text of ASCII letters, digits and signs."""
    lines = [
        [line.first, int(line.is_whole), [_plain(each) for each in line.before], [_plain(each) for each in line.after]]
        for line in changes.lines
    ]
    plain = json.dumps([lines, changes.formats, changes.links], ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode(), 6)).decode("ascii")


def _plain(value: Kept) -> object:
    if isinstance(value, Spelled):
        return {"f": value.text, "c": value.cells}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def unpacked(text: str) -> Changes | None:
    """What `packed` packed; None where the text is spoiled or missing."""
    try:
        lines, formats, links = json.loads(zlib.decompress(base64.b64decode(text, validate=True)))
        return Changes(
            tuple(
                Line(Anchor(*first), bool(is_whole), tuple(map(_kept, before)), tuple(map(_kept, after)))
                for first, is_whole, before, after in lines
            ),
            tuple(Format(Anchor(*first), rows, code) for first, rows, code in formats),
            tuple(Link(Anchor(*cell), target) for cell, target in links),
        )
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError):
        return None


def _kept(plain: Any) -> Kept:
    if not isinstance(plain, dict):
        return None if plain is None else plain if isinstance(plain, str | bool) else float(plain)
    if "f" in plain:
        return Spelled(str(plain["f"]), tuple(Anchor(*each) for each in plain["c"]))
    day = str(plain["d"])
    return datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)


def written(value: Kept) -> Written:
    """What to write so that a cell holds this."""
    if isinstance(value, Spelled):
        return Formula(value.text)
    if isinstance(value, date):
        # The cell has kept its format: the bare number of days is shown as the date again.
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return Decimal(repr((moment - _EPOCH) / timedelta(days=1)))
    return Decimal(repr(value)) if isinstance(value, float) else value
