"""A county's reports beside each other: clean ones, and one unit's narrative handed in by another."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from nianbao.core.finding import Finding
from nianbao.core.report import Report
from nianbao.rules.alike import alike
from tests.realistic.defect import Defect, Planted
from tests.realistic.sample import Sample, sample
from tests.realistic.score import Score
from tests.realistic.units import UNITS

YEAR = 2024
# The others are counties themselves.
MEMBERS = tuple(unit for unit in UNITS if unit.level != "县级")


def _needs_a_county(random: Random, sample: Sample) -> Planted | None:
    return None


COUNTY = Defect("H009", "两个单位雷同", _needs_a_county)


def county(seed: int) -> list[Sample]:
    """The reports of a county's units for one year."""
    return [sample(seed * 100 + at, unit=unit, year=YEAR) for at, unit in enumerate(MEMBERS)]


def county_alarms(counties: int, first: int = 0) -> Iterator[Finding]:
    """What is said of counties whose units all wrote for themselves."""
    for seed in range(first, first + counties):
        units = county(seed)
        yield from alike([each.report for each in units], units[0].form)


def county_score(counties: int, first: int = 0) -> Score:
    """Let one unit of each county take over another's section one or five, and look for both names."""
    missed, others = [], 0
    for seed in range(first, first + counties):
        random, units = Random(seed), county(seed)
        giver, taker = random.sample(units, 2)
        address = max(("s1_text", "s5_text"), key=lambda each: len(giver.report.texts[each]))
        copy = _taken_over(giver, taker, address)
        reports = [copy if each is taker else each.report for each in units]
        found = alike(reports, giver.form)
        told = [each for each in found if all(name in each.message for name in (giver.unit.name, taker.unit.name))]
        others += len(found) - len(told[:1])
        if not told:
            missed.append(f"{taker.unit.name}抄{giver.unit.name}的 {address}：{copy.texts[address]}")
    return Score(COUNTY, counties, tuple(missed), others)


def _taken_over(giver: Sample, taker: Sample, address: str) -> Report:
    """The taker's report with the giver's section, its names and what it calls itself exchanged."""
    text = giver.report.texts[address].replace(giver.unit.name, taker.unit.name).replace(giver.unit.own, taker.unit.own)
    report = taker.report
    return replace(report, texts={**report.texts, address: text})
