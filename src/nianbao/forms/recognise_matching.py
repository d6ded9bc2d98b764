"""Headings of a source set against a form's: to the letter, by likeness, or by their place among the others."""

from dataclasses import dataclass, replace
from enum import StrEnum

from nianbao.forms.labels import fits, nearest
from nianbao.forms.vocabulary import Head

# One letter of three may differ where the other headings leave little choice.
ALIKE, _MARGIN = 0.65, 0.15


class Match(StrEnum):
    """How headings are matched: to the letter, misspelt ones by likeness, or the rest by their place among the others."""

    EXACT = "exact"
    NEAR = "near"
    PLACED = "placed"


@dataclass(frozen=True, slots=True)
class Label:
    """A heading as printed: its place on its line, and its line."""

    index: int
    line: int
    text: str
    is_known: bool = True


# A column of the form, or None for one it does not have, and its heading.
Leaf = tuple[int | None, Label]
Pair = tuple[Head | None, Label]


def known(label: Label, heads: list[Head], match: Match) -> Label:
    """The label, marked as unknown where none of the headings is meant."""
    accepted = list(dict.fromkeys(head.accepted for head in heads))
    if match is Match.PLACED or any(fits(label.text, each) for each in accepted):
        return label
    if match is Match.NEAR and nearest(label.text, accepted, alike=ALIKE, margin=_MARGIN) is not None:
        return label
    return replace(label, is_known=False)


def every(level: tuple[Head, ...]) -> list[Head]:
    """All headings of a tree."""
    return [each for head in level for each in (head, *every(head.under))]


def expand(level: tuple[Head, ...], queues: list[list[Label]], start: int, match: Match) -> list[Leaf] | None:
    """The leaves under one heading, taken off the front of the first line that shows them, in whatever order."""
    for nodes in (level, _flattened(level)):
        for line in range(start, len(queues)):
            for skip in _skips(queues[line]):
                front = _front(queues[line][skip:], len(nodes))
                taken = _matched(nodes, front, match)
                if taken is not None:
                    del queues[line][: skip + len(front)]
                    return _leaves(taken, queues, line + 1, match)
    return None


def _skips(queue: list[Label]) -> tuple[int, ...]:
    # A stub worded differently from the form's stands first on its line.
    return (0, 1) if queue and queue[0].index == 0 else (0,)


def _front(queue: list[Label], count: int) -> list[Label]:
    """The labels up to the `count`th known one, and the unknown ones among and right behind them."""
    known = [i for i, label in enumerate(queue) if label.is_known]
    end = known[count] if len(known) > count else len(queue)
    return queue[:end] if len(known) >= count else []


def _matched(nodes: tuple[Head, ...], front: list[Label], match: Match) -> list[Pair] | None:
    known = [label for label in front if label.is_known]
    if len(known) != len(nodes) or not nodes:
        return None
    found = paired(nodes, known, match)
    return None if found is None else [(found.get(label), label) for label in front]


Pairing = dict[Label, Head]


def paired(nodes: tuple[Head, ...], labels: list[Label], match: Match) -> Pairing | None:
    """Each label with the heading it means; None unless all find one of their own."""
    return {Match.EXACT: _exact, Match.NEAR: _near, Match.PLACED: _placed}[match](list(nodes), labels)


def _exact(nodes: list[Head], labels: list[Label]) -> Pairing | None:
    found = _fitting(nodes, labels)
    return found if len(found) == len(labels) else None


def _fitting(nodes: list[Head], labels: list[Label]) -> Pairing:
    """The labels written as the form knows them, each with a node, which is taken out of `nodes`."""
    found: Pairing = {}
    for label in labels:
        choice = next((i for i, node in enumerate(nodes) if fits(label.text, node.accepted)), None)
        if choice is not None:
            found[label] = nodes.pop(choice)
    return found


def _near(nodes: list[Head], labels: list[Label]) -> Pairing | None:
    """Misspelt headings go to what the well-written ones leave over."""
    found = _fitting(nodes, labels)
    for label in labels:
        if label in found:
            continue
        choice = nearest(label.text, [node.accepted for node in nodes], alike=ALIKE, margin=_MARGIN)
        if choice is None:
            return None
        found[label] = nodes.pop(choice)
    return found


def _placed(nodes: list[Head], labels: list[Label]) -> Pairing | None:
    """The form's own order, when at least half the headings are met and none of them stands elsewhere."""
    pairs = list(zip(labels, nodes, strict=True))
    met = sum(fits(label.text, node.accepted) for label, node in pairs)
    astray = any(
        fits(label.text, other.accepted) and not fits(label.text, node.accepted)
        for label, node in pairs
        for other in every(tuple(nodes))
    )
    return dict(pairs) if met * 2 >= len(nodes) and not astray else None


def _leaves(taken: list[Pair], queues: list[list[Label]], start: int, match: Match) -> list[Leaf] | None:
    found: list[Leaf] = []
    for node, label in taken:
        if node is None or node.leaf is not None:
            found.append((None if node is None else node.leaf, label))
            continue
        below = expand(node.under, queues, start, match)
        if below is None:
            return None
        found += below
    return found


def _flattened(level: tuple[Head, ...]) -> tuple[Head, ...]:
    """The level with its groups replaced by their members: a group heading the source leaves out."""
    return tuple(each for head in level for each in (head.under or (head,)))
