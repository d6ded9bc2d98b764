"""A report's figures in the order of the form's cells, as plain numbers: what adds up and compares fast."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from operator import itemgetter

from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.rules.context import Context

Figure = Decimal | int | None
Figures = list[Figure]
Pick = Callable[[Figures], Sequence[Figure]]
# Few figures are larger.
_LARGE = 1000


def figures(context: Context) -> Figures:
    """This year's figures in the order of the form's cells, then last year's likewise; None where there is none.

    This year's small whole ones are int, which adds up and compares several times faster than Decimal.
    """
    return context.once(_figures)


def _figures(context: Context) -> Figures:
    cells = context.form.cells
    own = _ordered(context.report.values, cells)
    small = _small().get
    # Most are 0, which need not be looked up; few of last year's are ever asked for.
    plain = [small(each, each) if each else None if each is None else 0 for each in own]
    return [*plain, *_ordered(context.last or {}, cells)]


def _ordered(values: Mapping[Cell, Decimal | None], cells: tuple[Cell, ...]) -> Figures:
    # The order is that of nearly all reports.
    return list(values.values() if tuple(values) == cells else map(values.get, cells))


@cache
def _small() -> dict[Figure, Figure]:
    return {Decimal(number): number for number in range(_LARGE)}


@cache
def spots(form: Form) -> Mapping[Cell, int]:
    """Where each cell's figure of this year stands; last year's stands as many places on as the form has cells."""
    return {cell: at for at, cell in enumerate(form.cells)}


def pick(at: Sequence[int]) -> Pick:
    """What takes the figures at these places, in this order, out of all; at one stride where they lie so."""
    if len(at) < 2:
        only = slice(at[0], at[0] + 1) if at else slice(0)
        return itemgetter(only)
    stride = range(at[0], at[-1] + 1, max(1, at[1] - at[0]))
    return itemgetter(slice(stride.start, stride.stop, stride.step)) if list(stride) == list(at) else itemgetter(*at)


def odd(context: Context) -> list[tuple[Cell, Figure]]:
    """The cells of this year that hold nothing, a fraction, a number below 0 or a large one: few of them do."""
    return context.once(_odd)


def _odd(context: Context) -> list[tuple[Cell, Figure]]:
    cells = context.form.cells
    own = figures(context)[: len(cells)]
    return [(cell, each) for cell, each in zip(cells, own, strict=True) if each.__class__ is not int]
