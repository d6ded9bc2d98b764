"""Native charts on a sheet of the county workbook, two landscape pages, each chart beside the cells it is drawn from."""

import math
from typing import Any

from nianbao.adapters.chart import Chart, ChartSheet, Series, Shade, step
from nianbao.adapters.excel_canvas import Canvas, bare, print_setup, put
from nianbao.adapters.excel_styles import height, units
from nianbao.adapters.workbook import Area

# A chart is anchored to whole columns, so that it grows with them where the fonts of a machine are wider.
_CHART_COLUMNS, _GAP_COLUMN, _NAMES = 12, 12, 13
_CHART_WIDTH, _GAP_WIDTH, _NAME_WIDTH, _FIGURE_WIDTH = 7, 2, 18, 8
_CHART_PIXELS = _CHART_COLUMNS * (7 * _CHART_WIDTH + 5)
_ROW = 15
_TOP = 3
# Where the charts begin, and how many rows they may take: the first has a page to itself, the rest share the second.
_PLACES = ((_TOP, 36), (41, 16), (58, 25))
_LAST_ROW = 84
_BREAK = 40
_PIXELS = 20
_PATTERNS = {"slanted": "wide_upward_diagonal", "level": "light_horizontal", "dots": "percent_25"}
_LINE, _GRID = "#404040", "#D5DBE3"
_SONG = {"name": "宋体", "size": 10}


def draw(canvas: Canvas, charts: ChartSheet) -> None:
    """Draw the sheet; a chart without any bar is told in its table instead."""
    sheet = canvas.sheet(charts.name)
    most = max((len(chart.series) for chart in charts.charts), default=1)
    _columns(sheet, most)
    last_column = _NAMES + most
    put(canvas, Area(charts.name, 0, 0, 0, last_column), charts.title, "hei s14 left")
    put(canvas, Area(charts.name, 1, 0, 1, last_column), charts.source, "song left grey")
    sheet.set_row(0, 30)
    for chart, (start, most) in zip(charts.charts, _PLACES, strict=False):
        _figures(canvas, charts.name, (chart, start))
        if chart.drawn:
            native = _native(canvas, charts.name, (chart, start))
            _lay_out(native, chart, _rows(chart, most) * _PIXELS)
            sheet.insert_chart(start, 0, native, {"object_position": 1})
    sheet.hide_gridlines(2)
    _print(sheet, last_column)


def _columns(sheet: Any, most: int) -> None:
    sheet.set_column(0, _CHART_COLUMNS - 1, _CHART_WIDTH)
    sheet.set_column(_GAP_COLUMN, _GAP_COLUMN, _GAP_WIDTH)
    sheet.set_column(_NAMES, _NAMES, _NAME_WIDTH)
    sheet.set_column(_NAMES + 1, _NAMES + most, _FIGURE_WIDTH)


def _print(sheet: Any, last_column: int) -> None:
    print_setup(sheet, landscape=True)
    sheet.set_h_pagebreaks([_BREAK])
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, _LAST_ROW, last_column)


def _figures(canvas: Canvas, name: str, placed: tuple[Chart, int]) -> None:
    """The table a chart is drawn from, and what it leaves out."""
    chart, start = placed
    last_column = _NAMES + len(chart.series)
    put(canvas, Area(name, start, _NAMES, start, last_column), f"{chart.title}（单位：{chart.unit}）", "hei left")
    for column, header in enumerate((chart.header, *(each.name for each in chart.series)), start=_NAMES):
        put(canvas, Area(name, start + 1, column, start + 1, column), header, "hei box center head")
    for row, category in enumerate(chart.categories, start=start + 2):
        put(canvas, Area(name, row, _NAMES, row, _NAMES), category, "song box left shrink")
    for column, series in enumerate(chart.series, start=_NAMES + 1):
        _column(canvas, series, (name, start + 2, column), chart.addresses)
    row = start + 2 + len(chart.categories)
    sheet = canvas.sheet(name)
    for offset, note in enumerate(chart.notes):
        put(canvas, Area(name, row + offset, _NAMES, row + offset, last_column), note, "song s9 left wrap grey top")
        width = _NAME_WIDTH + _FIGURE_WIDTH * len(chart.series)
        sheet.set_row(row + offset, max(_ROW, height(note, width, 9)))


def _column(canvas: Canvas, series: Series, top: tuple[str, int, int], addresses: tuple[str, ...]) -> None:
    name, start, column = top
    for row, value in enumerate(series.values, start=start):
        area = Area(name, row, column, row, column)
        put(canvas, area, value, "song box right")
        if series.prefix:
            canvas.names[series.prefix + addresses[row - start]] = area


def _native(canvas: Canvas, name: str, placed: tuple[Chart, int]) -> Any:
    chart, start = placed
    native = canvas.book.add_chart({"type": "bar", **({"subtype": "stacked"} if chart.stacked else {})})
    for column, series in enumerate(chart.series, start=_NAMES + 1):
        if series.charted:
            native.add_series(_series(chart, series, (name, start, column)))
    _dress(native, chart)
    return native


def _series(chart: Chart, series: Series, place: tuple[str, int, int]) -> dict[str, Any]:
    name, start, column = place
    first, last = start + 2, start + 1 + chart.drawn
    given = {
        "name": [name, start + 1, column],
        "categories": [name, first, _NAMES, last, _NAMES],
        "values": [name, first, column, last, column],
        "border": {"color": _LINE, "width": 0.5},
        "gap": 40 if chart.stacked else 25,
        **_fill(series.shade),
    }
    if not chart.stacked:
        given["data_labels"] = {"value": True, "font": _SONG}
    return given


def _fill(shade: Shade) -> dict[str, Any]:
    if shade.pattern:
        return {"pattern": {"pattern": _PATTERNS[shade.pattern], "fg_color": shade.ink, "bg_color": shade.fill}}
    return {"fill": {"color": shade.fill}}


def _lay_out(native: Any, chart: Chart, pixels: int) -> None:
    """Fix the places of title, bars and legend: programs that choose themselves waste half of the chart."""
    native.set_size({"width": _CHART_PIXELS, "height": pixels})
    above, below = 50 / pixels, 74 / pixels
    # Room for the longest name, of 8 points, up to two fifths of the chart.
    longest = max(units(name) for name in chart.categories[: chart.drawn])
    left = min(0.42, max(0.15, (5.6 * longest + 16) / _CHART_PIXELS))
    native.set_plotarea({"layout": {"x": left, "y": above, "width": 0.96 - left, "height": 1 - above - below}})


def _rows(chart: Chart, most: int) -> int:
    """How many rows of the sheet the chart takes: a row a bar, and room for title, axis and legend."""
    bars = chart.drawn * (1 if chart.stacked else len(chart.bars))
    return min(most, math.ceil(bars * 1.15) + 7)


def _dress(native: Any, chart: Chart) -> None:
    totals = chart.totals()
    values = {
        "num_font": _SONG,
        "num_format": "0",
        "min": 0,
        "major_unit": step(max(totals)),
        "major_gridlines": {"visible": True, "line": {"color": _GRID}},
        "name": f"单位：{chart.unit}",
        "name_font": _SONG | {"bold": False, "rotation": 0},
    }
    names: dict[str, Any] = {"num_font": _SONG, "line": {"color": _LINE}, "interval_unit": 1}
    # The first category on top, the figures below.
    native.set_x_axis(values)
    native.set_y_axis(names | {"reverse": True, "crossing": "max"})
    native.set_title({"name": bare(chart.title), "name_font": {"name": "黑体", "size": 12, "bold": False}})
    native.set_legend({"position": "bottom", "font": _SONG})
    native.show_blanks_as("gap")
