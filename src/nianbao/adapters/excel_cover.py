"""The cover: whose report it is, how far it is filled in, where to go, how to fill it in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from nianbao.adapters.excel_canvas import (
    LONGEST_TEXT,
    Canvas,
    Formula,
    Written,
    bare,
    link,
    print_setup,
    protect,
    put,
    quoted,
    reference,
)
from nianbao.adapters.excel_figures import Figures, difference
from nianbao.adapters.excel_plan import Plan
from nianbao.adapters.excel_styles import height
from nianbao.adapters.excel_tables import blanks, breaks
from nianbao.adapters.excel_texts import sheet_name
from nianbao.adapters.workbook import COVER_SHEET, FINDINGS_SHEET, HEAD_LABELS, HELP_SHEET, Area
from nianbao.core.form import Form, Section

TITLE_TAIL = "年政府信息公开工作年度报告"
_HIGHER_LEVELS = ("市级", "省级")
_WIDTHS = (2.0, 12.0, 24.0, 26.0, 3.0, 45.0, 11.0, 11.0)
_LABEL, _FIELD, _FIELD_END, _PART, _BLANK, _BREAK = 1, 2, 3, 5, 6, 7
_FIRST = 5
_LEAD_HEIGHT = 110.0
_STEPS = (
    "浅黄色的格要填，灰色的格自动合计、不用填。没有的填 0，不要空着，也不要填「/」「—」「无」。",
    "数字只统计本年 1 月 1 日至 12 月 31 日；金额一律以万元为单位。点到哪一格，旁边就有这一格的填写说明。",
    "「勾稽」显示「平」就是对上了；显示「差 3」是左边比右边多 3，有关的格会变成浅红色，请核对后改正。",
    "文字部分一个自然段占一行。填完直接保存、报送本文件，不要另存成其他格式，也不要删改工作表。",
)


def levels(form: Form, own: str | None) -> list[str]:
    """The levels to choose from: those the form's identities know, the higher ones, and the report's own."""
    known = [level for identity in form.identities for level in identity.levels]
    return list(dict.fromkeys([*known, *_HIGHER_LEVELS, *([own] if own else [])]))


def title_of(agency: str | None, year: int | None) -> str:
    """The report's title as the cover joins it; empty while unit or year is."""
    return f"{agency}{year}{TITLE_TAIL}" if agency and year else ""


def draw(canvas: Canvas, plans: Mapping[str, Plan], figures: Figures) -> None:
    """Draw the cover; `plans` by table code."""
    sheet = canvas.sheet(COVER_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    form = canvas.content.form
    _wide(canvas, 0, ("政府信息公开工作年度报告", "hei s20 center"))
    _wide(canvas, 1, (f"{form.title} · {form.notice}", "song grey center under"))
    sheet.set_row(0, 44)
    sheet.set_row(1, 24)
    sheet.set_row(2, 10)
    fields_end = _draw_fields(canvas)
    parts_end = _draw_parts(canvas, plans, figures)
    for row in range(_FIRST - 2, max(fields_end, parts_end)):
        sheet.set_row(row, 26)
    lead_end = _draw_lead(canvas, max(fields_end, parts_end) + 1)
    last = _draw_steps(canvas, lead_end + 1)
    sheet.set_selection(_FIRST - 1, _FIELD, _FIRST - 1, _FIELD)
    sheet.hide_gridlines(2)
    protect(sheet)
    print_setup(sheet, landscape=True, pages_high=1)
    sheet.print_area(0, 0, last, _BREAK)


def _wide(canvas: Canvas, row: int, content: tuple[str, str]) -> None:
    put(canvas, Area(COVER_SHEET, row, _LABEL, row, _BREAK), *content)


def _at(row: int, left: int, right: int | None = None) -> Area:
    return Area(COVER_SHEET, row, left, row, left if right is None else right)


def _draw_fields(canvas: Canvas) -> int:
    report, row = canvas.content.report, _FIRST - 1
    put(canvas, _at(row - 1, _LABEL, _FIELD_END), "基本信息", "hei s11 faint head center")
    fields: tuple[tuple[str, Written, str], ...] = (
        ("head_agency", report.agency, "bold"),
        ("head_year", report.year, ""),
        ("head_level", report.level, ""),
        ("head_contact", report.contact, ""),
        ("head_phone", report.phone, "text"),
        ("head_title", _title(canvas, row), "wrap"),
    )
    for name, value, style in fields:
        put(canvas, _at(row, _LABEL), HEAD_LABELS[name], "song s11 faint side center")
        look = "total" if name in canvas.content.locked else "input"
        put(canvas, _at(row, _FIELD, _FIELD_END), value, f"song s11 faint left indent {look} {style}")
        canvas.names[name] = _at(row, _FIELD)
        row += 1
    _validate_fields(canvas)
    for name in (*(data.name for data in canvas.content.sheets), HELP_SHEET, FINDINGS_SHEET):
        put(canvas, _at(row, _LABEL), "查看", "song s11 faint side center grey")
        link(canvas, _at(row, _FIELD, _FIELD_END), f"{quoted(name)}!A1", (name, "song s11 faint left indent link"))
        row += 1
    return row


def _title(canvas: Canvas, row: int) -> Written:
    """The title as a formula; a title the source worded otherwise stays as it was."""
    report = canvas.content.report
    joined = title_of(report.agency, report.year)
    told = report.texts.get("head_title", "")
    if told and told != joined:
        return told
    agency, year = (reference(_at(each, _FIELD), absolute=True) for each in (row, row + 1))
    return Formula(f'=IF(OR({agency}="",{year}=""),"",{agency}&{year}&"{TITLE_TAIL}")', bare(joined))


def _validate_fields(canvas: Canvas) -> None:
    form, report = canvas.content.form, canvas.content.report
    _validate(
        canvas, "head_agency", {"validate": "any", "input_title": "单位", "input_message": "填单位全称，与公章一致。"}
    )
    last = form.last_year
    years: dict[str, Any] = (
        {"criteria": ">=", "value": form.first_year}
        if last is None
        else {"criteria": "between", "minimum": form.first_year, "maximum": last}
    )
    span = f"{form.first_year} 年起" if last is None else f"{form.first_year} 至 {last} 年"
    said = f"填报告所属年度，不是填报的年份。本工作簿的格式适用于{span}的报告。"
    _validate(
        canvas,
        "head_year",
        {"validate": "integer", "input_title": "年度", "input_message": said}
        | years
        | _stop("年度", f"年度应为{span}的整数。其他年度请换用相应格式的工作簿。"),
    )
    offered = levels(form, report.level)
    choice = {"validate": "list", "source": offered, "input_title": "层级", "input_message": "点右边的箭头选择。"}
    _validate(canvas, "head_level", choice | _stop("层级", f"请从列表中选择：{'、'.join(offered)}。"))


def _stop(title: str, message: str) -> dict[str, str]:
    return {"error_title": title, "error_message": message, "error_type": "stop"}


def _validate(canvas: Canvas, name: str, options: dict[str, Any]) -> None:
    area = canvas.names[name]
    canvas.sheet(COVER_SHEET).data_validation(area.top, area.left, area.top, area.left, options)


def _draw_parts(canvas: Canvas, plans: Mapping[str, Plan], figures: Figures) -> int:
    row = _FIRST - 1
    put(canvas, _at(row - 1, _PART), "填报进度", "hei s11 faint head center")
    put(canvas, _at(row - 1, _BLANK), "未填", "hei s11 faint head center")
    put(canvas, _at(row - 1, _BREAK), "勾稽", "hei s11 faint head center")
    first = row
    for section in canvas.content.form.sections:
        if section.table:
            _draw_table_part(canvas, row, (section, plans[section.table], figures))
        else:
            _draw_text_part(canvas, row, section)
        row += 1
    _draw_sum(canvas, (first, row), (plans, figures))
    _warn(canvas, first, row)
    return row + 1


def _draw_table_part(canvas: Canvas, row: int, part: tuple[Section, Plan, Figures]) -> None:
    section, plan, figures = part
    link(canvas, _at(row, _PART), f"{quoted(plan.sheet)}!A1", (section.title, "song s11 faint left indent link"))
    totals = frozenset(canvas.content.form.totals)
    put(
        canvas,
        _at(row, _BLANK),
        Formula("=" + blanks(plan, totals), _blank_count(canvas, plan, figures)),
        "song s11 faint center blanks",
    )
    if plan.checks:
        put(
            canvas,
            _at(row, _BREAK),
            Formula("=" + breaks(plan), _break_count(plan, figures)),
            "song s11 faint center breaks",
        )
    else:
        put(canvas, _at(row, _BREAK), "—", "song s11 faint center grey")


def _blank_count(canvas: Canvas, plan: Plan, figures: Figures) -> int:
    inputs = (cell for cell in plan.spots if cell not in canvas.content.form.totals)
    return sum(figures.shown[cell] is None for cell in inputs)


def _break_count(plan: Plan, figures: Figures) -> int:
    return sum(bool(difference(check.identity, check.over, figures.shown)) for check in plan.checks)


def _draw_text_part(canvas: Canvas, row: int, section: Section) -> None:
    target = f"{quoted(sheet_name(section))}!A1"
    link(canvas, _at(row, _PART), target, (section.title, "song s11 faint left indent link"))
    rows = reference(canvas.names[section.text], with_sheet=True)
    written = bool(canvas.content.report.texts.get(section.text, "").strip())
    state = Formula(f'=IF(COUNTA({rows})=0,"未写","已写")', "已写" if written else "未写")
    put(canvas, _at(row, _BLANK), state, "song s11 faint center")
    put(canvas, _at(row, _BREAK), "—", "song s11 faint center grey")


def _draw_sum(canvas: Canvas, rows: tuple[int, int], drawn: tuple[Mapping[str, Plan], Figures]) -> None:
    first, row = rows
    plans, figures = drawn
    counts = {
        _BLANK: (sum(_blank_count(canvas, plan, figures) for plan in plans.values()), "blanks"),
        _BREAK: (sum(_break_count(plan, figures) for plan in plans.values()), "breaks"),
    }
    put(canvas, _at(row, _PART), "合计", "song s11 bold faint total center")
    for column, (count, look) in counts.items():
        cells = reference(Area(COVER_SHEET, first, column, row - 1, column))
        put(
            canvas,
            _at(row, column),
            Formula(f"=SUM({cells})", Decimal(count)),
            f"song s11 bold faint total center {look}",
        )


def _warn(canvas: Canvas, first: int, last: int) -> None:
    """Colour what is still to be done."""
    sheet = canvas.sheet(COVER_SHEET)
    blank, broken = reference(_at(first, _BLANK)), reference(_at(first, _BREAK))
    for column, criteria, look in (
        (_BLANK, f'=OR(N({blank})>0,{blank}="未写")', "attention"),
        (_BREAK, f"=N({broken})>0", "off"),
    ):
        rule = {"type": "formula", "criteria": criteria, "format": canvas.style(look)}
        sheet.conditional_format(first, column, last, column, rule)


def _draw_lead(canvas: Canvas, row: int) -> int:
    """The paragraph before section one, as one cell with line breaks; gives the row below."""
    text = canvas.content.report.texts.get("head_lead", "")
    pieces = [text[start : start + LONGEST_TEXT] for start in range(0, max(1, len(text)), LONGEST_TEXT)]
    width = sum(_WIDTHS[_FIELD : _BREAK + 1])
    for offset, piece in enumerate(pieces):
        label = "导语" if offset == 0 else None
        put(canvas, _at(row + offset, _LABEL), label, "song s11 faint side center")
        put(canvas, _at(row + offset, _FIELD, _BREAK), piece, "song s11 faint left indent wrap input")
        canvas.sheet(COVER_SHEET).set_row(row + offset, max(_LEAD_HEIGHT, height(piece, width - 2, 11)))
    canvas.names["head_lead"] = Area(COVER_SHEET, row, _FIELD, row + len(pieces) - 1, _FIELD)
    said = "写报告依据、统计期限、公布和联系方式；几个自然段的，用 Alt+Enter 换行。"
    _validate(canvas, "head_lead", {"validate": "any", "input_title": "导语", "input_message": said})
    return row + len(pieces)


def _draw_steps(canvas: Canvas, row: int) -> int:
    _wide(canvas, row, ("怎样填", "hei s11 left under"))
    canvas.sheet(COVER_SHEET).set_row(row, 24)
    for number, step in enumerate(_STEPS, start=1):
        _wide(canvas, row + number, (f"{number}. {step}", "song s11 left wrap grey"))
        canvas.sheet(COVER_SHEET).set_row(row + number, height(step, sum(_WIDTHS[_LABEL:]), 11))
    return row + len(_STEPS)
