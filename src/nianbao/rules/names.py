"""单位名称: the title, the lead and the text name one and the same unit."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from nianbao.core.finding import Finding, Level
from nianbao.core.numbers import folded
from nianbao.forms.recognise_title import agency as titled_agency
from nianbao.forms.wording import UnitKind, wording
from nianbao.rules import looking
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure
from nianbao.rules.quoting import marked, sentence_at, text_name

# Words that lead up to a name are no part of it: 请与青石镇.
_NAME = "(?:(?![请与由将现])[\u4e00-\u9fff]){1,10}?"
_GOVERNMENT = "人民政府"
_STOPS = "。；\n"
# What may follow the name of a township.
_BODIES = ("人民政府", "党委、政府", "党委政府", "党委")
# 我镇, 全镇 and 各镇 are nobody's name; a name with its parents and a year before it is no longer than this.
_OWN_LETTERS = frozenset("我全本各该每")
_BEFORE = 24
# A name, the kind of its unit and the sign before it.
_LONGEST_LED = 13
_PARENTS = r"(?:.{2,}?(?:省|自治区))?(?:.{2,}?(?:市|州|盟|地区))?(?:.{2,}?(?:县|区|市|旗))?"


class Unit(NamedTuple):
    """A unit's name taken apart: 示例县青石镇人民政府 is `full` 示例县青石镇, `short` 青石镇, `stem` 青石, a 镇."""

    full: str
    short: str
    stem: str
    kind: UnitKind


@lru_cache(maxsize=4096)
def unit_of(agency: str | None) -> Unit | None:
    """The parts of a unit's name; None when its kind is not plain."""
    full = folded(agency or "")
    for ending in wording().names.endings:
        if full.endswith(ending) and len(full) > len(ending) + 1:
            full = full.removesuffix(ending)
    kind = next((kind for kind in wording().kinds if full.endswith(kind.ending) and len(full) > len(kind.ending)), None)
    if kind is None:
        return None
    match = re.fullmatch(rf"{_PARENTS}(.{{1,}}{kind.ending})", full)
    short = match[1] if match else full
    return Unit(full, short, short.removesuffix(kind.ending), kind)


def names(context: Context) -> Iterator[Finding]:
    """标题、导语和正文里的单位名称一致。

    依据：审核惯例。
    正例：标题和正文都是青石镇；简称「青石镇」与全称「示例县青石镇人民政府」一致。
    反例：标题是水江镇，正文写「青石镇高度重视」；《青石人民政府关于……》漏了「镇」字。
    """
    unit = unit_of(context.report.agency)
    if unit is None:
        return
    found: dict[str, list[tuple[str, int, int]]] = {}
    for address, text in context.texts():
        for name, start, end in _strangers(address, text, unit):
            found.setdefault(name, []).append((address, start, end))
    for name, places in found.items():
        yield _finding(context, unit, name, places)


def _finding(context: Context, unit: Unit, name: str, places: list[tuple[str, int, int]]) -> Finding:
    address = places[0][0]
    quote, marks = marked(
        context.report.texts[address], [(start, end) for each, start, end in places if each == address]
    )
    lacks = name == unit.stem + _GOVERNMENT
    state = f"漏了「{unit.kind.ending}」字" if lacks else "不一致"
    count = f"（共 {len(places)} 处）" if len(places) > 1 else ""
    return context.finding(
        "W005",
        Level.WARNING,
        f"{text_name(context.form, address)}：写的是「{name}」{count}，本单位是「{context.report.agency}」，{state}。",
        remedy="请核对单位名称。",
        basis="标题、导语和正文的单位名称一致",
        places=tuple(dict.fromkeys(address for address, _, _ in places)),
        left=name,
        right=context.report.agency,
        quote=quote,
        marks=marks,
    )


def _strangers(address: str, text: str, unit: Unit) -> Iterator[tuple[str, int, int]]:
    """Names that stand where only the unit's own can, with their spans."""
    if address == "head_title":
        title = titled_agency(text)
        if title and unit_of(title) and not is_own(title, unit):
            yield title, 0, len(text)
        return
    bare = unit.stem + _GOVERNMENT
    at = text.find(bare) if len(unit.stem) > 1 else -1
    if at >= 0:
        yield bare, at, at + len(bare)
    for name, start, end in _named(address, text, unit):
        is_strange = not name.endswith(unit.short) and _is_name(name) and not is_own(name, unit)
        if is_strange and not is_former(text, start, end):
            yield name, start, end


def _named(address: str, text: str, unit: Unit) -> Iterator[tuple[str, int, int]]:
    """Every name that stands in the place of the unit's own, its own included."""
    if address == "head_lead" and unit.kind.township:
        found = _leading(text)
    elif address == "head_lead":
        found = _bureau_pattern().finditer(text) if unit.kind.department else iter(())
    elif unit.kind.township and looking.stands(text, _places()):
        yield from _subjects(text)
        found = _titled_pattern().finditer(text)
        if any(word in text for word in _suited_words()):
            found = chain(found, _suited_pattern().finditer(text))
    else:
        return
    for match in found:
        yield match["name"], *match.span("name")


def is_own(name: str, unit: Unit) -> bool:
    """Whether a name may be the unit's: longer by its parents or a few words, or shortened (县卫健局)."""
    if name.endswith(unit.short):
        return True
    name = folded(name)
    if name.endswith(unit.short) or unit.full.endswith(name):
        return True
    other = unit_of(name)
    plain = other.full if other else name
    return _is_within(plain, unit.full) or _is_within(unit.full, plain)


def _is_within(short: str, full: str) -> bool:
    """Whether the characters of `short` stand in `full` in that order."""
    rest = iter(full)
    return all(char in rest for char in short)


def _is_name(name: str) -> bool:
    return not any(word in name for word in wording().names.generic)


def is_former(text: str, start: int, end: int) -> bool:
    """Whether the sentence of text[start:end] may speak of what the unit was called before."""
    sentence, _ = sentence_at(text, start, end)
    return any(word in sentence for word in wording().names.former)


@cache
def _places() -> looking.Sought:
    """A township with what stands behind it in one of these places: looked for first, since most texts have none."""
    words = wording().names
    titled, suited = rf"(?:[0-9]{{4}}年度?)?(?:{_any(words.titled)})", _any(words.suited)
    begins = "".join(dict.fromkeys(word[0] for word in (*_BODIES, *words.verbs, *words.titled, *words.suited)))
    others, own = f"{titled}|{suited}", "".join(sorted(_OWN_LETTERS))
    return tuple(
        (ending[0], re.compile(f"{ending}(?=[{begins}0-9０-９])(?:(?<![{own}]{ending}){_doing()}|{others})"))
        for ending in _township_endings()
    )


@cache
def _titled_pattern() -> re.Pattern[str]:
    """The body that issued a document, at the beginning of its title."""
    return re.compile(
        rf"《(?:中共|关于)?(?P<name>{_NAME}{_townships()})(?:[0-9]{{4}}年度?)?(?:{_any(wording().names.titled)})"
    )


@cache
def _suited_pattern() -> re.Pattern[str]:
    """The unit whose circumstances were taken into account: 结合青石镇实际."""
    words = wording().names
    return re.compile(rf"(?:{_any(words.suiting)})(?P<name>{_NAME}{_townships()})(?:{_any(words.suited)})")


@cache
def _suited_words() -> tuple[str, ...]:
    return tuple(looking.shortest(list(wording().names.suited)))


def _subjects(text: str) -> Iterator[tuple[str, int, int]]:
    """The townships that stand as the subject at the beginning of a sentence; what they do is looked for first."""
    does, begins = _subject_patterns()
    for found in does.finditer(text):
        if text[found.start() - 1 : found.start()] in _OWN_LETTERS:
            continue
        at = found.end("kind")
        first = max(0, at - _BEFORE)
        stop = max(text.rfind(stop, first, at) for stop in _STOPS)
        match = begins.fullmatch(text, stop + 1, at) if stop >= 0 or first == 0 else None
        if match:
            yield match["name"], *match.span("name")


@cache
def _subject_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    does = f"(?P<kind>{_townships()}){_doing()}"
    begins = rf"[ \u3000]*(?:[0-9０-９ ]{{4,6}}年度?[，,]?)?(?P<name>{_NAME})"
    return re.compile(does), re.compile(begins)


def _doing() -> str:
    """What follows the name of a unit that does something."""
    return rf"(?:{_any(_BODIES)})?(?:[0-9０-９]{{4}}年度?[，,]?)?(?:{_any(wording().names.verbs)})"


def _leading(text: str) -> Iterator[re.Match[str]]:
    """The townships that lead a clause; what follows them is looked for first."""
    led, begins = _lead_patterns()
    done = 0
    for found in led.finditer(text):
        at = found.end("kind")
        match = begins.search(text, max(done, at - _LONGEST_LED), at)
        if match:
            yield match
            done = found.end()


@cache
def _lead_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    led = rf"(?P<kind>{_townships()})(?:{_any(wording().names.led)}|[0-9]{{4}}年)"
    begins = rf"(?:\A|[。；，,、\n与由将])(?P<name>{_NAME}{_townships()})\Z"
    return re.compile(led), re.compile(begins)


@cache
def _bureau_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:请与|由)(?P<name>{_NAME}局)(?:办公室|综合|政务|联系|编制)")


def _townships() -> str:
    return f"(?:{_any(_township_endings())})"


def _township_endings() -> tuple[str, ...]:
    return tuple(kind.ending for kind in wording().kinds if kind.township)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


def without_kind(context: Context) -> str | None:
    """Why a report cannot be judged by its unit's kind."""
    return None if unit_of(context.report.agency) else "看不出单位类别"


RULES = (Procedure("W005", "X6", Level.WARNING, names, "核对单位名称，改成本单位的。", unfit=without_kind),)
