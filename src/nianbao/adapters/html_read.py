"""A web page read as paragraphs and grids: what the eye sees, whatever its tags and its stated encoding say."""

import re
from typing import Protocol
from urllib.parse import unquote

from lxml import etree

from nianbao.adapters.encoding import decode
from nianbao.adapters.page import Page, Slot, cell_text, heading_text, is_note_mark
from nianbao.core.document import Document
from nianbao.core.errors import CannotRead

_Element = etree._Element
MOST_BYTES = 10 * 1024 * 1024
# The parser stops here without a word.
_DEEPEST = 256
_MOST_FRAMES = 100
_NO_FILE = ("javascript:", "about:", "data:")
_BREAK = "\x1e"
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "title", "select", "textarea", "iframe", "object", "svg"}
    | {"del", "rt", "rp"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav"}
    | {"ol", "p", "pre", "section", "ul", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_SPAN = re.compile(r"[0-9]{1,9}")
_TO_THE_END = 10**6
# Editors wrap their source inside Chinese sentences, where a line end is no blank.
_WIDE = "[\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
_WRAP = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class Pages(Protocol):
    """The other pages that came with a page, where some did."""

    def find(self, target: str, base: str) -> tuple[str, bytes] | None:
        """Address and bytes of what a frame on the page `base` shows; None when it did not come along."""


def read(data: bytes, file: str, pages: Pages | None = None, address: str = "") -> Document:
    """The paragraphs and tables of a page in reading order, with those of frames whose pages came along.

    Raises: CannotRead when the bytes are no text, too large or too deeply nested.
    """
    root = _parsed(data, file)
    if pages is not None:
        _fill_frames(root, file, pages, address)
    reader = _Reader(file, _frames(root))
    reader.read(root)
    return reader.page.document()


def frame_files(data: bytes, file: str) -> list[str]:
    """The other pages a page shows inside itself, as it names them.

    Raises: CannotRead when the bytes are no text.
    """
    targets = [element.get("src", "").strip() for element in _parsed(data, file).iter("frame", "iframe")]
    return [unquote(target) for target in targets if target and not target.lower().startswith(_NO_FILE)]


def _fill_frames(root: _Element, file: str, pages: Pages, address: str) -> None:
    """Put the pages of frames where the frames are; a page stands once, so that none can hold itself."""
    waiting, met = [(root, address)], {address}
    while waiting:
        around, base = waiting.pop()
        for frame in list(around.iter("frame", "iframe")):
            found = pages.find(frame.get("src", "").strip(), base)
            if found is None or found[0] in met or len(met) > _MOST_FRAMES:
                continue
            met.add(found[0])
            inner = _parsed(found[1], file)
            frame.tag = "div"
            frame.attrib.clear()
            frame.text = None
            frame[:] = [inner]
            waiting.append((inner, found[0]))


def _parsed(data: bytes, file: str) -> _Element:
    if len(data) > MOST_BYTES:
        raise CannotRead(f"读不了「{file}」：网页超过 10 MB，不像一份年报。请只保存年报正文后再试。")
    text = decode(data, file).replace("\x00", "").replace(_BREAK, "")
    # The parser is told the encoding, so that a meta tag cannot mislead it.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8"), parser) if text.strip() else None
    if root is None:
        raise CannotRead(f"读不了「{file}」：网页里没有文字。请用浏览器打开年报网页，另存后再试。")
    return root


def _frames(root: _Element) -> set[_Element]:
    """The tables that only lay out the page: they hold other tables, or have a single column."""
    frames: set[_Element] = set()
    around: list[_Element] = []
    cells: list[int] = []
    wide: set[_Element] = set()
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=("table", "tr", "td", "th")):
        if element.tag == "table" and event == "start":
            frames.update(around[-1:])
            around.append(element)
            cells.append(0)
        elif element.tag == "table":
            around.pop()
            cells.pop()
            frames.update({element} - wide)
        elif event == "start" and around:
            cells[-1] = 0 if element.tag == "tr" else cells[-1] + 1
            if cells[-1] > 1:
                wide.add(around[-1])
    return frames


class _Reader:
    """One walk over the page, start and end of every element; no data table stands inside another."""

    def __init__(self, file: str, frames: set[_Element]) -> None:
        self.page = Page(file)
        self._file = file
        self._frames = frames
        self._text: list[str] = []
        self._preformatted = 0
        self._table: tuple[int, int] | None = None
        self._rows: list[list[Slot]] | None = None
        self._cell: list[str] | None = None

    def read(self, root: _Element) -> None:
        """Add everything visible to the page."""
        walk = etree.iterwalk(root, events=("start", "end"))
        depth = 0
        for event, element in walk:
            if event == "start":
                depth += 1
                if depth >= _DEEPEST:
                    raise CannotRead(f"读不了「{self._file}」：网页标签嵌套过深。请把年报正文复制到 Word 后再试。")
                if self._is_unseen(element):
                    walk.skip_subtree()
                else:
                    self._start(element)
            else:
                depth -= 1
                self._end(element)
        self._flush()

    def _start(self, element: _Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._text.append(_BREAK)
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "table" and element not in self._frames:
            self._rows = []
        elif self._rows is not None:
            self._start_in_table(element, self._rows)
        self._add(element.text)

    def _start_in_table(self, element: _Element, rows: list[list[Slot]]) -> None:
        if element.tag == "tr":
            self._table = self._table or self.page.open_table()
            rows.append([])
        elif element.tag in ("td", "th") and rows:
            self._cell = []

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if tag == "caption" and self._line() == self.page.last_text:
            # A caption that says the heading again is for those who listen to the page.
            self._text.clear()
        if tag in _BLOCKS:
            self._flush(is_heading=tag in _HEADINGS)
        if tag == "pre":
            self._preformatted = max(self._preformatted - 1, 0)
        elif tag == "table" and element not in self._frames:
            self._end_table()
        elif tag in ("td", "th") and self._rows and self._cell is not None:
            slot = Slot(cell_text(self._cell), _span(element, "colspan"), _span(element, "rowspan"))
            self._rows[-1].append(slot)
            self._cell = None
        self._add(element.tail)

    def _end_table(self) -> None:
        if self._table is not None and self._rows is not None:
            self.page.close_table(self._table, self._rows)
        self._table = self._rows = self._cell = None

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(text.replace("\n", _BREAK) if self._preformatted else text)

    def _line(self) -> str:
        text = _BLANKS.sub(" ", _WRAP.sub("", "".join(self._text)))
        return "\n".join(line.strip(" ") for line in text.split(_BREAK))

    def _flush(self, *, is_heading: bool = False) -> None:
        self.page.spend()
        text = heading_text(self._line()) if is_heading else self._line()
        self._text.clear()
        if self._cell is not None:
            self._cell.append(text)
        else:
            self.page.paragraph(text)

    def _is_unseen(self, element: _Element) -> bool:
        if element.tag in _UNSEEN or "hidden" in element.attrib or _HIDDEN_STYLE.search(element.get("style", "")):
            return True
        if element.tag != "sup":
            return False
        before = next((piece for piece in reversed(self._text[-3:]) if piece.strip()), "")
        return is_note_mark("".join(map(str, element.itertext())), before)


def _span(element: _Element, name: str) -> int:
    text = element.get(name, "").strip()
    if not _SPAN.fullmatch(text):
        return 1
    return int(text) or (_TO_THE_END if name == "rowspan" else 1)
