"""Looking for many words at once: whether any stands in a text, and expressions that pass quickly over the rest."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

# Words by a letter that all of a group hold.
Groups = tuple[tuple[str, tuple[str, ...]], ...]
# The same, with the expression that finds any of a group.
Sought = tuple[tuple[str, re.Pattern[str]], ...]


def grouped(words: Iterable[str]) -> Groups:
    """The words that hold no other of them, by as few letters as will do."""
    left, found = shortest(list(words)), []
    while left:
        letter = max(dict.fromkeys("".join(left)), key=lambda each: sum(each in word for word in left))
        found.append((letter, tuple(word for word in left if letter in word)))
        left = [word for word in left if letter not in word]
    return tuple(found)


def sought(words: Iterable[str]) -> Sought:
    """The words in the shape `stands` looks for them: each expression begins with one letter, which is found fastest."""
    return tuple(
        (letter, re.compile(f"{re.escape(letter)}(?:{'|'.join(around(word, letter) for word in held)})"))
        for letter, held in grouped(words)
    )


def stands(text: str, words: Sought) -> bool:
    """Whether one of the words stands in a text."""
    for letter, pattern in words:
        found = pattern.search(text) if letter in text else None
        if found:
            return True
    return False


def around(word: str, letter: str) -> str:
    """The expression of a word round a letter of it that has just been read."""
    before, _, after = word.partition(letter)
    return (f"(?<={re.escape(before + letter)})" if before else "") + re.escape(after)


def shortest(words: list[str]) -> list[str]:
    """Those that hold none of the others: where a longer one is, so is one of these."""
    return [word for word in words if not any(other in word for other in words if other != word)]


def branched(words: Collection[str]) -> str:
    """An alternation, the longest first, branched by first letter: places that begin with no letter of them are passed at once.

    The letters that most words hold are likeliest in a sentence too, and are tried first.
    """
    often = Counter("".join(words))
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda each: (-often[each[0]], -len(each))):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
