"""The county workbook's own lists: units, cells, differences, and what the county types beside them."""

import math
from collections.abc import Container, Sequence
from typing import Any

from nianbao.adapters.excel_canvas import Canvas, figure, fitting, link, print_setup, put, reference
from nianbao.adapters.excel_lists import draw_headers, draw_title, finish, fit_row
from nianbao.adapters.workbook import DATA_ROW, SUMMED_SHEET, Area, DataSheet, Formula, Written

# Widths, in characters, up to which a page stands upright, and beyond which one page across cannot be read.
_PORTRAIT, _LEGIBLE = 92, 260


def draw_data(canvas: Canvas, data: DataSheet) -> None:
    """Draw a list of the county workbook; `links` count from the first data cell and name an address or a place."""
    sheet = canvas.sheet(data.name)
    for column, width in enumerate(data.widths):
        sheet.set_column(column, column, width)
    last_column = max(len(data.headers) - 1, 0)
    draw_title(canvas, data.name, data.title)
    sheet.set_row(1, 24 if data.note else 6)
    if data.note:
        put(canvas, Area(data.name, 1, 0, 1, 0), data.note, "song left grey")
    draw_headers(canvas, data.name, (data.headers, data.widths))
    blank = ((None,) * len(data.headers),) * data.spare
    for row, values in enumerate((*data.rows, *blank), start=DATA_ROW):
        _data_row(canvas, (data.name, row), values, data.entries)
        fit_row(canvas, (data.name, row), values, data.widths)
    _offer(sheet, data)
    for (index, column), target in data.links.items():
        row = DATA_ROW + index
        shown = (str(data.rows[index][column] or ""), "song faint wrap left link")
        place = canvas.names.get(target)
        jump = reference(place, with_sheet=True) if place else target
        link(canvas, Area(data.name, row, column, row, column), jump, shown)
    last = DATA_ROW + max(len(data.rows) + data.spare, 1) - 1
    sheet.autofilter(DATA_ROW - 1, 0, last, last_column)
    sheet.print_area(0, 0, last, last_column)
    width = sum(data.widths)
    finish(sheet, (DATA_ROW, data.freeze_columns), landscape=width > _PORTRAIT)
    if width > _LEGIBLE:
        print_setup(sheet, landscape=True, pages_wide=math.ceil(width / _LEGIBLE))
        sheet.repeat_columns(0, max(data.freeze_columns - 1, 0))


def _offer(sheet: Any, data: DataSheet) -> None:
    """Let what is typed into a column be chosen from a list; something else may be typed all the same."""
    for column, choices in data.choices.items():
        rule = {"validate": "list", "source": choices, "error_type": "information", "show_error": False}
        sheet.data_validation(DATA_ROW, column, DATA_ROW + max(len(data.rows) + data.spare, 1) - 1, column, rule)


def _data_row(
    canvas: Canvas, place: tuple[str, int], values: Sequence[Written], entries: Container[int] = frozenset()
) -> None:
    # A county of three thousand units has half a million figures: those at the end of a row are written together.
    name, row = place
    number = canvas.style("song faint center")
    figures = _figures_at_end(values, entries)
    for column, value in enumerate(values[: len(values) - len(figures)]):
        if column in entries or isinstance(value, Formula):
            look = "song faint wrap left input text" if column in entries else "song faint center total"
        else:
            look = "song faint wrap left" if isinstance(value, str) else "song faint center"
        put(canvas, Area(name, row, column, row, column), value, look)
    if figures:
        canvas.sheet(name).figures((row, len(values) - len(figures)), figures, number)


def _figures_at_end(values: Sequence[Written], entries: Container[int]) -> list[str]:
    """The figures and blanks that end a row, as their cells hold them."""
    found: list[str] = []
    for column in range(len(values) - 1, -1, -1):
        value = values[column]
        told = None if column in entries or isinstance(value, Formula | str) else figure(value)
        if told is None:
            break
        found.append(told)
    return found[::-1]


def draw_summed(canvas: Canvas) -> None:
    """Draw the very hidden record of what was summed."""
    sheet, look = canvas.sheet(SUMMED_SHEET), canvas.style("song")
    for row, line in enumerate(canvas.content.summed):
        for column, text in enumerate(line):
            sheet.write_string(row, column, fitting(text, Area(SUMMED_SHEET, row, column, row, column)), look)
    sheet.very_hidden()
