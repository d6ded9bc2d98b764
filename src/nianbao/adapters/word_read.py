"""A .docx read as paragraphs and grids, as a reader sees the page: tracked changes accepted, hidden text left out.

Elements are told by their local names, which are the same in both namespaces Word writes (transitional and strict).
Everything here descends the XML, and the parser refuses XML deeper than 256.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

from lxml import etree

from nianbao.adapters import gate
from nianbao.adapters.page import Page, Slot, cell_text, heading_text, is_note_mark
from nianbao.core.document import Document
from nianbao.core.errors import CannotRead

_Element = etree._Element
# Properties by their names.
_Look = Mapping[str, _Element]
# Properties, deleted and moved-away text, field codes, pronunciation, and the second copy of a text box.
_UNSEEN = frozenset(
    {"pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr"}
    | {"del", "moveFrom", "instrText", "delText", "rt", "Fallback"}
)
_DRAWN = frozenset({"drawing", "pict", "object"})
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Of its own accord it follows nothing deeper than 256.
_Parser = partial(etree.XMLParser, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
# Runs looked back upon from a superscript.
_NEAR = 4
_OFF = frozenset({"0", "false", "off"})
_WHOLE = re.compile(r"[0-9]{1,9}")


def read(data: bytes, file: str, parts: Mapping[str, bytes] | None = None) -> Document:
    """The paragraphs and tables of a .docx in page order; `parts` are those of `gate.inflate` where the caller has them.

    Raises: CannotRead when the bytes are not a sound .docx.
    """
    if parts is None:
        gate.refuse_ole(data, file)
        if not gate.is_zip(data):
            raise CannotRead(f"读不了「{file}」：不是 Word 文档（.docx）。请用 Word 或 WPS 另存为 .docx 后再试。")
        parts = gate.inflate(data, file)
    name = _main_part(parts, file)
    body = _child(_parsed(parts[name], file), "body")
    if body is None:
        raise CannotRead(f"读不了「{file}」：文件里没有 Word 正文。请用 Word 或 WPS 打开，另存为 .docx 后再试。")
    styles = parts.get(posixpath.join(posixpath.dirname(name), "styles.xml"))
    reader = _Reader(Page(file), _Styles() if styles is None else _styles(_parsed(styles, file)))
    reader.blocks(body)
    return reader.page.document()


def _main_part(parts: Mapping[str, bytes], file: str) -> str:
    links = parts.get("_rels/.rels")
    for link in [] if links is None else _parsed(links, file):
        if link.get("Type", "").endswith("/officeDocument"):
            name = posixpath.normpath(link.get("Target", "").lstrip("/"))
            # Of the XML parts the gate has made sure that they bring no DTD.
            if name in parts and name.endswith(".xml"):
                return name
    if "word/document.xml" in parts:
        return "word/document.xml"
    raise CannotRead(f"读不了「{file}」：不是 Word 文档（.docx）。请用 Word 或 WPS 另存为 .docx 后再试。")


def _parsed(part: bytes, file: str) -> _Element:
    try:
        return etree.fromstring(part, _Parser(collect_ids=False))
    except etree.XMLSyntaxError as error:
        raise CannotRead(f"读不了「{file}」：文件内容已损坏。请用 Word 或 WPS 打开，另存一份再试。") from error


@dataclass(frozen=True, slots=True)
class _Styles:
    """Ids of the styles that hide text, raise it, or are headings, whose line breaks only look nice."""

    hidden: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()


def _styles(root: _Element) -> _Styles:
    hidden, raised, headings = set(), set(), set()
    for style in root:
        code, said = _attribute(style, "styleId"), _by_name(style)
        look = _by_name(said.get("rPr"))
        if _is_on(look, "vanish"):
            hidden.add(code)
        if _value(look, "vertAlign") == "superscript":
            raised.add(code)
        if _value(said, "name").lower().startswith(("title", "heading")):
            headings.add(code)
    return _Styles(frozenset(hidden), frozenset(raised), frozenset(headings))


@dataclass(frozen=True, slots=True)
class _Reader:
    page: Page
    styles: _Styles

    def blocks(self, parent: _Element) -> None:
        """Add the paragraphs and tables of the body, or of a cell that only lays out the page."""
        for block in self._blocks(parent):
            if isinstance(block, str):
                self.page.paragraph(block)
            elif _is_layout(block):
                for cell in (cell for row in _rows(block) for cell, _ in _cells(row)):
                    self.blocks(cell)
            else:
                self._table(block)

    def _blocks(self, parent: _Element) -> Iterator[str | _Element]:
        """The texts of the paragraphs, and the tables, in order."""
        pieces: list[str] = []
        for element in _inside(parent, ("p", "tbl")):
            self.page.spend()
            if _name(element) == "tbl":
                yield element
                continue
            boxes: list[_Element] = []
            look = _look(element, "pPr")
            pieces.append(self._paragraph(element, look, boxes))
            if not _is_joined(look):
                yield "".join(pieces)
                pieces.clear()
            for box in boxes:
                yield from self._blocks(box)
        yield "".join(pieces)

    def _table(self, table: _Element) -> None:
        key = self.page.open_table()
        nested: list[_Element] = []
        rows: list[list[Slot]] = []
        for row in _rows(table):
            before = _number(_look(row, "trPr"), "gridBefore", 0)
            slots = [Slot("", before)] if before else []
            slots += [self._slot(cell, look, nested, bool(rows)) for cell, look in _cells(row)]
            rows.append(slots)
        self.page.close_table(key, rows)
        for inner in nested:
            self._table(inner)

    def _slot(self, cell: _Element, look: _Look, nested: list[_Element], has_above: bool) -> Slot:
        self.page.spend()
        texts = []
        for block in self._blocks(cell):
            if isinstance(block, str):
                texts.append(block)
            else:
                nested.append(block)
        is_covered = has_above and _is_continued(look)
        return Slot(None if is_covered else cell_text(texts), _number(look, "gridSpan", 1))

    def _paragraph(self, paragraph: _Element, look: _Look, boxes: list[_Element]) -> str:
        style = _value(look, "pStyle")
        if style in self.styles.hidden:
            return ""
        pieces: list[str] = []
        self._inline(paragraph, pieces, boxes)
        text = "".join(pieces)
        return heading_text(text) if style in self.styles.headings else text

    def _inline(self, parent: _Element, pieces: list[str], boxes: list[_Element]) -> None:
        for element in parent:
            name = _name(element)
            if name == "t":
                pieces.append(element.text or "")
            elif name in _MARKS:
                pieces.append(_MARKS[name])
            elif name in _DRAWN:
                boxes += _boxes(element)
            elif name == "r":
                self._run(element, pieces, boxes)
            elif name not in _UNSEEN and not _is_placeholder(element):
                self._inline(element, pieces, boxes)

    def _run(self, run: _Element, pieces: list[str], boxes: list[_Element]) -> None:
        look = _look(run, "rPr")
        style = _value(look, "rStyle")
        if style in self.styles.hidden or _is_on(look, "vanish"):
            return
        inner: list[str] = []
        self._inline(run, inner, boxes)
        is_raised = style in self.styles.raised or _value(look, "vertAlign") == "superscript"
        text = "".join(inner)
        if not (is_raised and is_note_mark(text, "".join(pieces[-_NEAR:]))):
            pieces.append(text)


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _name(element: _Element) -> str:
    return _local(element.tag)


def _child(parent: _Element, name: str) -> _Element | None:
    for child in parent:
        if _local(child.tag) == name:
            return child
    return None


def _by_name(parent: _Element | None) -> _Look:
    return {} if parent is None else {_local(child.tag): child for child in parent}


def _look(element: _Element, name: str) -> _Look:
    """The properties of an element, kept in its child of this name; none where it has no such child."""
    return _by_name(_child(element, name))


def _attribute(element: _Element, name: str) -> str:
    """An attribute, whatever its namespace; "" where absent."""
    for key, value in element.items():
        if _local(key) == name:
            return str(value)
    return ""


def _value(look: _Look, name: str) -> str:
    element = look.get(name)
    return "" if element is None else _attribute(element, "val")


def _is_on(look: _Look, name: str) -> bool:
    return name in look and _value(look, name).lower() not in _OFF


def _number(look: _Look, name: str, default: int) -> int:
    text = _value(look, name)
    return max(int(text), default) if _WHOLE.fullmatch(text) else default


def _inside(parent: _Element, names: tuple[str, ...]) -> Iterator[_Element]:
    """The children of these names, also inside content controls, insertions and custom XML."""
    for element in parent:
        name = _name(element)
        if name in names:
            yield element
        elif name not in _UNSEEN and name not in ("p", "tbl", "tr", "tc") and not _is_placeholder(element):
            yield from _inside(element, names)


def _rows(table: _Element) -> Iterator[_Element]:
    for row in _inside(table, ("tr",)):
        if "del" not in _look(row, "trPr"):
            yield row


def _cells(row: _Element) -> Iterator[tuple[_Element, _Look]]:
    """The cells of a row with their properties."""
    for cell in _inside(row, ("tc",)):
        look = _look(cell, "tcPr")
        if "cellDel" not in look:
            yield cell, look


def _is_layout(table: _Element) -> bool:
    """Whether a table is but a frame round text: it has a single column."""
    return all(len(list(islice(_cells(row), 2))) <= 1 for row in _rows(table))


def _is_continued(look: _Look) -> bool:
    return any(name in look and _value(look, name) != "restart" for name in ("vMerge", "hMerge"))


def _is_joined(look: _Look) -> bool:
    """Whether the paragraph's end was deleted under tracked changes, so that the next one continues it."""
    mark = look.get("rPr")
    return mark is not None and _child(mark, "del") is not None


def _is_placeholder(element: _Element) -> bool:
    """Whether a content control still shows its 「单击此处输入文字」."""
    return _name(element) == "sdt" and _is_on(_look(element, "sdtPr"), "showingPlcHdr")


def _boxes(drawing: _Element) -> Iterator[_Element]:
    """The text boxes of a drawing, each once; those inside them come with their own drawings."""
    for element in drawing:
        name = _name(element)
        if name == "txbxContent":
            yield element
        elif name not in _UNSEEN:
            yield from _boxes(element)
