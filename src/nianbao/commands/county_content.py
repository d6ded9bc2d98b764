"""The county workbook as content: the official tables led to the units, and the county's own sheets behind them."""

from collections.abc import Iterator
from dataclasses import replace

from nianbao.adapters.workbook import Content, DataSheet
from nianbao.commands import (
    board_told,
    console,
    county_adjust,
    county_changes,
    county_charts,
    county_cross,
    county_preflight,
    county_sheets,
    county_stated,
    county_twice,
)
from nianbao.commands.alike_sheet import alike_sheet
from nianbao.commands.board import OK
from nianbao.commands.county import County
from nianbao.core.finding import Finding
from nianbao.rules import alike


def content(county: County) -> Content:
    """The county workbook."""
    errors = sum(each.status != OK for each in county.board)
    reported = sum(each.included for each in county.board)
    summary = f"{console.counted(county.findings)}{county_sheets.SUMMED}{reported} 份 · 待处理 {errors} 份"
    return Content(
        form=county.form,
        report=county.report,
        trail=county_sheets.trail(county),
        notes=county_sheets.notes(county),
        findings=county.findings,
        marked=tuple(_own(county)),
        summed=county.record,
        summary=summary,
        sheets=tuple(_sheets(county)),
        charts=(county_charts.sheet(county_charts.of_county(county)),),
        kind="county",
    )


def _own(county: County) -> Iterator[Finding]:
    """What is to be marked on the county's cells: a unit of the county's own name has defects of its own."""
    sent = {each.file for each in county.board if each.file}
    own = (None, county.report.agency)
    return (finding for finding in county.findings if finding.agency in own and finding.file not in sent)


def _sheets(county: County) -> Iterator[DataSheet]:
    standings = county_sheets.board(county)
    yield replace(standings, note="　　".join([*board_told.lines(county.board)[:1], standings.note]))
    yield county_preflight.sheet(county)
    if county.changes is not None:
        title = f"{county.report.agency}{county.year}年度与上次汇总相比"
        yield county_changes.sheet(county.changes, county.form, title)
    if county.stated:
        yield county_stated.sheet(county)
    yield _adjustments(county)
    yield county_sheets.units(county)
    yield county_cross.sheet(county)
    if (twice := county_twice.sheet(county)) is not None:
        yield twice
    if county.likenesses:
        reports = county.included
        pairs = alike.pairs(reports, county.form, county.likenesses)
        yield alike_sheet(pairs, f"{county.report.agency}{county.year}年度雷同的文字")


def _adjustments(county: County) -> DataSheet:
    first = len(county_sheets.UNIT_HEADERS)
    columns = (first, first + len(county.form.cells) - 1)
    choices = county_adjust.header_reference(county_sheets.UNITS_SHEET, columns)
    title = f"{county.report.agency}{county.year}年度汇总数的调整"
    return county_adjust.sheet(county.adjustments, county.form, choices, title)
