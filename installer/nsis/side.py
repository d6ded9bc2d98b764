"""The picture at the side of the wizard's first and last page, from the program's own drawing."""

import struct

from installer.icon import DRAWING
from workbook import icons

# One and a half times what the page shows on an ordinary screen, for finer ones.
WIDTH, HEIGHT = 246, 471
_SIZE, _TOP = 132, 84
_GROUND, _EDGE = (226, 238, 231), (176, 205, 190)
_EDGE_WIDTH = 2
_HEADER = "<2sI4xI"
_FORMAT = "<IiiHHIIiiII"


def picture() -> bytes:
    """A .bmp file."""
    lines = [_line(row) for row in reversed(range(HEIGHT))]
    data = b"".join(lines)
    start = struct.calcsize(_HEADER) + struct.calcsize(_FORMAT)
    header = struct.pack(_HEADER, b"BM", start + len(data), start)
    return header + struct.pack(_FORMAT, 40, WIDTH, HEIGHT, 1, 24, 0, len(data), 0, 0, 0, 0) + data


def _line(row: int) -> bytes:
    """Blue, green, red of each pixel, in whole words of 32 bits."""
    colours = [_GROUND] * (WIDTH - _EDGE_WIDTH) + [_EDGE] * _EDGE_WIDTH
    left, drawn = (WIDTH - _SIZE) // 2, icons.pixels(DRAWING, _SIZE)
    if _TOP <= row < _TOP + _SIZE:
        for column in range(_SIZE):
            place = 4 * ((row - _TOP) * _SIZE + column)
            colours[left + column] = _over(drawn[place : place + 4])
    data = b"".join(bytes(reversed(colour)) for colour in colours)
    return data + bytes(-len(data) % 4)


def _over(pixel: bytes) -> tuple[int, int, int]:
    """The colour of a pixel that lets the ground through."""
    *colour, opacity = pixel
    red, green, blue = (
        (part * opacity + ground * (255 - opacity)) // 255 for part, ground in zip(colour, _GROUND, strict=True)
    )
    return red, green, blue
