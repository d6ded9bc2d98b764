"""The words that matter, for one form: what each is, and one pattern that finds them all."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, cached_property, lru_cache
from operator import itemgetter

from nianbao.core.form import Form
from nianbao.core.said import Claim, Ratio
from nianbao.forms.prose import Prose, prose
from nianbao.rules.looking import Sought, around, branched, grouped, shortest, sought
from nianbao.rules.prose.gaps import KEPT, Gaps, Pattern, one
from nianbao.rules.prose.meaning import Meaning, meaning
from nianbao.rules.prose.quantities import Quantity
from nianbao.rules.prose.sentences import BLANKS


class Role(Enum):
    """What a word does in a sentence."""

    TERM = auto()
    TOPIC = auto()
    RIVAL = auto()
    OTHER_TIME = auto()
    THIS_TIME = auto()
    YEAR = auto()
    COMPARISON = auto()
    PLAN = auto()
    NEGATION = auto()
    ALL = auto()
    PARTS = auto()
    SUM = auto()
    RATE = auto()
    NOTHING = auto()


# Asking the class for its member takes ten times as long as a name, and it is asked of every word of every report.
TERM, TOPIC, RIVAL, OTHER_TIME, THIS_TIME, YEAR, COMPARISON, PLAN = (
    Role.TERM,
    Role.TOPIC,
    Role.RIVAL,
    Role.OTHER_TIME,
    Role.THIS_TIME,
    Role.YEAR,
    Role.COMPARISON,
    Role.PLAN,
)
NEGATION, ALL, PARTS, SUM, RATE, NOTHING = Role.NEGATION, Role.ALL, Role.PARTS, Role.SUM, Role.RATE, Role.NOTHING


@dataclass(frozen=True, slots=True)
class Word:
    """A known word: its role, the claim or rate it names, and the tables a sentence speaks of after it.

    `row` is the table and row that are spoken of after it.
    """

    role: Role
    claim: Claim | None = None
    ratio: Ratio | None = None
    opens: frozenset[str] = frozenset()
    row: tuple[str, str] | None = None


Span = tuple[int, int]
# A word where it stands in a sentence's body: its start, its end, and what is written there. They are made by the dozen
# for every sentence, where a class of their own would take as long as finding them.
Token = tuple[int, int, str, Word]


@dataclass(frozen=True)
class Lexicon(Gaps):
    """All words of one form with the patterns that find them; `signs` are what a span of time is told by.

    `carrying` stands wherever a year tells of what is carried over.
    """

    form: Form
    words: dict[str, Word]
    pattern: Pattern
    signs: tuple[str, ...]
    carrying: str
    open: frozenset[str]
    near: frozenset[str]
    heads: tuple[tuple[str, str], ...]
    topics: Pattern
    worth: Pattern
    named: Pattern
    barred: dict[str, Sought]
    openers: Pattern

    @cached_property
    def times(self) -> Pattern:
        """Years, spans that are the whole year, and spans that are only a part of it."""
        general = prose()
        whole, part = "|".join(general.whole_spans), "|".join(general.part_spans)
        year = f"[{_ARABIC}]{{4}}{_YEAR}|[{_HAN}]{{4}}{_YEAR}"
        # Most letters are passed over at once.
        return re.compile(f"(?=[{_TIME_BEGINS}])(?:(?P<year>{year})|(?<![0-9])(?:(?P<whole>{whole})|(?P<part>{part})))")

    @cached_property
    def meaning(self) -> Callable[[tuple[str, ...]], Meaning]:
        """What some terms name together; the same ones come again and again."""
        return lru_cache(KEPT)(self._meaning)

    def _meaning(self, texts: tuple[str, ...]) -> Meaning:
        claims = [self.words[text].claim for text in texts]
        return meaning(self.form, [claim for claim in claims if claim])

    def tokens(self, body: str, numbers: list[Quantity]) -> list[Token]:
        """The known words of a sentence, the longest at each place, from left to right.

        Spans of time go before other words, and numbers before both: what shares a letter with one is no word.
        """
        spans = self._spans(body)
        taken = [each[:2] for each in numbers]
        if not spans:
            return self._apart(body, taken)
        found = self._apart(body, sorted([*taken, *(span[:2] for span in spans)]))
        found += _clear(spans, taken) if taken else spans
        return sorted(found, key=_START)

    def _apart(self, body: str, taken: list[Span]) -> list[Token]:
        """The known words that share no letter with what is taken already."""
        words, found, end, following = self.words, [], 0, iter(taken)
        taken_start, taken_end = next(following, _NOWHERE)
        # What stands between the words, and the words, by turns.
        pieces = iter(self.pattern.split(body))
        for gap, text in zip(pieces, pieces, strict=False):
            start = end + len(gap)
            end = start + len(text)
            while taken_end <= start:
                taken_start, taken_end = next(following, _NOWHERE)
            if end <= taken_start:
                found.append((start, end, text, words[text]))
        return found

    def _spans(self, body: str) -> list[Token]:
        """The years and spans of time of a sentence."""
        for sign in self.signs:
            if sign in body:
                found = self.times.finditer(body)
                return [(each.start(), each.end(), each[0], _TIMES[each.lastgroup or ""]) for each in found]
        return _years(body) if _YEAR in body else []


def _clear(spans: list[Token], taken: list[Span]) -> list[Token]:
    """The spans of time that share no letter with a number."""
    found = []
    for span in spans:
        for start, end in taken:
            if start < span[1] and span[0] < end:
                break
        else:
            found.append(span)
    return found


def _years(body: str) -> list[Token]:
    found, at = [], body.find(_YEAR)
    while at >= 0:
        digits = body[at - 4 : at]
        if len(digits) == 4 and ((digits.isascii() and digits.isdigit()) or _HAN_DIGITS.issuperset(digits)):
            found.append((at - 4, at + 1, digits + _YEAR, _TIMES["year"]))
        at = body.find(_YEAR, at + 1)
    return found


_START = itemgetter(0)
_TIMES = {"year": Word(Role.YEAR), "whole": Word(Role.NOTHING), "part": Word(Role.OTHER_TIME)}
_DIGITS = "0123456789０１２３４５６７８９零〇一二两三四五六七八九十百"
_YEAR, _ARABIC, _HAN = "年", "0-9", "〇○零一二三四五六七八九"
_HAN_DIGITS = frozenset(_HAN)
# What every year and span of time begins with.
_TIME_BEGINS = f"{_ARABIC}{_HAN}十两几多第前"
# Behind all sentences.
_NOWHERE = (sys.maxsize, sys.maxsize)
# A number with something behind it; whether it is a unit is looked at later.
_BEHIND = rf"件份条宗例部项起篇万元%％{BLANKS}"


@cache
def lexicon(form: Form) -> Lexicon:
    """The words of a form, compiled once."""
    general = prose()
    words = _words(form, general)
    named = [text for text, word in words.items() if word.role in (Role.TERM, Role.RATE)]
    topics = tuple(word for subject in form.said.subjects if subject.near for word in subject.words)
    return Lexicon(
        form=form,
        words=words,
        pattern=re.compile(f"({branched(words)})"),
        signs=general.time_signs,
        carrying=general.carrying[-1],
        open=frozenset(subject.table for subject in form.said.subjects if not subject.words),
        near=frozenset(subject.table for subject in form.said.subjects if subject.near),
        heads=tuple((head, subject.table) for subject in form.said.subjects for head in subject.heads),
        topics=one(topics),
        worth=_worth((general.parts_of_hundred, *general.negations, *general.alls, *topics)),
        named=_branched(named),
        barred={subject.table: sought(subject.barred) for subject in form.said.subjects},
        openers=_branched(dict.fromkeys(_openers(form, words))),
    )


def _branched(words: Iterable[str]) -> Pattern:
    """What finds that any of the words stands in a sentence."""
    found = shortest(list(words))
    return re.compile(branched(found)) if found else one(())


def _openers(form: Form, words: dict[str, Word]) -> Iterator[str]:
    """The words without any of which a sentence says nothing of a table, unless its subject is spoken of already."""
    always = {subject.table for subject in form.said.subjects if not subject.words}
    for subject in form.said.subjects:
        yield from (*subject.words, *subject.near)
    for text, word in words.items():
        named = word.claim or word.ratio
        if word.opens or (named and named.table in always):
            yield text


def _worth(words: tuple[str, ...]) -> Pattern:
    """What makes a sentence worth reading; that it begins with a set lets the search pass over all other letters.

    A number is looked for by what stands behind it, of which there is less than of digits. Of a word the letter is looked
    for that most others have too, since each one more stops the search more often.
    """
    letters = grouped(words)
    alone = "".join(letter for letter, held in letters if held == (letter,))
    led = "".join(re.escape(letter) for letter, _ in letters)
    rests = [around(word, letter) for letter, held in letters for word in held if letter not in alone]
    told = "|".join([*([f"(?<=[{alone}])"] if alone else []), *rests])
    return re.compile(f"[{_BEHIND}{led}](?:(?<=[{_DIGITS}][{_BEHIND}])|(?<=[{led}])(?:{told}))")


def _words(form: Form, general: Prose) -> dict[str, Word]:
    """Every word with its role; the form's own phrases win over the general ones."""
    roles = {
        Role.NOTHING: general.ignored,
        Role.RIVAL: general.rivals,
        Role.OTHER_TIME: (*general.other_times, *general.year_words),
        Role.THIS_TIME: general.this_times,
        Role.COMPARISON: general.comparisons,
        Role.PLAN: general.plans,
        Role.NEGATION: general.negations,
        Role.ALL: general.alls,
        Role.PARTS: general.parts,
        Role.SUM: general.sums,
    }
    found = {text: Word(role) for role, texts in roles.items() for text in texts}
    for subject in form.said.subjects:
        found |= {text: Word(Role.TOPIC, opens=_opened(text, form)) for text in subject.words}
    for ratio in form.said.ratios:
        found |= {phrase: Word(Role.RATE, ratio=ratio) for phrase in ratio.phrases}
    for claim in form.said.claims:
        for phrase in claim.phrases:
            firm = {claim.table} if claim.firm else set()
            row = (claim.table, claim.row) if claim.row and not claim.absent else None
            found[phrase] = Word(Role.TERM, claim, opens=_opened(phrase, form) | firm, row=row)
    return found


def _opened(text: str, form: Form) -> frozenset[str]:
    return frozenset(subject.table for subject in form.said.subjects if any(word in text for word in subject.words))
