"""The head of a report: its title, what stands before the first section, the unit and the year."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from nianbao.core.document import Paragraph
from nianbao.core.numbers import folded
from nianbao.forms.labels import simplified
from nianbao.forms.page_frame import head_frame, is_about, is_mark
from nianbao.forms.words import level_of, words

_LONGEST_TITLE = 60
_TITLE_LINES = 3
_TRAILING = re.compile(r"[(（\u3014\[【][^()（）]*[)）\u3015\]】]$")
_FULL_DIGITS = "0-9０-９"
_PERIOD = re.compile(r"([0-9]{4})年0?1月0?1日.{0,8}?(?:至|到|-|—|~)(?:([0-9]{4})年)?12月31日")
_SPOKEN_YEAR = re.compile(r"([0-9]{4})年度")
_NAMED_YEAR = re.compile(r"([0-9]{4})年")
_QUOTED = 20
_MADE_BY = re.compile(r"由([^，。、；：由]{2,30}?)(?:负责|组织|汇总)?(?:编制|编写|公布|发布)")
_DATE = re.compile(r"(?:[0-9]{4}|[^\W0-9]{4})年.{1,3}月.{1,3}日")
# Signature and date, with a contact line or two around them.
_SIGNATURE = 4


class Head(NamedTuple):
    """The title in one line, its paragraphs, the lead, and what stood around them that is the page's."""

    title: str
    printed: tuple[Paragraph, ...]
    lead: tuple[Paragraph, ...]
    aside: tuple[Paragraph, ...] = ()


class Unit(NamedTuple):
    """A unit and, when it was not in the title, the words and the place it was taken from."""

    name: str
    quote: str = ""
    place: str | None = None


class Year(NamedTuple):
    """A year and, when it was not in the title, the words and the place it was taken from."""

    year: int
    quote: str = ""
    place: str | None = None


def head(before: Sequence[Paragraph]) -> Head:
    """The title and the lead of what stands before the first heading; a title over several lines is joined.

    Menus and lists of earlier years end like titles too: the one that names unit and year counts, the last of equals.
    """
    spans = [_span(before, end) for end, paragraph in enumerate(before) if ends_title(paragraph.text)]
    if not spans:
        parted = head_frame((), before)
        return Head("", (), *parted)
    start, end = max(spans, key=lambda span: _rank(_joined(before[span[0] : span[1]]), span))
    printed = tuple(before[start:end])
    title = _joined(printed)
    around = [_without(part, title) for part in (before[:start], before[end:])]
    others = dict.fromkeys(each for part in around for each in part if ends_title(each.text))
    above, below = ([each for each in part if each not in others] for part in around)
    kept = frozenset((parted := head_frame(above, below, is_menu=len(above) < len(around[0]))).kept)
    return Head(title, printed, parted.kept, tuple(each for part in around for each in part if each not in kept))


def _without(paragraphs: Sequence[Paragraph], title: str) -> list[Paragraph]:
    """The paragraphs without those that say the title, or a part of it, once more."""
    return [each for each in paragraphs if folded(each.text) not in folded(title)]


def _span(before: Sequence[Paragraph], end: int) -> tuple[int, int]:
    start = end
    while start > 0 and end - start + 1 < _TITLE_LINES and _goes_on(before[start - 1].text, before[start : end + 1]):
        start -= 1
    return start, end + 1


def _joined(printed: Sequence[Paragraph]) -> str:
    return "".join(paragraph.text.strip() for paragraph in printed)


def _rank(title: str, span: tuple[int, int]) -> tuple[bool, bool, bool, int]:
    return not (is_mark(title) or is_about(title)), agency(title) is not None, year_of_title(title) is not None, span[1]


def ends_title(text: str) -> bool:
    """Whether a line ends like the title of a report."""
    body = _TRAILING.sub("", simplified(text)).strip('《》“”"')
    return len(body) <= _LONGEST_TITLE and body.endswith(words().title_endings)


def _goes_on(above: str, below: Sequence[Paragraph]) -> bool:
    """Whether the line above is the beginning of the title: what is there so far names no unit."""
    body = above.strip()
    if len(body) > _LONGEST_TITLE or not body or not (body[-1].isalnum() or body.endswith(")）》")):
        return False
    if is_mark(above) or is_about(above) or ends_title(above):
        return False
    return agency("".join(paragraph.text.strip() for paragraph in below)) is None


def agency(title: str) -> str | None:
    """The unit a title names: what stands before 政府信息公开, the year taken out. Characters stay as printed."""
    body = "".join(title.split())
    plain = simplified(body)
    is_plain = plain == body
    # Positions agree but where a compatibility character has unfolded.
    body = body if len(plain) == len(body) else plain
    found = [(plain.find(each), each) for each in words().title_subjects if each in plain]
    at, subject = min(found, default=(-1, ""))
    if at < 0:
        return None
    name = _year_pattern().sub("", body[:at]).strip('《》“”"的：:-—()（）')
    plain, openings = name if is_plain else simplified(name), words().title_openings
    for opening in openings if plain.startswith(openings) or plain.endswith(openings) else ():
        if plain.startswith(opening):
            name = name[len(opening) :]
            plain = simplified(name)
        if plain.endswith(opening):
            name = name[: -len(opening)]
            plain = simplified(name)
    if name.endswith(words().shared_stem) and subject.startswith(words().shared_tail):
        name += body[at : at + len(words().shared_tail)]
    return name or None


def unit_of_text(lead: Sequence[Paragraph], last: Sequence[Paragraph]) -> Unit | None:
    """The unit the lead says the report is made by, else the one that signs at its end, its date beneath."""
    for paragraph in lead:
        match = _MADE_BY.search("".join(paragraph.text.split()))
        if match and not simplified(match[1]).startswith(words().own_names):
            return Unit(match[1], match[0], paragraph.place)
    for above, below in pairwise(last[-_SIGNATURE:]):
        name = "".join(above.text.split())
        if _DATE.fullmatch(folded(below.text)) and level_of(name):
            return Unit(name, name, above.place)
    return None


@cache
def _year_pattern() -> re.Pattern[str]:
    written = "".join(words().digits)
    return re.compile(rf"([{_FULL_DIGITS}]{{4}}|[{written}]{{4}})年度?")


def year_of_title(title: str) -> int | None:
    """The year a title names, in digits or in characters."""
    match = _year_pattern().search("".join(title.split()))
    if match is None:
        return None
    return int("".join(words().digits.get(char, char) for char in folded(match[1])))


def year_of_text(lead: Sequence[Paragraph], body: Sequence[Paragraph]) -> Year | None:
    """The year of the period the lead states, else the one the text speaks of most; None when two are level."""
    for paragraph in lead:
        match = _PERIOD.search(folded(paragraph.text))
        if match and match[2] in (None, match[1]):
            return Year(int(match[1]), match[0], paragraph.place)
    every = (*lead, *body)
    return _commonest(every, _SPOKEN_YEAR) or _commonest(every, _NAMED_YEAR)


def _commonest(paragraphs: Sequence[Paragraph], pattern: re.Pattern[str]) -> Year | None:
    counts = Counter(year for paragraph in paragraphs for year in pattern.findall(folded(paragraph.text)))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    for paragraph in paragraphs:
        found = [match[0] for match in pattern.finditer(folded(paragraph.text)) if match[1] == ranked[0][0]]
        if found:
            return Year(int(ranked[0][0]), _quoted(paragraph.text, found[0]), paragraph.place)
    return None


def _quoted(text: str, named: str) -> str:
    """The clause that begins with those words, as printed."""
    at = text.find(named)
    return text[at : at + _QUOTED] if at >= 0 else named
