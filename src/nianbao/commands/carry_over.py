"""Last year's figures for this year's report: what they come to, where each stood, and what they do not tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from nianbao.core import agency
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.identity import Carry
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.forms.across import same_items, translated
from nianbao.rules.identities import row_phrase

BASIS = "结转关系：上年期末数即本年期初数"


@dataclass
class Carried:
    """What last year gives: `filled` to write, `bases` to show beside, `origins` by cell, and what to report.

    `is_logged` tells that the workbook's 修改记录 has it, so that it can be undone.
    """

    filled: dict[Cell, Decimal] = field(default_factory=dict)
    bases: dict[Cell, Decimal | None] = field(default_factory=dict)
    origins: dict[Cell, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    is_logged: bool = False


@dataclass(frozen=True)
class _Work:
    """This year's and last year's report side by side; `last` has last year's values under this form's addresses."""

    report: Report
    form: Form
    prior: Report
    older: Form
    last: Mapping[Cell, Decimal | None]
    carried: Carried

    def say(self, rule: str, level: Level, message: str, remedy: str, *cells: Cell) -> None:
        """Report something about carrying over."""
        places = tuple(str(cell) for cell in cells)
        self.carried.findings.append(
            Finding(rule, level, message, remedy, BASIS, places, agency=self.report.agency, file=self.prior.file)
        )


def carry_over(report: Report, form: Form, prior: Report) -> Carried:
    """Last year's figures for this report.

    Blank stays blank and is reported (J001); a different figure already typed stays and is reported (J002).
    Raises: BadInput when the other report is not last year's.
    """
    require_last_year(report, prior)
    older = load.by_id(prior.form)
    work = _Work(report, form, prior, older, translated(prior, older, form), Carried())
    if report.agency and prior.agency and not agency.is_same(report.agency, prior.agency):
        message = f"上年年报的单位是「{prior.agency}」，本单位是「{report.agency}」。"
        work.say("J005", Level.WARNING, message, "请核对是不是拿错了文件。")
    for carry in form.carries:
        _carry(work, carry)
    return work.carried


def require_last_year(report: Report, prior: Report) -> None:
    """Raises: BadInput when the prior report is not of the year before."""
    if report.year and prior.year and prior.year != report.year - 1:
        due = report.year - 1
        raise BadInput(
            f"「{prior.file}」是{prior.year}年度的年报，本年是{report.year}年度，取结转数要用{due}年度的。请换一个文件。"
        )


def _carry(work: _Work, carry: Carry) -> None:
    lacking = [over for over in carry.over if any(cell not in work.last for cell in _sources(carry, over))]
    if lacking:
        cells = [carry.cell(over) for over in lacking]
        names = "、".join(work.form.spell(cell) for cell in cells)
        message = f"{carry.title}：上年年报用的是另一格式，没有{names}的对应项，没有带入。"
        work.say("J004", Level.HINT, message, "请按本单位台账填写。", *cells)
    for over in carry.over:
        if over not in lacking:
            _carry_cell(work, carry, over)
    _compare_total(work, carry)


def _sources(carry: Carry, over: str) -> list[Cell]:
    return [carry.source_cell(term, over) for term in carry.source]


def _carry_cell(work: _Work, carry: Carry, over: str) -> None:
    cell, origin = carry.cell(over), _origin(work, carry, over)
    values = [(term.sign, work.last[source]) for term, source in zip(carry.source, _sources(carry, over), strict=True)]
    known = [sign * value for sign, value in values if value is not None]
    if len(known) < len(values):
        message = f"{work.form.spell(cell)}：上年年报相应格未填写，没有带入（{origin}）。"
        work.say("J001", Level.WARNING, message, "请核实上年数后填写。", cell)
    elif carry.show:
        work.carried.bases[cell] = sum(known, Decimal(0))
    else:
        _put(work, cell, sum(known, Decimal(0)), origin)


def _put(work: _Work, cell: Cell, value: Decimal, origin: str) -> None:
    typed = work.report.values.get(cell)
    if typed is not None and typed != value:
        message = (
            f"{work.form.spell(cell)}：已填 {as_text(typed)}，上年年报为 {as_text(value)}，"
            f"相差 {as_text(abs(typed - value))}，没有改动（{origin}）。"
        )
        work.say("J002", Level.WARNING, message, "请与上年年报核对。", cell)
        return
    if typed is None:
        work.carried.filled[cell] = value
    work.carried.origins[cell] = origin


def _origin(work: _Work, carry: Carry, over: str) -> str:
    """「取自上年年报第四项，《….docx》第3个表格第27行」."""
    cell = carry.source_cell(carry.source[0], over)
    place = work.prior.place(str(same_items(work.form, work.older).get(cell, cell)))
    if carry.along == "column":
        what = "".join(row_phrase(work.form, carry.table, term.code) for term in carry.source)
    else:
        what = "＋".join(work.form.column_name(carry.table, term.code) for term in carry.source)
    return f"取自上年年报{what}，《{work.prior.file}》{place or ''}"


def _compare_total(work: _Work, carry: Carry) -> None:
    """Last year's own total against its parts: what is carried should be what last year said."""
    if not carry.check_total:
        return
    total_cell = carry.source_cell(carry.source[0], carry.check_total)
    parts = [work.last.get(carry.source_cell(carry.source[0], over)) for over in carry.over]
    known = [part for part in parts if part is not None]
    total, summed = work.last.get(total_cell), sum(known, Decimal(0))
    if total is not None and known and total != summed:
        message = (
            f"{carry.title}：上年年报{work.form.spell(total_cell)}为 {as_text(total)}，"
            f"各列之和为 {as_text(summed)}，相差 {as_text(abs(total - summed))}。"
        )
        work.say("J003", Level.WARNING, message, "请核实上年各列的数。", carry.cell(carry.over[0]))
