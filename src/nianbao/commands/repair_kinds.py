"""What a repair is: which cell or text, what was typed, what it becomes and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from nianbao.adapters import excel_log
from nianbao.adapters.workbook import Area, Snapshot
from nianbao.commands.read import Reading
from nianbao.core.form import Form

TEXT, YUAN, TOTALS, BLANKS, PROSE = "text", "yuan", "totals", "blanks", "prose"
# What is mended without asking; blanks never are.
USUAL = frozenset({TEXT, YUAN, TOTALS, PROSE})


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell: what was typed, what it becomes and why. `after` None is a blank sum, or no proposal.

    `formula` is written instead of `after` where a total gets its sum back, `prose` where a text is mended; one that is
    not `is_sure` is only told.
    """

    kind: str
    address: str
    before: excel_log.Held | None
    after: Decimal | None
    why: str
    rule: str
    formula: str = ""
    prose: str = ""
    is_sure: bool = True

    @property
    def written(self) -> excel_log.Held:
        """What the cell holds afterwards."""
        if self.formula:
            return excel_log.Held(excel_log.FORMULA, self.formula)
        if self.prose:
            return excel_log.Held(excel_log.TEXT, self.prose)
        return excel_log.Held() if self.after is None else excel_log.number(self.after)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which kinds to mend, and the tables, by code, whose blank cells are confirmed to be 0."""

    kinds: frozenset[str] = USUAL
    zeros: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to be mended: read, as it stands, and the formulas of its value cells."""

    reading: Reading
    snapshot: Snapshot
    formulas: Mapping[Area, str]

    @property
    def form(self) -> Form:
        """The report's form."""
        return self.reading.form
