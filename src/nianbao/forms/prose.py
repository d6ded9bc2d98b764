"""The general words of running text: time, doubt, denial, reference and what may stand between a name and its number."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from nianbao.forms import kept

FILE = Path(__file__).with_name("prose.toml")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fillers:
    """What may stand between a phrase and its number, or between the phrase and the end of its clause."""

    before: Words
    after: Words
    adverbs: Words
    denied: Words
    tails: Words
    joins: Words


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Words before a phrase that make its number that of a part, of an office or of somebody else."""

    partial: Words
    channels: Words
    causes: Words
    reasons: Words
    beside: Words
    offices: Words
    whole: Words
    others: Words
    levels: Words
    own: Words


@dataclass(frozen=True, slots=True)
class Lists:
    """How 「共15条，其中…」 is told from a list of examples."""

    openers: Words
    rest: Words
    complete: Words
    things: Words
    among: Words
    open: Words
    added: Words
    submitted: Words
    exclusive: tuple[Words, ...]
    divided: Words
    both: Words
    apart: Words
    verbs: Words


@dataclass(frozen=True)
class Prose:
    """The content of prose.toml."""

    units: Words
    percent: str
    parts_of_hundred: str
    money: dict[str, Decimal]
    inexact_before: Words
    exact_before: Words
    inexact_after: Words
    inexact_within: Words
    ranges: Words
    other_times: Words
    this_times: Words
    year_words: Words
    time_signs: Words
    carrying: Words
    carried: dict[str, str]
    whole_spans: Words
    part_spans: Words
    comparisons: Words
    plans: Words
    grounds: Words
    negations: Words
    alls: Words
    parts: Words
    sums: Words
    continued: Words
    rivals: Words
    ignored: Words
    shares: Words
    bases: Words
    rates: Words
    fillers: Fillers
    prefixes: Prefixes
    lists: Lists


@cache
def prose() -> Prose:
    """The word list, read at first use."""
    raw = kept.content(FILE)
    money = {unit: Decimal(worth) for unit, worth in raw.pop("money").items()}
    shares = _tuples(raw.pop("shares"))
    groups = {name: kind(**_tuples(raw.pop(name))) for name, kind in _GROUPS.items()}
    return Prose(
        **_tuples(raw), **groups, money=money, shares=shares["words"], bases=shares["bases"], rates=shares["rates"]
    )


_GROUPS = {"fillers": Fillers, "prefixes": Prefixes, "lists": Lists}


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: _tuple(value) for key, value in raw.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(each) for each in value) if isinstance(value, list) else value
