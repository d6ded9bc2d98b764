"""A text with words that matter in it, taken apart for whoever draws it."""

from collections.abc import Iterable, Iterator

Spans = tuple[tuple[int, int], ...]


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is marked."""
    at = 0
    for start, end in sorted(marks):
        if at < start:
            yield text[at:start], False
        if end > at:
            yield text[max(at, start) : end], True
        at = max(at, end)
    if text[at:]:
        yield text[at:], False
