"""Where a report ends and an appendix begins, and lists of contents before it: neither is the report's text."""

import re
from collections.abc import Sequence

from nianbao.core.document import Paragraph, TextGrid
from nianbao.core.form import Form, Section
from nianbao.core.report import Heading
from nianbao.forms.labels import simplified
from nianbao.forms.recognise_headings import FITTING, certain_section, fitness, section_of
from nianbao.forms.vocabulary import holds_labels
from nianbao.forms.words import words

_LONGEST_MARK = 40
_SHORTEST_CONTENTS = 3
# A table of contents stands among the first lines of a report.
_MOST_BEFORE = 200
_SENTENCE = "。；;！!？?，,"
_MARK = re.compile(r"[0-9一二三四五六七八九十]*[:：]?")


def without_contents(
    parts: list[Paragraph | TextGrid], sections: Sequence[Section]
) -> tuple[list[Paragraph | TextGrid], list[Paragraph]]:
    """The parts without a table of contents: headings on end before the first section, which then begins again."""
    codes = [section_of(part.text, sections) if isinstance(part, Paragraph) else "" for part in parts[:_MOST_BEFORE]]
    start = next((i for i, code in enumerate(codes) if code), 0)
    end = next((i for i in range(start, len(codes)) if not codes[i] or codes[i] in codes[start:i]), start)
    if end - start < _SHORTEST_CONTENTS or codes[start] not in codes[end:]:
        return parts, []
    again = parts[end : codes.index(codes[start], end)]
    if any(isinstance(part, Paragraph) and is_appendix_mark(part.text) for part in again):
        return parts, []
    return parts[:start] + parts[end:], [part for part in parts[start:end] if isinstance(part, Paragraph)]


def appendices(
    parts: Sequence[Paragraph | TextGrid], sections: Sequence[Section], forms: Sequence[Form]
) -> dict[int, str]:
    """The marks that a report's headings or tables follow: position, and the section that comes next, if any.

    A list of attachments above the signature opens nothing.
    """
    found: dict[int, str] = {}
    following, has_tables = "", False
    marks = {i for i, part in enumerate(parts) if isinstance(part, Paragraph) and is_appendix_mark(part.text)}
    for position in range(len(parts) - 1, min(marks, default=len(parts)) - 1, -1):
        part = parts[position]
        if isinstance(part, Paragraph):
            following = certain_section(part.text, sections) or following
        else:
            has_tables = has_tables or holds_labels(part, forms)
        if position in marks and (following or has_tables):
            found[position] = following
    return found


def is_over(before: Sequence[Heading], following: str, sections: Sequence[Section]) -> bool:
    """Whether the report is at its end: 「附表：」 above a table in its middle is followed by a section still to come."""
    order = list(dict.fromkeys(section.code for section in sections))
    last = max((order.index(heading.section) for heading in before if heading.section), default=-1)
    return bool(before) and (not following or order.index(following) <= last)


def is_appendix_mark(text: str) -> bool:
    """Whether a paragraph says that what follows is an attachment; a sentence that mentions one is none."""
    body = simplified(text)
    if not body or len(body) > _LONGEST_MARK or body.endswith(tuple(_SENTENCE)):
        return False
    bare = body.strip('()[]《》<>“”"')
    if bare.endswith(words().appendix_endings):
        return True
    return any(_opens(bare, simplified(opening)) for opening in words().appendix_openings)


def _opens(bare: str, opening: str) -> bool:
    """附件, 附件2, 附件：……, yet not 附件材料齐全."""
    rest = bare.removeprefix(opening)
    if rest == bare:
        return False
    match = _MARK.match(rest)
    return not rest or opening.endswith(":") or (match is not None and match.end() > 0)


def fitting_sections(parts: Sequence[Paragraph | TextGrid], sections: Sequence[Section]) -> set[str]:
    """The sections of the body that have a heading both worded and numbered as the form does."""
    found: set[str] = set()
    for part in parts:
        code = certain_section(part.text, sections) if isinstance(part, Paragraph) else ""
        if code and isinstance(part, Paragraph) and fitness(part.text, code, sections) == FITTING:
            found.add(code)
        elif found and isinstance(part, Paragraph) and is_appendix_mark(part.text):
            break
    return found
