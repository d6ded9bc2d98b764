"""The county workbook's own lists: units, cells, differences, and what the county types beside them."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from nianbao.adapters.excel_canvas import Canvas, fitting, link, print_setup, put, reference
from nianbao.adapters.excel_lists import draw_headers, draw_title, finish, fit_row
from nianbao.adapters.excel_rows import draw_row
from nianbao.adapters.workbook import DATA_ROW, SUMMED_SHEET, Area, DataSheet, Formula
from nianbao.core.memo import Memo

# In characters: up to where a list is printed upright, and how many a page across holds in letters that can be read.
_PORTRAIT, _LEGIBLE = 92, 176
# What a column takes besides its characters.
_EDGE = 0.71
_TEXT, _FIGURE = "song faint wrap left", "song faint center"
_TOTAL, _ENTRY = "song faint center total", "song faint wrap left input text"


class _Looks(dict[type, str]):
    """The look of a cell by the kind of what it holds."""

    def __missing__(self, kind: type) -> str:
        return self.setdefault(kind, _TEXT if issubclass(kind, str) else _FIGURE)


_LOOKS = _Looks({Formula: _TOTAL})


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
    linked: dict[int, set[int]] = {}
    for index, column in data.links:
        linked.setdefault(DATA_ROW + index, set()).add(column)
    shapes: Memo[tuple[type, ...], _Shape] = Memo(lambda kinds: _shape(kinds, data))
    for row, values in enumerate((*data.rows, *blank), start=DATA_ROW):
        shape = shapes[tuple(map(type, values))]
        draw_row(canvas, (data.name, row), values, shape.looks, but=linked.get(row, ()))
        fit_row(canvas, (data.name, row), [values[column] for column in shape.texts], shape.widths)
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
    pages = _pages(data)
    if pages > 1:
        print_setup(sheet, landscape=True, pages_wide=pages)
        sheet.repeat_columns(0, max(data.freeze_columns - 1, 0))


def _pages(data: DataSheet) -> int:
    """How many pages a list is printed across, its first columns on each of them."""
    taken = [width + _EDGE for width in data.widths]
    repeated = sum(taken[: max(data.freeze_columns, 1)])
    return math.ceil((sum(taken) - repeated) / (_LEGIBLE - repeated))


def _offer(sheet: Any, data: DataSheet) -> None:
    """Let what is typed into a column be chosen from a list; something else may be typed all the same."""
    for column, choices in data.choices.items():
        rule = {"validate": "list", "source": choices, "error_type": "information", "show_error": False}
        sheet.data_validation(DATA_ROW, column, DATA_ROW + max(len(data.rows) + data.spare, 1) - 1, column, rule)


class _Shape(NamedTuple):
    """What rows are drawn alike for that hold the same kinds of values: looks, the columns of texts, their widths."""

    looks: tuple[str, ...]
    texts: tuple[int, ...]
    widths: tuple[float, ...]


def _shape(kinds: Sequence[type], data: DataSheet) -> _Shape:
    looks = [_ENTRY if column in data.entries else _LOOKS[kind] for column, kind in enumerate(kinds)]
    texts = [column for column, kind in enumerate(kinds) if kind is str and column < len(data.widths)]
    return _Shape(tuple(looks), tuple(texts), tuple(data.widths[column] for column in texts))


def draw_summed(canvas: Canvas) -> None:
    """Draw the very hidden record of what was summed."""
    sheet, look = canvas.sheet(SUMMED_SHEET), canvas.style("song")
    for row, line in enumerate(canvas.content.summed):
        for column, text in enumerate(line):
            sheet.write_string(row, column, fitting(text, Area(SUMMED_SHEET, row, column, row, column)), look)
    sheet.very_hidden()
