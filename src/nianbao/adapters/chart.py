"""A chart as a value: what is drawn in the county workbook and in pictures alike, and the shades that survive grey print."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

CHART_SHEET = "图表"
# Defined names of last year's figures on that sheet: nb_last_t3_1_total.
LAST_PREFIX = "nb_last_"


class Shade(NamedTuple):
    """How a bar is filled: `fill`, with lines of `ink` as the pattern says; told apart in grey as well."""

    fill: str
    ink: str = ""
    pattern: str = ""


# Neighbours in a stack differ in lightness or in pattern.
OUTCOMES = (
    Shade("#1F4E79"),
    Shade("#9DC3E6"),
    Shade("#FFFFFF", "#8A3B00", "slanted"),
    Shade("#FFF3D6", "#8A5A00", "dots"),
    Shade("#FFFFFF", "#2E6B46", "level"),
    Shade("#8A8A8A"),
    Shade("#E3D9F2"),
)
UNFINISHED = Shade("#FFFFFF")
THIS_YEAR, LAST_YEAR = Shade("#1F4E79"), Shade("#FFFFFF", "#5F6B7A", "slanted")
ERROR, WARNING = Shade("#B42318"), Shade("#FFF3D6", "#B25E00", "slanted")


@dataclass(frozen=True, slots=True)
class Series:
    """One figure for every category; None is 未填 and is not drawn. An uncharted one stands in the table only.

    `prefix` gives its cells in the workbook names: prefix + the category's address.
    """

    name: str
    values: tuple[Decimal | None, ...]
    shade: Shade = THIS_YEAR
    charted: bool = True
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: `stacked` ones lie, one a category; others stand side by side.

    The last `untold` categories stand in the table only: they would dwarf the rest.
    """

    title: str
    unit: str
    header: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool
    notes: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    untold: int = 0

    @property
    def drawn(self) -> int:
        """How many categories are drawn, from the first on."""
        return len(self.categories) - self.untold

    @property
    def bars(self) -> tuple[Series, ...]:
        """The series that are drawn."""
        return tuple(each for each in self.series if each.charted)

    def totals(self) -> list[Decimal]:
        """How long each drawn bar is; of bars side by side, the longest."""
        columns = list(zip_longest(*(each.values[: self.drawn] for each in self.bars)))
        known = [[value for value in column if value is not None] for column in columns]
        return [sum(column, Decimal(0)) if self.stacked else max(column, default=Decimal(0)) for column in known]


@dataclass(frozen=True, slots=True)
class ChartSheet:
    """A sheet of charts, each with its figures beside it: a title, a line on where the figures come from."""

    name: str
    title: str
    source: str
    charts: tuple[Chart, ...]


def step(most: Decimal, marks: int = 5) -> int:
    """The distance of the marks on an axis that reaches `most`: a round whole number."""
    least = max(int(most) // marks, 1)
    size = int("1" + "0" * (len(str(least)) - 1))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= least)
