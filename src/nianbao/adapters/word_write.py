"""A report as a .docx: our template's styles, the body as WordprocessingML.

The library builds a table cell by cell in half a second; the body's XML is written out and parsed at once instead.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from nianbao.adapters.printout import Printout, clean, is_small, is_vertical, printout, shares, subhead, title_lines
from nianbao.core.cell import Cell
from nianbao.core.form import Form, printed_number
from nianbao.core.report import Report
from nianbao.forms.layout import Grid, Printed, Role

_TEMPLATE = Path(__file__).parent / "word_template"
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/footer1.xml": "footer1.xml",
    "docProps/core.xml": "core.xml",
}
TITLE_FONT, BODY_FONT, HEAD_FONT, _SUBHEAD, TABLE_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# A thin empty line: the text needs distance from the table above it, and Word a paragraph after the last one.
_AIR = '<w:p><w:pPr><w:pStyle w:val="TableText"/><w:spacing w:line="140" w:lineRule="exact"/></w:pPr></w:p>'
# Twips: 210 mm less the margins of 28 and 26 mm.
_PAGE_WIDTH = 8844
# Characters of 22 points on a line.
_TITLE_WIDTH = 20
# Half points: 小五.
_SMALL_TYPE = 18
_ROW_HEIGHT, _SMALL_ROW_HEIGHT = 454, 312
# Twips left and right of a cell's text; the tight one lets four characters stand in a value column.
_MARGIN, _SMALL_MARGIN, _TIGHT_MARGIN = 40, 57, 15


def write(report: Report, form: Form, *, draft: bool = False) -> bytes:
    """The report as a .docx in the published format; a draft is marked as one."""
    printed = printout(report, form, draft=draft)
    document = docx.Document(io.BytesIO(template()))
    document.core_properties.title = printed.title[:255].replace("\n", "")
    document.core_properties.author = clean(report.agency or "")[:255]
    body = document.element.body
    for block in parse_xml(f"<w:body {nsdecls('w')}>{_body(printed)}</w:body>"):
        body.insert(len(body) - 1, block)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


@cache
def template() -> bytes:
    """An empty document with our styles."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, file in _PARTS.items():
            archive.writestr(name, (_TEMPLATE / file).read_bytes())
    return packed.getvalue()


def _body(printed: Printout) -> str:
    blocks = [_title(printed)]
    blocks += [_narrative(text) for text in printed.lead]
    for part in printed.parts:
        blocks.append(paragraph("Heading1", run(part.heading, HEAD_FONT)))
        if part.grid is not None:
            blocks += [_table(part.grid, part.heading, printed.values), _AIR]
        blocks += [_narrative(text) for text in part.paragraphs]
    return "".join(blocks)


def _title(printed: Printout) -> str:
    title = run("\n".join(title_lines(printed.title, _TITLE_WIDTH)), TITLE_FONT)
    if not printed.mark:
        return paragraph("Title", title)
    # The mark belongs to the title: the distance to the text comes after it.
    return paragraph("Title", title, '<w:spacing w:after="0"/>') + paragraph("Subtitle", run(printed.mark, _SUBHEAD))


def _narrative(text: str) -> str:
    head, rest = subhead(text)
    if head and not rest:
        return paragraph("Heading2", run(head, _SUBHEAD))
    return paragraph("Normal", run(head, _SUBHEAD) + run(rest, BODY_FONT))


def paragraph(style: str, runs: str, extra: str = "") -> str:
    """A paragraph of one of the template's styles, as WordprocessingML."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'


def run(text: str, font: str, size: int = 0) -> str:
    """A run of text in a font; `size` in half points where it is not the style's."""
    if not text:
        return ""
    # The hint makes Word set “ ” … in the Chinese font.
    fonts = f'<w:rFonts w:hint="eastAsia" w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
    sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    return f"<w:r><w:rPr>{fonts}{sizes}</w:rPr>{_text(text)}</w:r>"


def _text(text: str) -> str:
    written = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    for character, mark in (("\t", "<w:tab/>"), ("\n", "<w:br/>")):
        written = written.replace(character, f'</w:t>{mark}<w:t xml:space="preserve">')
    return written


def _table(grid: Grid, caption: str, values: Mapping[Cell, str]) -> str:
    widths = _widths(grid)
    margin = _margin(grid)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0000"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/></w:tblPr>"
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(grid, line, values, widths) for line in range(grid.rows))
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _margin(grid: Grid) -> int:
    if not is_small(grid):
        return _MARGIN
    has_labels = any(printed.role is Role.LABEL for printed in grid.cells)
    return _TIGHT_MARGIN if has_labels else _SMALL_MARGIN


def _widths(grid: Grid) -> list[int]:
    edges = [0.0]
    for share in shares(grid):
        edges.append(edges[-1] + share * _PAGE_WIDTH)
    return [round(right) - round(left) for left, right in pairwise(edges)]


def _row(grid: Grid, line: int, values: Mapping[Cell, str], widths: list[int]) -> str:
    height = _SMALL_ROW_HEIGHT if is_small(grid) else _ROW_HEIGHT
    head = "<w:tblHeader/>" if line < grid.head_rows else ""
    properties = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{height}"/>{head}</w:trPr>'
    return f"<w:tr>{properties}{''.join(_row_cells(grid, line, values, widths))}</w:tr>"


def _row_cells(grid: Grid, line: int, values: Mapping[Cell, str], widths: list[int]) -> Iterator[str]:
    keep = _stays_with_next(grid, line)
    present = [printed for printed in grid.cells if printed.row <= line < printed.row + printed.rowspan]
    for printed in sorted(present, key=lambda printed: printed.column):
        width = sum(widths[printed.column : printed.column + printed.colspan])
        is_top = line == printed.row
        text = (values[printed.cell] if printed.cell else printed.text) if is_top else ""
        yield (
            f"<w:tc>{_cell_properties(printed, width, is_top)}"
            f"{_cell_paragraph(printed, text, keep, _SMALL_TYPE if is_small(grid) else 0)}</w:tc>"
        )


def _stays_with_next(grid: Grid, line: int) -> bool:
    """Whether no page may end under a row, short of a table longer than a page; a stacked one may part between blocks.

    A label set vertically that a page's end cuts through loses the characters beyond it.
    """
    starts = {printed.row for printed in grid.cells if printed.role is Role.TITLE}
    return line + 1 < grid.rows and line + 1 not in starts


def _cell_properties(printed: Printed, width: int, is_top: bool) -> str:
    across = f'<w:gridSpan w:val="{printed.colspan}"/>' if printed.colspan > 1 else ""
    down = ""
    if printed.rowspan > 1:
        down = '<w:vMerge w:val="restart"/>' if is_top else "<w:vMerge/>"
    direction = '<w:textDirection w:val="tbRlV"/>' if is_vertical(printed) else ""
    return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}{direction}<w:vAlign w:val="center"/></w:tcPr>'


def _cell_paragraph(printed: Printed, text: str, keep: bool, size: int) -> str:
    is_item = printed.role is Role.LABEL and printed_number(printed.text) and not is_vertical(printed)
    style = "TableLabel" if is_item else "TableText"
    return paragraph(style, run(text, TABLE_FONT, size), "<w:keepNext/>" if keep else "")
