"""Narratives that units share, side by side on one self-contained web page, for the screen and for print."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

_TEMPLATE = Path(__file__).parent / "alike_template.html.j2"
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One unit's narrative: whose it is, the file, the text in pieces, each with whether the other one has it too."""

    agency: str
    file: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Beside:
    """Two narratives of one section and how much (%) they are alike."""

    section: str
    likeness: int
    one: Column
    other: Column


def write(pairs: Sequence[Beside], units: int, compared_at: str) -> bytes:
    """The page as UTF-8; `units` is how many reports were looked at, `compared_at` the moment for people."""
    return _template().render(pairs=pairs, units=units, compared_at=compared_at).encode("utf-8")


@cache
def _template() -> Template:
    # Jinja escapes nothing unless told to.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
