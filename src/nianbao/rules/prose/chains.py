"""Terms that stand side by side, and how they reach their number: by nothing but filler words."""

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from nianbao.rules.prose.lexicon import TERM, Lexicon, Token
from nianbao.rules.prose.meaning import Meaning

_SEPARATOR = re.compile("[，；：、（）。！？]")
# Between a name and its number no more than this stands; longer gaps are not tried.
_LONGEST_GAP = 32
_LONGEST_OPENING = 3
Spans = tuple[tuple[int, int], ...]


class Chain(NamedTuple):
    """A verb with its item, an item with its result, a reason with its outcome; `joined` when 、 or 和 stands between."""

    start: int
    end: int
    terms: tuple[Token, ...]
    meaning: Meaning
    joined: bool

    @property
    def spans(self) -> Spans:
        """Where its terms stand."""
        return tuple([term[:2] for term in self.terms])


# Made by the dozen for every report; this leaves out the naming of their parts.
_new = tuple.__new__


class Chains(NamedTuple):
    """The chains of one sentence; `stops` are the places of its separators, and its end."""

    body: str
    terms: tuple[Token, ...]
    words: Lexicon
    stops: list[int]

    @classmethod
    def of(cls, body: str, tokens: list[Token], words: Lexicon) -> "Chains":
        """The chains among the tokens of a sentence that name something of the form."""
        return cls(body, tuple([token for token in tokens if token[3].role is TERM]), words, _stops(body))

    def chain(self, terms: tuple[Token, ...], joined: bool = False) -> Chain:
        """The chain of some terms, from left to right."""
        start, end, text, _ = terms[0]
        if len(terms) == 1:
            return _new(Chain, (start, end, terms, self.words.meaning((text,)), joined))
        texts = tuple([text for _, _, text, _ in terms])
        return _new(Chain, (start, terms[-1][1], terms, self.words.meaning(texts), joined))

    def before(self, place: int, count: int) -> Chain | None:
        """The terms that lead up to a number; `count` is how many terms stand before it."""
        first, joined, terms = count, False, self.terms
        while first:
            start, end, _, _ = terms[first - 1]
            if place - end > _LONGEST_GAP:
                break
            if end < place:
                between = self.body[end:place]
                is_join = first < count and self.words.joining(between)
                if not (is_join or self.words.before(between)):
                    break
                joined = joined or is_join
            first -= 1
            place = start
        return self.chain(terms[first:count], joined) if first < count else None

    def after(self, place: int, count: int) -> Chain | None:
        """The terms right after a number that end its clause: 1件结果维持."""
        if count == len(self.terms):
            return None
        gap = self.terms[count][0] - place
        if gap and (gap > _LONGEST_GAP or self.body[place] not in self.words.after_firsts):
            return None
        found = self.leading(place, count, self.words.after)
        return found if found and self.ends_clause(found.end) else None

    def leading(self, place: int, count: int, fits: Callable[[str], bool]) -> Chain | None:
        """The terms after a place, reached by the given fillers; `count` terms stand before it."""
        terms, end = self.terms, len(self.terms)
        while count < end and terms[count][0] < place:
            count += 1
        last = count
        while last < end:
            start, following, _, _ = terms[last]
            if start != place and not self._is_bridged(place, start, fits, is_first=last == count):
                break
            last += 1
            place = following
        return self.chain(terms[count:last]) if last > count else None

    def _is_bridged(self, place: int, start: int, fits: Callable[[str], bool], is_first: bool) -> bool:
        """Whether nothing but fillers stands before a term."""
        if start - place > _LONGEST_GAP:
            return False
        gap = self.body[place:start]
        return fits(gap) or (not is_first and self.words.before(gap))

    def denied(self, place: int, count: int) -> list[Chain]:
        """The chains denied after 没有; none when something else follows them in the clause."""
        found: list[Chain] = []
        while linked := self.leading(place, count, self.words.denied):
            found.append(linked)
            place, count = linked.end, self.terms.index(linked.terms[-1]) + 1
            join = self.words.joins.match(self.body, place)
            if join is None:
                break
            place = join.end()
        return found if found and self.ends_clause(found[-1].end) else []

    def ends_clause(self, place: int) -> bool:
        """Whether nothing but tail words stands between here and the end of the clause."""
        end = self.clause_end(place)
        return end == place or (end - place <= _LONGEST_GAP and self.words.tails(self.body[place:end]))

    def clause_end(self, place: int) -> int:
        """Where the clause of a place ends."""
        return self.stops[bisect_left(self.stops, place)]

    def clause_start(self, place: int) -> int:
        """Where the clause of a place begins."""
        index = bisect_left(self.stops, place)
        return self.stops[index - 1] + 1 if index else 0

    def opens_clause(self, place: int) -> bool:
        """Whether a number stands at the head of its clause, 另有 and the like aside."""
        return place - self.clause_start(place) <= _LONGEST_OPENING


def _stops(body: str) -> list[int]:
    """The places of the separators, found by cutting at them, and the end."""
    place = -1
    return [place := place + len(piece) + 1 for piece in _SEPARATOR.split(body)]
