"""The word lists behind the rules on wording: leftovers, gaps, years, names, trades, damaged words."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nianbao.forms import kept

FILE = Path(__file__).with_name("wording.toml")


@dataclass(frozen=True, slots=True)
class YearPhrase:
    """How a text says its year: `patterns` hold {year}, … and ‥ for a few words, `near` must stand in the sentence."""

    name: str
    near: tuple[str, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit by the ending of its name; `strange` is what such a unit never calls itself."""

    ending: str
    strange: tuple[str, ...]
    township: bool = False
    department: bool = False


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """The offices that only bodies have whose name ends in `letter`."""

    letter: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameWords:
    """What surrounds the name of a unit: see wording.toml."""

    owners: str
    endings: tuple[str, ...]
    apart: dict[str, str]
    generic: tuple[str, ...]
    verbs: tuple[str, ...]
    suiting: tuple[str, ...]
    suited: tuple[str, ...]
    titled: tuple[str, ...]
    led: tuple[str, ...]
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TradeWords:
    """Trades that are another body's, and the phrases (* for the trade) that only that body writes."""

    township: tuple[str, ...]
    department: tuple[str, ...]
    patterns: tuple[str, ...]
    bureau_verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenWords:
    """Words by the character in them that a replacement would take; `real` and `guards` say what is no damage."""

    words: dict[str, tuple[str, ...]]
    real: tuple[str, ...]
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrivacyWords:
    """What tells amounts and bank cards from phone numbers."""

    amounts: tuple[str, ...]
    account: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """The content of wording.toml."""

    residues: tuple[str, ...]
    residue_lines: tuple[str, ...]
    residue_whole: tuple[str, ...]
    gap_openings: tuple[str, ...]
    measures: dict[str, tuple[str, str]]
    years: tuple[YearPhrase, ...]
    kinds: tuple[UnitKind, ...]
    offices: tuple[OfficeWords, ...]
    names: NameWords
    trades: TradeWords
    broken: BrokenWords
    privacy: PrivacyWords


@cache
def wording() -> Wording:
    """The word lists, read at first use."""
    raw = kept.content(FILE)
    broken = raw["broken"]
    return Wording(
        residues=tuple(raw["residues"]),
        residue_lines=tuple(raw["residue_lines"]),
        residue_whole=tuple(raw["residue_whole"]),
        gap_openings=tuple(raw["gaps"]["before"]),
        measures={name: (left, right) for name, (left, right) in raw["gaps"]["measures"].items()},
        years=tuple(YearPhrase(**_tuples(spec)) for spec in raw["years"]),
        kinds=tuple(UnitKind(**_tuples(spec)) for spec in raw["kinds"]),
        offices=tuple(OfficeWords(**_tuples(spec)) for spec in raw["offices"]),
        names=NameWords(**_tuples(raw["names"])),
        trades=TradeWords(**_tuples(raw["trades"])),
        broken=BrokenWords(
            words={letter: (*words, *_seats(letter, broken["seats"])) for letter, words in broken["words"].items()},
            real=tuple(broken["real"]),
            guards=tuple(broken["guards"]),
        ),
        privacy=PrivacyWords(**_tuples(raw["privacy"])),
    )


def _seats(letter: str, seats: dict[str, Any]) -> tuple[str, ...]:
    """县［司法局］ and its like: the seats of a county as damaged words are written."""
    is_seat = letter == seats["letter"]
    return tuple(f"{before}［{name}{letter}］" for before in seats["before"] for name in seats["names"] if is_seat)


def _tuples(spec: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in spec.items()}
