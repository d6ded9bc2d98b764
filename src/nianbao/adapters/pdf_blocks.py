"""Which texts of a table without lines are headings, which stand under them: the blocks of a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nianbao.adapters.pdf_chunks import Label
from nianbao.forms import load
from nianbao.forms.labels import bodies, fits
from nianbao.forms.recognise_rows import is_figure
from nianbao.forms.vocabulary import head_bodies, row_bodies, table_bodies

_STOP = "。"
# The share of a table's width that only running text takes up in one piece.
_WIDE = 0.6


@dataclass(frozen=True, slots=True)
class Words:
    """What the tables of all forms print, by the part it plays."""

    every: frozenset[str]
    titles: frozenset[str]
    stubs: frozenset[str]
    heads: frozenset[str]
    rows: frozenset[str]


@dataclass(frozen=True, slots=True)
class Block:
    """One head of a table and what stands under it."""

    above: tuple[Label, ...]
    head: tuple[Label, ...]
    body: tuple[Label, ...]


@cache
def words() -> Words:
    tables = [table for form in load.catalogue() for table in form.tables]
    blocks = [block for table in tables for block in table.blocks]
    stubs = frozenset().union(*(bodies(block.stub) for block in blocks))
    return Words(
        frozenset().union(*map(table_bodies, tables)),
        frozenset().union(*(bodies(block.title) for block in blocks)),
        stubs,
        frozenset().union(*map(head_bodies, blocks)) - stubs,
        frozenset().union(*(accepted for block in blocks for _, accepted in row_bodies(block))),
    )


def is_known(text: str) -> bool:
    return fits(text, words().every)


def blocks(every: Sequence[Label]) -> Iterator[Block]:
    """Heads with what stands under them, from the top down."""
    said = words()
    known = [label for label in every if label.is_known]
    marks = [label for label in known if fits(label.text, said.heads | said.stubs) and not fits(label.text, said.rows)]
    rows = [label for label in known if fits(label.text, said.rows) and not fits(label.text, said.heads)]
    figures = [label for label in every if not label.is_known and is_figure(label.text)]
    bands = _bands(marks, [*rows, *figures])
    titles = [label for label in known if fits(label.text, said.titles)]
    edges = [
        min((t.top for t in titles if _is_over(t, top, bands[i - 1][1] if i else -1e9)), default=top)
        for i, (top, _) in enumerate(bands)
    ]
    for i, (top, bottom) in enumerate(bands):
        end = edges[i + 1] if i + 1 < len(bands) else float("inf")
        yield Block(
            tuple(label for label in every if edges[i] <= label.middle < top),
            tuple(label for label in every if top <= label.middle <= bottom),
            tuple(label for label in _before_prose(every, top, bottom) if bottom < label.middle < end),
        )


def _is_over(title: Label, top: float, above: float) -> bool:
    return above < title.middle < top


def _bands(marks: Sequence[Label], rows: Sequence[Label]) -> list[tuple[float, float]]:
    """From where to where each head reaches: headings with no row between them."""
    bands: list[tuple[float, float]] = []
    for label in sorted(marks, key=lambda each: each.top):
        is_same = bands and not any(bands[-1][0] < row.middle < label.middle for row in rows)
        if bands and (is_same or label.top < bands[-1][1]):
            bands[-1] = bands[-1][0], max(bands[-1][1], label.bottom)
        else:
            bands.append((label.top, label.bottom))
    return bands


def _before_prose(every: Sequence[Label], top: float, bottom: float) -> list[Label]:
    """What stands under a head as far as running text, which no table goes on behind."""
    head = [each for each in every if top <= each.middle <= bottom]
    widest = _WIDE * (max(each.right for each in head) - min(each.left for each in head))
    stop = min((each.top for each in every if each.top > bottom and _is_prose(each, widest)), default=float("inf"))
    return [each for each in every if each.bottom <= stop]


def _is_prose(label: Label, widest: float) -> bool:
    return not label.is_known and (_STOP in label.text or label.right - label.left > widest)
