"""说明 applied: a finding that was answered, and whether the answer still stands."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from nianbao.core.cell import Cell
from nianbao.core.errors import UnknownAddress
from nianbao.core.finding import Finding, Level, by_cause
from nianbao.core.report import Report, as_text
from nianbao.core.waiver import Held, Waiver

CHANGED = "数或文字改过，说明失效；仍然成立的，改写说明或说明日期"
SETTLED = "T005"
_ALL_JUDGED: Mapping[str, str] = {}
_BARRED = "这一条不能用说明代替改正"
_NO_REASON, _NO_NAME = "没有写明原因，说明无效", "没有写说明人，说明无效"


def held(report: Report, findings: Sequence[Finding]) -> Held:
    """What findings of one cause rest on: each place's content, and both sides of the leading one."""
    lead = findings[0]
    places = dict.fromkeys(place for finding in findings for place in finding.places)
    found = [(place, _content(report, place)) for place in sorted(places)]
    found += [(side, value) for side, value in (("left", lead.left), ("right", lead.right)) if value is not None]
    if lead.quote:
        found.append(("quote", _checksum(lead.quote)))
    return tuple(found)


def _content(report: Report, place: str) -> str | None:
    if place in report.texts:
        return _checksum(report.texts[place])
    try:
        return as_text(report.values.get(Cell.parse(place)))
    except UnknownAddress:
        return None


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def answered(report: Report, findings: Sequence[Finding], allowed: Callable[[Finding], bool]) -> list[Finding]:
    """The findings, each with the 说明 it was given; findings of one cause share the answer of the first.

    `allowed` tells whether an 错误 may be answered at all.
    """
    told = [(group, held(report, group)) for group in by_cause(findings)]
    exact = {(waiver.rule, _sorted(waiver.held)): waiver for waiver in report.waivers}
    standings = [exact.get((group[0].rule, _sorted(now))) or _unchanged(report, group[0], now) for group, now in told]
    taken = {id(standing) for standing in standings}
    spare = [waiver for waiver in report.waivers if id(waiver) not in taken]
    result: list[Finding] = []
    for (group, now), standing in zip(told, standings, strict=True):
        past = None if standing else next((waiver for waiver in spare if _speaks_of(waiver, group)), None)
        waiver = _told(group[0], standing, past, allowed)
        lead, *rest = (replace(finding, waiver=waiver) if waiver else finding for finding in group)
        result += [replace(lead, held=now, before=past.held if past else ()), *rest]
    return result


def _unchanged(report: Report, lead: Finding, now: Held) -> Waiver | None:
    """The answer to a finding nothing of which has changed but the cell named as its cause."""
    if lead.cause is None:
        return None
    due = {place: content for place, content in now if place != lead.cause.place}
    for waiver in report.waivers:
        was = dict(waiver.held)
        more = {place: content for place, content in was.items() if place not in due}
        # Two sides alone tell nothing: other cells may show the same two.
        is_of_this = waiver.rule == lead.rule and not due.keys().isdisjoint(waiver.places)
        stands = all(place in was and was[place] == content for place, content in due.items())
        if is_of_this and stands and all(_content(report, place) == more[place] for place in more):
            return waiver
    return None


def _sorted(items: Held) -> Held:
    return tuple(sorted(items, key=lambda item: item[0]))


def _speaks_of(waiver: Waiver, group: Sequence[Finding]) -> bool:
    """Whether the answer was given to this finding, whatever became of the figures since."""
    places = {place for finding in group for place in finding.places}
    return waiver.rule == group[0].rule and (not places or not places.isdisjoint(waiver.places))


def _told(
    lead: Finding, standing: Waiver | None, lapsed: Waiver | None, allowed: Callable[[Finding], bool]
) -> Mapping[str, object] | None:
    waiver = standing or lapsed
    if waiver is None:
        return None
    why = _fault(lead, waiver, allowed) or (None if standing else CHANGED)
    return {**_as_dict(waiver), "stands": why is None, "note": why}


def _fault(lead: Finding, waiver: Waiver, allowed: Callable[[Finding], bool]) -> str | None:
    if lead.level is Level.ERROR and not allowed(lead):
        return _BARRED
    if not waiver.reason.strip():
        return _NO_REASON
    return None if waiver.by.strip() else _NO_NAME


def settled(report: Report, findings: Sequence[Finding], unfit: Mapping[str, str] = _ALL_JUDGED) -> list[Finding]:
    """A 提示 for each answer whose finding is gone; the answer is kept until somebody clears it.

    `unfit` tells of the rules that could not be judged this time why: nothing is known of what they would find.
    """
    told = by_cause(findings)
    gone = [waiver for waiver in report.waivers if not any(_speaks_of(waiver, group) for group in told)]
    return [_gone(report, waiver, _became(waiver, told, unfit)) for waiver in gone]


def _became(waiver: Waiver, told: Sequence[Sequence[Finding]], unfit: Mapping[str, str]) -> tuple[str, str, str]:
    """What became of the finding that was answered: the sentence, what to do, the state of the answer."""
    if (why := unfit.get(waiver.rule)) is not None:
        remedy = "不用改；能核对时再校验一次，数没有改动的仍然有效。"
        return f"这次没有核对（{why}），原来的说明留着。", remedy, "这次没有核对"
    if not waiver.places and (waiver.held or any(lead.rule == waiver.rule for lead, *_ in told)):
        message = "有一条说明没有写在问题的第一行（带序号的那一行），没有生效。"
        return message, "请把说明和说明人移到带序号的那一行，再校验一次；不需要的清空这一行。", "没有生效"
    for lead, *rest in told:
        if any(each.rule == waiver.rule and not set(each.places).isdisjoint(waiver.places) for each in rest):
            message = f"说明过的这一问题现在和 {lead.rule} 是同一个原因，列在那一条下面。"
            return message, f"请先改正 {lead.rule} 那一条；确有原因的，在那一条后面写说明。", f"已归入 {lead.rule}"
    return "说明过的这一问题已经不存在，说明不再需要。", "可以清空这一行的说明。", "问题已不存在"


def _gone(report: Report, waiver: Waiver, became: tuple[str, str, str]) -> Finding:
    message, remedy, note = became
    return Finding(
        SETTLED,
        Level.HINT,
        f"{waiver.rule}：{message}" if waiver.rule else message,
        remedy=remedy,
        basis="说明与数字一一对应",
        places=waiver.places,
        where=report.place(waiver.places[0]) if waiver.places else None,
        agency=report.agency,
        file=report.file,
        waiver={**_as_dict(waiver), "stands": False, "note": note, "rule": waiver.rule},
        held=waiver.held,
    )


def _as_dict(waiver: Waiver) -> dict[str, object]:
    return {"reason": waiver.reason, "by": waiver.by, "date": waiver.date}
