"""Tables that only lay out a page, told from those that hold data by what stands in their own cells."""

from dataclasses import dataclass, field

from lxml import etree

from nianbao.core.form import Section
from nianbao.forms import load
from nianbao.forms.labels import fits
from nianbao.forms.recognise_headings import is_heading
from nianbao.forms.vocabulary import labels_of

_Element = etree._Element
_BLOCKS = frozenset({"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
_FEWEST_LABELS = 3
_LONGEST_LABEL = 80


@dataclass(slots=True)
class _Seen:
    """What a table holds by itself, tables inside it left out."""

    element: _Element
    lines: list[list[str]] = field(default_factory=list)
    widest: int = 0
    across: int = 0
    inner: list["_Seen"] = field(default_factory=list)

    @property
    def cells(self) -> list[str]:
        """The text of each cell."""
        return ["".join(parts) for parts in self.lines]


def frames(root: _Element) -> set[_Element]:
    """The tables that only lay out the page.

    A table with a form's labels in its own cells holds data, and tables inside it are parts of its cells; any other
    that holds tables, has a single column, or has whole sections in a cell, is a frame.
    """
    return {seen.element for seen in _seen(root) if _is_frame(seen)}


def _seen(root: _Element) -> list[_Seen]:
    found: list[_Seen] = []
    around: list[_Seen] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag == "table" and event == "start":
            seen = _Seen(element)
            if around:
                around[-1].inner.append(seen)
            around.append(seen)
            found.append(seen)
        elif tag == "table":
            around.pop()
        elif around:
            _note(around[-1], element, is_start=event == "start")
        if around and event == "end" and around[-1].lines and element.tail and tag not in ("td", "th", "tr"):
            around[-1].lines[-1].append(element.tail)
    return found


def _note(seen: _Seen, element: _Element, *, is_start: bool) -> None:
    tag = element.tag
    if not is_start:
        return
    if tag == "tr":
        seen.across = 0
    elif tag in ("td", "th"):
        seen.across += 1
        seen.widest = max(seen.widest, seen.across)
        seen.lines.append([])
    elif tag in _BLOCKS and seen.lines:
        seen.lines[-1].append("\n")
    if seen.lines and element.text and tag not in ("script", "style"):
        seen.lines[-1].append(element.text)


def _is_frame(seen: _Seen) -> bool:
    if seen.widest <= 1:
        return True
    if seen.inner:
        return _labels(seen) < _FEWEST_LABELS or any(_labels(each) >= _FEWEST_LABELS for each in seen.inner)
    return _labels(seen) < _FEWEST_LABELS and any(_holds_sections(text) for text in seen.cells)


def _labels(seen: _Seen) -> int:
    labels = labels_of(load.catalogue())
    return sum(fits(text, labels) for text in seen.cells if text.strip() and len(text) <= _LONGEST_LABEL)


def _holds_sections(text: str) -> bool:
    sections: tuple[Section, ...] = tuple(dict.fromkeys(each for form in load.catalogue() for each in form.sections))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and any(is_heading(line, sections) for line in lines)
