"""The rule manual as one self-contained web page, for the screen and for print."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

_TEMPLATE = Path(__file__).parent / "manual_template.html.j2"


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule as it is printed; `parts` are pairs of a heading and a text."""

    code: str
    sentence: str
    level: str
    level_name: str
    notes: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules whose codes begin with one letter."""

    letter: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Intro:
    """What stands before the rules; `terms` are pairs of a term, which may be empty, and what is said of it."""

    lead: str
    terms: tuple[tuple[str, str], ...]
    version: str


def write(chapters: Sequence[Chapter], intro: Intro, start: str = "") -> bytes:
    """The page as UTF-8; `start` is the code it opens at."""
    page = _template().render(chapters=chapters, intro=intro, start=start)
    return page.encode("utf-8")


@cache
def _template() -> Template:
    # Jinja escapes nothing unless told to.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
