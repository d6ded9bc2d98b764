"""A varied page written as the files people send: three kinds of text, markdown, Word, three kinds of web page, Excel."""

import io
from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.forms.varied_model import Matrix, Page, Spot

Printed = list[list[str | None]]


def _starts(lines: Matrix) -> list[tuple[int, int, int, int, Spot]]:
    """Every cell with its line, its place, and how far it reaches down and across."""
    found = []
    seen: set[Spot] = set()
    for i, line in enumerate(lines):
        for j, spot in enumerate(line):
            if spot in seen:
                continue
            seen.add(spot)
            across = next((k for k in range(j, len(line)) if line[k] is not spot), len(line)) - j
            down = next((k for k in range(i, len(lines)) if lines[k][j] is not spot), len(lines)) - i
            found.append((i, j, down, across, spot))
    return found


def _flat(random: Random, lines: Matrix, page: Page) -> list[list[str]]:
    """The lines without merges: covered places blank, or group labels written out again."""
    shown = [["" for _ in line] for line in lines]
    is_repeated = random.random() < 0.25
    if is_repeated:
        page.traits.add("unmerged")
    for i, j, down, across, spot in _starts(lines):
        for row in range(i, i + down if is_repeated else i + 1):
            for column in range(j, j + across if is_repeated and not spot.cell else j + 1):
                shown[row][column] = spot.text
    return shown


def _lose(random: Random, rows: list[list[str]], lines: Matrix, page: Page) -> None:
    """Takes a cell out of some line, as sloppy conversions do."""
    if random.random() < 0.12 and not page.is_whole and all(rows):
        page.traits.add("lost cell")
        at = random.randrange(len(rows))
        page.lost.update(spot.cell for spot in lines[at] if spot.cell)
        del rows[at][random.randrange(len(rows[at]))]


def tabbed(random: Random, page: Page) -> bytes:
    """One row a line, cells parted by TABs."""
    is_stripped = random.random() < 0.3

    def table(lines: Matrix) -> str:
        rows = _flat(random, lines, page)
        _lose(random, rows, lines, page)
        joined = ["\t".join(cell.replace("\n", " ") for cell in row) for row in rows]
        return "\n".join(line.rstrip("\t") for line in joined) if is_stripped else "\n".join(joined)

    return _text(random, page, table, "")


def led(random: Random, page: Page) -> bytes:
    """One cell a line, led by a TAB; a blank line ends the row."""

    def table(lines: Matrix) -> str:
        rows: list[list[str]] = [[] for _ in lines]
        for i, _, down, _, spot in _starts(lines):
            for row in range(i, i + down):
                rows[row].append(spot.text.rstrip("\n") if row == i else "")
        _lose(random, rows, lines, page)
        return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows if row)

    return _text(random, page, table, "")


def piped(random: Random, page: Page) -> bytes:
    """Pipe tables without a rule, with columns too many."""
    return _piped(random, page, has_rule=False, mark="")


def markdown(random: Random, page: Page) -> bytes:
    """Pipe tables with a rule, headings of uneven level."""
    return _piped(random, page, has_rule=True, mark="#")


def _piped(random: Random, page: Page, *, has_rule: bool, mark: str) -> bytes:
    spare = [""] * random.choice([0, 0, 2])

    def table(lines: Matrix) -> str:
        rows = _flat(random, lines, page)
        _lose(random, rows, lines, page)
        drawn = [f"| {' | '.join(cell.replace(chr(10), '<br>') for cell in [*row, *spare])} |" for row in rows]
        if has_rule:
            drawn.insert(1, "|" + " --- |" * len(rows[0] + spare))
        return "\n".join(drawn)

    return _text(random, page, table, mark)


def _text(random: Random, page: Page, table: Callable[[Matrix], str], mark: str) -> bytes:
    parts = []
    for item in page.items:
        is_heading = isinstance(item, str) and item[:1] in "一二三四五六"
        before = f"{mark * random.randint(1, 4)} " if mark and is_heading else ""
        parts.append(before + item if isinstance(item, str) else table(item))
    return "\n\n".join(parts).encode()


def word_file(random: Random, page: Page) -> bytes:
    """A Word file with true merges, or with every cell by itself."""
    made = docx.Document()
    body = made.element.body
    is_merged = random.random() < 0.7
    for item in page.items:
        if isinstance(item, str):
            made.add_paragraph(item)
            continue
        rows = _word_rows(item) if is_merged else [[_word_cell(c) for c in row] for row in _flat(random, item, page)]
        drawn = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
        body.insert(len(body) - 1, parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr/>{drawn}</w:tbl>"))
        made.add_paragraph("")
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _word_cell(text_: str, look: str = "") -> str:
    lines = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text_.split("\n")
    )
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{lines}</w:tc>"


def _word_rows(lines: Matrix) -> list[list[str]]:
    rows: list[list[tuple[int, str]]] = [[] for _ in lines]
    for i, j, down, across, spot in _starts(lines):
        wide = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        for row in range(i, i + down):
            tall = "" if down == 1 else '<w:vMerge w:val="restart"/>' if row == i else "<w:vMerge/>"
            rows[row].append((j, _word_cell(spot.text if row == i else "", wide + tall)))
    return [[drawn for _, drawn in sorted(row)] for row in rows]


def web_page(random: Random, page: Page) -> bytes:
    """A clean page, a page saved from Word, or a portal's page of nested frames."""
    style = random.choice(["clean", "word", "portal"])
    parts = [_web_item(random, page, item, style) for item in page.items]
    body = "".join(parts)
    if style == "portal":
        menu = "<div><a href='#'>首页</a> | <a href='#'>政务公开</a></div>"
        body = f"{menu}<table><tr><td><div>{body}</div></td></tr></table><div>版权所有：青石镇人民政府</div>"
    return f"<html><head><title>年报</title></head><body>{body}</body></html>".encode()


def _web_item(random: Random, page: Page, item: str | Matrix, style: str) -> str:
    if isinstance(item, str):
        return f"<p><span>{escape(item)}</span></p>"
    if style == "portal" and random.random() < 0.3:
        rows = [[f"<td>{_web_text(cell, style)}</td>" for cell in row] for row in _flat(random, item, page)]
    else:
        rows = [[] for _ in item]
        for i, _, down, across, spot in _starts(item):
            spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
            rows[i].append(f"<td{spans}>{_web_text(spot.text, style)}</td>")
        _lose(random, rows, item, page)
    return f"<table border='1'>{''.join(f'<tr>{chr(10).join(row)}</tr>' for row in rows)}</table>"


def _web_text(text_: str, style: str) -> str:
    body = escape(text_).replace("\n", "<br/>")
    if style != "word":
        return body
    half = len(body) // 2 if "&" not in body and "<" not in body else 0
    shown = body or "<o:p>&nbsp;</o:p>"
    return f"<p class=MsoNormal><span>{shown[:half]}</span><span lang=EN-US>{shown[half:]}</span></p>"


def excel_file(random: Random, page: Page) -> bytes:
    """A workbook that is not ours: the report copied from Word, merged or not, on one sheet or a sheet a table."""
    book = openpyxl.Workbook()
    sheet = book.active
    top = 1
    is_merged, is_typed, is_apart = (random.random() < chance for chance in (0.6, 0.3, 0.3))
    for item in page.items:
        if isinstance(item, str):
            sheet.cell(top, 1, item)
            top += 1
            continue
        if is_apart:
            sheet, top = book.create_sheet(), 1
        for i, j, down, across, spot in _starts(item):
            sheet.cell(top + i, 1 + j, _typed(spot, is_typed))
            if is_merged and (down > 1 or across > 1):
                sheet.merge_cells(
                    start_row=top + i, start_column=1 + j, end_row=top + i + down - 1, end_column=j + across
                )
        top += len(item) + random.choice([0, 1])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _typed(spot: Spot, is_typed: bool) -> str | int | float | None:
    is_number = spot.text.isascii() and spot.text.removeprefix("-").isdecimal()
    if is_number and not is_typed:
        return int(spot.text)
    return spot.text or None


Writer = Callable[[Random, Page], bytes]
# Each kind by the name of its file.
KINDS: dict[str, Writer] = {
    "行.txt": tabbed,
    "格.txt": led,
    "竖线.txt": piped,
    "报告.md": markdown,
    "报告.docx": word_file,
    "报告.html": web_page,
    "报告.xlsx": excel_file,
}
