"""A manuscript as a clerk's Word file: direct formatting, real merges, first-line indents, page numbers."""

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from nianbao.adapters.printout import shares
from nianbao.forms.layout import Grid, Printed, Role
from tests.retyped.manuscript import Line, Manuscript

_TITLE, _BODY, _HEAD, _TABLE = "方正小标宋简体", "仿宋_GB2312", "黑体", "宋体"
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
# Twips: the page less its margins.
_WIDTH = 8844
_ASCII = re.compile(r"([!-~]+)")
_FOOTER = (
    '<w:p {ns}><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
)


def write(made: Manuscript) -> bytes:
    """The manuscript as a .docx."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    foot = page.footer.paragraphs[0]._p
    foot.getparent().replace(foot, parse_xml(_FOOTER.format(ns=nsdecls("w"))))
    body = document.element.body
    for block in parse_xml(f"<w:body {nsdecls('w')}>{''.join(_blocks(made))}</w:body>"):
        body.insert(len(body) - 1, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _blocks(made: Manuscript) -> Iterator[str]:
    for item, following in zip(made.items, (*made.items[1:], None), strict=True):
        if isinstance(item, Grid):
            yield _table(item)
            # Two tables in a row would grow together, and a file may not end with one.
            yield "<w:p/>" if not isinstance(following, Line) else ""
        elif item.kind == "title":
            yield _paragraph('<w:jc w:val="center"/>', _runs(item.text, _TITLE, 44))
        elif item.kind == "heading":
            yield _paragraph(_INDENT, _runs(item.text, _HEAD, 32))
        else:
            yield _paragraph(_INDENT, _runs(item.text, _BODY, 32))
    yield "<w:p/>"


def _paragraph(look: str, runs: str) -> str:
    return (
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>{look}</w:pPr>{runs}</w:p>'
    )


def _runs(text: str, font: str, size: int) -> str:
    """Letters and digits in runs of their own, as Word parts them."""
    look = (
        f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{size}"/></w:rPr>'
    )
    pieces = [piece for piece in _ASCII.split(text) if piece]
    return "".join(f"<w:r>{look}{_text(piece)}</w:r>" for piece in pieces)


def _text(piece: str) -> str:
    lines = piece.split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)


def _table(grid: Grid) -> str:
    edges = [0.0]
    for share in shares(grid):
        edges.append(edges[-1] + share * _WIDTH)
    widths = [round(right) - round(left) for left, right in pairwise(edges)]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in sides)
    look = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{look}<w:tblGrid>{columns}</w:tblGrid>{''.join(_rows(grid, widths))}</w:tbl>"


def _rows(grid: Grid, widths: list[int]) -> Iterator[str]:
    for line in range(grid.rows):
        present = [each for each in grid.cells if each.row <= line < each.row + each.rowspan]
        cells = "".join(_cell(each, line, widths) for each in sorted(present, key=lambda each: each.column))
        yield f"<w:tr>{cells}</w:tr>"


def _cell(printed: Printed, line: int, widths: list[int]) -> str:
    width = sum(widths[printed.column : printed.column + printed.colspan])
    across = f'<w:gridSpan w:val="{printed.colspan}"/>' if printed.colspan > 1 else ""
    is_top = line == printed.row
    down = "" if printed.rowspan == 1 else '<w:vMerge w:val="restart"/>' if is_top else "<w:vMerge/>"
    side = "left" if printed.role is Role.LABEL else "center"
    runs = _runs(printed.text, _TABLE, 18) if is_top else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{side}"/></w:pPr>{runs}</w:p></w:tc>'
    )
