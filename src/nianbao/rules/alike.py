"""雷同: narratives that several units of a county share, but for their names, years and figures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz, process

from nianbao.core.agency import is_same
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Section
from nianbao.core.report import Report
from nianbao.rules.names import unit_of
from nianbao.rules.privacy import starred
from nianbao.rules.quoting import text_name

_YEAR = re.compile(r"(?:[0-9０-９]{4}|[〇○零一二三四五六七八九]{4})年度?")
_NUMBER = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?[%％]?")
_SELF = re.compile(r"[我全本](?:街道|苏木|[镇乡县区市旗局委])")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
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
_LIKENESS = 75
_MOST_NAMED = 8
_QUOTED = 90


class _Text(NamedTuple):
    """One unit's narrative: its sentences without names and figures, each with the keys it is found again by."""

    unit: int
    sentences: tuple[tuple[str, tuple[str, ...]], ...]


class _Group(NamedTuple):
    """Units whose narratives are alike, and how much (%) the two most alike are."""

    units: tuple[int, ...]
    pair: tuple[int, int]
    likeness: int


def alike(units: Sequence[Report], form: Form) -> list[Finding]:
    """The groups of units that hand in the same narrative, each told once with a passage of two of them.

    Sentences of the county's template, which more than 30 % of the units share, do not count.
    """
    merged: dict[tuple[int, ...], list[tuple[Section, _Group]]] = {}
    for section in form.sections:
        if section.subheads or section.required:
            for group in _groups(units, section.text):
                merged.setdefault(group.units, []).append((section, group))
    return [_finding(units, form, found) for found in merged.values()]


def _groups(units: Sequence[Report], address: str) -> list[_Group]:
    texts = [_text(at, report, report.texts.get(address, "")) for at, report in enumerate(units)]
    common = _common(texts)
    told = {each.unit: _own_words(each, common) for each in texts}
    pairs = {
        pair: round(likeness)
        for pair in _candidates(texts, common)
        if not _is_one_unit(units[pair[0]], units[pair[1]])
        and min(len(told[pair[0]]), len(told[pair[1]])) >= _SHORTEST
        and (likeness := fuzz.ratio(told[pair[0]], told[pair[1]], score_cutoff=_LIKENESS))
    }
    return list(_joined(pairs))


def _is_one_unit(one: Report, other: Report) -> bool:
    """Whether two reports are one unit's, sent twice."""
    return bool(one.agency and other.agency) and is_same(one.agency or "", other.agency or "")


def _text(at: int, report: Report, text: str) -> _Text:
    plain = _anonymous(text, report.agency)
    return _Text(at, tuple((sentence, _keys(sentence)) for sentence in _SENTENCE.findall(plain)))


def _keys(sentence: str) -> tuple[str, ...]:
    clauses = _CLAUSE.findall(sentence)
    if len(clauses) == 1:
        return (clauses[0][: 2 * _HALF_KEY],)
    return tuple(one[-_HALF_KEY:] + other[:_HALF_KEY] for one, other in pairwise(clauses))


def _anonymous(text: str, agency: str | None) -> str:
    """A text without the unit's name, its years and its figures."""
    unit = unit_of(agency)
    for name in (unit.full, unit.short) if unit else (agency,):
        text = text.replace(name, "〇") if name else text
    text = _SELF.sub("〇", _NUMBER.sub("0", _YEAR.sub("", text)))
    return text.replace(" ", "").replace("\u3000", "")


def _common(texts: Sequence[_Text]) -> set[str]:
    """The keys that so many units have that they are the county's template."""
    seen = Counter(key for each in texts for key in {key for _, keys in each.sentences for key in keys})
    limit = max(_FEW, len(texts) * _COMMON)
    return {key for key, count in seen.items() if count > limit}


def _own_words(text: _Text, common: set[str]) -> str:
    """A text without the template's sentences."""
    return "".join(sentence for sentence, keys in text.sentences if any(key not in common for key in keys))


def _candidates(texts: Sequence[_Text], common: set[str]) -> Iterator[tuple[int, int]]:
    """Pairs that share enough keys to be worth comparing letter by letter.

    Of many units that share a key only neighbours are paired: copies of one text meet through each other.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for each in texts:
        keys = {key for _, keys in each.sentences for key in keys} - common
        sizes[each.unit] = len(keys)
        for key in keys:
            holders[key].append(each.unit)
    shared: Counter[tuple[int, int]] = Counter()
    for units in holders.values():
        if len(units) > 1:
            shared.update(_pairs(units))
    for pair, count in shared.items():
        if count >= _FEWEST_SHARED and count >= _SHARED * min(sizes[pair[0]], sizes[pair[1]]):
            yield pair


def _pairs(units: list[int]) -> Iterator[tuple[int, int]]:
    if len(units) <= _ALL_PAIRS:
        yield from combinations(units, 2)
        return
    for step in range(1, _NEIGHBOURS + 1):
        yield from zip(units, units[step:], strict=False)


def _joined(pairs: dict[tuple[int, int], int]) -> Iterator[_Group]:
    """Pairs that hang together as groups."""
    home: dict[int, int] = {}

    def root(unit: int) -> int:
        while home.setdefault(unit, unit) != unit:
            unit = home[unit]
        return unit

    for one, other in pairs:
        home[root(other)] = root(one)
    groups: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in pairs:
        groups[root(pair[0])].append(pair)
    for members in groups.values():
        best = max(members, key=lambda pair: (pairs[pair], -pair[0], -pair[1]))
        yield _Group(tuple(sorted({unit for pair in members for unit in pair})), best, pairs[best])


def _finding(units: Sequence[Report], form: Form, found: list[tuple[Section, _Group]]) -> Finding:
    section, group = found[0]
    names = [_name(units[at]) for at in group.units]
    listed = "、".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")
    one, other = (units[at] for at in group.pair)
    passage, same = _passages(one, other, section.text)
    headings = "、".join(f"「{text_name(form, each.text)}」" for each, _ in found)
    return Finding(
        "H009",
        Level.WARNING,
        f"{listed} {len(names)} 个单位的{headings}雷同（相似 {group.likeness}%）："
        f"{_name(one)}写「{passage}」，{_name(other)}写「{same}」。",
        "请与这些单位核实，按各自的实际情况重写。",
        "审核惯例：各单位的文字部分应反映本单位情况",
        places=tuple(each.text for each, _ in found),
        agency=one.agency,
        file=one.file,
        quote=passage,
        marks=((0, len(passage)),),
    )


def _name(unit: Report) -> str:
    return unit.agency or unit.file or "（单位不明）"


def _passages(one: Report, other: Report, address: str) -> tuple[str, str]:
    """The longest sentence that both share, as each of them printed it."""
    said = {_anonymous(sentence, other.agency): sentence for sentence in _SENTENCE.findall(other.texts[address])}
    best = ("", "")
    for sentence in _SENTENCE.findall(one.texts[address]):
        if len(sentence) > len(best[0]):
            plain = _anonymous(sentence, one.agency)
            match = process.extractOne(plain, said.keys(), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
            best = (sentence, said[match[0]]) if match else best
    return _clipped(best[0]), _clipped(best[1])


def _clipped(text: str) -> str:
    text = starred(text.strip())
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "……"
