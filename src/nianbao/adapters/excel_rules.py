"""What a table's sheet does by itself while it is filled in: prompts and refusals, red for what does not add up, marks."""

from typing import Any

from nianbao.adapters.excel_canvas import Canvas, cut, rectangles, reference
from nianbao.adapters.excel_figures import sides
from nianbao.adapters.excel_plan import Check, Plan
from nianbao.adapters.workbook import Area, letters
from nianbao.core.cell import Cell
from nianbao.core.finding import Level
from nianbao.core.form import Form, Kind, Section

_TITLE_LIMIT, _MESSAGE_LIMIT = 32, 255
_LARGEST = 999_999_999
_ACCEPTED: dict[Kind, dict[str, Any]] = {
    Kind.COUNT: {"validate": "integer", "criteria": ">=", "value": 0},
    Kind.CHANGE: {"validate": "integer", "criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST},
    Kind.MONEY: {"validate": "decimal", "criteria": ">=", "value": 0},
}
_WANTED = {
    Kind.COUNT: ("请填整数", "应填 0 或正整数，没有的填 0；不要填文字、横线、斜线，也不要带单位"),
    Kind.CHANGE: ("请填整数", "应填整数，增加填正数，减少填负数，没有变化填 0；不要填文字、横线，也不要带单位"),
    Kind.MONEY: ("请填金额", "应填 0 或正数，以万元为单位，没有的填 0；不要填文字、横线，也不要带单位"),
}


def add_marks(canvas: Canvas, plan: Plan) -> None:
    """Let the hidden marks beside the table paint the cells they stand for, above all other colours."""
    box = _box(plan)
    first = f"{letters(plan.marks.left)}{plan.marks.top + 1}"
    for level in Level:
        rule = {
            "type": "formula",
            "criteria": f'={first}="{level.value}"',
            "format": canvas.style(f"mark_{level.value}"),
        }
        canvas.sheet(plan.sheet).conditional_format(box.top, box.left, box.bottom, box.right, rule)


def _box(plan: Plan) -> Area:
    left = min(area.left for area in plan.spots.values())
    return Area(plan.sheet, plan.marks.top, left, plan.marks.bottom, left + plan.marks.right - plan.marks.left)


def paint_broken(canvas: Canvas, plan: Plan) -> None:
    """Redden each check that shows a difference, and the official cells of its line."""
    sheet = canvas.sheet(plan.sheet)
    for area in rectangles(check.area for check in plan.checks):
        first = reference(Area(area.sheet, area.top, area.left, area.top, area.left))
        rule = {"type": "formula", "criteria": f"=N({first})<>0", "format": canvas.style("off")}
        sheet.conditional_format(area.top, area.left, area.bottom, area.right, rule)
    for check in plan.checks:
        _paint_line(canvas, plan, check)


def _paint_line(canvas: Canvas, plan: Plan, check: Check) -> None:
    plus, minus = sides(check.identity, check.over)
    parts = rectangles(plan.spots[cell] for cell in (*plus, *minus))
    corner = Area(check.area.sheet, check.area.top, check.area.left, check.area.top, check.area.left)
    look = "broken" if check.identity.level == Level.ERROR else "doubtful"
    rule = {
        "type": "formula",
        "criteria": f"=N({reference(corner, absolute=True)})<>0",
        "format": canvas.style(look),
        "multi_range": " ".join(reference(part) for part in parts),
    }
    first = parts[0]
    canvas.sheet(plan.sheet).conditional_format(first.top, first.left, first.bottom, first.right, rule)


def add_prompts(canvas: Canvas, plan: Plan, section: Section) -> None:
    """Give every input cell its own prompt and refuse what is not a number of its kind."""
    form, sheet = canvas.content.form, canvas.sheet(plan.sheet)
    for cell, area in plan.spots.items():
        if cell not in form.totals:
            sheet.data_validation(area.top, area.left, area.top, area.left, _validation(form, cell))
    note = plan.note
    sheet.data_validation(note.top, note.left, note.bottom, note.left, narrative_prompt(section))


def _validation(form: Form, cell: Cell) -> dict[str, Any]:
    name = form.spell(cell).partition("·")[2]
    column, row = form.column(cell), form.row(cell)
    title, wanted = _WANTED[column.kind]
    helps = [text.rstrip("。") for text in (row.help, column.help) if text]
    unit = [f"单位：{column.unit}"] if column.unit else []
    return _ACCEPTED[column.kind] | {
        "input_title": cut(name, _TITLE_LIMIT),
        "input_message": cut("。".join([*helps, *unit]) + "。", _MESSAGE_LIMIT),
        "error_title": title,
        "error_message": cut(f"「{name}」{wanted}。", _MESSAGE_LIMIT),
        "error_type": "stop",
    }


def narrative_prompt(section: Section) -> dict[str, Any]:
    """The prompt of a narrative's cells; anything may be typed there."""
    return {
        "validate": "any",
        "input_title": cut(section.title, _TITLE_LIMIT),
        "input_message": cut(section.help or "每个自然段占一行。", _MESSAGE_LIMIT),
    }
