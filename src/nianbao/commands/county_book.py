"""A county workbook read back: who it is of, its status board, and its list of findings as it stands now."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from nianbao.adapters import excel_read, excel_waivers
from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.excel_waivers import Listed
from nianbao.adapters.workbook import FINDING_HEADERS, Block, CellValue, Sheet, Snapshot
from nianbao.commands.county_sheets import BOARD_HEADERS, BOARD_SHEET
from nianbao.core.errors import CannotRead
from nianbao.core.finding import Finding
from nianbao.core.report import Report

# What makes a line the header of the board, wherever it was moved to.
_RETURNED, _AGENCY = "退回", "单位"
_NEEDED = frozenset((_AGENCY, "状态", "计入"))
_PLACE, _STATE = FINDING_HEADERS.index("位置"), FINDING_HEADERS.index("说明状态")
_SIDES = [FINDING_HEADERS.index(header) for header in ("左边", "右边", "相差")]


class Entry(NamedTuple):
    """A line of the board, every column as text, "" where nothing stands."""

    agency: str
    status: str = ""
    returned: str = ""
    included: str = ""
    errors: str = ""
    warnings: str = ""
    hints: str = ""
    file: str = ""
    changed: str = ""
    reason: str = ""
    level: str = ""
    contact: str = ""
    phone: str = ""
    channel: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class CountyBook:
    """What the workbook holds; `findings` with place and sides as they are shown, answered ones marked so."""

    report: Report
    board: tuple[Entry, ...]
    findings: tuple[Finding, ...]


def read(snapshot: Snapshot) -> CountyBook:
    """The county workbook, its answers typed since the summing included.

    Raises: CannotRead when it is none, or its board is gone.
    """
    board = tuple(_board(snapshot)) if excel_waivers.is_county(snapshot) else ()
    if not board:
        raise CannotRead(
            f"「{snapshot.file}」不是汇总工作簿，没有「{BOARD_SHEET}」可用。请打开用「汇总」（consolidate）生成的工作簿再试。"
        )
    return CountyBook(excel_read.read(snapshot)[0], board, tuple(_findings(snapshot)))


def marks(snapshot: Snapshot) -> dict[str, str]:
    """What the county typed under 退回, by unit."""
    found: dict[str, str] = {}
    for sheet, head, columns in _heads(snapshot):
        for row in snapshot.sheets[sheet].rows[head + 1 :]:
            mark = _text(row, columns.get(_RETURNED))
            if mark and (agency := _text(row, columns.get(_AGENCY))):
                found[agency] = mark
    return found


def mark_blocks(snapshot: Snapshot, agencies: Container[str], text: str) -> Iterator[Block]:
    """What to write so that the units stand as 退回; a mark that is there already stays."""
    for sheet, head, columns in _heads(snapshot):
        column = columns.get(_RETURNED)
        for row, line in enumerate(snapshot.sheets[sheet].rows[head + 1 :], start=head + 1):
            entry = _entry(columns, line)
            if column is not None and entry.agency in agencies and not entry.returned:
                yield Block(sheet, row, column, ((text,),))


def _board(snapshot: Snapshot) -> Iterator[Entry]:
    for sheet, head, columns in _heads(snapshot):
        rows = (_entry(columns, row) for row in snapshot.sheets[sheet].rows[head + 1 :])
        yield from (entry for entry in rows if entry.agency)


def _heads(snapshot: Snapshot) -> Iterator[tuple[str, int, dict[str, int]]]:
    """Where the board is: its sheet, the row of its headers, and their columns; nothing where there is none."""
    for name, sheet in _board_first(snapshot):
        for number, line in enumerate(sheet.rows):
            if {value for value in line if isinstance(value, str)} >= _NEEDED:
                yield name, number, {typed(header).strip(): column for column, header in enumerate(line)}
                return


def _board_first(snapshot: Snapshot) -> Iterator[tuple[str, Sheet]]:
    """The sheet by its name, else whichever holds such a header."""
    if BOARD_SHEET in snapshot.sheets:
        yield BOARD_SHEET, snapshot.sheets[BOARD_SHEET]
    yield from ((name, snapshot.sheets[name]) for name in snapshot.sheets if name != BOARD_SHEET)


def _entry(columns: dict[str, int], row: Sequence[CellValue]) -> Entry:
    return Entry(*(_text(row, columns.get(header)) for header in BOARD_HEADERS))


def _text(row: Sequence[CellValue], column: int | None) -> str:
    value = row[column] if column is not None and column < len(row) else None
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else typed(value).strip()


def _findings(snapshot: Snapshot) -> Iterator[Finding]:
    start = excel_waivers.list_start(snapshot)
    rows = snapshot.sheets[start.sheet].rows
    for line in excel_waivers.listed(snapshot):
        shown = (*rows[line.row][start.left :], *[None] * len(FINDING_HEADERS))
        left, right, difference = (typed(shown[column]) or None for column in _SIDES)
        told = replace(line.finding, left=left, right=right, difference=difference)
        yield replace(told, where=typed(shown[_PLACE]) or None, waiver=_answer(line, typed(shown[_STATE])))


def _answer(line: Listed, state: str) -> dict[str, object] | None:
    """The answer beside a line; one typed since the summing stands until the next one judges it."""
    given = line.finding.waiver
    if given is None or not line.is_typed:
        return None
    is_new = line.answer is not None and not state and bool(given["reason"] and given["by"])
    return {**given, "stands": bool(given["stands"]) or is_new, "note": state}
