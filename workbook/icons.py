"""The ribbon's icons as PNG, from our own drawings, without any picture library.

Run `python -m workbook.icons` after changing a drawing; a test compares the committed pictures, pixel by pixel.
"""

import struct
import zlib
from functools import cache
from pathlib import Path

from workbook.drawings import DRAWINGS

FOLDER = Path(__file__).parent / "ribbon" / "images"
SIZES = (16, 32)
_UNITS = 16
# Points looked at along each side of a pixel.
_FINE = 4
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Eight bits each of red, green, blue and opacity.
_FORMAT = (8, 6, 0, 0, 0)
_CHANNELS = 4


def path(name: str, size: int) -> Path:
    """Where the committed picture of a drawing is."""
    return FOLDER / f"{name}_{size}.png"


def picture(name: str, size: int) -> bytes:
    """The PNG of a drawing, size × size pixels, transparent around it."""
    drawn = pixels(name, size)
    width = size * _CHANNELS
    lines = b"".join(b"\0" + drawn[start : start + width] for start in range(0, len(drawn), width))
    header = struct.pack(">II5B", size, size, *_FORMAT)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")


@cache
def pixels(name: str, size: int) -> bytes:
    """The drawing's pixels row by row, four bytes each."""
    return b"".join(pixel(name, column, row, size) for row in range(size) for column in range(size))


def pixels_of(content: bytes) -> bytes:
    """The pixels of a PNG that `picture` made: another build of zlib packs the same pixels into other bytes."""
    size = struct.unpack_from(">I", content, len(_SIGNATURE) + 8)[0]
    data = content.index(b"IDAT")
    length = struct.unpack_from(">I", content, data - 4)[0]
    lines = zlib.decompress(content[data + 4 : data + 4 + length])
    width = size * _CHANNELS + 1
    return b"".join(lines[start + 1 : start + width] for start in range(0, len(lines), width))


def pixel(name: str, column: int, row: int, size: int) -> bytes:
    """One pixel: red, green, blue, opacity."""
    step = _UNITS / size
    samples = [
        _colour(name, (column + (i + 0.5) / _FINE) * step, (row + (j + 0.5) / _FINE) * step)
        for i in range(_FINE)
        for j in range(_FINE)
    ]
    drawn = [colour for colour in samples if colour is not None]
    if not drawn:
        return bytes(_CHANNELS)
    mixed = [sum(colour[part] for colour in drawn) // len(drawn) for part in range(3)]
    return bytes([*mixed, 255 * len(drawn) // len(samples)])


def _colour(name: str, x: float, y: float) -> tuple[int, int, int] | None:
    """The colour of the uppermost layer at a point; None where there is none, or it was cut away."""
    return next((colour for colour, covers in reversed(DRAWINGS[name]) if covers(x, y)), None)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def write() -> None:
    """Write every picture whose pixels are not those of its drawing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in DRAWINGS:
        for size in SIZES:
            kept = path(name, size)
            if not kept.exists() or pixels_of(kept.read_bytes()) != pixels(name, size):
                kept.write_bytes(picture(name, size))


if __name__ == "__main__":
    write()
