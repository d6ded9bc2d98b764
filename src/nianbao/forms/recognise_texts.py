"""The running text of a report: where its sections begin, what belongs to each, where an appendix starts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from nianbao.core.document import Document, GridCell, Paragraph, TextGrid
from nianbao.core.form import Form, Section
from nianbao.core.report import Heading
from nianbao.forms.labels import bodies, is_top, named
from nianbao.forms.page_frame import Parted, is_about_table, tail_frame
from nianbao.forms.recognise_appendix import appendices, fitting_sections, is_appendix_mark, is_over, without_contents
from nianbao.forms.recognise_frames import unframed
from nianbao.forms.recognise_headings import (
    LONG_ENOUGH,
    certain_section,
    fitness,
    is_unknown_heading,
    parted,
    section_of,
)
from nianbao.forms.recognise_segments import PlacedGrid
from nianbao.forms.vocabulary import labels_of
from nianbao.forms.words import words


@dataclass(slots=True)
class Outline:
    """A document by sections: `texts[""]` stands before the first heading; grids keep the section they stand in.

    `aside` is what belongs to the page around the report, `appended` what an appendix says beside its headings.
    """

    headings: list[Heading] = field(default_factory=list)
    texts: dict[str, list[Paragraph]] = field(default_factory=lambda: {"": []})
    grids: list[PlacedGrid] = field(default_factory=list)
    aside: list[Paragraph] = field(default_factory=list)
    appended: list[Paragraph] = field(default_factory=list)


def outline(document: Document, sections: Sequence[Section], forms: Sequence[Form]) -> Outline:
    """The document's sections, paragraphs and grids; texts of an appendix and of the page around are kept apart.

    `forms` tell the words of tables, which sources sometimes print as paragraphs between tables.
    """
    parts, contents = without_contents(list(_parts(document, sections, tuple(forms))), sections)
    best = fitting_sections(parts, sections)
    marks = appendices(parts, sections, forms)
    found = Outline(aside=[*document.aside, *contents])
    current = ""
    is_appended = False
    for position, item in enumerate(parts):
        if not isinstance(item, Paragraph):
            if current or not is_about_table(item):
                found.grids.append(PlacedGrid(item, current, is_appended))
            continue
        section, heading, rest = parted(item.text, sections, found.headings)
        if section and section in best and not fitness(item.text, section, sections):
            # 「一、主动公开情况」 under 总体情况: the section itself is worded and numbered as it should be.
            section, heading, rest = "", "", item.text
        is_appended = is_appended or (position in marks and is_over(found.headings, marks[position], sections))
        current = section or current
        if is_appended:
            found.appended += [] if section or is_appendix_mark(item.text) else [item]
        else:
            _add(found, current, Heading(section, heading, item.place), item._replace(text=rest))
    foot = tail_frame(found.texts[current]) if current and not is_appended else Parted((), ())
    if foot.left:
        found.texts[current] = list(foot.kept)
        found.aside += foot.left
    _drop_captions(found, sections, _captions(tuple(forms)))
    return found


def _drop_captions(found: Outline, sections: Sequence[Section], captions: frozenset[str]) -> None:
    """Leave out what only heads a table: its unit, its title, the section's own heading once more without number."""
    for code, paragraphs in found.texts.items():
        again = frozenset().union(*(bodies(each.heading) for each in sections if each.code == code))
        found.texts[code] = [
            each
            for each in paragraphs
            if (name := named(each.text)).body not in captions and (name.number or name.body not in again)
        ]


def _add(found: Outline, section: str, heading: Heading, rest: Paragraph) -> None:
    """Put a paragraph of the report where it belongs: its heading, and what follows on the same line."""
    if heading.section:
        found.headings.append(heading)
        found.texts.setdefault(section, [])
    elif is_unknown_heading(rest.text) and found.headings:
        found.headings.append(Heading("", rest.text.strip(), rest.place))
    if rest.text.strip():
        found.texts[section].append(Paragraph(rest.text.strip(), rest.place))


@cache
def _captions(forms: tuple[Form, ...]) -> frozenset[str]:
    blocks = [block for form in forms for table in form.tables for block in table.blocks]
    units = [named(caption).body for caption in words().captions]
    return frozenset(units).union(*(bodies(block.title) | bodies(block.stub) for block in blocks))


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
                yield from unframed(part, labels_of(forms), is_page=is_page)


def _heading_cell(row: tuple[GridCell, ...], sections: Sequence[Section]) -> GridCell | None:
    """The cell of a line that opens a section: worded as a form words it, or by itself on its line and much alike."""
    certain = next((cell for cell in row if cell.text and certain_section(cell.text, sections)), None)
    shown = [cell for cell in row if cell.text and cell.text.strip()]
    if certain or len({cell.text for cell in shown}) != 1:
        return certain
    name = named(shown[0].text or "")
    is_worded = len(name.body) >= LONG_ENOUGH and any(name.body in bodies(each.heading) for each in sections)
    is_heading_ = is_worded if not name.number else is_top(name.number) and section_of(shown[0].text or "", sections)
    return shown[0] if is_heading_ else None


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
