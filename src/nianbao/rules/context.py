"""What a rule may look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Context:
    """A report under check; `last` holds last year's values under this form's addresses, None without last year.

    `prior` is last year's report itself, for its texts.
    """

    form: Form
    report: Report
    last: Mapping[Cell, Decimal | None] | None = None
    last_name: str = "上年年报"
    prior: Report | None = None
    _kept: dict[Callable[["Context"], Any], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, make: Callable[["Context"], _Made]) -> _Made:
        """What a function makes of this report, made when first asked for and kept for the other rules."""
        kept = self._kept.get(make)
        # Of two threads that make it at the same time both are given the one that is kept.
        made: _Made = self._kept.setdefault(make, make(self)) if kept is None else kept
        return made

    def texts(self) -> tuple[tuple[str, str], ...]:
        """The texts that are not empty, with their addresses."""
        return self.once(_written)

    def written(self) -> str:
        """All these texts one below the other, for a first look whether a rule has anything to say of any of them."""
        return self.once(_joined)

    def finding(
        self,
        rule: str,
        level: Level | str,
        message: str,
        *,
        remedy: str = "",
        basis: str = "",
        places: tuple[str, ...] = (),
        at: str | None = None,
        left: str | None = None,
        right: str | None = None,
        difference: str | None = None,
        quote: str | None = None,
        marks: tuple[tuple[int, int], ...] = (),
    ) -> Finding:
        """A finding about this report, placed where the address `at` stood, its first place unless told."""
        report, graded = self.report, level if isinstance(level, Level) else Level(level)
        spot = at or (places[0] if places else None)
        where = report.place(spot) if spot else None
        told = (left, right, difference, report.agency, report.file, None, quote, marks)
        return Finding(rule, graded, message, remedy, basis, places, where, *told)


def _written(context: Context) -> tuple[tuple[str, str], ...]:
    return tuple([each for each in context.report.texts.items() if each[1]])


def _joined(context: Context) -> str:
    return "\n".join([text for _, text in context.texts()])
