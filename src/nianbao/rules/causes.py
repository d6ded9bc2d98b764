"""One defect, one finding: broken identities that one cell explains are told together, under that cell.

The identities are linear equations. A cell explains broken ones when one change of it mends every equation it stands
in; the fewest cells that mend the most are taken, and totals that the workbook computes are never the culprit. Of cells
that explain the same, one whose change makes the report's own text agree is likelier.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from decimal import Decimal

from nianbao.core.cell import Cell
from nianbao.core.finding import Cause, Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.equations import Equation, Key, standing
from nianbao.rules.equations import equations as judged
from nianbao.rules.quoting import spelt
from nianbao.rules.suspects import Suspect, exchanged, is_possible, pairs
from nianbao.rules.testimony import speaks_for

_MOST_ALTERNATIVES = 3
_FOLLOWING = "这里是前面各列之和：前面各列改好后随之成立，不用单独改。"


def grouped(context: Context, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those of one cause marked with it; the first of each cause names the cell and the value to try."""
    broken = {_key(finding): finding for finding in findings if _is_identity(finding, context.form)}
    if not broken:
        return list(findings)
    # What is not filled in on one side is not judged, and tells nothing of any cell.
    equations = [equation for equation in judged(context) if not equation.gap or equation.key in broken]
    gaps = {equation.key for equation in equations if equation.gap}
    told: dict[Key, Finding] = {}
    for suspects in _explained(context, equations, gaps):
        told |= _told(context, suspects, broken)
    told |= {key: replace(broken[key], remedy=_FOLLOWING) for key in _summed(equations, broken.keys() - told.keys())}
    return [told.get(_key(finding), finding) for finding in findings]


def _summed(equations: Sequence[Equation], keys: Set[Key]) -> Iterator[Key]:
    """Those of the equations that only sum the others of their rule up: they hold once the others do."""
    whole = {rule: Counter[Cell]() for rule, _ in keys}
    for each in equations:
        if each.key[0] in whole:
            whole[each.key[0]].update(each.weights)
    # With itself among them, all of its rule come to twice what it is.
    for each in equations:
        of_all: Mapping[Cell, int] = whole[each.key[0]] if each.key in keys else {}
        if len(of_all) == len(each.weights) and all(of_all[cell] == 2 * by for cell, by in each.weights.items()):
            yield each.key


def _is_identity(finding: Finding, form: Form) -> bool:
    return finding.level is Level.ERROR and any(each.code == finding.rule for each in form.identities)


def _key(finding: Finding) -> Key:
    return finding.rule, finding.places[0] if finding.places else ""


def _explained(context: Context, equations: Sequence[Equation], gaps: set[Key]) -> Iterator[list[Suspect]]:
    """Groups of suspects, likeliest first; each group mends the same broken equations, which then are done with."""
    pinned, equations = _pinned(context, equations)
    yield from ([each] for each in pinned)
    moved = {key for each in pinned if not each.breaks for key in _keys(equations, each.cell) - each.mends}
    left = {equation.key for equation in equations if equation.gap and equation.key in gaps}
    left -= {key for each in pinned for key in each.mends}
    yield from _taken(context, _weighed(context, equations, moved), left)
    for swapped in exchanged(context, equations, left):
        yield [swapped]
        left -= swapped.mends
    for pair in pairs(context, _touched(context, equations), left):
        yield from ([each] for each in pair)
        left -= pair[0].mends | pair[1].mends
    # Columns that are wrong each by itself; their sum, off by all of them together, would rule every cell out.
    if summed := set(_summed(equations, left)):
        left -= summed
        apart = [equation for equation in equations if equation.key not in summed]
        yield from _taken(context, _weighed(context, apart, moved), left)


def _weighed(context: Context, equations: Sequence[Equation], moved: set[Key]) -> list[Suspect]:
    """The suspects, with what the text says for each; `moved` are equations that last year's figures change."""
    return [
        each._replace(
            after_last=not moved.isdisjoint(each.mends), told=speaks_for(context, {each.cell: each.change})
        )
        for each in _suspects(context, _touched(context, equations))
    ]  # fmt: skip


def _taken(context: Context, suspects: Sequence[Suspect], left: set[Key]) -> Iterator[list[Suspect]]:
    """Groups of suspects that each mend the same of the equations left, those that mend most first; takes them off."""
    while left:
        fitting = [each for each in suspects if each.mends <= left and (len(each.mends) > 1 or each.told)]
        if not fitting:
            return
        most = max(len(each.mends) for each in fitting)
        first = _ranked(context, [each for each in fitting if len(each.mends) == most])[0]
        yield _ranked(context, [each for each in fitting if each.mends == first.mends])
        left -= first.mends


def _pinned(context: Context, equations: Sequence[Equation]) -> tuple[list[Suspect], list[Equation]]:
    """Cells that last year's report tells by themselves, and the equations as they stand once those are right.

    A cell whose change would break what is kept is told all the same, but the equations stay as they are.
    """
    pinned: list[Suspect] = []
    shifted: set[Key] = set()
    for alone in [each for each in equations if each.gap and len(each.weights) == 1]:
        (cell,) = alone.weights
        change = -alone.gap / alone.weights[cell]
        if any(alone.key in each.mends for each in pinned) or not is_possible(context, cell, change):
            continue
        own = [each for each in equations if cell in each.weights]
        after = {each.key: each.gap + change * each.weights[cell] for each in own}
        mends = frozenset(each.key for each in own if each.gap and not after[each.key])
        breaks = any(after[each.key] for each in own if not each.gap)
        mends |= _same_in_total(context, cell, change, equations)
        pinned.append(Suspect(cell, change, mends, breaks, after_last=not shifted.isdisjoint(mends)))
        if not breaks:
            shifted |= after.keys() - mends
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


def _suspects(context: Context, touched: Mapping[Cell, Sequence[Equation]]) -> Iterator[Suspect]:
    """Cells one change of which mends every equation they stand in."""
    for cell, own in touched.items():
        first, *others = own
        change = -first.gap / first.weights[cell]
        if any(equation.gap != -change * equation.weights[cell] for equation in others):
            continue
        if is_possible(context, cell, change):
            yield Suspect(cell, change, frozenset(equation.key for equation in own))


def _ranked(context: Context, suspects: Sequence[Suspect]) -> list[Suspect]:
    """Likeliest first: what the text speaks for, a blank, a slip of the keyboard, what holds something; totals last."""

    def doubt(suspect: Suspect) -> tuple[int, bool, bool, bool, bool]:
        value = context.report.values.get(suspect.cell)
        return (
            -suspect.told,
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


def _told(context: Context, suspects: Sequence[Suspect], broken: Mapping[Key, Finding]) -> dict[Key, Finding]:
    """The findings a cell explains, marked with it; the first in the order of the form leads."""
    likeliest = suspects[0]
    value = context.report.values.get(likeliest.cell)
    cause = Cause(str(likeliest.cell), as_text(value), as_text((value or Decimal(0)) + likeliest.change) or "")
    keys = [key for key in broken if key in likeliest.mends]
    if len(keys) < 2 and not likeliest.told:
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


def _remedy(context: Context, suspects: Sequence[Suspect], count: int) -> str:
    """「最可能是 … 填错：现填 5，改为 3，这里和下面共 3 项关系就都成立。」"""
    first = suspects[0]
    before = "先按上年年报改好结转数；" if first.after_last else ""
    said, agrees = _named(context, first), "，与正文所说的也一致" if first.told else ""
    if first.breaks:
        return f"{said}与上年年报不一致；本年其他数与它是平的，请先与上年已公布的年报核对。"
    if first.partner and first.swaps:
        one, two = (f"{spelt(context.form, each.cell)}（{_now(context, each)}）" for each in (first, first.partner))
        return f"{before}最可能是{one}和{two}填反了，互换后这 {count} 项关系都成立。请与台账核对。"
    if first.partner:
        other = _named(context, first.partner)
        return f"{before}最可能错在{said}，还有{other}，两处都改好，有关的关系都成立{agrees}。请与台账核对。"
    others = [each for each in suspects[1:] if each.told == first.told]
    if not others:
        all_of = f"这 {count} 项关系都成立" if count > 1 else "这项关系成立"
        return f"{before}最可能错在{said}，改后{all_of}{agrees}。请与台账核对。"
    named = "、".join(_named(context, each) for each in others[: _MOST_ALTERNATIVES - 1])
    more = f"等共 {len(others) + 1} 处之一" if len(others) >= _MOST_ALTERNATIVES else ""
    return f"{before}可能错在{said}，或{named}{more}，改一处这 {count} 项关系就都成立{agrees}。请与台账核对。"


def _named(context: Context, suspect: Suspect) -> str:
    return f"{spelt(context.form, suspect.cell)}（{_change(context, suspect)}）"


def _change(context: Context, suspect: Suspect) -> str:
    value = context.report.values.get(suspect.cell) or Decimal(0)
    return f"{_now(context, suspect)}，应为 {as_text(value + suspect.change)}"


def _now(context: Context, suspect: Suspect) -> str:
    value = context.report.values.get(suspect.cell)
    return "未填写" if value is None else f"现填 {as_text(value)}"
