"""The sample report that comes as a PDF, drawn with what real ones have: wrapped labels round their number row,
a group label set downwards, a table over two pages with the page number between its parts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from nianbao.adapters.excel_styles import units
from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.report import as_text
from nianbao.forms.layout import Grid, Printed, layout
from tests.adapters.pdf_files import Drawing, pdf

LEFT, SIZE, LEADING, ACROSS = 50.0, 7.0, 9.0, 82
WIDTHS = {
    "t2": [130.0, 120.0, 120.0, 120.0],
    "t3": [24.0, 60.0, 126.0, *[41.0] * 7],
    "t4": [33.0] * 15,
}
# The rows of 表三 that still fit on the page where it begins.
FIRST_PART = 12


@dataclass(frozen=True)
class Written:
    """A report to draw: title, text by section code, values of the filled cells."""

    title: str
    lead: tuple[str, ...]
    texts: dict[str, tuple[str, ...]]
    values: Mapping[Cell, Decimal | None]


LEAD = (
    "根据《中华人民共和国政府信息公开条例》编制本报告。本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
)
TEXTS = {
    "s1": (
        "{year}年，松烟镇按照县政府的要求做好政府信息公开工作，全年公开各类信息213条。",
        "全年新收政府信息公开申请10件，上年结转2件，办结10件，结转下年度继续办理2件。",
    ),
    "s5": (
        "一是公开的内容与群众需要还有差距；二是基层公开平台更新不够及时。下一步将逐村核对公开目录，按月检查更新情况。",
    ),
    "s6": ("本年度未收取信息处理费。",),
}


def written(agency: str, year: int, values: Mapping[Cell, Decimal | None]) -> Written:
    """The sample unit's report for a year."""
    texts = {code: tuple(text.format(year=year) for text in run) for code, run in TEXTS.items()}
    return Written(f"{agency}{year}年政府信息公开工作年度报告", (LEAD.format(year=year),), texts, values)


def draw(report: Written, form: Form) -> bytes:
    """The report over four pages."""
    pages = [Drawing() for _ in range(4)]
    for number, page in enumerate(pages, start=1):
        page.text(280, 800, f"— {number} —", 10)
    pages[0].text(120, 70, report.title, 16)
    y = _lines(pages[0], 110, report.lead)
    for section, at, top in zip(form.sections, (0, 0, 1, 3, 3, 3), (0, 0, 60, 60, 0, 0), strict=True):
        y = top or y + 14
        pages[at].text(LEFT, y, section.title, 12)
        y = _lines(pages[at], y + 20, report.texts.get(section.code, ()))
        if not section.table:
            continue
        grid = layout(form.table(section.table))
        if section.table == "t3":
            _table(pages[1], y, _cut(grid, 0, FIRST_PART), report)
            _table(pages[2], 60, _cut(grid, FIRST_PART, grid.rows), report)
            continue
        y = _table(pages[at], y, list(grid.cells), report) + 12
    return pdf(*pages)


def plain(form: Form, values: Mapping[Cell, Decimal | None]) -> bytes:
    """The form's tables over three pages without a single line drawn: positions alone tell rows and columns."""
    title = f"青石镇人民政府{form.first_year}年政府信息公开工作年度报告"
    report = Written(title, (), {}, values)
    pages: list[Drawing] = []
    for table in form.tables:
        page = Drawing().text(LEFT, 40, title) if not pages else Drawing()
        page.text(LEFT, 70, form.section_of(table.code).title)
        _table(page, 90, list(layout(table).cells), report, is_ruled=False)
        pages.append(page)
    return pdf(*pages)


def _lines(page: Drawing, top: float, texts: tuple[str, ...]) -> float:
    y = top
    for text in texts:
        for line in _filled(f"　　{text}"):
            page.text(LEFT, y, line, 12)
            y += 18
    return y


def _filled(text: str) -> list[str]:
    """Lines that reach the right margin; no line begins with a stop or parts a number."""
    lines = [""]
    for piece in re.findall(r"[0-9]+[。，、；]?|.[。，、；]?", text):
        if units(lines[-1] + piece) > ACROSS:
            lines.append("")
        lines[-1] += piece
    return lines


def _cut(grid: Grid, first: int, last: int) -> list[Printed]:
    """The cells of some rows, moved up; what reaches over the cut is drawn on both sides, its text on the first."""
    part = []
    for cell in grid.cells:
        top, bottom = max(cell.row, first), min(cell.row + cell.rowspan, last)
        if top < bottom:
            text = cell.text if cell.row >= first else ""
            part.append(Printed(top - first, cell.column, bottom - top, cell.colspan, text, cell.role, cell.cell))
    return part


def _table(page: Drawing, top: float, cells: list[Printed], report: Written, *, is_ruled: bool = True) -> float:
    code = next(cell.cell.table for cell in cells if cell.cell)
    xs = [LEFT]
    for width in WIDTHS[code]:
        xs.append(xs[-1] + width)
    rows = max(cell.row + cell.rowspan for cell in cells)
    heights = [16.0] * rows
    for cell in cells:
        needed = len(_wrapped(_text(cell, report), xs[cell.column + cell.colspan] - xs[cell.column])) * LEADING + 6
        heights[cell.row] = max(heights[cell.row], needed / cell.rowspan)
    ys = [top]
    for height in heights:
        ys.append(ys[-1] + height)
    for cell in cells:
        _cell(page, cell, (xs, ys), _text(cell, report), is_ruled=is_ruled)
    return ys[-1]


def _text(cell: Printed, report: Written) -> str:
    return (as_text(report.values[cell.cell]) or "") if cell.cell else cell.text


def _wrapped(text: str, width: float) -> list[str]:
    room = max(1, int((width - 4) / SIZE))
    return [text[start : start + room] for start in range(0, len(text), room)] or [""]


def _cell(page: Drawing, cell: Printed, grid: tuple[list[float], list[float]], text: str, *, is_ruled: bool) -> None:
    (x0, x1), (y0, y1) = (
        (edges[at], edges[at + span])
        for edges, at, span in zip(grid, (cell.column, cell.row), (cell.colspan, cell.rowspan), strict=True)
    )
    for start, end in pairwise([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)] if is_ruled else []):
        page.line(*start, *end)
    lines = _wrapped(text, x1 - x0)
    y = (y0 + y1 - len(lines) * LEADING) / 2 + LEADING - 2
    for i, line in enumerate(lines):
        page.text(x0 + 3, y + i * LEADING, line, SIZE)
