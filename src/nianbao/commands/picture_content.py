"""What the picture of a year shows of a report: its flow of requests, who applied, and the other tables' figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from nianbao.adapters.poster import LAST, Balance, Figure, Group, Line, Matrix, Panel, Part, Poster, Row
from nianbao.core.cell import Cell
from nianbao.core.form import Block, Column, Form, Table
from nianbao.core.report import Report
from nianbao.forms.across import translated
from nianbao.forms.flow import Flow, Item, flow, plain

Values = Mapping[Cell, Decimal | None]
# A label longer than this is told up to its first pause.
_LONG = 16
_NO_AGENCY, _SUBJECT = "（单位未填）", "政府信息公开工作年度报告图解"


class Prior(NamedTuple):
    """Last year's report and its form."""

    report: Report
    form: Form


@dataclass(frozen=True, slots=True)
class _Years:
    """This year's values, and last year's under the same cells and as last year's own flow tells them."""

    form: Form
    values: Values
    last: Values
    last_items: Mapping[str, tuple[Item, Values]]
    is_compared: bool

    def figure(self, item: Item) -> Figure:
        value = item.value(self.values)
        if all(cell in self.last for cell in item.cells):
            return Figure(value, item.value(self.last), self.is_compared, is_known_before=True)
        if item.name in self.last_items:
            older, values = self.last_items[item.name]
            return Figure(value, older.value(values), self.is_compared, is_known_before=True)
        return Figure(value, None, self.is_compared)

    def line(self, item: Item, name: Callable[[Cell], str]) -> Line:
        """The item with those of its cells that are not 0, where it has several."""
        if len(item.cells) == 1:
            return Line(item.name, self.figure(item))
        values = [(cell, self.values.get(cell)) for cell in item.cells]
        parts = tuple(Part(name(cell), value) for cell, value in values if value)
        return Line(item.name, self.figure(item), parts, sum(value is None for _, value in values))


def poster(report: Report, form: Form, prior: Prior | None = None) -> Poster:
    """The page of a report; figures of other forms are compared where they are the same item."""
    flowing = flow(form)
    years = _Years(form, report.values, *_last(form, prior), prior is not None)
    own = flowing.received.cells[0].table if flowing else ""
    others = [table for table in form.tables if table.code != own]
    year = f"{report.year}年度" if report.year else ""
    return Poster(
        agency=report.agency or _NO_AGENCY,
        subject=f"{year}{_SUBJECT}",
        source=_source(form, prior),
        is_compared=prior is not None,
        balance=_balance(years, flowing) if flowing else None,
        panels=tuple(Panel(form.section_of(table.code).heading, _matrices(years, table)) for table in others),
    )


def _last(form: Form, prior: Prior | None) -> tuple[Values, Mapping[str, tuple[Item, Values]]]:
    if prior is None:
        return {}, {}
    older = flow(prior.form)
    items = (older.received, older.carried, older.done, older.following, *older.outcomes) if older else ()
    named = {item.name: (item, prior.report.values) for item in items}
    return translated(prior.report, prior.form, form), named


def _source(form: Form, prior: Prior | None) -> str:
    tables = "、".join(table.sheet for table in form.tables)
    before = f"{prior.report.year}年度年报" if prior and prior.report.year else "上年年报"
    return f"数据取自本年度报告{tables}" + (f"；“{LAST}”取自{before}。" if prior else "。")


def _balance(years: _Years, flowing: Flow) -> Balance:
    form, table = years.form, flowing.received.cells[0].table

    def row_name(cell: Cell) -> str:
        return _short(form.row(cell).label)

    carried, received, done, following = (
        Line(item.name, years.figure(item))
        for item in (flowing.carried, flowing.received, flowing.done, flowing.following)
    )
    title, groups = _applicants(years, flowing.received.cells[0])
    return Balance(
        title=form.section_of(table).heading,
        unit=flowing.unit,
        carried=carried,
        received=received,
        done=done,
        following=following,
        outcomes=tuple(years.line(item, row_name) for item in flowing.outcomes),
        applicants_title=title,
        applicants=groups,
    )


def _applicants(years: _Years, received: Cell) -> tuple[str, tuple[Group, ...]]:
    """The heading over all columns of the row, and its columns by the headings they stand under."""
    cells = years.form.totals.get(received, ())
    columns = [(cell, years.form.column(cell)) for cell in cells]
    depth = _common([column.under for _, column in columns])
    title = "".join(columns[0][1].under[:depth]) if columns else ""
    groups = []
    for heading, members in groupby(columns, key=lambda each: each[1].under[depth:]):
        steps = [Item(plain(column.label), (cell,)) for cell, column in members]
        whole = Item(plain(heading[-1]), tuple(step.cells[0] for step in steps)) if heading else None
        groups.append(
            Group(
                Line(whole.name, years.figure(whole), blanks=_blanks(years, whole)) if whole else None,
                tuple(Line(step.name, years.figure(step)) for step in steps),
            )
        )
    return title, tuple(groups)


def _blanks(years: _Years, item: Item) -> int:
    return sum(years.values.get(cell) is None for cell in item.cells)


def _common(paths: Sequence[tuple[str, ...]]) -> int:
    """How many headings all of them share from the outermost on."""
    shared = 0
    for level in zip(*paths, strict=False):
        if len(set(level)) > 1:
            break
        shared += 1
    return shared


def _matrices(years: _Years, table: Table) -> tuple[Matrix, ...]:
    """The table's blocks; those with the same columns become one."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for block in table.blocks:
        columns = tuple(_heading(column, table) for column in block.columns)
        found.setdefault(columns, []).extend(_rows(years, table, block))
    return tuple(Matrix(columns, tuple(rows)) for columns, rows in found.items())


def _rows(years: _Years, table: Table, block: Block) -> Iterator[Row]:
    for row in block.leaves():
        cells = [Cell(table.code, row.code, column.code) for column in block.columns]
        name = "·".join(_short(each.label) for each in (*block.ancestors(row), row))
        yield Row(name, tuple(years.figure(Item("", (cell,))) for cell in cells))


def _heading(column: Column, table: Table) -> str:
    """The column's label, with its unit where neither label nor table says it."""
    label = plain(column.label)
    return (
        label if not column.unit or column.unit in label or column.unit == table.unit else f"{label}（{column.unit}）"
    )


def _short(label: str) -> str:
    name = plain(label)
    return name if len(name) <= _LONG else name.partition("、")[0]
