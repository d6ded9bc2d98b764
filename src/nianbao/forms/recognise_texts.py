"""The running text of a report: where its sections begin, what belongs to each, where an appendix starts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from nianbao.core.document import Document, GridCell, Paragraph, TextGrid
from nianbao.core.form import Form, Section
from nianbao.core.numbers import folded
from nianbao.core.report import Heading
from nianbao.forms.labels import bodies, is_top, likeness, named
from nianbao.forms.recognise_frames import unframed
from nianbao.forms.recognise_segments import PlacedGrid
from nianbao.forms.vocabulary import table_bodies
from nianbao.forms.words import words

_LONGEST_HEADING = 40
_LONGEST_MARK = 40
_LONG_ENOUGH = 8
_ALIKE = 0.75
_SENTENCE = "。；;！!？?，,"
_INLINE = re.compile(r"(?P<heading>[^：:。\s]+[、.．][ \u3000]*[^：:。\s]+)[：:。\s][\s]*(?P<rest>.+)", re.DOTALL)
_MARK = re.compile(r"[0-9一二三四五六七八九十]*[:：]?")


@dataclass(slots=True)
class Outline:
    """A document by sections: `texts[""]` stands before the first heading; grids keep the section they stand in."""

    headings: list[Heading] = field(default_factory=list)
    texts: dict[str, list[Paragraph]] = field(default_factory=lambda: {"": []})
    grids: list[PlacedGrid] = field(default_factory=list)


def outline(document: Document, sections: Sequence[Section], forms: Sequence[Form]) -> Outline:
    """The document's sections, paragraphs and grids; texts of an appendix are left out.

    `forms` tell the words of tables, which sources sometimes print as paragraphs between tables.
    """
    captions = _captions(tuple(forms))
    found = Outline()
    current = ""
    is_appended = False
    for item in _parts(document, sections, tuple(forms)):
        if not isinstance(item, Paragraph):
            found.grids.append(PlacedGrid(item, current, is_appended))
            continue
        section, heading, rest = _parted(item.text, sections, found.headings)
        is_appended = is_appended or (bool(found.headings) and is_appendix_mark(item.text))
        if section:
            current = section
        if is_appended:
            continue
        if section:
            found.headings.append(Heading(section, heading, item.place))
            found.texts.setdefault(section, [])
        elif is_unknown_heading(item.text) and found.headings:
            found.headings.append(Heading("", item.text.strip(), item.place))
        if rest.strip() and named(rest).body not in captions:
            found.texts[current].append(Paragraph(rest.strip(), item.place))
    return found


@cache
def _captions(forms: tuple[Form, ...]) -> frozenset[str]:
    blocks = [block for form in forms for table in form.tables for block in table.blocks]
    units = [named(caption).body for caption in words().captions]
    return frozenset(units).union(*(bodies(block.title) | bodies(block.stub) for block in blocks))


@cache
def _labels(forms: tuple[Form, ...]) -> frozenset[str]:
    return frozenset().union(*(table_bodies(table) for form in forms for table in form.tables))


def _parts(document: Document, sections: Sequence[Section], forms: tuple[Form, ...]) -> Iterator[Paragraph | TextGrid]:
    """The document's items, grids parted at section headings and running text that stand in their cells."""
    for item in document.items:
        if isinstance(item, Paragraph):
            yield item
            continue
        is_page = any(_heading_cell(row, sections) for row in item.rows)
        for part in _split(item, sections):
            if isinstance(part, Paragraph):
                yield part
            else:
                yield from unframed(part, _labels(forms), is_page=is_page)


def _heading_cell(row: tuple[GridCell, ...], sections: Sequence[Section]) -> GridCell | None:
    return next((cell for cell in row if cell.text and _is_certain(cell.text, sections)), None)


def _split(grid: TextGrid, sections: Sequence[Section]) -> Iterator[Paragraph | TextGrid]:
    rows: list[tuple[GridCell, ...]] = []
    for row in grid.rows:
        heading = _heading_cell(row, sections)
        if heading and rows:
            yield TextGrid(tuple(rows), rows[0][0].place)
            rows = []
        if heading:
            yield Paragraph((heading.text or "").strip(), heading.place)
            row = tuple(cell for cell in row if named(cell.text or "") != named(heading.text or ""))
        if row:
            rows.append(row)
    if rows:
        yield TextGrid(tuple(rows), rows[0][0].place)


def _is_certain(text: str, sections: Sequence[Section]) -> bool:
    name = named(text)
    return is_top(name.number) and any(name.body in bodies(section.heading) for section in sections)


def _parted(text: str, sections: Sequence[Section], before: Sequence[Heading]) -> tuple[str, str, str]:
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
    scores = [(_nearness(body, section), section.code) for section in sections]
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
        if is_variant and len(name.body) >= _LONG_ENOUGH and not (name.number or has_numbers):
            return section.code
    return ""


def _nearness(text: str, section: Section) -> float:
    body = named(text).body
    if any(each in body for each in bodies(section.heading)):
        return 1.0
    return likeness(text, bodies(section.heading, section.variants))


def is_unknown_heading(text: str) -> bool:
    """Whether a paragraph has the shape of a section heading: 「七、…」, short, without stops."""
    body = text.strip()
    is_short = len(body) <= _LONGEST_HEADING and not any(char in _SENTENCE for char in body)
    return is_short and is_top(named(body).number) and len(named(body).body) >= 2


def is_appendix_mark(text: str) -> bool:
    """Whether a paragraph says that what follows is an attachment; a sentence that mentions one is none."""
    body = folded(text)
    if not body or len(body) > _LONGEST_MARK or body.endswith(tuple(_SENTENCE)):
        return False
    bare = body.strip('()[]《》<>“”"')
    if bare.endswith(words().appendix_endings):
        return True
    return any(_opens(bare, folded(opening)) for opening in words().appendix_openings)


def _opens(bare: str, opening: str) -> bool:
    """附件, 附件2, 附件：……, yet not 附件材料齐全."""
    rest = bare.removeprefix(opening)
    if rest == bare:
        return False
    match = _MARK.match(rest)
    return not rest or opening.endswith(":") or (match is not None and match.end() > 0)
