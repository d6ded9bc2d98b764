"""「结转至某年」「某年结转」: a year beside the word is next year or the last, and told by that."""

from nianbao.forms.prose import prose
from nianbao.rules.prose.lexicon import YEAR, Lexicon, Token
from nianbao.rules.prose.scene import year_of

_WHOLE = "度"
# A year or 下年 follows: carried on from there.
_ONWARD = ("下", "次", "明", "2", "二")


def with_carried(tokens: list[Token], body: str, year: int | None, words: Lexicon) -> list[Token]:
    """The words of a sentence, a year that tells of what is carried over read as the form's phrase for that."""
    if year is None:
        return tokens
    return [_read(token, body, year, words) if token[3].role is YEAR else token for token in tokens]


def _read(token: Token, body: str, year: int, words: Lexicon) -> Token:
    start, end, text, _ = token
    told = year_of(text)
    if told == year:
        return token
    general = prose()
    end += body.startswith(_WHOLE, end)
    if told == year + 1:
        before = next((word for word in general.carrying if body.endswith(word, 0, start)), "")
        return _phrase(token, (start - len(before), end), general.carried["into"], words) if before else token
    if told == year - 1:
        after = next((word for word in general.carrying if body.startswith(word, end)), "")
        # What is carried from one year to another is not told by the first of them alone.
        if after == general.carrying[-1] and body[end + len(after) : end + len(after) + 1] not in _ONWARD:
            return _phrase(token, (start, end + len(after)), general.carried["from"], words)
    return token


def _phrase(token: Token, span: tuple[int, int], phrase: str, words: Lexicon) -> Token:
    word = words.words.get(phrase)
    return (*span, phrase, word) if word else token
