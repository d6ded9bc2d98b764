"""What a clerk writes with: numbers in a hand of one's own, each remembered, so that one can be spoilt afterwards."""

import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from nianbao.core.report import as_text
from nianbao.forms import load
from tests.realistic.units import Unit

FIRST = 0xE000
HANDS = ("digits", "digits", "digits", "spaced", "wide", "han", "grouped")
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_HAN = "零一二三四五六七八九十"
_PLAIN = {"few": (2, 9), "some": (11, 60), "many": (120, 990)}
_FIELD = re.compile(r"\{([a-z]+)\}")
Phrases = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Said:
    """A number of the prose, and the rule and place that tell when it is not what it should be."""

    value: Decimal
    unit: str
    rule: str = ""
    place: str = ""
    kind: str = ""


@cache
def phrases() -> Phrases:
    """The pools of sentences."""
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


def written(value: Decimal, hand: str) -> str:
    """A number in somebody's hand; what a hand cannot write is written in digits."""
    plain = as_text(value) or ""
    if hand == "wide":
        return plain.translate(_WIDE)
    if hand == "spaced":
        return f" {plain} "
    if hand == "grouped":
        return f"{value:,}" if value == int(value) else plain
    if hand == "han" and value == int(value) and 0 <= value < 100:
        return _han(int(value))
    return plain


def _han(value: int) -> str:
    if value == 2:
        return "两"
    tens, ones = divmod(value, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十"
    return lead + (_HAN[ones] if ones or not tens else "")


@dataclass
class Pen:
    """One writer at one report."""

    random: Random
    unit: Unit
    year: int
    hand: str
    worn: frozenset[str] = frozenset()
    said: list[Said] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def number(self, value: Decimal | int, unit: str = "件", *, rule: str = "", place: str = "", kind: str = "") -> str:
        """A stand-in for a number with its unit."""
        self.said.append(Said(Decimal(value), unit, rule, place, kind))
        return chr(FIRST + len(self.said) - 1)

    def pick(self, pool: str, count: int = 1) -> list[str]:
        """Some sentences of a pool, none used this year or last, filled in."""
        kinds = phrases()[pool]
        own = [*kinds.get("all", ()), *kinds.get(self.unit.kind, ())]
        fresh = [each for each in own if each not in self.worn and each not in self.used] or own
        chosen = self.random.sample(fresh, min(count, len(fresh)))
        self.used |= {each for each in chosen if each}
        return [self.fill(each) for each in chosen if each]

    def one(self, pool: str) -> str:
        """One sentence of a pool, or nothing."""
        return "".join(self.pick(pool))

    def choose(self, *ways: str) -> str:
        """One of several ways to say the same."""
        return self.random.choice(ways)

    def fill(self, phrase: str) -> str:
        """A phrase with names, years and numbers put in."""
        unit = self.unit
        names = {
            "self": unit.own,
            "unit": unit.name,
            "county": unit.county,
            "area": unit.whole,
            "office": unit.office,
            "head": unit.head,
            "parts": unit.parts,
            "notice": load.for_year(self.year).notice,
            "year": str(self.year),
            "last": str(self.year - 1),
            "next": str(self.year + 1),
        }

        def put(match: re.Match[str]) -> str:
            if match[1] == "day":
                return f"{self.random.randint(2, 11)}月{self.random.randint(2, 28)}日"
            plain = _PLAIN.get(match[1])
            return str(self.random.randint(*plain)) if plain else names[match[1]]

        return _FIELD.sub(put, phrase).replace(unit.county * 2, unit.county)


def rendered(text: str, said: tuple[Said, ...], hand: str) -> str:
    """A text with every stand-in written out."""
    return "".join(_one(char, said, hand) for char in text)


def _one(char: str, said: tuple[Said, ...], hand: str) -> str:
    if not 0 <= ord(char) - FIRST < len(said):
        return char
    each = said[ord(char) - FIRST]
    return written(each.value, "digits" if each.unit == "%" and hand == "han" else hand) + each.unit
