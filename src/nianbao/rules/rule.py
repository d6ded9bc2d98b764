"""A rule as people read of it: in the manual, in `rules`, in the list beside a finding."""

from collections.abc import Callable
from dataclasses import dataclass

from nianbao.core.finding import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `identity` is the number reviewers know it by, `good` and `bad` an example each.

    `waivable` tells whether a 说明 may answer it.
    """

    code: str
    identity: str
    level: Level
    sentence: str
    basis: str
    remedy: str
    good: str = ""
    bad: str = ""
    waivable: bool = True

    def as_dict(self) -> dict[str, str | bool]:
        """The rule as `rules --json` prints it."""
        return {
            "code": self.code,
            "identity": self.identity,
            "level": self.level.value,
            "sentence": self.sentence,
            "basis": self.basis,
            "remedy": self.remedy,
            "good": self.good,
            "bad": self.bad,
            "waivable": self.waivable,
        }


def of_function(code: str, identity: str, level: Level, check: Callable[..., object], *, remedy: str) -> Rule:
    """The rule a function checks: sentence, ground and examples are those of its Chinese docstring."""
    lines = [line.strip() for line in (check.__doc__ or "").splitlines()]
    basis, good, bad = (
        next((line.removeprefix(mark) for line in lines if line.startswith(mark)), "")
        for mark in ("依据：", "正例：", "反例：")
    )
    return Rule(code, identity, level, lines[0], basis, remedy, good, bad)
