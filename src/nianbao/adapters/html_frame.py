"""The page around an article: menus, feet and side columns a portal puts round a report, told by how the page is built.

The article is the smallest element that holds all section headings and tables of the report.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from nianbao.core.document import Paragraph, TextGrid
from nianbao.core.form import Section
from nianbao.forms import load
from nianbao.forms.page_frame import is_about, is_contact, is_mark, is_sentence
from nianbao.forms.recognise_headings import is_heading
from nianbao.forms.recognise_title import ends_title
from nianbao.forms.vocabulary import holds_labels

_Element = etree._Element
Item = Paragraph | TextGrid
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MENUS = frozenset({"nav", "menu"})
_BESIDE = frozenset({"header", "footer", "aside"})
_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "complementary"})
# Word processors put what stands at the head and foot of each printed page into divisions with these titles.
_PRINTED = frozenset({"header", "footer"})
# A title may stand on so many lines.
_TITLE_LINES = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph or a table, the element it stands in, and whether most of it is a link."""

    item: Item
    owner: _Element
    is_link: bool = False


def parted(shown: Sequence[Shown]) -> tuple[tuple[Item, ...], tuple[Paragraph, ...]]:
    """What belongs to the report, and lines left out that nothing but their place tells to be the page's."""
    seen = [each for each in shown if not _is_menu(each.owner)]
    anchors = _anchors(seen)
    if len(anchors) <= 1:
        return tuple(each.item for each in seen), ()
    article = _around([seen[i].owner for i in anchors])
    is_inside = [article in _line(each.owner) for each in seen]
    end = max(i for i, inside in enumerate(is_inside) if inside)
    foot = _foot(seen, end + 1)
    title = max((i for i in range(anchors[0]) if _ends_title(seen[i])), default=0)
    kept: list[Item] = []
    aside: list[Paragraph] = []
    for i, each in enumerate(seen):
        is_menu = i < anchors[0] and each.is_link and each.owner.tag not in _HEADINGS
        is_title = i < anchors[0] and not _is_page(each) and any(map(_ends_title, seen[i + 1 : i + _TITLE_LINES]))
        if not is_menu and (is_inside[i] or _is_kept(each) or is_title or end < i < foot):
            kept.append(each.item)
        elif isinstance(each.item, Paragraph) and i > title and not (_is_told(each) or is_contact(each.item.text)):
            aside.append(each.item)
    return tuple(kept), tuple(aside)


def _ends_title(each: Shown) -> bool:
    return ends_title(_text(each)) and not _is_page(each)


def _foot(shown: Sequence[Shown], after: int) -> int:
    """Where the page's foot begins behind the article: signature and date may stand between."""
    start = next((i for i in range(after, len(shown)) if _is_page(shown[i])), len(shown))
    while after < start < len(shown) and is_contact(_text(shown[start - 1])):
        start -= 1
    return start


def _text(each: Shown) -> str:
    return each.item.text if isinstance(each.item, Paragraph) else ""


def is_section(item: Item) -> bool:
    """Whether an item is a section heading or a table of a report, or holds headings in its cells."""
    if isinstance(item, TextGrid):
        texts = [cell.text for row in item.rows for cell in row if cell.text]
        return holds_labels(item, load.catalogue()) or any(is_heading(text, _sections()) for text in texts)
    return is_heading(item.text, _sections())


def names_sections(text: str) -> bool:
    """Whether a text names most sections of a report."""
    headings = {section.heading for section in _sections()}
    return 2 * sum(heading in text for heading in headings) > len(headings)


def _sections() -> tuple[Section, ...]:
    return tuple(dict.fromkeys(each for form in load.catalogue() for each in form.sections))


def _is_menu(owner: _Element) -> bool:
    return any(
        each.tag in _MENUS or each.get("role") in _ROLES or (each.tag == "div" and each.get("title") in _PRINTED)
        for each in _line(owner)
    )


def _line(element: _Element) -> Iterator[_Element]:
    yield element
    yield from element.iterancestors()


def _anchors(shown: Sequence[Shown]) -> list[int]:
    """The positions of section headings and of tables with a form's labels; a list of contents is none."""
    return [i for i, each in enumerate(shown) if is_section(each.item) and not each.is_link]


def _around(elements: Sequence[_Element]) -> _Element:
    """The nearest element that holds them all."""
    shared = list(_line(elements[0]))
    for element in elements[1:]:
        line = set(_line(element))
        shared = [each for each in shared if each in line]
    return shared[0]


def _is_kept(each: Shown) -> bool:
    """Whether something outside the article is the report's all the same: a title, a lead, sentences that follow."""
    if isinstance(each.item, TextGrid):
        return holds_labels(each.item, load.catalogue())
    if _is_page(each):
        return each.owner.tag in _HEADINGS and ends_title(each.item.text)
    return each.owner.tag in _HEADINGS or ends_title(each.item.text) or is_sentence(each.item.text)


def _is_page(each: Shown) -> bool:
    """Whether an item plainly is the page's: by its words, as a link, or by the element it stands in."""
    return isinstance(each.item, TextGrid) or _is_told(each) or _is_beside(each.owner)


def _is_told(each: Shown) -> bool:
    text = _text(each)
    return each.is_link or is_mark(text) or is_about(text)


def _is_beside(owner: _Element) -> bool:
    """Whether an element stands in a head, foot or side column of the page; those of an article are its own."""
    beside = next((each for each in _line(owner) if each.tag in _BESIDE), None)
    return beside is not None and next(beside.iterancestors("article"), None) is None
