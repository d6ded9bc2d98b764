"""What is wrong with a report, said once, with both numbers and the remedy."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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
        return list(Level).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect. `places` are addresses of cells or texts, the likeliest first; numbers are decimal strings."""

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
    waiver: dict[str, Any] | None = None

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
            "waiver": self.waiver,
        }


def counts(findings: list[Finding]) -> dict[str, int]:
    """How many findings there are of each level."""
    return {level.value: sum(finding.level is level for finding in findings) for level in Level}
