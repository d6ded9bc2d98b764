"""`import` in the spreadsheet program: a published report into the open workbook where it fits, else into a new one."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.adapters import excel_log
from nianbao.adapters.workbook import Snapshot
from nianbao.commands import check, console, import_plan, import_report, new_workbook
from nianbao.commands.import_plan import ImportPlan
from nianbao.commands.live import asking, steps
from nianbao.commands.read import Reading
from nianbao.commands.repair import now

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

_MOST_FINDINGS = 5


def run(desk: "Desk") -> str:
    """Read a published report into the open workbook or a new one, after showing what was read.

    Raises: Stopped; CannotOpen, CannotRead, CannotWrite, BadInput.
    """
    path = desk.file("选择已发布的年报", asking.REPORTS)
    front = asking.front(desk)
    reading = _completed(desk, asking.report(desk, path), front)
    told = preview(reading)
    if front is not None and import_plan.is_fitting(front.report, reading.report):
        other = "选「否」则另建一个工作簿，这个工作簿不动。"
        if desk.host.ask(f"{told}\n\n填进现在打开的「{desk.workbook.name}」吗？已填的不会改动。\n{other}"):
            return _fill(desk, reading)
    else:
        desk.agree(f"{told}\n\n新建一个工作簿并读进去吗？")
    return _make(desk, reading, path)


def _completed(desk: "Desk", reading: Reading, front: asking.Front | None) -> Reading:
    """The reading with unit and year, asked for where the report does not tell them."""
    report, here = reading.report, front.report if front else None
    if not report.agency:
        why = f"「{report.file}」里没有读到单位名称，请填写。\n"
        report = replace(report, agency=asking.agency(desk, (here and here.agency) or "", why))
    if report.year is None:
        why = f"「{report.file}」里没有读到年度，请填写。\n"
        proposed = (here and here.year) or datetime.now().year - 1
        report = replace(report, year=asking.year(desk, proposed, why))
    return replace(reading, report=report)


def preview(reading: Reading) -> str:
    """What was read and what was not, for a question to the clerk."""
    report, form = reading.report, reading.form
    known = sum(report.values.get(cell) is not None for cell in form.cells)
    texts = [section.numeral for section in form.sections if report.texts.get(section.text)]
    blank = len(form.cells) - known
    return "\n".join(
        [
            f"从「{report.file}」读到：",
            f"单位：{report.agency}　年度：{report.year}　格式：{form.title}",
            f"数据：{len(form.cells)} 格，读到 {known} 格" + (f"，{blank} 格没有读到数" if blank else "，全部读到"),
            f"文字：{'、'.join(texts)}部分" if texts else "文字：没有读到",
            *_findings(reading),
            f"校验：{console.counted(check.check_reading(reading).findings)}",
        ]
    )


def _findings(reading: Reading) -> list[str]:
    """The first things that reading brought up, a line each."""
    found = sorted(reading.findings, key=lambda finding: finding.level.rank)
    if not found:
        return []
    lines = [f"· {finding.message}" for finding in found[:_MOST_FINDINGS]]
    rest = len(found) - len(lines)
    return [f"读入时有 {len(found)} 处请留意：", *lines, *([f"· ……另有 {rest} 处"] if rest else [])]


def _fill(desk: "Desk", reading: Reading) -> str:
    def planning() -> tuple[Snapshot, ImportPlan]:
        front = asking.required(desk, import_plan.WHAT)
        return front.snapshot, import_plan.plan(*front, reading)

    _, planned = planning()
    told = import_plan.preview(planned, reading.form)
    if not planned.changes:
        if told:
            desk.host.tell(told)
        return f"没有需要写入的内容，{import_plan.counted(planned, reading.form)}。"
    snapshot = asking.agreed(desk, f"将写入：\n{told}\n\n写入吗？", planned, planning)
    steps.perform(desk, import_plan.WHAT, excel_log.logged(snapshot, planned.changes, now()), seen=snapshot)
    return f"{import_plan.counted(planned, reading.form)}。要恢复原样，点「撤销上一步」。"


def _make(desk: "Desk", reading: Reading, source: Path) -> str:
    """A new workbook beside the report, with what the report itself had wrong in its list of findings."""
    report = reading.report
    name = new_workbook.proposed_name(report.agency or "", report.year or 0)
    target = asking.workbook_target(desk, name, source.parent)
    content, checked = import_report.content(reading)
    desk.progress("正在新建工作簿……")
    kept = new_workbook.write(target, content)
    desk.host.open_book(kept)
    return f"已读进「{kept.name}」。{check.counted(checked)}"
