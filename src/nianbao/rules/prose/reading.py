"""A report's text read once for all rules that ask about it."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from nianbao.core.form import Form
from nianbao.forms.prose import prose
from nianbao.rules.context import Context
from nianbao.rules.prose import scene
from nianbao.rules.prose.bound import Bound, Rate, Upheld
from nianbao.rules.prose.carried import with_carried
from nianbao.rules.prose.chains import Chains
from nianbao.rules.prose.claims import Reader
from nianbao.rules.prose.lexicon import ALL, NEGATION, PLAN, Lexicon, Token, lexicon
from nianbao.rules.prose.quantities import Quantity, quantities
from nianbao.rules.prose.sentences import Sentence, sentences


class Told(NamedTuple):
    """One sentence with its numbers and what it says."""

    sentence: Sentence
    quantities: tuple[Quantity, ...]
    said: tuple[Bound | Rate | Upheld, ...]


# Made by the dozen for every report; this leaves out the naming of their parts.
_new = tuple.__new__


class Whole(NamedTuple):
    """All sentences of a report, what they say of cells by the rule that judges it, and of which rows 「均获维持」."""

    sentences: tuple[Told, ...]
    bound: dict[str, list[Bound]]
    upheld: list[Upheld]


def told(context: Context) -> tuple[Told, ...]:
    """Every sentence of the sections that holds a number, or speaks of all or none."""
    return context.once(_whole).sentences


def bound(context: Context, rule: str) -> list[Bound]:
    """What the sentences say of the cells of the tables that a rule judges."""
    return context.once(_whole).bound.get(rule, [])


def upheld(context: Context) -> list[Upheld]:
    """Where the sentences say 「均获维持」."""
    return context.once(_whole).upheld


@cache
def _sections(form: Form) -> tuple[tuple[str, frozenset[str], Lexicon], ...]:
    """The address of each section's text, and the tables that are spoken of in it from the beginning."""
    words = lexicon(form)
    return tuple(
        (each.text, words.open | ({each.table} if each.table else frozenset()), words) for each in form.sections
    )


def _whole(context: Context) -> Whole:
    form, report, prefixes = context.form, context.report, prose().prefixes
    has_offices = report.level is None or report.level in prefixes.levels
    about = scene.About(report.year, has_offices, prefixes.own if has_offices else ())
    found: list[Told] = []
    for address, always, words in _sections(form):
        if text := report.texts.get(address):
            _read(found, sentences(address, text, words.worth), about, (words, always))
    by_rule: dict[str, list[Bound]] = {}
    held: list[Upheld] = []
    for each in found:
        for said in each.said:
            if isinstance(said, Bound):
                by_rule.setdefault(form.said.subject(said.claim.table).rule, []).append(said)
            elif isinstance(said, Upheld):
                held.append(said)
    return Whole(tuple(found), by_rule, held)


def _read(
    found: list[Told], section: Iterable[Sentence], about: scene.About, known: tuple[Lexicon, frozenset[str]]
) -> None:
    """Read the sentences of one section, in order.

    One that can say nothing is put off: what it names matters only if another of its paragraph is read after it.
    """
    words, always = known
    opened, state, unread = always, None, list[tuple[str, list[Quantity]]]()
    for sentence in section:
        body = sentence.body
        if sentence.first:
            opened, state = _headed(words, always, sentence.head) if sentence.head else always, None
            unread = []
        numbers = quantities(body)
        said: list[Bound | Rate | Upheld] = []
        if opened == words.open and not (words.openers.search(body) or body.startswith(prose().continued)):
            unread.append((body, numbers))
        elif words.named.search(body):
            if unread:
                state, unread = _caught_up(state or scene.Scene(about, words, opened), unread), []
            state = _next(state, body, opened) if state else scene.Scene(about, words, opened, halves="；" in body)
            tokens = words.tokens(body, numbers)
            if words.carrying in body:
                tokens = with_carried(tokens, body, about.year, words)
            if numbers or state.said or _says(tokens):
                said = Reader(words.form, words, sentence, Chains.of(body, tokens, words), state).read(tokens, numbers)
            else:
                _hear(state, tokens, body)
            opened = state.open
        elif words.topics.search(body):
            opened |= words.near
        if numbers or said:
            found.append(_new(Told, (sentence, tuple(numbers), tuple(said))))


def _says(tokens: list[Token]) -> bool:
    """Whether a sentence says something of a cell without a number: all or none."""
    for token in tokens:
        role = token[3].role
        if role is NEGATION or role is ALL:
            return True
    return False


def _caught_up(state: scene.Scene, unread: list[tuple[str, list[Quantity]]]) -> scene.Scene:
    """The state after the sentences that were put off, none of which opened a table."""
    words = state.words
    for body, numbers in unread:
        if words.named.search(body):
            state = _next(state, body, words.open)
            _hear(state, words.tokens(body, numbers), body)
    return state


def _hear(state: scene.Scene, tokens: list[Token], body: str) -> None:
    """Take in a sentence that says nothing of any cell: it may name what the next ones speak of."""
    for token in tokens:
        if token[3].role is PLAN and scene.is_plan(token, body):
            return
        state.hear(token, body)


def _headed(words: Lexicon, always: frozenset[str], head: str) -> frozenset[str]:
    """The tables that are open under a sub-heading: those it names are too."""
    named = [known for word, known in words.heads if word in head]
    return always.union(named) if named else always


def _next(state: scene.Scene, body: str, opened: frozenset[str]) -> scene.Scene:
    """The state a sentence begins with: the tables stay open, the rest only where it goes on from the one before."""
    following = scene.Scene(state.about, state.words, opened, halves="；" in body, spoiled=state.spoiled)
    if body.startswith(prose().continued):
        following.rows, following.said, following.last = state.rows, state.said, state.last
    return following
