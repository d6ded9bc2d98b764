"""The texts of a workbook: head and narratives, by their names, or where they would be printed when the names are gone.

A narrative is more than its name covers: a paragraph typed into a row put in right above or below it belongs to it too.
"""

from collections.abc import Mapping
from math import isfinite

from nianbao.adapters.workbook import COVER_SHEET, HEAD_LABELS, Area, CellValue, Sheet, Snapshot
from nianbao.core.form import Form, Section
from nianbao.core.numbers import folded


def typed(value: CellValue) -> str:
    """A cell as the person sees it: 5.0 is 5."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, float) and isfinite(value) and value == int(value):
        return str(int(value))
    return str(value)


def text_of(snapshot: Snapshot, area: Area) -> str:
    """The paragraphs of an area, a line each."""
    lines = snapshot.sheets[area.sheet].rows[area.top : area.bottom + 1]
    told = [value for line in lines for value in line[area.left : area.right + 1] if value is not None]
    return "\n".join([line for value in told for line in map(str.strip, typed(value).splitlines()) if line])


def head_area(snapshot: Snapshot, name: str) -> Area | None:
    """Where a fact of the cover stands: by its name, else beside its label."""
    area = snapshot.names.get(name)
    if area is not None:
        return area if area.sheet in snapshot.sheets else None
    cover, label = snapshot.sheets.get(COVER_SHEET), HEAD_LABELS.get(name)
    for row, line in enumerate(cover.rows if cover and label else ()):
        if label in line[:-1]:
            column = line.index(label) + 1
            return Area(COVER_SHEET, row, column, row, column)
    return None


def narrative_area(snapshot: Snapshot, form: Form, section: Section, tables: Mapping[str, Area]) -> Area | None:
    """Where a section's narrative stands; `tables` are the extents of the tables, by code.

    None when neither its name nor its sheet is there.
    """
    table = tables.get(section.table)
    area = snapshot.names.get(section.text)
    if area is None or area.sheet not in snapshot.sheets:
        area = _unnamed(snapshot, form, section, table)
    return _widened(snapshot.sheets[area.sheet], area, section, table) if area else None


def _unnamed(snapshot: Snapshot, form: Form, section: Section, table: Area | None) -> Area | None:
    """Where a narrative begins that has no name: below the title of its sheet, or below its table."""
    if section.table:
        name = table.sheet if table else form.table(section.table).sheet
    else:
        name = section.sheet or section.title
    sheet = snapshot.sheets.get(name)
    if sheet is None:
        return None
    end = len(sheet.rows)
    if not section.table:
        top = _below_title(sheet, section, end)
    else:
        below = range(table.bottom + 1 if table else end, end)
        top = next((row for row in below if sheet.value(row, 0) is not None), end)
    return Area(name, top, 0, top, 0)


def _widened(sheet: Sheet, area: Area, section: Section, table: Area | None) -> Area:
    """The area with the rows right before and after it that were typed in as well."""
    if not section.table:
        # Nothing else stands in the column of a narrative that has a sheet of its own.
        top = _below_title(sheet, section, area.top)
        return area._replace(top=top, bottom=max(area.bottom, len(sheet.rows) - 1))
    top, bottom = area.top, min(area.bottom, len(sheet.rows))
    highest = table.bottom + 1 if table and table.sheet == area.sheet else top
    while top > highest and _is_typed(sheet, area, top - 1):
        top -= 1
    while _is_typed(sheet, area, bottom + 1) and not _has_formula(sheet, bottom + 1, bottom + 2):
        bottom += 1
    return area._replace(top=top, bottom=bottom)


def _below_title(sheet: Sheet, section: Section, otherwise: int) -> int:
    wanted = folded(section.title)
    for row in range(min(otherwise, len(sheet.rows))):
        if any(isinstance(value, str) and folded(value) == wanted for value in sheet.rows[row]):
            return row + 1
    return otherwise


def _is_typed(sheet: Sheet, area: Area, row: int) -> bool:
    return any(sheet.value(row, column) is not None for column in range(area.left, area.right + 1))


def _has_formula(sheet: Sheet, *rows: int) -> bool:
    return any(row in rows for row, _ in sheet.formulas)
