"""What our Word papers beside the report are put together from: lines and tables in small type, under our template."""

import io
from collections.abc import Iterable, Sequence

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from nianbao.adapters.printout import clean
from nianbao.adapters.word_xml import HEAD_FONT, TABLE_FONT, paragraph, run, template

_SMALL = 21
_MARK = '<w:shd w:val="clear" w:color="auto" w:fill="FFE08A"/>'
_LONGEST_PROPERTY = 255


def document(title: str, blocks: Iterable[str], author: str = "") -> bytes:
    """The .docx of some blocks of WordprocessingML."""
    made = docx.Document(io.BytesIO(template()))
    made.core_properties.title = clean(title)[:_LONGEST_PROPERTY]
    made.core_properties.author = clean(author)[:_LONGEST_PROPERTY]
    body = made.element.body
    for block in parse_xml(f"<w:body {nsdecls('w')}>{''.join(blocks)}</w:body>"):
        body.insert(len(body) - 1, block)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """A table whose head is repeated on every page; the cells are blocks already, the widths twips."""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row([small_paragraph(run(text, HEAD_FONT, _SMALL)) for text in headers], widths, "<w:tblHeader/>")
    body = "".join(_row(row, widths, "<w:cantSplit/>") for row in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>'
    )


def _row(cells: Sequence[str], widths: Sequence[int], properties: str) -> str:
    drawn = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{drawn}</w:tr>"


def line(text: str) -> str:
    """A paragraph in small type."""
    return small_paragraph(small(text))


def small_paragraph(runs: str) -> str:
    """A paragraph of runs in small type."""
    return paragraph("TableLabel", runs, '<w:spacing w:line="320" w:lineRule="exact"/><w:ind w:firstLine="0"/>')


def small(text: str, is_marked: bool = False) -> str:
    """A run in small type, painted where it is marked."""
    drawn = run(clean(text), TABLE_FONT, _SMALL)
    return drawn.replace("</w:rPr>", f"{_MARK}</w:rPr>") if is_marked else drawn
