"""Sheets somebody added to a workbook: read out of one with all that can be brought along, and drawn into another."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from nianbao.adapters.excel_canvas import Canvas, bare, put
from nianbao.adapters.workbook import Area, CellValue, OwnSheet, Snapshot

_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}
_NOTE = {"font_name": "宋体", "font_size": 9, "width": 240, "height": 72}


def sheets(
    snapshot: Snapshot,
    names: Collection[str],
    notes: Mapping[str, Mapping[tuple[int, int], str]],
    widths: Mapping[str, Mapping[int, float]],
) -> tuple[OwnSheet, ...]:
    """The sheets of some names; of formulas their results."""
    return tuple(
        OwnSheet(name, sheet.rows, notes.get(name, {}), widths.get(name, {}), sheet.hidden)
        for name, sheet in snapshot.sheets.items()
        if name in names
    )


def draw(canvas: Canvas, own: OwnSheet) -> None:
    """Draw a sheet somebody added, each value where it stood."""
    sheet = canvas.sheet(own.name)
    for column, width in own.widths.items():
        sheet.set_column(column, column, width)
    formats = {kind: canvas.book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
    for row, line in enumerate(own.rows):
        for column, value in enumerate(line):
            _draw(canvas, Area(own.name, row, column, row, column), value, formats)
    for place, text in own.notes.items():
        sheet.write_comment(*place, bare(text), _NOTE)
    if own.hidden:
        sheet.hide()


def _draw(canvas: Canvas, area: Area, value: CellValue, formats: Mapping[type, Any]) -> None:
    sheet, place = canvas.sheet(area.sheet), (area.top, area.left)
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, date | time):
        sheet.write_datetime(*place, value, formats[type(value)])
    elif isinstance(value, float | int):
        put(canvas, area, Decimal(repr(value)), "")
    elif value is not None:
        put(canvas, area, value, "")
