"""`new`: an empty workbook of a year's form for one unit, last year's carry-over filled in when there is a prior."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from nianbao.adapters.workbook import Content
from nianbao.commands import console
from nianbao.commands.carry_over import Carried, carry_over
from nianbao.commands.prior import read_prior
from nianbao.core.report import Report
from nianbao.forms import load


def blank_report(year: int, agency: str, level: str | None = None) -> Report:
    """A report with nothing filled in.

    Raises: UnknownForm.
    """
    form = load.for_year(year)
    return Report(
        form=form.id,
        agency=agency,
        year=year,
        level=level,
        values=dict.fromkeys(form.cells),
        texts=dict.fromkeys(form.text_addresses(), ""),
    )


def create(report: Report, prior: Report | None = None) -> tuple[Content, Carried]:
    """A unit's new workbook with last year's figures in it, and what carrying them brought up.

    Raises: BadInput when `prior` is not last year's.
    """
    form = load.by_id(report.form)
    carried = carry_over(report, form, prior) if prior else Carried()
    values = {**report.values, **carried.filled}
    content = Content(form, replace(report, values=values), bases=carried.bases, origins=carried.origins)
    return content, carried


def proposed_name(agency: str, year: int, suffix: str = ".xlsx") -> str:
    """What offices call the file of a unit's report: the title of the report."""
    from nianbao.adapters import excel_cover, files

    return f"{files.safe_name(excel_cover.title_of(agency, year))}{suffix}"


def write(path: Path, content: Content) -> Path:
    """Write a new workbook to disk, and give the path it stands at."""
    from nianbao.adapters import excel_write, files

    return files.save(path, excel_write.write(content), backup=True)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `new`."""
    parser.add_argument("--year", type=int, required=True, metavar="年度", help="统计年度，如上一自然年")
    parser.add_argument("--agency", required=True, metavar="单位", help="单位名称")
    parser.add_argument("--level", metavar="层级", help="乡镇、县级部门、县级、市级等")
    parser.add_argument("--prior", type=Path, metavar="上年年报", help="上年的工作簿或已公布的年报")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="工作簿.xlsx", help="存到哪里")


def run(arguments: Namespace) -> int:
    """Make the workbook and say where it is."""
    from nianbao.adapters import files

    files.probe_writable(arguments.output)
    prior = read_prior(arguments.prior).of(arguments.agency).report if arguments.prior else None
    report = blank_report(arguments.year, arguments.agency, arguments.level)
    content, carried = create(report, prior)
    kept = write(arguments.output, content)
    console.show(f"已新建「{kept}」。" + (f"带入上年结转 {len(carried.filled)} 格。" if prior else ""))
    for finding in carried.findings:
        console.show(console.told(finding))
    return 0
