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
from nianbao.commands.carry import carry_over
from nianbao.commands.check import Checked, context, summary_line
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.new_workbook import blank_report, write
from nianbao.commands.read import read
from nianbao.commands.roster import Unit
from nianbao.commands.roster import read as read_roster
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.rules import catalogue, identities

OK, ERRORS, UNREADABLE = "ok", "errors", "unreadable"
MISSING, DUPLICATE, WRONG_YEAR, WRONG_FORM = "missing", "duplicate", "wrong year", "wrong form"


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit on the status board: its file and whether it is in the sum; a missing unit has no file."""

    agency: str
    status: str
    included: bool
    file: str | None = None
    reason: str | None = None
    checked: Checked | None = None
    unit: Unit | None = None
    returned: bool = False
    is_copy: bool = False


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
    gathered: Gathered, units: Sequence[Unit], *, agency: str, year: int | None = None, prior: Report | None = None
) -> County:
    """The sum of the reports, with a board of every unit and file.

    A blank adds nothing and is reported; a unit that sent nothing, twice, the wrong year or form, or a file that cannot
    be read is on the board and in the findings, never a row of zeros. Of two different files for one unit the newer is
    summed and the choice reported as an error.
    Raises: BadInput when no file can be summed at all.
    """
    readings = [each.reading for each in gathered.checked if each.reading is not None]
    if not readings:
        raise BadInput("没有一份能读的年报，无法汇总。请核对文件夹里是不是报来的工作簿。")
    year = year or Counter(reading.report.year for reading in readings if reading.report.year).most_common(1)[0][0]
    form = load.for_year(year)
    board = _board(gathered, units, form, year)
    summed = _sum(form, [each for each in board if each.included])
    report = replace(blank_report(year, agency), values=summed)
    found = [*_board_findings(board, year), *_blank_findings(form, board), *_prior_findings(form, report, prior)]
    for each in board:
        found += each.checked.findings if each.checked else ()
    return County(form, year, report, tuple(board), tuple(catalogue.ordered(found)), tuple(gathered.skipped))


def _board(gathered: Gathered, units: Sequence[Unit], form: Form, year: int) -> list[Standing]:
    places = dict(zip((id(each) for each in gathered.checked), gathered.paths, strict=True))
    standings = [_standing(each, units, form, year) for each in gathered.checked]
    standings = _settle_twice(standings, places)
    reported = {standing.unit.name for standing in standings if standing.unit}
    standings += [
        Standing(unit.name, MISSING, included=False, reason="没有收到文件", unit=unit)
        for unit in units
        if unit.name not in reported
    ]
    order = {unit.name: number for number, unit in enumerate(units)}
    return sorted(standings, key=lambda each: (order.get(each.agency, len(order)), each.agency, each.file or ""))


def _standing(checked: Checked, units: Sequence[Unit], form: Form, year: int) -> Standing:
    if checked.reading is None:
        unit = next((each for each in units if each.name in checked.file), None)
        name = unit.name if unit else f"（{checked.file}）"
        return Standing(
            name, UNREADABLE, included=False, file=checked.file, reason=checked.reason, checked=checked, unit=unit
        )
    report = checked.reading.report
    unit = next((each for each in units if report.agency and each.is_named(report.agency)), None)
    name = unit.name if unit else report.agency or f"（{checked.file}）"
    status, reason = checked.status, None
    if report.year is not None and report.year != year:
        status, reason = WRONG_YEAR, f"文件是{report.year}年度的，本次汇总{year}年度"
    elif report.form != form.id:
        status, reason = WRONG_FORM, f"文件用的是「{checked.reading.form.title}」，本年应为「{form.title}」"
    is_included = status in (OK, ERRORS)
    return Standing(name, status, included=is_included, file=checked.file, reason=reason, checked=checked, unit=unit)


def _settle_twice(standings: list[Standing], places: dict[int, Path]) -> list[Standing]:
    """Of several files of one unit keep the newest in the sum; equal copies are no matter for anybody."""
    settled = []
    for standing in standings:
        rivals = [each for each in standings if each.included and each.agency == standing.agency]
        if not standing.included or len(rivals) == 1:
            settled.append(standing)
            continue
        newest = max(rivals, key=lambda each: places[id(each.checked)].stat().st_mtime)
        others = [each for each in rivals if each is not newest]
        settled.append(_settled(standing, newest, others))
    return settled


def _settled(standing: Standing, newest: Standing, others: Sequence[Standing]) -> Standing:
    if standing is not newest and _says_same(standing, newest):
        reason = f"与「{newest.file}」内容相同，只计一次"
        return replace(standing, status=DUPLICATE, included=False, is_copy=True, reason=reason)
    if standing is not newest:
        reason = f"与「{newest.file}」重复而内容不同，修改时间较早，未计入"
        return replace(standing, status=DUPLICATE, included=False, reason=reason)
    differing = [each.file or "" for each in others if not _says_same(each, newest)]
    if not differing:
        return standing
    reason = f"另有内容不同的 {'、'.join(differing)}；暂按修改时间最新的这一份汇总"
    return replace(standing, status=DUPLICATE, reason=reason)


def _says_same(one: Standing, other: Standing) -> bool:
    first, second = (each.checked.reading if each.checked else None for each in (one, other))
    if first is None or second is None:
        return False
    return first.report.values == second.report.values and first.report.texts == second.report.texts


def _sum(form: Form, included: Sequence[Standing]) -> dict[Cell, Decimal | None]:
    reports = [each.checked.reading.report for each in included if each.checked and each.checked.reading]
    return {cell: _added([report.values[cell] for report in reports]) for cell in form.cells}


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


_BOARD_RULES = {
    MISSING: ("H001", "请催报；汇总数暂不含该单位。"),
    DUPLICATE: ("H002", "请与单位确认以哪一份为准，移走其余的再汇总。"),
    UNREADABLE: ("H003", "请按所说的原因请单位重报。"),
    WRONG_YEAR: ("H004", "请单位改报。"),
    WRONG_FORM: ("H004", "请单位改报。"),
}


def _board_findings(board: Sequence[Standing], year: int) -> list[Finding]:
    found = []
    for each in board:
        if each.status in _BOARD_RULES:
            rule, remedy = _BOARD_RULES[each.status]
            level = Level.HINT if each.is_copy else Level.ERROR
            message = f"{each.agency}：{(each.reason or '').rstrip('。')}。"
            found.append(
                Finding(rule, level, message, remedy, "汇总须收齐各编制主体的年报", agency=each.agency, file=each.file)
            )
        if each.unit is None and each.included and any(other.unit for other in board):
            message = f"{each.agency}：不在名单上，已计入汇总（{each.file}）。"
            remedy = "请核对单位名称，或补进名单。"
            found.append(Finding("H006", Level.WARNING, message, remedy, "名单", agency=each.agency, file=each.file))
    return found


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
    carry_over(report, form, prior)
    found = identities.findings(context(report, form, prior))
    return [finding for finding in found if finding.rule.startswith("J")]


def content(county: County) -> Content:
    """The county workbook."""
    errors = sum(each.status != OK for each in county.board)
    reported = sum(each.included for each in county.board)
    summary = f"{summary_line(county.findings, 0).split(' · 通过')[0]} · 计入 {reported} 份 · 待处理 {errors} 份"
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
    parser.add_argument("sources", type=Path, nargs="+", metavar="文件或文件夹", help="各单位报来的年报")
    parser.add_argument("--roster", type=Path, metavar="名单.xlsx", help="编制主体名单；有名单才知道谁缺报")
    parser.add_argument("--prior", type=Path, metavar="上年汇总", help="上年的汇总工作簿或已公布的年报")
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
    gathered = _without_output(gather(arguments.sources, console.say, arguments.jobs), arguments.output)
    agency = arguments.agency or next((unit.parent for unit in units if unit.parent), "")
    county = consolidate(gathered, units, agency=agency, year=arguments.year, prior=prior)
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
    return 1 if any(finding.level is Level.ERROR for finding in county.findings) else 0


def told(county: County) -> str:
    """The board and the counts for a terminal."""
    rows = [county_sheets.board_line(each)[:6] for each in county.board]
    headers = county_sheets.BOARD_HEADERS[:6]
    lines = [console.table(headers, [[str(value if value is not None else "") for value in row] for row in rows])]
    lines += [f"  {each.agency}：{each.reason}" for each in county.board if each.reason]
    if county.skipped:
        lines.append(f"跳过 {len(county.skipped)} 个文件：{'、'.join(county.skipped)}")
    return "\n".join([*lines, console.counted(county.findings)])
