"""What may stand between a name and its number, before it and after it: patterns compiled when first needed."""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache

from nianbao.forms.prose import prose

_NEVER = "(?!)"
Pattern = re.Pattern[str]
Words = tuple[str, ...]
Fits = Callable[[str], bool]
# The same few words stand between names and numbers again and again.
KEPT = 2048


def one(words: Words) -> Pattern:
    """Any of some words, the longest first."""
    return re.compile(_any(words))


def _any(words: Words) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or _NEVER


class Gaps:
    """The patterns of prose.toml's fillers and prefixes; most sentences need few of them."""

    @cached_property
    def before(self) -> Fits:
        """Between a name and its number."""
        return _fits(f"(?:{_any(prose().fillers.before)})*")

    @cached_property
    def after(self) -> Fits:
        """Between a number and the name after it."""
        return _fits(f"(?:{_any(prose().fillers.after)})*")

    @cached_property
    def after_firsts(self) -> frozenset[str]:
        """What such a gap may begin with."""
        return frozenset(word[0] for word in prose().fillers.after)

    @cached_property
    def adverbs(self) -> Fits:
        """Between 均 and the name."""
        return _fits(f"(?:{_any(prose().fillers.adverbs)})*")

    @cached_property
    def denied(self) -> Fits:
        """Between 没有 and the name."""
        return _fits(f"(?:{_any(prose().fillers.denied)})*")

    @cached_property
    def tails(self) -> Fits:
        """Between a name and the end of its clause."""
        return _fits(f"(?:{_any(prose().fillers.tails)})*")

    @cached_property
    def joins(self) -> Pattern:
        """Between names side by side."""
        return one(prose().fillers.joins)

    @cached_property
    def joining(self) -> Fits:
        """Nothing but such a join."""
        return _fits(self.joins.pattern)

    @cached_property
    def partial(self) -> Pattern:
        """Anywhere before a name: its number is that of a part."""
        return one(prose().prefixes.partial)

    @cached_property
    def beside(self) -> Pattern:
        """Right before a name: something else is meant."""
        return _last(prose().prefixes.beside)

    @cached_property
    def channels(self) -> Pattern:
        """Ways of handing in: what follows goes on from a part."""
        return one(prose().prefixes.channels)

    @cached_property
    def causes(self) -> Pattern:
        """Causes that are what the table counts."""
        return one(prose().prefixes.causes)

    @cached_property
    def reasons(self) -> Pattern:
        """Right before a reason that is told with its outcome."""
        return _last(prose().prefixes.reasons)

    @cached_property
    def offices(self) -> Pattern:
        """Of a higher unit only its own office."""
        return one(prose().prefixes.offices)

    @cached_property
    def whole(self) -> Pattern:
        """Of a higher unit all of it."""
        return one(prose().prefixes.whole)

    @cached_property
    def others(self) -> Pattern:
        """Other units."""
        return one(prose().prefixes.others)

    @cached_property
    def diverts(self) -> Callable[[str, bool, Words], bool]:
        """Whether the words of a clause before a name make its number that of a part, or of somebody else.

        The cause of a case is no such word, nor, where several rows are named, the reason right before them; `own` are
        other units' names that are this one's.
        """
        return lru_cache(KEPT)(self._diverts)

    def _diverts(self, prefix: str, mixed: bool, own: Words) -> bool:
        prefix = self.causes.sub("", prefix)
        return self.is_of_others(self.reasons.sub("", prefix) if mixed else prefix, own)

    def is_of_others(self, prefix: str, own: Words) -> bool:
        """Whether some words before a name tell of a part or of somebody else."""
        if self.partial.search(prefix) or self.beside.search(prefix):
            return True
        return any(match[0] not in own for match in self.others.finditer(prefix))

    @cached_property
    def negations(self) -> Pattern:
        """What denies."""
        return one(prose().negations)


def _last(words: Words) -> Pattern:
    return re.compile(f"(?:{_any(words)})$")


def _fits(pattern: str) -> Fits:
    """Whether a gap is nothing but what a pattern tells."""
    whole = re.compile(pattern)
    return lru_cache(KEPT)(lambda gap: whole.fullmatch(gap) is not None)
