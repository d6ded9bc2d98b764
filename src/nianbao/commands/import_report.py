"""`import`: a report from anywhere into a workbook of ours, with what reading and checking it brought up."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from nianbao.adapters.workbook import Content
from nianbao.commands import check, console
from nianbao.commands.new_workbook import write
from nianbao.commands.read import Reading, read
from nianbao.core.report import Report


def content(reading: Reading, *, year: int | None = None, agency: str | None = None) -> tuple[Content, check.Checked]:
    """The workbook of a report that was read; its 校验结果 lists what the source itself had wrong.

    Totals become formulas there, so a total that disagreed with its parts stands only in that list.
    """
    report: Report = replace(reading.report, year=year or reading.report.year, agency=agency or reading.report.agency)
    checked = check.check_reading(replace(reading, report=report))
    summary = check.summary_line(checked)
    return Content(reading.form, report, findings=checked.findings, summary=summary), checked


def configure(parser: ArgumentParser) -> None:
    """The arguments of `import`."""
    parser.add_argument("file", type=Path, metavar="文件", help="已有的年报")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="工作簿.xlsx", help="存到哪里")
    parser.add_argument("--year", type=int, metavar="年度", help="文件里没写年度时在此指定")
    parser.add_argument("--agency", metavar="单位", help="文件里没写单位时在此指定")


def run(arguments: Namespace) -> int:
    """Read a report into a workbook, and show what was found in it."""
    from nianbao.adapters import files

    files.probe_writable(arguments.output)
    made, checked = content(read(arguments.file), year=arguments.year, agency=arguments.agency)
    kept = write(arguments.output, made)
    console.show(check.told(checked))
    console.show(f"已读进「{kept}」。")
    return check.exit_code([checked])
