"""The head of a printed block: in what order its columns stand, and at which places of the line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nianbao.core.document import GridCell
from nianbao.core.form import Block
from nianbao.core.numbers import folded
from nianbao.forms.labels import bodies, fits, named, nearest
from nianbao.forms.recognise_matching import ALIKE, Label, Leaf, Match, every, expand, known
from nianbao.forms.vocabulary import Head, heads

HeadRow = tuple[GridCell, ...]
# Of fewer headings than this each one counts.
_MANY = 4


@dataclass(frozen=True, slots=True)
class Order:
    """The columns of a block as a source prints them: `leaves` are the form's positions, left to right.

    `indexes` are their places in a line of `width` cells, None where the source's lines are ragged. `extras` are the
    places of columns the form does not have, `unknown` what they are called. `slots` are the places of the leaves
    among the `printed` columns, extra ones included; `printed` is 0 where an extra column's place is not plain.
    `is_tight`: values follow labels at once. `stub` is the place of the heading over the labels, -1 where that is
    not plain.
    """

    leaves: tuple[int, ...]
    texts: tuple[str, ...]
    slots: tuple[int, ...]
    printed: int
    indexes: tuple[int, ...] | None = None
    width: int = 0
    extras: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    is_tight: bool = False
    stub: int = -1


def official(block: Block) -> Order:
    """The form's own order, for a source that prints no head."""
    count = len(block.columns) * (len(block.leaves()) if block.orientation == "across" else 1)
    every = tuple(range(count))
    return Order(every, ("",) * count, every, count, is_tight=_is_tight(block))


def _is_tight(block: Block) -> bool:
    """Whether every label of the block takes one column, so that its values follow at once."""
    return block.orientation != "across" and not any(block.is_group(row) for row in block.rows)


def order(block: Block, rows: list[HeadRow], match: Match = Match.EXACT) -> Order | None:
    """The columns' order by the headings of the source; None when they are not this block's.

    Of a block whose rows stand side by side,
    the source may print some groups in one table and the others in the next.
    """
    lines = labels_of_head(block, rows, heads(block), match)
    for level in _levels(block, lines):
        # Headings alone on their line only sum up those below.
        queues = [list(line) if any(label.is_known for label in line) else [] for line in lines]
        found = expand(level, queues, 0, match)
        # What is left over is a heading met twice: which of the two is meant cannot be told.
        if found and not any(label.is_known for queue in queues for label in queue):
            return ordered(block, rows, lines, found)
    return None


def labels_of_head(block: Block, rows: list[HeadRow], known_heads: Sequence[Head], match: Match) -> list[list[Label]]:
    """The headings of each line, those unknown and in front of the columns left out."""
    whole = every(tuple(known_heads))
    stub, _ = _stub(block, rows)
    lines = []
    for i, row in enumerate(rows):
        labels = [known(label, whole, match) for label in _labels(block, row, rows[i - 1] if i else (), i)]
        lines.append([label for label in labels if label.is_known or label.index > stub])
    return lines


def ordered(block: Block, rows: list[HeadRow], lines: list[list[Label]], found: list[Leaf]) -> Order:
    """The order of columns found on the headings' lines."""
    stub, is_plain = _stub(block, rows)
    made = _order(block, rows, lines, found)
    # With the heading over the labels unknown, it may be one of those in front of the known ones.
    if is_plain:
        return replace(made, stub=stub)
    return replace(made, printed=0) if _has_leading(lines) else made


def order_alike(block: Block, rows: list[HeadRow]) -> Order | None:
    """The columns' order by headings some of which are misspelt, or by the place of the rest among the others."""
    return order(block, rows, Match.NEAR) or order(block, rows, Match.PLACED)


def _has_leading(lines: list[list[Label]]) -> bool:
    return any(line and not line[0].is_known for line in lines)


def with_extras(order: Order, beside: tuple[Label, ...], width: int) -> Order:
    """The order with extra columns headed above its head, on a line of `width` places."""
    if order.indexes is None or order.width != width:
        return replace(order, printed=0)
    more = [label for label in beside if label.index not in order.indexes and label.index not in order.extras]
    return replace(
        order,
        printed=0,
        extras=(*order.extras, *(label.index for label in more)),
        unknown=tuple(dict.fromkeys((*order.unknown, *(label.text for label in more)))),
    )


def group_order(block: Block, rows: list[HeadRow]) -> Order | None:
    """The columns' order under headings that show one group of a block and do not name it."""
    if block.orientation != "across":
        return None
    group = Block((), block.columns)
    return order(group, rows) or order(group, rows, Match.NEAR)


def lacking_one(block: Block, rows: list[HeadRow]) -> str:
    """The one heading that is missing where all others of a block stand to the letter in the form's order; else empty."""
    columns = [bodies(column.label, column.variants) for column in block.columns]
    if block.orientation == "across" or len(columns) < _MANY:
        return ""
    groups = [head for head in every(heads(block)) if head.leaf is None]
    met: list[int] = []
    for i, row in enumerate(rows):
        texts = [label.text for label in _labels(block, row, rows[i - 1] if i else (), i)]
        leaves = [next((n for n, each in enumerate(columns) if fits(text, each)), -1) for text in texts]
        shown = [leaf for leaf in leaves if leaf >= 0]
        is_known = all(
            leaf >= 0 or any(fits(text, head.accepted) for head in groups)
            for text, leaf in zip(texts, leaves, strict=True)
        )
        if not is_known or shown != sorted(shown):
            return ""
        met += shown
    missing = set(range(len(columns))) - set(met)
    return block.columns[missing.pop()].label if len(missing) == 1 and len(met) == len(set(met)) else ""


def _levels(block: Block, lines: list[list[Label]]) -> tuple[tuple[Head, ...], ...]:
    whole = heads(block)
    if block.orientation != "across":
        return (whole,)
    return tuple(dict.fromkeys((_printed(whole, lines), whole)))


def _order(block: Block, rows: list[HeadRow], lines: list[list[Label]], found: list[Leaf]) -> Order:
    leaves = [(leaf, label) for leaf, label in found if leaf is not None]
    places = tuple(label.index for _, label in leaves)
    width = max(len(row) for row in rows)
    is_even = all(a < b for a, b in pairwise(places)) and all(len(row) == width for row in rows)
    unknown = [label for line in lines for label in line if not label.is_known]
    # One above known headings only sums them up: it has no column of its own.
    extras = [label for label in unknown if label.index not in places]
    if not is_even:
        extras = [label for label in unknown if any(each.is_known for each in lines[label.line])]
    columns = sorted({*places, *(label.index for label in extras)})
    if is_even:
        is_placed = columns == list(range(columns[0], columns[0] + len(columns)))
        slots = tuple(columns.index(place) for place in places)
    else:
        is_placed = _is_placed(lines, found)
        slots = tuple(i for i, (leaf, _) in enumerate(found) if leaf is not None)
    if not extras:
        slots, is_placed, columns = tuple(range(len(leaves))), True, list(places)
    count = len(columns) if is_even else len(leaves) + len(extras)
    return Order(
        tuple(leaf for leaf, _ in leaves),
        tuple(label.text for _, label in leaves),
        slots,
        count if is_placed else 0,
        places if is_even else None,
        width,
        tuple(dict.fromkeys(label.index for label in extras)),
        tuple(dict.fromkeys(label.text for label in extras)),
        _is_tight(block),
    )


def _is_placed(lines: list[list[Label]], found: list[Leaf]) -> bool:
    """Whether each extra heading of a ragged head stands beside a neighbour on its line, so that its place is plain."""
    extras = [label for leaf, label in found if leaf is None]
    headed = [line for line in lines if any(label.is_known for label in line)]
    unknown = [label for line in headed for label in line if not label.is_known]
    if len({label.line for label in extras}) > 1 or len(extras) < len(unknown):
        return False
    return all(_is_beside(lines[label.line], label, found) for label in extras)


def _is_beside(line: list[Label], extra: Label, found: list[Leaf]) -> bool:
    position = line.index(extra)
    at_left = position > 0 and line[position - 1].index + 1 == extra.index
    at_right = position + 1 < len(line) and line[position + 1].index - 1 == extra.index
    # What follows in print may belong to another group: then both places are possible.
    follows = [label for _, label in found[[label for _, label in found].index(extra) + 1 :]]
    is_next = at_right and bool(follows) and follows[0].line >= extra.line
    return at_left if not at_right else is_next


def _printed(level: tuple[Head, ...], lines: list[list[Label]]) -> tuple[Head, ...]:
    """The groups of headings of which the source prints something; all where it prints no group's name."""
    texts = [label.text for line in lines for label in line]

    def is_met(head: Head) -> bool:
        groups = [each for each in every((head,)) if each.under]
        return not groups or any(fits(text, each.accepted) for each in groups for text in texts)

    kept = tuple(replace(head, under=_printed(head.under, lines)) for head in level if is_met(head))
    return kept if any(head.under for head in kept) else level


def _stub(block: Block, rows: list[HeadRow]) -> tuple[int, bool]:
    """The place of the heading over the labels, -1 where the block's lines have none; and whether it is plain."""
    if block.orientation == "across":
        return -1, True
    shown = [(i, cell.text) for row in rows for i, cell in enumerate(row) if cell.text and folded(cell.text)]
    stub = [bodies(block.stub)]
    met = next((i for i, text in shown if nearest(text, stub, alike=ALIKE) is not None), None)
    return (shown[0][0] if shown else 0, False) if met is None else (met, True)


def _labels(block: Block, row: HeadRow, above: HeadRow, line: int) -> list[Label]:
    """The headings of a line; repeats of the left or upper neighbour are one merged heading written out again."""
    upper = {i: named(cell.text) for i, cell in enumerate(above) if cell.text and folded(cell.text)}
    found: list[Label] = []
    left: Label | None = None
    for i, cell in enumerate(row):
        if not cell.text or not folded(cell.text) or fits(cell.text, bodies(block.stub)):
            continue
        label = Label(i, line, cell.text)
        # Under a group of its own, the same heading again is another one.
        is_repeated = left and named(left.text) == named(label.text) and upper.get(i) in (None, upper.get(left.index))
        left = label
        if not is_repeated and upper.get(i) != named(label.text):
            found.append(label)
    return found
