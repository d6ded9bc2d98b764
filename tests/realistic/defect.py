"""What a planted defect is, and the small changes that plant one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report
from tests.realistic.sample import Sample


@dataclass(frozen=True, slots=True)
class Planted:
    """A report with one defect; `place` is how an address begins that the finding has to name."""

    report: Report
    prior: Report | None
    form: Form
    place: str

    def is_told_by(self, rule: str, finding: Finding) -> bool:
        """Whether a finding of that rule names the place."""
        cause = (finding.cause.place,) if finding.cause else ()
        return finding.rule == rule and any(place.startswith(self.place) for place in (*finding.places, *cause))


Plant = Callable[[Random, Sample], Planted | None]


@dataclass(frozen=True, slots=True)
class Defect:
    """One kind of defect: the rule that must find it, and what plants it; None where a report has no room for it.

    `also` are rules that may tell it as well: 「共5件，其中自然人13件」 contradicts itself before it contradicts the table.
    """

    rule: str
    about: str
    plant: Plant
    also: tuple[str, ...] = ()

    def is_found(self, planted: Planted, findings: list[Finding]) -> bool:
        """Whether a finding of its rule names the place, or one of the others' tells of the text."""
        return any(
            planted.is_told_by(self.rule, each) or (each.rule in self.also and each.level != "hint")
            for each in findings
        )


def with_values(sample: Sample, values: Mapping[str, Decimal | int | None], place: str) -> Planted:
    """The report with some cells changed and nothing recomputed."""
    report = sample.report
    told = {Cell.parse(address): None if value is None else Decimal(value) for address, value in values.items()}
    return Planted(replace(report, values={**report.values, **told}), sample.prior, sample.form, place)


def with_text(sample: Sample, address: str, text: str) -> Planted:
    """The report with one text changed, to be told at that text."""
    report = sample.report
    return Planted(replace(report, texts={**report.texts, address: text}), sample.prior, sample.form, address)


def value(sample: Sample, address: str) -> Decimal | None:
    """What a cell holds; None where the form has no such cell."""
    return sample.draft.report.values.get(Cell.parse(address))


def other_than(random: Random, number: Decimal) -> Decimal:
    """A number as it is mistyped: off by a little, with a digit too many, two digits the other way round."""
    ways = [number + 1, number + 2, number * 10 + 1, number + 10]
    if number > 1:
        ways.append(number - 1)
    turned = Decimal(str(number)[::-1]) if number == int(number) and number >= 10 else number
    return random.choice(ways if turned == number else [*ways, turned])
