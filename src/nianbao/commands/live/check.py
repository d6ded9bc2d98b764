"""`check` in the spreadsheet program: the open workbook is read, checked and marked where it stands."""

from typing import TYPE_CHECKING

from nianbao.adapters import excel_marks, excel_read, excel_version, excel_waivers
from nianbao.adapters.workbook import Block, Snapshot
from nianbao.commands.check import check_reading, summary_line
from nianbao.commands.live import steps
from nianbao.commands.read import Reading
from nianbao.core.errors import CannotWrite
from nianbao.forms import load

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

WHAT = "校验"


def checked(snapshot: Snapshot) -> tuple[list[Block], str]:
    """What to write into the workbook so that it shows its findings, and the line of counts.

    Raises: CannotRead when it is no report; CannotWrite when it has no place for findings, or a county's.
    """
    report, found = excel_read.read(snapshot)
    if not excel_version.is_ours(snapshot):
        raise CannotWrite(
            f"「{snapshot.file}」不是本工具的年报工作簿，没有「校验结果」页。请先用「导入」读进年报工作簿再校验。"
        )
    excel_waivers.refuse_county(snapshot)
    excel_version.require_list(snapshot)
    excel_waivers.require_columns(snapshot)
    reading = Reading(report, load.by_id(report.form), found)
    outcome = check_reading(reading)
    summary = summary_line(outcome)
    return excel_marks.mark_blocks(snapshot, reading.form, outcome.findings, summary), summary


def run(desk: "Desk") -> str:
    """Check the open workbook, mark it, show the list with its first finding selected, and give the line of counts.

    Raises: CannotRead when it is no report; CannotWrite; Stopped.
    """
    from nianbao.adapters import live

    desk.progress("正在校验：读取工作簿……")
    snapshot = live.snapshot(desk.workbook, desk.host)
    desk.progress("正在校验：逐条核对……")
    blocks, summary = checked(snapshot)
    desk.progress("正在校验：标注……")
    steps.perform(desk, WHAT, blocks, seen=snapshot)
    live.select(desk.workbook, excel_waivers.list_start(snapshot))
    return summary
