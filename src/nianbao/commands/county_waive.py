"""`waive` on a county workbook: its findings come from summing many files, so they are answered where they are listed."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from getpass import getuser
from pathlib import Path

from nianbao.adapters import excel_open, excel_read, excel_waivers, files, gate
from nianbao.adapters.excel_waivers import Listed
from nianbao.adapters.workbook import Block, Snapshot
from nianbao.commands import console, county_sheets
from nianbao.commands.check import has_errors
from nianbao.core.errors import BadInput, UnknownAddress
from nianbao.core.finding import Finding, Level, by_cause
from nianbao.core.form import Form
from nianbao.rules import catalogue

Answer = tuple[str, str, str]
_MOST_NAMED = 3


def is_county(path: Path) -> bool:
    """Whether a file is a county workbook of ours.

    Raises: CannotOpen, CannotRead.
    """
    data = files.read_bytes(path)
    if not gate.is_zip(data):
        return False
    parts = gate.inflate(data, path.name)
    if not excel_open.is_workbook(parts) or not excel_open.names_cells(parts):
        return False
    return excel_waivers.is_county(excel_open.open_workbook(data, path.name, parts))


def answered(
    snapshot: Snapshot, rule: str, place: str, given: tuple[Answer, str | None]
) -> tuple[list[Block], list[Finding]]:
    """What to write so that one line of the list is answered, and the list's findings after it, the answered one first.

    `given` is the answer (reason, name, date) and the unit where several have such a finding.
    Raises: BadInput when there is no such line, or several, or it may not be answered; CannotWrite.
    """
    (reason, by, day), agency = given
    answer = (reason.strip(), by.strip(), day)
    if not answer[0] or not answer[1]:
        raise BadInput("说明要写明原因和说明人。请用 --reason 写原因，--by 写姓名。")
    form = excel_read.form_of(snapshot)
    lines = list(excel_waivers.listed(snapshot))
    line = _chosen(lines, rule.upper(), _address(form, place), agency)
    if line.finding.level is Level.ERROR and line.finding.rule not in (catalogue.waivable(form) if form else ()):
        raise BadInput(f"{line.finding.rule}：这一条不能用说明代替改正。请按这一条的「怎么办」改正。")
    told = replace(line.finding, waiver={**dict(zip(("reason", "by", "date"), answer, strict=True)), "stands": True})
    after = _shared([told if each is line else each.finding for each in lines])
    blocks = [excel_waivers.answer_block(snapshot, line.row, answer), *_summary(snapshot, after)]
    return blocks, [told, *(each for each in after if each is not told)]


def _shared(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those of one cause answered with the first."""
    return [
        each if each.is_lead else replace(each, waiver=group[0].waiver)
        for group in by_cause(findings)
        for each in group
    ]


def _address(form: Form | None, place: str) -> str:
    try:
        return str(form.find(place)) if form else place
    except UnknownAddress:
        return place


def _chosen(lines: Sequence[Listed], rule: str, place: str, agency: str | None) -> Listed:
    found = [
        line
        for line in lines
        if line.finding.rule == rule
        and line.finding.held
        and (place in line.finding.places or (not line.finding.places and place == line.finding.agency))
        and agency in (None, line.finding.agency)
    ]
    if not found:
        raise BadInput(f"汇总的校验结果里，「{place}」没有编号为 {rule} 的问题，不用说明。请先重新汇总，看有哪些问题。")
    if len(found) > 1:
        names = "、".join(line.finding.agency or "本级" for line in found[:_MOST_NAMED])
        more = "等" if len(found) > _MOST_NAMED else ""
        raise BadInput(f"「{place}」有 {len(found)} 个编号为 {rule} 的问题（{names}{more}）。请用 --agency 写明单位。")
    return found[0]


def _summary(snapshot: Snapshot, findings: Sequence[Finding]) -> list[Block]:
    """The line of counts, what the summing said after it kept."""
    area = snapshot.names.get("nb_summary")
    if area is None:
        return []
    _, mark, rest = str(snapshot.sheets[area.sheet].value(area.top, area.left) or "").partition(county_sheets.SUMMED)
    return [Block(area.sheet, area.top, area.left, ((f"{console.counted(findings)}{mark}{rest}",),))]


def run(arguments: Namespace) -> int:
    """Write the answer beside the finding in the county's list."""
    data, name = files.read_bytes(arguments.book), arguments.book.name
    snapshot = excel_open.open_workbook(data, name)
    by = arguments.by if arguments.by is not None else getuser()
    answer = (arguments.reason, by, f"{datetime.now():%Y-%m-%d}")
    blocks, findings = answered(snapshot, arguments.rule, arguments.place, (answer, arguments.agency))
    # Summing asks here what a county workbook is, and has no use for what writes into one.
    from nianbao.adapters import excel_patch

    kept = files.save(arguments.book, excel_patch.apply(data, snapshot, blocks), backup=True)
    console.show(console.told(findings[0]))
    console.show(f"已写入「{kept}」的校验结果页：{console.counted(findings)}")
    return 1 if has_errors(findings) else 0
