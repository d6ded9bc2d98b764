"""Where a cell is by the defined names around it, so that it is found again after rows were put in or sheets renamed."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nianbao.adapters.workbook import Area, Snapshot, column_number, letters

# A text in quotes, which is passed over, or a cell such as $D$5, '表三'!D5; no part of a name or of a function.
_CELLS = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d]\w*)!)?"
    r"(?<![\w.])(?P<letters>\$?[A-Z]{1,3})(?P<number>\$?[0-9]{1,7})(?![\w.(!])"
)


class Place(NamedTuple):
    """One cell, zero-based."""

    sheet: str
    row: int
    column: int

    @property
    def area(self) -> Area:
        """The cell as an area."""
        return Area(self.sheet, self.row, self.column, self.row, self.column)


class Anchor(NamedTuple):
    """A cell told by names: so many rows below one, so many columns right of another; an empty name is the edge."""

    sheet: str
    row_name: str
    row: int
    column_name: str
    column: int

    @property
    def name(self) -> str:
        """The cell's own name; empty where it has none."""
        return self.row_name if self.row_name == self.column_name and not self.row and not self.column else ""


class Anchors:
    """The names of a workbook by sheet, for anchoring many cells."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._rows: dict[str, dict[int, dict[int, str]]] = {}
        self._columns: dict[str, dict[int, dict[int, str]]] = {}
        for name, area in snapshot.names.items():
            self._rows.setdefault(area.sheet, {}).setdefault(area.top, {})[area.left] = name
            self._columns.setdefault(area.sheet, {}).setdefault(area.left, {})[area.top] = name

    def of(self, place: Place) -> Anchor:
        """How a cell is found again: by names in its row and column, else by the nearest above and to the left."""
        row_name, row = _nearest(self._rows.get(place.sheet, {}), place.row, place.column)
        column_name, column = _nearest(self._columns.get(place.sheet, {}), place.column, place.row)
        return Anchor(place.sheet, row_name, row, column_name, column)


def _nearest(lines: dict[int, dict[int, str]], line: int, across: int) -> tuple[str, int]:
    """A name in this line, rather the one at this very place, else in the nearest line before; and how far it is."""
    known = line if line in lines else max((each for each in lines if each < line), default=None)
    if known is None:
        return "", line
    names = lines[known]
    return names[across] if across in names else names[min(names)], line - known


def found(snapshot: Snapshot, anchor: Anchor) -> Place | None:
    """Where the cell stands now; None when it is gone."""
    named = [snapshot.names.get(name) for name in (anchor.row_name, anchor.column_name) if name]
    sheets = {area.sheet for area in named if area is not None} or {anchor.sheet}
    if None in named or len(sheets) > 1 or not sheets <= set(snapshot.sheets):
        return None
    row = snapshot.names[anchor.row_name].top if anchor.row_name else 0
    column = snapshot.names[anchor.column_name].left if anchor.column_name else 0
    return Place(sheets.pop(), row + anchor.row, column + anchor.column)


def cells_of(formula: str, sheet: str) -> Iterator[Place]:
    """The cells a formula on a sheet speaks of, in order; both ends of a range."""
    for match in _CELLS.finditer(formula):
        if match["number"]:
            column = column_number(match["letters"].removeprefix("$"))
            yield Place(_sheet(match["sheet"], sheet), int(match["number"].removeprefix("$")) - 1, column)


def _sheet(prefix: str | None, own: str) -> str:
    if not prefix:
        return own
    bare = prefix.removesuffix("!")
    return bare[1:-1].replace("''", "'") if bare.startswith("'") else bare


def moved(formula: str, places: Iterable[Place | None]) -> str:
    """The formula with its cells, in order, at new places; one that is gone stays as written."""
    following = iter(places)

    def replaced(match: re.Match[str]) -> str:
        place = next(following, None) if match["number"] else None
        if place is None:
            return match[0]
        signs = ["$" if match[part].startswith("$") else "" for part in ("letters", "number")]
        sheet = "'" + place.sheet.replace("'", "''") + "'!" if match["sheet"] else ""
        return f"{sheet}{signs[0]}{letters(place.column)}{signs[1]}{place.row + 1}"

    return _CELLS.sub(replaced, formula)
