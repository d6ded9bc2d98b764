"""Numbers with a unit in a sentence, and whether they are exact."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from nianbao.core import numerals
from nianbao.forms.prose import prose

_NUMERALS = "0123456789一二三四五六七八九十"


class Quantity(NamedTuple):
    """A number with its unit at (start, end) of a sentence's body; not exact when rounded, a difference or a rank."""

    start: int
    end: int
    written: str
    unit: str
    exact: bool

    @property
    def value(self) -> Decimal | None:
        """The number; None when it cannot be read for certain."""
        return numerals.number(self.written)

    @property
    def is_zero(self) -> bool:
        """Whether it says there is none."""
        return self.value == 0


def quantities(body: str) -> Iterator[Quantity]:
    """Every number with a unit, from left to right."""
    words = prose()
    led, followed = _letters()
    for match in _pattern().finditer(body):
        start, end = match.span()
        rough = match["within"] is not None or _is_range(body, start)
        if not rough and start and body[start - 1] in led:
            rough = body.endswith(words.inexact_before, 0, start) and not body.endswith(words.exact_before, 0, start)
        exact = not (rough or (body[end : end + 1] in followed and body.startswith(words.inexact_after, end)))
        yield Quantity(start, end, match["number"] or match["share"], match["unit"] or words.percent, exact)


@cache
def _letters() -> tuple[frozenset[str], frozenset[str]]:
    """The last letters of what makes the number after it a rough one, and the first of what does so before it."""
    words = prose()
    return frozenset(word[-1] for word in words.inexact_before), frozenset(word[0] for word in words.inexact_after)


def _is_range(body: str, start: int) -> bool:
    """Whether another number leads up to this one: 12-15件, 三至五件, 1 2件."""
    return start > 1 and body[start - 1] in prose().ranges and body[start - 2] in _NUMERALS


@cache
def _pattern() -> re.Pattern[str]:
    words = prose()
    number = rf"(?:{numerals.ARABIC}[百千万亿]?|{numerals.HAN})"
    return re.compile(
        rf"(?<![0-9.])(?P<number>{number})(?P<within>{_any(words.inexact_within)})?(?P<unit>{_any(words.units)})"
        rf"|{words.parts_of_hundred}(?P<share>{number})"
    )


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
