"""A made-up report with last year's: drafts whose numbers can still be changed, and what they come to."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from random import Random

from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load
from tests.realistic import figures, writers
from tests.realistic.pen import HANDS, Pen, Said, rendered
from tests.realistic.units import UNITS, Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """A report whose texts hold stand-ins for the numbers told."""

    report: Report
    texts: dict[str, str]
    said: tuple[Said, ...]
    hand: str
    worn: frozenset[str]

    def finished(self) -> Report:
        """The report with its numbers written out."""
        told = {address: rendered(text, self.said, self.hand) for address, text in self.texts.items()}
        return replace(self.report, texts={**self.report.texts, **told})

    def saying(self, at: int, value: Decimal) -> "Draft":
        """The draft with one number told otherwise."""
        said = list(self.said)
        said[at] = replace(said[at], value=value)
        return replace(self, said=tuple(said))


@dataclass(frozen=True)
class Sample:
    """One unit's report and the one before; no prior where the forms know none."""

    unit: Unit
    form: Form
    draft: Draft
    before: Draft | None

    @cached_property
    def report(self) -> Report:
        """This year's report."""
        return self.draft.finished()

    @cached_property
    def prior(self) -> Report | None:
        """Last year's report."""
        return self.before.finished() if self.before else None


# Many kinds of defect are planted into the same reports.
@lru_cache(maxsize=1024)
def sample(seed: int, *, unit: Unit | None = None, year: int | None = None) -> Sample:
    """The made-up report of a seed, the same on every machine: of both forms, all levels, many hands."""
    random = Random(seed)
    unit = unit or UNITS[seed % len(UNITS)]
    forms = load.catalogue()
    year = year or random.choice(range(forms[0].first_year, forms[-1].first_year + 5))
    before = _draft(random, unit, year - 1, None) if year > forms[0].first_year else None
    draft = _draft(random, unit, year, before)
    return Sample(unit, load.by_id(draft.report.form), draft, before)


def _draft(random: Random, unit: Unit, year: int, before: Draft | None) -> Draft:
    form = load.for_year(year)
    prior = before.finished() if before else None
    report = figures.made(unit, form.id, year, figures.following(random, unit, form, prior))
    hand = random.choice(HANDS)
    pen = Pen(random, unit, year, hand, before.worn if before else frozenset())
    write = random.choice(writers.WRITERS)
    texts = write(pen, report, prior) | writers.around(pen, report)
    blank = dict.fromkeys(form.text_addresses(), "")
    return Draft(report, {**blank, **texts}, tuple(pen.said), hand, frozenset(pen.used))
