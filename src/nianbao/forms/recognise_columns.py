"""Columns told by the headings next to the figures, where one above them is lost or says something else."""

from nianbao.core.document import GridCell
from nianbao.core.form import Block
from nianbao.forms.labels import bodies, fits
from nianbao.forms.recognise_heads import HeadRow, Order, labels_of_head, ordered
from nianbao.forms.recognise_matching import Label, Leaf, Match, known, paired
from nianbao.forms.recognise_neighbours import groups_in_turn
from nianbao.forms.vocabulary import Head, heads

# Of fewer headings the one above them says what they are.
_MANY = 4


def order_by_lowest(block: Block, rows: list[HeadRow]) -> Order | None:
    """The columns' order when every column has its own heading lowest in its place; None when they are not this block's.

    Groups of columns that name themselves have to stand where the form has them; those without a name get the rest.
    """
    if len(block.columns) < _MANY:
        return None
    whole, short = _padded(rows), _short(rows)
    return _order(block, whole, Match.EXACT, short) or _order(block, whole, Match.NEAR, short)


def _short(rows: list[HeadRow]) -> set[int]:
    """The lines above the last that end before the longest does."""
    width = max(len(row) for row in rows)
    return {i for i, row in enumerate(rows[:-1]) if len(row) < width}


def _padded(rows: list[HeadRow]) -> list[HeadRow]:
    """The lines with the blanks at their ends that sources leave out.

    One that lost a cell elsewhere has its headings over or under those of another line, so that some column has none.
    """
    width = max(len(row) for row in rows)
    return [(*row, *(GridCell("", row[-1].place) for _ in range(width - len(row)))) for row in rows]


def _order(block: Block, rows: list[HeadRow], match: Match, short: set[int]) -> Order | None:
    columns = tuple(Head(bodies(each.label, each.variants), leaf=i) for i, each in enumerate(block.columns))
    lines = labels_of_head(block, rows, [*heads(block), *columns], match)
    lowest = [known(label, list(columns), match) for label in _lowest(lines)]
    met = [label for label in lowest if label.is_known]
    width = len(columns)
    is_across = block.orientation == "across"
    if len(met) != width * (len(block.leaves()) if is_across else 1):
        return None
    runs = [met[start : start + width] for start in range(0, len(met), width)]
    turns = groups_in_turn([_group(block, run, lines) for run in runs], len(runs)) if is_across else [0]
    pairs = [paired(columns, run, match) for run in runs]
    if turns is None or not all(pairs):
        return None
    leaves: dict[Label, int] = {}
    for turn, pair in zip(turns, pairs, strict=True):
        leaves.update({label: turn * width + (head.leaf or 0) for label, head in (pair or {}).items()})
    found: list[Leaf] = [(leaves.get(label), label) for label in lowest]
    made = ordered(block, rows, lines, found)
    # A short line may have lost the heading of a group: what followed it then stands too far left, over columns that
    # the lines below it were pushed out of. Only the form's own order is believed of it, and no column of its own.
    is_own = list(made.leaves) == sorted(made.leaves)
    doubtful = [label for label in lowest if label.line in short and not (label.is_known and is_own)]
    return made if made.indexes is not None and not doubtful else None


def _lowest(lines: list[list[Label]]) -> list[Label]:
    """The last heading in each place, left to right."""
    return [label for _, label in sorted({label.index: label for line in lines for label in line}.items())]


def _group(block: Block, run: list[Label], lines: list[list[Label]]) -> int | None:
    """Which group is named above a run of columns; None when none is, -1 when it cannot be one."""
    above = [label for line in lines for label in line if run[0].index <= label.index <= run[-1].index]
    named = [
        i
        for label in above
        for i, row in enumerate(block.leaves())
        if fits(label.text, bodies(row.label, row.variants))
    ]
    if not named:
        return None
    return named[0] if len(named) == 1 else -1
