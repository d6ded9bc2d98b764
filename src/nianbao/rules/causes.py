"""One defect, one finding: broken identities that one cell explains are told together, under that cell.

The identities are linear equations. A cell explains broken ones when one change of it mends every equation it stands
in; the fewest cells that mend the most are taken, and totals that the workbook computes are never the culprit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from nianbao.core.cell import Cell
from nianbao.core.finding import Cause, Finding, Level
from nianbao.core.form import Form
from nianbao.core.identity import Identity
from nianbao.core.numbers import fault
from nianbao.core.report import as_text
from nianbao.rules import identities
from nianbao.rules.context import Context

Key = tuple[str, str]
_MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class _Equation:
    """Σ weight · cell = constant, over cells people fill in; `gap` is how far the report is from it."""

    key: Key
    weights: Mapping[Cell, int]
    gap: Decimal


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A cell, the change that mends all its equations, and which of them were broken."""

    cell: Cell
    change: Decimal
    mends: frozenset[Key]


def grouped(context: Context, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those of one cause marked with it; the first of each cause names the cell and the value to try."""
    broken = {_key(finding): finding for finding in findings if _is_identity(finding, context.form)}
    if len(broken) < 2:
        return list(findings)
    # What is not filled in on one side is not judged, and tells nothing of any cell.
    equations = [equation for equation in _equations(context) if not equation.gap or equation.key in broken]
    gaps = {equation.key for equation in equations if equation.gap}
    told: dict[Key, Finding] = {}
    for suspects in _explained(context, equations, gaps):
        told |= _told(context, suspects, broken)
    return [told.get(_key(finding), finding) for finding in findings]


def _is_identity(finding: Finding, form: Form) -> bool:
    return finding.level is Level.ERROR and any(each.code == finding.rule for each in form.identities)


def _key(finding: Finding) -> Key:
    return finding.rule, finding.places[0] if finding.places else ""


@dataclass(frozen=True, slots=True)
class _Line:
    """An identity in one column or row: its terms (sign, cell, of last year), and the weights of what people fill in."""

    identity: Identity
    key: Key
    terms: tuple[tuple[int, Cell, bool], ...]
    weights: Mapping[Cell, int]


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
    return _Line(identity, (identity.code, first), terms, {cell: weight for cell, weight in weights.items() if weight})


def _weigh(weights: dict[Cell, int], cell: Cell, weight: int, known: tuple[Form, frozenset[Cell]]) -> None:
    form, computed = known
    if cell not in computed:
        weights[cell] = weights.get(cell, 0) + weight
        return
    for part in form.totals[cell]:
        _weigh(weights, part, weight, known)


def _equations(context: Context) -> Iterator[_Equation]:
    """The identities that the report can be judged by, the broken and the kept."""
    fitting = {identity.code for identity in context.form.identities if identities.applies(identity, context)}
    for line in _lines(context.form, context.report.computed):
        if line.identity.code in fitting and line.weights and (gap := _gap(line, context)) is not None:
            yield _Equation(line.key, line.weights, gap)


def _gap(line: _Line, context: Context) -> Decimal | None:
    values, last, gap = context.report.values, context.last or {}, Decimal(0)
    for sign, cell, is_last in line.terms:
        held = last if is_last else values
        if cell not in held:
            return None
        if value := held[cell]:
            gap += sign * value
    return gap


def _explained(context: Context, equations: Sequence[_Equation], gaps: set[Key]) -> Iterator[list[_Suspect]]:
    """Groups of suspects, likeliest first; each group mends the same broken equations, which then are done with."""
    touched = _touched(equations)
    suspects = list(_suspects(context, touched))
    left = set(gaps)
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


def _touched(equations: Sequence[_Equation]) -> dict[Cell, list[_Equation]]:
    """The equations each cell stands in."""
    touched: dict[Cell, list[_Equation]] = {}
    for equation in equations:
        for cell in equation.weights:
            touched.setdefault(cell, []).append(equation)
    return touched


def _suspects(context: Context, touched: Mapping[Cell, Sequence[_Equation]]) -> Iterator[_Suspect]:
    """Cells one change of which mends every equation they stand in."""
    for cell, own in touched.items():
        first, *others = own
        change = -first.gap / first.weights[cell]
        if not change or any(equation.gap != -change * equation.weights[cell] for equation in others):
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
    context: Context, touched: Mapping[Cell, Sequence[_Equation]], left: set[Key]
) -> Iterator[tuple[_Suspect, _Suspect]]:
    """The one pair of cells that mends together what no single cell does; none when several pairs would."""
    # Cells that stand in broken equations only: any other would break what is kept.
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
    if len(left) < 3:
        return
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
    context: Context, touched: Mapping[Cell, Sequence[_Equation]], cells: tuple[Cell, Cell]
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
    said = f"{context.form.spell(first.cell)}（{_change(context, first)}）"
    if not others:
        return f"最可能错在{said}，改后这 {count} 项关系都成立。请与台账核对。"
    named = "、".join(
        f"{context.form.spell(each.cell)}（{_change(context, each)}）" for each in others[: _MOST_ALTERNATIVES - 1]
    )
    more = f"等共 {len(suspects)} 处之一" if len(suspects) > _MOST_ALTERNATIVES else ""
    return f"可能错在{said}，或{named}{more}，改一处这 {count} 项关系就都成立。请与台账核对。"


def _change(context: Context, suspect: _Suspect) -> str:
    value = context.report.values.get(suspect.cell)
    due = as_text((value or Decimal(0)) + suspect.change)
    return f"未填写，应为 {due}" if value is None else f"现填 {as_text(value)}，应为 {due}"
