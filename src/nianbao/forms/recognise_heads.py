"""The head of a printed block: in what order its columns stand, and at which places of the line."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from nianbao.core.document import GridCell
from nianbao.core.form import Block
from nianbao.core.numbers import folded
from nianbao.forms.labels import bodies, fits, named, nearest
from nianbao.forms.vocabulary import Head, heads

HeadRow = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The columns of a block as a source prints them: `leaves` are the form's positions, left to right.

    `indexes` are their places in a line of `width` cells, None where the source's lines are ragged.
    `texts` are the headings as printed. `is_near` tells that some heading was only nearly the form's.
    """

    leaves: tuple[int, ...]
    texts: tuple[str, ...]
    indexes: tuple[int, ...] | None = None
    width: int = 0
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    index: int
    text: str


Leaf = tuple[int, _Label]


def official(block: Block) -> Order:
    """The form's own order, for a source that prints no head."""
    count = len(block.columns) * (len(block.leaves()) if block.orientation == "across" else 1)
    return Order(tuple(range(count)), ("",) * count)


def order(block: Block, rows: list[HeadRow], *, near: bool = False) -> Order | None:
    """The columns' order by the headings of the source; None when they are not this block's.

    `near` lets a misspelt heading stand for the one it plainly resembles.
    """
    queues = [_labels(block, row, rows[i - 1] if i else ()) for i, row in enumerate(rows)]
    found = _expand(heads(block), queues, 0, near)
    if found is None:
        return None
    leaves = tuple(leaf for leaf, _ in found)
    places = tuple(label.index for _, label in found)
    width = max(len(row) for row in rows)
    is_straight = all(b - a == 1 for a, b in pairwise(places))
    is_even = all(len(row) == width for row in rows)
    texts = tuple(label.text for _, label in found)
    return Order(leaves, texts, places if is_straight and is_even else None, width, near)


def partly(block: Block, rows: list[HeadRow]) -> Order | None:
    """The form's own order where at least half its headings are met and none of them stands out of turn."""
    leaves = _leaf_heads(heads(block))
    met: set[int] = set()
    for row in rows:
        position = 0
        for label in _labels(block, row, ()):
            fitting = [i for i, head in enumerate(leaves) if fits(label.text, head.accepted)]
            if not fitting:
                continue
            following = [i for i in fitting if i >= position]
            if not following:
                return None
            met.add(following[0])
            position = following[0] + 1
    return official(block) if len(met) * 2 >= len(leaves) else None


def _leaf_heads(level: tuple[Head, ...]) -> list[Head]:
    return [leaf for head in level for leaf in (_leaf_heads(head.under) if head.under else [head])]


def _labels(block: Block, row: HeadRow, above: HeadRow) -> list[_Label]:
    """The headings of a line; repeats of the left or upper neighbour are one merged heading written out again."""
    cells = [_Label(i, cell.text) for i, cell in enumerate(row) if cell.text is not None and folded(cell.text)]
    cells = [label for label in cells if not fits(label.text, bodies(block.stub))]
    cells = [next(same) for _, same in groupby(cells, key=lambda label: named(label.text))]
    upper = {i: named(cell.text) for i, cell in enumerate(above) if cell.text and folded(cell.text)}
    return [label for label in cells if upper.get(label.index) != named(label.text)]


def _expand(level: tuple[Head, ...], queues: list[list[_Label]], start: int, near: bool) -> list[Leaf] | None:
    """The leaves under one heading, taken off the front of the first line that shows them, in whatever order."""
    for nodes in (level, _flattened(level)):
        for line in range(start, len(queues)):
            for skip in _skips(queues[line]):
                taken = _matched(list(nodes), queues[line][skip : skip + len(nodes)], near)
                if taken is not None:
                    del queues[line][: skip + len(nodes)]
                    return _leaves(taken, queues, line + 1, near)
    return None


def _skips(queue: list[_Label]) -> tuple[int, ...]:
    # A stub worded differently from the form's stands first on its line.
    return (0, 1) if queue and queue[0].index == 0 else (0,)


def _matched(nodes: list[Head], front: list[_Label], near: bool) -> list[tuple[Head, _Label]] | None:
    if len(front) != len(nodes):
        return None
    matched = []
    for label in front:
        choice = next((i for i, node in enumerate(nodes) if fits(label.text, node.accepted)), None)
        if choice is None and near:
            choice = nearest(label.text, [node.accepted for node in nodes])
        if choice is None:
            return None
        matched.append((nodes.pop(choice), label))
    return matched


def _leaves(taken: list[tuple[Head, _Label]], queues: list[list[_Label]], start: int, near: bool) -> list[Leaf] | None:
    found: list[Leaf] = []
    for node, label in taken:
        if node.leaf is not None:
            found.append((node.leaf, label))
            continue
        below = _expand(node.under, queues, start, near)
        if below is None:
            return None
        found += below
    return found


def _flattened(level: tuple[Head, ...]) -> tuple[Head, ...]:
    """The level with its groups replaced by their members: a group heading the source leaves out."""
    return tuple(each for head in level for each in (head.under or (head,)))
