"""A document of any origin understood as a report: form, unit, year, values, texts. Nothing is guessed silently."""

from collections.abc import Mapping, Sequence

from nianbao.core.cell import Cell
from nianbao.core.document import Document, Paragraph
from nianbao.core.errors import CannotRead
from nianbao.core.finding import Finding
from nianbao.core.form import Form, Section
from nianbao.core.numbers import folded
from nianbao.core.report import Report, Source
from nianbao.forms.recognise_draft import Draft
from nianbao.forms.recognise_segments import Segment, segments, weigh
from nianbao.forms.recognise_tables import read_table
from nianbao.forms.recognise_texts import Outline, outline
from nianbao.forms.recognise_title import Head, Unit, Year, agency, head, unit_of_text, year_of_text, year_of_title
from nianbao.forms.words import level_of, words

_QUOTED = 30


def recognise(document: Document, forms: Sequence[Form]) -> tuple[Report, tuple[Finding, ...]]:
    """The report a document holds, in the form most of its tables match, and what is to be said about reading it.

    Raises: CannotRead when the document has neither a section nor a table of any form.
    """
    first = outline(document, _sections(forms), forms)
    found = segments(first.grids, forms)
    sure = [segment for segment in found if segment.is_sure]
    if not first.headings and not sure:
        raise CannotRead(f"「{document.file}」里没有找到政府信息公开年度报告的表格和章节。请确认文件。")
    opening = head(first.texts[""])
    year = _year(opening, first)
    form = _chosen(_used(sure, None), forms, year.year if year else None)
    final = outline(document, form.sections, forms)
    draft = Draft(form, document.file, dict.fromkeys(form.cells))
    unit = _unit(opening, final)
    _say_head(draft, opening, year, unit)
    _read_tables(draft, [segment for segment in found if segment.is_sure], final, forms)
    _say_unsure(draft, found)
    _say_left(draft, "D042", (*opening.aside, *final.aside))
    if not any(placed.is_appended for placed in final.grids):
        _say_left(draft, "D043", [each for each in final.appended if not _is_residue(each.text)])
    _say_strange(draft, first, found)
    return _report(draft, final, year, unit), tuple(draft.findings)


def _sections(forms: Sequence[Form]) -> tuple[Section, ...]:
    return tuple(dict.fromkeys(section for form in forms for section in form.sections))


def _year(opening: Head, found: Outline) -> Year | None:
    named = year_of_title(opening.title)
    if named is not None:
        return Year(named)
    body = [paragraph for code, paragraphs in found.texts.items() if code for paragraph in paragraphs]
    return year_of_text(opening.lead, body)


def _unit(opening: Head, found: Outline) -> Unit | None:
    named = agency(opening.title)
    if named is not None:
        return Unit(named)
    last = next((paragraphs for paragraphs in reversed(found.texts.values()) if paragraphs), [])
    return unit_of_text(opening.lead, last)


def _used(found: Sequence[Segment], table: str | None) -> list[Segment]:
    """The segments that count: those of the body, and of the appendix where the body has none of that table."""
    in_body = {segment.table for segment in found if not segment.is_appended}
    used = [segment for segment in found if not segment.is_appended or segment.table not in in_body]
    return used if table is None else [segment for segment in used if segment.table == table]


def _chosen(found: Sequence[Segment], forms: Sequence[Form], year: int | None) -> Form:
    weights = weigh(found, forms)

    def rank(form: Form) -> tuple[int, bool, int, int]:
        weight = weights[form.id]
        return weight.tables, year is not None and form.covers(year), weight.labels, form.first_year

    return max(forms, key=rank)


def _say_head(draft: Draft, opening: Head, year: Year | None, unit: Unit | None) -> None:
    place = opening.printed[0].place if opening.printed else None
    quoted = f"标题「{opening.title}」" if opening.title else "没有找到标题"
    if year is None:
        draft.say("D017", quoted, place, ["head_year"])
    elif year.quote:
        draft.say("D016", f"正文「{year.quote}」（取 {year.year} 年）", year.place, ["head_year"])
    if unit is None:
        draft.say("D018", quoted, place, ["head_agency"])
    elif unit.quote:
        draft.say("D044", f"正文「{unit.quote}」（取「{unit.name}」）", unit.place, ["head_agency"])
    if year and not draft.form.covers(year.year):
        detail = f"{year.year} 年度的报告用的是「{draft.form.title}」"
        draft.say("D028", detail, year.place or place, ["head_year"])


def _read_tables(draft: Draft, found: Sequence[Segment], final: Outline, forms: Sequence[Form]) -> None:
    for table in draft.form.tables:
        used = _used(found, table.code)
        anchor = _anchor(draft.form, table.code)
        if not used:
            draft.say("D014", table.sheet, _heading_place(draft.form, table.code, final), anchor)
            continue
        if used[0].is_appended:
            draft.say("D011", table.sheet, used[0].place, anchor)
        spare = [segment for segment in found if segment.table == table.code and segment not in used]
        if spare:
            draft.say("D012", table.sheet, spare[0].place, anchor)
        read_table(draft, table, used, forms)
    known = {table.code for table in draft.form.tables}
    for segment in found:
        if segment.table not in known and not segment.is_appended:
            draft.say("D013", "这张表", segment.place)


def _anchor(form: Form, table: str) -> list[Cell]:
    return [next(cell for cell in form.cells if cell.table == table)]


def _heading_place(form: Form, table: str, final: Outline) -> str | None:
    code = form.section_of(table).code
    return next((heading.place for heading in final.headings if heading.section == code), None)


def _say_unsure(draft: Draft, found: Sequence[Segment]) -> None:
    for segment in found:
        if not segment.is_sure and not segment.is_appended:
            first = next((cell.text for row in segment.rows for cell in row if cell.text and cell.text.strip()), "")
            draft.say("D027", f"以「{''.join(first.split())}」开头的表", segment.place)


def _say_left(draft: Draft, code: str, left: Sequence[Paragraph]) -> None:
    if left:
        shown = "".join(left[0].text.split())
        quoted = f"「{shown[:_QUOTED]}{'…' if len(shown) > _QUOTED else ''}」"
        draft.say(code, f"{quoted}等 {len(left)} 段" if len(left) > 1 else quoted, left[0].place)


def _is_residue(text: str) -> bool:
    body = folded(text)
    return any(body == folded(each) for each in words().residues) or bool(agency(text))


def _say_strange(draft: Draft, first: Outline, found: Sequence[Segment]) -> None:
    """Name the tables inside the report that hold none of a form's words, so that no table is passed over in silence."""
    known = {cell.place for segment in found for row in segment.rows for cell in row[:1]}
    for placed in first.grids:
        cells = [cell for row in placed.grid.rows for cell in row]
        text = next((cell.text for cell in cells if cell.text and cell.text.strip()), "")
        if placed.section and not placed.is_appended and text and known.isdisjoint(cell.place for cell in cells):
            draft.say("D045", f"以「{''.join(text.split())[:_QUOTED]}」开头的表", placed.grid.place)


def _report(draft: Draft, final: Outline, year: Year | None, unit: Unit | None) -> Report:
    form = draft.form
    opening = head(final.texts[""])
    runs = {section.text: tuple(final.texts.get(section.code, ())) for section in form.sections}
    runs["head_lead"] = opening.lead
    texts = {address: "\n".join(paragraph.text for paragraph in run) for address, run in runs.items()}
    texts["head_title"] = opening.title
    return Report(
        form=form.id,
        agency=unit.name if unit else None,
        year=year.year if year else None,
        level=level_of(unit.name) if unit else None,
        values=draft.values,
        texts={address: texts[address] for address in form.text_addresses()},
        sources={**draft.sources, **_text_sources(draft, final, {**runs, "head_title": opening.printed})},
        headings=tuple(final.headings),
        file=draft.file,
    )


def _text_sources(draft: Draft, final: Outline, runs: Mapping[str, Sequence[Paragraph]]) -> dict[str, Source]:
    """Where each text begins; an empty section stands where its heading does."""
    places: dict[str, str] = {}
    for heading in final.headings:
        if heading.section:
            places.setdefault(draft.form.section(heading.section).text, heading.place)
    places.update({address: run[0].place for address, run in runs.items() if run})
    return {address: Source(draft.file, place) for address, place in places.items()}
