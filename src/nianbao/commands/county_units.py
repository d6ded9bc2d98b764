"""The units' figures as last year's county workbook lists them, a report each: texts it does not have."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from nianbao.adapters import excel_open, excel_read, excel_waivers, files, gate
from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import Area, CellValue, Snapshot
from nianbao.commands import county_record
from nianbao.commands.county_sheets import SUM_LINES, UNIT_HEADERS, UNITS_SHEET
from nianbao.core import numbers
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead
from nianbao.core.form import Form
from nianbao.core.report import Report, Source


def of(path: Path) -> list[Report]:
    """The units a county workbook lists; none when the file is something else.

    Raises: CannotOpen, CannotRead.
    """
    data = files.read_bytes(path)
    if not gate.is_zip(data):
        return []
    parts = gate.inflate(data, path.name)
    if not excel_open.is_workbook(parts) or not excel_open.names_cells(parts):
        return []
    snapshot = excel_open.open_workbook(data, path.name, parts)
    return list(units(snapshot)) if excel_waivers.is_county(snapshot) else []


def units(snapshot: Snapshot) -> Iterator[Report]:
    """The lines of 单位明细 as reports, with where each figure stands; of more units than can be read, their record."""
    county, _ = excel_read.read(snapshot)
    form = excel_read.form_of(snapshot)
    if form is None:
        return
    try:
        sheet = snapshot.sheets.get(UNITS_SHEET)
    except CannotRead:
        for name, values in county_record.read(snapshot, form).items():
            yield _listed(name, dict(zip(form.cells, values, strict=True)), {}, (form, county))
        return
    if sheet is None:
        return
    head = next((at for at, line in enumerate(sheet.rows) if line and line[0] == UNIT_HEADERS[0]), None)
    if head is None:
        return
    spelled = {typed(header): column for column, header in enumerate(sheet.rows[head])}
    columns = {cell: column for cell in form.cells if (column := spelled.get(form.spell(cell))) is not None}
    for row, line in enumerate(sheet.rows[head + 1 :], start=head + 1):
        if not line or line[0] in (None, "", *SUM_LINES):
            return
        yield _report(line, row, columns, (form, county))


def _report(line: Sequence[CellValue], row: int, columns: Mapping[Cell, int], known: tuple[Form, Report]) -> Report:
    held = {cell: line[column] if column < len(line) else None for cell, column in columns.items()}
    places = {cell: Area(UNITS_SHEET, row, column, row, column).place for cell, column in columns.items()}
    values = {cell: _value(held.get(cell), known[0], cell) for cell in known[0].cells}
    return _listed(typed(line[0]), values, places, known)


def _listed(
    name: str, values: Mapping[Cell, Decimal | None], places: Mapping[Cell, str], known: tuple[Form, Report]
) -> Report:
    form, county = known
    return Report(
        form=form.id,
        agency=name,
        year=county.year,
        level=None,
        values=values,
        texts=dict.fromkeys(form.text_addresses(), ""),
        sources={str(cell): Source(county.file, place) for cell, place in places.items()},
        file=county.file,
    )


def _value(value: CellValue, form: Form, cell: Cell) -> Decimal | None:
    if isinstance(value, str):
        return numbers.read(value, form.column(cell).kind).value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(typed(value)) if is_number else None
