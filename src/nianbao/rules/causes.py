"""One defect, one finding: broken identities that one cell explains are told together, under that cell.

The identities are linear equations. A cell explains broken ones when one change of it mends every equation it stands
in; the fewest cells that mend the most are taken, and totals that the workbook computes are never the culprit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.finding import Cause, Finding, Level
from nianbao.core.form import Form
from nianbao.core.numbers import fault
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.equations import Equation, Key, standing
from nianbao.rules.equations import equations as judged
from nianbao.rules.quoting import spelt

_MOST_ALTERNATIVES = 3
_FEWEST_OF_PAIR = 3


class _Suspect(NamedTuple):
    """A cell, the change that mends all its equations, and which of them were broken.

    `breaks`: last year's report asks for the change, and this year's other figures speak against it. `after_last`: the change is
    right once the figures that last year's report tells are.
    """

    cell: Cell
    change: Decimal
    mends: frozenset[Key]
    breaks: bool = False
    after_last: bool = False


def grouped(context: Context, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those of one cause marked with it; the first of each cause names the cell and the value to try."""
    broken = {_key(finding): finding for finding in findings if _is_identity(finding, context.form)}
    if len(broken) < 2:
        return list(findings)
    # What is not filled in on one side is not judged, and tells nothing of any cell.
    equations = [equation for equation in judged(context) if not equation.gap or equation.key in broken]
    gaps = {equation.key for equation in equations if equation.gap}
    told: dict[Key, Finding] = {}
    for suspects in _explained(context, equations, gaps):
        told |= _told(context, suspects, broken)
    return [told.get(_key(finding), finding) for finding in findings]


def _is_identity(finding: Finding, form: Form) -> bool:
    return finding.level is Level.ERROR and any(each.code == finding.rule for each in form.identities)


def _key(finding: Finding) -> Key:
    return finding.rule, finding.places[0] if finding.places else ""


def _explained(context: Context, equations: Sequence[Equation], gaps: set[Key]) -> Iterator[list[_Suspect]]:
    """Groups of suspects, likeliest first; each group mends the same broken equations, which then are done with."""
    pinned, equations = _pinned(context, equations)
    yield from ([each] for each in pinned)
    touched = _touched(context, equations)
    moved = {key for each in pinned if not each.breaks for key in _keys(equations, each.cell) - each.mends}
    suspects = [each._replace(after_last=not moved.isdisjoint(each.mends)) for each in _suspects(context, touched)]
    left = {equation.key for equation in equations if equation.gap and equation.key in gaps}
    left -= {key for each in pinned for key in each.mends}
    while left:
        fitting = [each for each in suspects if each.mends <= left and len(each.mends) > 1]
        if not fitting:
            break
        most = max(len(each.mends) for each in fitting)
        first = _ranked(context, [each for each in fitting if len(each.mends) == most])[0]
        yield _ranked(context, [each for each in fitting if each.mends == first.mends])
        left -= first.mends
    for pair in _pairs(context, touched, left):
        yield from ([each] for each in pair)


def _pinned(context: Context, equations: Sequence[Equation]) -> tuple[list[_Suspect], list[Equation]]:
    """Cells that last year's report tells by themselves, and the equations as they stand once those are right.

    A cell whose change would break what is kept is told all the same, but the equations stay as they are.
    """
    pinned: list[_Suspect] = []
    for alone in [each for each in equations if each.gap and len(each.weights) == 1]:
        (cell,) = alone.weights
        change = -alone.gap / alone.weights[cell]
        if any(alone.key in each.mends for each in pinned) or not _is_possible(context, cell, change):
            continue
        own = [each for each in equations if cell in each.weights]
        after = {each.key: each.gap + change * each.weights[cell] for each in own}
        mends = frozenset(each.key for each in own if each.gap and not after[each.key])
        breaks = any(after[each.key] for each in own if not each.gap)
        pinned.append(_Suspect(cell, change, mends | _same_in_total(context, cell, change, equations), breaks))
        if not breaks:
            equations = [each._replace(gap=after.get(each.key, each.gap)) for each in equations]
    return pinned, list(equations)


def _same_in_total(context: Context, cell: Cell, change: Decimal, equations: Sequence[Equation]) -> frozenset[Key]:
    """The equations that tell the same difference of a typed total this cell is part of."""
    totals = {total for total, parts in context.form.totals.items() if cell in parts}
    return frozenset(
        each.key
        for each in equations
        if len(each.weights) == 1 and totals & set(each.weights) and each.gap + change * sum(each.weights.values()) == 0
    )


def _keys(equations: Sequence[Equation], cell: Cell) -> set[Key]:
    return {equation.key for equation in equations if cell in equation.weights}


def _touched(context: Context, equations: Sequence[Equation]) -> dict[Cell, list[Equation]]:
    """The equations of each cell that stands in broken ones only: any change of another would break what is kept."""
    touched: dict[Cell, list[Equation]] = {}
    for equation in equations:
        for cell in equation.weights if equation.gap else ():
            touched.setdefault(cell, []).append(equation)
    kept = {equation.key for equation in equations if not equation.gap}
    keys = standing(context.form, context.report.computed)
    return {cell: own for cell, own in touched.items() if kept.isdisjoint(keys[cell])}


def _suspects(context: Context, touched: Mapping[Cell, Sequence[Equation]]) -> Iterator[_Suspect]:
    """Cells one change of which mends every equation they stand in."""
    for cell, own in touched.items():
        first, *others = own
        change = -first.gap / first.weights[cell]
        if any(equation.gap != -change * equation.weights[cell] for equation in others):
            continue
        if _is_possible(context, cell, change):
            yield _Suspect(cell, change, frozenset(equation.key for equation in own))


def _is_possible(context: Context, cell: Cell, change: Decimal) -> bool:
    value = (context.report.values.get(cell) or Decimal(0)) + change
    return fault(value, context.form.column(cell).kind) is None


def _ranked(context: Context, suspects: Sequence[_Suspect]) -> list[_Suspect]:
    """Likeliest first: a blank, then a slip of the keyboard, then a cell that holds something; totals last."""

    def doubt(suspect: _Suspect) -> tuple[bool, bool, bool, bool]:
        value = context.report.values.get(suspect.cell)
        return (
            value is not None,
            not _is_slip(value, suspect.change),
            not value,
            suspect.cell in context.form.totals,
        )

    return sorted(suspects, key=doubt)


def _is_slip(value: Decimal | None, change: Decimal) -> bool:
    """Whether the two numbers differ as mistyped ones do: a digit too many or too few, or two digits swapped."""
    was, due = as_text(value) or "", as_text((value or Decimal(0)) + change) or ""
    longer, shorter = (was, due) if len(was) > len(due) else (due, was)
    if len(longer) == len(shorter) + 1:
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    return len(was) == len(due) > 1 and was != due and sorted(was) == sorted(due)


def _pairs(
    context: Context, touched: Mapping[Cell, Sequence[Equation]], left: set[Key]
) -> Iterator[tuple[_Suspect, _Suspect]]:
    """The one pair of cells that mends together what no single cell does; none when several pairs would."""
    if len(left) < _FEWEST_OF_PAIR:
        return
    mends = {
        cell: keys for cell, own in touched.items() if (keys := frozenset(each.key for each in own)) <= left
    }  # fmt: skip
    found: list[tuple[_Suspect, _Suspect]] = []
    for cells in _covering(mends, left):
        pair = _pair(context, touched, cells)
        found += [pair] if pair else []
    if len(found) == 1:
        yield found[0]


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
) -> tuple[_Suspect, _Suspect] | None:
    """The two changes that together mend every equation either cell stands in."""
    one, two = cells
    changes = {
        cell: next(-each.gap / each.weights[cell] for each in touched[cell] if other not in each.weights)
        for cell, other in ((one, two), (two, one))
    }
    for equation in (*touched[one], *touched[two]):
        if equation.gap + sum(equation.weights.get(cell, 0) * changes[cell] for cell in cells):
            return None
    if not all(changes[cell] and _is_possible(context, cell, changes[cell]) for cell in cells):
        return None
    first, second = (
        _Suspect(cell, changes[cell], frozenset(each.key for each in touched[cell])) for cell in cells
    )  # fmt: skip
    return first, second


def _told(context: Context, suspects: Sequence[_Suspect], broken: Mapping[Key, Finding]) -> dict[Key, Finding]:
    """The findings a cell explains, marked with it; the first in the order of the form leads."""
    likeliest = suspects[0]
    value = context.report.values.get(likeliest.cell)
    cause = Cause(str(likeliest.cell), as_text(value), as_text((value or Decimal(0)) + likeliest.change) or "")
    keys = [key for key in broken if key in likeliest.mends]
    if len(keys) < 2:
        return {}
    lead, *rest = keys
    told = {key: replace(broken[key], cause=cause) for key in rest}
    finding = broken[lead]
    places = tuple(dict.fromkeys((cause.place, *finding.places)))
    told[lead] = replace(
        finding,
        cause=replace(cause, leads=True),
        places=places,
        where=context.report.place(cause.place),
        remedy=_remedy(context, suspects, len(keys)),
    )
    return told


def _remedy(context: Context, suspects: Sequence[_Suspect], count: int) -> str:
    """「最可能是 … 填错：现填 5，改为 3，这里和下面共 3 项关系就都成立。」"""
    first, *others = suspects
    before = "先按上年年报改好结转数；" if first.after_last else ""
    said = f"{spelt(context.form, first.cell)}（{_change(context, first)}）"
    if first.breaks:
        return f"{said}与上年年报不一致；本年其他数与它是平的，请先与上年已公布的年报核对。"
    if not others:
        return f"{before}最可能错在{said}，改后这 {count} 项关系都成立。请与台账核对。"
    named = "、".join(
        f"{spelt(context.form, each.cell)}（{_change(context, each)}）" for each in others[: _MOST_ALTERNATIVES - 1]
    )
    more = f"等共 {len(suspects)} 处之一" if len(suspects) > _MOST_ALTERNATIVES else ""
    return f"{before}可能错在{said}，或{named}{more}，改一处这 {count} 项关系就都成立。请与台账核对。"


def _change(context: Context, suspect: _Suspect) -> str:
    value = context.report.values.get(suspect.cell)
    due = as_text((value or Decimal(0)) + suspect.change)
    return f"未填写，应为 {due}" if value is None else f"现填 {as_text(value)}，应为 {due}"
