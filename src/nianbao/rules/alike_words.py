"""What two units' narratives have in common: their sentences without names, years and figures, put side by side."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from nianbao.core.marked import Spans
from nianbao.core.report import Report
from nianbao.rules.names import unit_of
from nianbao.rules.privacy import starred
from nianbao.rules.quoting import SENTENCE

LIKENESS = 75
_DIGIT, _NUMERAL = "0-9０-９", "〇○零一二三四五六七八九"
_YEAR_DIGITS = re.compile(f"[{_DIGIT}]{{4}}|[{_NUMERAL}]{{4}}")
# 「我镇」 and numbers in one pass: a letter of one class is looked for at once.
_OWN, _WHOLE = "我全本", f"[{_DIGIT}]*(?:[.．][{_DIGIT}]+)?[%％]?"
_FIGURE_OR_SELF = re.compile(
    f"[{_OWN}{_DIGIT}](?:(?<=[{_DIGIT}]){_WHOLE}|(?<=[{_OWN}])(?:街道|苏木|[镇乡县区市旗局委]))"
)
_QUOTED, _BESIDE = 90, 240
# No report has so many; each may have to be looked for among all of the other's.
_MOST_SENTENCES = 1000


def anonymous(text: str, agency: str | None) -> str:
    """A text without the unit's name, its years and its figures."""
    unit = unit_of(agency)
    for name in (unit.full, unit.short) if unit else (agency,):
        text = text.replace(name, "〇") if name else text
    return _FIGURE_OR_SELF.sub(_stand_in, _yearless(text)).replace(" ", "").replace("\u3000", "")


def _stand_in(found: re.Match[str]) -> str:
    return "〇" if found[0][0] in _OWN else "0"


def _yearless(text: str) -> str:
    """A text without its years, such as 「二〇一九年度」; there are few 年 in it, and many digits."""
    pieces = text.split("年")
    is_year = False
    for number, piece in enumerate(pieces):
        rest = piece.removeprefix("度") if is_year else piece
        is_last = number == len(pieces) - 1
        is_year = not is_last and _YEAR_DIGITS.fullmatch(rest[-4:]) is not None
        pieces[number] = rest[:-4] if is_year else rest if is_last else rest + "年"
    return "".join(pieces)


def passages(one: Report, other: Report, address: str) -> tuple[str, str]:
    """The longest sentence that both share, as each of them printed it."""
    said = {anonymous(sentence, other.agency): sentence for sentence in SENTENCE.findall(other.texts[address])}
    best = ("", "")
    for sentence in SENTENCE.findall(one.texts[address]):
        if len(sentence) > len(best[0]):
            plain = anonymous(sentence, one.agency)
            match = process.extractOne(plain, said.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS)
            best = (sentence, said[match[0]]) if match else best
    return _clipped(best[0], _QUOTED), _clipped(best[1], _QUOTED)


def beside(one: Report, other: Report, address: str) -> tuple[str, str]:
    """The longest run of sentences that both share, as each of them printed it."""
    mine, theirs = (SENTENCE.findall(each.texts[address]) for each in (one, other))
    places = _places(one, other, (mine, theirs))
    runs = [run for run in _runs(places) if places[run[0]] is not None]
    start, end = max(runs, key=lambda run: sum(map(len, mine[slice(*run)])), default=(0, len(mine)))
    first = places[start] or 0
    same = theirs[first : first + end - start]
    return _clipped("".join(mine[start:end]), _BESIDE), _clipped("".join(same), _BESIDE)


def shared(one: Report, other: Report, address: str) -> tuple[Spans, Spans]:
    """Where the sentences stand that both have, in the text of each."""
    mine, theirs = (list(SENTENCE.finditer(each.texts[address])) for each in (one, other))
    places = _places(one, other, ([each[0] for each in mine], [each[0] for each in theirs]))
    found = sorted({to for to in places if to is not None})
    return (
        tuple(mine[at].span() for at, to in enumerate(places) if to is not None),
        tuple(theirs[to].span() for to in found),
    )


def _places(one: Report, other: Report, sentences: tuple[list[str], list[str]]) -> list[int | None]:
    """For each of one unit's sentences, of its first ones if there are too many, which of the other's it is."""
    mine, theirs = (each[:_MOST_SENTENCES] for each in sentences)
    said = [anonymous(sentence, other.agency) for sentence in theirs]
    places: list[int | None] = []
    for sentence in mine:
        before = places[-1] if places else None
        places.append(_found(anonymous(sentence, one.agency), said, 0 if before is None else before + 1))
    return places


def _runs(places: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """From where to where the places count up one by one."""
    start = 0
    for at in range(1, len(places) + 1):
        before = places[at - 1]
        if at == len(places) or before is None or places[at] != before + 1:
            yield start, at
            start = at


def _found(plain: str, said: Sequence[str], expected: int) -> int | None:
    """Which of the other's sentences this one is; the expected one where that will do."""
    if expected < len(said) and fuzz.ratio(plain, said[expected], score_cutoff=LIKENESS):
        return expected
    match = process.extractOne(plain, said, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return match[2] if match else None


def _clipped(text: str, most: int) -> str:
    text = starred(text.strip())
    return text if len(text) <= most else text[:most] + "……"
