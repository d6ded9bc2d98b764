"""Letters put together to lines and to the text of table cells."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from nianbao.adapters.pdf_marks import Glyph

# All in sizes of the letter.
_GAP, _FIGURE_GAP = 1.0, 0.15
_DOUBLED = 0.15
_HUGE = 2.2
_RAISED, _SMALL = 0.15, 0.9
_SHARED_HEIGHT = 0.5
_SAME_COLUMN, _NEXT_DOWN = 0.3, 2.0
# What a number is shown with of which a part may stand elsewhere.
CUT = "…"
_FIGURES = frozenset("0123456789０１２３４５６７８９.．,，+-＋－%％")


class Line(NamedTuple):
    """Letters on one height, left to right, blanks left out but remembered in `text`."""

    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        """Where the first letter begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where the last letter ends."""
        return max(glyph.right for glyph in self.glyphs)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The size of most letters."""
        sizes = sorted(glyph.size for glyph in self.glyphs)
        return sizes[len(sizes) // 2]


def is_figure(char: str) -> bool:
    """Whether a character can be part of a number."""
    return char in _FIGURES


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of letters that run to the right, from the top down."""
    rows: list[list[Glyph]] = []
    spaces: list[Glyph] = []
    for glyph in sorted(once(glyphs), key=lambda each: (each.top + each.bottom, each.left)):
        if glyph.text.isspace():
            spaces.append(glyph)
            continue
        row = next((row for row in reversed(rows[-3:]) if _are_level(row[0], glyph)), None)
        if row is None:
            rows.append([glyph])
        else:
            row.append(glyph)
    return [_line(sorted(row, key=lambda each: each.left), spaces) for row in rows]


def _are_level(one: Glyph, other: Glyph) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= _SHARED_HEIGHT * min(one.bottom - one.top, other.bottom - other.top)


def _line(row: list[Glyph], spaces: Sequence[Glyph]) -> Line:
    near = [space for space in spaces if _are_level(row[0], space)]
    text = row[0].text
    for before, after in pairwise(row):
        text += _blank(before, after, near) + after.text
    return Line(text, tuple(row))


def _blank(before: Glyph, after: Glyph, spaces: Sequence[Glyph]) -> str:
    """The blank between two letters: one that is typed there, or a gap too wide for their kind."""
    gap = after.left - before.right
    are_figures = is_figure(before.text) and is_figure(after.text)
    if gap > (_FIGURE_GAP if are_figures else _GAP) * min(before.size, after.size):
        return " "
    middle = (before.left + before.right) / 2, (after.left + after.right) / 2
    is_typed = any(middle[0] < (space.left + space.right) / 2 < middle[1] for space in spaces)
    return " " if is_typed else ""


def once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The letters without those printed again on the same spot to look bold."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = int(glyph.left // 4), int(glyph.base // 4)
        near = [each for i in (-1, 0, 1) for j in (-1, 0, 1) for each in seen.get((glyph.text, x + i, y + j), ())]
        limit = _DOUBLED * glyph.size
        if any(abs(each.left - glyph.left) <= limit and abs(each.base - glyph.base) <= limit for each in near):
            continue
        seen.setdefault((glyph.text, x, y), []).append(glyph)
        kept.append(glyph)
    return kept


def without_watermarks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The letters without those many times larger than most that lie over others."""
    sizes = sorted(glyph.size for glyph in glyphs)
    limit = _HUGE * sizes[len(sizes) // 2] if sizes else 0.0
    small = [glyph for glyph in glyphs if glyph.size <= limit and not glyph.text.isspace()]
    huge = [glyph for glyph in glyphs if glyph.size > limit]
    marks = {glyph.size for glyph in huge if any(_lie_over(glyph, other) for other in small)}
    return [glyph for glyph in glyphs if glyph.size not in marks]


def _lie_over(one: Glyph, other: Glyph) -> bool:
    x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return one.left < x < one.right and one.top < y < one.bottom


def joined(parts: Iterable[str]) -> str:
    """Lines put together as the sentence they are: no blank where Chinese meets anything, one between other words."""
    text = ""
    for part in parts:
        if text and part and not (_is_wide(text[-1]) or _is_wide(part[0])):
            text += " "
        text += part
    return text


def _is_wide(char: str) -> bool:
    return not is_figure(char) and unicodedata.east_asian_width(char) in ("W", "F", "A")


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """What a table cell says, whichever way it is set; figures on two lines stay apart, for they may be two numbers."""
    upright = [glyph for glyph in glyphs if glyph.flow == "right"]
    down = [glyph for glyph in glyphs if glyph.flow == "down"]
    up = [glyph for glyph in glyphs if glyph.flow == "up"]
    if _is_stacked(upright):
        upright, down = [], upright + down
    return joined(_noted(line) for line in lines(upright)) + "".join(_columns(down)) + "".join(reversed(_columns(up)))


def _is_stacked(glyphs: Sequence[Glyph]) -> bool:
    """Whether letters were drawn one below the other, none beside the one before it."""
    ink = [glyph for glyph in glyphs if not glyph.text.isspace()]
    below = [
        abs(a.left - b.left) <= _SAME_COLUMN * a.size and 0 < b.base - a.base <= _NEXT_DOWN * a.size
        for a, b in pairwise(ink)
    ]
    beside = any(abs(a.base - b.base) <= _SAME_COLUMN * a.size for a, b in pairwise(ink))
    return len(ink) > 2 and not beside and sum(below) * 2 > len(below)


def _columns(glyphs: Sequence[Glyph]) -> list[str]:
    """Text set downwards, its columns from the right to the left; text set upwards reads the other way round."""
    columns: list[list[Glyph]] = []
    for glyph in sorted(once(glyphs), key=lambda each: -each.left - each.right):
        middle = (glyph.left + glyph.right) / 2
        if glyph.text.isspace():
            continue
        if columns and columns[-1][0].left < middle < columns[-1][0].right:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    is_up = bool(glyphs) and glyphs[0].flow == "up"
    return [
        "".join(each.text for each in sorted(column, key=lambda each: each.top, reverse=is_up)) for column in columns
    ]


def _noted(line: Line) -> str:
    """The line's text, small raised marks in brackets behind it: they are no part of the number beside them."""
    marks = raised(line.glyphs)
    if not marks:
        return line.text
    rest = lines(glyph for glyph in line.glyphs if glyph not in marks)
    return "".join(each.text for each in rest) + f"（{''.join(glyph.text for glyph in marks)}）"


def raised(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The letters that are smaller than most and stand higher, as note marks do."""
    size = max(glyph.size for glyph in glyphs)
    base = max(glyph.base for glyph in glyphs if glyph.size == size)
    return [each for each in glyphs if each.size < _SMALL * size and base - each.base > _RAISED * size]
