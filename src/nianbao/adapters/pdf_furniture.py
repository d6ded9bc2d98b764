"""Page numbers and running heads: what stands at the edge of the pages and belongs to no report."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from nianbao.adapters.pdf_frames import Frame
from nianbao.adapters.pdf_lines import Line, lines
from nianbao.adapters.pdf_marks import Glyph, Sheet

# Shares of the page's height.
_HEAD, _FOOT = 0.11, 0.13
_LONGEST = 80
# Sizes of the letter: what stands further apart is not one remark.
_APART = 2.0
# Points: where two pages print the same thing.
_SAME_HEIGHT = 3.0
_DASH = r"[-–—―−·•~]+"
_NUMBER = r"[0-9]{1,3}"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}{_NUMBER}{_DASH}|第{_NUMBER}页(?:[,/]?共{_NUMBER}页)?|[Pp]age{_NUMBER}(?:of{_NUMBER})?"
)
# A cell's figure may look like this as well: 「2/1」 where two numbers were meant.
_SHARE = re.compile(rf"{_NUMBER}/{_NUMBER}")
_DIGITS = re.compile(r"[0-9]+")


def furniture(sheets: Sequence[Sheet], frames: Sequence[Sequence[Frame]]) -> list[frozenset[Glyph]]:
    """For each page the letters that are page number or running head.

    Inside a table only what has the shape of a page number and no cell's figure can have.
    """
    edges = [_edge_lines(sheet) for sheet in sheets]
    repeated = _repeated(edges)
    found = []
    for i, (sheet, inside) in enumerate(zip(sheets, frames, strict=True)):
        dropped: set[Glyph] = set()
        for line in edges[i]:
            body = _body(line)
            is_numbered = bool(_PAGE_NUMBER.fullmatch(body)) or (body == str(sheet.number) and _is_alone(line, sheet))
            is_numbered |= body == f"{sheet.number}/{len(sheets)}"
            is_loose = not any(_is_in(line, frame) for frame in inside)
            beside = _beside(line, edges[i])
            is_running = is_loose and bool(beside) and all((i, each) in repeated for each in beside)
            is_numbered |= is_loose and bool(_SHARE.fullmatch(body)) and (i, line) in repeated
            if (is_numbered and (is_loose or not body.isdecimal())) or is_running:
                dropped.update(line.glyphs)
        found.append(frozenset(dropped))
    return found


def _edge_lines(sheet: Sheet) -> list[Line]:
    head, foot = _HEAD * sheet.height, (1 - _FOOT) * sheet.height
    glyphs = [glyph for glyph in sheet.glyphs if glyph.flow == "right" and (glyph.bottom < head or glyph.top > foot)]
    return [part for line in lines(glyphs) for part in _parts(line)]


def _parts(line: Line) -> list[Line]:
    """The line cut where its letters stand far apart: a page number may share its height with a table's row."""
    parts: list[list[Glyph]] = [[line.glyphs[0]]]
    for glyph in line.glyphs[1:]:
        if glyph.left - parts[-1][-1].right > _APART * glyph.size:
            parts.append([])
        parts[-1].append(glyph)
    return [Line("".join(glyph.text for glyph in part), tuple(part)) for part in parts]


def _body(line: Line) -> str:
    return "".join(unicodedata.normalize("NFKC", line.text).split())


def _repeated(edges: Sequence[Sequence[Line]]) -> set[tuple[int, Line]]:
    """The lines that two or more pages print alike at the same height, numbers aside."""
    alike: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for page, found in enumerate(edges):
        for line in found:
            if len(line.text) <= _LONGEST:
                alike[_DIGITS.sub("#", _body(line))].append((page, line))
    return {
        (page, line)
        for places in alike.values()
        for page, line in places
        if any(other != page and abs(each.bottom - line.bottom) <= _SAME_HEIGHT for other, each in places)
    }


def _beside(line: Line, others: Sequence[Line]) -> list[Line]:
    """A line with what stands on its height; none when that is a row of figures, which is no running head."""
    found = [other for other in others if other.top < line.bottom and line.top < other.bottom]
    return found if len(found) == 1 or any(char.isalpha() for other in found for char in other.text) else []


def _is_alone(line: Line, sheet: Sheet) -> bool:
    return not any(
        glyph.bottom > line.top and glyph.top < line.bottom and glyph not in line.glyphs for glyph in sheet.glyphs
    )


def _is_in(line: Line, frame: Frame) -> bool:
    return frame.at((line.left + line.right) / 2, (line.top + line.bottom) / 2) is not None
