"""What could be mended in a workbook, and what only looks so: the pure part of `repair`.

Only what is certain is offered. The rest is listed with a proposal, and left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal

from nianbao.adapters import excel_formulas, excel_log, excel_lost, excel_read
from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import Area, CellValue
from nianbao.commands import check
from nianbao.commands.repair_kinds import BLANKS, PROSE, TEXT, TOTALS, YUAN, Book, Repair, Wanted
from nianbao.commands.repair_texts import texts
from nianbao.core import numbers
from nianbao.core.cell import Cell
from nianbao.core.finding import Cause, Finding
from nianbao.core.form import Form

_ASKED_AS = frozenset({None, "D003"})


@dataclass
class _Work:
    """What is being planned; `values` are the figures as they will be, `typed_in` the areas of the named cells.

    `due` is what the check suggests for cells before anything is mended.
    """

    book: Book
    wanted: Wanted
    areas: Mapping[Cell, Area]
    own_sums: Mapping[Area, Decimal | None]
    values: dict[Cell, Decimal | None]
    due: Mapping[str, str] = field(default_factory=dict)
    causes: list[Finding] = field(default_factory=list)
    repairs: dict[Cell, Repair] = field(default_factory=dict)


def plan(book: Book, wanted: Wanted) -> list[Repair]:
    """Every repair offered, texts after figures, and after them what cannot be told with certainty."""
    areas = excel_lost.named_areas(book.snapshot, book.form)
    own_sums, values = excel_read.formula_results(book.snapshot), dict(book.reading.report.values)
    work = _Work(book, wanted, areas, own_sums, values)
    if wanted.zeros:
        work.due = {each.cause.place: each.cause.suggested for each in _causes(work) if each.cause and each.is_lead}
    for cell in areas:
        if (repair := _typed_in(work, cell)) is not None:
            _take(work, cell, repair)
    work.causes = _causes(work)
    for cell in sorted(book.form.totals, key=lambda cell: _depth(book.form, cell)):
        _total(work, cell)
    found = [work.repairs[cell] for cell in book.form.cells if cell in work.repairs]
    prose = texts(book) if PROSE in wanted.kinds else ()
    return [*(each for each in found if each.is_sure), *prose, *(each for each in found if not each.is_sure)]


def blanks(book: Book) -> dict[str, list[Cell]]:
    """The blank cells that people fill in, by table; those a workbook names."""
    areas = excel_lost.named_areas(book.snapshot, book.form)
    found: dict[str, list[Cell]] = {}
    for cell in book.form.inputs():
        if cell in areas and _is_blank(book, cell, areas[cell]):
            found.setdefault(cell.table, []).append(cell)
    return found


def is_whole(book: Book, table: str) -> bool:
    """Whether nothing at all is filled in in a table."""
    return all(book.reading.report.values.get(cell) is None for cell in book.form.cells if cell.table == table)


def _take(work: _Work, cell: Cell, repair: Repair) -> None:
    work.repairs[cell] = repair
    if repair.is_sure:
        work.values[cell] = repair.after


def _is_blank(book: Book, cell: Cell, area: Area) -> bool:
    """Whether nothing was typed, or a dash, a stroke or 「无」 that says as much."""
    sheet, place = book.snapshot.sheets[area.sheet], (area.top, area.left)
    value = sheet.value(*place)
    if place in sheet.formulas or place in sheet.errors or not isinstance(value, str | None):
        return False
    found = numbers.read(value or "", book.form.column(cell).kind, plain=False)
    return found.value is None and found.code in _ASKED_AS


def _typed_in(work: _Work, cell: Cell) -> Repair | None:
    """The repair of what somebody typed into a cell; totals that are blank or formulas come later."""
    area, book = work.areas[cell], work.book
    if _is_blank(book, cell, area):
        return _zero(work, cell) if cell not in book.form.totals and cell.table in work.wanted.zeros else None
    sheet, place = book.snapshot.sheets[area.sheet], (area.top, area.left)
    value = sheet.value(*place)
    if place in sheet.formulas:
        return None
    if place in sheet.errors:
        return _unsure(work, cell, TEXT, ("D005", "单元格是错误值，请重新填写"))
    return _text(work, cell, value)


def _zero(work: _Work, cell: Cell) -> Repair:
    is_carried = any(cell in map(carry.cell, carry.over) and not carry.show for carry in work.book.form.carries)
    why = "未填写，补 0；上年有结转的，应先取上年结转" if is_carried else "未填写，确认没有发生，补 0"
    if (due := work.due.get(str(cell), "0")) != "0":
        why = f"未填写，补 0；但按其他各格推算应为 {due}，请先核对台账"
    return Repair(BLANKS, str(cell), _before(work, cell), Decimal(0), why, "T001")


def _text(work: _Work, cell: Cell, value: CellValue) -> Repair | None:
    if isinstance(value, bool | date | time):
        return _unsure(work, cell, TEXT, ("D006", "不是数字，看不出填的是几"))
    if not isinstance(value, str):
        return None
    found = numbers.read(value, work.book.form.column(cell).kind, plain=False)
    if found.code == "D007" and found.value is not None:
        return _number(work, cell, YUAN, (found.value, "单位是元，折算为万元", "D007"))
    if found.code == "D001" and found.value is not None:
        return _number(work, cell, TEXT, (found.value, "全角或文本格式的数字，改为数字", "D001"))
    if found.has_unit and found.value is not None:
        return _number(work, cell, YUAN, (found.value, "金额单位就是万元，去掉单位", "D004"))
    proposal = found.value if found.value is not None else _decimal(found.proposal)
    why = "数字后的注释要移到文字部分" if found.code == "D004" else "不是一个确定的数，请核对后改填"
    return _unsure(work, cell, TEXT, (found.code or "D002", why), proposal=proposal)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _number(work: _Work, cell: Cell, kind: str, what: tuple[Decimal, str, str]) -> Repair | None:
    value, why, rule = what
    if kind not in work.wanted.kinds:
        return None
    if Decimal(repr(float(str(value)))) != value:
        return _unsure(work, cell, kind, (rule, "位数太多，单元格放不下，请核对"), proposal=value)
    return Repair(kind, str(cell), _before(work, cell), value, why, rule)


def _unsure(
    work: _Work, cell: Cell, kind: str, said: tuple[str, str], *, proposal: Decimal | None = None
) -> Repair | None:
    rule, why = said
    if kind not in work.wanted.kinds:
        return None
    return Repair(kind, str(cell), _before(work, cell), proposal, why, rule, is_sure=False)


def _before(work: _Work, cell: Cell) -> excel_log.Held | None:
    return excel_log.held(work.book.snapshot, work.areas[cell], work.book.formulas)


def _depth(form: Form, cell: Cell) -> int:
    """How many sums a total is made of in a row: 0 for what people fill in."""
    return 1 + max((_depth(form, part) for part in form.totals[cell]), default=0) if cell in form.totals else 0


def _total(work: _Work, cell: Cell) -> None:
    """Settle a total's value, with a repair where it is blank, typed over and wrong, or a formula of another kind."""
    parts = [work.values.get(part) for part in work.book.form.totals[cell]]
    known = [part for part in parts if part is not None]
    summed = sum(known, Decimal(0)) if known else None
    area, computed = work.areas.get(cell), cell in work.book.reading.report.computed
    if area is not None and TOTALS in work.wanted.kinds:
        if computed:
            _formula(work, cell, area, summed)
        else:
            _typed_over(work, cell, summed, is_complete=len(known) == len(parts))
    if computed:
        work.values[cell] = summed


def _typed_over(work: _Work, cell: Cell, summed: Decimal | None, *, is_complete: bool) -> None:
    value = work.values.get(cell)
    if _is_blank(work.book, cell, work.areas[cell]):
        if is_complete or _due(work, cell):
            _restore(work, cell, summed, "合计格空着，恢复自动合计")
    elif summed is None or value == summed:
        return
    elif not is_complete:
        _doubt(work, cell, summed, "与已填各格之和不一致，但还有格未填，填齐后再核对")
    elif (cause := _elsewhere(work, cell)) is not None:
        likelier = f"{work.book.form.spell(Cell.parse(cause.place))}应为 {cause.suggested}"
        _doubt(work, cell, summed, f"与各格之和不一致，但更可能是{likelier}，请先核对那一格")
    else:
        _restore(work, cell, summed, "与各格之和不一致，恢复自动合计")


def _formula(work: _Work, cell: Cell, area: Area, summed: Decimal | None) -> None:
    """Put back the sum where the formula that stands there is another one and comes to something else."""
    sheet, place = work.book.snapshot.sheets[area.sheet], (area.top, area.left)
    due, written = _due(work, cell), work.book.formulas.get(area)
    if place in sheet.uncached or due is None or (written and excel_log.is_same(due, written)):
        return
    shown = numbers.read(typed(sheet.value(*place)), work.book.form.column(cell).kind).value
    if place in sheet.errors or shown != work.own_sums.get(area):
        _restore(work, cell, summed, "公式不是各格之和，恢复自动合计")


def _due(work: _Work, cell: Cell) -> str | None:
    return excel_formulas.summing(work.book.snapshot, work.book.form, cell)


def _restore(work: _Work, cell: Cell, summed: Decimal | None, why: str) -> None:
    formula, before = _due(work, cell), _before(work, cell)
    if before is None:
        _doubt(work, cell, summed, f"{why}；现有内容无法记录，请手工改")
        return
    why = why if formula else "改为各格之和"
    _take(work, cell, Repair(TOTALS, str(cell), before, summed, why, _rule(work, cell), formula or ""))


def _doubt(work: _Work, cell: Cell, summed: Decimal | None, why: str) -> None:
    repair = Repair(TOTALS, str(cell), _before(work, cell), summed, why, _rule(work, cell), is_sure=False)
    work.repairs.setdefault(cell, repair)


def _rule(work: _Work, cell: Cell) -> str:
    """The identity that makes a cell a total."""
    parts = set(work.book.form.totals[cell])
    for identity in work.book.form.identities:
        for over in identity.over if identity.total else ():
            terms = {identity.cell(term, over) for term in identity.right}
            if identity.cell(identity.left[0], over) == cell and terms == parts:
                return identity.code
    return ""


def _causes(work: _Work) -> list[Finding]:
    """The sums that do not add up for a cause the check can tell."""
    report = replace(work.book.reading.report, values=work.values)
    return [finding for finding in check.check(report, work.book.form) if finding.cause is not None]


def _elsewhere(work: _Work, cell: Cell) -> Cause | None:
    """The part that more likely is wrong than the total: other sums break with it too."""
    form, rule = work.book.form, _rule(work, cell)
    for finding in work.causes:
        cause = finding.cause
        if cause is None or finding.rule != rule or str(cell) not in finding.places:
            continue
        part = Cell.parse(cause.place)
        if part in form.totals[cell] and part not in form.totals:
            return cause
    return None
