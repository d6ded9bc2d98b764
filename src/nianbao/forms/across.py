"""Which cell of one form is the same item as a cell of another: same address and label, or named by `was`."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from nianbao.core.cell import Cell
from nianbao.core.form import Column, Form, Row
from nianbao.core.numbers import folded
from nianbao.core.report import Report


@cache
def same_items(form: Form, older: Form) -> Mapping[Cell, Cell]:
    """The older form's cell for each cell of `form` that has one."""
    if form.id == older.id:
        return {cell: cell for cell in form.cells}
    found: dict[Cell, Cell] = {}
    for cell in form.cells:
        _, row, column = form.places[cell]
        for row_code in (row.code, *row.was):
            for column_code in (column.code, *column.was):
                candidate = Cell(cell.table, row_code, column_code)
                if cell not in found and candidate in older.places and _agrees(form, cell, older, candidate):
                    found[cell] = candidate
    return found


def _agrees(form: Form, cell: Cell, older: Form, candidate: Cell) -> bool:
    row, column = form.row(cell), form.column(cell)
    return (candidate.row in row.was or _same_label(row, older.row(candidate))) and (
        candidate.column in column.was or _same_label(column, older.column(candidate))
    )


def _same_label(one: Row | Column, other: Row | Column) -> bool:
    return bool(_labels(one) & _labels(other))


def _labels(item: Row | Column) -> set[str]:
    return {folded(label) for label in (item.label, *item.variants)}


def translated(prior: Report, older: Form, form: Form) -> dict[Cell, Decimal | None]:
    """Last year's values under this form's addresses; items the older form lacks are absent, blanks stay None."""
    return {cell: prior.values[old] for cell, old in same_items(form, older).items() if old in prior.values}
