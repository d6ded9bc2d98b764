"""The sheet of a table: the official grid with its figures, the narrative, and beside them what helps to fill it in."""

from dataclasses import dataclass, field
from decimal import Decimal

from nianbao.adapters.excel_canvas import (
    Canvas,
    Formula,
    Written,
    bare,
    link,
    print_setup,
    protect,
    put,
    quoted,
    rectangles,
    reference,
    references,
)
from nianbao.adapters.excel_figures import Figures, difference, sides
from nianbao.adapters.excel_plan import TITLE_ROW, UNIT_ROW, Check, Plan
from nianbao.adapters.excel_rules import add_marks, add_prompts, paint_broken
from nianbao.adapters.excel_styles import height
from nianbao.adapters.workbook import COVER_SHEET, Area
from nianbao.core.cell import Cell
from nianbao.core.form import Kind, Section
from nianbao.core.report import as_text
from nianbao.forms.layout import Printed, Role

_ROW_HEIGHT = 21.0
_NOTE_HEIGHT = 30.0
_INDENT = 1.3
_LANDSCAPE_FROM = 112.0
_GRID_STYLES = {
    Role.TITLE: "song box bold wrap center head",
    Role.HEAD: "song box wrap center head",
    Role.LABEL: "song box wrap left indent",
}
_SIDE_STYLES = {
    "check": "song s9 faint center check side",
    "base": "song faint center side",
    "origin": "song s9 faint wrap left grey",
    "hint": "song s9 faint wrap left red",
}


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table's sheet being drawn; `heights` grows with what is written."""

    canvas: Canvas
    section: Section
    plan: Plan
    figures: Figures
    paragraphs: list[str]
    heights: dict[int, float] = field(default_factory=dict)

    def put(self, area: Area, value: Written, style: str) -> None:
        """Write on this sheet."""
        put(self.canvas, area, value, style)

    def grow(self, area: Area, text: str, size: float = 10, *, indent: bool = False) -> None:
        """Make the area's rows high enough for a text; what is missing goes to the last row."""
        width = sum(self.plan.widths[column] for column in range(area.left, area.right + 1))
        width -= _INDENT if indent else 0
        before = sum(self.heights.get(row, _ROW_HEIGHT) for row in range(area.top, area.bottom))
        last = self.heights.get(area.bottom, _ROW_HEIGHT)
        self.heights[area.bottom] = min(409.0, max(last, height(text, width, size) - before))


def draw(table: TableSheet) -> None:
    """Draw everything on the sheet."""
    _set_columns(table)
    _draw_title(table)
    _draw_grid(table)
    _draw_values(table)
    _draw_note(table)
    _draw_sides(table)
    _draw_checks(table)
    _register(table)
    add_marks(table.canvas, table.plan)
    paint_broken(table.canvas, table.plan)
    add_prompts(table.canvas, table.plan, table.section)


def _set_columns(table: TableSheet) -> None:
    sheet = table.canvas.sheet(table.plan.sheet)
    for column, width in table.plan.widths.items():
        sheet.set_column(column, column, width)
    sheet.set_column(table.plan.marks.left, table.plan.marks.right, 3, None, {"hidden": True})


def _draw_title(table: TableSheet) -> None:
    name, right = table.plan.sheet, table.plan.right
    table.put(Area(name, TITLE_ROW, 0, TITLE_ROW, right), table.section.title, "hei s14 center")
    table.heights[TITLE_ROW] = 32.0
    unit = table.plan.table.unit
    table.put(Area(name, UNIT_ROW, 0, UNIT_ROW, right), f"单位：{unit}" if unit else None, "song right")
    back = Area(name, TITLE_ROW, right + 2, TITLE_ROW, right + 2)
    link(table.canvas, back, f"{quoted(COVER_SHEET)}!A1", ("← 返回封面", "song s9 link"))


def _draw_grid(table: TableSheet) -> None:
    for printed in table.plan.grid.cells:
        if printed.cell is not None:
            continue
        area = table.plan.printed_area(printed)
        table.put(area, printed.text, _grid_style(table, printed))
    # Short cells first: a tall one then finds its rows as high as they are.
    for printed in sorted(table.plan.grid.cells, key=lambda each: each.rowspan):
        if printed.text:
            table.grow(table.plan.printed_area(printed), printed.text, indent=printed.role is Role.LABEL)


def _grid_style(table: TableSheet, printed: Printed) -> str:
    if printed.role is Role.LABEL and printed.rowspan > 1:
        return "song box wrap center"
    return _GRID_STYLES[printed.role]


def _draw_values(table: TableSheet) -> None:
    for cell, area in table.plan.spots.items():
        shown = table.figures.shown[cell]
        parts = table.canvas.content.form.totals.get(cell)
        if parts is None:
            trail = table.canvas.content.trail.get(cell)
            table.put(area, Formula(trail, shown) if trail else shown, _entry_style(table, cell))
        elif cell in table.figures.stated:
            table.put(area, shown, "song s11 box center input")
            _comment(table, area, _stated_note(table, cell))
        else:
            look = "" if table.canvas.content.form.column(cell).kind is Kind.MONEY else " whole"
            table.put(area, Formula(_sum(table, parts), shown), f"song s11 box center total{look}")
        table.canvas.names[str(cell)] = Area(area.sheet, area.top, area.left, area.top, area.left)
        if told := table.canvas.content.origins.get(cell) or table.canvas.content.notes.get(cell):
            _comment(table, area, told)


def _entry_style(table: TableSheet, cell: Cell) -> str:
    if str(cell) in table.canvas.content.locked:
        return "song s11 box center total"
    has_format = cell in table.canvas.content.trail and table.canvas.content.form.column(cell).kind is not Kind.MONEY
    return "song s11 box center input" + (" whole" if has_format else "")


def _sum(table: TableSheet, parts: tuple[Cell, ...]) -> str:
    refs = references(table.plan.spots[part] for part in parts)
    return f'=IF(COUNT({refs})=0,"",SUM({refs}))'


def _stated_note(table: TableSheet, cell: Cell) -> str:
    told, computed = as_text(table.figures.shown[cell]), as_text(table.figures.stated[cell])
    formula = _sum(table, table.canvas.content.form.totals[cell])
    state = "各格未填" if computed is None else f"各格之和为 {computed}，相差 {_gap(table, cell)}"
    return f"原文填的是 {told}，{state}。请核对各格；改回自动合计，在本格输入：{formula}"


def _gap(table: TableSheet, cell: Cell) -> str | None:
    told, computed = table.figures.shown[cell], table.figures.stated[cell]
    return as_text((told or Decimal(0)) - (computed or Decimal(0)))


def _comment(table: TableSheet, area: Area, text: str) -> None:
    look = {"font_name": "宋体", "font_size": 9, "width": 240, "height": 72, "color": "#FFFFE1"}
    table.canvas.sheet(area.sheet).write_comment(area.top, area.left, bare(text), look)


def _draw_note(table: TableSheet) -> None:
    note = table.plan.note
    last = len(table.paragraphs) - 1
    for index, row in enumerate(range(note.top, note.bottom + 1)):
        area = Area(note.sheet, row, note.left, row, note.right)
        text = table.paragraphs[index] if index <= last else ""
        table.put(area, text, "song s11 faint wrap left indent input")
        table.heights[row] = _NOTE_HEIGHT
        if text:
            table.grow(area, text, 11, indent=True)
    table.put(table.plan.note_help, f"↙ 文字说明：{table.section.help}", "song s9 wrap left grey")
    table.grow(table.plan.note_help, table.section.help + "文字说明", 9)
    table.put(table.plan.note_hint, None, _SIDE_STYLES["hint"] + " top")


def _draw_sides(table: TableSheet) -> None:
    for caption in table.plan.captions:
        is_heading = caption.area.left > table.plan.right
        style = "song s9 wrap faint head center" if is_heading else "song s9 wrap faint head left"
        table.put(caption.area, caption.text, style)
        table.grow(caption.area, caption.text, 9)
    for cell, area in table.plan.bases.items():
        table.put(area, table.canvas.content.bases.get(cell), _SIDE_STYLES["base"])
    for row, area in table.plan.origins.items():
        text = _origin(table, row)
        table.put(area, text, _SIDE_STYLES["origin"])
        table.grow(area, text, 9)
    for row, area in table.plan.hints.items():
        table.put(area, None, _SIDE_STYLES["hint"])
        if table.canvas.content.form.places[_first_cell(table, row)][0].orientation == "across":
            table.heights[area.top] = max(table.heights.get(area.top, 0.0), 48.0)


def _first_cell(table: TableSheet, row: str) -> Cell:
    return next(cell for cell in table.plan.spots if cell.row == row)


def _origin(table: TableSheet, row: str) -> str:
    """Where a row's figures came from: once when all agree, else the first and that there are more."""
    line = (table.plan.table.code, row)
    told = [text for cell, text in table.canvas.content.origins.items() if (cell.table, cell.row) == line]
    sources = list(dict.fromkeys(told))
    return "".join(sources[:1]) + (f" 等 {len(sources)} 处，见各格批注" if len(sources) > 1 else "")


def _draw_checks(table: TableSheet) -> None:
    for check in table.plan.checks:
        formula, result = check_formula(table.plan, check), difference(check.identity, check.over, table.figures.shown)
        table.put(check.area, Formula(formula, result), _SIDE_STYLES["check"])


def check_formula(plan: Plan, check: Check) -> str:
    """Left − right as a native formula: blank while nothing is filled in, text in a cell counts nothing."""
    plus, minus = sides(check.identity, check.over)
    both = references(plan.spots[cell] for cell in (*plus, *minus))
    parts = [f"SUM({references(plan.spots[cell] for cell in side)})" for side in (plus, minus) if side]
    lead = "" if plus else "-"
    # Money is added up in binary fractions: what is beyond the eighth decimal is not a difference.
    return f'=IF(COUNT({both})=0,"",ROUND({lead}{"-".join(parts)},8))'


def _register(table: TableSheet) -> None:
    plan, names, code = table.plan, table.canvas.names, table.plan.table.code
    names[table.section.text] = Area(plan.sheet, plan.note.top, 0, plan.note.bottom, 0)
    names[f"nb_hint_{table.section.code}"] = _corner(plan.note_hint)
    names[f"nb_marks_{code}"] = plan.marks
    names.update({f"nb_hint_{code}_{row}": _corner(area) for row, area in plan.hints.items()})
    names.update({f"nb_origin_{code}_{row}": _corner(area) for row, area in plan.origins.items()})
    names.update({f"nb_base_{cell}": _corner(area) for cell, area in plan.bases.items()})


def _corner(area: Area) -> Area:
    return Area(area.sheet, area.top, area.left, area.top, area.left)


def hint(table: TableSheet, area: Area, text: str) -> None:
    """Write what a check says beside a row, and make room for it."""
    table.put(_corner(area), text, _SIDE_STYLES["hint"])
    table.grow(area, text, 9)


def finish(table: TableSheet) -> None:
    """Set heights, panes, protection and print, once everything is written."""
    plan, sheet = table.plan, table.canvas.sheet(table.plan.sheet)
    for row in range(plan.note.bottom + 1):
        table.heights.setdefault(row, _ROW_HEIGHT)
    for row, points in table.heights.items():
        sheet.set_row(row, points)
    sheet.freeze_panes(plan.frozen_rows, plan.labels)
    first = min(
        (area for cell, area in plan.spots.items() if cell not in table.canvas.content.form.totals),
        key=lambda a: (a.top, a.left),
    )
    sheet.set_selection(first.top, first.left, first.top, first.left)
    sheet.hide_gridlines(2)
    protect(sheet)
    width = sum(plan.widths[column] for column in range(plan.right + 1))
    print_setup(sheet, landscape=width > _LANDSCAPE_FROM, pages_high=1 if len(table.paragraphs) <= 4 else 0)
    sheet.print_black_and_white()
    sheet.repeat_rows(TITLE_ROW, plan.frozen_rows - 1)
    sheet.print_area(TITLE_ROW, 0, plan.note.bottom, plan.right)


def blanks(plan: Plan, form_totals: frozenset[Cell]) -> str:
    """The native count of input cells not yet filled in."""
    inputs = [area for cell, area in plan.spots.items() if cell not in form_totals]
    return _counted(inputs, "COUNTBLANK({0})")


def breaks(plan: Plan) -> str:
    """The native count of checks that do not hold; empty when the table has none."""
    return _counted([check.area for check in plan.checks], 'COUNTIF({0},">0")+COUNTIF({0},"<0")')


def _counted(areas: list[Area], counting: str) -> str:
    return "+".join(counting.format(reference(area, with_sheet=True)) for area in rectangles(areas))
