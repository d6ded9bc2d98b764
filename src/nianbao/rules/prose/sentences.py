"""Sentences of a report's text, folded for matching, with the way back to what was typed."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKS, _STOP = "。！？!?", "。"
_OTHER_ENDS = (*_MARKS.replace(_STOP, ""), _STOP * 2)
_END = re.compile(rf"[^{_MARKS}\n]+[{_MARKS}]*")
# What counts as blank in an expression; written out, since a set of letters is searched for faster than a class.
BLANKS = r"\t\n\v\f\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}\u202f\u205f\u3000"
_ZERO_WIDTHS = "\u200b\u200c\u200d\u2060\ufeff"
_BLANK = re.compile(f"[{BLANKS}{_ZERO_WIDTHS}]")
_DIGIT_GAP = re.compile(f"[{BLANKS}](?<=[0-9].)[{BLANKS}]*(?=[0-9])")
# One character for one, so that places stay what they are.
_WIDE = {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), 0xFF0E, 0xFF05, 0xFF0D)}
_FOLDED = _WIDE | dict(zip("(),;:﹪", "（），；：%", strict=True))
_GROUPING = re.compile(r"(?<![0-9])([0-9]{1,3})((?:,[0-9]{3})+)(?![0-9])")
# What is longer is no sentence; reading it would take more time than it can be worth.
_LONGEST = 1500
_SIGN = re.compile(f"[{re.escape(''.join(_FOLDED))}]")
# Whatever folding would change; most paragraphs have none of it.
_ODD = re.compile(f"[{re.escape(''.join(_FOLDED))}{BLANKS}{_ZERO_WIDTHS}]")
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
_new = tuple.__new__


def sentences(address: str, text: str, worth: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences of one section's text in which `worth` is found, in order."""
    head = ""
    is_plain = True not in [end in text for end in _OTHER_ENDS]
    for line in text.split("\n"):
        paragraph = line.strip()
        if paragraph[:1] in _NUMBERED and (heading := _HEADING.match(paragraph)):
            head = heading[0]
        first, split = True, _split_folded if _ODD.search(paragraph) else _split_plain
        for typed, body in split(paragraph, worth, is_plain):
            if len(body) <= _LONGEST:
                yield _new(Sentence, (address, typed, body, head, first))
                first = False


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


def _split_folded(paragraph: str, worth: re.Pattern[str], is_plain: bool) -> Iterator[tuple[str, str]]:
    if not worth.search(paragraph):
        return
    for sentence in _END.findall(paragraph):
        typed = sentence.strip()
        body = _folded(typed) if _ODD.search(typed) else typed
        if worth.search(body):
            yield typed, body


def _folded(typed: str) -> str:
    """The text in one spelling; blanks are left out, but not between digits, where they part two numbers."""
    body = _narrow(typed)
    pieces = body.split()
    if len(pieces) > 1 and _DIGIT_GAP.search(body):
        return "".join([body[spot] for spot in _spots(body)])
    body = "".join(pieces)
    for sign in _ZERO_WIDTHS:
        body = body.replace(sign, "")
    return body


def _narrow(typed: str) -> str:
    """The text with one spelling of each sign, every one still in its place."""
    signs = set(_SIGN.findall(typed))
    for sign in signs:
        if sign in _WIDE:
            typed = typed.replace(sign, _WIDE[sign])
    if "," in signs:
        typed = _GROUPING.sub(_kept_grouping, typed)
    for sign in signs:
        typed = typed.replace(sign, _FOLDED[sign])
    return typed.replace("\ue000", ",") if "," in signs else typed


def _spots(narrow: str) -> list[int]:
    """Where the characters stand that are left when blanks are left out."""
    blanks = {match.start() for match in _BLANK.finditer(narrow)}
    blanks -= {match.start() for match in _DIGIT_GAP.finditer(narrow)}
    return [spot for spot in range(len(narrow)) if spot not in blanks]


def _kept_grouping(match: re.Match[str]) -> str:
    return match[0].replace(",", "\ue000")
