"""收费: where a fee was taken or named, the section for other matters says what became of it."""

from collections.abc import Iterator

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.report import as_text
from nianbao.core.said import Charge
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure


def stated(context: Context) -> Iterator[Finding]:
    """收了费、或者文中说到信息处理费的，第六章要写明信息处理费收取情况。

    依据：政府信息公开信息处理费管理办法。
    正例：表二收费金额填 10，第六章写明「收取信息处理费0元」。
    反例：表二收费金额填 10，第六章只写「无」。
    """
    charge = context.form.said.charge
    if charge is None or _is_stated(context, charge):
        return
    paid = [cell for cell in map(Cell.parse, charge.cells) if context.report.values.get(cell)]
    named = list(_named(context, charge))
    if not paid and not named:
        return
    section = context.form.section(charge.section)
    titles = {each.text: each.title for each in context.form.sections}
    reasons = [f"{context.form.spell(cell)}为 {as_text(context.report.values[cell])}" for cell in paid]
    reasons += [f"「{titles[address]}」说到{charge.name}" for address in named]
    yield context.finding(
        "W601",
        Level.WARNING,
        f"{section.title}：{'，'.join(reasons)}，这一章没有写明{charge.name}收取情况。",
        remedy=f"请写明收取{charge.name}多少元；没有收取的写 0 元。",
        basis=charge.basis,
        places=(section.text, *(str(cell) for cell in paid), *named),
    )


def _is_stated(context: Context, charge: Charge) -> bool:
    text = context.report.texts.get(context.form.section(charge.section).text, "")
    for word in charge.apart:
        text = text.replace(word, "")
    return any(word in text for word in charge.stated)


def _named(context: Context, charge: Charge) -> Iterator[str]:
    for section in context.form.sections:
        text = context.report.texts.get(section.text, "")
        if section.code != charge.section and any(word in text for word in charge.named):
            yield section.text


RULES = (Procedure("W601", "X4", Level.WARNING, stated, "在第六章写明信息处理费收取情况。"),)
