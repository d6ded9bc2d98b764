"""The identities of a form as linear equations over the cells people fill in."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.finding import Level
from nianbao.core.form import Form
from nianbao.core.identity import Identity
from nianbao.rules.context import Context
from nianbao.rules.identities import doubtful, unfit_for

# An identity's code and the first cell of its line: what tells its finding too.
Key = tuple[str, str]


class Equation(NamedTuple):
    """Σ weight · cell = constant, over cells people fill in; `gap` is how far the report is from it."""

    key: Key
    weights: Mapping[Cell, int]
    gap: Decimal


class _Line(NamedTuple):
    """An identity in one column or row, by its code and that; `terms` are (sign, cell, of last year).

    `kept` is the equation as it is when kept.
    """

    at: tuple[str, str]
    identity: Identity
    terms: tuple[tuple[int, Cell, bool], ...]
    kept: Equation


@cache
def _lines(form: Form, computed: frozenset[Cell]) -> tuple[_Line, ...]:
    """Every identity of level 错误; totals that are formulas count as the cells they sum."""
    return tuple(
        _line(form, identity, over, computed)
        for identity in form.identities
        if identity.level == Level.ERROR.value and not identity.at_least
        for over in identity.over
    )


def _line(form: Form, identity: Identity, over: str, computed: frozenset[Cell]) -> _Line:
    terms = tuple(
        (side * term.sign, identity.cell(term, over), term.last)
        for side, summands in ((1, identity.left), (-1, identity.right))
        for term in summands
    )
    weights: dict[Cell, int] = {}
    for sign, cell, is_last in terms:
        if not is_last:
            _weigh(weights, cell, sign, (form, computed))
    first = next((str(cell) for _, cell, is_last in terms if not is_last), "")
    weights = {cell: weight for cell, weight in weights.items() if weight}
    return _Line((identity.code, over), identity, terms, Equation((identity.code, first), weights, Decimal(0)))


def _weigh(weights: dict[Cell, int], cell: Cell, weight: int, known: tuple[Form, frozenset[Cell]]) -> None:
    form, computed = known
    if cell not in computed:
        weights[cell] = weights.get(cell, 0) + weight
        return
    for part in form.totals[cell]:
        _weigh(weights, part, weight, known)


@cache
def standing(form: Form, computed: frozenset[Cell]) -> Mapping[Cell, tuple[Key, ...]]:
    """The keys of the equations each cell stands in, whether a report can be judged by them or not."""
    found: dict[Cell, list[Key]] = {}
    for line in _lines(form, computed):
        for cell in line.kept.weights:
            found.setdefault(cell, []).append(line.kept.key)
    return {cell: tuple(keys) for cell, keys in found.items()}


@lru_cache(maxsize=64)
def _fitting(form: Form, computed: frozenset[Cell], level: str | None, has_last: bool) -> tuple[_Line, ...]:
    lines = _lines(form, computed)
    return tuple(line for line in lines if line.kept.weights and not unfit_for(line.identity, level, has_last))


def equations(context: Context) -> Iterator[Equation]:
    """The identities that the report can be judged by, the broken and the kept."""
    form, report = context.form, context.report
    doubted = {(line.identity.code, line.over) for line in doubtful(context)}
    for line in _fitting(form, report.computed, report.level, context.last is not None):
        if line.at not in doubted:
            yield line.kept
        elif (gap := _gap(line, context)) is not None:
            yield Equation(line.kept.key, line.kept.weights, gap)


def _gap(line: _Line, context: Context) -> Decimal | None:
    values, last, gap = context.report.values, context.last or {}, Decimal(0)
    for sign, cell, is_last in line.terms:
        held = last if is_last else values
        if cell not in held:
            return None
        if value := held[cell]:
            gap += sign * value
    return gap
