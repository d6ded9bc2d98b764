"""`carry` in the spreadsheet program: last year's figures into the open workbook, after showing each."""

from typing import TYPE_CHECKING

from nianbao.adapters import excel_log
from nianbao.adapters.workbook import Snapshot
from nianbao.commands import carry_plan
from nianbao.commands.carry_plan import CarryPlan
from nianbao.commands.live import asking, steps
from nianbao.commands.repair import now
from nianbao.core.errors import BadInput

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

_WHAT = "取上年结转"


def run(desk: "Desk") -> str:
    """Carry last year's figures over and give the line of counts.

    Raises: Stopped; BadInput when the other report is not last year's; CannotRead, CannotWrite.
    """
    if asking.required(desk, _WHAT).report.year is None:
        raise BadInput("封面「年度」没有填写，不知道该取哪一年的结转数。请先填写年度再试。")
    source = asking.prior(desk, desk.file("选择上年的工作簿或已发布的上年年报", asking.REPORTS))
    prior = source.of(asking.required(desk, _WHAT).report.agency).report

    def planning() -> tuple[Snapshot, CarryPlan]:
        front = asking.required(desk, _WHAT)
        return front.snapshot, carry_plan.plan(*front, prior, asking.formulas(desk))

    _, planned = planning()
    if not planned.changes:
        return _nothing(desk, planned)
    question = f"{carry_plan.preview(planned, prior)}\n\n写入这些数吗？"
    snapshot = asking.agreed(desk, question, planned, planning)
    steps.perform(desk, carry_plan.WHAT, excel_log.logged(snapshot, planned.changes, now()), seen=snapshot)
    return f"{carry_plan.counted(planned)}。要恢复原样，点「撤销上一步」。"


def _nothing(desk: "Desk", planned: CarryPlan) -> str:
    """Nothing to write: either all is there already, or what could not be carried is told in a box."""
    if not (lines := carry_plan.lacking(planned.carried)):
        return "上年结转数都已在表里，没有需要改动的。"
    desk.host.tell("\n".join(["没有可以带入的数。", *lines]))
    return f"没有可以带入的数，{len(planned.carried.findings)} 处请留意。"
