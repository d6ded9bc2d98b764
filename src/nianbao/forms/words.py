"""Words that help to understand a report and belong to no form: titles, agencies, appendices, leftovers."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nianbao.forms import kept

FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class LevelWords:
    """The name endings of one level; `within` must stand in the name before the ending, `barred` endings say nothing."""

    level: str
    endings: tuple[str, ...]
    within: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameWords:
    """What the page around a report says, in compatibility form: see words.toml."""

    whole: frozenset[str]
    openings: tuple[str, ...]
    within: tuple[str, ...]
    about: tuple[str, ...]
    contact: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """The content of words.toml."""

    title_endings: tuple[str, ...]
    title_subjects: tuple[str, ...]
    title_openings: tuple[str, ...]
    own_names: tuple[str, ...]
    shared_stem: str
    shared_tail: str
    appendix_openings: tuple[str, ...]
    appendix_endings: tuple[str, ...]
    captions: tuple[str, ...]
    residues: tuple[str, ...]
    blanks: tuple[str, ...]
    digits: dict[str, str]
    simplified: dict[int, str]
    levels: tuple[LevelWords, ...]
    page_frame: FrameWords


@cache
def words() -> Words:
    """The word list, read at first use: checking a workbook of ours needs none of it."""
    raw = kept.content(FILE)
    return Words(
        title_endings=tuple(raw["title_endings"]),
        title_subjects=tuple(raw["title_subjects"]),
        title_openings=tuple(raw["title_openings"]),
        own_names=tuple(raw["own_names"]),
        shared_stem=raw["shared_tail"]["stem"],
        shared_tail=raw["shared_tail"]["tail"],
        appendix_openings=tuple(raw["appendix_openings"]),
        appendix_endings=tuple(raw["appendix_endings"]),
        captions=tuple(raw["captions"]),
        residues=tuple(raw["residues"]),
        blanks=tuple(raw["blanks"]),
        digits=raw["digits"],
        simplified={ord(char): group[0] for group in raw["traditional"].split() for char in group[1:]},
        levels=tuple(_level_words(spec) for spec in raw["levels"]),
        page_frame=FrameWords(
            whole=frozenset(raw["page_frame"]["whole"]),
            **{name: tuple(raw["page_frame"][name]) for name in ("openings", "within", "about", "contact", "files")},
        ),
    )


def _level_words(spec: dict[str, Any]) -> LevelWords:
    within, barred = tuple(spec.get("within", ())), tuple(spec.get("except", ()))
    return LevelWords(spec["level"], tuple(spec["endings"]), within, barred)


def level_of(agency: str) -> str | None:
    """The level a unit's name plainly tells by its ending, the longest ending winning; None when it does not."""
    agency = agency.translate(words().simplified)
    found = [
        (len(ending), ending not in spec.barred, spec.level)
        for spec in words().levels
        for ending in (*spec.endings, *spec.barred)
        if _ends(agency, ending, spec.within)
    ]
    _, is_plain, level = max(found, default=(0, False, ""))
    return level if is_plain else None


def _ends(agency: str, ending: str, within: tuple[str, ...]) -> bool:
    if not agency.endswith(ending) or len(agency) <= len(ending):
        return False
    stem = agency[: -len(ending)]
    return not within or any(word in stem[1:] for word in within)
