"""Sentences of a report's text, folded for matching, with the way back to what was typed."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

_MARKS, _STOP = "。！？!?", "。"
_OTHER_ENDS = (*_MARKS.replace(_STOP, ""), _STOP * 2)
_END = re.compile(rf"[^{_MARKS}\n]+[{_MARKS}]*")
_BLANK = re.compile(r"[\s\u3000\xa0\u200b-\u200d\u2060\ufeff]")
_BLANKS = frozenset(" \u3000\xa0\t")
_DIGIT_GAP = re.compile(r"(?<=[0-9])[\s\u3000\xa0]+(?=[0-9])")
# One character for one, so that places stay what they are.
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF0E, 0xFF05, 0xFF0D)}
_FOLDED = _WIDE | dict(zip(map(ord, "(),;:﹪"), "（），；：%", strict=True))
_GROUPING = re.compile(r"(?<![0-9])([0-9]{1,3})((?:,[0-9]{3})+)(?![0-9])")
# What is longer is no sentence; reading it would take more time than it can be worth.
_LONGEST = 1500
# Whatever folding would change; most texts have none of it.
_ODD = re.compile(rf"[{re.escape(''.join(map(chr, _FOLDED)))}\t\r\f\v \u3000\xa0\u200b-\u200d\u2060\ufeff]")
_UNEVEN = re.compile(f"{_ODD.pattern}|{_BLANK.pattern}")
_NUMERALS = "一二三四五六七八九十0123456789"
_NUMBERED = frozenset(f"（({_NUMERALS}")
_HEADING = re.compile(rf"[（(]?[{_NUMERALS}]{{1,3}}[）)、.．是][^。；;，,：:\n]{{0,30}}")


class Sentence(NamedTuple):
    """One sentence: `text` as typed, `body` folded and without blanks.

    `head` is the sub-heading it stands under, `first` whether it is the first of its paragraph that is read.
    """

    address: str
    text: str
    body: str
    head: str
    first: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the body stood in the text."""
        if len(self.body) == len(self.text):
            return start, end
        spots = _spots(_narrow(self.text))
        return spots[start], spots[end - 1] + 1


# Made by the dozen for every report; this leaves out the naming of their parts.
_sentence: Callable[[tuple[str, str, str, str, bool]], Sentence] = partial(tuple.__new__, Sentence)


def sentences(address: str, text: str, worth: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences of one section's text in which `worth` is found, in order."""
    head, is_odd = "", _ODD.search(text) is not None
    is_plain = True not in [end in text for end in _OTHER_ENDS]
    for paragraph in text.split("\n"):
        opening = paragraph.lstrip()
        if opening[:1] in _NUMBERED and (heading := _HEADING.match(opening)):
            head = heading[0]
        first, split = True, _split if is_odd else _split_plain
        for typed, body in split(paragraph, worth, is_plain):
            if len(body) <= _LONGEST:
                yield _sentence((address, typed, body, head, first))
                first = False


def _split(paragraph: str, worth: re.Pattern[str], is_plain: bool) -> Iterable[tuple[str, str]]:
    """The sentences of a paragraph that may need folding; one that is odd in its indentation only does not."""
    if _ODD.search(paragraph):
        within = paragraph.strip()
        if _UNEVEN.search(within):
            return _split_folded(paragraph, worth)
        paragraph = within
    return _split_plain(paragraph, worth, is_plain)


def _split_plain(paragraph: str, worth: re.Pattern[str], is_plain: bool) -> list[tuple[str, str]]:
    """The sentences of a paragraph that needs no folding; cut at full stops alone where there is nothing else to cut at."""
    if not is_plain:
        return [(sentence, sentence) for sentence in _END.findall(paragraph) if worth.search(sentence)]
    pieces, search = paragraph.split(_STOP), worth.search
    rest = pieces.pop()
    found = [(sentence := piece + _STOP, sentence) for piece in pieces if search(piece)]
    if rest and search(rest):
        found.append((rest, rest))
    return found


def _split_folded(paragraph: str, worth: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    if not worth.search(paragraph):
        return
    for sentence in _END.finditer(paragraph):
        typed = sentence[0].strip()
        body = _folded(typed) if _UNEVEN.search(typed) else typed
        if worth.search(body):
            yield typed, body


def _folded(typed: str) -> str:
    """The text in one spelling; blanks are left out, but not between digits, where they part two numbers."""
    body = _narrow(typed)
    blanks = set(_BLANK.findall(body))
    if blanks and _DIGIT_GAP.search(body):
        return "".join([body[spot] for spot in _spots(body)])
    for blank in blanks:
        body = body.replace(blank, "")
    return body


def _narrow(typed: str) -> str:
    """The text with one spelling of each sign, every one still in its place."""
    if _BLANKS.issuperset(_ODD.findall(typed)):
        return typed
    return _GROUPING.sub(_kept_grouping, typed.translate(_WIDE)).translate(_FOLDED).replace("\ue000", ",")


def _spots(narrow: str) -> list[int]:
    """Where the characters stand that are left when blanks are left out."""
    blanks = {match.start() for match in _BLANK.finditer(narrow)}
    blanks -= {match.start() for match in _DIGIT_GAP.finditer(narrow)}
    return [spot for spot in range(len(narrow)) if spot not in blanks]


def _kept_grouping(match: re.Match[str]) -> str:
    return match[0].replace(",", "\ue000")
