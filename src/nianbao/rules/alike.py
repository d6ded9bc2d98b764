"""雷同: narratives that several units of a county share, but for their names, years and figures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz

from nianbao.core.agency import is_same
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Section
from nianbao.core.report import Report
from nianbao.rules.alike_words import LIKENESS, anonymous, beside, passages
from nianbao.rules.quoting import SENTENCE, text_name

_CLAUSE = re.compile(r"[^，。；：、！？,;:\n（）()“”\"《》]+")
# A key is how a clause ends and the next begins: unlike single clauses it is seldom hit upon twice.
_HALF_KEY = 6
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
    """One unit's narrative as the keys its sentences are found again by; a key is told by its hash, to hold many."""

    unit: int
    sentences: tuple[tuple[int, ...], ...]


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


def likenesses(units: Sequence[Report], form: Form) -> list[Likeness]:
    """The groups of units whose narratives are alike, section by section."""
    sections = [section for section in form.sections if section.subheads or section.required]
    return [found for section in sections for found in _groups(units, section)]


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


def _groups(units: Sequence[Report], section: Section) -> Iterator[Likeness]:
    texts = [_text(at, report, report.texts.get(section.text, "")) for at, report in enumerate(units)]
    shared, common = _shared_keys(texts)

    @cache
    def told(at: int) -> str:
        return _own_words(units[at], section.text, texts[at], common)

    compared = [
        (*pair, round(likeness))
        for pair in _candidates(texts, shared, common)
        if not _is_one_unit(units[pair[0]], units[pair[1]])
        and min(len(told(pair[0])), len(told(pair[1]))) >= _SHORTEST
        and (likeness := fuzz.ratio(told(pair[0]), told(pair[1]), score_cutoff=LIKENESS))
    ]
    for tied in _joined(compared):
        yield Likeness(section, tuple(sorted({unit for pair in tied for unit in pair[:2]})), tuple(tied))


def _is_one_unit(one: Report, other: Report) -> bool:
    """Whether two reports are one unit's, sent twice."""
    return bool(one.agency and other.agency) and is_same(one.agency or "", other.agency or "")


def _text(at: int, report: Report, text: str) -> _Text:
    return _Text(at, tuple(map(_keys, _sentences(report, text))))


def _sentences(report: Report, text: str) -> list[str]:
    """The sentences of a narrative without names and figures."""
    return SENTENCE.findall(anonymous(text, report.agency)) if text else []


def _keys(sentence: str) -> tuple[int, ...]:
    clauses = _CLAUSE.findall(sentence)
    if len(clauses) == 1:
        return (hash(clauses[0][: 2 * _HALF_KEY]),)
    return tuple([hash(one[-_HALF_KEY:] + other[:_HALF_KEY]) for one, other in pairwise(clauses)])


def _shared_keys(texts: Sequence[_Text]) -> tuple[set[int], set[int]]:
    """The keys that some units have together, and those that so many have that they are the county's template."""
    seen = Counter(key for each in texts for key in {key for keys in each.sentences for key in keys})
    limit = max(_FEW, len(texts) * _COMMON)
    common = {key for key, count in seen.items() if count > limit}
    return {key for key, count in seen.items() if count > 1} - common, common


def _own_words(report: Report, address: str, text: _Text, common: set[int]) -> str:
    """A text without the template's sentences."""
    sentences = zip(_sentences(report, report.texts[address]), text.sentences, strict=True)
    return "".join(sentence for sentence, keys in sentences if any(key not in common for key in keys))


def _candidates(texts: Sequence[_Text], shared: set[int], common: set[int]) -> Iterator[tuple[int, int]]:
    """Pairs that share enough keys to be worth comparing letter by letter.

    Of many units that share a key only neighbours are paired: copies of one text meet through each other.
    """
    holders: defaultdict[int, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for each in texts:
        keys = {key for keys in each.sentences for key in keys} - common
        sizes[each.unit] = len(keys)
        for key in keys & shared:
            holders[key].append(each.unit)
    met: Counter[tuple[int, int]] = Counter()
    for units in holders.values():
        met.update(_pairs(units))
    for pair, count in met.items():
        if count >= _FEWEST_SHARED and count >= _SHARED * min(sizes[pair[0]], sizes[pair[1]]):
            yield pair


def _pairs(units: list[int]) -> Iterator[tuple[int, int]]:
    if len(units) <= _ALL_PAIRS:
        yield from combinations(units, 2)
        return
    for step in range(1, _NEIGHBOURS + 1):
        yield from zip(units, units[step:], strict=False)


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
