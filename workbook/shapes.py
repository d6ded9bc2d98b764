"""The shapes the icons are drawn with: each tells whether it covers a point. A picture's sides are 0 and 16."""

from collections.abc import Callable
from itertools import pairwise
from math import atan2, degrees, hypot

Point = tuple[float, float]
Shape = Callable[[float, float], bool]


def box(left: float, top: float, right: float, bottom: float) -> Shape:
    """A rectangle."""
    return lambda x, y: left <= x <= right and top <= y <= bottom


def disc(x: float, y: float, radius: float) -> Shape:
    """A filled circle."""
    return lambda px, py: hypot(px - x, py - y) <= radius


def arc(centre: Point, radius: float, width: float, angles: tuple[float, float] = (0, 360)) -> Shape:
    """A part of a ring, between two angles, clockwise from the right."""
    start, end = angles

    def covers(x: float, y: float) -> bool:
        if abs(hypot(x - centre[0], y - centre[1]) - radius) > width / 2:
            return False
        return (degrees(atan2(y - centre[1], x - centre[0])) - start) % 360 <= end - start

    return covers


def line(width: float, *points: Point) -> Shape:
    """A line through the points, with round ends and corners."""
    pieces = list(pairwise(points))
    return lambda x, y: any(_distance((x, y), start, end) <= width / 2 for start, end in pieces)


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = point, start, end
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = max(0.0, min(1.0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length))
    return hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))


def polygon(*points: Point) -> Shape:
    """The area within the corners."""
    sides = list(pairwise([*points, points[0]]))

    def covers(x: float, y: float) -> bool:
        crossed = [
            (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0)
            for (x0, y0), (x1, y1) in sides
            if y0 != y1
        ]
        return sum(crossed) % 2 == 1

    return covers


def union(*shapes: Shape) -> Shape:
    """All that one of the shapes covers."""
    return lambda x, y: any(shape(x, y) for shape in shapes)
