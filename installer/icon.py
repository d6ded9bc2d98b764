"""The program's icon, from our own drawing: `python -m installer.icon` after changing it; a test compares the pixels."""

import struct
from pathlib import Path

from workbook import icons

FILE = Path(__file__).with_name("nianbao.ico")
DRAWING = "check"
SIZES = (16, 24, 32, 48, 64, 256)
# Windows takes pictures of this size on as PNG, and writes their side as 0.
_PACKED = 256
_ENTRY, _HEADER, _BITMAP = "<BBBBHHII", "<HHH", "<IiiHHIIiiII"


def icon() -> bytes:
    """The .ico file: a picture for each size."""
    pictures = [icons.picture(DRAWING, size) if size >= _PACKED else _bitmap(size) for size in SIZES]
    start = struct.calcsize(_HEADER) + struct.calcsize(_ENTRY) * len(SIZES)
    entries = b""
    for size, content in zip(SIZES, pictures, strict=True):
        side = size % _PACKED
        entries += struct.pack(_ENTRY, side, side, 0, 0, 1, 32, len(content), start)
        start += len(content)
    return struct.pack(_HEADER, 0, 1, len(SIZES)) + entries + b"".join(pictures)


def pixels_of(content: bytes) -> list[bytes]:
    """The pixels of every picture of an .ico file, as `workbook.icons` gives them."""
    count = struct.unpack_from(_HEADER, content)[2]
    found = []
    for index in range(count):
        place = struct.calcsize(_HEADER) + index * struct.calcsize(_ENTRY)
        *_, length, start = struct.unpack_from(_ENTRY, content, place)
        part = content[start : start + length]
        found.append(icons.pixels_of(part) if part.startswith(b"\x89PNG") else _pixels_of_bitmap(part))
    return found


def _bitmap(size: int) -> bytes:
    """Blue, green, red, opacity, lines from below; then a mask nobody looks at any more, in whole words of 32 bits."""
    pixels = icons.pixels(DRAWING, size)
    turned = bytearray(pixels)
    turned[0::4], turned[2::4] = pixels[2::4], pixels[0::4]
    width = size * 4
    lines = [turned[start : start + width] for start in range(0, len(turned), width)]
    mask = bytes((size + 31) // 32 * 4 * size)
    header = struct.pack(
        _BITMAP, struct.calcsize(_BITMAP), size, 2 * size, 1, 32, 0, len(pixels) + len(mask), 0, 0, 0, 0
    )
    return header + b"".join(reversed(lines)) + mask


def _pixels_of_bitmap(content: bytes) -> bytes:
    size, start = struct.unpack_from("<4xi", content)[0], struct.calcsize(_BITMAP)
    width = size * 4
    lines = [content[start + row * width : start + (row + 1) * width] for row in reversed(range(size))]
    turned = bytearray(b"".join(lines))
    turned[0::4], turned[2::4] = turned[2::4], turned[0::4]
    return bytes(turned)


if __name__ == "__main__":
    FILE.write_bytes(icon())
