"""取上年结转 in the window: every figure shown before it is written into the workbook."""

from pathlib import Path

from nianbao.adapters import excel_formulas, excel_open, files
from nianbao.commands import carry as filling
from nianbao.commands import carry_plan
from nianbao.commands.carry_plan import CarryPlan
from nianbao.commands.live.asking import REPORTS
from nianbao.commands.read import read
from nianbao.core.report import Report
from nianbao.window.screen import Option
from nianbao.window.work import Outcome, Session

_BOOKS = ("*.xlsx", "*.xlsm")


def carry(session: Session) -> Outcome:
    """Carry last year's figures into the workbook at hand or picked, after showing each.

    Raises: Stopped; BadInput when the other report is not last year's; CannotOpen, CannotRead, CannotWrite.
    """
    path = session.one("选择本年的工作簿", _BOOKS)
    source = session.file("选择上年的工作簿或已发布的上年年报", REPORTS, path.parent)
    session.progress(f"正在读「{source.name}」……")
    prior = read(source).report
    planned = _plan(path, prior)
    if not planned.changes:
        lines = carry_plan.lacking(planned.carried)
        return Outcome("没有可以带入的数", "\n".join(lines) or "上年结转数都已在表里，没有需要改动的。")
    shown = carry_plan.preview(planned, prior)
    note = "原来的先留一份备份；请先在 Excel 或 WPS 里关闭它"
    session.choose(f"写入「{path.name}」吗？", shown, [Option("yes", "写入这些数", note)])
    session.progress(f"正在写「{path.name}」……")
    filling.fill(path, prior)
    return Outcome("已带入上年结转", f"{carry_plan.counted(planned)}。", made=(path,))


def _plan(path: Path, prior: Report) -> CarryPlan:
    """What carrying over would write; nothing is written.

    Raises: CannotRead when it is no workbook.
    """
    report = read(path).report
    data = files.read_bytes(path)
    snapshot = excel_open.open_workbook(data, path.name)
    return carry_plan.plan(snapshot, report, prior, lambda areas: excel_formulas.formulas(data, path.name, areas))
