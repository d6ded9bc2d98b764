"""What a check leaves in a workbook: the list on 校验结果, a mark on each cell, a sentence beside each row.

Marks are values in hidden columns that conditional formatting reads, so they never touch anybody's own fills or notes,
and an earlier check's marks vanish by being overwritten.
"""

from collections.abc import Sequence
from decimal import Decimal

from nianbao.adapters.listing import finding_rows
from nianbao.adapters.workbook import FINDING_HEADERS, FINDINGS_SHEET, Area, Block, Snapshot
from nianbao.core.cell import Cell
from nianbao.core.errors import UnknownAddress
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form

Line = tuple[str | Decimal | int | None, ...]
_WHERE_COLUMN = FINDING_HEADERS.index("位置")


def mark_blocks(snapshot: Snapshot, form: Form, findings: Sequence[Finding], summary: str) -> list[Block]:
    """Everything to write so that the workbook shows these findings and none of an earlier check."""
    return [
        *_list_block(snapshot, form, findings, summary=summary),
        *(block for table in form.tables for block in _table_marks(snapshot, form, table.code, findings)),
        *_hints(snapshot, form, findings),
    ]


def _list_block(snapshot: Snapshot, form: Form, findings: Sequence[Finding], *, summary: str) -> list[Block]:
    blocks = []
    if (line := snapshot.names.get("nb_summary")) is not None:
        blocks.append(Block(line.sheet, line.top, line.left, ((summary,),)))
    start = snapshot.names.get("nb_findings")
    if start is None:
        return blocks
    rows: list[Line] = [tuple(row) for row in finding_rows(findings, form)]
    width = len(FINDING_HEADERS)
    links = {
        (index, _WHERE_COLUMN): finding.places[0]
        for index, finding in enumerate(findings)
        if finding.places and finding.places[0] in snapshot.names
    }
    used = len(snapshot.sheets[start.sheet].rows) - start.top
    rows += [(None,) * width] * max(0, used - len(rows))
    if rows:
        blocks.append(Block(start.sheet, start.top, start.left, tuple(rows), links))
    return blocks


def _table_marks(snapshot: Snapshot, form: Form, table: str, findings: Sequence[Finding]) -> list[Block]:
    marks = snapshot.names.get(f"nb_marks_{table}")
    placed = [area for cell in form.cells if cell.table == table and (area := snapshot.names.get(str(cell)))]
    if marks is None or not placed:
        return []
    top, left = min(area.top for area in placed), min(area.left for area in placed)
    rows: list[list[str | None]] = [
        [None] * (marks.right - marks.left + 1) for _ in range(marks.bottom - marks.top + 1)
    ]
    for address, level in _gravest(findings).items():
        spot = snapshot.names.get(address)
        if spot is None or spot not in placed:
            continue
        row, column = spot.top - top, spot.left - left
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = level.value
    return [Block(marks.sheet, marks.top, marks.left, tuple(tuple(row) for row in rows))]


def _gravest(findings: Sequence[Finding]) -> dict[str, Level]:
    levels: dict[str, Level] = {}
    for finding in findings:
        for place in finding.places:
            if place not in levels or finding.level.rank < levels[place].rank:
                levels[place] = finding.level
    return levels


def _hints(snapshot: Snapshot, form: Form, findings: Sequence[Finding]) -> list[Block]:
    """One sentence cell per row of a table and per narrative, empty where nothing is to be said.

    A broken sum names twenty cells: its sentence stands beside the row of the first, the other rows point there.
    """
    own: dict[str, list[str]] = {}
    pointing: dict[str, list[str]] = {}
    for finding in findings:
        names = list(dict.fromkeys(_hint_name(form, place) for place in finding.places))
        for name in names[:1]:
            own.setdefault(name, []).append(f"【{finding.level.label}】{finding.message}")
        for name in names[1:]:
            pointing.setdefault(name, []).append(
                f"【{finding.level.label}】{finding.rule} 见{finding.where or FINDINGS_SHEET}"
            )
    return [
        _cell_block(area, _hint(list(dict.fromkeys([*own.get(name, ()), *pointing.get(name, ())]))))
        for name, area in snapshot.names.items()
        if name.startswith("nb_hint_")
    ]


def _hint(said: list[str]) -> str | None:
    """The gravest sentence of a row and how many more there are; a table row has room for one."""
    if len(said) < 2:
        return said[0] if said else None
    return f"{said[0]}（这里另有 {len(said) - 1} 条，见「{FINDINGS_SHEET}」）"


def _hint_name(form: Form, place: str) -> str:
    if place.endswith("_text"):
        return f"nb_hint_{place.removesuffix('_text')}"
    try:
        cell = Cell.parse(place)
    except UnknownAddress:
        return ""
    return f"nb_hint_{cell.table}_{cell.row}" if cell in form.places else ""


def _cell_block(area: Area, text: str | None) -> Block:
    return Block(area.sheet, area.top, area.left, ((text,),))
