"""别的单位的字样: another body's name for itself or trade, and words that a global replacement has broken."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nianbao.core.finding import Finding, Level
from nianbao.forms.wording import wording
from nianbao.rules import looking
from nianbao.rules.context import Context
from nianbao.rules.names import Unit, is_former, unit_of, without_kind
from nianbao.rules.procedure import Procedure
from nianbao.rules.quoting import marked, sentence_at, text_name

_MOST_NAMED = 5
# How far a phrase reaches round the trade it names, and a subject back from its verb.
_BEFORE, _AFTER = 6, 12
_LONGEST_NAME = 24

_Spot = tuple[str, int, int]


def foreign(context: Context) -> Iterator[Finding]:
    """正文里没有别的单位的自称和行业用语。

    依据：审核惯例。
    正例：镇的年报提到县司法局、财政所、审计结果公开。
    反例：镇的年报写「我局高度重视」「结合审计工作实际」，是照抄审计局的。
    """
    unit = unit_of(context.report.agency)
    if unit is None:
        return
    trades, written = _anchor(_strange_trades(unit)), context.written()
    if not looking.stands(written, _strange_words(unit.kind.ending)) and not any(_trades(written, trades)):
        return
    spots = [
        (address, start, end)
        for address, text in context.texts()
        for start, end in sorted(
            {*_selves(text, unit), *_offices(text, unit), *_trades(text, trades), *_bureaus(text, unit)}
        )
    ]
    if spots:
        texts = context.report.texts
        said = list(dict.fromkeys(texts[address][start:end].strip("，。、\n") for address, start, end in spots))
        words = "".join(f"「{word}」" for word in said[:_MOST_NAMED]) + ("等" if len(said) > _MOST_NAMED else "")
        state = f"有 {len(spots)} 处像是别的单位的用语：{words}"
        yield _finding(context, spots, ("W006", Level.WARNING), state=state, remedy="请改成本单位的说法。")


@cache
def _strange_words(ending: str) -> looking.Sought:
    """The words one of which stands wherever a unit of that kind uses another's name for itself, office or deed."""
    kind = next(kind for kind in wording().kinds if kind.ending == ending)
    offices = [word for each in wording().offices if each.letter != ending for word in each.words]
    subjects = [f"局{verb}" for verb in wording().trades.bureau_verbs]
    return looking.sought((*kind.strange, *((*offices, *subjects) if kind.township else ())))


def _finding(context: Context, spots: list[_Spot], rule: tuple[str, Level], *, state: str, remedy: str) -> Finding:
    address = spots[0][0]
    spans = [(start, end) for each, start, end in spots if each == address]
    quote, marks = marked(context.report.texts[address], spans)
    return context.finding(
        *rule,
        f"{text_name(context.form, address)}：{state}。",
        remedy=remedy,
        basis="正文应是本单位的情况",
        places=tuple(dict.fromkeys(each for each, _, _ in spots)),
        quote=quote,
        marks=marks,
    )


def _selves(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """「我局」 in the report of a 镇; 「我局限于」 is another word, and so is 「自我镇定」."""
    for match in _self_pattern(unit.kind.ending).finditer(text):
        if text[match.start() - 1 : match.start()] != "自" and not is_former(text, *match.span()):
            yield match.span()


@cache
def _self_pattern(ending: str) -> re.Pattern[str]:
    kind = next(kind for kind in wording().kinds if kind.ending == ending)
    apart = wording().names.apart
    return re.compile(
        "|".join(word + (f"(?![{apart[word[1:]]}])" if word[1:] in apart else "") for word in kind.strange)
    )


def _offices(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """「局党组」「乡长任组长」 in the report of a 镇, unless the paragraph has spoken of that 局 or 乡 before."""
    if not unit.kind.township:
        return
    pattern, owners = _office_pattern(unit.kind.ending), wording().names.owners
    for match in pattern.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        is_owned = before.endswith(tuple(owners)) or match[0].strip("全")[0] in pattern.sub("", before)
        if not is_owned and not is_former(text, *match.span()):
            yield match.span()


@cache
def _office_pattern(ending: str) -> re.Pattern[str]:
    return re.compile("|".join(word for each in wording().offices if each.letter != ending for word in each.words))


def _trades(text: str, trades: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Phrases that only the body of a trade writes of itself; the trade is looked for first."""
    for found in trades.finditer(text):
        match = _phrases(found[0]).search(text, max(0, found.start() - _BEFORE), found.end() + _AFTER)
        if match and match.start() <= found.start() < match.end():
            yield match.span()


def _strange_trades(unit: Unit) -> tuple[str, ...]:
    """The trades that are none of a unit's business."""
    words = wording().trades
    if unit.kind.township:
        return words.township
    letters = set(unit.full)
    return tuple([word for word in words.department if letters.isdisjoint(word)]) if unit.kind.department else ()


@cache
def _anchor(trades: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(trades) or r"\Z.")


@cache
def _phrases(trade: str) -> re.Pattern[str]:
    # Half-width commas come with pages copied from the web.
    wide = [re.escape(each).replace("，", "[，,]") for each in wording().trades.patterns]
    return re.compile("|".join(each.replace(r"\*", trade) for each in wide))


def _bureaus(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """Another bureau as the subject of a sentence that does not speak of this unit; its verb is looked for first."""
    if not unit.kind.township:
        return
    does, begins = _bureau_patterns()
    for found in does.finditer(text):
        match = begins.search(text, max(0, found.start() - _LONGEST_NAME), found.start() + 1)
        if match is None:
            continue
        sentence, _ = sentence_at(text, *match.span("name"))
        if f"我{unit.kind.ending}" not in sentence and unit.short not in sentence:
            yield match.span("name")


@cache
def _bureau_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    begins = r"(?:\A|[。\n])[ \u3000]*(?:[0-9 ]{4,6}年度?[，,]?)?(?P<name>[\u4e00-\u9fff]{2,10}局)\Z"
    return re.compile(f"局(?:{'|'.join(wording().trades.bureau_verbs)})"), re.compile(begins)


def broken(context: Context) -> Iterator[Finding]:
    """没有被「全部替换」弄坏的词：把「局」都换成「镇」，「格局」就成了「格镇」。

    依据：审核惯例。
    正例：形成齐抓共管的工作格局；城乡、乡镇是本来的词。
    反例：形成齐抓共管的工作格镇。
    """
    unit = unit_of(context.report.agency)
    if unit is None or not any(_damages(context.written(), unit)):
        return
    found = [(address, *spot, right) for address, text in context.texts() for spot, right in _damages(text, unit)]
    if found:
        texts = context.report.texts
        told = dict.fromkeys(f"「{texts[address][start:end]}」应为「{right}」" for address, start, end, right in found)
        spots = [(address, start, end) for address, start, end, _ in found]
        state = f"有被全部替换弄坏的词，{'，'.join(told)}"
        yield _finding(context, spots, ("W007", Level.ERROR), state=state, remedy="请改正，并查一查还有没有别处。")


class _Broken(NamedTuple):
    """A damaged phrase: `at` is where the replaced letters stand, `core` the span of the word that was `right`."""

    phrase: str
    at: int
    core: tuple[int, int]
    right: str


def _damages(text: str, unit: Unit) -> Iterator[tuple[tuple[int, int], str]]:
    """The spans of broken words with what they were; the unit's own name is no broken word."""
    ending = unit.kind.ending
    suspect, words = _broken_words(ending)
    for found in suspect.finditer(text):
        at, end = found.span()
        for each in (*words.get(text[at - 1 : at], ()), *words.get(text[end : end + 1], ())):
            start = at - each.at
            if start >= 0 and text.startswith(each.phrase, start) and not _is_sound(text, start, each, unit):
                yield (start + each.core[0], start + each.core[1]), each.right
                break


def _is_sound(text: str, start: int, each: _Broken, unit: Unit) -> bool:
    """Whether what looks damaged is the unit's own name, or runs on as something else: 新镇面积."""
    end = start + len(each.phrase)
    return text.endswith(unit.short, 0, start + each.at + len(unit.kind.ending)) or text.startswith(
        wording().broken.guards, end
    )


@cache
def _broken_words(ending: str) -> tuple[re.Pattern[str], dict[str, list[_Broken]]]:
    """Where damage by replacing something with `ending` may stand, and the damaged words by the letter beside it."""
    found: dict[str, list[_Broken]] = {}
    words = wording().broken
    for letter, each in words.words.items():
        for told in each if letter != ending else ():
            broken_word = _broken_word(told, letter, ending)
            word = told.replace("［", "").replace("］", "")
            if not any(real in broken_word.phrase and real not in word for real in words.real):
                at = broken_word.at
                found.setdefault(word[at - 1] if at else word[1], []).append(broken_word)
    befores = "".join(beside for beside, each in found.items() if any(one.at for one in each))
    afters = "".join(beside for beside, each in found.items() if any(not one.at for one in each))
    return re.compile(f"{ending}(?:(?<=[{befores}]{ending})|(?=[{afters}]))"), found


def _broken_word(told: str, letter: str, ending: str) -> _Broken:
    """「工作［格局］」 with 局 replaced by 镇: 工作格镇, of which 格镇 was 格局."""
    before, _, rest = told.rpartition("［") if "［" in told else ("", "", told)
    right, _, after = rest.partition("］")
    damaged = right.replace(letter, ending, 1)
    core = len(before), len(before) + len(damaged)
    return _Broken(before + damaged + after, len(before) + right.index(letter), core, right)


RULES = (
    Procedure("W006", "X6", Level.WARNING, foreign, "改成本单位的说法。", unfit=without_kind),
    Procedure("W007", "X6", Level.ERROR, broken, "改正弄坏的词。", unfit=without_kind),
)
