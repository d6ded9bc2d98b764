"""A varied page written as Word files, to be read or to be printed, and as workbooks that are not ours."""

import io
from random import Random
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from openpyxl.styles import Border, Side

from tests.forms.varied.model import Matrix, Page, Spot, flat, head, starts

_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_PAPER = 9000
_NARROWEST = 560


def word_file(random: Random, page: Page) -> bytes:
    """A Word file with true merges, or with every cell by itself."""
    return _word(random, page, is_merged=random.random() < 0.7, is_drawn=random.random() < 0.5)


def sized_word_file(random: Random, page: Page) -> bytes:
    """A Word file whose columns have widths, as every office program stores them, to be stored in other formats."""
    return _word(random, page, is_merged=random.random() < 0.7, is_drawn=True)


def printed_word(random: Random, page: Page) -> bytes:
    """A Word file as it is printed: merged, with lines round its cells, its heads again on every page."""
    return _word(random, page, is_merged=True, is_drawn=True)


def _word(random: Random, page: Page, *, is_merged: bool, is_drawn: bool) -> bytes:
    made = docx.Document()
    made.styles["Normal"].font.size = Pt(random.choice([9, 10.5]))
    body = made.element.body
    repeats = random.random() < 0.4
    has_borders = page.is_whole or random.random() < 0.85
    for item in page.items:
        if isinstance(item, str):
            _paragraph(random, made, item)
            continue
        if is_merged:
            rows = _merged_rows(random, item)
        else:
            rows = [[_cell(random, spot) for spot in row] for row in flat(random, item, page)]
        top = head(item) if repeats else 0
        drawn = "".join(
            f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if i < top else ''}{''.join(row)}</w:tr>"
            for i, row in enumerate(rows)
        )
        look = _look(item, has_borders=has_borders) if is_drawn else "<w:tblPr/>"
        body.insert(len(body) - 1, parse_xml(f"<w:tbl {nsdecls('w')}>{look}{drawn}</w:tbl>"))
        made.add_paragraph("")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _paragraph(random: Random, made: docx.document.Document, text: str) -> None:
    """The text in one run or in several; some of the time with words behind it that are hidden."""
    paragraph = made.add_paragraph()
    at = random.randint(0, len(text))
    paragraph.add_run(text[:at])
    paragraph.add_run(text[at:])
    if random.random() < 0.05:
        paragraph.add_run("内部批注12件").font.hidden = True


def _look(lines: Matrix, *, has_borders: bool) -> str:
    """Lines round the cells, and columns of which those of labels are wide enough to be read."""
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:color="000000"/>' for edge in _EDGES)
    widths = _widths(lines)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    size = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    borders = f"<w:tblBorders>{edges}</w:tblBorders>" if has_borders else ""
    margins = '<w:tblCellMar><w:left w:w="30" w:type="dxa"/><w:right w:w="30" w:type="dxa"/></w:tblCellMar>'
    return f"<w:tblPr>{size}{borders}{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"


def _widths(lines: Matrix) -> list[int]:
    """The paper shared out by the longest text that stands in one column alone."""
    longest = [1.0] * len(lines[0])
    for _, j, down, across, spot in starts(lines):
        if across == 1 and down <= 2:
            longest[j] = max(longest[j], min(len(spot.text), 14))
    scale = (_PAPER - _NARROWEST * len(longest)) / sum(longest)
    return [int(_NARROWEST + scale * each) for each in longest]


def _cell(random: Random, spot: Spot | None, look: str = "") -> str:
    """A cell: its text in a paragraph a line, some split into runs, a raised mark and hidden words behind it."""
    text = spot.text if spot else ""
    lines = [_runs(random, line) for line in text.split("\n")]
    if spot and spot.mark:
        lines[-1] += f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{escape(spot.mark)}</w:t></w:r>'
    if spot and spot.hidden:
        lines[-1] += f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{spot.hidden}</w:t></w:r>"
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{''.join(f'<w:p>{line}</w:p>' for line in lines)}</w:tc>"


def _runs(random: Random, line: str) -> str:
    parts = [line]
    if len(line) > 1 and random.random() < 0.1:
        at = random.randint(1, len(line) - 1)
        parts = [line[:at], line[at:]]
    drawn = [f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in parts]
    return '<w:proofErr w:type="spellStart"/>'.join(drawn)


def _merged_rows(random: Random, lines: Matrix) -> list[list[str]]:
    rows: list[list[tuple[int, str]]] = [[] for _ in lines]
    for i, j, down, across, spot in starts(lines):
        wide = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        for row in range(i, i + down):
            tall = "" if down == 1 else '<w:vMerge w:val="restart"/>' if row == i else "<w:vMerge/>"
            rows[row].append((j, _cell(random, spot if row == i else None, wide + tall)))
    return [[drawn for _, drawn in sorted(row)] for row in rows]


def excel_file(random: Random, page: Page) -> bytes:
    """A workbook that is not ours: the report copied from Word, merged or not, on one sheet or a sheet a table."""
    book = openpyxl.Workbook()
    sheet = book.active
    top = 1
    is_merged, is_typed, is_apart, is_drawn = (random.random() < chance for chance in (0.6, 0.3, 0.3, 0.5))
    edge = Side("thin")
    for item in page.items:
        if isinstance(item, str):
            sheet.cell(top, 1, item)
            top += 1
            continue
        if is_apart:
            sheet, top = book.create_sheet(), 1
        for i, j, down, across, spot in starts(item):
            cell = sheet.cell(top + i, 1 + j, _typed(spot, is_typed))
            if is_drawn:
                cell.border = Border(edge, edge, edge, edge)
            if is_merged and (down > 1 or across > 1):
                sheet.merge_cells(
                    start_row=top + i, start_column=1 + j, end_row=top + i + down - 1, end_column=j + across
                )
        top += len(item) + random.choice([0, 1])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _typed(spot: Spot, is_typed: bool) -> str | int | float | None:
    """What stands in the cell: a number, or text; a raised mark is typed as a sign."""
    text = spot.text + {"1": "①", "2": "②"}.get(spot.mark, spot.mark)
    is_number = text.isascii() and text.removeprefix("-").isdecimal()
    if is_number and not is_typed:
        return int(text)
    return text or None
