"""What a rule may look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report


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

    def finding(self, rule: str, level: Level | str, message: str, **more: Any) -> Finding:
        """A finding about this report, placed where its first place stood."""
        places = more.get("places") or ()
        where = self.report.place(places[0]) if places else None
        return Finding(
            rule=rule,
            level=Level(level),
            message=message,
            agency=self.report.agency,
            file=self.report.file,
            **{"where": where, **more},
        )
