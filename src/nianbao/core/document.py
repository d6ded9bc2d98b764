"""A source before it is understood: runs of text and grids of cells, each with its place."""

from dataclasses import dataclass
from typing import NamedTuple


class Paragraph(NamedTuple):
    """A run of text; `place` is 「第87行」, 「第3段」 and the like."""

    text: str
    place: str


class GridCell(NamedTuple):
    """A table cell; `text` is None where a merged neighbour covers it."""

    text: str | None
    place: str


class TextGrid(NamedTuple):
    """A table as rows of cells. Rows may be ragged: sources lose cells."""

    rows: tuple[tuple[GridCell, ...], ...]
    place: str


@dataclass(frozen=True, slots=True)
class Document:
    """What an adapter gives: paragraphs and grids in the order of the page.

    `aside` is running text inside the article that belongs to the page around it and was left out.
    """

    file: str
    items: tuple[Paragraph | TextGrid, ...]
    aside: tuple[Paragraph, ...] = ()
