"""Ruled tables filled with their text, and those that go on over the page put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nianbao.adapters.pdf_frames import NEAR, Frame
from nianbao.adapters.pdf_lines import CUT, cell_text, is_figure, joined
from nianbao.adapters.pdf_marks import Glyph
from nianbao.core.document import GridCell, TextGrid
from nianbao.forms.labels import is_wordy

# Sizes of the letter: letters nearer than this were set as one.
_TOUCHING = 0.2
# Sizes of the letter: one that reaches further over a line may belong to either cell.
_ASTRIDE = 0.15
# Points: a row lower than this is where the page's end cut lines off.
_THIN = 10.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A printed cell: its first row and column, how many of each it covers, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or the part of one on a page: column edges, a place for every row, its cells."""

    edges: tuple[float, ...]
    places: tuple[str, ...]
    spots: tuple[Spot, ...]


Cells = dict[tuple[int, int], Spot]


def table(frame: Frame, glyphs: Sequence[Glyph], place: str) -> Table:
    """A frame with the text inside it; `place` is 「第2页表格」."""
    inside: list[list[Glyph]] = [[] for _ in frame.regions]
    marked: set[int] = set()
    before: tuple[Glyph, int] | None = None
    for glyph in glyphs:
        index = frame.at((glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2)
        if index is None:
            continue
        inside[index].append(glyph)
        if before and before[1] != index and _is_one_number(before[0], glyph):
            marked |= {before[1], index}
        if not glyph.text.isspace():
            before = glyph, index
    marked |= _astride(frame, inside)
    texts = [cell_text(each) + (CUT if i in marked else "") for i, each in enumerate(inside)]
    spots = tuple(
        Spot(*region[:4], text) for region, text in zip(frame.regions, texts, strict=True) if text or not region.is_open
    )
    thin = [row for row, (top, bottom) in enumerate(pairwise(frame.ys)) if bottom - top < _THIN]
    for row in reversed(thin):
        if not any(spot.text for spot in spots if spot.row == row):
            spots = tuple(_without_row(spots, row))
    rows = max((spot.row + spot.rows for spot in spots), default=0)
    return Table(frame.xs, tuple(f"{place}第{row}行" for row in range(1, rows + 1)), spots)


def _is_one_number(one: Glyph, other: Glyph) -> bool:
    """Whether two letters in different cells look like one number that is too wide for its cell."""
    is_near = abs(other.left - one.right) <= _TOUCHING * one.size and abs(other.base - one.base) < _TOUCHING * one.size
    return is_near and is_figure(one.text) and is_figure(other.text)


def _astride(frame: Frame, inside: Sequence[Sequence[Glyph]]) -> set[int]:
    """The cells beside a line that a figure stands on.

    One set together with another figure is its cell's; yet a cell beside it without text may have lost its own.
    """
    found: set[int] = set()
    for index, glyphs in enumerate(inside):
        figures = [glyph for glyph in glyphs if is_figure(glyph.text)]
        for glyph in figures:
            middle, reach = (glyph.top + glyph.bottom) / 2, _ASTRIDE * glyph.size
            sides = {frame.at(x, middle) for x in (glyph.left + reach, glyph.right - reach)} - {None, index}
            if any(_is_one_number(one, glyph) or _is_one_number(glyph, one) for one in figures if one is not glyph):
                found |= {side for side in sides if side is not None and not inside[side]}
            elif sides:
                found |= {index, *(side for side in sides if side is not None)}
    return found


def is_continued(above: Table, below: Table) -> bool:
    """Whether a table at the head of a page is as wide as the one at the foot of the page before, or lies within it."""
    widths = [part.edges[-1] - part.edges[0] for part in (above, below)]
    if abs(widths[0] - widths[1]) <= 2 * NEAR:
        return True
    return abs(above.edges[-1] - below.edges[-1]) <= NEAR and any(
        abs(edge - below.edges[0]) <= NEAR for edge in above.edges
    )


def together(above: Table, below: Table, is_known: Callable[[str], bool]) -> Table:
    """One table of two parts; a row or group whose label the page's end cut in two is one again."""
    above = _without_stub(above)
    shift = _shift(above, below)
    edges = _edges([*above.edges, *(edge + shift for edge in below.edges)])
    height = len(above.places)
    upper, lower = _placed(above, edges, 0), _placed(below, edges, height, shift)
    places = above.places + below.places
    for _ in range(_heads_again(upper, lower, height)):
        lower, places = _without_row(lower, height), (*places[:height], *places[height + 1 :])
    # The lower half of a row may be blank from the start, or be so once its text is put where it belongs.
    mended, rest = _mended(upper, lower, height, is_known)
    if not any(spot.text for spot in rest if spot.row == height):
        rest = _without_row(rest, height)
        places = (*places[:height], *places[height + 1 :])
    return Table(edges, places, (*mended, *rest))


def _without_stub(part: Table) -> Table:
    """A table's part without a last row that has no text: all of that row stands on the next page."""
    last = len(part.places) - 1
    if last == 0 or any(spot.row == last and spot.text for spot in part.spots):
        return part
    kept = [spot for spot in part.spots if spot.row < last]
    spots = (replace(spot, rows=min(spot.rows, last - spot.row)) for spot in kept)
    return Table(part.edges, part.places[:last], tuple(spots))


def _edges(every: list[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for edge in sorted(every):
        if not edges or edge - edges[-1] > NEAR:
            edges.append(edge)
    return tuple(edges)


def _shift(above: Table, below: Table) -> float:
    """How far the lower part stands to the left of its place: pages may have different margins."""
    is_narrower = above.edges[-1] - above.edges[0] - below.edges[-1] + below.edges[0] > 2 * NEAR
    return above.edges[-1] - below.edges[-1] if is_narrower else above.edges[0] - below.edges[0]


def _placed(part: Table, edges: Sequence[float], down: int, shift: float = 0.0) -> list[Spot]:
    """A part's cells among the column edges of the whole, `down` rows lower and `shift` to the right."""
    at = [min(range(len(edges)), key=lambda i: abs(edges[i] - edge - shift)) for edge in part.edges]
    return [
        replace(
            spot,
            row=spot.row + down,
            column=at[spot.column],
            columns=max(at[spot.column + spot.columns] - at[spot.column], 1),
        )
        for spot in part.spots
    ]


def _mended(
    upper: list[Spot], lower: list[Spot], height: int, is_known: Callable[[str], bool]
) -> tuple[list[Spot], list[Spot]]:
    """What the page's end cut in two put together above: the label of a group, or a whole row."""
    last = {(spot.column, spot.columns): spot for spot in upper if spot.row + spot.rows == height}
    first = {(spot.column, spot.columns): spot for spot in lower if spot.row == height}
    tails = {key for key, spot in first.items() if spot.text}
    moved = {key for key in tails & set(last) if _is_cut(last[key].text, first[key].text, is_known)}
    unsure: set[tuple[int, int]] = set()
    if _is_one_row(last, first, moved, is_known):
        moved |= tails & set(last)
        unsure = _unsure(last, first)
    texts = {key: joined([last[key].text, first[key].text]) + (CUT if key in unsure else "") for key in moved | unsure}
    above = [_with(spot, texts) if spot.row + spot.rows == height else spot for spot in upper]
    below = [_with(spot, dict.fromkeys(moved, "")) if spot.row == height else spot for spot in lower]
    return above, below


def _is_cut(head: str, tail: str, is_known: Callable[[str], bool]) -> bool:
    # A dash is no part of a label, though a label with a dash behind it still is one.
    is_word = any(char.isalpha() for char in tail)
    return bool(head) and is_word and is_known(head + tail) and not (is_known(head) and is_known(tail))


def _is_one_row(last: Cells, first: Cells, cut: set[tuple[int, int]], is_known: Callable[[str], bool]) -> bool:
    """Whether the first row of a page is the lower half of the row before it.

    It has no label of its own; and either a label is cut in two between them, or all its text stands under cells that
    are no labels: headings may stand at the foot of a page, their figures on the next.
    """
    tails = {key for key, spot in first.items() if spot.text} - cut
    if any(is_known(first[key].text) or (is_wordy(first[key].text) and _text(last, key)) for key in tails):
        return False
    if any(last[key].rows == first[key].rows == 1 for key in cut):
        return True
    return bool(tails) and all(key in last and not is_known(last[key].text) for key in tails)


def _unsure(last: Cells, first: Cells) -> set[tuple[int, int]]:
    """The figures of which only one half of a row tells, where others are told by both: it may be two rows after all."""
    upper, lower = ({key for key, spot in half.items() if _has_figure(spot.text)} for half in (last, first))
    both, alone = upper & lower, (lower - upper) & set(last)
    if not both:
        return set()
    return alone | (upper - lower if len(both) > len(upper - lower) else set()) & set(first)


def _has_figure(text: str) -> bool:
    return any(map(is_figure, text)) and not is_wordy(text)


def _text(cells: Cells, key: tuple[int, int]) -> str:
    return cells[key].text if key in cells else ""


def _heads_again(upper: list[Spot], lower: list[Spot], height: int) -> int:
    """How many rows at the head of a page repeat the headings of the table."""
    count = 0
    while True:
        above = {replace(spot, row=0) for spot in upper if spot.row == count}
        below = {replace(spot, row=0) for spot in lower if spot.row == height + count}
        has_figures = any(char.isdecimal() for spot in above for char in spot.text)
        if above != below or has_figures or not any(spot.text for spot in above):
            break
        count += 1
    reach = max((spot.row + spot.rows for spot in upper if spot.row < count), default=0)
    return count if reach == count else 0


def _without_row(spots: Sequence[Spot], row: int) -> list[Spot]:
    """The cells without a row that says nothing of its own."""
    shorter = [
        replace(spot, rows=spot.rows - (spot.row <= row < spot.row + spot.rows), row=spot.row - (spot.row > row))
        for spot in spots
    ]
    return [spot for spot in shorter if spot.rows]


def _with(spot: Spot, texts: dict[tuple[int, int], str]) -> Spot:
    return replace(spot, text=texts.get((spot.column, spot.columns), spot.text))


def grid(made: Table) -> TextGrid:
    """The table as a grid, covered places without text."""
    width = len(made.edges) - 1
    cells: list[list[str | None]] = [[None] * width for _ in made.places]
    for spot in made.spots:
        cells[spot.row][spot.column] = spot.text
    rows = [
        tuple(GridCell(text, f"{where}第{j}列") for j, text in enumerate(row, start=1))
        for row, where in zip(cells, made.places, strict=True)
    ]
    return TextGrid(tuple(rows), rows[0][0].place)
