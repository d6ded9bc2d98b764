"""A report to a new workbook: cover, one sheet a section, help, findings, all with cached results and native checks."""

import io
import tempfile
from collections.abc import Iterator, Mapping

from nianbao.adapters import excel_charts, excel_cover, excel_data, excel_lists, excel_own, excel_tables, excel_texts
from nianbao.adapters.excel_canvas import Canvas, bare, canvas_on, define_names, put
from nianbao.adapters.excel_figures import Figures, figures
from nianbao.adapters.excel_marks import mark_blocks
from nianbao.adapters.excel_pack import QUICK, QUICKER, Workbook
from nianbao.adapters.excel_plan import plan
from nianbao.adapters.excel_rows import GrowingSheet
from nianbao.adapters.excel_tables import TableSheet
from nianbao.adapters.excel_texts import HINT_STYLE
from nianbao.adapters.workbook import (
    CHANGES_SHEET,
    COVER_SHEET,
    FINDINGS_SHEET,
    HELP_SHEET,
    META_SHEET,
    NOTE_ROWS,
    SUMMED_SHEET,
    Area,
    Block,
    Content,
    Snapshot,
)

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# From here on the parts are put together on disk: in memory a letter takes four bytes until the whole is packed.
_MANY_ROWS = 5000


def write(content: Content) -> bytes:
    """The workbook as the bytes of an .xlsx file.

    Raises: CannotWrite when a text is longer than a cell and cannot be spread over several.
    """
    if sum(len(data.rows) for data in content.sheets) < _MANY_ROWS:
        return _written(content, _OPTIONS)
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        return _written(content, {**_OPTIONS, "in_memory": False, "tmpdir": folder}, QUICKER)


def _written(content: Content, options: Mapping[str, object], packed_at: int = QUICK) -> bytes:
    target = io.BytesIO()
    book = Workbook(target, options)
    book.packed_at = packed_at
    book.set_properties({"title": bare(excel_cover.title_of(content.report.agency, content.report.year))})
    canvas = canvas_on(book, content)
    fixed = {COVER_SHEET, *(table.sheet for table in content.form.tables)}
    fixed |= {each.name for each in content.charts} | {each.name for each in content.own}
    for name in sheet_names(content):
        book.add_worksheet(name, None if name in fixed else GrowingSheet)
    _draw(canvas, figures(content.form, content.report))
    define_names(canvas)
    book.close()
    return target.getvalue()


def lists(content: Content) -> bytes:
    """The content's lists alone, as the bytes of an .xlsx file: no report, and nothing that could be taken for one."""
    target = io.BytesIO()
    book = Workbook(target, _OPTIONS)
    canvas = canvas_on(book, content)
    for data in content.sheets:
        book.add_worksheet(data.name, GrowingSheet)
        excel_data.draw_data(canvas, data)
    book.close()
    return target.getvalue()


def sheet_names(content: Content) -> list[str]:
    """The workbook's sheets in order."""
    return [
        COVER_SHEET,
        *_section_sheets(content),
        *(s.name for s in content.sheets),
        *(s.name for s in content.charts),
        *(s.name for s in content.own),
        HELP_SHEET,
        FINDINGS_SHEET,
        CHANGES_SHEET,
        META_SHEET,
        *([SUMMED_SHEET] if content.summed else []),
    ]


def _section_sheets(content: Content) -> Iterator[str]:
    for section in content.form.sections:
        yield content.form.table(section.table).sheet if section.table else excel_texts.sheet_name(section)


def _draw(canvas: Canvas, shown: Figures) -> None:
    content = canvas.content
    tables: dict[str, TableSheet] = {}
    for section in content.form.sections:
        if section.table:
            tables[section.table] = _table(canvas, section.table, shown)
        else:
            excel_texts.draw(canvas, section)
    for table in tables.values():
        excel_tables.draw(table)
    _mark(canvas, tables)
    for table in tables.values():
        excel_tables.finish(table)
    plans = {code: table.plan for code, table in tables.items()}
    excel_cover.draw(canvas, plans, shown)
    for data in content.sheets:
        excel_data.draw_data(canvas, data)
    for charts in content.charts:
        excel_charts.draw(canvas, charts)
    for own in content.own:
        excel_own.draw(canvas, own)
    excel_lists.draw_help(canvas)
    excel_lists.draw_findings(canvas)
    excel_lists.draw_changes(canvas)
    excel_lists.draw_meta(canvas)
    if content.summed:
        excel_data.draw_summed(canvas)
    canvas.sheet(COVER_SHEET).activate()


def _table(canvas: Canvas, code: str, shown: Figures) -> TableSheet:
    form = canvas.content.form
    section = form.section_of(code)
    rows = excel_texts.paragraphs(canvas.content.report.texts.get(section.text, ""))
    layout = plan(form, form.table(code), max(NOTE_ROWS, len(rows)))
    return TableSheet(canvas, section, layout, shown, rows)


def _mark(canvas: Canvas, tables: Mapping[str, TableSheet]) -> None:
    """Leave in the new workbook what a check of it would leave: marks on cells, sentences beside rows."""
    content = canvas.content
    if not content.findings:
        return
    hints = {
        (area.sheet, area.top, area.left): (table, area)
        for table in tables.values()
        for area in (*table.plan.hints.values(), table.plan.note_hint)
    }
    own = content.findings if content.marked is None else content.marked
    for block in mark_blocks(Snapshot("", {}, canvas.names), content.form, own, content.summary):
        place = (block.sheet, block.row, block.column)
        text = block.rows[0][0]
        if place in hints and isinstance(text, str):
            table, area = hints[place]
            excel_tables.hint(table, area, text)
        elif place not in hints:
            _write(canvas, block)


def _write(canvas: Canvas, block: Block) -> None:
    for row, line in enumerate(block.rows, start=block.row):
        for column, value in enumerate(line, start=block.column):
            if value is not None:
                put(canvas, Area(block.sheet, row, column, row, column), value, HINT_STYLE)
