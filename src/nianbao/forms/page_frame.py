"""Lines that belong to the page around a report and not to the report: where one is, where from, print, copyright."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from nianbao.core.document import Paragraph, TextGrid
from nianbao.forms.labels import simplified
from nianbao.forms.words import words

_STOPS = ("。", ";", "!", "?")
_DECORATION = "[]【】()<>《》»\u203a|·•-—*#:"
_PARTED = re.compile(r"[\s|｜【】\[\]［］·•>＞/]+")
_MOMENT = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?")
# Longer lines without a stop are clauses somebody wrote; names of menus and of linked pages are shorter.
_LONGEST_LINK = 40
_MENU = 4
_FEWEST_LABELS = 2
_LONGEST_LABEL = 12


class Parted(NamedTuple):
    """Paragraphs that are the report's, and those of the page around it."""

    kept: tuple[Paragraph, ...]
    left: tuple[Paragraph, ...]


def is_sentence(text: str) -> bool:
    """Whether a line ends like something somebody wrote, or is too long for anything else."""
    body = simplified(text).rstrip("”’\"')")
    return body.endswith(_STOPS) or len(body) > 2 * _LONGEST_LINK


def is_mark(text: str) -> bool:
    """Whether a line plainly is of the page: breadcrumbs, print and share, previous and next, copyright, a file."""
    known, body = words().page_frame, simplified(text).lower()
    bare = body.strip(_DECORATION)
    if not bare or is_sentence(text):
        return False
    if bare in known.whole or body.startswith(known.openings) or bare.startswith(known.openings):
        return True
    if any(each in body for each in known.within) or (bare.endswith(known.files) and len(bare) <= _LONGEST_LINK * 2):
        return True
    pieces = [piece for piece in _PARTED.split(text) if simplified(piece).strip(_DECORATION)]
    return len(pieces) > 1 and all(simplified(piece).strip(_DECORATION).lower() in known.whole for piece in pieces)


def is_about(text: str) -> bool:
    """Whether a line tells of the page's number, source or date: 「来源：…」, 「索引号：…」."""
    return not is_sentence(text) and _is_labelled(text, words().page_frame.about)


def is_contact(text: str) -> bool:
    """Whether a line is an address or a telephone number; whose, only its neighbours tell."""
    return not is_sentence(text) and _is_labelled(text, words().page_frame.contact)


def _is_labelled(text: str, labels: Sequence[str]) -> bool:
    body = simplified(text).lstrip("[【(")
    return any(body in (label, f"{label}]", f"{label}】") or body.startswith(f"{label}:") for label in labels)


def is_about_table(grid: TextGrid) -> bool:
    """Whether a table only tells of the page: its index number, its source, its date."""
    cells = [cell.text for row in grid.rows for cell in row if cell.text and cell.text.strip()]
    labels = [text for text in cells if is_about(text)]
    return len(labels) >= _FEWEST_LABELS and 3 * len(labels) >= len(cells)


def head_frame(above: Sequence[Paragraph], below: Sequence[Paragraph], *, is_menu: bool = False) -> Parted:
    """What stands above and below a title parted into the report's own words and the page's.

    Among names of a menu, told by `is_menu`, by their number or by one plain mark, every short line above is one more.
    """
    kept: list[Paragraph] = []
    left: list[Paragraph] = []
    links = sum(_is_link(each.text) for each in above)
    is_menu = is_menu or links >= _MENU or any(_is_frame(each.text) for each in above)
    for paragraph in above:
        is_page = _is_frame(paragraph.text) or (is_menu and _is_link(paragraph.text))
        (left if is_page else kept).append(paragraph)
    before = ""
    for paragraph in below:
        is_page = _is_frame(paragraph.text) or (bool(before) and _belongs(paragraph.text, before))
        (left if is_page else kept).append(paragraph)
        before = paragraph.text if is_page else ""
    return Parted(tuple(kept), tuple(left))


def _belongs(text: str, before: str) -> bool:
    """Whether a line goes on with one of the page's: a bare moment, or the value of a label."""
    body = simplified(text)
    return bool(_MOMENT.fullmatch(body)) or (simplified(before).endswith(":") and _is_link(text))


def _is_frame(text: str) -> bool:
    return is_mark(text) or is_about(text)


def _is_link(text: str) -> bool:
    return len(simplified(text)) <= _LONGEST_LINK and not is_sentence(text)


def tail_frame(paragraphs: Sequence[Paragraph]) -> Parted:
    """The last section parted from the page's foot: from its first plain mark on, contact lines just above it included.

    Sentences stay wherever they stand, and so does everything above the foot: signature and date belong to the report.
    """
    texts = [paragraph.text for paragraph in paragraphs]
    start = next((i for i, text in enumerate(texts) if is_mark(text)), len(texts))
    if start < len(texts):
        while start > 0 and (is_contact(texts[start - 1]) or is_about(texts[start - 1])):
            start -= 1
    foot = paragraphs[start:]
    kept = [each for each in foot if is_sentence(each.text) and not _is_copyright(each.text)]
    left = [each for each in foot if not is_sentence(each.text) or _is_copyright(each.text)]
    return Parted((*paragraphs[:start], *kept), tuple(left))


def _is_copyright(text: str) -> bool:
    body = simplified(text).lower()
    return any(each in body for each in words().page_frame.within)
