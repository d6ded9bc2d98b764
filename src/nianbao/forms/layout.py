"""What a table looks like in print: one grid with merges, drawn alike by every writer."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nianbao.core.cell import Cell
from nianbao.core.form import Block, Column, Row, Table


class Role(StrEnum):
    """What a printed cell is: a block's title, a column heading, a row label, or a value."""

    TITLE = "title"
    HEAD = "head"
    LABEL = "label"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed cell, top left at (row, column), zero-based, covering rowspan × colspan."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    role: Role
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table. The cells cover rows × columns exactly once, in reading order."""

    table: str
    rows: int
    columns: int
    cells: tuple[Printed, ...]
    head_rows: int

    def values(self) -> Iterator[Printed]:
        """The cells that hold values."""
        return (printed for printed in self.cells if printed.cell is not None)


@cache
def layout(table: Table) -> Grid:
    """The grid of a table as the official form prints it."""
    width = max(_label_width(block) + _value_width(block) for block in table.blocks)
    cells: list[Printed] = []
    top = 0
    for block in table.blocks:
        draw = _across if block.orientation == "across" else _down
        part, height = draw(table.code, block, top, width)
        cells += part
        top += height
    ordered = tuple(sorted(cells, key=lambda printed: (printed.row, printed.column)))
    only = table.blocks[0] if len(table.blocks) == 1 else None
    return Grid(table.code, top, width, ordered, _head_height(only) if only else 0)


def _label_width(block: Block) -> int:
    if block.orientation == "across":
        return 0
    return max(len(block.ancestors(row)) + 1 for row in block.rows)


def _value_width(block: Block) -> int:
    if block.orientation == "across":
        return len(block.leaves()) * len(block.columns)
    return len(block.columns)


def _head_height(block: Block) -> int:
    if block.orientation == "across":
        return 1 + max(len(block.ancestors(row)) + 1 for row in block.leaves())
    return 1 + max(len(column.under) for column in block.columns)


def _down(table: str, block: Block, top: int, width: int) -> tuple[list[Printed], int]:
    cells: list[Printed] = []
    line = top
    if block.title:
        cells.append(Printed(line, 0, 1, width, block.title, Role.TITLE))
        line += 1
    labels, head = _label_width(block), _head_height(block)
    cells.append(Printed(line, 0, head, labels, block.stub, Role.HEAD))
    cells += _headings(
        [(*column.under, column.label) for column in block.columns], top=line, left=labels, height=head, width=width
    )
    line += head
    first = line
    for row in block.rows:
        if block.is_group(row):
            continue
        cells += _values(table, row, block.columns, line=line, left=labels, width=width)
        line += 1
    cells += _labels(block, first, labels)
    return cells, line - top


def _values(
    table: str, row: Row, columns: tuple[Column, ...], *, line: int, left: int, width: int | None = None
) -> list[Printed]:
    # Where a block is narrower than its table, its last column reaches to the right edge.
    spare = 0 if width is None else width - left - len(columns)
    last = len(columns) - 1
    return [
        Printed(line, left + i, 1, 1 + (spare if i == last else 0), "", Role.VALUE, Cell(table, row.code, column.code))
        for i, column in enumerate(columns)
    ]


def _labels(block: Block, first: int, depth: int) -> list[Printed]:
    leaves = [row.code for row in block.leaves()]
    cells = []
    for row in block.rows:
        level = len(block.ancestors(row))
        if block.is_group(row):
            inside = [i for i, code in enumerate(leaves) if code.startswith(row.code + ".")]
            cells.append(Printed(first + inside[0], level, len(inside), 1, row.label, Role.LABEL))
        else:
            line = first + leaves.index(row.code)
            cells.append(Printed(line, level, 1, depth - level, row.label, Role.LABEL))
    return cells


def _headings(
    paths: list[tuple[str, ...]], *, top: int, left: int, height: int, width: int | None = None
) -> list[Printed]:
    """Column headings merged where neighbours share them; a short path reaches down to the values."""
    cells = []
    right = left + len(paths)
    spare = 0 if width is None else width - right
    for level in range(height):
        start = 0
        while start < len(paths):
            path = paths[start]
            end = start + 1
            if level < len(path):
                is_leaf = level == len(path) - 1
                while end < len(paths) and not is_leaf and paths[end][: level + 1] == path[: level + 1]:
                    end += 1
                span = height - level if is_leaf else 1
                stretch = spare if end == len(paths) else 0
                cells.append(Printed(top + level, left + start, span, end - start + stretch, path[level], Role.HEAD))
            start = end
    return cells


def _across(table: str, block: Block, top: int, width: int) -> tuple[list[Printed], int]:
    leaves = block.leaves()
    paths = [
        (*(above.label for above in block.ancestors(row)), row.label, column.label)
        for row in leaves
        for column in block.columns
    ]
    head = _head_height(block)
    cells = _headings(paths, top=top, left=0, height=head)
    count = len(block.columns)
    for i, row in enumerate(leaves):
        cells += _values(table, row, block.columns, line=top + head, left=i * count)
    return cells, head + 1


def as_text(grid: Grid, values: dict[Cell, str] | None = None) -> str:
    """The grid as plain lines, cells parted by 「|」, covered places by 「·」; for golden files and terminals."""
    lines = [["·"] * grid.columns for _ in range(grid.rows)]
    for printed in grid.cells:
        text = printed.text
        if printed.cell is not None:
            text = (values or {}).get(printed.cell, str(printed.cell) if values is None else "")
        lines[printed.row][printed.column] = text
    return "\n".join(" | ".join(line) for line in lines) + "\n"
