"""The head of a report: its title, what stands before the first section, the unit and the year."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from nianbao.core.document import Paragraph
from nianbao.core.numbers import folded
from nianbao.forms.words import words

_LONGEST_TITLE = 60
_TITLE_LINES = 3
_TRAILING = re.compile(r"[(（\u3014\[【][^()（）]*[)）\u3015\]】]$")
_FULL_DIGITS = "0-9０-９"
_PERIOD = re.compile(r"([0-9]{4})年0?1月0?1日.{0,8}?(?:至|到|-|—|~)(?:([0-9]{4})年)?12月31日")
_SPOKEN_YEAR = re.compile(r"([0-9]{4})年度")
_NAMED_YEAR = re.compile(r"([0-9]{4})年")
_QUOTED = 20


class Head(NamedTuple):
    """The title in one line, its paragraphs, and the paragraphs that are left."""

    title: str
    printed: tuple[Paragraph, ...]
    lead: tuple[Paragraph, ...]


class Year(NamedTuple):
    """A year and, when it was not in the title, the words and the place it was taken from."""

    year: int
    quote: str = ""
    place: str | None = None


def head(before: Sequence[Paragraph]) -> Head:
    """The title and the lead of what stands before the first heading; a title over several lines is joined."""
    end = next((i for i, paragraph in enumerate(before) if _ends_title(paragraph.text)), None)
    if end is None:
        return Head("", (), tuple(before))
    start = end
    while start > 0 and end - start + 1 < _TITLE_LINES and _goes_on(before[start - 1].text, before[start : end + 1]):
        start -= 1
    printed = tuple(before[start : end + 1])
    title = "".join(paragraph.text.strip() for paragraph in printed)
    return Head(title, printed, (*before[:start], *before[end + 1 :]))


def _ends_title(text: str) -> bool:
    body = _TRAILING.sub("", folded(text)).strip('《》“”"')
    return len(body) <= _LONGEST_TITLE and body.endswith(words().title_endings)


def _goes_on(above: str, below: Sequence[Paragraph]) -> bool:
    """Whether the line above is the beginning of the title: what is there so far names no unit."""
    body = above.strip()
    if len(body) > _LONGEST_TITLE or not body or not (body[-1].isalnum() or body.endswith(")）》")):
        return False
    return agency("".join(paragraph.text.strip() for paragraph in below)) is None


def agency(title: str) -> str | None:
    """The unit a title names: what stands before 政府信息公开, the year taken out. Characters stay as printed."""
    body = "".join(title.split())
    at, subject = min(((body.find(each), each) for each in words().title_subjects if each in body), default=(-1, ""))
    if at < 0:
        return None
    name = _year_pattern().sub("", body[:at]).strip('《》“”"的：:-—()（）')
    for opening in words().title_openings:
        name = name.removeprefix(opening)
    if name.endswith(words().shared_stem) and subject.startswith(words().shared_tail):
        name += words().shared_tail
    return name or None


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
