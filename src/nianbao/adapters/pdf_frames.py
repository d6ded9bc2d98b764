"""The ruled tables of a page: which rectangles its lines enclose."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from nianbao.adapters.pdf_marks import Ruling, Sheet

# Points. Lines nearer than this are one line; ends nearer than this meet.
NEAR = 3.0
# Dashes of one line leave no more room between them.
_DASHED = 4.5
# The share of a cell's side that must be ruled.
_RULED = 0.5
# More lines than any table has: a map or a chart.
_MOST_LINES = 400
_MOST_COLUMNS = 100
# Points: no row is lower.
_LOW = 10.0


class Region(NamedTuple):
    """A cell of a frame: its first row and column, and how many of each it covers.

    `is_open` tells of room at the right end of a row that no line closes, as others are closed.
    """

    row: int
    column: int
    rows: int
    columns: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A ruled table: the coordinates of its lines, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    owners: tuple[tuple[int, ...], ...]

    def at(self, x: float, y: float) -> int | None:
        """The index of the region around a point."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        is_inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return self.owners[row][column] if is_inside else None


def frames(sheet: Sheet) -> list[Frame]:
    """The tables of a page from the top down; frames around a single cell are none."""
    level, upright = _merged(sheet.level), _merged(sheet.upright)
    found = [_frame(rows, columns) for rows, columns in _groups(level, upright)]
    kept = [frame for frame in found if frame is not None and len(frame.regions) > 1]
    return sorted(_innermost(kept), key=lambda frame: frame.ys[0])


def _innermost(found: Sequence[Frame]) -> list[Frame]:
    """Without those that only lay out the page: they hold other tables."""
    return [frame for frame in found if not any(other is not frame and _holds(frame, other) for other in found)]


def _holds(outer: Frame, inner: Frame) -> bool:
    return (
        outer.xs[0] <= inner.xs[0]
        and inner.xs[-1] <= outer.xs[-1]
        and outer.ys[0] <= inner.ys[0]
        and inner.ys[-1] <= outer.ys[-1]
        and outer.xs != inner.xs
    )


def _merged(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Pieces of one line put together; a line drawn twice or double is one."""
    merged: list[Ruling] = []
    for bundle in _bundles(sorted(rulings)):
        at = sum(ruling.at for ruling in bundle) / len(bundle)
        start, end = None, 0.0
        for ruling in sorted(bundle, key=lambda each: each.start):
            if start is None or ruling.start > end + _DASHED:
                if start is not None:
                    merged.append(Ruling(at, start, end))
                start, end = ruling.start, ruling.end
            end = max(end, ruling.end)
        if start is not None:
            merged.append(Ruling(at, start, end))
    # The square where two borders meet, or a dot, is no line.
    return [ruling for ruling in merged if ruling.end - ruling.start > NEAR]


def _bundles(rulings: Sequence[Ruling]) -> list[list[Ruling]]:
    bundles: list[list[Ruling]] = []
    for ruling in rulings:
        if bundles and ruling.at - bundles[-1][0].at <= NEAR:
            bundles[-1].append(ruling)
        else:
            bundles.append([ruling])
    return bundles


def _groups(level: list[Ruling], upright: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Lines that touch each other, table by table."""
    groups: list[tuple[list[Ruling], list[Ruling]]] = []
    rest = set(range(len(upright)))
    free = set(range(len(level)))
    while free:
        rows: list[Ruling] = []
        columns: list[Ruling] = []
        queue = [(True, free.pop())]
        while queue:
            is_level, index = queue.pop()
            line = level[index] if is_level else upright[index]
            (rows if is_level else columns).append(line)
            others, pool = (upright, rest) if is_level else (level, free)
            met = {other for other in pool if _touch(line, others[other])}
            pool -= met
            queue += [(not is_level, other) for other in met]
        groups.append((rows, columns))
    return groups


def _touch(one: Ruling, other: Ruling) -> bool:
    return one.start - NEAR <= other.at <= one.end + NEAR and other.start - NEAR <= one.at <= other.end + NEAR


def _frame(rows: list[Ruling], columns: list[Ruling]) -> Frame | None:
    if not rows or not columns or max(len(rows), len(columns)) > _MOST_LINES:
        return None
    # A table cut by the page's end, or printed open at the sides, still ends where its lines end.
    left = min(min(each.start for each in rows), columns_at(columns)[0])
    right = max(max(each.end for each in rows), columns_at(columns)[-1])
    top, bottom = _ends(rows, columns)
    drawn = columns
    rows = _merged([*rows, Ruling(top, left, right), Ruling(bottom, left, right)])
    columns = _merged([*columns, Ruling(left, top, bottom), Ruling(right, top, bottom)])
    xs, ys = columns_at(columns), columns_at(rows)
    if not 1 < len(xs) <= _MOST_COLUMNS or len(ys) < 2:
        return None
    owners, regions = _regions(xs, ys, rows, columns)
    closed = [_is_ruled(drawn, xs[-1], *band) for band in pairwise(ys)]
    return Frame(tuple(xs), tuple(ys), tuple(_opened(region, closed, len(xs) - 1) for region in regions), owners)


def _opened(region: Region, closed: Sequence[bool], width: int) -> Region:
    is_at_end = region.column + region.columns == width
    return region._replace(is_open=is_at_end and not closed[region.row] and any(closed))


def _ends(rows: list[Ruling], columns: list[Ruling]) -> tuple[float, float]:
    """Where a table begins and ends; stubs of a row that stands on another page are no row."""
    first, last = columns_at(rows)[0], columns_at(rows)[-1]
    top, bottom = min(each.start for each in columns), max(each.end for each in columns)
    return top if top < first - _LOW else first, bottom if bottom > last + _LOW else last


def columns_at(rulings: Sequence[Ruling]) -> list[float]:
    """The coordinates of lines, each once."""
    return [bundle[0].at for bundle in _bundles(sorted(rulings))]


def _regions(
    xs: list[float], ys: list[float], rows: list[Ruling], columns: list[Ruling]
) -> tuple[tuple[tuple[int, ...], ...], tuple[Region, ...]]:
    """The smallest rectangles between lines put together where no line parts them."""
    height, width = len(ys) - 1, len(xs) - 1
    walls = [[_is_ruled(columns, xs[j + 1], ys[i], ys[i + 1]) for j in range(width)] for i in range(height)]
    floors = [[_is_ruled(rows, ys[i + 1], xs[j], xs[j + 1]) for j in range(width)] for i in range(height)]
    owners = [[-1] * width for _ in range(height)]
    regions: list[Region] = []
    for i in range(height):
        for j in range(width):
            if owners[i][j] >= 0:
                continue
            across = next(k for k in range(j, width) if walls[i][k] or k + 1 == width or owners[i][k + 1] >= 0) - j + 1
            down = 1
            while i + down < height and _goes_on(i + down, range(j, j + across), walls, floors):
                down += 1
            for row in owners[i : i + down]:
                row[j : j + across] = [len(regions)] * across
            regions.append(Region(i, j, down, across))
    return tuple(map(tuple, owners)), tuple(regions)


def _goes_on(row: int, columns: range, walls: list[list[bool]], floors: list[list[bool]]) -> bool:
    """Whether a cell reaches into the next row: no line above it there, none through it, and its sides go on."""
    inside = columns[:-1]
    is_open = not any(floors[row - 1][column] for column in columns) and not any(walls[row][each] for each in inside)
    is_closed_right = walls[row][columns[-1]] or columns[-1] + 1 == len(walls[row])
    is_closed_left = columns[0] == 0 or walls[row][columns[0] - 1]
    return is_open and is_closed_right and is_closed_left


def _is_ruled(rulings: Sequence[Ruling], at: float, start: float, end: float) -> bool:
    covered = sum(
        max(0.0, min(ruling.end, end) - max(ruling.start, start)) for ruling in rulings if abs(ruling.at - at) <= NEAR
    )
    return covered >= _RULED * (end - start)
