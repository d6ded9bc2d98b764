"""Numbers with a unit in a sentence, and whether they are exact."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from nianbao.core import numerals
from nianbao.forms.prose import prose
from nianbao.rules.looking import branched

_NUMERALS = "0123456789一二三四五六七八九十"


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
_quantity: Callable[[tuple[int, int, str, str, bool, Decimal | None]], Quantity] = partial(tuple.__new__, Quantity)


def quantities(body: str) -> list[Quantity]:
    """Every number with a unit, from left to right."""
    found, end, last = [], 0, len(body)
    pattern, led, followed, percent = _means()
    read = numerals.number
    for match in pattern.finditer(body):
        start = match.start()
        if start >= end:
            number, within, unit, share = match.groups()
            end = match.end(3 if unit else 4)
            may_be_rough = (start and body[start - 1] in led) or (end < last and body[end] in followed)
            exact = within is None and not (may_be_rough and _is_rough(body, start, end))
            number = number or share
            found.append(_quantity((start, end, number, unit or percent, exact, read(number))))
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
    """A number with its unit, looked ahead for; that it begins with a set lets the search pass over all other letters."""
    words = prose()
    # What follows a number never begins inside of it.
    number = rf"(?:(?>{numerals.ARABIC})[百千万亿]?|(?>{numerals.HAN}))"
    within, unit = _any(words.inexact_within), branched(words.units)
    told = rf"(?<![0-9.])(?P<number>{number})(?P<within>{within})?(?P<unit>{unit})"
    share = rf"{words.parts_of_hundred}(?P<share>{number})"
    return re.compile(rf"[0-9{numerals.HAN[1:-2]}{words.parts_of_hundred[0]}](?<=(?={told}|{share}).)")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
