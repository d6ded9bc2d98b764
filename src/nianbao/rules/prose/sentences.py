"""Sentences of a report's text, folded for matching, with the way back to what was typed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKS = "。！？!?"
_END = re.compile(rf"[^{_MARKS}\n]+[{_MARKS}]*")
_BLANKS = re.compile(r"[\s\u3000\xa0\u200b-\u200d\u2060\ufeff]+")
_DIGIT_GAP = re.compile(r"(?<=[0-9])[\s\u3000\xa0]+(?=[0-9])")
# One character for one, so that places stay what they are.
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0E, 0xFF05, 0xFF0D)}
_FOLDED = _WIDE | dict(zip(map(ord, "(),;:﹪"), "（），；：%", strict=True))
_GROUPING = re.compile(r"(?<![0-9])([0-9]{1,3})((?:,[0-9]{3})+)(?![0-9])")
# What is longer is no sentence; reading it would take more time than it can be worth.
_LONGEST = 1500
# Whatever folding would change; most texts have none of it.
_ODD = re.compile(rf"[{re.escape(''.join(map(chr, _FOLDED)))}\t\r\f\v \u3000\xa0\u200b-\u200d\u2060\ufeff]")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．是][^。；;，,：:\n]{0,30}")


class Sentence(NamedTuple):
    """One sentence: `text` as typed, `body` folded and without blanks, `spots` where each of its characters stood.

    `head` is the sub-heading it stands under, `first` whether it is the first of its paragraph that is read.
    """

    address: str
    text: str
    body: str
    spots: tuple[int, ...] | None
    head: str
    first: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the body stood in the text."""
        if self.spots is None:
            return start, end
        return self.spots[start], self.spots[end - 1] + 1


_Folded = tuple[str, str, tuple[int, ...] | None]


def sentences(address: str, text: str, worth: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences of one section's text in which `worth` is found, in order."""
    head = ""
    for paragraph in text.split("\n"):
        heading = _HEADING.match(paragraph.lstrip())
        head = heading[0] if heading else head
        if not worth.search(paragraph):
            continue
        first, split = True, _split if _ODD.search(paragraph) else _split_plain
        for typed, body, spots in split(paragraph, worth):
            if len(body) <= _LONGEST:
                yield Sentence(address, typed, body, spots, head, first)
                first = False


def _split_plain(paragraph: str, worth: re.Pattern[str]) -> Iterator[_Folded]:
    """The sentences of a paragraph that needs no folding; every letter is looked at once."""
    hit, end = worth.search(paragraph), 0
    while hit:
        start = max(end, *[paragraph.rfind(mark, end, hit.start()) + 1 for mark in _MARKS])
        sentence = _END.match(paragraph, start)
        if sentence is None:
            return
        yield sentence[0], sentence[0], None
        end = sentence.end()
        hit = worth.search(paragraph, end)


def _split(paragraph: str, worth: re.Pattern[str]) -> Iterator[_Folded]:
    for sentence in _END.finditer(paragraph):
        typed = sentence[0].strip()
        body, spots = _folded(typed)
        if worth.search(body):
            yield typed, body, spots


def _folded(typed: str) -> tuple[str, tuple[int, ...] | None]:
    """The text in one spelling; blanks are left out, but not between digits, where they part two numbers."""
    if not _ODD.search(typed):
        return typed, None
    body = _GROUPING.sub(_kept_grouping, typed.translate(_WIDE)).translate(_FOLDED).replace("\ue000", ",")
    if not _BLANKS.search(body):
        return body, None
    kept = {match.start() for match in _DIGIT_GAP.finditer(body)}
    spots = tuple(spot for spot, letter in enumerate(body) if spot in kept or not _BLANKS.fullmatch(letter))
    return "".join(body[spot] for spot in spots), spots


def _kept_grouping(match: re.Match[str]) -> str:
    return match[0].replace(",", "\ue000")
