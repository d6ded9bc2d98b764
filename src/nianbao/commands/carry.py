"""`carry`: last year's figures into this year's report, each with where it came from; nothing typed is overwritten."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from nianbao.adapters import excel_log
from nianbao.commands import carry_plan, console
from nianbao.commands.carry_over import Carried
from nianbao.commands.prior import read_prior
from nianbao.commands.read import read
from nianbao.core.finding import Level
from nianbao.core.report import Report


def fill(path: Path, prior: Report) -> Carried:
    """Write the carry-over into a workbook on disk, and tell what was done.

    Raises: CannotOpen, CannotRead, CannotWrite, BadInput.
    """
    from nianbao.adapters import excel_formulas, excel_open, excel_patch, files

    report = read(path).report
    data = files.read_bytes(path)
    snapshot = excel_open.open_workbook(data, path.name)
    planned = carry_plan.plan(snapshot, report, prior, lambda areas: excel_formulas.formulas(data, path.name, areas))
    blocks = excel_log.logged(snapshot, planned.changes, f"{datetime.now():%Y-%m-%d %H:%M}")
    files.save(path, excel_patch.refigured(data, snapshot, blocks), backup=True)
    planned.carried.is_logged = bool(planned.changes) and excel_log.has_log(snapshot)
    return planned.carried


def configure(parser: ArgumentParser) -> None:
    """The arguments of `carry`."""
    parser.add_argument("book", type=Path, metavar="工作簿", help="本年的工作簿")
    parser.add_argument("--from", dest="prior", type=Path, required=True, metavar="上年年报", help="上年的工作簿或年报")


def run(arguments: Namespace) -> int:
    """Fill last year's figures into a workbook and say which."""
    prior = read_prior(arguments.prior).of(read(arguments.book).report.agency).report
    carried = fill(arguments.book, prior)
    console.show(f"{arguments.book.name}：带入 {len(carried.filled)} 格，旁注上年数 {len(carried.bases)} 格。")
    if carried.is_logged:
        console.show("已记在「修改记录」页；要恢复原样，用 undo 撤销。")
    for finding in carried.findings:
        console.show(console.told(finding))
    return 1 if any(finding.level is Level.ERROR for finding in carried.findings) else 0
