"""The head of a printed block: in what order its columns stand, and at which places of the line."""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from nianbao.core.document import GridCell
from nianbao.core.form import Block
from nianbao.core.numbers import folded
from nianbao.forms.labels import bodies, fits, named, nearest
from nianbao.forms.vocabulary import Head, heads

HeadRow = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The columns of a block as a source prints them: `leaves` are the form's positions, left to right.

    `indexes` are their places in a line of `width` cells, None where the source's lines are ragged. `extras` are the
    places of columns the form does not have, `unknown` what they are called. `is_tight`: values follow labels at once.
    """

    leaves: tuple[int, ...]
    texts: tuple[str, ...]
    indexes: tuple[int, ...] | None = None
    width: int = 0
    extras: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    index: int
    text: str


Leaf = tuple[int, _Label]


def official(block: Block) -> Order:
    """The form's own order, for a source that prints no head."""
    count = len(block.columns) * (len(block.leaves()) if block.orientation == "across" else 1)
    return Order(tuple(range(count)), ("",) * count, is_tight=_is_tight(block))


def _is_tight(block: Block) -> bool:
    """Whether every label of the block takes one column, so that its values follow at once."""
    return block.orientation != "across" and not any(block.is_group(row) for row in block.rows)


class Match(StrEnum):
    """How headings are matched: to the letter, misspelt ones by likeness, or the rest by their place among the others."""

    EXACT = "exact"
    NEAR = "near"
    PLACED = "placed"


def order(block: Block, rows: list[HeadRow], match: Match = Match.EXACT) -> Order | None:
    """The columns' order by the headings of the source; None when they are not this block's.

    Of a block whose rows stand side by side,
    the source may print some groups in one table and the others in the next.
    """
    lines = [_labels(block, row, rows[i - 1] if i else ()) for i, row in enumerate(rows)]
    every = _every(heads(block))
    queues = [[label for label in line if _is_known(label, every, match)] for line in lines]
    unknown = [[label for label in line if not _is_known(label, every, match)] for line in lines]
    beside = [label for known, more in zip(queues, unknown, strict=True) if known for label in more]
    level = _printed(heads(block), queues) if block.orientation == "across" else heads(block)
    found = _expand(level, queues, 0, match)
    # What is left over is a heading met twice: which of the two is meant cannot be told.
    if not found or any(queues):
        return None
    places = tuple(label.index for _, label in found)
    width = max(len(row) for row in rows)
    is_even = all(a < b for a, b in pairwise(places)) and all(len(row) == width for row in rows)
    # One above known headings only sums them up: it has no column of its own.
    extras = [label for line in unknown for label in line if label.index not in places] if is_even else beside
    extras = [label for label in extras if label.index > _stub_index(block, rows)]
    return Order(
        tuple(leaf for leaf, _ in found),
        tuple(label.text for _, label in found),
        places if is_even else None,
        width,
        tuple(dict.fromkeys(label.index for label in extras)),
        tuple(dict.fromkeys(label.text for label in extras)),
        _is_tight(block),
    )


def _is_known(label: _Label, every: list[Head], match: Match) -> bool:
    accepted = [head.accepted for head in every]
    if match is Match.PLACED or any(fits(label.text, each) for each in accepted):
        return True
    return match is Match.NEAR and nearest(label.text, accepted) is not None


def _every(level: tuple[Head, ...]) -> list[Head]:
    return [each for head in level for each in (head, *_every(head.under))]


def _printed(level: tuple[Head, ...], queues: list[list[_Label]]) -> tuple[Head, ...]:
    """The groups of headings of which the source prints something; all where it prints no group's name."""
    texts = [label.text for queue in queues for label in queue]

    def is_met(head: Head) -> bool:
        groups = [each for each in _every((head,)) if each.under]
        return not groups or any(fits(text, each.accepted) for each in groups for text in texts)

    kept = tuple(replace(head, under=_printed(head.under, queues)) for head in level if is_met(head))
    return kept if any(head.under for head in kept) else level


def _stub_index(block: Block, rows: list[HeadRow]) -> int:
    """The place of the heading over the labels; -1 where the block's lines have none."""
    if block.orientation == "across":
        return -1
    stub = bodies(block.stub)
    return next((i for row in rows for i, cell in enumerate(row) if cell.text and fits(cell.text, stub)), 0)


def _labels(block: Block, row: HeadRow, above: HeadRow) -> list[_Label]:
    """The headings of a line; repeats of the left or upper neighbour are one merged heading written out again."""
    upper = {i: named(cell.text) for i, cell in enumerate(above) if cell.text and folded(cell.text)}
    found: list[_Label] = []
    left: _Label | None = None
    for i, cell in enumerate(row):
        if not cell.text or not folded(cell.text) or fits(cell.text, bodies(block.stub)):
            continue
        label = _Label(i, cell.text)
        # Under a group of its own, the same heading again is another one.
        is_repeated = left and named(left.text) == named(label.text) and upper.get(i) in (None, upper.get(left.index))
        left = label
        if not is_repeated and upper.get(i) != named(label.text):
            found.append(label)
    return found


def _expand(level: tuple[Head, ...], queues: list[list[_Label]], start: int, match: Match) -> list[Leaf] | None:
    """The leaves under one heading, taken off the front of the first line that shows them, in whatever order."""
    for nodes in (level, _flattened(level)):
        for line in range(start, len(queues)):
            for skip in _skips(queues[line]):
                taken = _matched(list(nodes), queues[line][skip : skip + len(nodes)], match)
                if taken is not None:
                    del queues[line][: skip + len(nodes)]
                    return _leaves(taken, queues, line + 1, match)
    return None


def _skips(queue: list[_Label]) -> tuple[int, ...]:
    # A stub worded differently from the form's stands first on its line.
    return (0, 1) if queue and queue[0].index == 0 else (0,)


def _matched(nodes: list[Head], front: list[_Label], match: Match) -> list[tuple[Head, _Label]] | None:
    if len(front) != len(nodes):
        return None
    if match is Match.PLACED:
        return _placed(nodes, front)
    matched = []
    for label in front:
        choice = next((i for i, node in enumerate(nodes) if fits(label.text, node.accepted)), None)
        if choice is None and match is Match.NEAR:
            choice = nearest(label.text, [node.accepted for node in nodes])
        if choice is None:
            return None
        matched.append((nodes.pop(choice), label))
    return matched


def _placed(nodes: list[Head], front: list[_Label]) -> list[tuple[Head, _Label]] | None:
    """The form's own order, when at least half the headings are met and none of them stands elsewhere."""
    met = sum(fits(label.text, node.accepted) for node, label in zip(nodes, front, strict=True))
    astray = any(
        fits(label.text, other.accepted) and not fits(label.text, node.accepted)
        for node, label in zip(nodes, front, strict=True)
        for other in _every(tuple(nodes))
    )
    return list(zip(nodes, front, strict=True)) if met * 2 >= len(nodes) and not astray else None


def _leaves(
    taken: list[tuple[Head, _Label]], queues: list[list[_Label]], start: int, match: Match
) -> list[Leaf] | None:
    found: list[Leaf] = []
    for node, label in taken:
        if node.leaf is not None:
            found.append((node.leaf, label))
            continue
        below = _expand(node.under, queues, start, match)
        if below is None:
            return None
        found += below
    return found


def _flattened(level: tuple[Head, ...]) -> tuple[Head, ...]:
    """The level with its groups replaced by their members: a group heading the source leaves out."""
    return tuple(each for head in level for each in (head.under or (head,)))
