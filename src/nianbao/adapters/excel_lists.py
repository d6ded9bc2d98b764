"""The sheets that are read rather than filled in: 填报说明, 校验结果, the county's lists, the hidden metadata."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from nianbao import __version__
from nianbao.adapters.excel_canvas import Canvas, Written, jump_to, print_setup, protect, put, reference
from nianbao.adapters.excel_rows import draw_row
from nianbao.adapters.excel_styles import tallest
from nianbao.adapters.excel_waivers import STANDS
from nianbao.adapters.listing import finding_rows
from nianbao.adapters.workbook import (
    ANSWER_HEADERS,
    CHANGE_HEADERS,
    CHANGES_SHEET,
    DATA_ROW,
    FINDING_HEADERS,
    FINDINGS_SHEET,
    HELP_SHEET,
    LAYOUT,
    META_NAMES,
    META_SHEET,
    MOST_ROW,
    STEPS_NAME,
    Area,
    letters,
)
from nianbao.core.finding import Level
from nianbao.core.form import Form, Kind, Table
from nianbao.core.identity import Identity

# What is printed fits the width of a page in letters that can be read; LibreOffice does not wrap a place that jumps.
_FINDING_WIDTHS = (6, 6, 7, 10, 27, 32, 21, 6, 6, 6, 13, 8, 11, 9, 26, 8)
_CENTRED = frozenset({"序号", "级别", "编号", "左边", "右边", "相差", "说明人", "说明日期"})
_RECORD = FINDING_HEADERS.index("记录")
# 依据 and the hidden record are not printed: the page would be too wide to read.
_LAST_PRINTED = FINDING_HEADERS.index("说明状态")
_PLACE = FINDING_HEADERS.index("位置")
# A sheet may have some 65,500 links; the library leaves out the text of those beyond.
_MOST_JUMPS = 65_000
_LEVEL = FINDING_HEADERS.index("级别")
_TOP = DATA_ROW
# Rows kept ready, with their look, for what a later check writes into the closed file.
_READY_ROWS = 60
_MOST_CHANGES = 20_000
_CHANGE_WIDTHS = (18, 14, 28, 18, 18, 38, 24, 8)
_CHANGE_LEFT = frozenset({"位置", "原因", "状态"})
_CHANGES_NOTE = "本工具改过的每一格都记在这里，可以逐次撤销。请勿改动、删除本页，否则撤销不了。"
_NOT_YET = "尚未校验。校验以后，发现的问题逐条列在这里，点「位置」可以跳到有关的格。"
_HELP_HEADERS = ("名称", "表中文字", "填写说明", "单位")
_HELP_WIDTHS = (22.0, 34.0, 46.0, 8.0)
_HELP_LOOKS = ("song faint wrap left", "song faint wrap left", "song faint wrap left", "song faint wrap center")
_KIND_WORDS = {Kind.COUNT: "整数", Kind.CHANGE: "整数，可为负", Kind.MONEY: "金额"}


def draw_findings(canvas: Canvas) -> None:
    """Draw the list of findings, each with a jump to its place."""
    findings, name = canvas.content.findings, FINDINGS_SHEET
    sheet = canvas.sheet(name)
    for column, width in enumerate(_FINDING_WIDTHS):
        sheet.set_column(column, column, width, None, {"hidden": column == _RECORD})
    last_column = len(FINDING_HEADERS) - 1
    draw_title(canvas, name, "校验结果")
    put(canvas, Area(name, 1, 0, 1, last_column), canvas.content.summary or _NOT_YET, "song s11 left")
    sheet.set_row(1, 24)
    draw_headers(canvas, name, (FINDING_HEADERS, _FINDING_WIDTHS))
    rows = finding_rows(findings, canvas.content.form)
    blank, looks = (None,) * len(FINDING_HEADERS), [_finding_style(column) for column in range(len(FINDING_HEADERS))]
    leading = [*looks[:_PLACE], "song wrap top left link", *looks[_PLACE + 1 :]]
    for index in range(max(_READY_ROWS, len(rows))):
        values = rows[index] if index < len(rows) else blank
        leads = index < len(rows) and _lead(canvas, index, values[_PLACE])
        draw_row(canvas, (name, _TOP + index), values, leading if leads else looks)
        # The hidden record is long and narrow.
        fit_row(canvas, (name, _TOP + index), values[:_RECORD], _FINDING_WIDTHS)
    _colour_levels(canvas)
    canvas.names["nb_summary"] = Area(name, 1, 0, 1, 0)
    canvas.names["nb_findings"] = Area(name, _TOP, 0, _TOP, 0)
    last = _TOP + max(len(rows), 1) - 1
    sheet.autofilter(_TOP - 1, 0, last, last_column)
    # Whole columns: a later check may list more.
    sheet.print_area(0, 0, MOST_ROW - 1, _LAST_PRINTED)
    finish(sheet, (_TOP, 0), landscape=True)


def _finding_style(column: int) -> str:
    header = FINDING_HEADERS[column]
    if column == _RECORD:
        # Wrapped, it would make its row as high as its text is long, hidden or not.
        return "song top left"
    look = "song wrap top " + ("center" if header in _CENTRED else "left")
    return f"{look} text" if header in ANSWER_HEADERS else look


def _lead(canvas: Canvas, index: int, place: Written) -> bool:
    """Let the place of a finding lead there, where there is such a place."""
    places = canvas.content.findings[index].places
    target = canvas.names.get(places[0]) if places and index < _MOST_JUMPS else None
    if target is None:
        return False
    jump = jump_to(canvas, reference(target, with_sheet=True), str(place))
    canvas.sheet(FINDINGS_SHEET).lead(_TOP + index, _PLACE, jump)
    return True


def _colour_levels(canvas: Canvas) -> None:
    first = f"${letters(_LEVEL)}{_TOP + 1}"
    bottom = _TOP + max(_READY_ROWS, len(canvas.content.findings)) - 1
    state = f"${letters(_LAST_PRINTED)}{_TOP + 1}"
    for level in Level:
        look = canvas.style(f"mark_{level.value}")
        # What a standing 说明 answers is no longer painted.
        criteria = f'=AND({first}="{level.label}",{state}<>"{STANDS}")'
        rule = {"type": "formula", "criteria": criteria, "format": look}
        canvas.sheet(FINDINGS_SHEET).conditional_format(_TOP, _LEVEL, bottom, _LEVEL, rule)
    # Where an answer may be typed, beside what may be answered.
    answers = [FINDING_HEADERS.index(header) for header in ANSWER_HEADERS]
    record = f"${letters(_RECORD)}{_TOP + 1}"
    rule = {"type": "formula", "criteria": f'={record}<>""', "format": canvas.style("entry")}
    canvas.sheet(FINDINGS_SHEET).conditional_format(_TOP, answers[0], bottom, answers[-1], rule)
    # A line under each finding, however many a later check writes.
    rule = {"type": "formula", "criteria": f'={first}<>""', "format": canvas.style("faint")}
    canvas.sheet(FINDINGS_SHEET).conditional_format(_TOP, 0, bottom, len(FINDING_HEADERS) - 1, rule)


def draw_changes(canvas: Canvas) -> None:
    """Draw the empty list of what our commands change, ready to be written into whoever holds the workbook."""
    name, last_column = CHANGES_SHEET, len(CHANGE_HEADERS) - 1
    sheet = canvas.sheet(name)
    for column, (header, width) in enumerate(zip(CHANGE_HEADERS, _CHANGE_WIDTHS, strict=True)):
        # The look belongs to the column: nobody knows how many rows will come.
        look = "song wrap top " + ("left" if header in _CHANGE_LEFT else "center")
        # The hidden record would make its row as high as its text is long.
        look = "song top left" if column == last_column else look
        sheet.set_column(column, column, width, canvas.style(look), {"hidden": column == last_column})
    draw_title(canvas, name, name)
    put(canvas, Area(name, 1, 0, 1, last_column), _CHANGES_NOTE, "song s11 left")
    sheet.set_row(1, 24)
    draw_headers(canvas, name, (CHANGE_HEADERS, _CHANGE_WIDTHS))
    rule = {"type": "formula", "criteria": f'=$A{_TOP + 1}<>""', "format": canvas.style("faint")}
    sheet.conditional_format(_TOP, 0, _MOST_CHANGES, last_column, rule)
    canvas.names["nb_changes"] = Area(name, _TOP, 0, _TOP, 0)
    sheet.print_area(0, 0, MOST_ROW - 1, last_column - 1)
    protect(sheet)
    finish(sheet, (_TOP, 0), landscape=True)


def fit_row(canvas: Canvas, place: tuple[str, int], values: Sequence[Written], widths: Sequence[float]) -> None:
    """Make a row high enough for its longest text; rows without text keep the usual height."""
    name, row = place
    texts = [(value, width) for value, width in zip(values, widths, strict=False) if type(value) is str and value]
    if texts:
        canvas.sheet(name).fit(row, tallest(texts))


def draw_title(canvas: Canvas, name: str, text: str) -> None:
    """Draw a list's title."""
    put(canvas, Area(name, 0, 0, 0, 0), text, "hei s14 left")
    canvas.sheet(name).set_row(0, 32)


def draw_headers(canvas: Canvas, name: str, titled: tuple[Sequence[str], Sequence[float]]) -> None:
    """Draw a list's headers, given with their widths."""
    headers, widths = titled
    for column, header in enumerate(headers):
        put(canvas, Area(name, _TOP - 1, column, _TOP - 1, column), header, "hei box wrap center head")
    canvas.sheet(name).set_row(_TOP - 1, max(26.0, tallest(zip(headers, widths, strict=True))))


def finish(sheet: Any, frozen: tuple[int, int], *, landscape: bool) -> None:
    """Set a list's panes and print, its headers repeated on every page."""
    sheet.freeze_panes(*frozen)
    sheet.repeat_rows(frozen[0] - 1)
    sheet.hide_gridlines(2)
    print_setup(sheet, landscape=landscape)


def draw_help(canvas: Canvas) -> None:
    """Draw what every row and column means and every identity says, out of the form."""
    form, sheet = canvas.content.form, canvas.sheet(HELP_SHEET)
    for column, width in enumerate(_HELP_WIDTHS):
        sheet.set_column(column, column, width)
    last_column = len(_HELP_HEADERS) - 1
    draw_title(canvas, HELP_SHEET, "填报说明")
    put(canvas, Area(HELP_SHEET, 1, 0, 1, last_column), f"{form.title}（{form.notice}）", "song left grey")
    draw_headers(canvas, HELP_SHEET, (_HELP_HEADERS, _HELP_WIDTHS))
    row = _TOP
    for heading, entries in _help(form):
        put(canvas, Area(HELP_SHEET, row, 0, row, last_column), heading, "hei s11 box left indent side")
        sheet.set_row(row, 24)
        for entry in entries:
            row += 1
            draw_row(canvas, (HELP_SHEET, row), entry, _HELP_LOOKS)
            fit_row(canvas, (HELP_SHEET, row), entry, _HELP_WIDTHS)
        row += 1
    sheet.print_area(0, 0, row - 1, last_column)
    finish(sheet, (_TOP, 0), landscape=False)


Entry = tuple[str, str, str, str]


def _help(form: Form) -> Iterator[tuple[str, list[Entry]]]:
    yield "各部分", [(section.numeral, section.heading, section.help, "") for section in form.sections]
    for table in form.tables:
        yield f"{table.sheet}各行（{form.section_of(table.code).heading}）", list(_row_entries(form, table))
        yield f"{table.sheet}各列", list(_column_entries(table))
    yield "勾稽和衔接关系", [_identity_entry(identity) for identity in form.identities]


def _row_entries(form: Form, table: Table) -> Iterator[Entry]:
    for block in table.blocks:
        unit = block.columns[0].unit if len({column.unit for column in block.columns}) == 1 else ""
        for row in block.rows:
            is_group = block.is_group(row)
            label = f"{block.title}／{row.label}" if block.title else row.label
            said = "以下各行的总称，本身不填。" if is_group else row.help
            yield f"{table.sheet}·{form.row_name(table.code, row.code)}", label, said, "" if is_group else unit


def _column_entries(table: Table) -> Iterator[Entry]:
    for block in table.blocks:
        for column in block.columns:
            path = "／".join(each for each in (block.title, *column.under, column.label) if each)
            yield column.label, path, f"{column.help}（{_KIND_WORDS[column.kind]}）。", column.unit


def _identity_entry(identity: Identity) -> Entry:
    return identity.code, identity.title, f"依据：{identity.basis}。{identity.remedy}", Level(identity.level).label


def draw_meta(canvas: Canvas) -> None:
    """Draw the very hidden sheet that tells form, year, version and kind, with room below for the steps taken."""
    content = canvas.content
    values: tuple[str | int | Decimal | None, ...]
    values = (content.form.id, content.report.year, __version__, content.kind, LAYOUT)
    for row, (name, value) in enumerate(zip(META_NAMES, values, strict=True)):
        put(canvas, Area(META_SHEET, row, 0, row, 0), name, "song")
        put(canvas, Area(META_SHEET, row, 1, row, 1), value, "song")
        canvas.names[name] = Area(META_SHEET, row, 1, row, 1)
    below = len(META_NAMES) + 1
    canvas.names[STEPS_NAME] = Area(META_SHEET, below, 0, below, 0)
    canvas.sheet(META_SHEET).very_hidden()
