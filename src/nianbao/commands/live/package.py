"""`package` in the spreadsheet program: the saved workbook and all that goes with it, in one ZIP for the county."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.adapters import files
from nianbao.commands import package
from nianbao.commands.live import asking
from nianbao.commands.new_workbook import proposed_name
from nianbao.core.finding import counts
from nianbao.core.report import Report

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

_WHAT = "生成报送包"


def run(desk: "Desk") -> str:
    """Save what is not saved, make the package beside the workbook, show where it is, and say what is in it.

    Raises: Stopped; CannotOpen, CannotRead; CannotWrite when it is no unit's report.
    """
    front = asking.required(desk, _WHAT)
    made_of = _saved(desk, front.report)
    errors = counts(made_of.checked.findings)["error"]
    if errors:
        desk.agree(
            f"还有 {errors} 处错误没有解决，包里会附上校验意见，导出的文件加「征求意见稿」字样。\n仍要生成报送包吗？"
        )
    target = desk.target("报送包存到哪里", made_of.package_name)
    target = target if target.suffix.lower() == ".zip" else target.with_name(f"{target.name}.zip")
    made = package.package(made_of, datetime.now(), desk.progress)
    kept = files.save(target, made.data, backup=True)
    desk.progress("")
    desk.host.show_file(kept.parent)
    return package.told(kept, made, made_of)


def _saved(desk: "Desk", report: Report) -> package.Source:
    """The workbook on disk, saved first where there is more in the open one.

    Raises: Stopped.
    """
    book = desk.workbook
    if desk.folder is None:
        name = proposed_name(report.agency, report.year) if report.agency and report.year else f"{book.name}.xlsx"
        path = desk.target("工作簿还没有保存过，先存到哪里", name)
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
        book.save(str(path))
        return package.source(path)
    on_disk = package.source(Path(book.fullname))
    if _said(on_disk.reading.report) == _said(report):
        return on_disk
    desk.agree(f"「{book.name}」有改动还没有保存，报送包里装的是保存好的工作簿。\n现在保存吗？")
    book.save()
    return package.source(on_disk.path)


def _said(report: Report) -> Report:
    """What a report says, wherever it was read."""
    return replace(report, file="", sources={}, headings=(), computed=frozenset())
