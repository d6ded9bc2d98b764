"""A printed table as cells of a web page: which element each is, what it heads, and by which cells it is headed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

from nianbao.adapters.printout import is_small, is_vertical, shares
from nianbao.core.cell import Cell
from nianbao.core.form import Table, printed_number
from nianbao.forms.layout import Grid, Printed, Role, layout

_HEADS = (Role.TITLE, Role.HEAD)
Cover = dict[tuple[int, int], Printed]


@dataclass(frozen=True, slots=True)
class PageCell:
    """One th or td: `name` tells it from all others of the page, `headers` are the names of the th that head a td."""

    name: str
    text: str
    cell: Cell | None
    scope: str
    headers: tuple[str, ...]
    spans: str
    look: str


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table ready to be drawn: widths in percent by column group, then rows by thead and tbody."""

    is_small: bool
    columns: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, tuple[tuple[PageCell, ...], ...]], ...]


@cache
def page_table(table: Table) -> PageTable:
    """What of a table is the same in every report."""
    grid = layout(table)
    rows = _rows(grid)
    edges = pairwise(sorted(_edges(grid)))
    groups = tuple(("thead" if end <= grid.head_rows else "tbody", rows[start:end]) for start, end in edges)
    return PageTable(is_small(grid), _columns(grid), groups)


def _rows(grid: Grid) -> tuple[tuple[PageCell, ...], ...]:
    cover = {
        (row, column): each
        for each in grid.cells
        for row in range(each.row, each.row + each.rowspan)
        for column in range(each.column, each.column + each.colspan)
    }
    by_row = {row: list(cells) for row, cells in groupby(grid.cells, key=lambda each: each.row)}
    return tuple(tuple(_cell(grid, each, cover) for each in by_row.get(row, ())) for row in range(grid.rows))


def _cell(grid: Grid, printed: Printed, cover: Cover) -> PageCell:
    spans = (("colspan", printed.colspan), ("rowspan", printed.rowspan))
    return PageCell(
        name=_name(grid, printed),
        text=printed.text,
        cell=printed.cell,
        scope="" if printed.cell is not None else _scope(grid, printed),
        headers=tuple(_name(grid, each) for each in _heading(printed, cover)) if printed.cell is not None else (),
        spans="".join(f' {name}="{span}"' for name, span in spans if span > 1),
        look=_look(printed),
    )


def _name(grid: Grid, printed: Printed) -> str:
    return str(printed.cell) if printed.cell is not None else f"{grid.table}-h{printed.row}-{printed.column}"


def _scope(grid: Grid, printed: Printed) -> str:
    """What a th heads; group scopes only where it stands at the edge of just such a group."""
    if printed.role is Role.TITLE or _is_row_group(grid, printed):
        return "rowgroup"
    if printed.role is Role.LABEL:
        return "row"
    return "colgroup" if grid.head_rows and printed.row == 0 and printed.colspan > 1 else "col"


def _heading(value: Printed, cover: Cover) -> list[Printed]:
    """The cells that head a value, outermost first: those above it up to the next values, then those left of it."""
    columns = range(value.column, value.column + value.colspan)
    above = dict.fromkeys(each for column in columns for each in _above(value.row, column, cover))
    left = dict.fromkeys(cover[value.row, column] for column in range(value.column))
    heads = sorted(above, key=lambda each: (each.row, each.column))
    return heads + [each for each in left if each.role is Role.LABEL]


def _above(row: int, column: int, cover: Cover) -> Iterator[Printed]:
    is_met = False
    for each in (cover[line, column] for line in range(row - 1, -1, -1)):
        if each.role in _HEADS:
            is_met = True
            yield each
        elif is_met:
            return


def _is_row_group(grid: Grid, printed: Printed) -> bool:
    """Whether a label heads several rows, and no label or title another group with them."""
    is_outermost = printed.role is Role.LABEL and printed.column == 0 and printed.rowspan > 1
    return is_outermost and all(each.role is not Role.TITLE for each in grid.cells)


def _edges(grid: Grid) -> set[int]:
    """The rows where row groups begin and end: the head, titled blocks, and the rows of an outermost label."""
    labels = [each for each in grid.cells if _is_row_group(grid, each)]
    starts = {each.row for each in grid.cells if each.role is Role.TITLE} | {each.row for each in labels}
    return {0, grid.head_rows, grid.rows} | starts | {each.row + each.rowspan for each in labels}


def _columns(grid: Grid) -> tuple[tuple[str, ...], ...]:
    widths = [f"{share * 100:.2f}" for share in shares(grid)]
    tops = [each.column for each in grid.cells if each.row == 0] if grid.head_rows else [0]
    return tuple(tuple(widths[start:end]) for start, end in pairwise([*tops, grid.columns]))


def _look(printed: Printed) -> str:
    if is_vertical(printed):
        return "tall"
    return "item" if printed.role is Role.LABEL and printed_number(printed.text) else ""
