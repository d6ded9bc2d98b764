"""`check`: all rules over one or many reports; each finding with both sides, where, and what to do."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao.commands import check_report, console
from nianbao.commands.prior import PriorFile, read_prior
from nianbao.commands.read import Reading, read
from nianbao.core.errors import CannotRead, NianbaoError
from nianbao.core.finding import Finding, Level, counts, waived
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.across import translated
from nianbao.rules import catalogue, waivers
from nianbao.rules.catalogue import NOT_JUDGED, Outcome
from nianbao.rules.context import Context

if TYPE_CHECKING:
    from nianbao.rules.alike import Keys

CANNOT, PARTLY = 2, 3


@dataclass(frozen=True, slots=True)
class Checked:
    """One file's outcome; `reason` says why there is no reading, `modified` when it came packed in an archive.

    `keys` are what its narratives are found again by, where they were made: of files read many at once.
    """

    file: str
    reading: Reading | None
    findings: tuple[Finding, ...] = ()
    outcome: Outcome = NOT_JUDGED
    reason: str | None = None
    modified: float | None = None
    keys: Mapping[str, Keys] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """ok, errors or unreadable, as the contract names them."""
        if self.reading is None:
            return "unreadable"
        return "errors" if has_errors(self.findings) else "ok"


def check(report: Report, form: Form, prior: Report | None = None) -> list[Finding]:
    """Every finding of every rule on a report, gravest first; J rules need last year's report."""
    return catalogue.run(context(report, form, prior))


def context(report: Report, form: Form, prior: Report | None = None) -> Context:
    """What the rules look at, last year's figures brought under this form's addresses."""
    last = translated(prior, load.by_id(prior.form), form) if prior else None
    return Context(form, report, last, prior=prior)


def check_reading(reading: Reading, prior: Report | None = None) -> Checked:
    """What reading a report brought up and what the rules find, in one list.

    A prior of another year than the one before is not compared with; that is a finding (J006).
    """
    wrong = _wrong_year(reading.report, prior) if prior else []
    seen = context(reading.report, reading.form, None if wrong else prior)
    found = [*wrong, *catalogue.run(seen)]
    findings = catalogue.ordered([*reading.findings, *found])
    outcome = catalogue.outcome(seen, found)
    return Checked(reading.report.file, reading, _answered(reading, findings, dict(outcome.unfit)), outcome)


def _answered(reading: Reading, findings: list[Finding], unfit: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings with the answers the report brings; one without a date is taken as given today.

    `unfit` are the rules that could not be judged, with why.
    A county's answers to findings of the summing (H) are for `consolidate`; nothing is said of them here.
    """
    today, allowed = f"{datetime.now():%Y-%m-%d}", catalogue.waivable(reading.form)
    judged = (waiver for waiver in reading.report.waivers if not waiver.rule.startswith("H"))
    given = tuple(replace(waiver, date=waiver.date or today) for waiver in judged)
    report = replace(reading.report, waivers=given)
    answered = waivers.answered(report, findings, lambda finding: finding.rule in allowed)
    return (*answered, *waivers.settled(report, findings, unfit))


def _wrong_year(report: Report, prior: Report) -> list[Finding]:
    if report.year is None or prior.year is None or prior.year == report.year - 1:
        return []
    message = f"「{prior.file}」是{prior.year}年度的年报，不是{report.year - 1}年度的，没有核对结转。"
    return [
        Finding(
            "J006",
            Level.WARNING,
            message,
            "请换用上一年度的年报。",
            "结转关系：上年期末数即本年期初数",
            agency=report.agency,
            file=report.file,
        )
    ]


def check_file(path: Path, prior: PriorFile | None = None) -> Checked:
    """A file's outcome; one that cannot be read is an outcome too."""
    try:
        reading = read(path)
    except NianbaoError as error:
        return Checked(path.name, None, reason=error.message)
    return check_reading(reading, prior.of(reading.report.agency, path).report if prior else None)


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether any finding breaks a rule of the form and is not answered by a 说明 that stands."""
    return any(finding.level is Level.ERROR and not finding.is_waived for finding in findings)


def summary_line(checked: Checked) -> str:
    """The line of counts above the list: 「错误 1 · 警告 0 · 提示 2 · 通过 12 项 · 不适用 3 项　校验时间 …」."""
    return f"{counted(checked)}　校验时间 {datetime.now():%Y-%m-%d %H:%M}"


def counted(checked: Checked) -> str:
    """「错误 1 · 警告 0 · 提示 2 · 已说明 1 · 通过 12 项 · 不适用 3 项」."""
    parts = [console.counted(checked.findings), f"通过 {len(checked.outcome.passed)} 项"]
    if checked.outcome.unfit:
        parts.append(f"不适用 {len(checked.outcome.unfit)} 项")
    return " · ".join(parts)


def mark(path: Path, checked: Checked) -> Path:
    """Write the findings into the workbook they are about, and give its path.

    Raises: CannotRead when the file is no workbook of ours; CannotWrite.
    """
    from nianbao.adapters import files

    return files.save(path, marked(files.read_bytes(path), path.name, checked), backup=True)


def marked(data: bytes, name: str, checked: Checked) -> bytes:
    """A workbook's bytes with the findings in its list and on its cells.

    Raises: CannotRead when the file is no workbook of ours; CannotWrite.
    """
    from nianbao.adapters import excel_filter, excel_marks, excel_open, excel_patch, excel_version, excel_waivers, gate
    from nianbao.core.errors import CannotWrite

    snapshot = excel_open.open_workbook(data, name) if gate.is_zip(data) else None
    if snapshot is None or checked.reading is None or not excel_version.is_ours(snapshot):
        raise CannotWrite(f"写不了「{name}」：不是本工具的年报工作簿，没有校验结果页。请先用 import 读进工作簿。")
    excel_waivers.refuse_county(snapshot)
    excel_version.require_list(snapshot)
    excel_waivers.require_columns(snapshot)
    summary = summary_line(checked)
    blocks = excel_marks.mark_blocks(snapshot, checked.reading.form, checked.findings, summary)
    return excel_filter.unfiltered(excel_patch.apply(data, snapshot, blocks), snapshot)


def configure(parser: ArgumentParser) -> None:
    """The arguments of `check`."""
    parser.add_argument("files", type=Path, nargs="+", metavar="文件", help="年报文件，可以多个；ZIP 里的逐份校验")
    parser.add_argument("--prior", type=Path, metavar="上年年报", help="上年的工作簿或已公布的年报")
    parser.add_argument("--mark", action="store_true", help="把结果写进工作簿的「校验结果」页并标注单元格")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("-o", dest="output", type=Path, metavar="意见.html|docx", help="另存一份可以转交的校验意见")


def run(arguments: Namespace) -> int:
    """Check the files and show what was found."""
    if arguments.output:
        check_report.require(arguments.output)
    prior = read_prior(arguments.prior) if arguments.prior else None
    found = [(path, outcome) for path in arguments.files for outcome in _outcomes(path, prior)]
    outcomes = [outcome for _, outcome in found]
    if len(arguments.files) == len(outcomes) == 1 and outcomes[0].reason:
        raise CannotRead(outcomes[0].reason)
    if arguments.output:
        check_report.save(arguments.output, outcomes)
    unmarked = [path for path, outcome in found if arguments.mark and not _mark(path, outcome)]
    if arguments.json:
        console.show_json(as_dict(outcomes))
    else:
        for outcome in outcomes:
            console.show(told(outcome))
    code = exit_code(outcomes)
    return code if not unmarked or code == CANNOT else PARTLY


def _outcomes(path: Path, prior: PriorFile | None) -> list[Checked]:
    """What a file came to; every member of an archive on its own."""
    if path.suffix.lower() != ".zip" and not _is_archive(path):
        return [check_file(path, prior)]
    from nianbao.commands.gather import gather

    checked = gather([path], console.say).checked
    if prior is None:
        return checked
    return [_beside(each, prior) for each in checked]


def _beside(checked: Checked, prior: PriorFile) -> Checked:
    if checked.reading is None:
        return checked
    return check_reading(checked.reading, prior.of(checked.reading.report.agency).report)


def _is_archive(path: Path) -> bool:
    """Whether a file is a ZIP of files, whatever it is called; an Office file is none."""
    from nianbao.adapters import files, gate

    try:
        data = files.read_bytes(path)
    except NianbaoError:
        return False
    if not gate.is_zip(data):
        return False
    from nianbao.commands import archive

    return archive.is_archive(data)


def _mark(path: Path, outcome: Checked) -> bool:
    """Mark one workbook and say so; what cannot be marked is said too, and does not keep the others from it."""
    if outcome.reading is None:
        return True
    if outcome.file != path.name:
        console.say(f"「{outcome.file}」在压缩包里，没有标注。请解压后再用 --mark。")
        return False
    try:
        console.say(f"已写入「{mark(path, outcome)}」的校验结果页。")
    except NianbaoError as error:
        console.say(error.message)
        return False
    return True


def exit_code(outcomes: Sequence[Checked]) -> int:
    """3 when some files could not be read, 2 when none could, 1 with errors, else 0."""
    unreadable = sum(outcome.reading is None for outcome in outcomes)
    if unreadable:
        return CANNOT if unreadable == len(outcomes) else PARTLY
    return 1 if any(outcome.status == "errors" for outcome in outcomes) else 0


def as_dict(outcomes: Sequence[Checked]) -> dict[str, Any]:
    """The outcomes as `check --json` prints them."""
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    return {
        "files": [_file(outcome) for outcome in outcomes],
        "findings": [finding.as_dict() for finding in findings],
        "counts": {
            **counts(findings),
            "waived": waived(findings),
            "passed": sum(len(outcome.outcome.passed) for outcome in outcomes),
            "not_applicable": sum(len(outcome.outcome.unfit) for outcome in outcomes),
        },
    }


def _file(outcome: Checked) -> dict[str, Any]:
    report = outcome.reading.report if outcome.reading else None
    return {
        "file": outcome.file,
        "agency": report.agency if report else None,
        "year": report.year if report else None,
        "form": report.form if report else None,
        "status": outcome.status,
        "reason": outcome.reason,
    }


def told(outcome: Checked) -> str:
    """One file's outcome for a terminal."""
    if outcome.reading is None:
        return f"{outcome.file}\n  【读不了】{outcome.reason}"
    report = outcome.reading.report
    head = f"{outcome.file}　{report.agency or '（单位不明）'}　{report.year or '（年度不明）'}年度"
    lines = [head, *(console.told(finding) for finding in outcome.findings)]
    return "\n".join([*lines, f"  {counted(outcome)}"])
