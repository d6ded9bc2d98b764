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


def published(summed: Report, county: Report, units: Sequence[Report], form: Form) -> Iterator[Finding]:
    """县级年报各格等于所属各单位之和。

    依据：县级年报为本级和所属各单位之和。
    正例：各单位新收之和 12，县级年报新收 12。
    反例：各单位新收之和 12，县级年报填了 10，漏计了两件。
    """
    for cell in form.cells:
        stated, due = county.values.get(cell), summed.values.get(cell)
        if stated is None or due is None or stated == due:
            continue
        difference = stated - due
        why = _explained(difference, cell, units)
        yield Finding(
            "H007",
            Level.ERROR,
            f"{form.spell(cell)}：县级年报 {as_text(stated)}，各单位之和 {as_text(due)}，"
            f"相差 {as_text(abs(difference))}。{why}",
            _REMEDY,
            _BASIS,
            (str(cell),),
            left=as_text(stated),
            right=as_text(due),
            difference=as_text(difference),
            agency=summed.agency,
            file=county.file,
        )


def _explained(difference: Decimal, cell: Cell, units: Sequence[Report]) -> str:
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
