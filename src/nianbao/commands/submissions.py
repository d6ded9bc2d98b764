"""Of the files found where the units' reports are kept, those that units sent; and the year they speak of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from nianbao.adapters.slips import REMINDER, RETURNED, TO_CHECK
from nianbao.commands import county_waive, handing_list
from nianbao.commands.check import Checked
from nianbao.commands.gather import Gathered
from nianbao.commands.read import Reading
from nianbao.core.agency import is_same
from nianbao.core.errors import BadInput

_OWN_PAPERS = (handing_list.STEM, RETURNED, TO_CHECK, REMINDER)


def submissions(gathered: Gathered, agency: str, own: Sequence[Path]) -> Gathered:
    """The files less what no unit sent: our own result, the roster, an earlier sum of this very county."""
    ours = {path.resolve() for path in own}
    # Files of one folder, thousands maybe: the way to the folder is looked into once.
    folder = cache(Path.resolve)
    kept, skipped = Gathered(), [*gathered.skipped]
    for checked, path in zip(gathered.checked, gathered.paths, strict=True):
        resolved = path.resolve() if path.is_symlink() else folder(path.parent) / path.name
        if resolved in ours or _is_own_paper(checked, path) or _is_own_sum(checked, path, agency):
            skipped.append(str(path))
        else:
            kept.checked.append(checked)
            kept.paths.append(path)
    return replace(kept, skipped=skipped)


def _is_own_paper(checked: Checked, path: Path) -> bool:
    """Whether it is a list or a slip the county wrote itself."""
    return checked.reading is None and path.name.startswith(_OWN_PAPERS)


def _is_own_sum(checked: Checked, path: Path, agency: str) -> bool:
    named = checked.reading.report.agency if checked.reading else None
    return bool(agency and named and is_same(named, agency)) and county_waive.is_county(path)


def usual_year(readings: Sequence[Reading]) -> int:
    """The year most of the reports are of.

    Raises: BadInput when none tells its year.
    """
    years = Counter(reading.report.year for reading in readings if reading.report.year)
    if not years:
        raise BadInput("各份年报都看不出年度，无法汇总。请用 --year 写明统计年度。")
    return years.most_common(1)[0][0]
