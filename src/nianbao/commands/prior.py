"""Last year's report of a unit, out of whatever file it is in."""

from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.commands.read import Reading, read
from nianbao.core.agency import is_same
from nianbao.core.report import Report


@dataclass(frozen=True, slots=True)
class PriorFile:
    """A file of last year's: the report it is, and the units it lists where it is a county's workbook."""

    reading: Reading
    units: tuple[Report, ...] = ()

    def of(self, agency: str | None, path: Path | None = None) -> Reading:
        """What the report of a unit follows on from; `path` is where that report is, if it is in a file of its own.

        The county's office often signs the county's workbook with its own name: its own figures are the line it has in
        the list of units. The sum is what another county workbook follows on from, and a unit that is not listed.
        """
        above = ("", self.reading.report.agency or "")
        own = (each for each in self.units if any(is_same(each.agency or "", agency or "", parent) for parent in above))
        listed = next(own, None)
        if listed is None or (path is not None and _is_county(path)):
            return self.reading
        return replace(self.reading, report=listed)


def read_prior(path: Path) -> PriorFile:
    """A file of last year's.

    Raises: CannotOpen, CannotRead.
    """
    from nianbao.commands import county_units

    return PriorFile(read(path), tuple(county_units.of(path)))


def _is_county(path: Path) -> bool:
    from nianbao.commands import county_waive

    return county_waive.is_county(path)
