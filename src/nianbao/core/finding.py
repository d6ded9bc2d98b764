"""What is wrong with a report, said once, with both numbers and the remedy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nianbao.core.waiver import Held


class Level(StrEnum):
    """错误 breaks a rule of the form; 警告 is likely wrong; 提示 is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {"error": "错误", "warning": "警告", "hint": "提示"}[self.value]

    @property
    def rank(self) -> int:
        """0 for the gravest, for sorting."""
        return _RANKS[self]


_LEVELS = tuple(level.value for level in Level)
_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Cause:
    """The one cell whose change mends a finding, shared by all findings it mends; `leads` is told first.

    `current` is what the cell holds (None: 未填), `suggested` what it would have to hold; both decimal strings.
    """

    place: str
    current: str | None
    suggested: str
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect. `places` are addresses of cells or texts, the likeliest first; numbers are decimal strings.

    `quote` is the sentence of the report that is spoken of, `marks` the (start, end) of the words in it that matter.
    `held` is what an answer (说明) to it would rest on, `before` what an answer rested on that no longer stands; only the
    first of a cause is answered.
    """

    rule: str
    level: Level
    message: str
    remedy: str = ""
    basis: str = ""
    places: tuple[str, ...] = ()
    where: str | None = None
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    agency: str | None = None
    file: str | None = None
    waiver: Mapping[str, Any] | None = None
    quote: str | None = None
    marks: tuple[tuple[int, int], ...] = ()
    cause: Cause | None = None
    held: Held = ()
    before: Held = ()

    @property
    def is_waived(self) -> bool:
        """Whether a 说明 answers it and still stands."""
        return bool(self.waiver and self.waiver.get("stands"))

    @property
    def is_lead(self) -> bool:
        """Whether it is told by itself: the first of its cause, or without a common cause."""
        return self.cause is None or self.cause.leads

    def as_dict(self) -> dict[str, Any]:
        """The finding as the JSON contract prints it."""
        return {
            "rule": self.rule,
            "level": self.level.value,
            "agency": self.agency,
            "file": self.file,
            "places": list(self.places),
            "where": self.where,
            "left": self.left,
            "right": self.right,
            "difference": self.difference,
            "message": self.message,
            "remedy": self.remedy,
            "basis": self.basis,
            "waiver": dict(self.waiver) if self.waiver else None,
            "quote": self.quote,
            "marks": [list(mark) for mark in self.marks],
            "cause": self._cause(),
        }

    def _cause(self) -> dict[str, Any] | None:
        if self.cause is None:
            return None
        cause = self.cause
        return {"place": cause.place, "current": cause.current, "suggested": cause.suggested, "leads": cause.leads}


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many defects of each level are open: findings of one cause count once, answered ones not at all."""
    found = dict.fromkeys(_LEVELS, 0)
    for finding in findings:
        if finding.is_lead and not finding.is_waived:
            found[finding.level] += 1
    return found


def waived(findings: Sequence[Finding]) -> int:
    """How many defects a standing 说明 answers."""
    return sum(finding.is_lead and finding.is_waived for finding in findings)


def by_cause(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of one cause together, the leading one first in each."""
    found: list[list[Finding]] = []
    for finding in findings:
        if finding.is_lead or not found:
            found.append([finding])
        else:
            found[-1].append(finding)
    return found
