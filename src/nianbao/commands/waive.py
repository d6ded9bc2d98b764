"""`waive`: a reason, with a name, for one finding of a workbook; it stands while the figures stay as they are."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from getpass import getuser
from pathlib import Path

from nianbao.commands import check, console, county_waive
from nianbao.commands.read import read
from nianbao.core.errors import BadInput, UnknownAddress
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.core.waiver import Waiver


def waive(checked: check.Checked, rule: str, place: str, answer: tuple[str, str, str]) -> Report:
    """The report with one finding answered; `answer` is reason, name and date.

    Raises: BadInput when there is no such finding, it may not be answered, or reason or name are missing.
    """
    assert checked.reading is not None
    report, form = checked.reading.report, checked.reading.form
    reason, by, day = (each.strip() for each in answer)
    if not reason or not by:
        raise BadInput("说明要写明原因和说明人。请用 --reason 写原因，--by 写姓名。")
    finding = _found(checked.findings, rule.upper(), _address(form, place), place)
    return given(report, finding, (reason, by, day))


def given(report: Report, finding: Finding, answer: tuple[str, str, str]) -> Report:
    """The report with an answer to a finding in place of an earlier one."""
    waiver = Waiver(finding.rule, finding.held, *answer)
    others = tuple(
        each for each in report.waivers if (each.rule, set(each.places)) != (waiver.rule, set(waiver.places))
    )
    return replace(report, waivers=(*others, waiver))


def _address(form: Form, place: str) -> str:
    try:
        return str(form.find(place))
    except UnknownAddress:
        if place in form.text_addresses():
            return place
        raise


def _found(findings: Sequence[Finding], rule: str, place: str, named: str) -> Finding:
    here = [finding for finding in findings if finding.rule == rule and place in finding.places]
    if not here:
        raise BadInput(f"「{named}」没有编号为 {rule} 的问题，不用说明。请先用 check 看有哪些问题。")
    if (first := next((finding for finding in here if finding.is_lead), None)) is not None:
        return first
    lead = next(each for each in findings if each.is_lead and each.cause and here[0].cause
                and each.cause.place == here[0].cause.place)  # fmt: skip
    raise BadInput(
        f"{rule} 这一处与 {lead.rule} 是同一个原因。请对 {lead.rule} 写说明：--rule {lead.rule} --place {lead.places[0]}。"
    )


def configure(parser: ArgumentParser) -> None:
    """The arguments of `waive`."""
    parser.add_argument("book", type=Path, metavar="工作簿", help="年报工作簿")
    parser.add_argument("--rule", required=True, metavar="编号", help="问题的编号，如 G301")
    parser.add_argument(
        "--place",
        required=True,
        metavar="位置",
        help="问题所在的格，如 t3_1_natural 或 表三·一·自然人；没有格的写单位名称",
    )
    parser.add_argument("--reason", required=True, metavar="原因", help="为什么这样填是对的")
    parser.add_argument("--by", metavar="姓名", help="说明人；不写取本机登录名")
    parser.add_argument("--agency", metavar="单位", help="汇总工作簿里几个单位都有这个问题时，写明是哪个单位的")
    parser.add_argument("--prior", type=Path, metavar="上年年报", help="问题是与上年核对出来的，须同时给出上年年报")


def run(arguments: Namespace) -> int:
    """Answer the finding, write the answer into the workbook's list and check again.

    What a county's list says was found while summing, and is answered there.
    """
    if county_waive.is_county(arguments.book):
        return county_waive.run(arguments)
    prior = read(arguments.prior).report if arguments.prior else None
    reading = read(arguments.book)
    today = f"{datetime.now():%Y-%m-%d}"
    answer = (arguments.reason, arguments.by if arguments.by is not None else getuser(), today)
    report = waive(check.check_reading(reading, prior), arguments.rule, arguments.place, answer)
    checked = check.check_reading(replace(reading, report=report), prior)
    answered = next(each for each in checked.findings if each.waiver and each.rule == report.waivers[-1].rule
                    and set(each.held) == set(report.waivers[-1].held))  # fmt: skip
    assert answered.waiver is not None
    if not answered.is_waived:
        raise BadInput(f"{answered.rule}：{answered.waiver['note']}。请按「怎么改」改正：{answered.remedy}")
    kept = check.mark(arguments.book, checked)
    console.show(console.told(answered))
    console.show(f"已写入「{kept}」的校验结果页：{console.counted(checked.findings)}")
    return check.exit_code([checked])
