"""Which unit gets a slip with what in it, and which are to be reminded: out of a county workbook, nothing written."""

import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from nianbao.adapters.slips import Absent, Point, Reminder, Sender, Slip
from nianbao.commands.board import MISSING, NO_FILE, UNREADABLE
from nianbao.commands.county_book import CountyBook, Entry
from nianbao.commands.county_own import is_of_sum
from nianbao.commands.county_sheets import STATUS_WORDS
from nianbao.core.agency import is_same
from nianbao.core.finding import Finding, Level, by_cause
from nianbao.forms import load
from nianbao.rules import catalogue

_WORDS = Path(__file__).with_name("slips.toml")
_UNREADABLE = "H003"


@dataclass(frozen=True, slots=True)
class _Words:
    county: frozenset[str]
    shared: frozenset[str]
    remedies: Mapping[str, str]


@cache
def _words() -> _Words:
    told = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return _Words(frozenset(told["county"]), frozenset(told["shared"]), told["remedies"])


def sender(book: CountyBook, deadline: date | None, day: date) -> Sender:
    """The county as it signs what it sends."""
    report = book.report
    return Sender(report.agency or "", report.year, report.contact, report.phone, deadline, day)


def slips(book: CountyBook, sender: Sender) -> list[Slip]:
    """A slip for every unit with an open error or warning, in the board's order; its hints stand on it too."""
    nobodys = frozenset(f"（{file}）" for file in strays(book))
    units = {entry.agency: entry for entry in reversed(book.board)}
    found = _by_unit(book, list(units))
    order = [*dict.fromkeys(entry.agency for entry in book.board), *(name for name in found if name not in units)]
    allowed = catalogue.waivable(load.by_id(book.report.form))
    made = []
    for name in order:
        points = sorted((_point(group, allowed) for group in found.get(name, ())), key=lambda point: point.level.rank)
        if name not in nobodys and any(point.level is not Level.HINT for point in points):
            entry = units.get(name, Entry(name))
            files = tuple(each.file for each in book.board if each.agency == name and each.file)
            made.append(Slip(name, files, tuple(points), sender, entry.contact, entry.phone))
    return made


def strays(book: CountyBook) -> list[str]:
    """The files that cannot be read and tell no unit: there is nobody to send them back to."""
    unreadable = STATUS_WORDS[UNREADABLE]
    return [each.file for each in book.board if each.status == unreadable and each.agency == f"（{each.file}）"]


def _by_unit(book: CountyBook, names: Sequence[str]) -> dict[str, list[list[Finding]]]:
    """The open defects by the unit that has to mend them, findings of one cause together."""
    known = {name: entry.agency for entry in book.board for name in (entry.agency, entry.named) if name}
    # By unit first: a list somebody sorted may have torn causes apart.
    listed: dict[str, list[Finding]] = {}
    for finding in book.findings:
        if finding.agency is not None:
            listed.setdefault(finding.agency, []).append(finding)
    found: dict[str, list[list[Finding]]] = {}
    for group in (group for findings in listed.values() for group in by_cause(findings)):
        if not group[0].is_waived and not _is_countys(group[0], book.report.agency):
            for name in _concerned(group[0], known, names, book.report.agency or ""):
                found.setdefault(name, []).append(group)
    return found


def _is_countys(lead: Finding, county: str | None) -> bool:
    """Whether a defect is the county's to look into: of the summing, of the sum, or a file beside the one that counts."""
    is_beside = lead.rule == _UNREADABLE and lead.level is not Level.ERROR
    return lead.rule in _words().county or is_of_sum(lead, county) or is_beside


def _concerned(lead: Finding, known: Mapping[str, str], names: Sequence[str], county: str) -> Iterator[str]:
    """The units a defect is told to, by their names on the board."""
    agency = lead.agency or ""
    if lead.rule in _words().shared:
        told = dict.fromkeys(unit for name, unit in known.items() if name in lead.message)
        yield from told or (agency,)
    elif agency in known:
        yield known[agency]
    elif agency != county:
        yield next((name for name in names if is_same(name, agency, county)), agency)


def _point(group: Sequence[Finding], allowed: Container[str]) -> Point:
    lead = group[0]
    return Point(
        level=lead.level,
        rule=lead.rule,
        where=lead.where or "",
        message=lead.message,
        remedy=_words().remedies.get(lead.rule, lead.remedy),
        numbers=_numbers(lead),
        also=tuple(f"{each.rule}　{each.message}" for each in group[1:]),
        answer=_lapsed(lead),
        is_answerable=bool(lead.held) and (lead.level is not Level.ERROR or lead.rule in allowed),
    )


def _numbers(finding: Finding) -> str:
    """Both sides and what lies between, where the sentence does not tell them."""
    left, right, difference = finding.left, finding.right, finding.difference
    if not left or not right or (left in finding.message and right in finding.message):
        return ""
    return f"两边的数：{left} 和 {right}" + (f"，相差 {difference.removeprefix('-')}。" if difference else "。")


def _lapsed(finding: Finding) -> str:
    waiver = finding.waiver
    if not waiver:
        return ""
    return "".join([waiver["reason"], f"（{waiver['note']}）" if waiver["note"] else ""])


def reminder(book: CountyBook, sender: Sender) -> Reminder | None:
    """The reminder of the units nothing came from; None when there is none."""
    absent = tuple(
        Absent(each.agency, each.level, each.contact, each.phone, each.channel, _known(each.reason))
        for each in book.board
        if each.status == STATUS_WORDS[MISSING]
    )
    return Reminder(absent, sender, book.report.file) if absent else None


def _known(reason: str) -> str:
    """What the board knows of a missing unit besides that nothing came."""
    return reason.removeprefix(NO_FILE).lstrip("；")
