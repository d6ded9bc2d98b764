"""Labels compared as people read them: without blanks, brackets, quotes, numbering, or the difference of scripts."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

from nianbao.core.form import NUMERALS
from nianbao.core.numbers import folded
from nianbao.forms.words import words

_TOP = re.compile(rf"第?([{NUMERALS}]+)[、.,:：]|第([{NUMERALS}]+)部分[、.,:：]?")
_SUB = re.compile(rf"\(?([{NUMERALS}]+)\)[、.,]?")
_DIGIT = re.compile(r"([0-9]{1,2})(?:[、.,)](?![0-9])|(?=[^\W\d_]))|\(([0-9]{1,2})\)[、.,]?")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\u3014[^\u3014\u3015]*\u3015|【[^【】]*】")
# Raised or circled signs that point to a note: in compatibility form they would become figures of the label.
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩¹²³⁴⁵⁶⁷⁸⁹⁰※ \u3000\xa0\t\n"
_ALIKE, _MARGIN = 0.8, 0.1
_PLAIN = 4


class Name(NamedTuple):
    """A label taken apart: printed number (三, （三）, 2 or empty), body, and body without bracketed remarks."""

    number: str
    body: str
    bare: str


def simplified(text: str) -> str:
    """The text in compatibility form, without blanks, in simplified characters: for matching only."""
    plain = folded(text)
    return plain.translate(words().simplified) if _any_traditional().search(plain) else plain


@cache
def _any_traditional() -> re.Pattern[str]:
    # Looking costs far less than replacing, and few texts hold any.
    return re.compile(f"[{''.join(map(chr, words().simplified))}]")


@lru_cache(maxsize=8192)
def named(text: str) -> Name:
    """The parts of a label that matter when it is compared."""
    plain = simplified(text.rstrip(_MARKS))
    number, rest = _numbering(plain)
    return Name(number, _letters(rest), _letters(_BRACKETED.sub("", rest)))


def _numbering(plain: str) -> tuple[str, str]:
    for pattern, shape in ((_TOP, "{}"), (_SUB, "（{}）"), (_DIGIT, "{}")):
        match = pattern.match(plain)
        if match and match.end() < len(plain):
            number = next(group for group in match.groups() if group)
            return shape.format(number), plain[match.end() :]
    return "", plain


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def is_top(number: str) -> bool:
    """Whether a printed number is of the kind that heads sections: 三, not （三） or 3."""
    return bool(number) and number[0] in NUMERALS


@lru_cache(maxsize=4096)
def bodies(label: str, variants: tuple[str, ...] = ()) -> frozenset[str]:
    """Every body a label of a form may be written with."""
    names = [named(text) for text in (label, *variants)]
    return frozenset(body for name in names for body in (name.body, name.bare) if body)


def fits(text: str, accepted: frozenset[str]) -> bool:
    """Whether a label is one of the accepted ones, remarks in brackets set aside."""
    name = named(text)
    return name.body in accepted or (bool(name.bare) and name.bare in accepted)


def is_plain(label: str) -> bool:
    """Whether a label's words alone tell what is meant; 「其他」 and 「总计」 stand in many places."""
    name = named(label)
    return len(name.bare or name.body) >= _PLAIN


def likeness(text: str, accepted: Iterable[str]) -> float:
    """How near a label comes to the nearest of the accepted bodies, 0 to 1."""
    return _likeness(named(text).body, frozenset(accepted))


@lru_cache(maxsize=8192)
def _likeness(body: str, accepted: frozenset[str]) -> float:
    return max((SequenceMatcher(None, body, each).ratio() for each in accepted), default=0.0)


def nearest(text: str, choices: list[frozenset[str]], *, alike: float = _ALIKE, margin: float = _MARGIN) -> int | None:
    """The position of the one choice that plainly comes nearest to a label; None when none or two do."""
    scores = sorted(((likeness(text, accepted), i) for i, accepted in enumerate(choices)), reverse=True)
    if not scores or scores[0][0] < alike:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < margin:
        return None
    return scores[0][1]


def is_wordy(text: str) -> bool:
    """Whether a cell reads like a label rather than like something typed for a number."""
    plain = folded(text)
    number, rest = _numbering(plain)
    letters = [char for char in rest if unicodedata.category(char) == "Lo"]
    has_digits = any(char in "0123456789" for char in rest)
    return (len(letters) >= 4 or (bool(number) and len(letters) >= 2)) and not has_digits
