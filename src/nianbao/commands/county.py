"""The county's year: who reported what, what it comes to, what the county decided on it, what changed since last time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from nianbao.commands.board import Standing
from nianbao.commands.county_adjust import Adjustment
from nianbao.commands.county_changes import Changes
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.rules.alike import Likeness


@dataclass(frozen=True, slots=True)
class Stated:
    """Figures the county gave itself: its own report, or what it typed over the sum; `name` is what it is called."""

    name: str
    report: Report


@dataclass(frozen=True)
class County:
    """The county's year: who reported what, the sum, and what is to be said about it.

    `report` holds the sum with the adjustments, `sums` the units' alone. `prior` is last year's report where it was
    given, `stated` are figures of the county's own that the sum is held against. `changes` is None where there was no
    earlier result to compare with. `likenesses` are narratives that units share, by their places in `included`.
    `figures` are the figures of those, in the form's order, and `record` their names and figures as they are kept for
    the next time.
    """

    form: Form
    year: int
    report: Report
    board: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...] = ()
    sums: Mapping[Cell, Decimal | None] = field(default_factory=dict)
    adjustments: tuple[Adjustment, ...] = ()
    changes: Changes | None = None
    prior: Report | None = None
    stated: tuple[Stated, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    figures: tuple[tuple[Decimal | None, ...], ...] = ()
    record: tuple[tuple[str, str], ...] = ()

    @cached_property
    def counted(self) -> list[tuple[Standing, Report]]:
        """The units that were summed, each with its report, in the board's order."""
        return [(each, report) for each in self.board if each.included and (report := each.report) is not None]

    @cached_property
    def included(self) -> list[Report]:
        """The reports that were summed, in the board's order."""
        return [report for _, report in self.counted]

    @property
    def is_adjusted(self) -> bool:
        """Whether the sum is anything else than the units' together."""
        return any(each.is_applied for each in self.adjustments)
