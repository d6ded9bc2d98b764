"""「共15条，其中…」: a whole and the parts said with it, and whether they can be the whole of it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from nianbao.forms.prose import prose
from nianbao.rules.prose.gaps import Pattern, one
from nianbao.rules.prose.openers import CLOSE, OPEN, opener
from nianbao.rules.prose.quantities import Quantity
from nianbao.rules.prose.reading import Told

_FEWEST = 2
# A list without 其他 that falls short is most likely a choice of examples, unless it is as long as this.
_LONG = 4
_LOOSE, _TIGHT = "，", "、"


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole, its parts in order, whether they are said to be all of it, and whether something else broke the list off.

    `larger` is the first part that is by itself more than the whole, which it cannot be even where parts overlap.
    """

    told: Told
    whole: Quantity
    parts: tuple[Quantity, ...]
    is_complete: bool
    is_open: bool
    is_cut: bool
    larger: Quantity | None

    @property
    def values(self) -> list[Decimal]:
        """The parts' numbers."""
        return [part.value for part in self.parts if part.value is not None]

    @property
    def is_wrong(self) -> bool:
        """Whether there is anything to be said of them."""
        return bool(self.larger) or self.is_over or self.is_short or self.may_be_short

    @property
    def is_over(self) -> bool:
        """Whether they are more than the whole, and do not overlap."""
        return self._is_list and not self.is_open and sum(self.values) > self._whole

    @property
    def is_short(self) -> bool:
        """Whether they are less than the whole though said to be all of it."""
        return self._is_list and self.is_complete and not self.is_cut and sum(self.values) < self._whole

    @property
    def may_be_short(self) -> bool:
        """Whether a long list falls short without saying that it is a choice."""
        is_long = len(self.parts) >= _LONG and not self.is_cut
        return is_long and not self.is_open and sum(self.values) < self._whole

    @property
    def _is_list(self) -> bool:
        return len(self.parts) >= _FEWEST

    @property
    def _whole(self) -> Decimal:
        return self.whole.value if self.whole.value is not None else Decimal(0)


def unequal(told: Told) -> list[Parts]:
    """Every whole of a sentence that its parts do not make up."""
    body, found = told.sentence.body, []
    for at, whole in enumerate(told.quantities[:-1], 1):
        leading = opener(body, whole.end) if whole.exact else None
        if leading and whole.value is not None:
            parts = _parts(told, at, leading.end(), _scope(body, leading))
            if _may_differ(whole, parts) and all(part.exact and part.value is not None for part in parts):
                names = _names(body, parts, leading.end())
                if not _agree(whole, parts, names) and not _is_of_both(told, at, parts):
                    found.append(_judged(told, whole, (parts, names), leading))
    return found


def _may_differ(whole: Quantity, parts: tuple[Quantity, ...]) -> bool:
    """Whether there is a list to be added up, or a single part that is more than the whole."""
    if len(parts) != 1:
        return bool(parts)
    part = parts[0].value
    return part is not None and whole.value is not None and part > whole.value


def _judged(
    told: Told, whole: Quantity, listed: tuple[tuple[Quantity, ...], list[str]], leading: re.Match[str]
) -> Parts:
    body, words = told.sentence.body, prose().lists
    parts, names = listed
    named = leading[0] + body[leading.end() : _clause_end(body, parts[-1].end)]
    is_complete = bool(leading["word"]) and leading["word"].startswith(words.complete)
    has_rest = len(parts) >= _FEWEST and any(word in names[-1] for word in words.rest)
    follows = [each for each in told.quantities if parts[-1].end <= each.start < _scope(body, leading)]
    is_cut = bool(follows) and not has_rest
    before = max((each.end for each in told.quantities if each.end <= whole.start), default=0)
    said = body[before : parts[-1].end]
    ways = _ways(names, said)
    is_open = not ways and any(word in named for word in words.open)
    is_complete |= has_rest or (ways == len(words.exclusive) and any(word in said for word in words.divided))
    larger = _larger(whole, parts, names) if leading["bracket"] is None else None
    return Parts(told, whole, parts, is_complete, is_open, is_cut, larger)


def _names(body: str, parts: tuple[Quantity, ...], start: int) -> list[str]:
    starts = (start, *(part.end for part in parts))
    return [_unbracketed(body[place : part.start]) for place, part in zip(starts, parts, strict=False)]


def _agree(whole: Quantity, parts: tuple[Quantity, ...], names: list[str]) -> bool:
    """Whether the parts, or the first of them, make up the whole: what follows a comma may be another matter."""
    summed = Decimal(0)
    for count, part in enumerate(parts, 1):
        summed += part.value or 0
        if count >= _FEWEST and summed == whole.value:
            is_end = count == len(parts) or not names[count].startswith(_TIGHT)
            if is_end:
                return True
    return False


def _is_of_both(told: Told, at: int, parts: tuple[Quantity, ...]) -> bool:
    """Whether the parts may be those of the number before the whole too: 收到12件，上年结转1件，其中…"""
    if at < _FEWEST:
        return False
    before, whole = told.quantities[at - 2 : at]
    named = told.sentence.body[before.end : whole.start]
    if before.unit != whole.unit or not any(word in named for word in prose().lists.added):
        return False
    both = (before.value or Decimal(0)) + (whole.value or Decimal(0))
    return sum([part.value or Decimal(0) for part in parts], Decimal(0)) <= both


def _ways(names: list[str], said: str) -> int:
    """How many ways of handing in the parts are, when they are nothing else: each application has only one."""
    words = prose().lists
    if not any(word in said for word in words.submitted) or any(word in said for word in words.both):
        return 0
    ways = [[ways for ways in words.exclusive if any(word in name for word in ways)] for name in names]
    known = [found[0] for found in ways if len(found) == 1]
    return len(names) if len(known) == len(names) == len(set(known)) else 0


def _larger(whole: Quantity, parts: tuple[Quantity, ...], names: list[str]) -> Quantity | None:
    words = prose()
    apart = (*words.lists.apart, *words.other_times, *words.comparisons)
    for part, name in zip(parts, names, strict=True):
        is_more = part.value is not None and whole.value is not None and part.value > whole.value
        if is_more and not any(word in name for word in apart):
            return part
    return None


def _clause_end(body: str, place: int) -> int:
    return min((spot for spot in range(place, len(body)) if body[spot] in "，；。）"), default=len(body))


def _scope(body: str, leading: re.Match[str]) -> int:
    """Where the list ends at the latest: its own bracket, or the semicolon."""
    ending = CLOSE if OPEN in leading[0] else "；"
    place = body.find(ending, leading.end())
    return len(body) if place < 0 else place


def _parts(told: Told, at: int, start: int, end: int) -> tuple[Quantity, ...]:
    """The numbers of the list after the whole: of one unit, joined alike, sub-lists in brackets passed over."""
    body, unit = told.sentence.body, told.quantities[at - 1].unit
    place, tight, has_brackets = start, False, body.find(OPEN, start, end) >= 0
    found: list[Quantity] = []
    for part in told.quantities[at:]:
        if part.start < start or part.end > end or (has_brackets and _is_nested(body, start, part.start)):
            continue
        label = _unbracketed(body[place : part.start])
        tight = tight or label.startswith(_TIGHT)
        if part.unit != unit or (found and _ends(label, tight)) or label.count(_LOOSE) > 1:
            break
        found.append(part)
        place = part.end
    return tuple(found)


def _ends(label: str, tight: bool) -> bool:
    """Whether another matter begins: after a comma in a list without, or with a verb of its own."""
    rest, verbs = _breaks()
    return label.startswith(_LOOSE) and ((tight and not rest.search(label)) or verbs.search(label) is not None)


@cache
def _breaks() -> tuple[Pattern, Pattern]:
    return one(prose().lists.rest), one(prose().lists.verbs)


def _is_nested(body: str, start: int, place: int) -> bool:
    return body.count(OPEN, start, place) > body.count(CLOSE, start, place)


def _unbracketed(label: str) -> str:
    return _brackets().sub("", label) if OPEN in label else label


@cache
def _brackets() -> re.Pattern[str]:
    return re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}?")
