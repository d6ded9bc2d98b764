"""Plain text and markdown: one cell a line led by a TAB, one row a line parted by TABs, or pipe tables."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from nianbao.adapters import markdown_marks as marks
from nianbao.adapters.encoding import decode
from nianbao.adapters.page import is_page_number
from nianbao.adapters.printout import DRAFT_MARK, heading_of, title_of
from nianbao.core.cell import Cell
from nianbao.core.document import Document, GridCell, Paragraph, TextGrid
from nianbao.core.form import NUMERALS, Form, Table
from nianbao.core.report import Report, as_text
from nianbao.forms.layout import Grid, Role, layout

_HEADING = re.compile(r"#{1,6}[ \t\u3000]+(?=\S)")
_ESCAPED = re.compile(r"\\(?=[\\#|])")
_LED = re.compile(r"[ \u3000\xa0]*\t([^\t]*)")
_RULE = re.compile(r"\|?[ ]*:?-+:?[ ]*(\|[ ]*:?-+:?[ ]*)*\|?")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SECTION_NUMBER = re.compile(rf"[ \u3000]*[{NUMERALS}]+[、.．]")
_SENTENCE = "。；！？"
# No label of a form comes near this length; a longer line led by a TAB is an indented paragraph.
_LONGEST_CELL = 60
_LONGEST_TITLE_ROW = 40

Line = tuple[int, str]
Values = Mapping[Cell, Decimal | None]
Drawing = Callable[[Table, Values], str]
Change = Callable[[str], str]
_MARKDOWN = (".md", ".markdown")


class _Manner(NamedTuple):
    """How a kind of text is written: tables, what must not be taken for a mark, and the mark of a heading."""

    draw: Drawing
    escape: Change
    mark: str = ""


def read(data: bytes, file: str) -> Document:
    """The paragraphs and grids of a text file, each with its line; in markdown without its marks.

    Raises: CannotRead when no encoding fits.
    """
    text = decode(data, file).replace("\r\n", "\n").replace("\r", "\n")
    is_marked = file.lower().endswith(_MARKDOWN)
    whole = [marks.unquoted(line) if is_marked else line for line in text.split("\n")]
    lines = _without_page_numbers(list(enumerate(whole, start=1)), marks.unescaped if is_marked else str)
    return Document(file, tuple(item for run in _runs(lines) for item in _items(run, is_marked=is_marked)))


def _without_page_numbers(lines: list[Line], plain: Change) -> list[Line]:
    """The lines without those that number a page, which fall into the middle of tables, often between blank lines."""
    kept: list[Line] = []
    is_cut = False
    for number, line in lines:
        if "\t" not in line and is_page_number(plain(line)):
            is_cut = True
        elif not (is_cut and not line.strip() and kept and not kept[-1][1].strip()):
            kept.append((number, line))
            is_cut = False
    return kept


def _place(number: int) -> str:
    return f"第{number}行"


def _is_piped(line: str) -> bool:
    return line.lstrip().startswith("|")


def _is_tabbed(line: str) -> bool:
    """Whether a line belongs to a table drawn with TABs, and is not a paragraph indented by one."""
    if "\t" not in line:
        return False
    body = line.strip()
    return "\t" in body or (not body.endswith(tuple(_SENTENCE)) and len(body) <= _LONGEST_CELL)


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Stretches of lines that may form one table, and single lines of text between them.

    One blank line does not end a TAB table: it parts the rows of one kind and slips into rows of the other.
    """
    position = 0
    while position < len(lines):
        end = _end_of_table(lines, position)
        yield lines[position:end]
        position = end


def _end_of_table(lines: list[Line], start: int) -> int:
    line = lines[start][1]
    end = start + 1
    if _is_piped(line):
        while end < len(lines) and _is_piped(lines[end][1]):
            end += 1
    elif _is_tabbed(line):
        while end < len(lines) and _continues(lines, end):
            end += 1
    return end


def _continues(lines: list[Line], index: int) -> bool:
    line = lines[index][1]
    following = lines[index + 1][1] if index + 1 < len(lines) else ""
    if _is_tabbed(line):
        return True
    if not line.strip():
        return _is_tabbed(following)
    return _is_wrapped(lines, index)


def _is_wrapped(lines: list[Line], index: int) -> bool:
    """Whether a line without TAB goes on with the cell above it, or is a row whose trailing TABs were lost."""
    line, above = lines[index][1], lines[index - 1][1]
    if not (above.strip() or _is_tabbed(above)) or _is_piped(line) or "\t" in line:
        return False
    if _SECTION_NUMBER.match(line) or _HEADING.match(line):
        return False
    if line.strip().endswith(tuple(_SENTENCE)) or len(line.strip()) > _LONGEST_TITLE_ROW:
        return False
    if _LED.fullmatch(above) and any(char.isalpha() for char in above):
        return True
    return index + 1 < len(lines) and _is_tabbed(lines[index + 1][1])


def _items(run: list[Line], *, is_marked: bool) -> Iterator[Paragraph | TextGrid]:
    if _is_piped(run[0][1]):
        yield _grid(_piped_rows(run, marks.shown_cell if is_marked else _unescaped))
    elif _is_tabbed(run[0][1]):
        rows = _led_rows(run) if _is_led(run) else _tabbed_rows(run)
        if any(len(row) > 1 for row in rows):
            yield _grid(rows)
        else:
            yield from (Paragraph(cell.text or "", cell.place) for row in rows for cell in row)
    else:
        number, line = run[0]
        body = marks.shown(line) if is_marked else _without_mark(line.strip())
        yield from (Paragraph(part.strip(), _place(number)) for part in body.split("\n") if part.strip())


def _without_mark(body: str) -> str:
    mark = _HEADING.match(body) or _ESCAPED.match(body)
    return body[mark.end() :] if mark else body


def _grid(rows: list[list[GridCell]]) -> TextGrid:
    return TextGrid(tuple(tuple(row) for row in rows), rows[0][0].place)


def _is_led(run: list[Line]) -> bool:
    return all(_LED.fullmatch(line.rstrip()) or not line.strip() for _, line in run if "\t" in line)


def _led_rows(run: list[Line]) -> list[list[GridCell]]:
    """Cells of one line each, led by a TAB; a blank line ends the row, any other line goes on with its cell."""
    rows: list[list[GridCell]] = [[]]
    for number, line in run:
        match = _LED.match(line)
        if match:
            rows[-1].append(GridCell(line[match.start(1) :].rstrip("\t"), _place(number)))
        elif line.strip() and rows[-1]:
            last = rows[-1][-1]
            rows[-1][-1] = GridCell(f"{last.text}\n{line.strip()}", last.place)
        elif line.strip():
            rows.append([GridCell(line.strip(), _place(number))])
        elif rows[-1]:
            rows.append([])
    return [row for row in rows if row]


def _tabbed_rows(run: list[Line]) -> list[list[GridCell]]:
    return [[GridCell(cell, _place(number)) for cell in line.split("\t")] for number, line in run if line.strip()]


def _piped_rows(run: list[Line], plain: Change) -> list[list[GridCell]]:
    rows = []
    has_rule = False
    for index, (number, line) in enumerate(run):
        body = line.strip()
        # A later line of dashes is a row somebody filled with dashes.
        if not has_rule and index < 2 and _RULE.fullmatch(body):
            has_rule = True
            continue
        inner = body.removeprefix("|")
        cells = _PIPE.split(inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner)
        rows.append([GridCell(plain(cell), _place(number)) for cell in cells])
    return rows or [[GridCell("", _place(run[0][0]))]]


def _unescaped(cell: str) -> str:
    return _BREAK.sub("\n", cell).replace("\\|", "|").strip()


def write(report: Report, form: Form, *, draft: bool = False) -> bytes:
    """The report as plain text, one table row a line; `read` takes it back exactly. A TAB inside a text becomes a blank.

    A draft is marked as one.
    """
    return _written(report, form, _Manner(_tab_table, _escaped), draft=draft)


def write_markdown(report: Report, form: Form, *, draft: bool = False) -> bytes:
    """The report as markdown with pipe tables; `read` takes it back exactly. A draft is marked as one."""
    return _written(report, form, _Manner(_pipe_table, marks.escaped, "#"), draft=draft)


def _written(report: Report, form: Form, manner: _Manner, *, draft: bool) -> bytes:
    draw, escape, mark = manner

    def heading(depth: int, text: str) -> str:
        # A heading is one line in markdown.
        return f"{mark * depth} {escape(text.replace(chr(10), ''))}" if mark and text else text

    def paragraphs(text: str) -> list[str]:
        return [escape(line.replace("\t", " ").strip()) for line in text.split("\n") if line.strip()]

    top = [heading(1, title_of(report)), DRAFT_MARK if draft else ""]
    parts = [*top, *paragraphs(report.texts.get("head_lead", ""))]
    for section in form.sections:
        drawn = [draw(form.table(section.table), report.values)] if section.table else []
        parts += [heading(2, heading_of(report, section)), *drawn, *paragraphs(report.texts.get(section.text, ""))]
    return "\n\n".join(part for part in parts if part).encode() + b"\n"


def _escaped(line: str) -> str:
    is_marked = _HEADING.match(line) or line.startswith("|") or _ESCAPED.match(line)
    return f"\\{line}" if is_marked else line


def _matrix(grid: Grid, values: Values) -> list[list[str]]:
    lines = [[""] * grid.columns for _ in range(grid.rows)]
    for printed in grid.cells:
        text = printed.text if printed.cell is None else as_text(values.get(printed.cell)) or ""
        lines[printed.row][printed.column] = text
    return lines


def _tab_table(table: Table, values: Values) -> str:
    return "\n".join("\t".join(line) for line in _matrix(layout(table), values))


def _pipe_table(table: Table, values: Values) -> str:
    """The table for people: figures to the right, what heads others in bold, since only the first row may be a head."""
    grid = layout(table)
    lines = [[marks.escaped_cell(text.replace("\n", "")) for text in line] for line in _matrix(grid, values)]
    for printed in grid.cells:
        if printed.role in (Role.TITLE, Role.HEAD) and printed.row:
            lines[printed.row][printed.column] = f"**{lines[printed.row][printed.column]}**"
    figures = {printed.column for printed in grid.values()}
    rule = ["---:" if column in figures else ":---" for column in range(grid.columns)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))
