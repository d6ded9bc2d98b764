"""`consolidate`: forty files into the county's workbook: sums, every unit's cells, a status board, all findings."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from nianbao.adapters import files
from nianbao.adapters.workbook import Content
from nianbao.commands import console, county_sheets
from nianbao.commands.board import OK, UNREADABLE, Standing, stand
from nianbao.commands.board import findings as board_findings
from nianbao.commands.carry import require_last_year
from nianbao.commands.check import context, has_errors
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.new_workbook import blank_report, write
from nianbao.commands.read import Reading, read
from nianbao.commands.roster import Unit
from nianbao.commands.roster import read as read_roster
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.rules import alike, catalogue, rollup


@dataclass(frozen=True, slots=True)
class County:
    """The county's year: who reported what, the sum, and what is to be said about it."""

    form: Form
    year: int
    report: Report
    board: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...] = ()

    @property
    def included(self) -> list[Report]:
        """The reports that were summed, in the board's order."""
        return [
            each.checked.reading.report
            for each in self.board
            if each.included and each.checked and each.checked.reading
        ]


def consolidate(
    gathered: Gathered,
    units: Sequence[Unit],
    *,
    agency: str,
    year: int | None = None,
    prior: Report | None = None,
    published: Report | None = None,
) -> County:
    """The sum of the reports, with a board of every unit and file.

    A blank adds nothing and is reported; a unit that sent nothing, twice, the wrong year or form, or a file that cannot
    be read is on the board and in the findings, never a row of zeros. Of two different files for one unit the newer is
    summed and the choice reported as an error. `published` is the report the county typed or published itself: its
    figures are held against the sum.
    Raises: BadInput when no file can be summed at all.
    """
    readings = [each.reading for each in gathered.checked if each.reading is not None]
    if not readings:
        raise BadInput("没有一份能读的年报，无法汇总。请核对文件夹里是不是报来的工作簿。")
    year = year or _usual_year(readings)
    form = load.for_year(year)
    board = stand(gathered, units, form, year)
    summed = _sum(form, [each for each in board if each.included])
    report = replace(blank_report(year, agency), values=summed)
    reports = [each.checked.reading.report for each in board if each.included and each.checked and each.checked.reading]
    found = [*board_findings(board), *_blank_findings(form, board), *_prior_findings(form, report, prior)]
    found += alike.alike(reports, form)
    if published is not None:
        _require_same(form, year, published)
        found += rollup.published(report, published, reports, form)
    for each in board:
        found += each.checked.findings if each.checked else ()
    return County(form, year, report, tuple(board), tuple(catalogue.ordered(found)), tuple(gathered.skipped))


def _usual_year(readings: Sequence[Reading]) -> int:
    years = Counter(reading.report.year for reading in readings if reading.report.year)
    if not years:
        raise BadInput("各份年报都看不出年度，无法汇总。请用 --year 写明统计年度。")
    return years.most_common(1)[0][0]


def _sum(form: Form, included: Sequence[Standing]) -> dict[Cell, Decimal | None]:
    reports = [each.checked.reading.report for each in included if each.checked and each.checked.reading]
    return {cell: _added([report.values[cell] for report in reports]) for cell in form.cells}


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _blank_findings(form: Form, board: Sequence[Standing]) -> list[Finding]:
    found = []
    for each in board:
        reading = each.checked.reading if each.included and each.checked else None
        blank = [cell for cell in form.inputs() if reading and reading.report.values[cell] is None]
        if blank:
            message = f"{each.agency}：有 {len(blank)} 格未填写，汇总数不含这些格。"
            places = tuple(str(cell) for cell in blank)
            remedy = "请该单位补填后重新汇总。"
            found.append(
                Finding(
                    "H005",
                    Level.WARNING,
                    message,
                    remedy,
                    "空白与 0 含义不同",
                    places,
                    agency=each.agency,
                    file=each.file,
                )
            )
    return found


def _prior_findings(form: Form, report: Report, prior: Report | None) -> list[Finding]:
    """The county's own carry-over: this year's sum against last year's county report."""
    if prior is None:
        return []
    require_last_year(report, prior)
    return list(rollup.carried(report, form, context(report, form, prior).last or {}))


def _require_same(form: Form, year: int, published: Report) -> None:
    """Refuse a county's report that cannot be compared cell by cell.

    Raises: BadInput.
    """
    if published.form != form.id or published.year not in (None, year):
        raise BadInput(
            f"「{published.file}」是{published.year or '年度不明'}年度的年报，不能与{year}年度的汇总数核对。"
            "请换用同一年度、同一格式的年报。"
        )


def content(county: County) -> Content:
    """The county workbook."""
    errors = sum(each.status != OK for each in county.board)
    reported = sum(each.included for each in county.board)
    summary = f"{console.counted(county.findings)} · 计入 {reported} 份 · 待处理 {errors} 份"
    return Content(
        form=county.form,
        report=county.report,
        findings=county.findings,
        summary=summary,
        sheets=(county_sheets.board(county), county_sheets.units(county)),
        kind="county",
    )


def as_dict(county: County, output: Path) -> dict[str, Any]:
    """The outcome as `consolidate --json` prints it."""
    return {
        "units": [
            {
                "agency": each.agency,
                "file": each.file,
                "status": each.status,
                "included": each.included,
                "returned": each.returned,
                "reason": each.reason,
            }
            for each in county.board
        ],
        "form": county.form.id,
        "year": county.year,
        "values": {str(cell): as_text(value) for cell, value in county.report.values.items()},
        "findings": [finding.as_dict() for finding in county.findings],
        "output": str(output),
    }


def configure(parser: ArgumentParser) -> None:
    """The arguments of `consolidate`."""
    parser.add_argument("sources", type=Path, nargs="+", metavar="文件或文件夹", help="各单位报来的年报，ZIP 也可以")
    parser.add_argument("--roster", type=Path, metavar="名单.xlsx", help="编制主体名单；有名单才知道谁缺报")
    parser.add_argument("--prior", type=Path, metavar="上年汇总", help="上年的汇总工作簿或已公布的年报")
    parser.add_argument(
        "--published", type=Path, metavar="本级年报", help="县里自己填好或已公布的年报，逐格与汇总数核对"
    )
    parser.add_argument("--agency", default="", metavar="单位", help="汇总单位的名称")
    parser.add_argument("--year", type=int, metavar="年度", help="统计年度；不写则取多数文件的年度")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="汇总.xlsx", help="存到哪里")
    parser.add_argument("--jobs", type=int, metavar="N", help="同时读几个文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: Namespace) -> int:
    """Sum the files and show the board."""
    with files.sole_use(arguments.output):
        return _run(arguments)


def _run(arguments: Namespace) -> int:
    files.probe_writable(arguments.output)
    units = read_roster(arguments.roster) if arguments.roster else []
    prior = read(arguments.prior).report if arguments.prior else None
    published = read(arguments.published).report if arguments.published else None
    gathered = _without_output(gather(arguments.sources, console.say, arguments.jobs), arguments.output)
    agency = arguments.agency or next((unit.parent for unit in units if unit.parent), "")
    county = consolidate(gathered, units, agency=agency, year=arguments.year, prior=prior, published=published)
    kept = write(arguments.output, content(county))
    if arguments.json:
        console.show_json(as_dict(county, kept))
    else:
        console.show(told(county))
        console.show(f"已汇总到「{kept}」。")
    return exit_code(county)


def _without_output(gathered: Gathered, output: Path) -> Gathered:
    """The files less our own earlier result, should it lie among them."""
    kept = [
        pair for pair in zip(gathered.checked, gathered.paths, strict=True) if pair[1].resolve() != output.resolve()
    ]
    own = [str(path) for path in gathered.paths if path.resolve() == output.resolve()]
    return Gathered([each for each, _ in kept], [path for _, path in kept], [*gathered.skipped, *own])


def exit_code(county: County) -> int:
    """3 when files could not be read, 1 with errors, else 0."""
    if any(each.status == UNREADABLE for each in county.board):
        return 3
    return 1 if has_errors(county.findings) else 0


def told(county: County) -> str:
    """The board and the counts for a terminal."""
    rows = [county_sheets.board_line(each)[:6] for each in county.board]
    headers = county_sheets.BOARD_HEADERS[:6]
    lines = [console.table(headers, [[str(value if value is not None else "") for value in row] for row in rows])]
    lines += [f"  {each.agency}：{each.reason}" for each in county.board if each.reason]
    if county.skipped:
        lines.append(f"跳过 {len(county.skipped)} 个文件：{'、'.join(county.skipped)}")
    return "\n".join([*lines, console.counted(county.findings)])
