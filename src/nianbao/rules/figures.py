"""A report's figures as plain numbers, which add up and compare fast; nearly all of a report's are 0 and are left out."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import compress
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.rules.context import Context

Figure = Decimal | int
# Few figures are larger.
_LARGE = 1000


class Figures(NamedTuple):
    """This year's figures that are not 0, and where there is none, each by its place among the form's cells.

    Small whole figures are int, which adds up and compares several times faster than Decimal.
    """

    told: dict[int, Figure]
    blank: list[int]


def figures(context: Context) -> Figures:
    """This year's figures; of last year's only a few are ever asked for."""
    return context.once(_figures)


def _figures(context: Context) -> Figures:
    values, cells, get = context.report.values, context.form.cells, small().get
    # The order is that of nearly all reports.
    own = list(values.values() if tuple(values) == cells else map(values.get, cells))
    told = {at: get(value, value) for at in compress(range(len(own)), own) if (value := own[at])}
    is_full = not [None for value in own if value is None]
    return Figures(told, [] if is_full else [at for at, value in enumerate(own) if value is None])


@cache
def small() -> Mapping[Decimal, Figure]:
    """Small whole numbers as int."""
    return {Decimal(number): number for number in range(_LARGE)}


def odd(context: Context) -> list[Cell]:
    """The cells of this year that hold a fraction, a number below 0 or a large one: few of them do."""
    cells = context.form.cells
    return [cells[at] for at, value in figures(context).told.items() if value.__class__ is not int]
