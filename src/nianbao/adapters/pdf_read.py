"""A PDF read as paragraphs and grids, in the order of its pages."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from nianbao.adapters.page import MOST_PIECES
from nianbao.adapters.pdf_boxes import without_gaps
from nianbao.adapters.pdf_frames import NEAR, Frame, frames
from nianbao.adapters.pdf_furniture import furniture
from nianbao.adapters.pdf_letters import is_garbled
from nianbao.adapters.pdf_lines import Line, lines, once, without_watermarks
from nianbao.adapters.pdf_marks import Glyph, Ruling, Sheet, sheets
from nianbao.adapters.pdf_paragraphs import Placed, margins, paragraphs
from nianbao.adapters.pdf_plain import parted
from nianbao.adapters.pdf_tables import Table, grid, is_continued, table, together
from nianbao.core.document import Document, Paragraph, TextGrid
from nianbao.core.errors import CannotRead
from nianbao.forms import load
from nianbao.forms.labels import fits
from nianbao.forms.vocabulary import table_bodies

# Letters a page must have on average, else its text is in a picture.
_FEWEST = 5
_MOST_UNREADABLE = 0.2
# Sizes of the letter: how far a cell's text may stand below lines that the page's end cut off.
_SPILL = 2.5


def read(data: bytes, file: str) -> Document:
    """The paragraphs and tables of a PDF in page order; a table over several pages is one grid.

    Raises: CannotRead when it is a scan, encrypted, damaged or beyond any report's size.
    """
    pages = [replace(page, glyphs=without_watermarks(page.glyphs)) for page in sheets(data, file)]
    _refuse_unreadable(pages, file)
    ruled = [frames(without_gaps(page)) for page in pages]
    dropped = furniture(pages, ruled)
    items: list[Placed | Table] = []
    for page, found, out in zip(pages, ruled, dropped, strict=True):
        _add(items, _items(page, found, out))
    _refuse_vast(items, file)
    return Document(file, tuple(_finished(items, pages)))


def _refuse_unreadable(pages: Sequence[Sheet], file: str) -> None:
    letters = [glyph.text for page in pages for glyph in page.glyphs if not glyph.text.isspace()]
    if len(letters) < _FEWEST * len(pages):
        raise CannotRead(
            f"读不了「{file}」：这是扫描件，没有可读的文字。请用原来的 Word 文件或网页，或先作文字识别再核对录入。"
        )
    if sum(map(is_garbled, letters)) > _MOST_UNREADABLE * len(letters):
        raise CannotRead(
            f"读不了「{file}」：文件没有说明字形是什么字，读出来是乱码。请用原来的 Word 文件，或重新导出 PDF。"
        )


def _refuse_vast(items: Sequence[Placed | Table], file: str) -> None:
    pieces = sum(len(item.places) * len(item.edges) if isinstance(item, Table) else 1 for item in items)
    if pieces > MOST_PIECES:
        raise CannotRead(f"读不了「{file}」：段落和表格超过 {MOST_PIECES} 处，不像一份年报。请删去无关的内容后再试。")


def _items(page: Sheet, found: Sequence[Frame], dropped: frozenset[Glyph]) -> list[Placed | Table]:
    """The lines and tables of a page from the top down."""
    kept = once(glyph for glyph in page.glyphs if glyph not in dropped)
    found = [_stretched(frame, page, kept) for frame in found]
    inside = [[glyph for glyph in kept if _is_in(glyph, frame)] for frame in found]
    taken = {glyph for each in inside for glyph in each}
    text = lines(glyph for glyph in kept if glyph not in taken and glyph.flow == "right")
    where = f"第{page.number}页"
    tables = [
        table(frame, glyphs, f"{where}表格" if len(found) == 1 else f"{where}第{i}个表格")
        for i, (frame, glyphs) in enumerate(zip(found, inside, strict=True), start=1)
    ]
    ordered: list[tuple[float, Line | Table]] = [(line.top, line) for line in text]
    # Lines that close no cell round nothing are no table.
    ordered += [(frame.ys[0], made) for frame, made in zip(found, tables, strict=True) if made.spots]
    ordered.sort(key=lambda each: each[0])
    items: list[Placed | Table] = []
    number = 0
    for _, item in ordered:
        if isinstance(item, Table):
            items.append(item)
        else:
            number += 1
            items.append(Placed(item, page.number, number))
    return items


def _stretched(frame: Frame, page: Sheet, kept: Sequence[Glyph]) -> Frame:
    """A frame the page's end leaves open takes in the lines that stand beyond the ends of its upright lines."""
    top, bottom = frame.ys[0], frame.ys[-1]
    # The blanks of a running head are left when its letters are gone.
    ink = [glyph for glyph in kept if not glyph.text.isspace()]
    above = [glyph for glyph in ink if glyph.top + glyph.bottom < 2 * top]
    below = [glyph for glyph in ink if glyph.top + glyph.bottom > 2 * bottom]
    if _is_cut_off(above, frame, _lines_at(top, page)):
        reach = min(glyph.top for glyph in above)
        top = reach - 1 if top - reach <= _SPILL * max(glyph.size for glyph in above) else top
    if _is_cut_off(below, frame, _lines_at(bottom, page)):
        reach = max(glyph.bottom for glyph in below)
        bottom = reach + 1 if reach - bottom <= _SPILL * max(glyph.size for glyph in below) else bottom
    return replace(frame, ys=(top, *frame.ys[1:-1], bottom))


def _lines_at(height: float, page: Sheet) -> list[Ruling]:
    return [line for line in page.level if abs(line.at - height) <= NEAR]


def _is_cut_off(letters: Sequence[Glyph], frame: Frame, edge: Sequence[Ruling]) -> bool:
    """Whether all that stands beyond a table's end belongs to cells no line closes there; others may be closed."""
    middles = [(glyph.left + glyph.right) / 2 for glyph in letters]
    is_within = all(frame.xs[0] < glyph.left < frame.xs[-1] for glyph in letters)
    return bool(letters) and is_within and not any(line.start <= x <= line.end for line in edge for x in middles)


def _is_in(glyph: Glyph, frame: Frame) -> bool:
    return frame.at((glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2) is not None


def _add(items: list[Placed | Table], more: list[Placed | Table]) -> None:
    """Add a page's items; a table that goes on from the page before is put together with its beginning."""
    last, first = items[-1] if items else None, more[0] if more else None
    if isinstance(last, Table) and isinstance(first, Table) and is_continued(last, first):
        items[-1] = together(last, first, _is_label)
        more = more[1:]
    items += more


def _is_label(text: str) -> bool:
    return any(fits(text, table_bodies(each)) for form in load.catalogue() for each in form.tables)


def _finished(items: Sequence[Placed | Table], pages: Sequence[Sheet]) -> list[Paragraph | TextGrid]:
    edges = [item.edges[-1] for item in items if isinstance(item, Table)]
    mixed: list[Placed | TextGrid] = []
    for is_text, group in groupby(items, lambda item: isinstance(item, Placed)):
        if is_text:
            mixed += parted([item for item in group if isinstance(item, Placed)])
        else:
            mixed += [grid(item) for item in group if isinstance(item, Table)]
    found = margins([item for item in mixed if isinstance(item, Placed)], pages, edges)
    finished: list[Paragraph | TextGrid] = []
    run: list[Placed] = []
    for item in mixed:
        if isinstance(item, Placed):
            run.append(item)
            continue
        finished += [*paragraphs(run, found), item]
        run = []
    return [*finished, *paragraphs(run, found)]
