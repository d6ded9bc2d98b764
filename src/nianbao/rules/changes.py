"""与上年相比: figures that jump, and texts that were taken over from last year's report."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, partial
from itertools import chain, groupby
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form, Kind
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.figures import Figure, figures, small
from nianbao.rules.procedure import Procedure
from nianbao.rules.quoting import spelt, text_name

_TIMES = 5
# A jump is told where one of the two years reaches this much: smaller figures leap about by themselves.
_FLOORS: Mapping[Kind, int] = {Kind.COUNT: 20, Kind.MONEY: 10}
# From nothing, or to nothing, is farther still.
_FROM_NOTHING = 2
_NUMBER = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
_STOP, _OTHER_STOPS = "。", "！？；\n"
_ENDS = frozenset("。！？；")
# Left out of a comparison, as blanks are; the stops are not, since sentences are compared one by one.
_SIGNS = '，、：“”"（）()《》'
# Begins with one class, so that the search may skip everything else.
_YEAR = re.compile(
    r"[0-9０-９〇○零一二三四五六七八九]"
    r"(?:(?<=[0-9０-９])[ \t\xa0\u3000]?(?:[0-9０-９][ \t\xa0\u3000]?){3}|(?<![0-9０-９])[〇○零一二三四五六七八九]{3})年度?"
)
_YEAR_SIGN = "年"
_LIKENESS = 92
_SHORTEST_SENTENCE = 16
_LONG_PASSAGE = 150
_MOST_OF_IT = Decimal("0.6")
_SHORTEST_SECTION = 60
_QUOTED = 120


def jumps(context: Context) -> Iterator[Finding]:
    """总计和主要数字与上年相差五倍以上的，提示核对。

    依据：审核惯例；基数小的（20件、10万元以下，另一年为 0 的加倍）不看；上年结转不看。
    正例：本年 60 件，上年 40 件。
    反例：本年 600 件，上年 40 件，可能多写了一个 0。
    """
    if context.last is None:
        return
    (held, blank), last = figures(context), context.last
    found = [
        (cell, *pair)
        for cell, at, floor in _keys(context.form)
        if ((before := last.get(cell)) or at in held)
        and (pair := _jump(held.get(at, 0), before, floor))
        and at not in blank
    ]
    for _, row in groupby(found, key=lambda told: (told[0].table, told[0].row)):
        told = list(row)
        said = "，".join(
            f"{spelt(context.form, cell)}本年 {as_text(now)}、上年 {as_text(then)}" for cell, now, then in told
        )
        _, now, then = told[0]
        yield context.finding(
            "J007",
            Level.HINT,
            f"{said}，相差{f'{_TIMES}倍以上' if now and then else '悬殊'}。",
            remedy="请核对有没有多写、漏写或单位不同；确实如此的，建议在正文里说明原因。",
            basis="审核惯例：与上年相差悬殊的要核对",
            places=tuple(str(cell) for cell, _, _ in told),
            left=as_text(now),
            right=as_text(then),
            difference=as_text(now - then),
        )


def _jump(now: Figure, before: Decimal | None, floor: int) -> tuple[Decimal, Decimal] | None:
    """Both figures where they are far apart and one of them is no small one."""
    if before is None:
        return None
    then = small().get(before, before) if before else 0
    if now == then:
        return None
    less, more = (now, then) if now < then else (then, now)
    if more < (floor if less else floor * _FROM_NOTHING) or more <= _TIMES * less:
        return None
    return Decimal(now), Decimal(then)


@cache
def _keys(form: Form) -> tuple[tuple[Cell, int, int], ...]:
    """Row by row the cells that say most: the row's total where it has one, else all; with their places and floors.

    Left out are rows summed in another, and what is carried over: that was settled last year.
    """
    across = {cell for cell, parts in form.totals.items() if all(part.row == cell.row for part in parts)}
    down = {cell: parts for cell, parts in form.totals.items() if cell not in across}
    summed = {(part.table, part.row) for cell, parts in down.items() for part in (cell, *parts)}
    carried = {carry.cell(over) for carry in form.carries if not carry.show for over in carry.over}
    rows: dict[tuple[str, str], list[tuple[Cell, int, int]]] = {}
    for at, cell in enumerate(form.cells):
        line, kind = (cell.table, cell.row), form.column(cell).kind
        has_total = any(Cell(*line, total.column) in across for total in across if total.table == cell.table)
        is_key = cell in across or (not has_total and kind in _FLOORS)
        if is_key and line not in summed and not carried.issuperset(form.totals.get(cell, (cell,))):
            rows.setdefault(line, []).append((cell, at, _FLOORS[kind]))
    return tuple(chain.from_iterable(rows.values()))


class _Passage(NamedTuple):
    """A run of sentences of this year's text and what they were last year."""

    start: int
    end: int
    before: str


def repeated(context: Context) -> Iterator[Finding]:
    """总体情况、问题和改进与上年年报相比，不能只改了年份。

    依据：审核惯例。
    正例：写本年的工作和问题；格式化的短句可以相同。
    反例：第五章与上年年报除年份外一字不差。
    """
    if context.prior is None:
        return
    for section in context.form.sections:
        if not section.subheads and not section.required:
            continue
        text, before = (report.texts.get(section.text, "") for report in (context.report, context.prior))
        passages = _repeated(text, before) if text and before else []
        if not passages:
            continue
        told = sum(_length(text[each.start : each.end]) for each in passages)
        whole = _length(text)
        is_most = whole >= _SHORTEST_SECTION and told >= whole * _MOST_OF_IT
        longest = max(passages, key=lambda each: each.end - each.start, default=None)
        if longest and (is_most or longest.end - longest.start >= _LONG_PASSAGE):
            yield _finding(context, section.text, longest, share=told * 100 // whole)


def _finding(context: Context, address: str, passage: _Passage, *, share: int) -> Finding:
    text = context.report.texts[address]
    quote = _clipped(text[passage.start : passage.end])
    year = context.prior.year if context.prior else None
    source = f"{year}年年报" if year else "上年年报"
    return context.finding(
        "J008",
        Level.WARNING,
        f"{text_name(context.form, address)}：约 {share}% 的文字与{source}相同或基本相同，上年写的是「{_clipped(passage.before)}」。",
        remedy="请按本年实际重写，或核对是不是忘了更新。",
        basis="审核惯例：文字部分应反映本年情况",
        places=(address,),
        quote=quote,
        marks=((0, len(quote)),),
    )


def _clipped(text: str) -> str:
    text = text.strip().replace("\n", " ")
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "……"


def _repeated(text: str, before: str) -> list[_Passage]:
    """The runs of sentences that stood in last year's text but for its years, short ones between them included."""
    earlier = {plain: before[start:end] for start, end, plain in _sentences(before) if plain}
    choices = sorted(earlier, key=len)
    found: list[_Passage] = []
    is_open = False
    for start, end, plain in _sentences(text):
        if len(plain) < _SHORTEST_SENTENCE:
            is_open = is_open and plain in earlier
            if is_open:
                found[-1] = _longer(found[-1], end, earlier[plain])
            continue
        source = earlier[plain] if plain in earlier else _source(text[start:end], plain, earlier, choices)
        if source is None:
            is_open = False
        elif is_open:
            found[-1] = _longer(found[-1], end, source)
        else:
            found.append(_Passage(start, end, source))
            is_open = True
    return found


def _sentences(text: str) -> list[tuple[int, int, str]]:
    """The sentences of a text, from where to where each stands, and what is compared of it."""
    flat = text
    for stop in _OTHER_STOPS:
        flat = flat.replace(stop, _STOP)
    pieces = flat.split(_STOP)
    bare = _STOP.join([_YEAR.sub("", piece) if _YEAR_SIGN in piece else piece for piece in pieces])
    for sign in _SIGNS:
        bare = bare.replace(sign, "")
    found, start = [], 0
    for whole, plain in zip(pieces, "".join(bare.split()).split(_STOP), strict=True):
        end = start + len(whole)
        if whole:
            found.append((start, end + (text[end : end + 1] in _ENDS), plain))
        start = end + 1
    return found


def _longer(passage: _Passage, end: int, source: str) -> _Passage:
    return _Passage(passage.start, end, passage.before + source)


def _source(sentence: str, plain: str, earlier: Mapping[str, str], choices: list[str]) -> str | None:
    """Last year's sentence that this one nearly repeats, of those from short to long; one whose figures are new has been looked at."""
    # One that is much longer or shorter cannot be so like it.
    size, unlike = len(plain), 200 - _LIKENESS
    first = bisect_left(choices, size * _LIKENESS // unlike, key=len)
    last = bisect_right(choices, size * unlike // _LIKENESS + 1, key=len)
    best = _nearest()(plain, choices[first:last]) if first < last else None
    if best is None:
        return None
    source = earlier[best[0]]
    return source if _figures(sentence) == _figures(source) else None


@cache
def _nearest() -> Callable[[str, Iterable[str]], tuple[str, float, int] | None]:
    # Only a check against last year's report needs the library.
    from rapidfuzz import fuzz, process

    return partial(process.extractOne, scorer=fuzz.ratio, score_cutoff=_LIKENESS)


def _length(text: str) -> int:
    """How much there is of a text to compare."""
    return sum(len(plain) for _, _, plain in _sentences(text))


def _figures(text: str) -> list[str]:
    return _NUMBER.findall(_YEAR.sub("", text))


def _without_prior(context: Context) -> str | None:
    return None if context.prior is not None or context.last is not None else "没有上年年报可以核对"


RULES = (
    Procedure("J007", "Y5", Level.HINT, jumps, "核对有没有多写、漏写或单位不同。", unfit=_without_prior),
    Procedure("J008", "Y6", Level.WARNING, repeated, "按本年实际重写。", unfit=_without_prior),
)
