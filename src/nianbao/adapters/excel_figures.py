"""The figures a new workbook shows: what was filled in, and each total's result as its formula will give it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.identity import Identity
from nianbao.core.report import Report

Value = Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`shown` holds every cell; `stated` are totals the source gave differently from their parts, by what is computed.

    A stated total is written as the number it was, not as a formula: a figure somebody published is never dropped.
    """

    shown: Mapping[Cell, Value]
    stated: Mapping[Cell, Value]


def figures(form: Form, report: Report) -> Figures:
    """What every cell of the form shows for this report."""
    shown: dict[Cell, Value] = {cell: report.values.get(cell) for cell in form.inputs()}
    stated: dict[Cell, Value] = {}

    def settle(cell: Cell) -> Value:
        if cell not in shown:
            computed = total(settle(part) for part in form.totals[cell])
            told = report.values.get(cell)
            if told is not None and told != computed:
                stated[cell] = computed
                shown[cell] = told
            else:
                shown[cell] = computed
        return shown[cell]

    for cell in form.totals:
        settle(cell)
    return Figures(shown, stated)


def total(values: Iterable[Value]) -> Value:
    """The sum of what is filled in; blank when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def sides(identity: Identity, over: str) -> tuple[list[Cell], list[Cell]]:
    """The cells that count for and against the difference left − right."""
    signed = [(term.sign, term) for term in identity.left] + [(-term.sign, term) for term in identity.right]
    return (
        [identity.cell(term, over) for sign, term in signed if sign > 0],
        [identity.cell(term, over) for sign, term in signed if sign < 0],
    )


def difference(identity: Identity, over: str, shown: Mapping[Cell, Value]) -> Value:
    """Left − right in one column or row; blank when all its cells are."""
    plus, minus = sides(identity, over)
    if all(shown[cell] is None for cell in (*plus, *minus)):
        return None
    return (total(shown[cell] for cell in plus) or Decimal(0)) - (total(shown[cell] for cell in minus) or Decimal(0))
