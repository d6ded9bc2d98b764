"""A printed table as WordprocessingML: the official merges, fixed columns, a head repeated on every page."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from nianbao.adapters.printout import is_small, is_vertical, shares
from nianbao.adapters.word_xml import TABLE_FONT, paragraph, run
from nianbao.core.cell import Cell
from nianbao.core.form import printed_number
from nianbao.forms.layout import Grid, Printed, Role

# Twips: 210 mm less the margins of 28 and 26 mm.
_PAGE_WIDTH = 8844
# Half points: 小五.
_SMALL_TYPE = 18
_ROW_HEIGHT, _SMALL_ROW_HEIGHT = 454, 340
# Twips left and right of a cell's text; the tight one lets four characters stand in a value column.
_MARGIN, _SMALL_MARGIN, _TIGHT_MARGIN = 40, 57, 15


def table(grid: Grid, caption: str, values: Mapping[Cell, str]) -> str:
    """The table with its values; `caption` says what it is to who cannot see it."""
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
