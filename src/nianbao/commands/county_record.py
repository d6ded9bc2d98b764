"""What each unit was summed with, kept in the county workbook in one cell a unit: quick to hold against the next time.

单位明细 is for people and too large to read back for a few thousand units.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.workbook import SUMMED_SHEET, Snapshot
from nianbao.core.form import Form
from nianbao.core.memo import Memo
from nianbao.core.report import as_text

_BETWEEN = "|"

Values = tuple[Decimal | None, ...]


def lines(names: Iterable[str], units: Iterable[Values]) -> tuple[tuple[str, str], ...]:
    """A line a unit: its name, and its figures in the form's order, nothing where 未填."""
    return tuple(
        (name, _BETWEEN.join(map(_TOLD.__getitem__, values))) for name, values in zip(names, units, strict=True)
    )


def read_lines(snapshot: Snapshot, form: Form) -> dict[str, str]:
    """The figures by unit, as they are written; a line that is not of this form is left out."""
    sheet = snapshot.sheets.get(SUMMED_SHEET)
    told = {typed(row[0]): typed(row[1]) for row in (sheet.rows if sheet else ()) if len(row) > 1}
    return {name: text for name, text in told.items() if text.count(_BETWEEN) + 1 == len(form.cells)}


def read(snapshot: Snapshot, form: Form) -> dict[str, Values]:
    """The figures by unit; a line that is not of this form is left out."""
    found = {name: figures(text) for name, text in read_lines(snapshot, form).items()}
    return {name: values for name, values in found.items() if values is not None}


def figures(text: str) -> Values | None:
    """The figures of a line; None where one of them is none."""
    try:
        return tuple(map(_FIGURES.__getitem__, text.split(_BETWEEN)))
    except InvalidOperation:
        return None


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None


# Of a county's figures most are small, and all are written and read again.
_TOLD: Memo[Decimal | None, str] = Memo(lambda value: as_text(value) or "")
_FIGURES = Memo(_figure)
