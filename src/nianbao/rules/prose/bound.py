"""What a sentence says of a cell, once understood."""

from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.said import Claim, Ratio
from nianbao.rules.prose.sentences import Sentence

Span = tuple[int, int]


# A word or a number where it stands in a sentence's body: its start, its end, and what it is.
Placed = tuple[int, int, *tuple[object, ...]]


class Bound(NamedTuple):
    """A value said of a row and columns of a table, the cells at `places`; `others` are rows it may as well be said of.

    `words` are those understood, in the sentence's body. `is_part` when only an office's share was spoken of,
    `is_all` when it was said by 均 or 全部 of the number before.
    """

    sentence: Sentence
    claim: Claim
    row: str
    columns: tuple[str, ...]
    places: tuple[Cell, ...]
    value: Decimal
    words: tuple[Placed, ...]
    others: tuple[str, ...] = ()
    is_part: bool = False
    is_all: bool = False

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the words understood stand in the body; few are ever asked for."""
        return tuple([(start, end) for start, end, *_ in self.words])

    @property
    def marks(self) -> tuple[Span, ...]:
        """The words understood, where they stand in the sentence as typed."""
        return tuple(self.sentence.span(*span) for span in sorted(self.spans))


class Upheld(NamedTuple):
    """「均获维持」 said of rows of a table."""

    sentence: Sentence
    claim: Claim
    rows: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def marks(self) -> tuple[Span, ...]:
        """The words understood, where they stand in the sentence as typed."""
        return tuple(self.sentence.span(*span) for span in sorted(self.spans))


class Rate(NamedTuple):
    """A rate of the table said as a percentage."""

    sentence: Sentence
    ratio: Ratio
    percent: Decimal
    spans: tuple[Span, ...]

    @property
    def marks(self) -> tuple[Span, ...]:
        """The words understood, where they stand in the sentence as typed."""
        return tuple(self.sentence.span(*span) for span in sorted(self.spans))


@lru_cache(maxsize=1024)
def cells(form: Form, table: str, row: str, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    """The cells of a row, or of all rows of a group, in these columns."""
    rows = [row]
    for block in form.table(table).blocks:
        groups = [each for each in block.rows if each.code == row and block.is_group(each)]
        if groups:
            rows = [each.code for each in block.leaves() if each.code.startswith(row + ".")]
    return tuple(Cell(table, code, column) for code in rows for column in columns)


def is_finer(row: str, group: str) -> bool:
    """Whether a row stands under a group."""
    return row.startswith(group + ".")


def finest(rows: tuple[str, ...]) -> str | None:
    """The one row that all others head; None when they are of different lines."""
    if len(rows) == 1:
        return rows[0]
    unique = sorted(set(rows), key=len)
    if all(is_finer(longer, shorter) for shorter, longer in pairwise(unique)):
        return unique[-1] if unique else None
    return None
