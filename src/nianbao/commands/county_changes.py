"""What changed since the county summed last: which units' figures, and what that does to the sum."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nianbao.adapters.workbook import DataSheet
from nianbao.commands import county_record
from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.report import as_text

SHEET, HEADERS = "与上次相比", ("单位", "变化", "位置", "上次", "这次", "相差")
CHANGED, ADDED, DROPPED = "改了数", "新计入", "不再计入"
_WIDTHS = (22, 10, 34, 14, 14, 14)
_SUM_LINE = "合计"
_MOST_NAMED = 20

Values = Mapping[Cell, Decimal | None]
CellChange = tuple[Cell, Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of a unit since; cells as (cell, before, now), none for one that was not summed before or is not now."""

    agency: str
    kind: str
    cells: tuple[CellChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the last time, unit by unit and in the sum."""

    units: tuple[UnitChange, ...]
    total: tuple[CellChange, ...]

    def of(self, agency: str) -> UnitChange | None:
        """What became of one unit; None where nothing did."""
        return next((each for each in self.units if each.agency == agency), None)


def since(before: Mapping[str, str], now: Mapping[str, str], totals: tuple[Values, Values], form: Form) -> Changes:
    """What differs between the units' figures of last time and now, as the record tells them; `totals` are both sums."""
    units = [_unit(name, before.get(name), line, form) for name, line in now.items()]
    dropped = [UnitChange(name, DROPPED) for name in before if name not in now]
    kept = tuple(each for each in (*units, *dropped) if each.cells or each.kind != CHANGED)
    earlier, later = totals
    return Changes(kept, _cells(_line(earlier, form), _line(later, form), form))


def _unit(name: str, before: str | None, now: str, form: Form) -> UnitChange:
    if before == now:
        return UnitChange(name, CHANGED)
    earlier, later = (county_record.figures(line) if line is not None else None for line in (before, now))
    if earlier is None or later is None:
        return UnitChange(name, ADDED)
    return UnitChange(name, CHANGED, _cells(earlier, later, form))


def _line(values: Values, form: Form) -> list[Decimal | None]:
    return [values.get(cell) for cell in form.cells]


def _cells(before: Sequence[Decimal | None], now: Sequence[Decimal | None], form: Form) -> tuple[CellChange, ...]:
    pairs = zip(form.cells, before, now, strict=True)
    return tuple((cell, was, value) for cell, was, value in pairs if was != value)


def told(changes: Changes) -> str:
    """「与上次汇总相比：青石镇 3 格，白水镇新计入；合计 5 格。」."""
    if not changes.units and not changes.total:
        return "与上次汇总相比，各单位的数没有变化。"
    named = [
        f"{each.agency} {len(each.cells)} 格" if each.cells else f"{each.agency}{each.kind}" for each in changes.units
    ]
    more = f"等 {len(named)} 个单位" if len(named) > _MOST_NAMED else ""
    units = "，".join(named[:_MOST_NAMED]) + more if named else "各单位的数没有变化"
    return f"与上次汇总相比：{units}；{_SUM_LINE} {len(changes.total)} 格。"


def sheet(changes: Changes, form: Form, title: str) -> DataSheet:
    """The changes as a list."""
    rows = [*(row for each in changes.units for row in _rows(each, form)), *_lines(_SUM_LINE, "", changes.total, form)]
    return DataSheet(SHEET, title, HEADERS, tuple(rows) or ((None, "没有变化", *[None] * 4),), _WIDTHS)


Row = tuple[str | Decimal | None, ...]


def _rows(change: UnitChange, form: Form) -> Iterator[Row]:
    if change.cells:
        yield from _lines(change.agency, change.kind, change.cells, form)
    else:
        yield (change.agency, change.kind, *[None] * (len(HEADERS) - 2))


def _lines(name: str, kind: str, cells: Sequence[CellChange], form: Form) -> Iterator[Row]:
    for cell, before, now in cells:
        difference = None if before is None or now is None else now - before
        yield (name, kind, form.spell(cell), before, now, difference)


def as_dict(changes: Changes) -> list[dict[str, Any]]:
    """The changes as `consolidate --json` prints them; the sum's have no agency."""
    named = [(each.agency, each.cells) for each in changes.units if each.cells]
    found = [
        {"agency": name, "place": str(cell), "before": as_text(before), "now": as_text(now)}
        for name, cells in (*named, (None, changes.total))
        for cell, before, now in cells
    ]
    whole = {ADDED: "added", DROPPED: "dropped"}
    return [*({"agency": each.agency, "unit": whole[each.kind]} for each in changes.units if not each.cells), *found]
