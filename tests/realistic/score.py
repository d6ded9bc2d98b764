"""How many planted defects are found, and what is said of reports that are right."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from nianbao.commands.check import check
from nianbao.core.finding import Finding
from tests.realistic import in_numbers, in_structure, in_tables, in_words
from tests.realistic.defect import Defect, Planted
from tests.realistic.sample import Sample, sample

DEFECTS: tuple[Defect, ...] = (*in_tables.DEFECTS, *in_structure.DEFECTS, *in_numbers.DEFECTS, *in_words.DEFECTS)
# So many reports are tried for one that has room for a defect.
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Score:
    """What became of one kind of defect: those planted, those not found, and how much else was said of the others."""

    defect: Defect
    planted: int
    missed: tuple[str, ...]
    others: int

    @property
    def found(self) -> int:
        """How many were found at their place."""
        return self.planted - len(self.missed)


def score(defect: Defect, wanted: int, first: int = 0) -> Score:
    """Plant a defect into so many reports and look for it."""
    missed: list[str] = []
    planted = others = 0
    for seed in range(first, first + wanted * _PATIENCE):
        if planted == wanted:
            break
        whole = sample(seed)
        spoilt = defect.plant(Random(seed), whole)
        if spoilt is None:
            continue
        planted += 1
        findings = check(spoilt.report, spoilt.form, spoilt.prior)
        if defect.is_found(spoilt, findings):
            others += len(_others(defect, spoilt, findings))
        else:
            missed.append(_described(whole, spoilt))
    return Score(defect, planted, tuple(missed), others)


def _others(defect: Defect, spoilt: Planted, findings: list[Finding]) -> list[Finding]:
    """The errors and warnings that are not of the planted defect, nor of the cell it is put down to."""
    causes = {each.cause.place for each in findings if each.cause and spoilt.is_told_by(defect.rule, each)}
    return [
        each
        for each in findings
        if each.is_lead
        and each.level != "hint"
        and each.rule not in (defect.rule, *defect.also)
        and not (each.cause and each.cause.place in causes)
    ]


def _described(whole: Sample, spoilt: Planted) -> str:
    """The report and whatever was changed in it."""
    before, after = whole.report, spoilt.report
    cells = [f"{cell}={value}" for cell, value in after.values.items() if before.values[cell] != value]
    sentences = [
        sentence.strip()
        for address, text in after.texts.items()
        for sentence in text.split("。")
        if sentence not in before.texts[address].split("。")
    ]
    return f"{after.agency}{after.year} {spoilt.place} {' '.join(cells)} {'。'.join(sentences)}"


def alarms(wanted: int, first: int = 0) -> Iterator[tuple[Sample, Finding]]:
    """What is said of so many reports that have no defect."""
    for seed in range(first, first + wanted):
        clean = sample(seed)
        for finding in check(clean.report, clean.form, clean.prior):
            yield clean, finding
