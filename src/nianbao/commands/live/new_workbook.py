"""`new` in the spreadsheet program: unit, year and last year's report are asked for, the workbook is made and opened."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from nianbao.commands import carry_plan, new_workbook
from nianbao.commands.carry_over import Carried
from nianbao.commands.live import asking, upgrading
from nianbao.core import agency
from nianbao.core.report import Report, as_text
from nianbao.forms import load

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk


def run(desk: "Desk") -> str:
    """Make a unit's new workbook, open it, and say what is in it; an older one in front may be upgraded instead.

    Raises: Stopped; UnknownForm; BadInput when the other report is not last year's; CannotOpen, CannotRead, CannotWrite.
    """
    if (upgraded := upgrading.offered(desk)) is not None:
        return upgraded
    report = _asked(desk)
    prior = _prior(desk, report)
    content, carried = new_workbook.create(report, prior)
    if prior is not None:
        desk.agree(f"{_preview(report, prior, carried)}\n\n带着这些数新建吗？")
    name = new_workbook.proposed_name(report.agency or "", report.year or 0)
    target = asking.workbook_target(desk, name)
    desk.progress("正在新建工作簿……")
    kept = new_workbook.write(target, content)
    desk.host.open_book(kept)
    return f"已新建「{kept.name}」{_said(carried) if prior else '，按顺序填写各页即可'}。"


def _asked(desk: "Desk") -> Report:
    """The empty report of the unit and year the clerk names; what the workbook in front knows of that unit is kept."""
    front = asking.front(desk)
    here = front.report if front else None
    name = asking.agency(desk, (here and here.agency) or "")
    report = new_workbook.blank_report(asking.year(desk, datetime.now().year - 1), name)
    if here is None or not agency.is_same(here.agency or "", name):
        return report
    return replace(report, level=here.level, contact=here.contact, phone=here.phone)


def _prior(desk: "Desk", report: Report) -> Report | None:
    due = (report.year or 0) - 1
    if not desk.host.ask(f"要带入{due}年度年报的结转数吗？\n选「是」请接着选择{due}年度的工作簿或已发布的年报。"):
        return None
    source = asking.prior(desk, desk.file(f"选择{due}年度的工作簿或已发布的年报", asking.REPORTS))
    return source.of(report.agency).report


def _preview(report: Report, prior: Report, carried: Carried) -> str:
    spell = load.by_id(report.form).spell
    lines = [carry_plan.prior_line(prior)]
    lines += [f"{spell(cell)}：{as_text(value)}（{carried.origins[cell]}）" for cell, value in carried.filled.items()]
    lines += [f"{spell(cell)}·上年数：{as_text(value)}（写在旁边，供核对）" for cell, value in carried.bases.items()]
    return "\n".join([*lines, *carry_plan.lacking(carried)])


def _said(carried: Carried) -> str:
    doubts = f"，{len(carried.findings)} 处请留意" if carried.findings else ""
    return f"，带入上年结转 {len(carried.filled)} 格{doubts}"
