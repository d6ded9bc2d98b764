"""Cells that may be what is wrong: what a suspect is, and two of them that only together explain broken identities."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.numbers import fault
from nianbao.rules.context import Context
from nianbao.rules.equations import Equation, Key
from nianbao.rules.testimony import speaks_for

_FEWEST_OF_PAIR = 3


class Suspect(NamedTuple):
    """A cell, the change that mends all its equations, and which of them were broken.

    `breaks`: last year's report asks for the change, and this year's other figures speak against it. `after_last`: the change is
    right once the figures that last year's report tells are. `told`: how many numbers of the text speak for the change.
    `partner`: the cell that has to be changed as well; `swaps`: each should hold what the other does.
    """

    cell: Cell
    change: Decimal
    mends: frozenset[Key]
    breaks: bool = False
    after_last: bool = False
    told: int = 0
    partner: "Suspect | None" = None
    swaps: bool = False


def is_possible(context: Context, cell: Cell, change: Decimal) -> bool:
    """Whether a cell can hold what it would after a change."""
    value = (context.report.values.get(cell) or Decimal(0)) + change
    return fault(value, context.form.column(cell).kind) is None


def pairs(
    context: Context, touched: Mapping[Cell, Sequence[Equation]], left: set[Key]
) -> Iterator[tuple[Suspect, Suspect]]:
    """The one pair of cells that mends together what no single cell does; of several the one the text speaks for."""
    if len(left) < _FEWEST_OF_PAIR:
        return
    mends = {
        cell: keys for cell, own in touched.items() if (keys := frozenset(each.key for each in own)) <= left
    }  # fmt: skip
    found: list[tuple[Suspect, Suspect]] = []
    for cells in _covering(mends, left):
        pair = _pair(context, touched, cells)
        found += [pair] if pair else []
    most = max((pair[0].told for pair in found), default=0)
    likeliest = [pair for pair in found if pair[0].told == most]
    if len(likeliest) == 1:
        yield likeliest[0]


def _covering(mends: Mapping[Cell, frozenset[Key]], left: set[Key]) -> Iterator[tuple[Cell, Cell]]:
    """Pairs of cells that together stand in every broken equation, each in one without the other."""
    in_equation: dict[Key, list[Cell]] = {key: [] for key in left}
    for cell, keys in mends.items():
        for key in keys:
            in_equation[key].append(cell)
    narrowest = min(left, key=lambda key: (len(in_equation[key]), key))
    for one in in_equation[narrowest]:
        rest = left - mends[one]
        for two in in_equation[min(rest)] if rest else ():
            is_twin = narrowest in mends[two] and two < one
            if rest <= mends[two] and not mends[one] <= mends[two] and not is_twin:
                yield one, two


def _pair(
    context: Context, touched: Mapping[Cell, Sequence[Equation]], cells: tuple[Cell, Cell]
) -> tuple[Suspect, Suspect] | None:
    """The two changes that together mend every equation either cell stands in."""
    one, two = cells
    changes = {
        cell: next(-each.gap / each.weights[cell] for each in touched[cell] if other not in each.weights)
        for cell, other in ((one, two), (two, one))
    }
    for equation in (*touched[one], *touched[two]):
        if equation.gap + sum(equation.weights.get(cell, 0) * changes[cell] for cell in cells):
            return None
    if not all(changes[cell] and is_possible(context, cell, changes[cell]) for cell in cells):
        return None
    told = speaks_for(context, changes)
    first, second = (
        Suspect(cell, changes[cell], frozenset(each.key for each in touched[cell]), told=told) for cell in cells
    )  # fmt: skip
    return first._replace(partner=second), second._replace(partner=first)


def exchanged(context: Context, equations: Sequence[Equation], left: set[Key]) -> Iterator[Suspect]:
    """Two cells of one row that hold each other's figures; none where that would fit more rows than one."""
    broken = [each for each in equations if each.key in left]
    for one, two in combinations(broken, 2):
        if one.gap != -two.gap or one.key not in left or two.key not in left:
            continue
        found = [pair for pair in _across(one, two) if _swap_mends(context, equations, pair, (one, two))]
        if len(found) == 1:
            yield _swap(context, found[0], frozenset((one.key, two.key)))
            left = left - {one.key, two.key}


def _across(one: Equation, two: Equation) -> Iterator[tuple[Cell, Cell]]:
    """Cells of one row, one in each equation, that count alike."""
    rows = {(cell.table, cell.row): cell for cell in two.weights if cell not in one.weights}
    for cell, weight in one.weights.items():
        other = rows.get((cell.table, cell.row))
        if other is not None and cell not in two.weights and two.weights[other] == weight:
            yield cell, other


def _swap_mends(
    context: Context, equations: Sequence[Equation], pair: tuple[Cell, Cell], mended: tuple[Equation, Equation]
) -> bool:
    """Whether both equations hold once the cells hold each other's figures, and all others stay as they are."""
    values, (one, two) = context.report.values, pair
    change = (values.get(two) or Decimal(0)) - (values.get(one) or Decimal(0))
    moved = {
        each.key: change * (each.weights.get(one, 0) - each.weights.get(two, 0))
        for each in equations
        if one in each.weights or two in each.weights
    }
    keys = {each.key for each in mended}
    if any(moved[each.key] != -each.gap for each in mended):
        return False
    return not any(by for key, by in moved.items() if key not in keys)


def _swap(context: Context, pair: tuple[Cell, Cell], mends: frozenset[Key]) -> Suspect:
    values, (one, two) = context.report.values, pair
    change = (values.get(two) or Decimal(0)) - (values.get(one) or Decimal(0))
    partner = Suspect(two, -change, mends)
    return Suspect(one, change, mends, partner=partner, swaps=True)
