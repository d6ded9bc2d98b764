"""Quoting the report: the sentence around some words, and what a text is called."""

import re
from functools import cache

from nianbao.core.cell import Cell
from nianbao.core.form import Form

# A sentence with its stop, and what closes behind it; a semicolon ends one too, a line break always.
SENTENCE = re.compile(r"[^。！？；\n]+(?:[。！？；]+[”’」』）)]*)?|[。！？；]+")
_STOPS = "。！？!?\n"
_LONGEST = 140
_MARGIN = 50


def sentence_at(text: str, start: int, end: int) -> tuple[str, int]:
    """The sentence that holds text[start:end] and where it begins; a very long one is cut around these words."""
    left = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
    right = min((at + 1 for stop in _STOPS if (at := text.find(stop, end)) >= 0), default=len(text))
    if right - left > _LONGEST:
        left, right = max(left, start - _MARGIN), min(right, max(end, start + 1) + _MARGIN)
    quote = text[left:right]
    left += len(quote) - len(quote.lstrip())
    return quote.strip(), left


def marked(text: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The sentence of the first span, and those of the spans that lie in it as marks."""
    quote, left = sentence_at(text, *spans[0])
    inside = [(start - left, end - left) for start, end in spans]
    return quote, tuple((start, end) for start, end in inside if start >= 0 and end <= len(quote))


@cache
def spelt(form: Form, cell: Cell) -> str:
    """The cell for people: 表三·三（三）2·自然人; the same ones are told of again and again."""
    return form.spell(cell)


def text_name(form: Form, address: str) -> str:
    """What people call a text: its section's heading, 标题 or 导语."""
    for section in form.sections:
        if section.text == address:
            return section.title
    return {"head_title": "标题", "head_lead": "导语"}.get(address, address)
