"""What is drawn on the pages of a PDF: letters with their boxes, and the straight lines that rule tables."""

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import Matrix, PathSegment, Point, Rect, apply_matrix_pt

from nianbao.adapters.pdf_content import Interpreter, Resources
from nianbao.adapters.pdf_letters import typed
from nianbao.core.errors import CannotRead

MOST_PAGES = 200
# Letters and lines of the whole file; a report has some thousands.
MOST_MARKS = 400_000
# Points. A filled box no wider than this is a line.
_THICK = 3.0
_STRAIGHT = 0.5
_SLANTED = 0.2
_INVISIBLE = (3, 7)
# A file ends with this word; objects behind it belong to a part whose end is missing.
_LAST = b"%%EOF"
_GOES_ON = re.compile(_LAST + rb".*?[0-9]\s+[0-9]+\s+obj\b", re.DOTALL)
# The library trusts what a file says of itself; a damaged one makes it stumble in any of these ways.
_STUMBLES = (
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Glyph(NamedTuple):
    """A letter; y grows downwards. `flow` is where the next letter stands: "right", "down" or "up"."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    flow: str


class Ruling(NamedTuple):
    """A straight line at one coordinate, from `start` to `end` along the other."""

    at: float
    start: float
    end: float


class Box(NamedTuple):
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Sheet:
    """One page: its letters in the order drawn, its level and its upright lines, its coloured grounds."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    level: list[Ruling] = field(default_factory=list)
    upright: list[Ruling] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)

    def count(self) -> int:
        """How many marks the page has."""
        return len(self.glyphs) + len(self.level) + len(self.upright) + len(self.fills)


def sheets(data: bytes, file: str) -> list[Sheet]:
    """The pages of a file.

    Raises: CannotRead when it is encrypted, damaged or too large.
    """
    # Every oddity of a font would be told to the terminal.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        found = list(_sheets(data, file))
    except PDFEncryptionError:
        raise CannotRead(f"读不了「{file}」：文件设有打开密码。请解除密码后再试，或用原来的 Word 文件。") from None
    except _STUMBLES:
        raise _damaged(file) from None
    if not found:
        raise _damaged(file)
    return found


def _damaged(file: str) -> CannotRead:
    return CannotRead(f"读不了「{file}」：文件已损坏或不完整。请重新下载或导出后再试。")


def _sheets(data: bytes, file: str) -> Iterator[Sheet]:
    if _GOES_ON.search(data, max(data.rfind(_LAST), 0)):
        # What was saved first is whole, what was changed since is cut off: the library would read the old figures.
        raise _damaged(file)
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    if resolve1(dict_value(document.catalog["Pages"]).get("Count")) == 0:
        raise CannotRead(f"读不了「{file}」：文件里一页也没有。请重新导出后再试，或用原来的 Word 文件。")
    resources = Resources()
    device = _Device(resources)
    interpreter = Interpreter(resources, device)
    marks = 0
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MOST_PAGES:
            raise CannotRead(f"读不了「{file}」：超过 {MOST_PAGES} 页，不像一份年报。请只保留年报的几页后再试。")
        device.left = MOST_MARKS - marks
        interpreter.process_page(page)
        marks += device.sheet.count()
        if marks > MOST_MARKS:
            raise CannotRead(f"读不了「{file}」：文字和线条过多，不像一份年报。请核对文件，或用原来的 Word 文件。")
        device.sheet.number = number
        yield device.sheet


class _Device(PDFLayoutAnalyzer):
    """Receives what is drawn, page by page; pictures and invisible text are passed over."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.sheet = Sheet(0, 0, 0)
        self.left = MOST_MARKS
        self._is_hidden = False

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Start an empty page."""
        super().begin_page(page, ctm)
        self.sheet = Sheet(0, self.cur_item.width, self.cur_item.height)

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """A part drawn by reference is drawn like the rest."""

    def end_figure(self, _: str) -> None:
        """See `begin_figure`."""

    def render_image(self, name: str, stream: PDFStream) -> None:
        """Pictures say nothing here."""

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        """Take note of text that is there for searching only, such as what a scanner guessed."""
        self._is_hidden = textstate.render in _INVISIBLE
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(  # noqa: PLR0917 - the library's signature
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Keep a letter."""
        text = self._text(font, cid)
        width, offset = font.char_width(cid), font.char_disp(cid)
        char = LTChar(matrix, font, fontsize, scaling, rise, text, width, offset, ncs, graphicstate)
        flow = _flow(matrix, is_vertical=font.is_vertical())
        is_on_page = 0 <= char.x0 + char.width / 2 <= self.sheet.width and 0 <= char.y1 <= self.sheet.height
        is_hidden = self._is_hidden or (_is_white(graphicstate.ncolor) and not self._is_on_ground(char))
        if flow and is_on_page and not is_hidden and self.sheet.count() <= self.left:
            self.sheet.glyphs.append(self._glyph(char, flow))
        return char.adv

    def _is_on_ground(self, char: LTChar) -> bool:
        """Whether a coloured ground lies under a letter, on which white can be read."""
        x, y = (char.x0 + char.x1) / 2, self.sheet.height - (char.y0 + char.y1) / 2
        return any(box.left <= x <= box.right and box.top <= y <= box.bottom for box in self.sheet.fills)

    def _text(self, font: PDFFont, cid: int) -> str:
        try:
            return typed(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            return typed(self.handle_undefined_char(font, cid))

    def _glyph(self, char: LTChar, flow: str) -> Glyph:
        height = self.sheet.height
        top, bottom = height - char.y1, height - char.y0
        base = height - char.matrix[5] if flow == "right" else bottom
        return Glyph(char.get_text(), char.x0, top, char.x1, bottom, base, char.size, flow)

    def paint_path(  # noqa: PLR0917 - the library's signature
        self, gstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        """Keep the straight lines of a path: its strokes, and fills as thin as a line."""
        is_stroked = stroke and not _is_white(gstate.scolor)
        is_filled = fill and not stroke and not _is_white(gstate.ncolor)
        for points in _outlines(path):
            if self.sheet.count() > self.left:
                return
            places = [self._place(point) for point in points]
            if is_stroked:
                self._stroke(places)
            elif is_filled:
                self._fill(places)

    def _place(self, point: Point) -> Point:
        x, y = apply_matrix_pt(self.ctm, point)
        return x, self.sheet.height - y

    def _stroke(self, points: list[Point]) -> None:
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(y0 - y1) <= _STRAIGHT:
                self.sheet.level.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            if abs(x0 - x1) <= _STRAIGHT:
                self.sheet.upright.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def _fill(self, points: list[Point]) -> None:
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        if bottom - top <= _THICK:
            self.sheet.level.append(Ruling((top + bottom) / 2, left, right))
        if right - left <= _THICK:
            self.sheet.upright.append(Ruling((left + right) / 2, top, bottom))
        if min(bottom - top, right - left) > _THICK:
            self.sheet.fills.append(Box(left, top, right, bottom))


def _outlines(path: Sequence[PathSegment]) -> Iterator[list[Point]]:
    """The corners of each closed or open part of a path; parts with curves are left out."""
    points: list[Point] = []
    is_straight = True
    for operator, *numbers in (*path, ("m",)):
        if operator == "m":
            if is_straight and len(points) > 1:
                yield points
            points, is_straight = [], True
        if operator == "h" and points:
            points.append(points[0])
        elif operator in ("m", "l") and len(numbers) == 2:
            points.append((float(numbers[0]), float(numbers[1])))
        elif operator not in ("m", "l", "h"):
            is_straight = False


def _flow(matrix: Matrix, *, is_vertical: bool) -> str:
    """Where a letter's neighbour stands; empty for slanted letters, which are watermarks."""
    a, b = matrix[0], matrix[1]
    if min(abs(a), abs(b)) > _SLANTED * max(abs(a), abs(b)):
        return ""
    if abs(b) > abs(a):
        return "down" if b < 0 else "up"
    return "down" if is_vertical else "right"


def _is_white(colour: object) -> bool:
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return False
    return all(part <= 0 for part in parts) if len(parts) == 4 else bool(parts) and all(part >= 1 for part in parts)
