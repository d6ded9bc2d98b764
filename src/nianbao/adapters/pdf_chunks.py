"""Text of a table without lines: pieces that stand apart, and the labels that several of them make up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from nianbao.adapters.pdf_lines import cell_text, is_figure, joined, raised
from nianbao.adapters.pdf_marks import Glyph
from nianbao.adapters.pdf_paragraphs import Placed

# Sizes of the letter: a gap wider than this parts two cells, unless a blank is typed there.
_PARTED, _TYPED, _BESIDE = 0.2, 0.45, 1.5
# How far below its line the next line of a label may begin.
_NEXT_LINE = 1.3
# Points: edges or middles nearer than this are in line.
_IN_LINE = 1.5
_MOST_LINES = 14
# The space between the last line of a page and the first of the next, once they are put under each other.
_OVER_THE_PAGE = 0.5


class Chunk(NamedTuple):
    """Letters of one line that stand together; `line` is the position of the line, y runs on over the pages."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    line: int

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


class Label(NamedTuple):
    """Chunks one below the other that make up one text; `is_known` when a form prints it."""

    text: str
    chunks: tuple[Chunk, ...]
    is_known: bool

    @property
    def left(self) -> float:
        """The leftmost edge."""
        return min(chunk.left for chunk in self.chunks)

    @property
    def right(self) -> float:
        """The rightmost edge."""
        return max(chunk.right for chunk in self.chunks)

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.chunks[0].top

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.chunks[-1].bottom

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    def reaches(self, other: "Label | Chunk") -> bool:
        """Whether both stand on the same height, at least in part."""
        return min(self.bottom, other.bottom) > max(self.top, other.top)


def chunks(lines: Sequence[Placed]) -> list[Chunk]:
    """The pieces of some lines, those of several pages put under each other."""
    found: list[Chunk] = []
    shift, page = 0.0, lines[0].page if lines else 0
    for at, placed in enumerate(lines):
        if placed.page != page:
            page = placed.page
            last = max(chunk.bottom for chunk in found)
            shift = last + _OVER_THE_PAGE * placed.line.size - placed.line.top
        found += [_chunk(part, spaced, shift, at) for part, spaced in _parts(placed)]
    return found


def _parts(placed: Placed) -> Iterator[tuple[list[Glyph], str]]:
    """The letters of each piece and its text with the blanks inside."""
    glyphs, text = placed.line.glyphs, placed.line.text
    part, spaced, at = [glyphs[0]], glyphs[0].text, len(glyphs[0].text)
    for before, after in pairwise(glyphs):
        is_spaced = text[at : at + 1] == " " and not after.text.startswith(" ")
        at += is_spaced + len(after.text)
        gap = after.left - before.right
        size = min(before.size, after.size)
        are_figures = is_figure(before.text) and is_figure(after.text)
        if gap > (_TYPED if is_spaced and not are_figures and gap < _TYPED * size else _PARTED) * size:
            yield part, spaced
            part, spaced = [], ""
        elif is_spaced:
            spaced += " "
        part.append(after)
        spaced += after.text
    yield part, spaced


def _chunk(part: Sequence[Glyph], text: str, shift: float, at: int) -> Chunk:
    top, bottom = min(glyph.top for glyph in part), max(glyph.bottom for glyph in part)
    if raised(part):
        text = cell_text(part)
    return Chunk(text, part[0].left, top + shift, max(glyph.right for glyph in part), bottom + shift, at)


def labels(pieces: Sequence[Chunk], is_known: Callable[[str], bool]) -> list[Label]:
    """All pieces as labels: first the longest texts a form prints, then what is left, each piece by itself."""
    below = _Below(pieces)
    candidates = [label for chunk in pieces for label in _candidates(chunk, below, is_known)]
    candidates += [label for pair in pairwise(pieces) for label in _spaced(*pair, is_known)]
    candidates.sort(key=lambda each: -len(each.text))
    taken: set[Chunk] = set()
    found: list[Label] = []
    for label in candidates:
        if taken.isdisjoint(label.chunks):
            taken.update(label.chunks)
            found.append(label)
    found += [Label(chunk.text, (chunk,), False) for chunk in pieces if chunk not in taken]
    return found


class _Below:
    """Which piece stands below another one, in line with its left edge or with its middle."""

    def __init__(self, pieces: Iterable[Chunk]) -> None:
        self._kept: dict[tuple[bool, int], list[Chunk]] = defaultdict(list)
        for chunk in pieces:
            for is_left in (True, False):
                self._kept[is_left, int(_edge(chunk, is_left=is_left) // _IN_LINE)].append(chunk)

    def next(self, chunk: Chunk, *, is_left: bool) -> Chunk | None:
        """The next piece down, when it is near enough to belong to the same text."""
        edge, height = _edge(chunk, is_left=is_left), chunk.bottom - chunk.top
        near = (each for i in (-1, 0, 1) for each in self._kept.get((is_left, int(edge // _IN_LINE) + i), ()))
        found = [
            each
            for each in near
            if abs(_edge(each, is_left=is_left) - edge) <= _IN_LINE
            and chunk.top + height / 2 < each.top < chunk.bottom + _NEXT_LINE * height
        ]
        return min(found, key=lambda each: each.top, default=None)


def _spaced(one: Chunk, other: Chunk, is_known: Callable[[str], bool]) -> Iterator[Label]:
    """A label whose letters are set apart: 总　计."""
    is_near = one.line == other.line and 0 < other.left - one.right < _BESIDE * (one.bottom - one.top)
    if is_near and is_known(one.text + other.text) and not is_known(one.text) and not is_known(other.text):
        yield Label(one.text + other.text, (one, other), True)


def stacked(pieces: Sequence[Label], is_known: Callable[[str], bool]) -> list[Label]:
    """Unknown labels that stand over each other put together: a heading in several lines that are not quite in line."""
    found: list[Label] = []
    for label in sorted(pieces, key=lambda each: each.top):
        over = next((each for each in reversed(found) if not label.is_known and _is_over(each, label)), None)
        if over is None:
            found.append(label)
            continue
        text = joined([over.text, label.text])
        found[found.index(over)] = Label(text, (*over.chunks, *label.chunks), is_known(text))
    return found


def _is_over(upper: Label, lower: Label) -> bool:
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    is_near = lower.top - upper.bottom < _NEXT_LINE * (lower.bottom - lower.top)
    return not upper.is_known and is_near and shared > min(upper.right - upper.left, lower.right - lower.left) / 2


def _edge(chunk: Chunk, *, is_left: bool) -> float:
    return chunk.left if is_left else (chunk.left + chunk.right) / 2


def _candidates(first: Chunk, below: _Below, is_known: Callable[[str], bool]) -> Iterator[Label]:
    for is_left in (True, False):
        stack = [first]
        while len(stack) <= _MOST_LINES:
            text = joined(chunk.text for chunk in stack)
            if is_known(text) and (is_left or len(stack) > 1):
                yield Label(text, tuple(stack), True)
            following = below.next(stack[-1], is_left=is_left)
            if following is None:
                break
            stack.append(following)
