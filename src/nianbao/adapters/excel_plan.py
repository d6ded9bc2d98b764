"""Where everything of a table's sheet stands: the official grid, its narrative, and what is drawn outside the print.

To the right: one column per check along rows, last year's figures, where figures came from, what the check says.
Below the narrative: one line per check along columns; for a table printed across, also all that would stand beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nianbao.adapters.workbook import Area
from nianbao.core.cell import Cell
from nianbao.core.form import Form, Row, Table
from nianbao.core.identity import Carry, Identity
from nianbao.forms.layout import Grid, Printed, Role, layout

TITLE_ROW, UNIT_ROW, GRID_ROW = 0, 1, 2
ORIGIN_TITLE = "数据来源"
HINT_TITLE = "校验提示"
_SIDE_WIDTHS = {"check": 15.0, "base": 12.0, "origin": 44.0, "hint": 96.0}
_PAGE = 92.0


@dataclass(frozen=True, slots=True)
class Check:
    """The cell that shows left − right of an identity in one column or row."""

    identity: Identity
    over: str
    area: Area


@dataclass(frozen=True, slots=True)
class Caption:
    """A heading outside the print; `kind` is check, base, origin or hint."""

    kind: str
    text: str
    area: Area


@dataclass(frozen=True, slots=True)
class Plan:
    """The geometry of one table's sheet. `spots` are the value cells' printed areas, merges included."""

    table: Table
    grid: Grid
    spots: Mapping[Cell, Area]
    widths: Mapping[int, float]
    labels: int
    note: Area
    note_help: Area
    note_hint: Area
    checks: tuple[Check, ...]
    bases: Mapping[Cell, Area]
    origins: Mapping[str, Area]
    hints: Mapping[str, Area]
    captions: tuple[Caption, ...]
    marks: Area

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.table.sheet

    @property
    def right(self) -> int:
        """The last column of the print."""
        return self.grid.columns - 1

    @property
    def frozen_rows(self) -> int:
        """How many rows stay visible: title, unit and, where the table has one heading, that."""
        return GRID_ROW + self.grid.head_rows

    def printed_area(self, printed: Printed) -> Area:
        """Where a cell of the grid stands on the sheet."""
        return _printed_area(self.sheet, printed)


@dataclass(frozen=True, slots=True)
class _Strip:
    """A line of cells outside the print, one per cell of the table it belongs to."""

    kind: str
    title: str
    along: str
    cells: Mapping[str, Cell]


@dataclass
class _Draft:
    """What is being placed: the next free column at the right and the next free row below."""

    form: Form
    table: Table
    spots: Mapping[Cell, Area]
    labels: int
    columns: int
    heading_bottom: int
    free_column: int
    free_row: int
    widths: dict[int, float] = field(default_factory=dict)
    captions: list[Caption] = field(default_factory=list)
    hint_column: int | None = None


def plan(form: Form, table: Table, note_rows: int) -> Plan:
    """The geometry of a table's sheet with a narrative of that many rows."""
    grid = layout(table)
    spots = {printed.cell: _printed_area(table.sheet, printed) for printed in grid.values() if printed.cell is not None}
    labels = min(area.left for area in spots.values())
    note_row = GRID_ROW + grid.rows + 1
    draft = _Draft(
        form=form,
        table=table,
        spots=spots,
        labels=labels,
        columns=grid.columns,
        heading_bottom=UNIT_ROW + grid.head_rows,
        free_column=grid.columns + 1,
        free_row=note_row + note_rows + 1,
        widths=_widths(grid, labels),
    )
    placed = [(strip, _place(draft, strip)) for strip in _strips(form, table)]
    hint_column = draft.hint_column if draft.hint_column is not None else _side_column(draft, "hint")
    draft.widths[grid.columns] = 1.5
    note = Area(table.sheet, note_row, 0, note_row + note_rows - 1, grid.columns - 1)
    return Plan(
        table=table,
        grid=grid,
        spots=spots,
        widths=draft.widths,
        labels=labels,
        note=note,
        note_help=Area(table.sheet, note_row - 1, grid.columns + 1, note_row - 1, hint_column),
        note_hint=Area(table.sheet, note_row, hint_column, note.bottom, hint_column),
        checks=tuple(_checks(form, table, placed)),
        bases={
            strip.cells[key]: area for strip, areas in placed if strip.kind == "base" for key, area in areas.items()
        },
        origins=_areas(placed, "origin"),
        hints=_areas(placed, "hint"),
        captions=tuple(draft.captions),
        marks=_marks(table.sheet, spots, draft.free_column),
    )


def _printed_area(sheet: str, printed: Printed) -> Area:
    top, left = GRID_ROW + printed.row, printed.column
    return Area(sheet, top, left, top + printed.rowspan - 1, left + printed.colspan - 1)


def _areas(placed: list[tuple[_Strip, dict[str, Area]]], kind: str) -> dict[str, Area]:
    return {key: area for strip, areas in placed if strip.kind == kind for key, area in areas.items()}


def _marks(sheet: str, spots: Mapping[Cell, Area], left: int) -> Area:
    top, bottom = min(a.top for a in spots.values()), max(a.bottom for a in spots.values())
    width = max(a.right for a in spots.values()) - min(a.left for a in spots.values())
    return Area(sheet, top, left, bottom, left + width)


def native_checks(form: Form, table: Table) -> Iterator[Identity]:
    """The identities a sheet can show by itself: both sides stand on it."""
    return (each for each in form.identities if each.table == table.code and each.right and not each.uses_last)


def _carries(form: Form, table: Table) -> list[Carry]:
    return [carry for carry in form.carries if carry.table == table.code]


def _strips(form: Form, table: Table) -> Iterator[_Strip]:
    for identity in native_checks(form, table):
        cells = {over: identity.cell(identity.left[0], over) for over in identity.over}
        title = identity.title.partition("：")[2] or identity.title
        yield _Strip("check", f"勾稽：{title}", identity.along, cells)
    for carry in _carries(form, table):
        if carry.show:
            yield _Strip("base", carry.title, carry.along, {over: carry.cell(over) for over in carry.over})
    filled = {carry.cell(over).row for carry in _carries(form, table) for over in carry.over}
    rows = {row.code: cell for row, cell in _leaves(table)}
    if filled:
        yield _Strip("origin", ORIGIN_TITLE, "row", {code: cell for code, cell in rows.items() if code in filled})
    yield _Strip("hint", HINT_TITLE, "row", rows)


def _leaves(table: Table) -> Iterator[tuple[Row, Cell]]:
    for block in table.blocks:
        for row in block.leaves():
            yield row, Cell(table.code, row.code, block.columns[0].code)


def _place(draft: _Draft, strip: _Strip) -> dict[str, Area]:
    if strip.along == "column":
        return _place_below(draft, strip, {key: draft.spots[cell] for key, cell in strip.cells.items()})
    across = {key: _extent(draft, cell) for key, cell in strip.cells.items() if _is_across(draft, cell)}
    down = {key: draft.spots[cell] for key, cell in strip.cells.items() if key not in across}
    return (_place_beside(draft, strip, down) if down else {}) | (_place_below(draft, strip, across) if across else {})


def _is_across(draft: _Draft, cell: Cell) -> bool:
    return draft.form.places[cell][0].orientation == "across"


def _extent(draft: _Draft, cell: Cell) -> Area:
    """All value cells of a row printed across, as one area."""
    row = [area for other, area in draft.spots.items() if other.row == cell.row]
    left, right = min(area.left for area in row), max(area.right for area in row)
    return Area(draft.table.sheet, row[0].top, left, row[0].bottom, right)


def _side_column(draft: _Draft, kind: str) -> int:
    column = draft.free_column
    draft.free_column += 1
    draft.widths[column] = _SIDE_WIDTHS[kind]
    if kind == "hint":
        draft.hint_column = column
    return column


def _place_beside(draft: _Draft, strip: _Strip, spots: Mapping[str, Area]) -> dict[str, Area]:
    column = _side_column(draft, strip.kind)
    heading = Area(draft.table.sheet, UNIT_ROW, column, draft.heading_bottom, column)
    draft.captions.append(Caption(strip.kind, strip.title, heading))
    return {key: Area(spot.sheet, spot.top, column, spot.bottom, column) for key, spot in spots.items()}


def _place_below(draft: _Draft, strip: _Strip, spots: Mapping[str, Area]) -> dict[str, Area]:
    # Without label columns the caption takes a line of its own.
    last = draft.labels - 1 if draft.labels else draft.columns - 1
    row = draft.free_row
    draft.captions.append(Caption(strip.kind, strip.title, Area(draft.table.sheet, row, 0, row, last)))
    row += 0 if draft.labels else 1
    draft.free_row = row + 1
    return {key: Area(spot.sheet, row, spot.left, row, spot.right) for key, spot in spots.items()}


def _checks(form: Form, table: Table, placed: list[tuple[_Strip, dict[str, Area]]]) -> Iterator[Check]:
    strips = [areas for strip, areas in placed if strip.kind == "check"]
    for identity, areas in zip(native_checks(form, table), strips, strict=True):
        for over in identity.over:
            yield Check(identity, over, areas[over])


def _widths(grid: Grid, labels: int) -> dict[int, float]:
    """Column widths in characters: narrow for group labels, the rest of the page for what is written out."""
    widths = {column: _label_width(grid, column) for column in range(labels)}
    values = grid.columns - labels
    spare = (_PAGE - sum(widths.values())) / values
    return widths | dict.fromkeys(range(labels, grid.columns), min(22.0, max(8.6, spare)))


def _label_width(grid: Grid, column: int) -> float:
    own = [p for p in grid.cells if p.role is Role.LABEL and (p.column, p.colspan) == (column, 1)]
    if own and all(printed.rowspan > 9 for printed in own):
        return 5.0
    if own and all(printed.rowspan > 1 for printed in own):
        return 14.0
    return 30.0 if any(len(printed.text) > 12 for printed in own) else 24.0
