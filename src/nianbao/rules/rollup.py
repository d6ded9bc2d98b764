"""汇总: the county's figures against the sum of its units, and the sum against what last year left over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.rules import identities
from nianbao.rules.context import Context

_REMEDY = "请核对；联合发文只计一次、共同被告只计一次、转办申请只计一次的，写明说明。"
_BASIS = "县级年报为本级和所属各单位之和"
_CARRY_REMEDY = "请核对各单位的上年结转；本年名单有增减的，写明说明。"
_CARRY_BASIS = "上年汇总的结转下年即本年各单位上年结转之和"
# More units than this are not tried in pairs for who explains a difference.
_MOST_PAIRED = 60
_MOST_NAMED = 3


def published(
    summed: Report, county: Report, units: Sequence[Report], form: Form, *, name: str = "县级年报"
) -> Iterator[Finding]:
    """县级年报各格等于所属各单位之和。

    依据：县级年报为本级和所属各单位之和。
    正例：各单位新收之和 12，县级年报新收 12；联合发文只计一次而差 1 件的，写了说明。
    反例：各单位新收之和 12，县级年报填了 10，漏计了两件。
    """
    for cell, stated, due in differing(summed, county, form):
        difference = stated - due
        yield Finding(
            "H007",
            Level.ERROR,
            f"{form.spell(cell)}：{name} {as_text(stated)}，各单位之和{_with_adjustment(cell, due, units)}，"
            f"相差 {as_text(abs(difference))}。{explained(difference, cell, units)}",
            _REMEDY,
            _BASIS,
            (str(cell),),
            left=as_text(stated),
            right=as_text(due),
            difference=as_text(difference),
            agency=summed.agency,
            file=county.file,
        )


def differing(summed: Report, county: Report, form: Form) -> Iterator[tuple[Cell, Decimal, Decimal]]:
    """The cells the county gave another figure for than the sum has: the cell, the county's figure, the sum's."""
    for cell in form.cells:
        stated, due = county.values.get(cell), summed.values.get(cell)
        if stated is not None and due is not None and stated != due:
            yield cell, stated, due


def _with_adjustment(cell: Cell, due: Decimal, units: Sequence[Report]) -> str:
    """「 12」, or 「连同调整 11」 where the sum is not the units' alone."""
    alone = sum((unit.values.get(cell) or Decimal(0) for unit in units), Decimal(0))
    return f" {as_text(due)}" if alone == due else f" {as_text(alone)}、连同调整 {as_text(due)}"


def explained(difference: Decimal, cell: Cell, units: Sequence[Report]) -> str:
    """Which units' own figures make up the difference: left out when the county has less, counted twice when more."""
    held = [(unit.agency or unit.file, unit.values.get(cell) or Decimal(0)) for unit in units]
    known = [(name, value) for name, value in held if value]
    away, kind = abs(difference), "漏计" if difference < 0 else "多计一次"
    single = [name for name, value in known if value == away]
    if single:
        more = f"等 {len(single)} 个单位" if len(single) > _MOST_NAMED else ""
        return f"正好等于{'、'.join(single[:_MOST_NAMED])}{more}的数，请先看是不是{kind}。"
    if len(known) <= _MOST_PAIRED:
        for (first, one), (second, two) in combinations(known, 2):
            if one + two == away:
                return f"正好等于{first}与{second}两个单位的数之和，请先看是不是{kind}。"
    return ""


def carried(summed: Report, form: Form, last: Mapping[Cell, Decimal | None]) -> Iterator[Finding]:
    """各单位上年结转之和等于上年汇总的结转下年。

    依据：上年汇总的结转下年即本年各单位上年结转之和。
    正例：上年汇总结转下年 5，本年各单位上年结转之和 5。
    反例：上年汇总结转下年 5，本年各单位上年结转之和 3，有单位漏填。
    """
    context = Context(form, summed, last, last_name="上年汇总")
    for finding in identities.findings(context):
        if finding.rule.startswith("J") and finding.level is Level.ERROR:
            yield replace(finding, rule="H008", level=Level.WARNING, remedy=_CARRY_REMEDY, basis=_CARRY_BASIS)
        elif finding.rule.startswith("J"):
            yield finding
