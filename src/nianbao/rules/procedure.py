"""A rule that is a function: what the catalogue, the manual and the waivers have to know of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nianbao.core.finding import Finding, Level
from nianbao.rules.context import Context

Check = Callable[[Context], Iterator[Finding]]


def always(_: Context) -> str | None:
    """The answer of a rule that fits every report."""
    return None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A rule and the function that checks it; the function's Chinese docstring is its page in the manual.

    `identity` is the number reviewers know it by, `waivable` whether a 说明 may answer it (a 警告 or 提示 always),
    `unfit` says why a report cannot be judged by it, None when it can.
    """

    code: str
    identity: str
    level: Level
    check: Check
    remedy: str
    waivable: bool = False
    unfit: Callable[[Context], str | None] = always
