"""调整: what the county takes from the sum or adds to it for a lawful reason, typed in its workbook line by line.

A document several units issued together counts once, and so do shared defendants and an application handed on (C2).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import DATA_ROW, CellValue, DataSheet, Snapshot, letters
from nianbao.core import numbers
from nianbao.core.cell import Cell
from nianbao.core.errors import UnknownAddress
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Kind
from nianbao.core.report import as_text

SHEET, HEADERS = "调整", ("位置", "调整数", "原因", "经办人", "日期", "状态")
APPLIED = "已计入"
_WIDTHS = (34, 12, 52, 14, 14, 40)
_PLACE, _AMOUNT, _REASON, _BY, _DATE, _STATE = range(len(HEADERS))
_SPARE = 15
_NOTE = "联合发文、共同被告、转办申请等各单位都报、全县只计一次的，在这里逐条写明（减少写 -1，增加写 1），存盘后再汇总到本文件即计入。"
_REMEDY = "请在汇总工作簿的「调整」页补改这一行，再汇总到同一个文件。"
# What to do about an identity that only the adjustments break.
CAUSED = f"这是「{SHEET}」页的调整引起的，请把有关的格一并调整。"
_BASIS = "县级年报为各单位之和，例外须写明原因"
_LESS, _MORE = ("-", "−", "－", "减"), ("+", "＋", "增")

Values = Mapping[Cell, Decimal | None]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A line of 调整 as it was typed; `cell` and `value` are what it plainly says, `fault` why it does not count."""

    place: str
    amount: str
    reason: str
    by: str
    date: str
    cell: Cell | None = None
    value: Decimal | None = None
    fault: str = ""

    @property
    def is_applied(self) -> bool:
        """Whether the sum has it."""
        return not self.fault and self.cell is not None and self.value is not None

    def as_dict(self) -> dict[str, Any]:
        """The line as `consolidate --json` prints it."""
        return {
            "place": str(self.cell) if self.cell else self.place,
            "value": as_text(self.value) if self.value is not None else self.amount,
            "reason": self.reason,
            "by": self.by,
            "date": self.date,
            "applied": self.is_applied,
            "fault": self.fault or None,
        }


def read(snapshot: Snapshot) -> tuple[Adjustment, ...]:
    """The lines typed in a county workbook's 调整, nothing judged."""
    sheet = snapshot.sheets.get(SHEET)
    rows = sheet.rows if sheet else ()
    head = next((at for at, line in enumerate(rows) if {*HEADERS[:_REASON]} <= {*map(typed, line)}), None)
    if head is None:
        return ()
    columns = {typed(header).strip(): column for column, header in enumerate(rows[head])}
    places = [columns.get(header, -1) for header in HEADERS[:_STATE]]
    lines = ([_text(line, column) for column in places] for line in rows[head + 1 :])
    return tuple(
        Adjustment(place, amount, reason, by, day)
        for place, amount, reason, by, day in lines
        if place or amount or reason
    )


def _text(line: Sequence[CellValue], column: int) -> str:
    value = line[column] if 0 <= column < len(line) else None
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else typed(value).strip()


def judged(lines: Sequence[Adjustment], form: Form, sums: Values) -> tuple[Adjustment, ...]:
    """The lines with what they mean in this form, and why one that does not count does not."""
    names = {numbers.folded(form.spell(cell)): cell for cell in form.cells}
    found: list[Adjustment] = []
    left = dict(sums)
    for line in lines:
        told = _judged(line, form, names, left)
        if told.is_applied and told.cell is not None:
            left[told.cell] = (left[told.cell] or Decimal(0)) + (told.value or Decimal(0))
        found.append(told)
    return tuple(found)


def _judged(line: Adjustment, form: Form, names: Mapping[str, Cell], left: Values) -> Adjustment:
    cell = names.get(numbers.folded(line.place)) or _address(form, line.place)
    if cell is None:
        example = form.spell(form.inputs()[0])
        return replace(line, fault=f"「{line.place or '（空）'}」不是表里的一格，位置要写成「{example}」这样")
    kind = form.column(cell).kind
    value = _amount(line.amount, kind)
    told = replace(line, cell=cell, value=value, date=line.date or f"{datetime.now():%Y-%m-%d}")
    return replace(told, fault=_fault(told, form, kind, left.get(cell)))


def _address(form: Form, text: str) -> Cell | None:
    try:
        return form.find(text)
    except UnknownAddress:
        return None


def _amount(text: str, kind: Kind) -> Decimal | None:
    """A signed amount as people write it: -1, ＋2, 减1."""
    body = numbers.folded(text)
    is_less = body.startswith(_LESS)
    found = numbers.read(body[1:] if is_less or body.startswith(_MORE) else body, _unsigned(kind))
    if found.code or found.value is None:
        return None
    return -found.value if is_less else found.value


def _unsigned(kind: Kind) -> Kind:
    return Kind.MONEY if kind is Kind.MONEY else Kind.COUNT


def _fault(line: Adjustment, form: Form, kind: Kind, left: Decimal | None) -> str:
    assert line.cell is not None
    if line.cell in form.totals:
        return "合计格随各格自动合计，请写在要调整的那一格"
    if line.value is None:
        return f"调整数「{line.amount}」看不出是多少，请写成 -1、2 这样的数" if line.amount else "没有写调整数"
    missing = [name for name, text in (("原因", line.reason), ("经办人", line.by)) if not text]
    if missing:
        return f"没有写明{'和'.join(missing)}"
    if left is None:
        return "各单位都没有填写这一格，没有可调整的数"
    after = left + line.value
    fault = numbers.fault(after, kind)
    return f"各单位之和为 {as_text(left)}，调整后为 {as_text(after)}，不能小于 0" if fault == "negative" else ""


def apply(sums: Values, lines: Sequence[Adjustment], form: Form) -> dict[Cell, Decimal | None]:
    """The sums with the lines that count, totals along with their parts."""
    shifts = shifted(lines, form)
    return {cell: value if value is None else value + shifts.get(cell, 0) for cell, value in sums.items()}


def shifted(lines: Sequence[Adjustment], form: Form) -> dict[Cell, Decimal]:
    """By how much the lines that count change each cell, those changed only."""
    direct: dict[Cell, Decimal] = {}
    for line in lines:
        if line.is_applied and line.cell is not None and line.value is not None:
            direct[line.cell] = direct.get(line.cell, Decimal(0)) + line.value

    def shift(cell: Cell) -> Decimal:
        return direct.get(cell, Decimal(0)) + sum(map(shift, form.totals.get(cell, ())), Decimal(0))

    found = {cell: shift(cell) for cell in form.cells} if direct else {}
    return {cell: value for cell, value in found.items() if value}


def findings(lines: Sequence[Adjustment], form: Form, agency: str | None) -> Iterator[Finding]:
    """A finding for each line that does not count."""
    for number, line in enumerate(lines, start=DATA_ROW + 1):
        if line.fault:
            place = form.spell(line.cell) if line.cell else f"第 {number} 行"
            message = f"「{SHEET}」{place}：{line.fault}，没有计入汇总数。"
            places = (str(line.cell),) if line.cell else ()
            yield Finding("H010", Level.ERROR, message, _REMEDY, _BASIS, places, agency=agency)


def sheet(lines: Sequence[Adjustment], form: Form, choices: str, title: str) -> DataSheet:
    """The lines to look at and go on typing; `choices` is where the names of the cells are listed."""
    rows = tuple(
        (
            form.spell(line.cell) if line.cell else line.place,
            as_text(line.value) if line.value is not None else line.amount,
            *(line.reason, line.by, line.date),
            f"未计入：{line.fault}" if line.fault else APPLIED,
        )
        for line in lines
    )
    return DataSheet(
        SHEET,
        title,
        HEADERS,
        rows,
        _WIDTHS,
        entries=frozenset(range(_STATE)),
        spare=_SPARE,
        choices={_PLACE: choices},
        note=_NOTE,
    )


def header_reference(sheet: str, columns: tuple[int, int]) -> str:
    """The headers of a data sheet between two columns, as a reference."""
    first, last = (letters(column) for column in columns)
    return f"='{sheet}'!${first}${DATA_ROW}:${last}${DATA_ROW}"
