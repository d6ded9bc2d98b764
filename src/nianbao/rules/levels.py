"""层级: identities that hold for some levels only, where the unit's level is not known."""

from collections.abc import Iterator
from decimal import Decimal

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.identity import Identity, Term
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure


def unknown_level(context: Context) -> Iterator[Finding]:
    """看不出单位层级的，只对部分层级成立的关系没有核对；数不符的提示核对层级。

    依据：规章由设区的市、自治州以上人民政府等制定，其他单位此项为 0。
    正例：填明单位层级；或这些格都为 0。
    反例：规章一行填了 2，单位层级未填写，也看不出来。
    """
    for identity in () if context.report.level else context.form.identities:
        if not identity.levels or (identity.uses_last and context.last is None):
            continue
        cells = [cell for over in identity.over for cell in _broken(identity, over, context)]
        if cells:
            yield _finding(context, identity, cells)


def _finding(context: Context, identity: Identity, cells: list[Cell]) -> Finding:
    told = "、".join(f"{context.form.spell(cell)} {as_text(context.report.values[cell])}" for cell in cells)
    return context.finding(
        "T202",
        Level.HINT,
        f"{told}：看不出单位层级，没有按「{identity.title}」核对。",
        remedy=f"请核对单位层级；单位是{'、'.join(identity.levels)}的，{identity.remedy}",
        basis=identity.basis,
        places=tuple(str(cell) for cell in cells),
    )


def _broken(identity: Identity, over: str, context: Context) -> list[Cell]:
    """This year's cells of one line that are not 0, where its sides differ."""
    left, right = _sum(identity, identity.left, over, context), _sum(identity, identity.right, over, context)
    if left is None or right is None or left == right:
        return []
    cells = [identity.cell(term, over) for term in (*identity.left, *identity.right) if not term.last]
    return [cell for cell in cells if context.report.values.get(cell)]


def _sum(identity: Identity, terms: tuple[Term, ...], over: str, context: Context) -> Decimal | None:
    """A side's sum; None when it has terms and none of them is filled in."""
    values = [
        (term.sign, ((context.last or {}) if term.last else context.report.values).get(identity.cell(term, over)))
        for term in terms
    ]
    known = [sign * value for sign, value in values if value is not None]
    return sum(known, Decimal(0)) if known or not terms else None


RULES = (Procedure("T202", "X5", Level.HINT, unknown_level, "核对单位层级。"),)
