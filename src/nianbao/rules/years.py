"""年度: what the title, the period and the text call this report's year is one and the same."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nianbao.core.finding import Finding, Level
from nianbao.core.numbers import folded
from nianbao.forms.recognise_title import year_of_title
from nianbao.forms.wording import YearPhrase, wording
from nianbao.forms.words import words
from nianbao.rules import looking
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure
from nianbao.rules.quoting import marked, sentence_at, text_name

_BLANK = "[ \\t\\xa0\\u3000]*"
_DIGIT = "[0-9０-９]"
_YEAR = rf"{_DIGIT}(?<![0-9０-９〔\[].)(?:{_BLANK}{_DIGIT}){{3}}"
# A date and the year a law was passed are no report years.
_SPELLED = "[〇○零一二三四五六七八九]{4}"
_YEAR_END = rf"{_BLANK}年度?(?!{_BLANK}[0-9０-９]|以来|修|施行|印发|公布|发布|出台)"
_GAPS = {"…": r"[^。；\n《》]{0,40}?", "‥": r"[^。；\n《》，,0-9０-９]{0,30}?"}
_JOINTS = re.compile(r"(\{year\}年?|…|‥|[0-9]+)")
_OPENING = re.compile(rf"(?:\A|[。\n])[ \u3000]*(?P<year>{_YEAR}|{_SPELLED}){_BLANK}年度?[，,]")
_OPENED = re.compile(r"年(?<=[0-9０-９〇○零一二三四五六七八九 \t\xa0\u3000]{4}.)")
_PERIOD = re.compile(
    rf"统计期[^。；，\n]{{0,8}}?[自从为是：:][^。；，\n]{{0,12}}?(?<!{_DIGIT})[0０]?"
    rf"[1１]{_BLANK}月{_BLANK}(?P<first>{_DIGIT}{{1,2}}{_BLANK}日)[^。；\n]{{0,16}}?"
    rf"[1１][2２]{_BLANK}月{_BLANK}(?P<last>{_DIGIT}{{1,2}}{_BLANK}日)"
)
# The days a period begins and ends with.
_DUE = {"first": ("1月", 1), "last": ("12月", 31)}
_OPENING_WITHIN = 60
_FELL_SHORT = re.compile(r"但[^。]*(?:存在|不足|差距|问题)")
_THIS_YEAR = ("今年", "本年")


class _Said(NamedTuple):
    """A year that is said to be the report's, with the text and the place in it."""

    year: int
    what: str
    address: str
    span: tuple[int, int]


def years(context: Context) -> Iterator[Finding]:
    """标题、统计期限、导语和正文所说的本报告年度一致。

    依据：审核惯例；统计期限为报告年度的1月1日至12月31日。
    正例：标题、统计期限都是同一年度；提到下一年的打算、上一年的对比、文件的年份不算。
    反例：标题是新年度，统计期限还是上一年的日期；第一章开头的年份没有改；统计期限只到12月30日。
    """
    year = context.report.year
    if year is None:
        return
    yield from _periods(context)
    wrong = [said for said in _sayings(context, year) if said.year != year]
    if not wrong:
        return
    told = [f"{text_name(context.form, said.address)}{said.what}是 {said.year} 年" for said in wrong]
    first = wrong[0]
    text = context.report.texts[first.address]
    quote, marks = marked(text, [said.span for said in wrong if said.address == first.address])
    yield context.finding(
        "W004",
        Level.ERROR,
        f"年度：报告年度是 {year} 年，{'，'.join(dict.fromkeys(told))}，不一致。",
        remedy="请核对并改成同一年度。",
        basis="标题、统计期限和正文的年度一致",
        places=tuple(dict.fromkeys(said.address for said in wrong)),
        left=str(first.year),
        right=str(year),
        quote=quote,
        marks=marks,
    )


def _periods(context: Context) -> Iterator[Finding]:
    """A period from January to December that is not the whole year."""
    text = context.report.texts.get("head_lead", "")
    match = _PERIOD.search(text) if text else None
    if match is None:
        return
    wrong = [name for name, (_, day) in _DUE.items() if match[name] != f"{day}日" and _day(match[name]) != day]
    if wrong:
        quote, marks = marked(text, [match.span(name) for name in wrong])
        told = "，".join(f"{_DUE[name][0]}{_day(match[name])}日应为{_DUE[name][0]}{_DUE[name][1]}日" for name in wrong)
        yield context.finding(
            "W004",
            Level.ERROR,
            f"{text_name(context.form, 'head_lead')}：统计期限不是一整年，{told}。",
            remedy="请改成报告年度的1月1日至12月31日。",
            basis="统计期限为报告年度的1月1日至12月31日",
            places=("head_lead",),
            quote=quote,
            marks=marks,
        )


def _day(printed: str) -> int:
    return int(folded(printed).removesuffix("日"))


def _sayings(context: Context, year: int) -> Iterator[_Said]:
    texts = context.report.texts
    title = texts.get("head_title", "")
    titled = year_of_title(title) if title and str(year) not in title else None
    if titled is not None:
        yield _Said(titled, "", "head_title", (0, len(title)))
    first = context.form.sections[0]
    for address in ("head_lead", first.text):
        yield from _phrases(texts.get(address, ""), address, year)
    for section in context.form.sections:
        if section is first or section.required:
            yield from _opening(texts.get(section.text, ""), section.text, year, is_review=section is not first)


def _phrases(text: str, address: str, year: int) -> Iterator[_Said]:
    """The years of sentences such as 「统计期限自…」 and 「现将…年…报告如下」; each place once.

    Sentences that hold no other year than the report's are passed over.
    """
    seen: set[int] = set()
    # Most say no other year at all; the sign behind one is found much faster than its digits.
    if not looking.stands(text.replace(f"{year}年", "年"), _year_signs()):
        return
    if not (looking.stands(text, _near_words()) and _has_other_year(text, year)):
        return
    for each in wording().years:
        spans = _spans(text, each.near)
        for quote, left in sorted({sentence_at(text, *span) for span in spans}, key=lambda each: each[1]):
            for match in _matches(each, quote) if _has_other_year(quote, year) else ():
                start, end = match.span("year")
                if left + start not in seen:
                    seen.add(left + start)
                    yield _Said(int(folded(match["year"])), f"的{each.name}", address, (left + start, left + end))


def _spans(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where each of some words stands first."""
    return [(at, at + len(word)) for word in words if (at := text.find(word)) >= 0]


def _has_other_year(text: str, year: int) -> bool:
    """Whether a text says any year but this one in the way of those sentences."""
    return _other_year(year).search(text) is not None


@cache
def _year_signs() -> looking.Sought:
    """What stands right behind a year in one of those sentences, where what stands before it may be a year."""
    places = "(?<=[0-9０-９ \\t\\xa0\\u3000]{4}.)"
    behind = [told.partition("{year}")[2] for each in wording().years for told in each.patterns]
    found = {each[0]: f"{each[0]}{places}" for each in behind if not each[0].isascii()}
    # A phone number is no date.
    for sign, month in dict.fromkeys((each[0], each[1]) for each in behind if each[0].isascii()):
        found |= {at: f"{re.escape(at)}{places}(?={_BLANK}0?[{month}{_wide(month)}])" for at in (sign, _wide(sign))}
    return tuple((sign, re.compile(pattern)) for sign, pattern in found.items())


@cache
def _near_words() -> looking.Sought:
    return looking.sought([word for each in wording().years for word in each.near])


@cache
def _other_year(year: int) -> re.Pattern[str]:
    """Any year but this one, with what stands right behind it in one of those sentences."""
    first, rest = str(year)[:1], str(year)[1:]
    told = [told[told.index("{year}") :] for each in wording().years for told in each.patterns]
    begins = dict.fromkeys(re.split("[…‥]", each)[0] for each in told)
    behind = [_pattern(each).pattern.removeprefix(f"(?P<year>{_YEAR})") for each in begins]
    return re.compile(f"{_DIGIT}(?:(?<!{first})|(?!{rest})){_YEAR.removeprefix(_DIGIT)}(?:{'|'.join(behind)})")


def _matches(phrase: YearPhrase, quote: str) -> Iterator[re.Match[str]]:
    """Where a sentence says a year; an expression is made and tried only where all its words are there."""
    bare = "".join(quote.split())
    for told in phrase.patterns:
        if all(word in bare for word in _words(told)):
            yield from _pattern(told).finditer(quote)


@cache
def _words(told: str) -> tuple[str, ...]:
    return tuple(_JOINTS.sub(" ", told).split())


@cache
def _pattern(told: str) -> re.Pattern[str]:
    """The expression of 「现将…{year}年…公开…报告」: blanks anywhere round the numbers, … and ‥ for a few words."""
    is_date = "{year}年1" in told
    parts = []
    for part in _JOINTS.split(told):
        if part == "{year}年":
            parts.append(f"(?P<year>{_YEAR})" + (f"{_BLANK}年{_BLANK}" if is_date else _YEAR_END))
        elif part == "{year}":
            parts.append(f"(?P<year>{_YEAR}){_BLANK}")
        elif part in _GAPS:
            parts.append(_GAPS[part])
        elif part.isascii() and part:
            digits = "".join(f"[{digit}{_wide(digit)}]" for digit in part)
            parts.append(("0?" if parts else "") + digits + _BLANK)
        else:
            parts.append("".join(re.escape(char) + _BLANK for char in part))
    return re.compile("".join(parts))


def _wide(sign: str) -> str:
    return chr(ord(sign) + ord("０") - ord("0"))


def _opening(text: str, address: str, year: int, *, is_review: bool) -> Iterator[_Said]:
    """The year a section begins with, where it is last year's and this year is not spoken of as gone by.

    A review of shortcomings is read more strictly: its first sentence must tell of shortcomings.
    """
    # Most begin with this year or with none; the sign behind a year is found fastest.
    if not _OPENED.search(text[:_OPENING_WITHIN].replace(f"{year}年", "年")):
        return
    match = _OPENING.search(text, 0, _OPENING_WITHIN)
    if match is None or year_of_title(match[0]) != year - 1:
        return
    sentence, _ = sentence_at(text, match.start("year"), match.end())
    if is_review and not _FELL_SHORT.search(sentence):
        return
    if not any(word in text for word in _THIS_YEAR) and not _own_year(year, is_review).search(folded(text)):
        yield _Said(year - 1, "的开头", address, match.span("year"))


@cache
def _own_year(year: int, is_review: bool) -> re.Pattern[str]:
    """This year spoken of, in digits or characters; a document's number, 〔…〕15号, does not speak of it."""
    spelt = (
        f"[{digit}{''.join(char for char, each in words().digits.items() if each == digit)}]" for digit in str(year)
    )
    number = rf"(?<![〔\[]){_BLANK.join(spelt)}(?!{_BLANK}\)[0-9]+号)"
    return re.compile(number + ("(?![^。]{0,14}将)" if is_review else ""))


def _without_year(context: Context) -> str | None:
    return "看不出年度" if context.report.year is None else None


RULES = (Procedure("W004", "X6", Level.ERROR, years, "把标题、统计期限和正文改成同一年度。", unfit=_without_year),)
