"""Each unit's figures against those last year's county workbook lists for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from nianbao.commands.check import Checked, check_reading, context
from nianbao.commands.gather import Gathered
from nianbao.commands.matching import Index
from nianbao.commands.predecessors import predecessors
from nianbao.commands.roster import Unit
from nianbao.core.report import Report
from nianbao.rules import changes, identities

_WITH_LAST_YEAR = "J"


def judged(gathered: Gathered, units: Sequence[Unit], year: int, last: Sequence[Report]) -> Gathered:
    """The outcomes, those of units that do not follow from last year's figures checked once more beside them.

    `last` are the units as last year's county workbook lists them: found by name or former name, merged ones together.
    A unit that is not there, or of which it is not plain which it is, stays as it was checked.
    """
    if not last:
        return gathered
    index = Index(units)
    asked = {each.file: unit for each in gathered.checked if (unit := _unit(each, index, year)) is not None}
    wanted = list({unit.name: unit for unit in (*units, *asked.values())}.values())
    found = zip(wanted, predecessors(wanted, year, last), strict=True)
    priors = {unit.name: each.report for unit, each in found if each.report is not None}
    checked = [_judged(each, priors, asked.get(each.file)) for each in gathered.checked]
    return replace(gathered, checked=checked)


def _unit(checked: Checked, index: Index, year: int) -> Unit | None:
    """Whose report of this year it is; by its own name where the roster does not know it."""
    report = checked.reading.report if checked.reading else None
    if report is None or not report.agency or report.year != year:
        return None
    return index.unit(report.agency) or Unit(report.agency)


def _judged(checked: Checked, priors: Mapping[str, Report], unit: Unit | None) -> Checked:
    reading, prior = checked.reading, priors.get(unit.name) if unit else None
    if reading is None or prior is None:
        return checked
    # A former name is the same unit's, and so is another spelling: the list has told.
    prior = replace(prior, agency=reading.report.agency)
    seen = context(reading.report, reading.form, prior)
    # Most units follow from last year's figures, and need no second look by all the rules.
    found = chain(identities.findings(seen), changes.jumps(seen))
    rules = chain((each.rule for each in found), (each.rule for each in reading.report.waivers))
    if not any(rule.startswith(_WITH_LAST_YEAR) for rule in rules):
        return checked
    again = check_reading(reading, prior)
    return replace(again, file=checked.file, modified=checked.modified, keys=checked.keys)
