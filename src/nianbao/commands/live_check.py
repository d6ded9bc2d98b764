"""`check` in the spreadsheet program: the open workbook is read, checked and marked where it stands."""

from typing import TYPE_CHECKING

from nianbao.adapters import excel_marks, excel_read
from nianbao.adapters.workbook import Block, Snapshot
from nianbao.commands.check import check_reading, summary_line
from nianbao.commands.read import Reading
from nianbao.core.errors import CannotWrite
from nianbao.forms import load

if TYPE_CHECKING:
    import xlwings as xw

    from nianbao.adapters.live import Host

_LIST = "nb_findings"


def checked(snapshot: Snapshot) -> tuple[list[Block], str]:
    """What to write into the workbook so that it shows its findings, and the line of counts.

    Raises: CannotRead when it is no report; CannotWrite when it has no place for findings.
    """
    report, found = excel_read.read(snapshot)
    if _LIST not in snapshot.names:
        raise CannotWrite(
            f"「{snapshot.file}」不是本工具的年报工作簿，没有「校验结果」页。请先用「导入」读进年报工作簿再校验。"
        )
    reading = Reading(report, load.by_id(report.form), found)
    outcome = check_reading(reading)
    summary = summary_line(outcome)
    return excel_marks.mark_blocks(snapshot, reading.form, outcome.findings, summary), summary


def run(book: "xw.Book", host: "Host") -> str:
    """Check the open workbook, mark it, show the list of findings, and give the line of counts."""
    from nianbao.adapters import live

    snapshot = live.snapshot(book)
    blocks, summary = checked(snapshot)
    with live.quiet(book):
        live.write(book, blocks, host)
    book.sheets[snapshot.names[_LIST].sheet].activate()
    return summary
