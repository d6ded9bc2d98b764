"""Which findings appeared, vanished or stayed between two submissions."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nianbao.core.finding import Finding

Findings = tuple[Finding, ...]
_Key = tuple[str, frozenset[str]]


def told_apart(
    old: Sequence[Finding], new: Sequence[Finding], addresses: Mapping[str, str]
) -> tuple[Findings, Findings, Findings]:
    """The findings of the new report only, of the old one only, and those of both as the new one has them.

    A finding stays while its rule finds something at the same places, whatever the figures. `addresses` are the new
    report's for those of the old one.
    """
    before, now = [_key(each, addresses) for each in old], [_key(each, {}) for each in new]
    stayed: set[int] = set()
    gone = set(range(len(old)))
    # Word for word the same goes first: of two defects in one text it is the mended one that is gone.
    for is_exact in (True, False):
        waiting: defaultdict[tuple[_Key, str], deque[int]] = defaultdict(deque)
        for at in sorted(gone):
            waiting[before[at], old[at].message if is_exact else ""].append(at)
        for at, finding in enumerate(new):
            spots = waiting.get((now[at], finding.message if is_exact else ""))
            if at not in stayed and spots:
                gone.discard(spots.popleft())
                stayed.add(at)
    return (
        _led(finding for at, finding in enumerate(new) if at not in stayed),
        _led(old[at] for at in sorted(gone)),
        _led(new[at] for at in sorted(stayed)),
    )


def _key(finding: Finding, addresses: Mapping[str, str]) -> _Key:
    return finding.rule, frozenset(addresses.get(place, place) for place in finding.places)


def _led(findings: Iterable[Finding]) -> Findings:
    """Some of a check's findings; the first of those of one cause leads them, whichever it is."""
    led: set[str] = set()
    found = []
    for finding in findings:
        if finding.cause is None:
            found.append(finding)
        else:
            leads = finding.cause.place not in led
            led.add(finding.cause.place)
            found.append(replace(finding, cause=replace(finding.cause, leads=leads)))
    return tuple(found)
