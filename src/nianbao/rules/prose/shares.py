"""Percentages that follow from numbers: rates of the table, and shares within one sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from nianbao.forms.prose import prose
from nianbao.rules.prose.openers import opener
from nianbao.rules.prose.quantities import Quantity
from nianbao.rules.prose.reading import Told

_HUNDRED = Decimal(100)
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Share:
    """「…30条，占25%」: a part, its percentage, and the wholes of the sentence it may be a share of."""

    told: Told
    part: Quantity
    percent: Quantity
    wholes: tuple[Quantity, ...]


def shares(told: Told) -> Iterator[Share]:
    """Every share of a sentence whose whole is told before it."""
    sign = prose().percent
    for part, percent in pairwise(told.quantities):
        if percent.unit != sign or not (part.exact and percent.exact):
            continue
        if not _between().fullmatch(told.sentence.body, part.end, percent.start):
            continue
        before = [each for each in told.quantities if each.start < part.start and each.unit == part.unit]
        wholes = tuple(each for each in before if each.exact and _is_large(each, part))
        if wholes and _are_led_to(told.sentence.body, wholes[0].end, part.start):
            yield Share(told, part, percent, wholes)


def excesses(told: Told) -> Iterator[Quantity]:
    """Rates of more than all: 答复率105%."""
    body, words = told.sentence.body, prose()
    for percent in told.quantities:
        if percent.unit == words.percent and (percent.value or _HUNDRED) > _HUNDRED:
            gap = _gap().search(body, 0, percent.start)
            if gap and body.endswith(words.rates, 0, gap.start()):
                yield percent


def fits(percent: Decimal, part: Decimal, whole: Decimal) -> bool:
    """Whether a percentage is that share, rounded or cut off at as many decimals as it was given with."""
    step = Decimal(1).scaleb(int(percent.as_tuple().exponent))
    return whole > 0 and -step / 2 <= part / whole * _HUNDRED - percent < step


def _are_led_to(body: str, start: int, end: int) -> bool:
    """Whether parts are spoken of between a whole and a number."""
    return opener(body, start) is not None or any(word in body[start:end] for word in prose().lists.openers)


def _is_large(whole: Quantity, part: Quantity) -> bool:
    return whole.value is not None and part.value is not None and whole.value >= part.value and whole.value > 0


@cache
def _between() -> re.Pattern[str]:
    words = prose()
    return re.compile(f"[，（]?(?:{'|'.join(words.shares)})(?:{'|'.join(words.bases)}){{0,{_MOST_WORDS}}}")


@cache
def _gap() -> re.Pattern[str]:
    """The fillers right before a number."""
    return re.compile(f"(?:{'|'.join(map(re.escape, prose().fillers.before))})*\\Z")
