"""`waive` in the spreadsheet program: a reason and a name for the finding the clerk has selected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from getpass import getuser
from typing import TYPE_CHECKING

from nianbao.adapters import excel_marks, excel_read, excel_waivers
from nianbao.adapters.excel_anchors import Place
from nianbao.adapters.excel_waivers import Listed
from nianbao.adapters.workbook import Area, Block, Snapshot
from nianbao.commands import console, county_waive
from nianbao.commands.check import check_reading, summary_line
from nianbao.commands.live import steps
from nianbao.commands.read import Reading
from nianbao.commands.waive import given
from nianbao.core import numbers
from nianbao.core.errors import BadInput
from nianbao.core.finding import Finding
from nianbao.core.form import Kind
from nianbao.forms import load
from nianbao.rules.waivers import SETTLED

if TYPE_CHECKING:
    from nianbao.commands.live.desk import Desk

Answer = tuple[str, str, str]
_WHERE = "请在「校验结果」页选中一条，或选中有标注的格，再点「说明」。"


def waive(desk: Desk) -> str:
    """Ask for reason and name, write the answer and check again; in a county's workbook it is written into the list.

    Raises: BadInput when nothing is selected that may be answered; Stopped; CannotRead, CannotWrite.
    """
    from nianbao.adapters import live

    snapshot = live.snapshot(desk.workbook, desk.host)
    line = _chosen(desk, pointed_at(snapshot, live.selected(desk.workbook)))
    if line.finding.rule == SETTLED:
        raise BadInput(f"{line.finding.message}不用再写说明，清空这一行的说明即可。")
    # Tried first, so that nobody types a reason in vain.
    answered(snapshot, line, ("？", "？", _today()))
    reason = desk.text(f"{line.finding.rule} {line.finding.message}\n\n请写明原因（为什么这样填是对的）：")
    by = desk.text("说明人：", _last_name(snapshot)) if reason else ""
    if not reason or not by:
        raise BadInput("没有写说明：要写明原因和说明人。请再点「说明」。")
    seen = live.snapshot(desk.workbook, desk.host)
    blocks, summary = answered(seen, line, (reason, by, _today()))
    steps.perform(desk, f"说明 {line.finding.rule}", blocks, seen=seen)
    return f"{line.finding.rule} 已说明。{summary}"


def _today() -> str:
    return f"{datetime.now():%Y-%m-%d}"


def pointed_at(snapshot: Snapshot, place: Place | None) -> list[Listed]:
    """The findings of a line of the list, or of a cell; one under another of the same cause stands for that one.

    Raises: CannotWrite when there is no list; BadInput when there is no finding.
    """
    start = excel_waivers.list_start(snapshot)
    lines = list(excel_waivers.listed(snapshot))
    if not lines:
        raise BadInput("校验结果里没有问题可以说明。请先点「校验」。")
    if place is None:
        raise BadInput(f"没有选中格子。{_WHERE}")
    is_listed = place.sheet == start.sheet
    found = [
        _lead(lines, i)
        for i, line in enumerate(lines)
        if (line.row == place.row if is_listed else _touches(snapshot, line, place))
    ]
    if not found:
        raise BadInput(f"{'这一行' if is_listed else '这一格'}没有问题，不用说明。{_WHERE}")
    return list({line.row: line for line in found}.values())


def _lead(lines: Sequence[Listed], index: int) -> Listed:
    return next(line for line in (*lines[index::-1], lines[0]) if line.finding.is_lead or line is lines[0])


def _touches(snapshot: Snapshot, line: Listed, place: Place) -> bool:
    areas = [area for each in line.finding.places if (area := snapshot.names.get(each))]
    return any(_holds(area, place) for area in areas) and not excel_waivers.is_county(snapshot)


def _holds(area: Area, place: Place) -> bool:
    return (
        area.sheet == place.sheet and area.top <= place.row <= area.bottom and area.left <= place.column <= area.right
    )


def _chosen(desk: Desk, lines: Sequence[Listed]) -> Listed:
    if len(lines) == 1:
        return lines[0]
    listed = "\n".join(f"{i}．{line.finding.rule} {line.finding.message}" for i, line in enumerate(lines, start=1))
    typed = desk.text(f"这一格有 {len(lines)} 条问题：\n{listed}\n\n要说明第几条？请写序号：", "1")
    number = numbers.read(typed, Kind.COUNT).value
    if number is None or number not in range(1, len(lines) + 1):
        raise BadInput(f"没有第「{typed}」条。请再点「说明」，写 1 到 {len(lines)} 之间的序号。")
    return lines[int(number) - 1]


def _last_name(snapshot: Snapshot) -> str:
    """The name under the newest answer in the list, else whoever is logged in."""
    answers = [
        line.answer for line in excel_waivers.listed(snapshot) if line.answer and line.answer.by and not line.is_sent
    ]
    return max(answers, key=lambda answer: answer.date).by if answers else getuser()


def answered(snapshot: Snapshot, line: Listed, answer: Answer) -> tuple[list[Block], str]:
    """What to write so that a finding of the list is answered, and the line of counts after it.

    Raises: BadInput when the finding is there no more, or may not be answered; CannotRead, CannotWrite.
    """
    if excel_waivers.is_county(snapshot):
        return _in_county(snapshot, line, answer)
    report, found = excel_read.read(snapshot)
    form = load.by_id(report.form)
    finding = _same(check_reading(Reading(report, form, found)).findings, line.finding)
    after = check_reading(Reading(given(report, finding, answer), form, found))
    told = _same(after.findings, finding)
    if not told.is_waived:
        note = (told.waiver or {}).get("note")
        raise BadInput(f"{told.rule}：{note}。请按「怎么办」改正：{told.remedy}")
    summary = summary_line(after)
    return excel_marks.mark_blocks(snapshot, form, after.findings, summary), summary


def _same(findings: Sequence[Finding], wanted: Finding) -> Finding:
    """The finding of this check that a line of the list speaks of.

    Raises: BadInput when there is none.
    """
    for finding in findings:
        places = {place for place, _ in finding.held}
        if finding.is_lead and finding.rule == wanted.rule and {place for place, _ in wanted.held} == places:
            return finding
    raise BadInput(f"{wanted.rule} 这一处的问题已经不在了，不用说明。请再点「校验」。")


def _in_county(snapshot: Snapshot, line: Listed, answer: Answer) -> tuple[list[Block], str]:
    finding = line.finding
    place = finding.places[0] if finding.places else finding.agency or ""
    blocks, findings = county_waive.answered(snapshot, finding.rule, place, (answer, finding.agency))
    return blocks, console.counted(findings)
