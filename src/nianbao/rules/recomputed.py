"""文字自身的数: wholes against their parts, percentages, and one row mistaken for all that was made public."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import as_text
from nianbao.core.said import Published
from nianbao.forms.prose import prose
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure
from nianbao.rules.prose.bound import Rate
from nianbao.rules.prose.lists import Parts, unequal
from nianbao.rules.prose.quantities import Quantity
from nianbao.rules.prose.reading import Told, told
from nianbao.rules.prose.shares import Share, excesses, fits, shares
from nianbao.rules.said import mistaken, section_title, total

_HUNDRED = Decimal(100)
_SURE = 2
_COINCIDENCE = 10


def parts(context: Context) -> Iterator[Finding]:
    """文中说的总数等于同一句里所列各项之和。

    依据：审核惯例。
    正例：共公开信息15条，其中办事指南1条、发展规划8条、灾害预警3条、其他3条。
    反例：共公开信息15条，其中办事指南1条、发展规划8条、灾害预警1条、其他3条，加起来是 13。
    """
    for sentence in told(context):
        found = [each for each in unequal(sentence) if each.is_wrong] if len(sentence.quantities) > 1 else []
        wrong = {span for bound in mistaken(context, sentence) for span in bound.spans} if found else set()
        for each in found:
            numbers = {(number.start, number.end) for number in (each.whole, *each.parts)}
            if numbers & wrong:
                continue
            if each.larger:
                yield _larger(context, each, each.larger)
            else:
                yield _unequal(context, each, Level.WARNING if each.is_over or each.is_short else Level.HINT)


def _unequal(context: Context, each: Parts, level: Level) -> Finding:
    whole, summed = each.whole.value or Decimal(0), sum(each.values, Decimal(0))
    said = " ＋ ".join(as_text(value) or "" for value in each.values)
    message = (
        f"{section_title(context, each.told.sentence.address)}：正文说总数 {as_text(whole)} {each.whole.unit}，"
        f"所列各项 {said} ＝ {as_text(summed)}，相差 {as_text(abs(whole - summed))}。"
    )
    remedy = (
        "请核对总数和各项的数。"
        if level is Level.WARNING
        else "如果只列了一部分，请写明「主要有」；否则请核对各项的数。"
    )
    return _finding(
        context,
        ("W010", level, message, remedy),
        each.told,
        (each.whole, *each.parts),
        left=as_text(whole),
        right=as_text(summed),
        difference=as_text(whole - summed),
    )


def _larger(context: Context, each: Parts, part: Quantity) -> Finding:
    whole, value = each.whole.value or Decimal(0), part.value or Decimal(0)
    where = section_title(context, each.told.sentence.address)
    return _finding(
        context,
        (
            "W010",
            Level.WARNING,
            f"{where}：正文说总数 {as_text(whole)} {each.whole.unit}，其中一项 {as_text(value)} {part.unit}，"
            f"比总数多 {as_text(value - whole)}。",
            "请核对总数和这一项的数。",
        ),
        each.told,
        (each.whole, part),
        left=as_text(whole),
        right=as_text(value),
        difference=as_text(whole - value),
    )


def percentages(context: Context) -> Iterator[Finding]:
    """文中的百分比与同一句的数、与表格算出来的一致。

    依据：审核惯例。
    正例：应办 12 件、办结 11 件，办结率写 91.7%。
    反例：公开信息120条，其中民生类30条，占30%（应为25%）。
    """
    sign = prose().percent
    for sentence in told(context):
        for number in sentence.quantities:
            if number.unit == sign:
                break
        else:
            continue
        for each in sentence.said:
            if isinstance(each, Rate):
                yield from _rate(context, sentence, each)
        for share in shares(sentence):
            yield from _share(context, share)
        for percent in excesses(sentence):
            yield _excess(context, sentence, percent)


def _rate(context: Context, sentence: Told, rate: Rate) -> Iterator[Finding]:
    done = total(context, rate.ratio.table, rate.ratio.of)
    wholes = [total(context, rate.ratio.table, rows) for rows in rate.ratio.to]
    known = [whole for whole in wholes if whole]
    if done is None or not known or None in wholes or any(fits(rate.percent, done, whole) for whole in known):
        return
    sheet = context.form.table(rate.ratio.table).sheet
    message = (
        f"{section_title(context, sentence.sentence.address)}：正文说 {as_text(rate.percent)}%，"
        f"按{sheet}是 {as_text(done)} ÷ {as_text(known[0])} ＝ {_percent(done, known[0], rate.percent)}%。"
    )
    yield context.finding(
        "W011",
        Level.WARNING,
        message,
        remedy=f"请按{sheet}重新计算，或核对{sheet}。",
        basis="审核惯例：百分比可以重新算出",
        places=(sentence.sentence.address,),
        left=as_text(rate.percent),
        right=_percent(done, known[0], rate.percent),
        quote=sentence.sentence.text,
        marks=rate.marks,
    )


def _share(context: Context, share: Share) -> Iterator[Finding]:
    percent, part = share.percent.value, share.part.value
    if percent is None or part is None:
        return
    wholes = [whole.value for whole in share.wholes if whole.value is not None]
    if any(fits(percent, part, whole) for whole in wholes):
        return
    right = _percent(part, wholes[0], percent)
    message = (
        f"{section_title(context, share.told.sentence.address)}：正文说占 {as_text(percent)}%，"
        f"{as_text(part)} ÷ {as_text(wholes[0])} ＝ {right}%。"
    )
    yield _finding(
        context,
        ("W011", Level.WARNING, message, "请重新计算百分比，或核对所说的数。"),
        share.told,
        (share.wholes[0], share.part, share.percent),
        left=as_text(percent),
        right=right,
    )


def _excess(context: Context, sentence: Told, percent: Quantity) -> Finding:
    where, value = section_title(context, sentence.sentence.address), as_text(percent.value)
    message = f"{where}：正文说的 {value}% 超过了 100%。"
    return _finding(
        context, ("W011", Level.WARNING, message, "请重新计算百分比。"), sentence, (percent,), left=value, right="100"
    )


def _percent(part: Decimal, whole: Decimal, like: Decimal) -> str:
    """The percentage with as many decimals as the one said, at least one."""
    decimals = max(1, -int(like.as_tuple().exponent))
    return as_text((part / whole * _HUNDRED).quantize(Decimal(1).scaleb(-decimals))) or "0"


def everything(context: Context) -> Iterator[Finding]:
    """表二制发文件的一行只计本机关制发的文件，不是公开的全部信息条数。

    依据：格式说明：只计本机关制发的件数。
    正例：公开信息 15 条，其中本机关制发的文件 1 件，表二填 1。
    反例：公开信息 15 条，表二制发件数、现行有效件数也都填 15。
    """
    published = context.form.said.published
    if published is None:
        return
    get, row = context.report.values.get, _row(context.form, published.table, published.row)
    values = [get(cell) for cell in row]
    known = {value for value in values if value is not None and value >= published.least}
    if not known:
        return
    for sentence in told(context):
        for number in sentence.quantities:
            if number.unit in published.units and number.value in known and _is_of_all(published, sentence, number):
                same = [cell for cell, value in zip(row, values, strict=True) if value == number.value]
                if len(same) >= _SURE or (number.value or 0) >= _COINCIDENCE:
                    yield _mistaken_for_all(context, sentence, number, same)
                    return


@cache
def _row(form: Form, table: str, row: str) -> tuple[Cell, ...]:
    return tuple(cell for cell in form.cells if (cell.table, cell.row) == (table, row))


def _is_of_all(published: Published, sentence: Told, number: Quantity) -> bool:
    """Whether a number is said of all items made public this year."""
    said, end, sums = sentence.sentence.body, number.start, prose().sums
    if said.endswith(sums, 0, end):
        end -= next(len(word) for word in sums if said.endswith(word, 0, end))
    return number.exact and said.endswith(published.phrases, 0, end)


def _mistaken_for_all(context: Context, sentence: Told, number: Quantity, same: list[Cell]) -> Finding:
    columns = [context.form.column(cell).label for cell in same[1:]]
    named, value = "、".join([context.form.spell(same[0]), *columns]), as_text(number.value)
    both = "都" if len(same) > 1 else ""
    level = Level.WARNING if len(same) >= _SURE else Level.HINT
    message = f"{named}{both}填了 {value}，与正文说的公开信息总数 {value} 相同。"
    remedy = f"「{context.form.row(same[0]).label}」只计本机关制发的，请核对是不是把公开的全部信息填了进去。"
    return _finding(
        context,
        ("W202", level, message, remedy),
        sentence,
        (number,),
        places=(*(str(cell) for cell in same), sentence.sentence.address),
        left=value,
        right=value,
    )


def _finding(
    context: Context,
    what: tuple[str, Level, str, str],
    sentence: Told,
    numbers: tuple[Quantity, ...],
    *,
    places: tuple[str, ...] = (),
    left: str | None = None,
    right: str | None = None,
    difference: str | None = None,
) -> Finding:
    (rule, level, message, remedy), said = what, sentence.sentence
    return context.finding(
        rule,
        level,
        message,
        remedy=remedy,
        basis="审核惯例",
        places=places or (said.address,),
        at=said.address,
        left=left,
        right=right,
        difference=difference,
        quote=said.text,
        marks=tuple(said.span(number.start, number.end) for number in numbers),
    )


RULES = (
    Procedure("W010", "X3", Level.WARNING, parts, "核对总数和各项的数。"),
    Procedure("W011", "X8", Level.WARNING, percentages, "重新计算百分比，或核对所说的数。"),
    Procedure("W202", "X3", Level.WARNING, everything, "核对是不是把公开的全部信息填进了制发文件的一行。"),
)
