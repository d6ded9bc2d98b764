"""Snapshot → Report: by defined names, wherever rows and sheets have gone; by labels where the names were lost.

No total is believed: a total cell that holds a formula is computed anew from its parts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from nianbao.adapters import excel_lost, excel_version, excel_waivers
from nianbao.adapters.excel_narrative import head_area, narrative_area, text_of, typed
from nianbao.adapters.workbook import HEAD_NAMES, META_SHEET, Area, CellValue, Fixed, Sheet, Snapshot, reference
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.notes import note
from nianbao.core.numbers import BEYOND, folded
from nianbao.core.numbers import read as read_number
from nianbao.core.report import Heading, Report, Source, as_text
from nianbao.forms import load

_SHARE_OF_NAMES = 0.5


@dataclass
class _Reading:
    """What is being gathered of one workbook."""

    snapshot: Snapshot
    form: Form
    named: Fixed[Cell, Area]
    values: dict[Cell, Decimal | None] = field(default_factory=dict)
    computed: dict[Cell, Area] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    uncached: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def form_of(snapshot: Snapshot) -> Form | None:
    """The form a workbook was made for: what its metadata says, else the one whose addresses it names."""
    told = _told_form(snapshot)
    for form in load.catalogue():
        if form.id == told:
            return form
    best = max(load.catalogue(), key=lambda form: (_named(snapshot, form), form.first_year))
    return best if _named(snapshot, best) >= _SHARE_OF_NAMES * len(best.cells) else None


def _told_form(snapshot: Snapshot) -> str | None:
    area = snapshot.names.get("nb_form")
    if area is not None:
        return typed(_value(snapshot, area)) or None
    meta = snapshot.sheets.get(META_SHEET)
    return (
        next((typed(line[1]) for line in meta.rows if line[:1] == ("nb_form",) and len(line) > 1), None)
        if meta
        else None
    )


def _named(snapshot: Snapshot, form: Form) -> int:
    return sum(address in snapshot.names for address in form.addresses.values())


def read(snapshot: Snapshot) -> tuple[Report, tuple[Finding, ...]]:
    """The report of one of our workbooks, with what was odd about it.

    Cells whose name is gone are looked for by their labels; see excel_lost.
    Raises: CannotRead when neither names nor labels are those of a form.
    """
    form = form_of(snapshot)
    if form is None:
        from nianbao.forms.recognise import recognise

        return recognise(excel_lost.document(snapshot), load.catalogue())
    reading = _Reading(snapshot, form, excel_lost.named_areas(snapshot, form))
    _read_cells(reading)
    _recover(reading)
    _compute_totals(reading)
    reading.findings += excel_lost.stray_figures(snapshot, reading.named)
    report = _report(reading)
    return report, tuple(_finish(reading))


def _read_cells(reading: _Reading) -> None:
    file, sheets = reading.snapshot.file, reading.snapshot.sheets
    opened = {line.sheet: sheets[line.sheet] for line in excel_lost.extents(reading.named)}
    for cell, area, address, place in _addressed(reading.named, reading.form):
        reading.sources[address] = Source(file, place)
        _read_cell(reading, cell, area, opened[area.sheet])
    reading.hidden += excel_lost.hidden_cells(opened, reading.named)


@lru_cache(maxsize=16)
def _addressed(named: Fixed[Cell, Area], form: Form) -> tuple[tuple[Cell, Area, str, str], ...]:
    return tuple((cell, area, form.addresses[cell], area.place) for cell, area in named.items())


def _read_cell(reading: _Reading, cell: Cell, area: Area, sheet: Sheet) -> None:
    place, value = (area.top, area.left), sheet.value(area.top, area.left)
    if type(value) is float and place not in sheet.formulas and abs(value) < BEYOND:
        reading.values[cell] = _exact(value)
    elif place in sheet.formulas and cell in reading.form.totals:
        reading.computed[cell] = area
    elif place in sheet.errors:
        reading.values[cell] = None
        reading.findings.append(_cell_note(reading, "D005", cell))
    elif place in sheet.uncached:
        reading.values[cell] = None
        reading.findings.append(_cell_note(reading, "D030", cell))
    else:
        reading.values[cell] = _number(reading, cell, value)


def _number(reading: _Reading, cell: Cell, value: CellValue) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool):
        reading.findings.append(_cell_note(reading, "D002", cell, "TRUE" if value else "FALSE"))
        return None
    if isinstance(value, float | int) and abs(value) < BEYOND:
        return _exact(value)
    if isinstance(value, date | datetime | time):
        reading.findings.append(_cell_note(reading, "D006", cell, str(value)))
        return None
    typed = str(value)
    found = read_number(typed, reading.form.column(cell).kind, plain=False)
    if found.code:
        reading.findings.append(_cell_note(reading, found.code, cell, typed, proposal=found.proposal))
    return found.value


@lru_cache(maxsize=1024)
def _exact(value: float) -> Decimal:
    return Decimal(int(value)) if value == int(value) else Decimal(repr(value))


def _cell_note(
    reading: _Reading, code: str, cell: Cell, typed: str | None = None, *, proposal: str | None = None
) -> Finding:
    source = reading.sources[str(cell)]
    quoted = f"填的是「{typed.strip()}」" if typed is not None else ""
    likely = f"，可能是 {proposal}" if proposal and code in ("D002", "D003") else ""
    detail = f"{reading.form.spell(cell)}（{source.place}）{quoted}{likely}"
    return note(code, detail, places=(str(cell),), where=source.place, left=typed)


def _recover(reading: _Reading) -> None:
    """Fill in cells whose names are gone from the labels beside them."""
    lost = [cell for cell in reading.form.cells if cell not in reading.named]
    if not lost:
        return
    found, said = excel_lost.found_by_label(reading.snapshot, reading.form, reading.named)
    for cell in lost:
        reading.values[cell] = found.values[cell]
        if (source := found.sources.get(str(cell))) is not None:
            reading.sources[str(cell)] = source
    reading.findings += said


def _compute_totals(reading: _Reading) -> None:
    for cell in reading.computed:
        _total(reading, cell)
    for cell, area in reading.computed.items():
        sheet = reading.snapshot.sheets[area.sheet]
        place = (area.top, area.left)
        if place in sheet.uncached:
            reading.uncached.append(str(cell))
            continue
        shown = sheet.value(*place)
        if type(shown) is float and place not in sheet.errors and _exact(shown) == reading.values[cell]:
            continue
        # A total that shows nothing over blank parts is as it should be; text left out of SUM is not.
        if place in sheet.errors or _differs(shown, reading.values[cell]):
            right = as_text(reading.values[cell])
            detail = f"{reading.form.spell(cell)}（{area.place}）公式显示 {typed(shown) or '空白'}，各格之和为 {right or '空白'}"
            left = typed(shown)
            finding = note("D008", detail, places=(str(cell),), where=area.place, left=left, right=right)
            reading.findings.append(finding)


def _differs(shown: CellValue, value: Decimal | None) -> bool:
    if isinstance(shown, int | float) and not isinstance(shown, bool):
        return abs(Decimal(repr(shown)) - (value or Decimal(0))) > Decimal("0.0000001")
    return shown is not None or (value is not None and value != 0)


def _total(reading: _Reading, cell: Cell) -> Decimal | None:
    """The value of a cell; of a total that is a formula the sum of its parts, kept for the totals above it."""
    values = reading.values
    if cell in reading.computed and cell not in values:
        parts = reading.form.totals[cell]
        found = [values[part] if part in values else _total(reading, part) for part in parts]
        known = [part for part in found if part is not None]
        values[cell] = sum(known, Decimal(0)) if known else None
    return values.get(cell)


def formula_results(snapshot: Snapshot) -> dict[Area, Decimal | None]:
    """What the total cells' own formulas come to: the sum of the numbers, text that looks like one left out."""
    form = form_of(snapshot)
    if form is None:
        return {}
    reading = _Reading(snapshot, form, excel_lost.named_areas(snapshot, form))
    _read_cells(reading)
    for finding in reading.findings:
        reading.values |= {Cell.parse(place): None for place in finding.places}
    return {area: _total(reading, cell) for cell, area in reading.computed.items()}


def _report(reading: _Reading) -> Report:
    snapshot, form = reading.snapshot, reading.form
    areas = _text_areas(reading)
    reading.sources |= {name: Source(snapshot.file, area.place) for name, area in areas.items()}
    said = {name: text_of(snapshot, area) for name, area in areas.items()}
    head = {name: said.get(name, "") for name in HEAD_NAMES}
    year = _year(head["head_year"])
    if year is None:
        reading.findings.append(note("D017", "封面「年度」", places=("head_year",)))
    if not head["head_agency"]:
        reading.findings.append(note("D018", "封面「单位名称」", places=("head_agency",)))
    return Report(
        form=form.id,
        agency=head["head_agency"] or None,
        year=year,
        level=head["head_level"] or None,
        values={cell: reading.values[cell] for cell in form.cells},
        texts={name: said.get(name, "") for name in form.text_addresses()},
        sources=reading.sources,
        headings=tuple(
            Heading(section.code, section.title, areas[section.text].sheet)
            for section in form.sections
            if section.text in areas
        ),
        computed=frozenset(reading.computed),
        contact=head["head_contact"],
        phone=head["head_phone"],
        file=snapshot.file,
        waivers=excel_waivers.read(snapshot, head["head_agency"] or None),
    )


def _text_areas(reading: _Reading) -> dict[str, Area]:
    snapshot, form = reading.snapshot, reading.form
    tables = dict(_lowest(reading.named))
    for cell in form.cells if len(reading.named) < len(form.cells) else ():
        source = reading.sources.get(form.addresses[cell]) if cell not in reading.named else None
        area = reference(source.place) if source else None
        if area is not None and area.bottom >= tables.get(cell.table, area).bottom:
            tables[cell.table] = area
    found = {name: head_area(snapshot, name) for name in HEAD_NAMES}
    found |= {each.text: narrative_area(snapshot, form, each, tables) for each in form.sections}
    return {name: area for name, area in found.items() if area is not None}


@lru_cache(maxsize=16)
def _lowest(named: Fixed[Cell, Area]) -> Mapping[str, Area]:
    """The lowest of each table's cells, the last of them."""
    tables: dict[str, Area] = {}
    for cell, area in named.items():
        if area.bottom >= tables.get(cell.table, area).bottom:
            tables[cell.table] = area
    return tables


def _year(text: str) -> int | None:
    digits = folded(text).removesuffix("年度").removesuffix("年")
    return int(digits) if len(digits) == 4 and digits.isascii() and digits.isdecimal() else None


def _value(snapshot: Snapshot, area: Area) -> CellValue:
    sheet = snapshot.sheets.get(area.sheet)
    return sheet.value(area.top, area.left) if sheet else None


def _finish(reading: _Reading) -> Iterator[Finding]:
    yield from reading.findings
    yield from excel_version.notes(reading.snapshot, reading.form)
    if reading.uncached:
        yield note("D009", f"{len(reading.uncached)} 个合计格", places=tuple(reading.uncached))
    if reading.hidden:
        where = reading.sources[reading.hidden[0]].place
        yield note("D020", f"{len(reading.hidden)} 个数据格", places=tuple(reading.hidden), where=where)
