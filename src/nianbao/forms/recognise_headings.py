"""Section headings told from sentences, sub-heads and rows of tables: by number, by wording, by likeness."""

import re
from collections.abc import Sequence

from nianbao.core.form import Section
from nianbao.core.report import Heading
from nianbao.forms.labels import bodies, is_top, likeness, named

_LONGEST_HEADING = 40
LONG_ENOUGH = 8
_ALIKE = 0.75
# A heading both worded and numbered as the form does.
FITTING = 2
_SENTENCE = "。；;！!？?，,"
_INLINE = re.compile(r"(?P<heading>[^：:。\s]+[、.．][ \u3000]*[^：:。\s]+)[：:。\s][\s]*(?P<rest>.+)", re.DOTALL)


def section_of(text: str, sections: Sequence[Section], before: Sequence[Heading] = ()) -> str:
    """The code of the section a paragraph is the heading of, or empty.

    Sub-heads and plain sentences often hold the same words: a heading is short, is no sentence, and either carries a
    number of the first order or is worded like the form.
    """
    body = text.strip()
    if len(body) > _LONGEST_HEADING or body.endswith(tuple(_SENTENCE)):
        return ""
    exact = _exact(body, sections, before)
    if exact or not is_top(named(body).number):
        return exact
    met = {heading.section for heading in before}
    scores = [(_nearness(body, section), section.code) for section in sections if section.code not in met]
    best = max(scores, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else ""


def _exact(text: str, sections: Sequence[Section], before: Sequence[Heading]) -> str:
    """By wording alone. Once headings carry 一、二、, a line under （一） or without number is rather a sub-head."""
    name = named(text)
    met = {heading.section for heading in before}
    has_numbers = any(is_top(named(heading.text).number) for heading in before)
    for section in sections:
        is_official = name.body in bodies(section.heading)
        is_variant = name.body in bodies(section.heading, section.variants)
        if is_top(name.number) and is_variant:
            return section.code
        if section.code in met or is_top(name.number):
            continue
        if is_official and not (name.number and has_numbers):
            return section.code
        if is_variant and len(name.body) >= LONG_ENOUGH and not (name.number or has_numbers):
            return section.code
    return ""


def _nearness(text: str, section: Section) -> float:
    body = named(text).body
    if any(each in body for each in bodies(section.heading)):
        return 1.0
    return likeness(text, bodies(section.heading, section.variants))


def certain_section(text: str, sections: Sequence[Section]) -> str:
    """The section a text opens beyond doubt: a number of the first order, and the words or a usual variant of them."""
    name = named(text)
    if not is_top(name.number):
        return ""
    return next((each.code for each in sections if name.body in bodies(each.heading, each.variants)), "")


def is_heading(text: str, sections: Sequence[Section]) -> bool:
    """Whether a line is a section heading beyond doubt."""
    return bool(certain_section(text, sections))


def parted(text: str, sections: Sequence[Section], before: Sequence[Heading]) -> tuple[str, str, str]:
    """The section a paragraph opens, its heading, and text that follows on the same line."""
    section = section_of(text, sections, before)
    if section:
        return section, text.strip(), ""
    match = _INLINE.fullmatch(text.strip())
    if match and is_top(named(match["heading"]).number):
        section = _exact(match["heading"], sections, before)
        if section:
            return section, match["heading"].strip(), match["rest"]
    return "", "", text


def is_unknown_heading(text: str) -> bool:
    """Whether a paragraph has the shape of a section heading: 「七、…」, short, without stops."""
    body = text.strip()
    is_short = len(body) <= _LONGEST_HEADING and not any(char in _SENTENCE for char in body)
    return is_short and is_top(named(body).number) and len(named(body).body) >= 2


def fitness(text: str, code: str, sections: Sequence[Section]) -> int:
    """How many of wording and number of a section's heading are the form's."""
    own = [section for section in sections if section.code == code]
    name = named(text)
    is_official = any(name.body in bodies(section.heading) for section in own)
    return is_official + any(name.number == section.numeral for section in own)
