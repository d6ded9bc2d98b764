"""What a report's own text says for a change of its figures: numbers that agree with the tables only afterwards."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.rules.context import Context
from nianbao.rules.prose import reading
from nianbao.rules.prose.bound import Bound

# The rules that judge what the text says of cells that identities join.
_RULES = ("W301", "W401")


class _Number(NamedTuple):
    """A number of the text: how often each cell people fill in counts in it, and how much the table falls short of it."""

    weights: Mapping[Cell, int]
    lacking: Decimal


def speaks_for(context: Context, changes: Mapping[Cell, Decimal]) -> int:
    """How many numbers of the text agree only once the cells are changed; 0 where another one then no longer does.

    Nothing speaks against a change: who copied the text from the tables copied what is wrong in them too.
    """
    found = 0
    for number in context.once(_numbers):
        moved = sum((change * number.weights.get(cell, 0) for cell, change in changes.items()), Decimal(0))
        if moved and not number.lacking:
            return 0
        found += bool(moved) and moved == number.lacking
    return found


def _numbers(context: Context) -> tuple[_Number, ...]:
    """What the text says without doubt of which cells are meant, each once."""
    said = {
        (each.places, each.value): each
        for rule in _RULES
        for each in reading.bound(context, rule)
        if not (each.others or each.is_part or each.is_all)
    }
    return tuple(_number(context, each) for each in said.values())


def _number(context: Context, bound: Bound) -> _Number:
    values, weights = context.report.values, Counter[Cell]()
    for place in bound.places:
        _weigh(weights, place, (context.form, context.report.computed))
    held = sum((values.get(place) or Decimal(0) for place in bound.places), Decimal(0))
    return _Number(weights, bound.value - held)


def _weigh(weights: Counter[Cell], place: Cell, known: tuple[Form, frozenset[Cell]]) -> None:
    form, computed = known
    if place not in computed:
        weights[place] += 1
        return
    for part in form.totals[place]:
        _weigh(weights, part, known)
