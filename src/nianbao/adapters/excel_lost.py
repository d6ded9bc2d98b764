"""What names do not lead to: cells whose names are gone, and figures in rows nobody asked for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import (
    CHANGES_SHEET,
    COVER_SHEET,
    FINDINGS_SHEET,
    HELP_SHEET,
    META_SHEET,
    Area,
    Fixed,
    Sheet,
    Snapshot,
)
from nianbao.core.cell import Cell
from nianbao.core.document import Document, GridCell, TextGrid
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Kind
from nianbao.core.notes import note
from nianbao.core.numbers import read as read_number
from nianbao.core.report import Report
from nianbao.forms.layout import layout

# Neither a number nor a label, so that the cell is told of and never taken for blank.
_ERROR, _NO_RESULT = "#错误值", "#未计算"
_MOST_COVERED = 200_000
_OWN_SHEETS = (COVER_SHEET, HELP_SHEET, FINDINGS_SHEET, CHANGES_SHEET, META_SHEET)


class Line(NamedTuple):
    """The cells of a table on one sheet: their rows and columns."""

    table: str
    sheet: str
    rows: frozenset[int]
    columns: frozenset[int]


def named_areas(snapshot: Snapshot, form: Form) -> Fixed[Cell, Area]:
    """Where the value cells' names lead: to a sheet that is there, and no two of them to one cell.

    A cell dragged onto another leaves both names on it; neither can be believed then.
    """
    names = snapshot.names if isinstance(snapshot.names, Fixed) else Fixed(snapshot.names)
    return _named(names, form, frozenset(snapshot.sheets))


@lru_cache(maxsize=16)
def _named(names: Fixed[str, Area], form: Form, sheets: frozenset[str]) -> Fixed[Cell, Area]:
    areas = {cell: names[address] for cell, address in form.addresses.items() if address in names}
    times = Counter(area[:3] for area in areas.values())
    return Fixed({cell: area for cell, area in areas.items() if area.sheet in sheets and times[area[:3]] == 1})


@lru_cache(maxsize=16)
def extents(named: Fixed[Cell, Area]) -> tuple[Line, ...]:
    """What the named cells of each table cover, sheet by sheet, in the order of the form."""
    found: dict[tuple[str, str], list[Area]] = {}
    for cell, area in named.items():
        found.setdefault((cell.table, area.sheet), []).append(area)
    return tuple(
        Line(*key, frozenset(area.top for area in areas), frozenset(area.left for area in areas))
        for key, areas in found.items()
    )


def hidden_cells(sheets: Mapping[str, Sheet], named: Fixed[Cell, Area]) -> list[str]:
    """The addresses that stand in hidden sheets, rows and columns."""
    if not any(_is_hidden(sheets[line.sheet], line.rows, line.columns) for line in extents(named)):
        return []
    return [str(cell) for cell, area in named.items() if _is_hidden(sheets[area.sheet], {area.top}, {area.left})]


def _is_hidden(sheet: Sheet, rows: AbstractSet[int], columns: AbstractSet[int]) -> bool:
    return sheet.hidden or not sheet.hidden_rows.isdisjoint(rows) or not sheet.hidden_columns.isdisjoint(columns)


def found_by_label(snapshot: Snapshot, form: Form, named: Mapping[Cell, Area]) -> tuple[Report, list[Finding]]:
    """The cells without a name as their labels tell, and what there is to say of them.

    A place that belongs to a named cell is not taken for another one: a column that was deleted stays missing.
    """
    from nianbao.forms.recognise import recognise

    found, said = recognise(document(snapshot, form), (form,))
    taken = {area.place for area in named.values()}
    lost = {str(cell) for cell in form.cells if cell not in named}
    for address in lost:
        source = found.sources.get(address)
        if source is not None and source.place in taken:
            found = _without(found, address)
    kept = [finding for finding in said if lost.intersection(finding.places) and finding.rule not in ("D014", "D031")]
    return found, [*kept, *_lost_notes(form, found, named)]


def _without(report: Report, address: str) -> Report:
    from dataclasses import replace

    sources = {key: source for key, source in report.sources.items() if key != address}
    return replace(report, values={**report.values, Cell.parse(address): None}, sources=sources)


def _lost_notes(form: Form, found: Report, named: Mapping[Cell, Area]) -> Iterator[Finding]:
    """One word about each table: it is gone, or so many of its cells were found by label, or were not."""
    for table in form.tables:
        lost = [cell for cell in form.cells if cell.table == table.code and cell not in named]
        known = [cell for cell in lost if str(cell) in found.sources]
        missing = [cell for cell in lost if str(cell) not in found.sources]
        if known:
            yield note("D021", _listed(form, known), places=tuple(map(str, known)))
        if missing:
            whole = len(missing) == sum(cell.table == table.code for cell in form.cells)
            places = tuple(map(str, missing))
            yield (
                note("D014", table.sheet, places=places)
                if whole
                else note("D031", _listed(form, missing), places=places)
            )


def _listed(form: Form, cells: list[Cell]) -> str:
    names = "、".join(form.spell(cell) for cell in cells[:3])
    return f"{names}等 {len(cells)} 格" if len(cells) > 3 else names


def stray_figures(snapshot: Snapshot, named: Fixed[Cell, Area]) -> Iterator[Finding]:
    """Numbers typed into rows put in between the form's own: no item stands there, so they are not read."""
    for _, sheet, rows, columns in extents(named):
        for row in range(min(rows), min(max(rows), len(snapshot.sheets[sheet].rows))):
            if row not in rows and (filled := _figures(snapshot, sheet, row, sorted(columns))):
                yield note("D015", f"{sheet}第 {row + 1} 行（{'、'.join(filled)}）", where=f"{sheet}!A{row + 1}")


def _figures(snapshot: Snapshot, sheet: str, row: int, columns: list[int]) -> list[str]:
    texts = [typed(snapshot.sheets[sheet].value(row, column)) for column in columns]
    return [text for text in texts if read_number(text, Kind.MONEY).value not in (None, Decimal(0))]


def document(snapshot: Snapshot, form: Form | None = None) -> Document:
    """The cells of a workbook as grids of text, a sheet each, for recognising by labels; hidden columns count.

    With a form, our own sheets are left out and the sheets of its tables cut to the printed width: our check columns
    stand beyond it, also where the sheet has another name.
    """
    widths = _widths(form) if form else {}
    grids = []
    for name, sheet in snapshot.sheets.items():
        if name == META_SHEET or not sheet.rows or (form and name in _OWN_SHEETS):
            continue
        width = widths.get(name) or widths.get(typed(sheet.value(0, 0))) or max(map(len, sheet.rows))
        columns = [c for c in range(width) if c not in sheet.hidden_columns or not _holds_marks(sheet, c)]
        covered = _covered(sheet, width)
        rows = tuple(
            tuple(
                GridCell(None if (r, c) in covered else _shown(sheet, r, c), Area(name, r, c, r, c).place)
                for c in columns
            )
            for r in range(len(sheet.rows))
        )
        grids.append(TextGrid(rows, name))
    return Document(snapshot.file, tuple(grids))


@cache
def _widths(form: Form) -> dict[str, int]:
    """How wide each table is printed, by its sheet's name and by the heading that stands above it."""
    headings = {section.table: section.title for section in form.sections if section.table}
    widths = {table.code: layout(table).columns for table in form.tables}
    return {
        known: widths[table.code]
        for table in form.tables
        for known in (table.sheet, headings.get(table.code, table.sheet))
    }


def _covered(sheet: Sheet, width: int) -> set[tuple[int, int]]:
    """The places that merged neighbours cover. Honest merges never overlap: together they take no more than the sheet."""
    room = min(len(sheet.rows) * width, _MOST_COVERED)
    found: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        rows, columns = range(top, min(bottom + 1, len(sheet.rows))), range(left, min(right + 1, width))
        if 1 < len(rows) * len(columns) <= room:
            room -= len(rows) * len(columns)
            found.update((row, column) for row in rows for column in columns)
            found.discard((top, left))
    return found


def _shown(sheet: Sheet, row: int, column: int) -> str:
    """A cell's text; where the file holds no value but something to be told of, a word that is no number."""
    if (row, column) in sheet.errors:
        return _ERROR
    return _NO_RESULT if (row, column) in sheet.uncached else typed(sheet.value(row, column))


def _holds_marks(sheet: Sheet, column: int) -> bool:
    """Whether a hidden column is one of ours for marks; what others hide counts like all the rest."""
    held = {sheet.value(row, column) for row in range(len(sheet.rows))}
    return held <= {None, "", *(level.value for level in Level)}
