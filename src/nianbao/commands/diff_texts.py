"""Which sentences of a report's texts were changed, added, removed or moved; blanks and line breaks do not count."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from nianbao.core.difference import Passage, TextChange
from nianbao.core.marked import Spans
from nianbao.rules.privacy import starred
from nianbao.rules.quoting import SENTENCE

# A figure and a foreign word are one piece each, so that 12 → 13 is not told as 2 → 3.
_TOKEN = re.compile(r"[0-9０-９]+(?:[.．,][0-9０-９]+)*[%％]?|[A-Za-z]+|\S")
_BLANK = re.compile(r"[\s\u3000\xa0\u200b-\u200d\u2060\ufeff]+")
_LIKENESS, _LIKENESS_AFAR = 55, 60
# A sentence this long that stands in another one is no accident.
_SHORTEST_PART = 8
_STOPS = "。！？；"
# What is larger is not told in detail: neither paper nor a sentence ever is.
_MOST_COMPARED = 100_000_000
_MOST_PAIRED = 40_000
_MOST_MARKED = 1_000_000
# Letters that stayed between two changed ones, up to so many, are told as changed with them.
_CLOSE = 1

Step = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence with its passage; `plain` is what is compared of it."""

    passage: Passage
    plain: str


@dataclass
class _Block:
    """A stretch that differs: the sentences that stood there and those that stand there now."""

    old: list[_Said]
    new: list[_Said]
    found: list[tuple[int, TextChange]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The text it stands in."""
        return (self.new or self.old)[0].passage.address


class _Spot(NamedTuple):
    block: int
    at: int


def text_changes(old: Mapping[str, str], new: Mapping[str, str], names: Mapping[str, str]) -> tuple[TextChange, ...]:
    """What became of the sentences of the texts in `names` (address: what people call it), in the order of the page."""
    blocks = [
        block
        for address, name in names.items()
        for block in _blocks(_sentences(old, address, name), _sentences(new, address, name))
    ]
    _take_moved(blocks)
    for block in blocks:
        _take_alike([block], _LIKENESS)
    # What was changed and moved as well has to be more alike to be known again.
    for address in names:
        _take_alike([block for block in blocks if block.address == address], _LIKENESS_AFAR)
    for block in blocks:
        block.found += [(at, TextChange(_shown(each), None)) for at, each in enumerate(block.old) if each.plain]
        block.found += [(at, TextChange(None, _shown(each))) for at, each in enumerate(block.new) if each.plain]
    return tuple(
        change for block in blocks for _, change in sorted(block.found, key=lambda each: (each[0], each[1].old is None))
    )


def _sentences(texts: Mapping[str, str], address: str, name: str) -> list[_Said]:
    return [
        _Said(Passage(address, name, number, sentence.strip()), plain)
        for number, paragraph in enumerate(texts.get(address, "").split("\n"), start=1)
        for sentence in SENTENCE.findall(paragraph)
        if (plain := _BLANK.sub("", sentence))
    ]


def _blocks(old: list[_Said], new: list[_Said]) -> Iterator[_Block]:
    """The stretches that differ; one that is only cut into sentences another way does not."""
    one, other = [each.plain for each in old], [each.plain for each in new]
    for start, end, first, last in _steps(one, other, _aligned, _MOST_COMPARED):
        if "".join(one[start:end]) != "".join(other[first:last]):
            yield _Block(old[start:end], new[first:last])


def _steps(
    old: Sequence[str],
    new: Sequence[str],
    align: Callable[[Sequence[str], Sequence[str]], Iterable[Step]],
    most: int,
) -> list[Step]:
    """Where two sequences differ: from, to in the old one, from, to in the new one.

    What both begin and end with is left out first. The lesser one is always aligned to the greater one, so that the way
    back tells the same.
    """
    start = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    start = min(len(old), len(new)) if start is None else start
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    one, other = old[start : len(old) - end], new[start : len(new) - end]
    if not one and not other:
        return []
    if len(one) * len(other) > most:
        found: Iterable[Step] = [(0, len(one), 0, len(other))]
    elif list(one) <= list(other):
        found = align(one, other)
    else:
        found = [(first, last, left, right) for left, right, first, last in align(other, one)]
    return [(left + start, right + start, first + start, last + start) for left, right, first, last in found]


def _aligned(one: Sequence[str], other: Sequence[str]) -> list[Step]:
    """The fewest sentences that differ, neighbours taken together."""
    steps: list[Step] = []
    for step in Indel.opcodes(one, other):
        if step.tag == "equal":
            continue
        found = (step.src_start, step.src_end, step.dest_start, step.dest_end)
        if steps and (steps[-1][1], steps[-1][3]) == (found[0], found[2]):
            found = (steps[-1][0], found[1], steps.pop()[2], found[3])
        steps.append(found)
    return steps


def _take_moved(blocks: Sequence[_Block]) -> None:
    """Take out what was removed at one place and stands, word for word, at another."""
    removed: defaultdict[str, deque[_Spot]] = defaultdict(deque)
    for number, block in enumerate(blocks):
        for at, said in enumerate(block.old):
            removed[said.plain].append(_Spot(number, at))
    for block in blocks:
        for at, said in enumerate(block.new):
            if spots := removed.get(said.plain):
                spot = spots.popleft()
                source = blocks[spot.block].old
                block.found.append((at, TextChange(_shown(source[spot.at]), _shown(said))))
                source[spot.at] = replace(source[spot.at], plain="")
                block.new[at] = replace(said, plain="")


def _take_alike(blocks: Sequence[_Block], likeness: int) -> None:
    """Take out pairs of sentences of which one became the other, the likest first."""
    old = [(block, at, said) for block in blocks for at, said in enumerate(block.old) if said.plain]
    new = [(block, at, said) for block in blocks for at, said in enumerate(block.new) if said.plain]
    if len(old) * len(new) > _MOST_PAIRED:
        return
    # Neither side of a tie comes before the other.
    pairs = [
        (-found, at + to, abs(at - to), at, to)
        for at, (_, _, one) in enumerate(old)
        for to, (_, _, other) in enumerate(new)
        if (found := _likeness(one.plain, other.plain, likeness))
    ]
    gone, taken = set[int](), set[int]()
    for *_, at, to in sorted(pairs):
        if at not in gone and to not in taken:
            gone.add(at)
            taken.add(to)
            _take(old[at], new[to])


def _likeness(one: str, other: str, least: int) -> float:
    """How alike two sentences are, 0 below `least`; one that only goes on farther than the other is just alike enough."""
    if found := fuzz.ratio(one, other, score_cutoff=least):
        return found
    shorter = min(one, other, key=len).rstrip(_STOPS)
    is_part = len(shorter) >= _SHORTEST_PART and shorter in max(one, other, key=len)
    return least if is_part else 0.0


def _take(old: tuple[_Block, int, _Said], new: tuple[_Block, int, _Said]) -> None:
    """Note a sentence that became another one, where that one stands."""
    (source, at, one), (block, to, other) = old, new
    left, right = _marks(one.passage.text, other.passage.text)
    block.found.append((to, TextChange(_shown(one, left), _shown(other, right))))
    source.old[at], block.new[to] = replace(one, plain=""), replace(other, plain="")


def _shown(said: _Said, marks: Spans = ()) -> Passage:
    """The passage as it may be handed on: private numbers starred out."""
    return replace(said.passage, text=starred(said.passage.text), marks=marks)


def _marks(old: str, new: str) -> tuple[Spans, Spans]:
    """The spans of the words that differ, in both."""
    one, other = ([match.span() for match in _TOKEN.finditer(text)] for text in (old, new))
    words, others = ([text[slice(*span)] for span in spans] for text, spans in ((old, one), (new, other)))
    steps = _steps(words, others, _matched, _MOST_MARKED)
    left = _joined((one[start][0], one[end - 1][1]) for start, end, _, _ in steps if start < end)
    right = _joined((other[first][0], other[last - 1][1]) for _, _, first, last in steps if first < last)
    return left, right


def _matched(one: Sequence[str], other: Sequence[str]) -> list[Step]:
    """Whole runs that stayed before single letters: what a reader would mark."""
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [(start, end, first, last) for tag, start, end, first, last in steps if tag != "equal"]


def _joined(spans: Iterable[tuple[int, int]]) -> Spans:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start - found[-1][1] <= _CLOSE:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)
