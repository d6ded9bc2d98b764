"""Numbers with a unit in a sentence, and whether they are exact."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from nianbao.core import numerals
from nianbao.forms.prose import prose

_NUMERALS = "0123456789一二三四五六七八九十"
# What follows the first digit of a number.
_MORE_DIGITS = r"(?:[0-9]{0,2},[0-9]{3}(?:,[0-9]{3})*|[0-9]*+)(?:\.[0-9]++|)"


class Quantity(NamedTuple):
    """A number with its unit at (start, end) of a sentence's body; not exact when rounded, a difference or a rank.

    `value` is None when it cannot be read for certain.
    """

    start: int
    end: int
    written: str
    unit: str
    exact: bool
    value: Decimal | None

    @property
    def is_zero(self) -> bool:
        """Whether it says there is none."""
        return self.value == 0


# Made by the dozen for every report; this leaves out the naming of their parts.
_new = tuple.__new__


def quantities(body: str) -> list[Quantity]:
    """Every number with a unit, from left to right."""
    found, last = [], len(body)
    pattern, led, followed, percent = _means()
    read = numerals.number
    for match in pattern.finditer(body):
        start, end = match.span()
        number, share, within, unit = match.groups()
        may_be_rough = (start and body[start - 1] in led) or (end < last and body[end] in followed)
        exact = not within and not (may_be_rough and _is_rough(body, start, end))
        written = share or number
        found.append(_new(Quantity, (start, end, written, unit or percent, exact, read(written))))
    return found


def _is_rough(body: str, start: int, end: int) -> bool:
    """Whether a word beside a number makes it a rough one, or one end of a range."""
    words = prose()
    if _is_range(body, start) or body.startswith(words.inexact_after, end):
        return True
    return body.endswith(words.inexact_before, 0, start) and not body.endswith(words.exact_before, 0, start)


@cache
def _means() -> tuple[re.Pattern[str], frozenset[str], frozenset[str], str]:
    """The pattern, the last letters of what may make the number after it a rough one, the first of what follows one."""
    words = prose()
    led = frozenset(word[-1] for word in words.inexact_before) | frozenset(words.ranges)
    return _pattern(), led, frozenset(word[0] for word in words.inexact_after), words.percent


def _is_range(body: str, start: int) -> bool:
    """Whether another number leads up to this one: 12-15件, 三至五件, 1 2件."""
    return start > 1 and body[start - 1] in prose().ranges and body[start - 2] in _NUMERALS


def _pattern() -> re.Pattern[str]:
    """A number with its unit, or a share; that it begins with a set lets the search pass over all other letters."""
    words = prose()
    han, hundred, parts = numerals.HAN[1:-2], words.parts_of_hundred[0], words.parts_of_hundred[1:]
    # What follows a number never begins inside of it.
    share = rf"(?>{numerals.ARABIC})[百千万亿]?|(?>{numerals.HAN})"
    counted = rf"(?<![0-9.].)(?:(?<=[0-9]){_MORE_DIGITS}[百千万亿]?|(?<![0-9])[{han}]*+)"
    number = rf"[0-9{han}{hundred}](?:{counted}|(?<={hundred}){parts}(?P<share>{share}))"
    return re.compile(rf"({number})(?(share)|(?P<within>{_any(words.inexact_within)}|)(?P<unit>{_units(words.units)}))")


def _units(units: tuple[str, ...]) -> str:
    """The units, the longest first; those that are followed by the same are one set, which is looked up at once."""
    letters: dict[tuple[str, ...], str] = {}
    for letter in dict.fromkeys(unit[0] for unit in units):
        behind = sorted((unit[1:] for unit in units if unit[0] == letter), key=len, reverse=True)
        letters[tuple(behind)] = letters.get(tuple(behind), "") + letter
    return "|".join(f"[{re.escape(led)}](?:{_any(behind)})" for behind, led in letters.items())


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
