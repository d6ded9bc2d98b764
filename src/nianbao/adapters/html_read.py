"""A web page read as paragraphs and grids: what the eye sees, whatever its tags and its stated encoding say."""

import re
from typing import Protocol
from urllib.parse import unquote

from lxml import etree

from nianbao.adapters import html_frame, html_tables
from nianbao.adapters.encoding import decode
from nianbao.adapters.html_unseen import Unseen
from nianbao.adapters.page import Page, Slot, cell_text, heading_text
from nianbao.core.document import Document
from nianbao.core.errors import CannotRead

_Element = etree._Element
MOST_BYTES = 10 * 1024 * 1024
# The parser stops here without a word.
_DEEPEST = 256
_MOST_FRAMES = 100
_NO_FILE = ("javascript:", "about:", "data:")
_BREAK = "\x1e"
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav"}
    | {"ol", "p", "pre", "section", "ul", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# The order browsers show row groups in, whatever their order in the page.
_GROUPS = {"thead": 0, "tfoot": 2}
_TYPED = frozenset({"", "text", "number", "tel"})
_MOSTLY = 0.5
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
    reader = _Reader(file, root)
    reader.read(root)
    whole = reader.page.document()
    _refuse_scripted(root, whole, file)
    shown = [html_frame.Shown(item, *origin) for item, origin in zip(whole.items, reader.origins(), strict=True)]
    items, aside = html_frame.parted(shown)
    return Document(file, items, aside)


def _refuse_scripted(root: _Element, whole: Document, file: str) -> None:
    """A report that only stands in a script or an input field is on the screen and in nothing we read."""
    if any(html_frame.is_section(item) for item in whole.items):
        return
    hidden = ["".join(map(str, each.itertext())) for each in root.iter("script", "textarea", "template", "noscript")]
    if html_frame.names_sections("".join(_UNICODE.sub(lambda match: chr(int(match[1], 16)), text) for text in hidden)):
        raise CannotRead(
            f"读不了「{file}」：年报正文写在网页的脚本或输入框里，打开后才显示。"
            "请在浏览器里打开，全选后复制到 Word 保存再试。"
        )


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


class _Reader:
    """One walk over the page, start and end of every element; a table inside a data table is text of its cell."""

    def __init__(self, file: str, root: _Element) -> None:
        self.page = Page(file)
        self._file = file
        self._frames = html_tables.frames(root)
        self._unseen = Unseen(root)
        self._text: list[str] = []
        self._linked = 0
        self._links = 0
        self._preformatted = 0
        self._inner = 0
        self._table: tuple[int, int] | None = None
        self._rows: list[tuple[int, list[Slot]]] | None = None
        self._cell: list[str] | None = None
        self._origins: dict[int, tuple[_Element, bool]] = {}

    def origins(self) -> list[tuple[_Element, bool]]:
        """For each item of the page the element it stands in, and whether most of it is a link."""
        return [self._origins[i] for i in sorted(self._origins)]

    def read(self, root: _Element) -> None:
        """Add everything visible to the page."""
        walk = etree.iterwalk(root, events=("start", "end"))
        depth = 0
        for event, element in walk:
            if event == "start":
                depth += 1
                if depth >= _DEEPEST:
                    raise CannotRead(f"读不了「{self._file}」：网页标签嵌套过深。请把年报正文复制到 Word 后再试。")
                if self._unseen.hides(element, self._text):
                    walk.skip_subtree()
                else:
                    self._start(element)
            else:
                depth -= 1
                self._end(element)
        self._flush(root)

    def _start(self, element: _Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush(element.getparent())
        if tag == "br":
            self._text.append(_BREAK)
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "a" and element.get("href") is not None:
            self._links += 1
        elif tag == "input" and element.get("type", "").lower() in _TYPED:
            self._add(element.get("value"))
        elif self._rows is not None:
            self._start_in_table(element, self._rows)
        elif tag == "table" and element not in self._frames:
            self._rows = []
        self._add(element.text)

    def _start_in_table(self, element: _Element, rows: list[tuple[int, list[Slot]]]) -> None:
        if element.tag == "table":
            self._inner += 1
        elif self._inner:
            return
        elif element.tag == "tr":
            if self._table is None:
                self._table = self.page.open_table()
                self._origins[self._table[0]] = (element, False)
            parent = element.getparent()
            rows.append((_GROUPS.get(parent.tag, 1) if parent is not None else 1, []))
        elif element.tag in ("td", "th") and rows:
            self._cell = []

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if tag == "caption" and self._line() == self.page.last_text:
            # A caption that says the heading again is for those who listen to the page.
            self._text.clear()
        if tag in _BLOCKS:
            self._flush(element, is_heading=tag in _HEADINGS)
        if tag == "pre":
            self._preformatted = max(self._preformatted - 1, 0)
        elif tag == "a" and element.get("href") is not None:
            self._links -= 1
        elif self._rows is not None:
            self._end_in_table(element, self._rows)
        self._add(element.tail)

    def _end_in_table(self, element: _Element, rows: list[tuple[int, list[Slot]]]) -> None:
        if element.tag == "table" and self._inner:
            self._inner -= 1
        elif element.tag == "table":
            self._end_table(rows)
        elif element.tag in ("td", "th") and not self._inner and rows and self._cell is not None:
            slot = Slot(cell_text(self._cell), _span(element, "colspan"), _span(element, "rowspan"))
            rows[-1][1].append(slot)
            self._cell = None

    def _end_table(self, rows: list[tuple[int, list[Slot]]]) -> None:
        if self._table is not None:
            self.page.close_table(self._table, [row for _, row in sorted(rows, key=lambda each: each[0])])
        self._table = self._rows = self._cell = None

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(text.replace("\n", _BREAK) if self._preformatted else text)
            self._linked += len(text.strip()) if self._links else 0

    def _line(self) -> str:
        text = _BLANKS.sub(" ", _WRAP.sub("", "".join(self._text)))
        return "\n".join(line.strip(" ") for line in text.split(_BREAK))

    def _flush(self, owner: _Element | None, *, is_heading: bool = False) -> None:
        self.page.spend()
        text = heading_text(self._line()) if is_heading else self._line()
        is_link = self._linked > _MOSTLY * len(text.strip())
        self._text.clear()
        self._linked = 0
        if self._cell is not None:
            self._cell.append(text)
        elif owner is not None:
            before = len(self.page)
            self.page.paragraph(text)
            self._origins.update(dict.fromkeys(range(before, len(self.page)), (owner, is_link)))


def _span(element: _Element, name: str) -> int:
    text = element.get(name, "").strip()
    if not _SPAN.fullmatch(text):
        return 1
    return int(text) or (_TO_THE_END if name == "rowspan" else 1)
