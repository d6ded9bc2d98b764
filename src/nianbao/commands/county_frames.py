"""The county's figures as pandas frames, for whoever goes on calculating: unit × cell, by level, and what changed.

pandas is an extra (`county`) and imported here only; no other command needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao.adapters import files, machine
from nianbao.commands.county_changes import Changes
from nianbao.core.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from nianbao.commands.county import County

UNIT, LEVEL, OTHER = "单位", "层级", "（未注明）"


def require_pandas() -> None:
    """Fail before long work where pandas is not installed.

    Raises: BadInput.
    """
    try:
        import pandas  # noqa: F401
    except ImportError as error:
        raise BadInput(f"导出数据表要用到 pandas，本机没有安装。{machine.wanting('county')}") from error


def frame(county: County) -> pd.DataFrame:
    """The summed units' figures: a row a unit, a column an address; 未填 is NaN, never 0."""
    import pandas as pd

    rows = {each.agency: _numbers(report.values) for each, report in county.counted}
    return pd.DataFrame.from_dict(rows, orient="index", columns=_addresses(county)).rename_axis(UNIT)


def _numbers(values: Mapping[Any, Any]) -> list[float | None]:
    return [None if value is None else float(value) for value in values.values()]


def _addresses(county: County) -> list[str]:
    return [county.form.addresses[cell] for cell in county.form.cells]


def by_level(county: County) -> pd.DataFrame:
    """The figures of all units of a level together: a row a cell, a column a level; blank where nobody filled it in."""
    levels = {
        each.agency: each.unit.level or OTHER if each.unit else report.level or OTHER for each, report in county.counted
    }
    found = frame(county)
    summed = found.groupby(found.index.map(levels)).sum(min_count=1).T.rename_axis("地址")
    summed.insert(0, "位置", [county.form.spell(cell) for cell in county.form.cells])
    return summed


def changed(changes: Changes) -> pd.DataFrame:
    """The cells that changed since the last time: unit, address, both figures and the difference."""
    import pandas as pd

    rows = [(each.agency, str(cell), before, now) for each in changes.units for cell, before, now in each.cells]
    found = pd.DataFrame(rows, columns=[UNIT, "地址", "上次", "这次"]).astype({"上次": float, "这次": float})
    return found.assign(相差=found["这次"] - found["上次"])


def save(county: County, folder: Path) -> list[Path]:
    """Write the frames as .csv files that Excel and WPS open, and give their paths.

    Raises: BadInput without pandas; CannotWrite.
    """
    require_pandas()
    made = {"单位明细": frame(county).reset_index(), "按层级汇总": by_level(county).reset_index()}
    if county.changes is not None:
        made["与上次相比"] = changed(county.changes)
    return [files.save(folder / f"{name}.csv", _csv(table)) for name, table in made.items()]


def _csv(table: pd.DataFrame) -> bytes:
    """The frame for a spreadsheet: a name that looks like a formula stays a name."""
    # The frames are seldom asked for, and what it brings along takes a sixth of a second to import.
    from nianbao.adapters.own_csv import harmless

    texts = table.select_dtypes(include=["object", "string"]).columns
    kept = {
        str(column): table[column].map(lambda value: harmless(value) if isinstance(value, str) else value)
        for column in texts
    }
    safe = table.assign(**kept)
    text: str = safe.convert_dtypes().to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")
