"""文字与表格: the numbers said in the text against the cells they speak of."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure
from nianbao.rules.prose import reading
from nianbao.rules.prose.balance import readings
from nianbao.rules.prose.bound import Bound, Span, Upheld, cells
from nianbao.rules.prose.reading import Told, bound, told
from nianbao.rules.quoting import spelt

_LONGEST_EXCERPT = 24
_BASIS = "审核惯例：正文所说的数与表格一致"


def requests(context: Context) -> Iterator[Finding]:
    """正文所说的申请件数与表三相同：新收、上年结转、结转下年、办结或答复、各种处理结果，分申请人说的也是。

    依据：审核惯例：正文所说的数与表格一致。
    正例：正文说「收到申请12件，其中自然人10件、法人2件」，表三第一项自然人 10、各类法人共 2、总计 12。
    反例：正文说「收到申请12件」，表三第一项总计填 11。
    """
    yield from _said(context, "W301", Level.ERROR)


def reviews(context: Context) -> Iterator[Finding]:
    """正文所说的复议、诉讼件数与表四相同。

    依据：审核惯例：正文所说的数与表格一致。
    正例：正文说「没有发生复议」，表四复议各格为 0。
    反例：正文说「被申请复议2件」，表四复议总计填 1。
    """
    yield from _said(context, "W401", Level.ERROR)


def disclosures(context: Context) -> Iterator[Finding]:
    """正文所说的文件、处理决定件数和收费金额与表二相同。

    依据：审核惯例：正文所说的数与表格一致。
    正例：正文说「制发文件2件，废止1件」，表二制发 2、废止 1。
    反例：正文说「处罚决定41件」，表二处罚填 14。
    """
    yield from _said(context, "W201", Level.WARNING)


def upheld(context: Context) -> Iterator[Finding]:
    """正文说「均获维持」的，表四结果纠正、尚未审结应为 0。

    依据：审核惯例：正文所说的结果与表四一致。
    正例：正文说「均获维持」，表四结果维持 2，其余为 0。
    反例：正文说「均获维持」，表四有结果纠正 1。
    """
    for each in reading.upheld(context):
        yield from _contradicted(context, each)


def _said(context: Context, rule: str, level: Level) -> Iterator[Finding]:
    seen: set[tuple[object, ...]] = set()
    every = bound(context, rule)
    for each in every:
        if _agrees(context, each) or _is_counted_twice(context, each, every):
            continue
        finding = _told(context, each, rule, level)
        # What an office's share came to is told once a sentence.
        is_share = finding.level is Level.HINT
        key = (each.sentence.text,) if is_share else (each.sentence.text, each.row, each.columns, each.value)
        if key not in seen:
            seen.add(key)
            yield finding


def _agrees(context: Context, bound: Bound) -> bool:
    """Whether what is said is what the table holds, whichever way it is counted, or the table holds nothing."""
    held = _sum(context, bound.places)
    if held is None or bound.value == held or _is_reading(context, bound):
        return True
    return bound.is_all and abs(bound.value - held) <= _carried(context, bound)


def _is_counted_twice(context: Context, bound: Bound, every: list[Bound]) -> bool:
    """Whether another number of the sentence is the one that counts: 收到5件，受理4件."""
    if not (bound.claim.whole and bound.claim.loose):
        return False
    cell = (bound.sentence, bound.row, bound.columns)
    same = [each for each in every if (each.sentence, each.row, each.columns) == cell and each.value != bound.value]
    return any(_agrees(context, each) for each in same)


def _told(context: Context, bound: Bound, rule: str, level: Level) -> Finding:
    """The finding that what is said is not what the table holds."""
    places, address, marks = bound.places, bound.sentence.address, bound.marks
    held = _sum(context, places) or Decimal(0)
    is_share = bound.is_part and bound.value < held
    name, value, away = _name(context, bound, places), as_text(held), bound.value - held
    where, excerpt = section_title(context, address), _excerpt(bound.sentence.text, marks)
    state = f"{where}：正文说「{excerpt}」，{name}为 {value}，相差 {as_text(abs(away))}"
    message, remedy = f"{state}。", f"请核对正文和{_sheet(context, bound)}，改成同一个数。"
    if is_share:
        message = f"{state}；正文这一句像是只说本级办公机构，表中是全部单位，没有当作不一致。"
        remedy = "如果两个口径都对，请在正文里说明；如果说的是全部，请改成同一个数。"
    return context.finding(
        rule,
        Level.HINT if is_share else level,
        message,
        remedy=remedy,
        basis=_BASIS,
        places=(*[context.form.addresses[cell] for cell in _shown(context, places)], address),
        at=address,
        left=as_text(bound.value),
        right=value,
        difference=as_text(away),
        quote=bound.sentence.text,
        marks=marks,
    )


def _excerpt(text: str, marks: tuple[Span, ...]) -> str:
    """The words understood, as they stand together or with gaps left out."""
    together = text[marks[0][0] : marks[-1][1]]
    return together if len(together) <= _LONGEST_EXCERPT else "…".join(text[start:end] for start, end in marks)


def mistaken(context: Context, sentence: Told) -> list[Bound]:
    """What a sentence says otherwise than the tables hold."""
    return [each for each in sentence.said if isinstance(each, Bound) and not _agrees(context, each)]


def _sum(context: Context, places: tuple[Cell, ...]) -> Decimal | None:
    """What the cells hold together; None when one of them is blank."""
    get = context.report.values.get
    summed = get(places[0])
    for cell in places[1:]:
        value = get(cell)
        if summed is None or value is None:
            return None
        summed += value
    return summed


def _is_reading(context: Context, bound: Bound) -> bool:
    """Whether another sum would be just as right: of the parts of a total, of other rows, with or without some."""
    table, columns, totals = bound.claim.table, bound.columns, context.form.totals
    if any(_signed(context, table, (other,), columns) == bound.value for other in bound.others):
        return True
    if not totals.keys().isdisjoint(bound.places):
        parts = tuple(part for cell in bound.places for part in totals.get(cell, (cell,)))
        if _sum(context, parts) == bound.value:
            return True
    same = [rows for rows in bound.claim.also if _signed(context, table, rows, columns) == bound.value]
    if not same:
        return False
    siblings = next(each.said for each in told(context) if each.sentence is bound.sentence)
    return not set(same).isdisjoint(readings(context.form, bound, siblings))


def total(context: Context, table: str, rows: tuple[str, ...]) -> Decimal | None:
    """The sum of some rows of a table in its total column; None when a cell is blank."""
    return _signed(context, table, rows, (context.form.said.subject(table).column,))


def _signed(context: Context, table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> Decimal | None:
    summed = Decimal(0)
    for row in rows:
        value = _sum(context, cells(context.form, table, row.removeprefix("-"), columns))
        if value is None:
            return None
        summed += -value if row.startswith("-") else value
    return summed


def _carried(context: Context, bound: Bound) -> Decimal:
    """How many cases may or may not be meant by 均: those carried over from last year."""
    row = context.form.said.subject(bound.claim.table).carried
    value = _sum(context, cells(context.form, bound.claim.table, row, bound.columns)) if row else None
    return value or Decimal(0)


def _contradicted(context: Context, each: Upheld) -> Iterator[Finding]:
    form, table = context.form, each.claim.table
    others = [
        column.code
        for block in form.table(table).blocks
        for column in block.columns
        if column.code not in each.claim.columns and column.code != form.said.subject(table).column
    ]
    rows = dict.fromkeys(row for group in each.rows for row in _rows(context, table, group))
    against = [
        cell
        for row in rows
        for cell in (Cell(table, row, column) for column in others)
        if context.report.values.get(cell)
    ]
    if against:
        named = "、".join(f"{spelt(form, cell)} {as_text(context.report.values[cell])}" for cell in against)
        yield context.finding(
            "W402",
            Level.WARNING,
            f"{section_title(context, each.sentence.address)}：正文说全部维持，而{named}，应为 0。",
            remedy=f"请核对正文和{form.table(table).sheet}，改成同一个结果。",
            basis="审核惯例：正文所说的结果与表四一致",
            places=(*(str(cell) for cell in against), each.sentence.address),
            at=each.sentence.address,
            left="0",
            right=as_text(sum((context.report.values[cell] or Decimal(0) for cell in against), Decimal(0))),
            quote=each.sentence.text,
            marks=each.marks,
        )


def _rows(context: Context, table: str, row: str) -> Iterator[str]:
    column = context.form.said.subject(table).column
    yield from (cell.row for cell in cells(context.form, table, row, (column,)))


def _shown(context: Context, places: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Of several cells those that are not 0, unless all are."""
    return tuple(cell for cell in places if context.report.values.get(cell)) or places


def _sheet(context: Context, bound: Bound) -> str:
    return context.form.table(bound.claim.table).sheet


def _name(context: Context, bound: Bound, places: tuple[Cell, ...]) -> str:
    """表三·三（七）·总计; of several rows their group, of several columns their common heading."""
    form, table = context.form, bound.claim.table
    if len(places) == 1:
        return spelt(form, places[0])
    is_one = len(bound.columns) == 1
    heading = form.column_name(table, bound.columns[0]) if is_one else f"{form.column(places[0]).under[-1]}各列"
    rows = "各行" if len(places) > len(bound.columns) else ""
    return f"{form.table(table).sheet}·{form.row_name(table, bound.row)}{rows}·{heading}"


def section_title(context: Context, address: str) -> str:
    """The heading of the section a text stands in."""
    return _titles(context.form)[address]


@cache
def _titles(form: Form) -> dict[str, str]:
    return {section.text: section.title for section in form.sections}


RULES = (
    Procedure("W201", "X3", Level.WARNING, disclosures, "核对正文和表二，改成同一个数。"),
    Procedure("W301", "X1", Level.ERROR, requests, "核对正文和表三，改成同一个数。", waivable=True),
    Procedure("W401", "X2", Level.ERROR, reviews, "核对正文和表四，改成同一个数。", waivable=True),
    Procedure("W402", "X2", Level.WARNING, upheld, "核对正文和表四，改成同一个结果。"),
)
