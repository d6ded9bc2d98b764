"""What each unit was summed with, kept in the county workbook in one cell a unit: quick to hold against the next time.

单位明细 is for people and too large to read back for a few thousand units.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import SUMMED_SHEET, Snapshot
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text

_BETWEEN = "|"

Values = tuple[Decimal | None, ...]


def lines(units: Iterable[tuple[str, Report]], form: Form) -> tuple[tuple[str, str], ...]:
    """A line a unit: its name, and its figures in the form's order, nothing where 未填."""
    return tuple(
        (name, _BETWEEN.join(as_text(report.values[cell]) or "" for cell in form.cells)) for name, report in units
    )


def read(snapshot: Snapshot, form: Form) -> dict[str, Values]:
    """The figures by unit; a line that is not of this form is left out."""
    sheet = snapshot.sheets.get(SUMMED_SHEET)
    told = {typed(line[0]): typed(line[1]).split(_BETWEEN) for line in (sheet.rows if sheet else ()) if len(line) > 1}
    found = {name: _values(texts) for name, texts in told.items() if len(texts) == len(form.cells)}
    return {name: values for name, values in found.items() if values is not None}


def _values(texts: list[str]) -> Values | None:
    try:
        return tuple(Decimal(text) if text else None for text in texts)
    except InvalidOperation:
        return None
