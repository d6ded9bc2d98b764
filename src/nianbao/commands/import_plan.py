"""What reading a published report into a workbook that is there already writes: only where nothing was typed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from nianbao.adapters import excel_log
from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import HEAD_LABELS, Area, Snapshot
from nianbao.commands.read import Reading
from nianbao.core import agency
from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.numbers import folded
from nianbao.core.report import Report, as_text
from nianbao.rules.quoting import text_name

WHAT = "导入已发布年报"
# The log keeps each change in one cell.
_LONGEST_LOGGED = 30_000
_LONGEST_SHOWN, _MOST_LEFT = 20, 12


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What changes, what was typed otherwise and is left (for people, a line each), and sums that will differ."""

    changes: tuple[excel_log.Change, ...]
    left: tuple[str, ...]
    sums: tuple[str, ...]


def is_fitting(here: Report, source: Report) -> bool:
    """Whether a report may be read into an open one: the same form, and unit and year the same where both are told."""
    is_of_year = here.year is None or source.year is None or here.year == source.year
    is_of_unit = not here.agency or not source.agency or agency.is_same(here.agency, source.agency)
    return here.form == source.form and is_of_year and is_of_unit


def plan(snapshot: Snapshot, here: Report, reading: Reading) -> ImportPlan:
    """What to write into an open workbook; `here` is what it holds."""
    work = _Work(snapshot, here, reading)
    offered = [*work.heads(), *work.values(), *work.texts()]
    changes = tuple(each for each in offered if isinstance(each, excel_log.Change))
    left = tuple(each for each in offered if isinstance(each, str))
    return ImportPlan(changes, left, tuple(_sums(work, {change.name for change in changes})))


@dataclass(frozen=True, slots=True)
class _Work:
    """The open workbook and the report that is read into it; what is offered is a change, or a line on what is left."""

    snapshot: Snapshot
    here: Report
    reading: Reading

    @property
    def form(self) -> Form:
        """The form of both."""
        return self.reading.form

    def heads(self) -> Iterator[excel_log.Change | str]:
        """What the cover asks: unit and year as the report tells, and who made it."""
        source, here = self.reading.report, self.here
        if source.year is not None and here.year is None:
            yield from self._offer("head_year", HEAD_LABELS["head_year"], excel_log.number(Decimal(source.year)))
        told = {"head_agency": source.agency, "head_level": source.level}
        told |= {"head_contact": source.contact, "head_phone": source.phone}
        held = {"head_agency": here.agency, "head_level": here.level}
        held |= {"head_contact": here.contact, "head_phone": here.phone}
        for name, text in told.items():
            if text and not held[name]:
                yield from self._offer(name, HEAD_LABELS[name], excel_log.Held(excel_log.TEXT, text))

    def values(self) -> Iterator[excel_log.Change | str]:
        """The figures people fill in; totals are sums of the workbook's own."""
        for cell in self.form.inputs():
            value = self.reading.report.values.get(cell)
            if value is not None and value != self.here.values.get(cell):
                yield from self._offer(str(cell), self.form.spell(cell), excel_log.number(value))

    def texts(self) -> Iterator[excel_log.Change | str]:
        """The narratives and the head's texts."""
        for name in self.form.text_addresses():
            text, there = self.reading.report.texts.get(name, "").strip(), self.here.texts.get(name, "")
            # An empty cover makes the title itself as soon as it knows unit and year.
            is_made = name == "head_title" and not there
            if text and not is_made and folded(text) != folded(there):
                yield from self._offer(name, text_name(self.form, name), excel_log.Held(excel_log.TEXT, text))

    def _offer(self, name: str, label: str, after: excel_log.Held) -> Iterator[excel_log.Change | str]:
        area = self.snapshot.names.get(name)
        if area is None or area.sheet not in self.snapshot.sheets:
            yield f"{label}：工作簿里没有这一格，年报为{_shown(after)}，没有写入。"
            return
        before = excel_log.held(self.snapshot, area, {})
        if before is None or before.kind != excel_log.BLANK or self.here.texts.get(name):
            yield f"{label}：已填{_typed(self, name, area)}，年报为{_shown(after)}，没有改动。"
        elif len(json.dumps(after.text, ensure_ascii=False)) > _LONGEST_LOGGED:
            yield f"{label}：年报有 {len(after.text)} 字，太长，没有写入。请从年报复制后分段粘贴。"
        else:
            yield excel_log.Change(name, label, WHAT, before, after, _origin(self.reading.report, name))


def _typed(work: _Work, name: str, area: Area) -> str:
    shown = work.here.texts.get(name) or typed(work.snapshot.sheets[area.sheet].value(area.top, area.left))
    return _cut(shown) if shown else "公式或错误值"


def _shown(held: excel_log.Held) -> str:
    return f" {held.text}" if held.kind == excel_log.NUMBER else _cut(held.text)


def _cut(text: str) -> str:
    line = "".join(text.split())
    return f"「{line}」" if len(line) <= _LONGEST_SHOWN else f"「{line[:_LONGEST_SHOWN]}…」"


def _origin(report: Report, name: str) -> str:
    return f"取自《{report.file}》{report.place(name) or ''}"


def _sums(work: _Work, written: set[str]) -> Iterator[str]:
    """The totals that the report states otherwise than its own parts come to: the workbook shows the sum."""
    source, form = work.reading.report, work.form
    for cell, parts in form.totals.items():
        stated = source.values.get(cell)
        known = [value for part in parts if (value := source.values.get(part)) is not None]
        summed = sum(known, Decimal(0)) if known else None
        if stated is not None and stated != summed and any(str(part) in written for part in _inputs(form, cell)):
            told = as_text(summed) or "空"
            yield f"{form.spell(cell)}：年报印的是 {as_text(stated)}，各格之和为 {told}，表里是自动合计。"


def _inputs(form: Form, cell: Cell) -> Iterator[Cell]:
    """The cells people fill in that a total comes from."""
    for part in form.totals.get(cell, ()):
        yield from _inputs(form, part) if part in form.totals else (part,)


def preview(planned: ImportPlan, form: Form) -> str:
    """What would be written, before and after, rows of figures in a line; and what stays as it is."""
    lines = [*_figure_lines(planned, form), *_text_lines(planned)]
    if planned.left:
        left = planned.left[:_MOST_LEFT]
        more = len(planned.left) - len(left)
        tail = [f"· ……另有 {more} 处"] if more else []
        lines += [f"以下 {len(planned.left)} 处没有改动，请核对：", *(f"· {each}" for each in left), *tail]
    if planned.sums:
        lines += ["年报的合计与各格之和不一致：", *(f"· {each}" for each in planned.sums)]
    return "\n".join(lines)


def _figure_lines(planned: ImportPlan, form: Form) -> Iterator[str]:
    """A line for each row with a figure other than 0; rows of zeros are one line a table."""
    figures = {Cell.parse(each.name): Decimal(each.after.text) for each in planned.changes if each.name in _named(form)}
    for table, cells in groupby(figures, key=lambda cell: cell.table):
        zeros, others = 0, ""
        for _, row in groupby(list(cells), key=lambda cell: cell.row):
            values = {cell: figures[cell] for cell in row}
            if any(values.values()):
                others = "其余 "
                yield _row_line(form, values)
            else:
                zeros += len(values)
        if zeros:
            yield f"{form.table(table).sheet}·{others}{zeros} 格：未填写 → 0"


def _named(form: Form) -> frozenset[str]:
    return frozenset(form.addresses.values())


def _row_line(form: Form, values: dict[Cell, Decimal]) -> str:
    line = form.spell(next(iter(values))).rpartition("·")[0]
    told = "，".join(f"{form.column(cell).label} {as_text(value)}" for cell, value in values.items() if value)
    zeros = sum(not value for value in values.values())
    return f"{line}：未填写 → {told}" + (f"，另 {zeros} 格 0" if zeros else "")


def _text_lines(planned: ImportPlan) -> Iterator[str]:
    for each in planned.changes:
        if each.name.startswith("head_"):
            yield f"封面·{each.label}：未填写 → {_cut(each.after.text)}"
        elif each.name.endswith("_text"):
            yield f"{each.label}：未写 → {len(each.after.text)} 字，{_cut(each.after.text)}"


def counted(planned: ImportPlan, form: Form) -> str:
    """「读入 300 格、5 段文字，3 处已填得不同、没有改动」."""
    figures = sum(each.name in _named(form) for each in planned.changes)
    texts = len(planned.changes) - figures
    said = f"读入 {figures} 格数" + (f"、{texts} 项文字" if texts else "")
    return said + (f"，{len(planned.left)} 处没有改动、请核对" if planned.left else "")
