"""Bars drawn into a picture, from the same charts that the county workbook draws natively."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from nianbao.adapters import svg
from nianbao.adapters.chart import Chart, Series, step
from nianbao.core.report import as_text

_GRID = "#D5DBE3"
_NAME_SIZE = 10.0
# Names take this share of the width at most, or so many pixels where it is small.
_MOST_FOR_NAMES, _LEAST_FOR_NAMES = 0.3, 150.0
_AXIS = 18.0
_WIDE = 260.0


class Box(NamedTuple):
    """A rectangle of the picture, in pixels."""

    x: float
    y: float
    width: float
    height: float


class _Scale(NamedTuple):
    left: float
    width: float
    most: Decimal

    def length(self, value: Decimal) -> float:
        return float(value / self.most) * self.width


def legend(place: tuple[float, float], series: Sequence[Series]) -> Iterator[str]:
    """A row of samples with their names, in the order of the bars."""
    x, y = place
    for each in series:
        yield svg.box((x, y - 8), (12, 9), svg.paint(each.shade), svg.LINE)
        yield svg.label((x + 16, y), each.name, 10)
        x += 16 + svg.width_of(each.name, 10) + 14


def bars(chart: Chart, box: Box) -> Iterator[str]:
    """The lying bars of a chart with names, axis and the figure at each end."""
    rows = chart.drawn
    longest = max(svg.width_of(name, _NAME_SIZE) for name in chart.categories[:rows])
    name_width = min(max(_LEAST_FOR_NAMES, _MOST_FOR_NAMES * box.width), longest + 10)
    longest_bar = max(*chart.totals(), Decimal(1))
    marks = step(longest_bar, 5 if box.width - name_width > _WIDE else 3)
    most = Decimal(marks * math.ceil(longest_bar / marks))
    # Room for the figure behind the longest bar.
    scale = _Scale(box.x + name_width, box.width - name_width - 44, most)
    height = (box.height - _AXIS) / rows
    yield from _axis(scale, marks, box)
    for row, name in enumerate(chart.categories[:rows]):
        top = box.y + row * height
        shown = svg.fitted(name, name_width - 8, _NAME_SIZE)
        yield svg.label((scale.left - 6, top + height / 2 + 3.5), shown, _NAME_SIZE, anchor="end")
        yield from (_stack if chart.stacked else _side_by_side)(chart, row, scale, (top, height))


def _axis(scale: _Scale, marks: int, box: Box) -> Iterator[str]:
    bottom = box.y + box.height - _AXIS
    for mark in range(0, int(scale.most) + 1, marks):
        x = scale.left + scale.length(Decimal(mark))
        yield svg.line((x, box.y), (x, bottom), svg.LINE if mark == 0 else _GRID)
        yield svg.label((x, bottom + 12), str(mark), 9, anchor="middle", fill=svg.SOFT)


def _stack(chart: Chart, row: int, scale: _Scale, band: tuple[float, float]) -> Iterator[str]:
    top, height = band
    x, thick = scale.left, min(height * 0.7, 20)
    for series in chart.bars:
        value = series.values[row]
        if value:
            told = f"{chart.categories[row]} {series.name} {as_text(value)} {chart.unit}"
            size = (scale.length(value), thick)
            yield svg.box((x, top + (height - thick) / 2), size, svg.paint(series.shade), svg.LINE, told=told)
            x += size[0]
    total = sum((each.values[row] or Decimal(0) for each in chart.bars), Decimal(0))
    yield svg.label((x + 4, top + height / 2 + 3.5), as_text(total) or "", _NAME_SIZE)


def _side_by_side(chart: Chart, row: int, scale: _Scale, band: tuple[float, float]) -> Iterator[str]:
    top, height = band
    thick = height * 0.8 / len(chart.bars)
    for number, series in enumerate(chart.bars):
        value, y = series.values[row], top + height * 0.1 + number * thick
        if value is not None:
            yield svg.box((scale.left, y), (scale.length(value), thick), svg.paint(series.shade), svg.LINE)
            yield svg.label((scale.left + scale.length(value) + 4, y + thick / 2 + 3), as_text(value) or "", 8.5)
