"""What a page holds and does not show: scripts, hidden elements, struck-out words, note marks set high."""

import re
from collections.abc import Sequence

from lxml import etree

from nianbao.adapters.page import is_note_mark

_Element = etree._Element
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "title", "select", "textarea", "iframe", "object", "svg", "datalist"}
    | {"audio", "video", "canvas", "del", "s", "strike", "rt", "rp"}
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.0-9])"
    r"|opacity\s*:\s*0(?![.0-9])|text-decoration(?:-line)?\s*:[^;]*line-through",
    re.IGNORECASE,
)
_RAISED = re.compile(r"vertical-align\s*:\s*super|mso-footnote-id", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:foot|end)note(?:reference|anc)", re.IGNORECASE)
_MEDIA = re.compile(r"@[a-z-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"\s*(?:[a-z0-9]+)?\.([\w-]+)\s*", re.IGNORECASE)
# What scripts show later is hidden in a style sheet too; whole articles are, marks and remarks are short.
_LONGEST_HIDDEN = 200


class Unseen:
    """Tells what of one page is not shown."""

    def __init__(self, root: _Element) -> None:
        sheets = "".join(str(text) for style in root.iter("style") for text in style.itertext())
        self._classes = _hidden_classes(sheets)

    def hides(self, element: _Element, text: Sequence[str]) -> bool:
        """Whether an element is not shown, or is only a note mark behind `text`."""
        style = element.get("style", "")
        if element.tag in _UNSEEN or "hidden" in element.attrib or _HIDDEN.search(style):
            return True
        if self._classes and self._classes.intersection(element.get("class", "").split()) and _is_small(element):
            return True
        if element.tag != "sup" and not _RAISED.search(style) and not _REFERENCE.search(element.get("class", "")):
            return False
        before = next((piece for piece in reversed(text[-3:]) if piece.strip()), "")
        return is_note_mark("".join(map(str, element.itertext())), before)


def _hidden_classes(sheets: str) -> frozenset[str]:
    """The class names a style sheet hides on the screen; what it hides in print only is shown."""
    found: set[str] = set()
    for selectors, body in _RULE.findall(_MEDIA.sub("", sheets)):
        if _HIDDEN.search(body):
            found.update(match[1] for each in selectors.split(",") if (match := _SIMPLE.fullmatch(each)))
    return frozenset(found)


def _is_small(element: _Element) -> bool:
    return element.find(".//table") is None and len("".join(map(str, element.itertext()))) <= _LONGEST_HIDDEN
