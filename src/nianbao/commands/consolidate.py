"""`consolidate`: forty files into the county's workbook: sums, every unit's cells, a status board, all findings."""

import atexit
import gc
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from nianbao.adapters import files
from nianbao.commands import (
    board_told,
    console,
    county_adjust,
    county_answers,
    county_changes,
    county_findings,
    county_frames,
    county_last,
    county_preflight,
    county_record,
    county_sheets,
    county_stated,
    kept_pairs,
    kept_readings,
)
from nianbao.commands.board import UNREADABLE, Standing, stand
from nianbao.commands.check import has_errors
from nianbao.commands.county import County as County
from nianbao.commands.county import Stated
from nianbao.commands.county_answers import COMPARED, NO_ANSWERS, Answers, Sides
from nianbao.commands.county_content import content as content
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.new_workbook import blank_report, write
from nianbao.commands.prior import read_prior
from nianbao.commands.progress import Progress
from nianbao.commands.read import read
from nianbao.commands.roster import Unit
from nianbao.commands.roster import read as read_roster
from nianbao.commands.submissions import submissions, usual_year
from nianbao.core.errors import BadInput
from nianbao.core.finding import counts, waived
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.rules import alike, catalogue


def consolidate(
    gathered: Gathered,
    units: Sequence[Unit],
    *,
    agency: str,
    year: int | None = None,
    prior: Report | None = None,
    last: Sequence[Report] = (),
    published: Report | None = None,
    answers: Answers = NO_ANSWERS,
    compared: alike.Compared | None = None,
) -> County:
    """The sum of the reports, with a board of every unit and file.

    A blank adds nothing and is reported; a unit that sent nothing, twice, the wrong year or form, or a file that cannot
    be read is on the board and in the findings, never a row of zeros. Of two different files for one unit the newer is
    summed and the choice reported as an error. `last` are the units' figures of last year, to hold their carry-over
    against. `published` is the report the county typed or published itself: its
    figures are held against the sum. `answers` is what the county wrote into its earlier workbook: 说明, 退回, 调整.
    `compared` is what its pairs of narratives came to the last time.
    Raises: BadInput when no file can be summed at all.
    """
    readings = [each.reading for each in gathered.checked if each.reading is not None]
    if not readings:
        raise BadInput("没有一份能读的年报，无法汇总。请核对文件夹里是不是报来的工作簿。")
    year = year or usual_year(readings)
    form = load.for_year(year)
    if published is not None:
        county_findings.require_same(form, year, published)
    answers = answers.of_year(form, year).beside(published)
    answered = county_answers.to_units(county_last.judged(gathered, units, year, last), answers, agency)
    board = stand(answered, units, form, year, marks=answers.marks)
    report = county_findings.begun(form, blank_report(year, agency), answers.county)
    county = County(form, year, report, tuple(board), (), tuple(gathered.skipped), prior=prior)
    return _told(_compared(_summed(county, answers, compared), answers, published), answers)


def _summed(county: County, answers: Answers, compared: alike.Compared | None) -> County:
    """With the units' sum, the county's adjustments to it, and the narratives units share."""
    included = county.included
    in_order = itemgetter(*county.form.cells)
    figures = tuple(in_order(report.values) for report in included)
    columns = zip(*figures, strict=True)
    sums = dict.fromkeys(county.form.cells) | dict(zip(county.form.cells, map(_added, columns), strict=bool(included)))
    adjustments = county_adjust.judged(answers.adjustments, county.form, sums)
    values = county_adjust.apply(sums, adjustments, county.form)
    report = replace(county.report, values=values)
    keys = [each.checked.keys if each.checked else {} for each, _ in county.counted]
    alike_ones = tuple(alike.likenesses(included, county.form, keys, compared))
    record = county_record.lines([each.agency for each, _ in county.counted], figures)
    return replace(
        county,
        report=report,
        sums=sums,
        adjustments=adjustments,
        likenesses=alike_ones,
        figures=figures,
        record=record,
    )


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _compared(county: County, answers: Answers, published: Report | None) -> County:
    """Beside the county's own figures, and its earlier result; what was sent again after 退回 is said."""
    stated = [Stated(county_stated.PUBLISHED, published)] if published is not None else []
    if answers.typed and answers.county is not None:
        values = {**dict.fromkeys(county.form.cells), **answers.typed}
        stated.append(Stated(county_stated.TYPED, replace(answers.county, values=values)))
    changes = None
    if answers.summed and answers.county is not None:
        totals = (answers.county.values, county.report.values)
        changes = county_changes.since(answers.summed, dict(county.record), totals, county.form)
    board = tuple(_sent_again(each, changes) for each in county.board)
    return replace(county, stated=tuple(stated), changes=changes, board=board)


def _sent_again(standing: Standing, changes: county_changes.Changes | None) -> Standing:
    if changes is None or not standing.returned or not standing.included or changes.of(standing.agency) is None:
        return standing
    told = "退回后数有改动，核对后请清空「退回」"
    return replace(standing, reason=f"{standing.reason}；{told}" if standing.reason else told)


def _told(county: County, answers: Answers) -> County:
    """With everything there is to say: of the sum, of the units, of answers that are no longer needed."""
    lacking = _lacking(county)
    sides = Sides(county.report, _by_name(county), county.form, lacking)
    found = county_answers.to_county(list(county_findings.of(county)), sides, answers)
    found += county_findings.of_units(county)
    found += list(county_answers.unclaimed(found, sides, answers))
    return replace(county, findings=tuple(catalogue.ordered(found)))


def _lacking(county: County) -> frozenset[str]:
    """The options nothing was given for."""
    is_published = any(each.name == county_stated.PUBLISHED for each in county.stated)
    given = {"--prior": county.prior is not None, "--published": is_published}
    return frozenset(option for option in COMPARED if not given[option])


def _by_name(county: County) -> dict[str, Report]:
    """The summed reports by the names their findings bear: the list's and the report's own."""
    return {name: report for each, report in county.counted for name in (each.agency, report.agency) if name}


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
                "changed": county_sheets.when(each),
                "near": list(each.near),
            }
            for each in county.board
        ],
        "form": county.form.id,
        "year": county.year,
        "values": {str(cell): as_text(value) for cell, value in county.report.values.items()},
        "sums": {str(cell): as_text(value) for cell, value in county.sums.items()},
        "adjustments": [each.as_dict() for each in county.adjustments],
        "changes": county_changes.as_dict(county.changes) if county.changes else None,
        "findings": [finding.as_dict() for finding in county.findings],
        "counts": {**counts(county.findings), "waived": waived(county.findings)},
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
    parser.add_argument(
        "--frames", type=Path, metavar="文件夹", help="另存单位 × 格、按层级等 .csv 数据表（需要 pandas）"
    )
    parser.add_argument("--no-cache", action="store_true", help="每份都重新读，读过的也不留在本机的缓存里")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: Namespace) -> int:
    """Sum the files and show the board."""
    # A county's readings all stay to the end: looking through them for rubbish takes a sixth of the time.
    gc.disable()
    # Nor is it of use to do so once more when the program ends.
    atexit.register(gc.freeze)
    try:
        with files.sole_use(arguments.output):
            return _run(arguments)
    finally:
        gc.enable()


def _run(arguments: Namespace) -> int:
    files.probe_writable(arguments.output)
    if arguments.frames:
        county_frames.require_pandas()
    units = read_roster(arguments.roster) if arguments.roster else []
    last = read_prior(arguments.prior) if arguments.prior else None
    published = read(arguments.published).report if arguments.published else None
    answers = county_answers.earlier(arguments.output)
    agency = arguments.agency or next((unit.parent for unit in units if unit.parent), "")
    kept = None if arguments.no_cache else kept_readings.path()
    with Progress() as progress:
        received = gather(arguments.sources, progress, arguments.jobs, kept=kept)
    gathered = submissions(received, agency, [arguments.output, *([arguments.roster] if arguments.roster else [])])
    compared = kept_pairs.known(kept, agency)
    county = consolidate(
        gathered,
        units,
        agency=agency,
        year=arguments.year,
        prior=last.reading.report if last else None,
        last=last.units if last else (),
        published=published,
        answers=answers,
        compared=compared,
    )
    kept_pairs.keep(kept, agency, compared)
    written = write(arguments.output, content(county))
    frames = county_frames.save(county, arguments.frames) if arguments.frames else []
    if arguments.json:
        console.show_json(as_dict(county, written))
    else:
        console.show(told(county))
        console.show(
            f"已汇总到「{written}」。" + (f"数据表 {len(frames)} 份在「{arguments.frames}」。" if frames else "")
        )
    return exit_code(county)


def exit_code(county: County) -> int:
    """3 when files could not be read, 1 with errors, else 0."""
    if any(each.status == UNREADABLE for each in county.board):
        return 3
    return 1 if has_errors(county.findings) else 0


def told(county: County) -> str:
    """For a terminal: the pre-flight table, why who is not in the sum, what changed, and the counts."""
    lines = [county_preflight.told(county)]
    lines += [f"  {each.agency}：{each.reason}" for each in county.board if each.reason]
    lines += board_told.lines(county.board)[:1]
    if county.skipped:
        lines.append(f"跳过 {len(county.skipped)} 个文件：{'、'.join(county.skipped)}")
    applied = [each for each in county.adjustments if each.is_applied]
    if applied:
        lines.append(f"计入调整 {len(applied)} 条：{'、'.join(_adjusted(each, county.form) for each in applied)}")
    if county.changes:
        lines.append(county_changes.told(county.changes))
    return "\n".join([*lines, console.counted(county.findings)])


def _adjusted(line: county_adjust.Adjustment, form: Form) -> str:
    named = form.spell(line.cell) if line.cell else line.place
    return f"{named} {as_text(line.value)}"
