"""A report as a .docx: our template's styles, the body as WordprocessingML.

The library builds a table cell by cell in half a second; the body's XML is written out and parsed at once instead.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from nianbao.adapters import signature, word_picture, word_table
from nianbao.adapters.printout import PICTURE_CAPTION, Printout, clean, printout, title_lines
from nianbao.adapters.signature import Signature
from nianbao.adapters.word_xml import BODY_FONT, HEAD_FONT, SUBHEAD_FONT, TITLE_FONT, paragraph, run, template
from nianbao.core.form import Form
from nianbao.core.picture import Picture
from nianbao.core.report import Report
from nianbao.forms.subheads import Subhead, subheads

# A thin empty line: the text needs distance from the table above it, and Word a paragraph after the last one.
_AIR = '<w:p><w:pPr><w:pStyle w:val="TableText"/><w:spacing w:line="140" w:lineRule="exact"/></w:pPr></w:p>'
# Characters of 22 points on a line.
_TITLE_WIDTH = 20
_LONGEST_PROPERTY = 255
# Twips a 三号 character.
_CHARACTER = 320
_DISTANCE = '<w:spacing w:before="579"/>'
_SUBHEAD_FONTS = {2: SUBHEAD_FONT, 3: BODY_FONT, 4: BODY_FONT}


def write(
    report: Report, form: Form, *, draft: bool = False, signed: date | None = None, picture: Picture | None = None
) -> bytes:
    """The report as a .docx in the published format; a draft is marked as one.

    `signed` is the day under it: the 落款 is the unit and that day. One typed at the end of the last section is set as
    what it is, and no other is added; with neither the report ends without. A picture has the last page.
    """
    printed = printout(report, form, draft=draft)
    document = docx.Document(io.BytesIO(template()))
    document.core_properties.title = printed.title[:_LONGEST_PROPERTY].replace("\n", "")
    document.core_properties.author = clean(report.agency or "")[:_LONGEST_PROPERTY]
    ending = signature.parted(printed.parts[-1].paragraphs, report.agency or "", signed)
    blocks = [*_blocks(printed, ending.paragraphs), *_signature(ending.signature)]
    if picture is not None:
        blocks += word_picture.blocks(document, picture, PICTURE_CAPTION)
    body = document.element.body
    for block in parse_xml(f"<w:body {nsdecls('w', 'r', 'wp', 'a', 'pic')}>{''.join(blocks)}</w:body>"):
        body.insert(len(body) - 1, block)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _blocks(printed: Printout, last: Sequence[str]) -> Iterator[str]:
    """Everything above the 落款; `last` are the paragraphs of the last section without it."""
    yield _title(printed)
    yield from map(_narrative, subheads(printed.lead))
    for part in printed.parts:
        yield paragraph("Heading1", run(part.heading, HEAD_FONT))
        if part.grid is not None:
            yield word_table.table(part.grid, part.heading, printed.values)
            yield _AIR
        yield from map(_narrative, subheads(last if part is printed.parts[-1] else part.paragraphs))


def _title(printed: Printout) -> str:
    title = run("\n".join(title_lines(printed.title, _TITLE_WIDTH)), TITLE_FONT)
    if not printed.mark:
        return paragraph("Title", title)
    # The mark belongs to the title: the distance to the text comes after it.
    return paragraph("Title", title, '<w:spacing w:after="0"/>') + paragraph(
        "Subtitle", run(printed.mark, SUBHEAD_FONT)
    )


def _narrative(text: Subhead) -> str:
    if not text.level:
        return paragraph("Normal", run(text.rest, BODY_FONT))
    style, font = f"Heading{text.level}", _SUBHEAD_FONTS[text.level]
    if not text.rest:
        return paragraph(style, run(text.head, font))
    return paragraph("Normal", run(text.head, font, style=f"{style}Char") + run(text.rest, BODY_FONT))


def _signature(signed: Signature) -> Iterator[str]:
    unit, day = signature.indents(signed)
    if signed.unit:
        yield paragraph("Signature", run(signed.unit, BODY_FONT), _indent(unit))
    if signed.day:
        # Without a unit above it the day keeps the distance from the text.
        yield paragraph("Date", run(signed.day, BODY_FONT), ("" if signed.unit else _DISTANCE) + _indent(day))


def _indent(characters: float) -> str:
    return f'<w:ind w:right="{round(characters * _CHARACTER)}" w:rightChars="{round(characters * 100)}"/>'
