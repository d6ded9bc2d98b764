"""What neighbours tell: the row of a misspelt label between known ones, the group of a head that names none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nianbao.core.form import Block, Row, Table
from nianbao.forms.labels import bodies, named, nearest
from nianbao.forms.recognise_matching import Label
from nianbao.forms.recognise_rows import Line
from nianbao.forms.recognise_segments import GridRow

# One letter of three may differ where neighbours leave a single row.
_ALIKE, _MARGIN = 0.65, 0.15

Printed = tuple[Block, Row | None]


@dataclass(frozen=True, slots=True)
class Met:
    """A title, a row, or a line nobody knows (`line` with what stands over it), in the order of the source."""

    block: Block | None = None
    row: Row | None = None
    line: Line | None = None
    heads: tuple[GridRow, ...] = ()
    beside_title: tuple[Label, ...] = ()
    title_width: int = 0


def told_by_neighbours(table: Table, met: Sequence[Met]) -> Iterator[tuple[Met, tuple[Block, Row] | None]]:
    """Each unknown line with the one row it plainly is, or None.

    The rows the form prints between the known ones around it are in question, and only such as were not met elsewhere.
    """
    printed: list[Printed] = []
    for block in table.blocks:
        printed += [(block, None), *((block, row) for row in block.rows if block.orientation != "across")]
    taken = {each.row.code for each in met if each.row}
    start = 0
    while start < len(met):
        end = start
        while end < len(met) and met[end].line:
            end += 1
        low = _position(printed, met[start - 1]) if start else -1
        high = _position(printed, met[end]) if end < len(met) else len(printed)
        free = [
            (block, row)
            for block, row in printed[low + 1 : high]
            if row and row.code not in taken and not block.is_group(row)
        ]
        yield from _placed(met[start:end], free)
        start = end + 1


def _position(printed: list[Printed], anchor: Met) -> int:
    return next(i for i, (block, row) in enumerate(printed) if block == anchor.block and row == anchor.row)


def _placed(unknown: Sequence[Met], free: list[tuple[Block, Row]]) -> Iterator[tuple[Met, tuple[Block, Row] | None]]:
    choices = [row_nearest(each.line.label, free) for each in unknown if each.line]
    wanted = Counter(choice[1].code for choice in choices if choice)
    for each, choice in zip(unknown, choices, strict=True):
        yield each, choice if choice and wanted[choice[1].code] == 1 else None


def row_nearest(label: str, free: list[tuple[Block, Row]]) -> tuple[Block, Row] | None:
    """The one of some rows a misspelt label comes near to, its printed number agreeing."""
    number = named(label).number
    likely = [each for each in free if not number or named(each[1].label).number in ("", number)]
    best = nearest(label, [bodies(row.label, row.variants) for _, row in likely], alike=_ALIKE, margin=_MARGIN)
    return None if best is None else likely[best]


def groups_in_turn(named_groups: Sequence[int | None], count: int) -> list[int] | None:
    """The groups of heads in the order printed, where those without a name (None) can only stand in the form's order."""
    every = list(range(count))
    is_plain = len(named_groups) == count and all(
        group in (None, place) for group, place in zip(named_groups, every, strict=True)
    )
    return every if is_plain else None
