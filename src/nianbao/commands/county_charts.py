"""What is worth seeing of a county's year: requests by unit and outcome, this year beside last, findings by unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from nianbao.adapters.chart import (
    CHART_SHEET,
    ERROR,
    LAST_PREFIX,
    LAST_YEAR,
    OUTCOMES,
    UNFINISHED,
    WARNING,
    Chart,
    ChartSheet,
    Series,
    Shade,
)
from nianbao.commands.county_own import is_of_sum
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level, counts
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import across, load
from nianbao.forms.flow import Flow, Item, flow, other_totals

if TYPE_CHECKING:
    from nianbao.commands.county import County

Values = Mapping[Cell, Decimal | None]
# So many bars can be read on a page, and on half a page; the rest are one bar together.
MOST_UNITS, _MOST_TROUBLED = 24, 20
# The rest together may be so many times the longest bar; beyond, the units' own bars could not be told apart.
_MOST_REST = 2


class Counted(NamedTuple):
    """A unit and its figures."""

    name: str
    values: Values


@dataclass(frozen=True, slots=True)
class Year:
    """A county's year, read from its workbook or just summed. `last` is last year's figures under this form's cells.

    `findings` are by the units' names on the board.
    """

    form: Form
    agency: str
    year: int
    values: Values
    units: tuple[Counted, ...]
    last: Values
    findings: Mapping[str, Sequence[Finding]]


def of_county(county: "County") -> Year:
    """The year of a county that was just summed."""
    names = {each.agency: each.agency for each in county.board}
    names |= {report.agency: each.agency for each, report in county.counted if report.agency}
    return Year(
        form=county.form,
        agency=county.report.agency or "",
        year=county.year,
        values=county.report.values,
        units=tuple(Counted(each.agency, report.values) for each, report in county.counted),
        last=last_figures(county.prior, county.form),
        findings=by_unit(county.findings, names, county.report.agency),
    )


def last_figures(prior: Report | None, form: Form) -> Values:
    """Last year's figures under this form's cells; none where nothing is known."""
    return across.translated(prior, load.by_id(prior.form), form) if prior else {}


def sheet(county: Year) -> ChartSheet:
    """The sheet of charts."""
    charts = (requests(county), beside_last(county), troubles(county))
    title = f"{county.agency}{county.year}年度图表"
    source = "图按右边表里的数画出；数取自「单位明细」「校验结果」和各表，重新汇总后更新。空白是未填写，不当作 0。"
    return ChartSheet(CHART_SHEET, title, source, tuple(chart for chart in charts if chart is not None))


def by_unit(
    findings: Iterable[Finding], names: Mapping[str, str], county: str | None = None
) -> dict[str, list[Finding]]:
    """The findings by unit, those of the county's sum left out; `names` are the board's by every name a unit goes by."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        name = names.get(finding.agency or "")
        if name is not None and not is_of_sum(finding, county):
            found.setdefault(name, []).append(finding)
    return found


class _Line(NamedTuple):
    name: str
    values: tuple[Decimal | None, ...]

    @property
    def total(self) -> Decimal:
        return sum((value for value in self.values if value is not None), Decimal(0))


def requests(county: Year, most: int = MOST_UNITS) -> Chart | None:
    """Requests by unit and by what became of them, the busiest unit first; None where the form does not tell."""
    flowing = flow(county.form)
    if flowing is None:
        return None
    items = (*flowing.outcomes, flowing.following)
    lines = [_Line(each.name, tuple(item.value(each.values) for item in items)) for each in county.units]
    blank = [each.name for each in lines if all(value is None for value in each.values)]
    none = sum(not each.total for each in lines) - len(blank)
    shown, untold = _longest([each for each in lines if each.total], most)
    shades = (*(OUTCOMES[number % len(OUTCOMES)] for number in range(len(flowing.outcomes))), UNFINISHED)
    notes = [
        *_rest_note(untold, shown),
        *([f"另有 {none} 个单位没有申请，不画。"] if none else []),
        *([f"未填写、没有画出：{_listed(blank)}。"] if blank else []),
    ]
    return Chart(
        title="各单位政府信息公开申请的办理结果",
        unit=flowing.unit,
        header="单位",
        categories=tuple(each.name for each in shown),
        series=(*_series(shown, [item.name for item in items], shades), _sums(shown)),
        stacked=True,
        notes=tuple(notes),
        untold=untold,
    )


def troubles(county: Year, most: int = _MOST_TROUBLED) -> Chart:
    """Open errors and warnings by unit, the unit with the most first."""
    lines = []
    for name, findings in county.findings.items():
        found = counts(findings)
        lines.append(_Line(name, (Decimal(found[Level.ERROR]), Decimal(found[Level.WARNING]))))
    shown, untold = _longest([each for each in lines if each.total], most)
    notes = [*_rest_note(untold, shown)] if shown else ["各单位都没有错误和警告。"]
    return Chart(
        title="各单位待处理的错误和警告",
        unit="个",
        header="单位",
        categories=tuple(each.name for each in shown),
        series=_series(shown, [Level.ERROR.label, Level.WARNING.label], (ERROR, WARNING)),
        stacked=True,
        notes=tuple(notes),
        untold=untold,
    )


def beside_last(county: Year) -> Chart | None:
    """The key figures of this year beside last year's; this year's alone where last year's are not known."""
    items = [each for each in key_items(county.form) if each.value(county.values) is not None]
    if not items:
        return None
    last = [each.value(county.last) for each in items]
    is_known = any(value is not None for value in last)
    this = Series("本年", tuple(each.value(county.values) for each in items))
    prior = Series("上年", tuple(last), LAST_YEAR, prefix=LAST_PREFIX)
    flowing = flow(county.form)
    return Chart(
        title="主要数据与上年对比" if is_known else "本年主要数据",
        unit=flowing.unit if flowing else "件",
        header="项目",
        categories=tuple(each.name for each in items),
        series=(prior, this) if is_known else (this,),
        stacked=False,
        notes=() if is_known else ("汇总时没有指定上年的年报，只画本年。",),
        addresses=tuple(str(each.cells[0]) for each in items),
    )


def key_items(form: Form) -> tuple[Item, ...]:
    """The figures of a year that are told first: the flow of requests, then reviews and suits."""
    flowing = flow(form)
    first = _of_flow(flowing) if flowing else ()
    return (*first, *other_totals(form))


def _of_flow(flowing: Flow) -> tuple[Item, ...]:
    return (flowing.received, flowing.carried, flowing.done, flowing.following)


def _longest(lines: list[_Line], most: int) -> tuple[list[_Line], int]:
    """The longest lines first, those beyond `most` as one; and whether that one is too long to be drawn (1) or not (0)."""
    ordered = sorted(lines, key=lambda line: (-line.total, line.name))
    if len(ordered) <= most + 1:
        return ordered, 0
    kept, rest = ordered[:most], ordered[most:]
    columns = zip(*(each.values for each in rest), strict=True)
    known = [[value for value in column if value is not None] for column in columns]
    together = _Line(f"其余 {len(rest)} 个单位合计", tuple(sum(v, Decimal(0)) if v else None for v in known))
    return [*kept, together], int(together.total > _MOST_REST * kept[0].total)


def _rest_note(untold: int, shown: Sequence[_Line]) -> list[str]:
    if not untold:
        return []
    return [f"{shown[-1].name}为 {shown[-1].total}，比单个单位多得多，没有画出。"]


def _series(lines: Sequence[_Line], names: Sequence[str], shades: Sequence[Shade]) -> tuple[Series, ...]:
    return tuple(
        Series(name, tuple(line.values[number] for line in lines), shade)
        for number, (name, shade) in enumerate(zip(names, shades, strict=True))
    )


def _sums(lines: Sequence[_Line]) -> Series:
    return Series("合计", tuple(line.total for line in lines), charted=False)


def _listed(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 个单位" if len(names) > 8 else ""
    return "、".join(names[:8]) + more
