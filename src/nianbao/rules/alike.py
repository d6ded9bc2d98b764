"""雷同: narratives that several units of a county share, but for their names, years and figures."""

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import NamedTuple

from rapidfuzz import fuzz

from nianbao.core.agency import is_same
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Section
from nianbao.core.report import Report
from nianbao.rules.alike_keys import Keys as Keys
from nianbao.rules.alike_keys import compared_sections, digest, sentences
from nianbao.rules.alike_keys import keys as keys
from nianbao.rules.alike_words import LIKENESS, beside, passages
from nianbao.rules.quoting import text_name

# What more than this share of the units write is the county's template and nobody's copy.
_COMMON = 0.3
_FEW = 3
_ALL_PAIRS = 12
_NEIGHBOURS = 4
_FEWEST_SHARED = 4
_SHARED = 0.2
_SHORTEST = 120
_MOST_NAMED = 8


class _Text(NamedTuple):
    """One unit's narrative as its keys."""

    unit: int
    keys: Keys

    @property
    def sentences(self) -> Iterator[Sequence[int]]:
        """The keys of each sentence."""
        start = 0
        for count in self.keys.counts:
            yield self.keys.keys[start : start + count]
            start += count


@dataclass(frozen=True, slots=True)
class Compared:
    """How alike (%) pairs of narratives are, 0 for less than matters, by a digest of all that it depends on.

    `before` is what is known from an earlier run, `now` gathers what this one asked for.
    """

    before: Mapping[bytes, int] = field(default_factory=dict)
    now: dict[bytes, int] = field(default_factory=dict)

    def once(self, key: bytes, compare: Callable[[], int]) -> int:
        """What is known under a key, or else what comparing gives."""
        if key not in self.now:
            known = self.before.get(key)
            self.now[key] = compare() if known is None else known
        return self.now[key]


class Likeness(NamedTuple):
    """Units whose narratives of one section are alike, as places in the list that was looked at.

    `pairs` tie them together, the most alike first: two units and how much (%) they are.
    """

    section: Section
    units: tuple[int, ...]
    pairs: tuple[tuple[int, int, int], ...]


class Pair(NamedTuple):
    """Two units' narratives of one section side by side: the longest passage they share, as each of them printed it."""

    one: Report
    other: Report
    address: str
    section: str
    likeness: int
    passage: str
    same: str


def alike(units: Sequence[Report], form: Form) -> list[Finding]:
    """The groups of units that hand in the same narrative, each told once with a passage of two of them.

    Sentences of the county's template, which more than 30 % of the units share, do not count.
    """
    return findings(units, form, likenesses(units, form))


def likenesses(
    units: Sequence[Report], form: Form, known: Sequence[Mapping[str, Keys]] = (), compared: Compared | None = None
) -> list[Likeness]:
    """The groups of units whose narratives are alike, section by section.

    `known` are the units' `keys`, where they were made before; none at all where they were not. `compared` is what
    pairs came to in an earlier run.
    """
    made = [kept or keys(unit, form) for unit, kept in zip(units, known or ({},) * len(units), strict=True)]
    known_pairs = compared or Compared()
    return [found for section in compared_sections(form) for found in _groups(units, section, made, known_pairs)]


def findings(units: Sequence[Report], form: Form, found: Sequence[Likeness]) -> list[Finding]:
    """What is to be said of the groups; one that shares several sections is told once."""
    merged: dict[tuple[int, ...], list[Likeness]] = {}
    for each in found:
        merged.setdefault(each.units, []).append(each)
    return [_finding(units, form, group) for group in merged.values()]


def pairs(units: Sequence[Report], form: Form, found: Sequence[Likeness]) -> list[Pair]:
    """The groups unit by unit, each beside the one it is most like; groups as they come, the most alike first."""
    return [
        Pair(
            units[one],
            units[other],
            each.section.text,
            text_name(form, each.section.text),
            likeness,
            *beside(units[one], units[other], each.section.text),
        )
        for each in found
        for one, other, likeness in each.pairs
    ]


def _groups(
    units: Sequence[Report], section: Section, made: Sequence[Mapping[str, Keys]], compared: Compared
) -> Iterator[Likeness]:
    texts = [_Text(at, each[section.text]) for at, each in enumerate(made)]
    owned = [set(each.keys.keys) for each in texts]
    shared, common = _shared_keys(owned)
    template = array("I", sorted(common)).tobytes()

    @cache
    def told(at: int) -> str:
        return _own_words(units[at], section.text, texts[at], common)

    def likeness(one: int, other: int) -> int:
        both = sorted((texts[one].keys.digest, texts[other].keys.digest))
        return compared.once(digest(b"".join((*both, template))), lambda: _likeness(told(one), told(other)))

    found = [
        (*pair, percent)
        for pair in _candidates(owned, shared, common)
        if not _is_one_unit(units[pair[0]], units[pair[1]]) and (percent := likeness(*pair))
    ]
    for tied in _joined(found):
        yield Likeness(section, tuple(sorted({unit for pair in tied for unit in pair[:2]})), tuple(tied))


def _likeness(one: str, other: str) -> int:
    is_long = min(len(one), len(other)) >= _SHORTEST
    return round(fuzz.ratio(one, other, score_cutoff=LIKENESS)) if is_long else 0


def _is_one_unit(one: Report, other: Report) -> bool:
    """Whether two reports are one unit's, sent twice."""
    return bool(one.agency and other.agency) and is_same(one.agency or "", other.agency or "")


def _shared_keys(owned: Sequence[set[int]]) -> tuple[dict[int, int], set[int]]:
    """The keys that some units have together, with their number, and those that are the county's template."""
    seen = Counter(chain.from_iterable(owned))
    limit = max(_FEW, len(owned) * _COMMON)
    shared = {key: count for key, count in seen.items() if 1 < count <= limit}
    return shared, {key for key, count in seen.items() if count > limit}


def _own_words(report: Report, address: str, text: _Text, common: set[int]) -> str:
    """A text without the template's sentences."""
    told = zip(sentences(report, report.texts[address]), text.sentences, strict=True)
    return "".join(sentence for sentence, own in told if any(key not in common for key in own))


def _candidates(owned: Sequence[set[int]], shared: Mapping[int, int], common: set[int]) -> Iterator[tuple[int, int]]:
    """Pairs that share enough keys to be worth comparing letter by letter.

    Of many units that share a key only neighbours are paired: copies of one text meet through each other.
    """
    # Those that have a key among the units looked at so far: what meets is counted by units, never by pairs of them.
    before: dict[int, list[int] | deque[int]]
    before = {key: [] if count <= _ALL_PAIRS else deque(maxlen=_NEIGHBOURS) for key, count in shared.items()}
    # Most of what a unit writes is the template's.
    sizes = [len(own) - len(own & common) for own in owned]
    looked_at = set(shared)
    for unit, own in enumerate(owned):
        holders = [before[key] for key in own & looked_at]
        met = Counter(chain.from_iterable(holders))
        for other in [other for other, count in met.items() if count >= _FEWEST_SHARED]:
            if met[other] >= _SHARED * min(sizes[other], sizes[unit]):
                yield other, unit
        for each in holders:
            each.append(unit)


def _joined(compared: list[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Pairs that hang together, of each group as many as tie it together, the most alike first."""
    home: dict[int, int] = {}

    def root(unit: int) -> int:
        while home.setdefault(unit, unit) != unit:
            unit = home[unit]
        return unit

    ties = []
    for one, other, likeness in sorted(compared, key=lambda pair: (-pair[2], pair[:2])):
        if root(one) != root(other):
            home[root(other)] = root(one)
            ties.append((one, other, likeness))
    groups: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for pair in ties:
        groups[root(pair[0])].append(pair)
    return list(groups.values())


def _finding(units: Sequence[Report], form: Form, found: list[Likeness]) -> Finding:
    first = found[0]
    names = [name_of(units[at]) for at in first.units]
    listed = "、".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")
    at, to, likeness = first.pairs[0]
    one, other = units[at], units[to]
    passage, same = passages(one, other, first.section.text)
    headings = "、".join(f"「{text_name(form, each.section.text)}」" for each in found)
    return Finding(
        "H009",
        Level.WARNING,
        f"{listed} {len(names)} 个单位的{headings}雷同（相似 {likeness}%）："
        f"{name_of(one)}写「{passage}」，{name_of(other)}写「{same}」。",
        "请与这些单位核实，按各自的实际情况重写。",
        "审核惯例：各单位的文字部分应反映本单位情况",
        places=tuple(each.section.text for each in found),
        agency=one.agency,
        file=one.file,
        quote=passage,
        marks=((0, len(passage)),),
    )


def name_of(unit: Report) -> str:
    """What to call a unit in a list."""
    return unit.agency or unit.file or "（单位不明）"
