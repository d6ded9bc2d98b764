"""Reports in the notation of the field: `report("2021", "t3_1_natural=3 t3_4_natural=1")`."""

from decimal import Decimal
from pathlib import Path
from random import Random

from nianbao.adapters.workbook import Content
from nianbao.core.cell import Cell
from nianbao.core.form import Form
from nianbao.core.report import Heading, Report
from nianbao.forms import load

TEXTS = {
    "s1_text": "（一）主动公开\n全年公开信息 56 条。\n（二）依申请公开\n按时答复各类申请。",
    "s5_text": "一是公开内容不够丰富。\n下一步将加强业务培训。",
    "s6_text": "本年度未收取信息处理费，无其他需要报告的事项。",
}


def report(form_id: str, values: str = "", *, rest: str | None = "0", year: int | None = None, **texts: str) -> Report:
    """A report of a form: the given cells, every other input `rest` (None for blank), totals summed unless given."""
    form = load.by_id(form_id)
    given = dict(pair.split("=") for pair in values.split())
    found: dict[Cell, Decimal | None] = {
        cell: None if rest is None else Decimal(rest) for cell in form.cells if cell not in form.totals
    }
    found |= {Cell.parse(address): Decimal(value) if value else None for address, value in given.items()}
    for cell in form.totals:
        found.setdefault(cell, _total(form, found, cell))
    return Report(
        form=form.id,
        agency=texts.pop("agency", "青石镇"),
        year=year or form.last_year or form.first_year + 4,
        level=texts.pop("level", "乡镇"),
        values={cell: found[cell] for cell in form.cells},
        texts={**dict.fromkeys(form.text_addresses(), ""), **TEXTS, **texts},
        headings=tuple(Heading(section.code, section.title, "") for section in form.sections),
    )


def _total(form: Form, found: dict[Cell, Decimal | None], cell: Cell) -> Decimal | None:
    parts = [found[part] if part in found else _total(form, found, part) for part in form.totals[cell]]
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if known else None


def content(made: Report, **more: object) -> Content:
    """The workbook content of a report."""
    return Content(load.by_id(made.form), made, **more)  # type: ignore[arg-type]


def book(folder: Path, made: Report, name: str = "青石镇.xlsx") -> Path:
    """A workbook of a report on disk."""
    from nianbao.adapters import excel_write

    path = folder / name
    path.write_bytes(excel_write.write(content(made)))
    return path


def said(findings: object) -> list[tuple[str, str]]:
    """Each finding as its code and first place: what tests compare."""
    return [(finding.rule, finding.places[0] if finding.places else "") for finding in findings]  # type: ignore[attr-defined]


def clean_report(random: Random, form_id: str) -> Report:
    """A report of random figures that add up everywhere; 表三 has a few requests in a few columns."""
    form = load.by_id(form_id)
    inputs = [cell for cell in form.cells if cell not in form.totals]
    values = {cell: random.choice([0, 0, 0, random.randint(0, 30)]) for cell in inputs if cell.table != "t2"}
    for column in {cell.column for cell in values if cell.table == "t3"}:
        done = sum(values[cell] for cell in values if cell.table == "t3" and cell.column == column and cell.row > "3")
        carried = min(values[Cell("t3", "2", column)], done)
        values |= {Cell("t3", "2", column): carried, Cell("t3", "1", column): done - carried}
    return report(form_id, " ".join(f"{cell}={value}" for cell, value in values.items()))
