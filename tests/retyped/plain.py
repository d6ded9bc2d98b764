"""A manuscript as markdown, and as a sheet into which a Word file was copied."""

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Side

from nianbao.forms.layout import Grid, Printed
from tests.retyped.manuscript import Line, Manuscript

_LINE = Side(style="thin")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def markdown(made: Manuscript) -> bytes:
    """Headings marked, tables drawn with pipes: a merged cell is followed by empty ones, a lost one is not there."""
    blocks = [_pipes(item) if isinstance(item, Grid) else _marked(item) for item in made.items]
    return ("\n\n".join(blocks) + "\n").encode()


def _marked(line: Line) -> str:
    return f"{'#' * line.depth} {line.text}" if line.depth else line.text


def _pipes(grid: Grid) -> str:
    lines = [[""] * grid.columns for _ in range(grid.rows)]
    for each in grid.cells:
        lines[each.row][each.column] = each.text.replace("\n", "<br>")
    for index, line in enumerate(lines):
        reached = max(each.column + each.colspan for each in grid.cells if each.row <= index < each.row + each.rowspan)
        del line[reached:]
    drawn = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([drawn[0], "|" + " --- |" * grid.columns, *drawn[1:]])


def sheet(made: Manuscript) -> bytes:
    """The whole report on one sheet of an .xlsx: paragraphs in the first column, tables with their merges."""
    book = openpyxl.Workbook()
    page = book.active
    row = 1
    for item in made.items:
        if isinstance(item, Line):
            page.cell(row, 1, item.text)
            row += 1
            continue
        for each in item.cells:
            top, left = row + each.row, 1 + each.column
            cell = page.cell(top, left, int(each.text) if each.text.isascii() and each.text.isdigit() else each.text)
            cell.alignment, cell.border = Alignment(wrap_text=True, vertical="center"), _BORDER
            across = each.colspan + _missing(item, each)
            if each.rowspan > 1 or across > 1:
                page.merge_cells(
                    start_row=top, start_column=left, end_row=top + each.rowspan - 1, end_column=left + across - 1
                )
        row += item.rows
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _missing(grid: Grid, last: Printed) -> int:
    """How many columns a row lacks at its end: its last cell is drawn over them."""
    right = last.column + last.colspan
    after = [each for each in grid.cells if each.row <= last.row < each.row + each.rowspan and each.column >= right]
    return 0 if after else grid.columns - right
