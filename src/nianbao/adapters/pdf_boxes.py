"""Tables whose cells are drawn each by itself, as boxes with gaps between: the gaps made lines."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from nianbao.adapters.pdf_marks import Box, Ruling, Sheet

# Points: corners nearer than this are one; boxes of one table stand no further apart.
_MEET, _APART = 0.9, 9.0
# Points: dots and corners of lines are no boxes.
_SMALL = 5.0
# Fewer coloured boxes than this are ornament; a page of a table has no more boxes than this.
_FEWEST, _MOST = 4, 800
# The share of its ground a table of coloured boxes covers; stripes cover half.
_COVERED = 0.75
Sides = tuple[Ruling | None, Ruling, Ruling | None, Ruling]


def without_gaps(sheet: Sheet) -> Sheet:
    """The page with the lines of boxed cells moved together, so that neighbours share them; other lines stay."""
    level, upright = _pieced(sheet.level), _pieced(sheet.upright)
    drawn = _drawn([line for line in level if _is_long(line)], [line for line in upright if _is_long(line)])
    tables = [table for table in _clusters(_inner(drawn)) if len(table) > 1 and _gap(table)]
    if not tables and not sheet.level:
        tables = [table for table in _clusters(_inner(sheet.fills)) if len(table) >= _FEWEST and _is_covered(table)]
    if not tables:
        return sheet
    cells = {box for table in tables for box in table}
    around = {box for box in drawn if box in cells or any(_contains(box, cell) for cell in cells)}
    used = {side for box in around for side in drawn[box] if side}
    grown = [box for table in tables for box in _grown(table)]
    return replace(
        sheet,
        level=[line for line in level if line not in used]
        + [Ruling(at, box.left, box.right) for box in grown for at in (box.top, box.bottom)],
        upright=[line for line in upright if line not in used]
        + [Ruling(at, box.top, box.bottom) for box in grown for at in (box.left, box.right)],
    )


def _is_long(line: Ruling) -> bool:
    return line.end - line.start > _SMALL


def _pieced(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Lines whose pieces touch as one line each; lines side by side stay apart."""
    found: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda each: (round(each.at, 1), each.start)):
        last = found[-1] if found else None
        if last and abs(last.at - ruling.at) < 0.2 and ruling.start <= last.end + _MEET:
            found[-1] = last._replace(end=max(last.end, ruling.end))
        else:
            found.append(ruling)
    return found


def _key(x: float, y: float) -> tuple[int, int]:
    return int(x // _MEET), int(y // _MEET)


def _drawn(level: Sequence[Ruling], upright: Sequence[Ruling]) -> dict[Box, Sides]:
    """The boxes of four lines that end at each other; the page's end may have cut off the upper or the lower one."""
    starts: dict[tuple[int, int], list[Ruling]] = defaultdict(list)
    for line in level:
        starts[_key(line.start, line.at)].append(line)
    rights: dict[tuple[int, int], list[Ruling]] = defaultdict(list)
    for line in upright:
        rights[_key(line.at, line.start)].append(line)
    found: dict[Box, Sides] = {}
    for left in upright:
        top, bottom = _at(starts, left.at, left.start), _at(starts, left.at, left.end)
        edge = top or bottom
        if edge is None or (top and bottom and abs(top.end - bottom.end) > _MEET):
            continue
        right = _at(rights, edge.end, left.start)
        if right and abs(right.end - left.end) <= _MEET and right.at - left.at > _MEET:
            found[Box(left.at, left.start, right.at, left.end)] = (top, right, bottom, left)
    if not found:
        return {}
    return found | _endless(upright, [side for sides in found.values() for side in sides if side])


def _endless(upright: Sequence[Ruling], used: Sequence[Ruling]) -> dict[Box, Sides]:
    """What is left of boxes that begin on the page before and end on the next one: two lines side by side."""
    rest = sorted(set(upright) - set(used))
    found: dict[Box, Sides] = {}
    while rest:
        left = rest.pop(0)
        right = next((line for line in rest if abs(line.start - left.start) + abs(line.end - left.end) <= _MEET), None)
        if right:
            rest.remove(right)
            found[Box(left.at, left.start, right.at, left.end)] = (None, right, None, left)
    return found


def _at(lines: dict[tuple[int, int], list[Ruling]], x: float, y: float) -> Ruling | None:
    """The line that begins at a point."""
    column, row = _key(x, y)
    near = (line for i, j in product((0, -1, 1), repeat=2) for line in lines.get((column + i, row + j), ()))
    return next(near, None)


def _contains(outer: Box, inner: Box) -> bool:
    return (
        outer != inner
        and outer.left <= inner.left + _MEET
        and outer.top <= inner.top + _MEET
        and inner.right <= outer.right + _MEET
        and inner.bottom <= outer.bottom + _MEET
    )


def _inner(boxes: Iterable[Box]) -> list[Box]:
    """Without those that hold others."""
    every = sorted(set(boxes), key=lambda box: (box.top, box.left))
    if len(every) > _MOST:
        return []
    return [box for box in every if not any(_contains(box, other) for other in every)]


def _clusters(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes that stand near each other, table by table."""
    found: list[list[Box]] = []
    rest = list(boxes)
    while rest:
        table = [rest.pop(0)]
        for box in table:
            near = [other for other in rest if _are_near(box, other)]
            rest = [other for other in rest if other not in near]
            table += near
        found.append(table)
    return found


def _are_near(one: Box, other: Box) -> bool:
    across = max(one.left, other.left) - min(one.right, other.right)
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    return max(across, down) <= _APART and min(across, down) < 0


def _gap(table: Sequence[Box]) -> float:
    """The space between neighbours, 0 where they touch or lie over each other."""
    gaps = []
    for one in table:
        beside = [other.left - one.right for other in table if _share(one.top, one.bottom, other.top, other.bottom)]
        below = [other.top - one.bottom for other in table if _share(one.left, one.right, other.left, other.right)]
        gaps += [min(found) for each in (beside, below) if (found := [gap for gap in each if gap > -_MEET])]
    near = sorted(gap for gap in gaps if gap <= _APART)
    return max(near[len(near) // 2], 0.0) if near else 0.0


def _share(start: float, end: float, other_start: float, other_end: float) -> bool:
    return min(end, other_end) - max(start, other_start) > _MEET


def _is_covered(table: Sequence[Box]) -> bool:
    left, right = min(box.left for box in table), max(box.right for box in table)
    top, bottom = min(box.top for box in table), max(box.bottom for box in table)
    inked = sum((box.right - box.left) * (box.bottom - box.top) for box in table)
    return inked >= _COVERED * (right - left) * (bottom - top)


def _grown(table: Sequence[Box]) -> list[Box]:
    half = _gap(table) / 2
    return [Box(box.left - half, box.top - half, box.right + half, box.bottom + half) for box in table]
