"""The ribbon's pictures, drawn by us: sixteen times too large in black and white, then averaged down.

Run `python -m workbook.icons` after changing a drawing. No picture library is needed, and the same drawing gives the
same bytes on every machine.
"""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent / "ribbon" / "images"
SIZES = (16, 32)
_FINE = 8
# Readable on light and on dark ribbons alike.
_BLUE, _GREEN, _WHITE = (47, 111, 178), (28, 140, 74), (255, 255, 255)

Point = tuple[float, float]
Shape = Callable[[float, float], bool]


def box(left: float, top: float, right: float, bottom: float) -> Shape:
    """A rectangle; the picture's sides are 0 and 1."""
    return lambda x, y: left <= x <= right and top <= y <= bottom


def stroke(start: Point, end: Point, width: float) -> Shape:
    """A line with round ends."""
    (x0, y0), (x1, y1) = start, end
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2

    def covers(x: float, y: float) -> bool:
        along = max(0.0, min(1.0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length))
        return (x - x0 - along * (x1 - x0)) ** 2 + (y - y0 - along * (y1 - y0)) ** 2 <= (width / 2) ** 2

    return covers


# A sheet with lines of a table, and a tick over its corner.
DRAWINGS: dict[str, tuple[tuple[tuple[int, int, int], Shape], ...]] = {
    "check": (
        (_BLUE, box(0.10, 0.03, 0.78, 0.97)),
        (_WHITE, box(0.17, 0.10, 0.71, 0.90)),
        (_BLUE, box(0.25, 0.20, 0.63, 0.27)),
        (_BLUE, box(0.25, 0.38, 0.63, 0.45)),
        (_BLUE, box(0.25, 0.56, 0.45, 0.63)),
        (_WHITE, stroke((0.47, 0.70), (0.62, 0.85), 0.26)),
        (_WHITE, stroke((0.62, 0.85), (0.90, 0.52), 0.26)),
        (_GREEN, stroke((0.47, 0.70), (0.62, 0.85), 0.14)),
        (_GREEN, stroke((0.62, 0.85), (0.90, 0.52), 0.14)),
    ),
}


def picture(name: str, size: int) -> bytes:
    """The PNG of a drawing, size × size pixels, transparent around it."""
    lines = b"".join(b"\0" + b"".join(_pixel(name, x, y, size) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", _stored(lines)) + _chunk(b"IEND", b"")


def _pixel(name: str, column: int, row: int, size: int) -> bytes:
    samples = [
        _colour(name, (column + (i + 0.5) / _FINE) / size, (row + (j + 0.5) / _FINE) / size)
        for i in range(_FINE)
        for j in range(_FINE)
    ]
    drawn = [colour for colour in samples if colour is not None]
    if not drawn:
        return bytes(4)
    mixed = [sum(colour[part] for colour in drawn) // len(drawn) for part in range(3)]
    return bytes([*mixed, 255 * len(drawn) // len(samples)])


def _colour(name: str, x: float, y: float) -> tuple[int, int, int] | None:
    for colour, shape in reversed(DRAWINGS[name]):
        if shape(x, y):
            return colour
    return None


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _stored(content: bytes) -> bytes:
    """A zlib stream without compression: other builds of zlib would compress to other bytes."""
    return (
        b"\x78\x01"
        + b"\x01"
        + struct.pack("<HH", len(content), len(content) ^ 0xFFFF)
        + content
        + struct.pack(">I", zlib.adler32(content))
    )


if __name__ == "__main__":
    for each in DRAWINGS:
        for pixels in SIZES:
            (FOLDER / f"{each}_{pixels}.png").write_bytes(picture(each, pixels))
