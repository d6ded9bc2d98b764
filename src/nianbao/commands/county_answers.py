"""说明 the county gave in its own workbook, brought to the same findings of a new run.

A joint document counted once (C2) is such an answer: it stands while both figures it speaks of are the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from nianbao.adapters import excel_open, excel_read, excel_waivers, files, gate
from nianbao.adapters.workbook import Snapshot
from nianbao.commands import console, county_adjust, county_book, county_record, county_stated
from nianbao.commands.check import Checked
from nianbao.commands.county_adjust import Adjustment
from nianbao.commands.county_own import LAST_SUM
from nianbao.commands.gather import Gathered
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotOpen, CannotRead
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.core.waiver import Waiver
from nianbao.forms import load
from nianbao.rules import catalogue, waivers

_OWN = ""
# What some findings of the county are judged against, by the option that gives it.
_PUBLISHED, _PRIOR = "--published", "--prior"
COMPARED = {_PUBLISHED: "县级年报", _PRIOR: LAST_SUM}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the county's earlier workbook brings: `given` by the unit of the finding, and the words the county wrote.

    Answers to the county's own findings stand under "". `marks` are the 退回 by unit, `adjustments` the lines of 调整,
    `typed` what was typed over the sum, `summed` the line of each unit's figures.
    """

    given: Mapping[str, tuple[Waiver, ...]] = field(default_factory=dict)
    county: Report | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    typed: Mapping[Cell, Decimal | None] = field(default_factory=dict)
    summed: Mapping[str, str] = field(default_factory=dict)

    def to(self, agency: str | None, county: str) -> tuple[Waiver, ...]:
        """The answers to findings of a unit, or of the county itself."""
        return self.given.get(_key(agency, county), ())

    def of_year(self, form: Form, year: int) -> "Answers":
        """These; less what speaks of the figures of another year."""
        if self.county is not None and (self.county.form, self.county.year) == (form.id, year):
            return self
        return replace(self, marks={}, adjustments=(), typed={}, summed={})

    def beside(self, published: Report | None) -> "Answers":
        """These, and those that come with the county's own report where it is a workbook."""
        # Its other answers speak of its own check.
        brought = _dated(each for each in published.waivers if each.rule.startswith("H")) if published else ()
        own = self.given.get(_OWN, ())
        known = {(waiver.rule, waiver.held) for waiver in own}
        added = tuple(waiver for waiver in brought if (waiver.rule, waiver.held) not in known)
        return replace(self, given={**self.given, _OWN: (*own, *added)}) if added else self


NO_ANSWERS = Answers()


def _key(agency: str | None, county: str) -> str:
    return _OWN if agency in (None, county) else agency or _OWN


def _dated(given: Iterable[Waiver]) -> tuple[Waiver, ...]:
    today = f"{datetime.now():%Y-%m-%d}"
    return tuple(replace(waiver, date=waiver.date or today) for waiver in given)


def earlier(path: Path, say: Callable[[str], None] = console.say) -> Answers:
    """What the county wrote into an earlier result that is about to be replaced; nothing where it is none of ours."""
    if not path.is_file() or not path.stat().st_size:
        return NO_ANSWERS
    try:
        data = files.read_bytes(path)
        return of(excel_open.open_workbook(data, path.name), say) if gate.is_zip(data) else NO_ANSWERS
    except (CannotOpen, CannotRead) as error:
        say(f"{error.message}原来写在其中的说明没有带入。")
        return NO_ANSWERS


def of(snapshot: Snapshot, say: Callable[[str], None]) -> Answers:
    """What the county wrote into its workbook; nothing where it is none of ours.

    Answers a unit sent are left out: the unit's own workbook brings them.
    Raises: CannotRead.
    """
    if not excel_waivers.is_county(snapshot):
        return NO_ANSWERS
    # Its answers are read below, with whose they are.
    report, _ = excel_read.read(replace(snapshot, is_answered=False))
    lines = list(excel_waivers.listed(snapshot)) if snapshot.is_answered else []
    _tell_lost(lines, say)
    return Answers(
        _by_unit(lines, report.agency or _OWN),
        report,
        marks=county_book.marks(snapshot),
        adjustments=county_adjust.read(snapshot),
        typed=county_stated.typed_over(snapshot, report),
        summed=county_record.read_lines(snapshot, load.by_id(report.form)),
    )


def _by_unit(lines: Sequence[excel_waivers.Listed], county: str) -> dict[str, tuple[Waiver, ...]]:
    found: dict[str, dict[Waiver, None]] = {}
    for line in lines:
        if line.answer is not None and not line.is_sent:
            found.setdefault(_key(line.finding.agency, county), {})[line.answer] = None
    return {agency: _dated(given) for agency, given in found.items()}


def _tell_lost(lines: Sequence[excel_waivers.Listed], say: Callable[[str], None]) -> None:
    rows = [str(line.row + 1) for line in lines if line.is_typed and line.answer is None]
    if rows:
        say(f"校验结果页第 {'、'.join(rows)} 行的说明不知道是对哪个问题写的，没有带入。请写在有底色的「说明」栏。")


def to_units(gathered: Gathered, answers: Answers, county: str) -> Gathered:
    """The units' outcomes: each with its own answers, and the county's where the unit gave none that stands."""
    checked = [_to_unit(each, answers, county) for each in gathered.checked]
    return Gathered(checked, gathered.paths, gathered.skipped)


def _to_unit(checked: Checked, answers: Answers, county: str) -> Checked:
    reading = checked.reading
    if reading is None:
        return checked
    if not checked.findings and not answers.given:
        return checked
    found = [excel_waivers.sent(finding) for finding in checked.findings]
    given = answers.to(reading.report.agency, county) if reading.report.agency else ()
    if given:
        judged = [finding for finding in found if finding.rule != waivers.SETTLED]
        told = _answered(replace(reading.report, waivers=given), judged, reading.form)
        kept = [
            old if old.is_waived or new.waiver is old.waiver else new for old, new in zip(judged, told, strict=True)
        ]
        found = [*kept, *(finding for finding in found if finding.rule == waivers.SETTLED)]
    return replace(checked, findings=tuple(found))


def _answered(report: Report, findings: Sequence[Finding], form: Form) -> list[Finding]:
    allowed = catalogue.waivable(form)
    return waivers.answered(report, findings, lambda finding: finding.rule in allowed)


@dataclass(frozen=True, slots=True)
class Sides:
    """Whose figures the county's findings speak of: the county's sum and the units', by the names findings use.

    `lacking` are the options of COMPARED that were not given.
    """

    county: Report
    units: Mapping[str, Report]
    form: Form
    lacking: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The county's."""
        return self.county.agency or _OWN

    def of(self, key: str) -> Report:
        """The report of a unit; the county's own for what no report is there for."""
        return self.units.get(key, self.county) if key else self.county


def to_county(findings: Sequence[Finding], sides: Sides, answers: Answers) -> list[Finding]:
    """The findings of the summing itself, each with what an answer rests on and the answer it was given."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(_key(finding.agency, sides.name), []).append(finding)
    return [each for key, own in found.items() for each in _of_one(own, key, sides, answers)]


def _of_one(findings: Sequence[Finding], key: str, sides: Sides, answers: Answers) -> Iterator[Finding]:
    report = replace(sides.of(key), waivers=answers.given.get(key, ()))
    # What has no figures rests on what is said: which units, which file, which passages.
    worded = [
        finding if finding.left or finding.right else replace(finding, quote=finding.message) for finding in findings
    ]
    for old, new in zip(findings, _answered(report, worded, sides.form), strict=True):
        yield replace(new, quote=old.quote)


def unclaimed(findings: Sequence[Finding], sides: Sides, answers: Answers) -> Iterator[Finding]:
    """A 提示 for each of the county's answers whose finding is not there; nothing the county wrote is dropped."""
    for key, given in answers.given.items():
        report = replace(sides.of(key), waivers=given)
        own = [finding for finding in findings if _key(finding.agency, sides.name) == key]
        for finding in waivers.settled(report, own):
            named = replace(finding, agency=key or sides.county.agency)
            option = _needed(str((finding.waiver or {})["rule"]), key)
            yield _not_judged(named, option) if option in sides.lacking else named


def _needed(rule: str, key: str) -> str:
    """The option whose file a finding of the county is judged against."""
    if rule == "H007":
        return _PUBLISHED
    return _PRIOR if rule == "H008" or (not key and rule.startswith("J")) else ""


def _not_judged(finding: Finding, option: str) -> Finding:
    waiver, lacking = dict(finding.waiver or {}), COMPARED[option]
    return replace(
        finding,
        message=f"{waiver['rule']}：这次没有给出{lacking}，没有核对，原来的说明留着。",
        remedy=f"需要核对的，用 {option} 给出{lacking}重新汇总。",
        waiver={**waiver, "note": "这次没有核对"},
    )
