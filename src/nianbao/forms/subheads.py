"""Sub-headings inside a narrative: （一）, 1. and （1）, alone on a line or before the text they head."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nianbao.core.form import NUMERALS

# Level 1 are the sections themselves. A number with decimals, a date or a sum is none.
_NUMBERS = (
    (2, re.compile(rf"[（(][{NUMERALS}]+[）)]")),
    (3, re.compile(r"[0-9０-９]{1,2}[.．、](?![0-9０-９])")),
    (4, re.compile(r"[（(][0-9０-９]{1,2}[）)]")),
)
_LONGEST = 40
_STOP = "。"
# What has one of these is something said, not the name of what follows.
_PAUSES = frozenset("。；;，,！!？?：:")


class Subhead(NamedTuple):
    """A paragraph parted: the level of its sub-heading, 2 to 4, the sub-heading, and the rest; level 0 without one."""

    level: int
    head: str
    rest: str


def level_of(paragraph: str) -> int:
    """The level its number gives a paragraph; 0 without one."""
    return next((level for level, number in _NUMBERS if number.match(paragraph)), 0)


def subheads(paragraphs: Sequence[str]) -> Iterator[Subhead]:
    """Each paragraph of a narrative with its sub-heading.

    1. and （1） number items of a list as well: alone on a line they head something only where text follows and no
    item of the same list stands beside them.
    """
    padded = ["", *paragraphs, ""]
    for i, paragraph in enumerate(paragraphs):
        yield _parted(padded[i], paragraph, padded[i + 2])


def _parted(before: str, paragraph: str, after: str) -> Subhead:
    level = level_of(paragraph)
    end = paragraph.find(_STOP) + 1
    is_alone = end in (0, len(paragraph))
    head, rest = (paragraph, "") if is_alone else (paragraph[:end], paragraph[end:])
    if not level or len(head) > _LONGEST or (is_alone and level > 2 and not _is_over_text(before, paragraph, after)):
        return Subhead(0, "", paragraph)
    return Subhead(level, head, rest)


def _is_over_text(before: str, paragraph: str, after: str) -> bool:
    level = level_of(paragraph)
    follows = bool(after) and (level_of(after) == 0 or level_of(after) > level)
    return follows and level_of(before) != level and _PAUSES.isdisjoint(paragraph)
