"""What is said of a county's sum, apart from what is said of its units.

The county may bear its office's name, and the office is a unit that sends a report of its own.
"""

from nianbao.commands.county_adjust import CAUSED
from nianbao.core.finding import Finding

LAST_SUM = "上年汇总"
_OF_SUM = frozenset({"H007", "H008", "H010"})
_CARRIED = "J"


def is_of_sum(finding: Finding, county: str | None) -> bool:
    """Whether a finding speaks of the sum: by its rule, or by what the sum alone is held against."""
    if finding.agency not in (None, county):
        return False
    is_carried = finding.rule.startswith(_CARRIED) and LAST_SUM in finding.message
    return finding.rule in _OF_SUM or is_carried or finding.remedy == CAUSED
