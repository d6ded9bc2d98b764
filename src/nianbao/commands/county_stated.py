"""差额: figures the county gave itself, its own report or what it typed over the sum, against the sum of its units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from nianbao.adapters import excel_read
from nianbao.adapters.workbook import DataSheet, Snapshot
from nianbao.commands import county_adjust
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.rules import rollup

if TYPE_CHECKING:
    from nianbao.commands.county import County, Stated

SHEET = "差额"
HEADERS = ("位置", "来源", "县里的数", "各单位之和", "调整", "汇总数", "相差", "可能的原因", "说明")
_WIDTHS = (30, 14, 10, 10, 8, 10, 9, 44, 30)
TYPED = "汇总表里原来填的数"
PUBLISHED = "县级年报"


def typed_over(snapshot: Snapshot, report: Report) -> dict[Cell, Decimal | None]:
    """The county's cells whose formula somebody replaced by a figure; none in a workbook that never had formulas."""
    form = excel_read.form_of(snapshot)
    if form is None:
        return {}
    areas = {cell: snapshot.names[address] for cell in form.inputs() if (address := str(cell)) in snapshot.names}
    kept = {
        cell
        for cell, area in areas.items()
        if area.sheet in snapshot.sheets and (area.top, area.left) in snapshot.sheets[area.sheet].formulas
    }
    return {cell: report.values[cell] for cell in areas if cell not in kept} if kept else {}


def findings(stated: Stated, county: Report, units: list[Report], form: Form) -> Iterator[Finding]:
    """Where the county's own figures differ from the sum; one typed over it will be replaced, and says so."""
    for finding in rollup.published(county, stated.report, units, form, name=stated.name):
        if stated.name == TYPED:
            remedy = f"这一格已改回汇总数；需要与各单位之和不同的，请在「{county_adjust.SHEET}」页写明调整数和原因。"
            yield replace(finding, remedy=remedy)
        else:
            yield finding


def sheet(county: County) -> DataSheet:
    """Every cell that differs, with the units that could explain it."""
    rows = [row for each in county.stated for row in _rows(each, county)]
    blank = ("各格都与汇总数一致", *[None] * (len(HEADERS) - 1))
    title = f"{county.report.agency}{county.year}年度县里的数与汇总数的差额"
    return DataSheet(SHEET, title, HEADERS, tuple(rows) or (blank,), _WIDTHS)


def _rows(stated: Stated, county: County) -> Iterator[tuple[str | Decimal | None, ...]]:
    answers = {
        (finding.places[0], finding.left): finding.waiver
        for finding in county.findings
        if finding.rule == "H007" and finding.waiver and finding.places
    }
    shifts = county_adjust.shifted(county.adjustments, county.form)
    for cell, given, due in rollup.differing(county.report, stated.report, county.form):
        waiver = answers.get((str(cell), as_text(given)))
        yield (
            *(county.form.spell(cell), stated.name, given, county.sums.get(cell), shifts.get(cell)),
            *(due, given - due, rollup.explained(given - due, cell, county.included) or None),
            f"{waiver['reason']}（{waiver['by']}）" if waiver else None,
        )
