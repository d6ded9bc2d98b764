"""The sheets of the text sections: one paragraph a row, what is asked for beside it."""

from nianbao.adapters.excel_canvas import LONGEST_TEXT, Canvas, link, print_setup, protect, put, quoted
from nianbao.adapters.excel_plan import HINT_TITLE
from nianbao.adapters.excel_rules import narrative_prompt
from nianbao.adapters.excel_styles import height
from nianbao.adapters.workbook import COVER_SHEET, TEXT_ROWS, Area
from nianbao.core.form import Section

TEXT_TOP = 1
HINT_STYLE = "song s9 faint wrap left top red"
_TEXT_WIDTH, _SIDE_WIDTH = 92.0, 46.0
_SIDE, _HINT_ROWS = 2, 10


def paragraphs(text: str) -> list[str]:
    """The rows a text takes: a paragraph each, one longer than a cell spread over several."""
    if not text:
        return []
    return [part for paragraph in text.split("\n") for part in _pieces(paragraph)]


def _pieces(paragraph: str) -> list[str]:
    starts = range(0, max(1, len(paragraph)), LONGEST_TEXT)
    return [paragraph[start : start + LONGEST_TEXT] for start in starts]


def sheet_name(section: Section) -> str:
    """The sheet of a text section."""
    return section.sheet or section.title


def draw(canvas: Canvas, section: Section) -> None:
    """Draw a text section's sheet."""
    name = sheet_name(section)
    sheet = canvas.sheet(name)
    sheet.set_column(0, 0, _TEXT_WIDTH)
    sheet.set_column(1, 1, 1.5)
    sheet.set_column(_SIDE, _SIDE, _SIDE_WIDTH)
    sheet.set_column(3, 3, 12)
    put(canvas, Area(name, 0, 0, 0, 0), section.title, "hei s14 center under")
    sheet.set_row(0, max(36, height(section.help, _SIDE_WIDTH, 9)))
    bottom = _draw_text(canvas, section)
    _draw_side(canvas, section)
    sheet.data_validation(TEXT_TOP, 0, bottom, 0, narrative_prompt(section))
    sheet.freeze_panes(TEXT_TOP, 0)
    sheet.set_selection(TEXT_TOP, 0, TEXT_TOP, 0)
    sheet.hide_gridlines(2)
    protect(sheet)
    print_setup(sheet)
    sheet.print_black_and_white()
    sheet.repeat_rows(0)
    # One program scales a page down to one column's width only if a second column asks for it.
    sheet.print_area(0, 0, bottom, 1)


def _draw_text(canvas: Canvas, section: Section) -> int:
    name = sheet_name(section)
    rows = paragraphs(canvas.content.report.texts.get(section.text, ""))
    bottom = TEXT_TOP + max(TEXT_ROWS, len(rows)) - 1
    for row in range(TEXT_TOP, bottom + 1):
        text = rows[row - TEXT_TOP] if row - TEXT_TOP < len(rows) else ""
        put(canvas, Area(name, row, 0, row, 0), text, "song s12 wrap left indent faint input")
        if text:
            canvas.sheet(name).set_row(row, height(text, _TEXT_WIDTH - 1.5, 12))
    canvas.names[section.text] = Area(name, TEXT_TOP, 0, bottom, 0)
    return bottom


def _draw_side(canvas: Canvas, section: Section) -> None:
    """What to write stays in sight beside the title; what the check says stands below, then suggestions."""
    name = sheet_name(section)
    put(canvas, _beside(name, 0), section.help, "song s9 wrap left grey")
    link(canvas, Area(name, 0, 3, 0, 3), f"{quoted(COVER_SHEET)}!A1", ("← 返回封面", "song s9 link"))
    put(canvas, _beside(name, TEXT_TOP), HINT_TITLE, "song s9 faint head center")
    hint = _beside(name, TEXT_TOP + 1, TEXT_TOP + _HINT_ROWS)
    put(canvas, hint, None, HINT_STYLE)
    canvas.names[f"nb_hint_{section.code}"] = _beside(name, hint.top)
    for row, text in enumerate(section.subheads, start=hint.bottom + 2):
        put(canvas, _beside(name, row), text, "song s9 faint left grey")
    if section.subheads:
        put(canvas, _beside(name, hint.bottom + 1), "可用的小标题", "song s9 faint head center")


def _beside(name: str, top: int, bottom: int | None = None) -> Area:
    return Area(name, top, _SIDE, top if bottom is None else bottom, _SIDE)
