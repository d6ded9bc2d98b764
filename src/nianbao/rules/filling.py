"""填报: every cell filled in, and with a number of its kind."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Kind
from nianbao.core.numbers import fault
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.figures import figures, odd
from nianbao.rules.procedure import Procedure
from nianbao.rules.quoting import spelt

_MOST_NAMED = 5
_FINEST = Decimal("0.0001")


def blanks(context: Context) -> Iterator[Finding]:
    """数字格不得留空，没有发生的填 0；整张表都未填写的，按缺表处理。

    依据：格式要求逐格填报；空白与 0 含义不同。
    正例：没有收到申请的，各格填 0。
    反例：只填有数的格，其余留空。
    """
    form = context.form
    blank = [form.cells[at] for at in figures(context).blank]
    if not blank:
        return
    for table in form.tables:
        empty = [cell for cell in blank if cell.table == table.code]
        if not empty:
            continue
        # Totals that are formulas are blank with their parts and not counted again.
        missing = [cell for cell in empty if cell not in context.report.computed]
        if len(empty) == sum(cell.table == table.code for cell in form.cells):
            inputs = [cell for cell in empty if cell not in form.totals]
            yield context.finding(
                "T002",
                Level.ERROR,
                f"{table.sheet}：整张表都未填写。",
                remedy="请逐格填写，没有的填 0。",
                basis="格式要求逐格填报，空白与 0 含义不同",
                places=tuple(str(cell) for cell in inputs),
            )
        elif missing:
            yield context.finding(
                "T001",
                Level.WARNING,
                f"{table.sheet}：有 {len(missing)} 格未填写（{_named(form, missing)}）。",
                remedy="没有的请填 0，不清楚的核实后再填。",
                basis="格式要求逐格填报，空白与 0 含义不同",
                places=tuple(str(cell) for cell in missing),
            )


def _named(form: Form, cells: list[Cell]) -> str:
    names = "、".join(spelt(form, cell).split("·", 1)[1] for cell in cells[:_MOST_NAMED])
    return names + ("等" if len(cells) > _MOST_NAMED else "")


def numbers(context: Context) -> Iterator[Finding]:
    """件数为不小于 0 的整数；金额不小于 0；增减数可以是负整数。

    依据：格式各栏为件数、项数或金额。
    正例：3。
    反例：-3、2.5 件。
    """
    broken = _broken(context)
    for cell, value in context.report.values.items() if broken else ():
        if value is None or cell not in broken:
            continue
        is_negative = broken[cell] == "negative"
        state = "是负数" if is_negative else "不是整数"
        yield context.finding(
            "T003",
            Level.ERROR,
            f"{spelt(context.form, cell)}：{as_text(value)} {state}。",
            remedy="请核对后改填不小于 0 的数。" if is_negative else "请核对后改填整数。",
            basis="各栏为件数、项数或金额",
            places=(str(cell),),
            left=as_text(value),
        )


def _broken(context: Context) -> dict[Cell, str]:
    """The form's cells whose figures are not of their kinds, with what those break; most reports have none."""
    column, values = context.form.column, context.report.values
    faults = [(cell, fault(values[cell] or Decimal(0), column(cell).kind)) for cell in odd(context)]
    return {cell: broken for cell, broken in faults if broken}


def fine_money(context: Context) -> Iterator[Finding]:
    """金额以万元为单位，最多四位小数（0.0001 万元即 1 元）。

    依据：格式金额单位为万元。
    正例：323.5727。
    反例：323.57271（不足 1 元），或把元当万元填。
    """
    for cell in _money(context.form):
        value = context.report.values.get(cell)
        if value is None or value % _FINEST == 0:
            continue
        yield context.finding(
            "T004",
            Level.WARNING,
            f"{spelt(context.form, cell)}：{as_text(value)} 万元的小数超过四位，不足 1 元。",
            remedy="请核对单位是不是万元。",
            basis="金额单位为万元，0.0001 万元即 1 元",
            places=(str(cell),),
            left=as_text(value),
        )


@cache
def _money(form: Form) -> tuple[Cell, ...]:
    return tuple(cell for cell in form.cells if form.column(cell).kind is Kind.MONEY)


RULES = (
    Procedure("T001", "V5", Level.WARNING, blanks, "没有的填 0，不清楚的核实后再填。"),
    Procedure("T003", "V5", Level.ERROR, numbers, "改填符合种类的数。"),
    Procedure("T004", "V5", Level.WARNING, fine_money, "核对单位是不是万元。"),
)
