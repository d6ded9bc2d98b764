"""`export` in the spreadsheet program: the open workbook as it is now, unsaved changes included, as a file to hand on."""

from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.adapters import excel_read, files
from nianbao.adapters.printout import DRAFT_MARK
from nianbao.commands.check import check_reading
from nianbao.commands.export import export
from nianbao.commands.new_workbook import proposed_name
from nianbao.commands.read import Reading
from nianbao.core.errors import BadInput
from nianbao.core.finding import counts
from nianbao.forms import load

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

_KINDS = {"docx": "Word 文件", "html": "网页", "pdf": "PDF 文件"}


def run(desk: "Desk") -> str:
    """Export the open report or county workbook as the button says, show the file, and say what it is called.

    Raises: Stopped; CannotRead when it is no report; CannotWrite.
    """
    kind = desk.argument or "docx"
    if kind not in _KINDS:
        raise BadInput(f"不能导出为「{kind}」。请在「导出」下选 {'、'.join(_KINDS.values())}。")
    reading = _reading(desk)
    is_draft = _asked_draft(desk, reading)
    target = _target(desk, reading, f"{DRAFT_MARK if is_draft else ''}.{kind}")
    desk.progress(f"正在导出{_KINDS[kind]}……")
    kept = files.save(target, export(reading, f".{kind}", draft=is_draft), backup=True)
    desk.progress("")
    desk.host.show_file(kept)
    return f"已导出「{kept.name}」。"


def _reading(desk: "Desk") -> Reading:
    from nianbao.adapters import live

    desk.progress("正在读取工作簿……")
    report, found = excel_read.read(live.snapshot(desk.workbook, desk.host))
    return Reading(report, load.by_id(report.form), found)


def _asked_draft(desk: "Desk", reading: Reading) -> bool:
    """Whether the export is marked as a draft: one with open errors is, or is not made.

    Raises: Stopped.
    """
    errors = counts(check_reading(reading).findings)["error"]
    if errors:
        desk.agree(f"还有 {errors} 处错误没有解决。加「征求意见稿」字样导出吗？")
    return bool(errors)


def _target(desk: "Desk", reading: Reading, ending: str) -> Path:
    report = reading.report
    stem = Path(desk.workbook.name).stem
    if report.agency and report.year:
        stem = proposed_name(report.agency, report.year, "")
    suffix = ending[ending.rindex(".") :]
    target = desk.target("导出的文件存到哪里", f"{stem}{ending}")
    return target if target.suffix.lower() == suffix else target.with_name(f"{target.name}{suffix}")
