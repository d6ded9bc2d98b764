"""A report's text read once for all rules that ask about it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms.prose import prose
from nianbao.rules.prose import scene
from nianbao.rules.prose.bound import Bound, Rate, Upheld
from nianbao.rules.prose.chains import Chains
from nianbao.rules.prose.claims import Reader
from nianbao.rules.prose.lexicon import Lexicon, Token, lexicon
from nianbao.rules.prose.quantities import Quantity, quantities
from nianbao.rules.prose.sentences import Sentence, sentences


class Told(NamedTuple):
    """One sentence with its numbers and what it says."""

    sentence: Sentence
    quantities: tuple[Quantity, ...]
    said: tuple[Bound | Rate | Upheld, ...]


def told(form: Form, report: Report) -> tuple[Told, ...]:
    """Every sentence of the sections that holds a number, or speaks of all or none."""
    texts = tuple((section.text, report.texts.get(section.text, "")) for section in form.sections)
    return _told(form, report.year, report.level, texts)


# Several rules ask about one report in turn; a few are kept, so that a check of many does not grow.
@lru_cache(maxsize=8)
def _told(form: Form, year: int | None, level: str | None, texts: tuple[tuple[str, str], ...]) -> tuple[Told, ...]:
    prefixes = prose().prefixes
    has_offices = level is None or level in prefixes.levels
    about = scene.About(year, has_offices, prefixes.own if has_offices else ())
    words = lexicon(form)
    tables = {section.text: section.table for section in form.sections}
    return tuple(
        each for address, text in texts for each in _section(form, words, about, (address, tables[address], text))
    )


def _section(form: Form, words: Lexicon, about: scene.About, section: tuple[str, str, str]) -> Iterator[Told]:
    address, table, text = section
    always = words.open | ({table} if table else frozenset())
    state = scene.Scene(about, words, always)
    for sentence in sentences(address, text, words.worth):
        if sentence.first:
            headed = {known for head, known in words.heads if head in sentence.head}
            state = scene.Scene(about, words, always | headed)
        numbers = list(quantities(sentence.body))
        said: list[Bound | Rate | Upheld] = []
        if words.named.search(sentence.body):
            state = _next(state, sentence)
            tokens = _apart(words.tokens(sentence.body), numbers)
            chains = Chains.of(sentence.body, tokens, words)
            said = Reader(form, words, sentence, chains, state).read(tokens, numbers)
        elif words.topics.search(sentence.body):
            state.open |= words.near
        if numbers or said:
            yield Told(sentence, tuple(numbers), tuple(said))


def _next(state: scene.Scene, sentence: Sentence) -> scene.Scene:
    """The state a sentence begins with: the tables stay open, the rest only where it goes on from the one before."""
    following = scene.Scene(state.about, state.words, state.open, spoiled=state.spoiled, halves="；" in sentence.body)
    if sentence.body.startswith(prose().continued):
        following.rows, following.said, following.last = dict(state.rows), list(state.said), state.last
    return following


def _apart(tokens: list[Token], numbers: list[Quantity]) -> list[Token]:
    """The tokens that share no letter with a number."""
    if not numbers:
        return tokens
    kept, at, last = [], 0, len(numbers)
    for token in tokens:
        while at < last and numbers[at].end <= token.start:
            at += 1
        if at == last or token.end <= numbers[at].start:
            kept.append(token)
    return kept
