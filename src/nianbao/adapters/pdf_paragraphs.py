"""Lines of running text put together to paragraphs: the end of a line is seldom the end of a thought."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.adapters.pdf_lines import Line, joined
from nianbao.adapters.pdf_marks import Sheet
from nianbao.core.document import Paragraph
from nianbao.core.form import NUMERALS

# Sizes of the letter.
_INDENT, _SHORT = 0.9, 1.6
_OTHER_SIZE = 0.15
_WIDE_GAP = 1.9
_LARGE, _CENTRED = 1.15, 1.5
_COMMON = 0.12
_ENOUGH, _FAR = 3, 0.75
# Headings may be set flush, behind a line that happens to be full.
_NUMBERED = re.compile(rf"\s*[{NUMERALS}]{{1,2}}、")
_BEGINNERS = "（(《“‘【［"


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text with its page and its number on it."""

    line: Line
    page: int
    number: int

    @property
    def place(self) -> str:
        """「第2页第3行」."""
        return f"第{self.page}页第{self.number}行"


@dataclass(frozen=True, slots=True)
class Margins:
    """Between which coordinates the lines of a page run, and the size of most of its letters."""

    left: float
    right: float
    size: float


def margins(lines: Sequence[Placed], sheets: Sequence[Sheet], tables: Sequence[float]) -> dict[int, Margins]:
    """The margins of each page; odd and even pages may differ, so pages of a kind are taken together.

    `tables` are the right edges of the tables, which reach as far as full lines do.
    """
    found: dict[int, Margins] = {}
    for parity in (0, 1):
        own = [placed for placed in lines if placed.page % 2 == parity]
        if own:
            size = sorted(placed.line.size for placed in lines)[len(lines) // 2]
            left = _common([placed.line.left for placed in own], size)
            width = min(sheet.width for sheet in sheets)
            right = _right([placed.line.right for placed in own], size, [width - left, *tables])
            found.update(dict.fromkeys({placed.page for placed in own}, Margins(left, right, size)))
    return found


def _common(edges: Sequence[float], size: float) -> float:
    """The outermost edge that a fair part of the lines share; a stray one tells nothing."""
    ordered = sorted(edges)
    for edge in ordered:
        if sum(abs(each - edge) <= size / 2 for each in ordered) >= max(_COMMON * len(ordered), 1):
            return edge
    return ordered[0]


def _right(edges: Sequence[float], size: float, others: Sequence[float]) -> float:
    """How far full lines reach: where three end together well to the right, else as far as anything reaches."""
    for edge in sorted(edges, reverse=True):
        if edge >= _FAR * others[0] and sum(abs(each - edge) <= size / 2 for each in edges) >= _ENOUGH:
            return edge
    return max(*edges, *others)


def paragraphs(run: Sequence[Placed], edges: dict[int, Margins]) -> list[Paragraph]:
    """The paragraphs of lines that no table parts."""
    found: list[list[Placed]] = []
    for before, placed in zip((None, *run), run, strict=False):
        if before is None or _begins(before, placed, edges):
            found.append([])
        found[-1].append(placed)
    return [Paragraph(joined(placed.line.text for placed in part), part[0].place) for part in found]


def _begins(before: Placed, placed: Placed, edges: dict[int, Margins]) -> bool:
    """Whether a line opens a paragraph: numbered, set in, of another size, after a gap, or after a line that ended early."""
    if _NUMBERED.match(placed.line.text):
        return True
    size = placed.line.size
    own, above = edges[placed.page], edges[before.page]
    if _is_title(before, above) and _is_title(placed, own) and abs(before.line.size - size) <= _OTHER_SIZE * size:
        return before.page != placed.page
    if abs(before.line.size - size) > _OTHER_SIZE * size:
        return True
    if placed.line.left - own.left > _INDENT * size:
        return True
    if before.page == placed.page and placed.line.top - before.line.bottom > _WIDE_GAP * size:
        return True
    room = above.right - before.line.right
    return room > _first_word(placed.line) + _SHORT * size


def _is_title(placed: Placed, edges: Margins) -> bool:
    """Whether a line is centred and set larger than running text: a title over several lines is one."""
    line = placed.line
    left, right = line.left - edges.left, edges.right - line.right
    is_centred = min(left, right) > 0 and abs(left - right) <= _CENTRED * line.size
    return is_centred and line.size > _LARGE * edges.size


def _first_word(line: Line) -> float:
    """The width of what cannot be parted at the head of a line: a number, a Latin word, a bracket with its letter."""
    end = 0
    glyphs = line.glyphs
    while end < len(glyphs) - 1 and (glyphs[end].text in _BEGINNERS or _is_narrow(glyphs[end].text)):
        end += 1
    return glyphs[end].right - glyphs[0].left


def _is_narrow(text: str) -> bool:
    return text.isascii() and not text.isspace()
