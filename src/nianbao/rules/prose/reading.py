"""A report's text read once for all rules that ask about it."""

from collections.abc import Iterator
from functools import cache, lru_cache
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


class Whole(NamedTuple):
    """All sentences of a report, and what they say of cells by the rule that judges it."""

    sentences: tuple[Told, ...]
    bound: dict[str, list[Bound]]


def told(form: Form, report: Report) -> tuple[Told, ...]:
    """Every sentence of the sections that holds a number, or speaks of all or none."""
    return _whole(form, report).sentences


def bound(form: Form, report: Report, rule: str) -> list[Bound]:
    """What the sentences say of the cells of the tables that a rule judges."""
    return _whole(form, report).bound.get(rule, [])


def _whole(form: Form, report: Report) -> Whole:
    get = report.texts.get
    return _read(form, report.year, report.level, tuple([get(address, "") for address, _ in _sections(form)]))


@cache
def _sections(form: Form) -> tuple[tuple[str, str], ...]:
    """The address of each section's text, and the table it prints."""
    return tuple((section.text, section.table) for section in form.sections)


# Several rules ask about one report in turn; a few are kept, so that a check of many does not grow.
@lru_cache(maxsize=8)
def _read(form: Form, year: int | None, level: str | None, texts: tuple[str, ...]) -> Whole:
    prefixes = prose().prefixes
    has_offices = level is None or level in prefixes.levels
    about = scene.About(year, has_offices, prefixes.own if has_offices else ())
    words, by_rule = lexicon(form), dict[str, list[Bound]]()
    found: list[Told] = []
    for (address, table), text in zip(_sections(form), texts, strict=True):
        found += _section(words, about, (address, table, text))
    for each in found:
        for said in each.said:
            if isinstance(said, Bound):
                by_rule.setdefault(form.said.subject(said.claim.table).rule, []).append(said)
    return Whole(tuple(found), by_rule)


def _section(words: Lexicon, about: scene.About, section: tuple[str, str, str]) -> Iterator[Told]:
    address, table, text = section
    always = words.open | ({table} if table else frozenset())
    state = scene.Scene(about, words, always)
    for sentence in sentences(address, text, words.worth):
        body, head = sentence.body, sentence.head
        if sentence.first:
            headed = frozenset([known for word, known in words.heads if word in head]) if head else frozenset()
            state = scene.Scene(about, words, always | headed)
        numbers = quantities(body)
        said: list[Bound | Rate | Upheld] = []
        if words.named.search(body):
            state = state if sentence.first else _next(state, body)
            state.halves = "；" in body
            tokens = _apart(words.tokens(body), numbers)
            said = Reader(words.form, words, sentence, Chains.of(body, tokens, words), state).read(tokens, numbers)
        elif words.topics.search(body):
            state.open |= words.near
        if numbers or said:
            yield Told(sentence, tuple(numbers), tuple(said))


def _next(state: scene.Scene, body: str) -> scene.Scene:
    """The state a sentence begins with: the tables stay open, the rest only where it goes on from the one before."""
    following = scene.Scene(state.about, state.words, state.open, spoiled=state.spoiled)
    if body.startswith(prose().continued):
        following.rows, following.said, following.last = state.rows, state.said, state.last
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
