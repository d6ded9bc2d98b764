"""The county workbook's sheet of narratives that units share (雷同), side by side."""

from collections.abc import Sequence

from nianbao.adapters.workbook import DataSheet
from nianbao.rules.alike import Pair, name_of

SHEET = "雷同"
HEADERS = ("单位", "雷同的单位", "部分", "相似（%）", "单位的文字", "雷同单位的文字")
_WIDTHS = (18, 18, 16, 8, 50, 50)
# Both names stay in sight.
_FROZEN = 2


def alike_sheet(pairs: Sequence[Pair], title: str) -> DataSheet:
    """The pairs as a list to print; `title` says whose and of which year."""
    rows = tuple(
        (name_of(each.one), name_of(each.other), each.section, each.likeness, each.passage, each.same) for each in pairs
    )
    return DataSheet(SHEET, title, HEADERS, rows, _WIDTHS, freeze_columns=_FROZEN)
