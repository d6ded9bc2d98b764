"""The objects a PDF file of one page is made of."""

import zlib

from nianbao.adapters.pdf_font import Embedded, meanings


class Objects:
    """Numbered objects, written one after the other with the table that tells where each starts."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []

    def add(self, body: str | bytes = b"") -> int:
        """A new object; its number."""
        self._bodies.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self._bodies)

    def put(self, number: int, body: str) -> None:
        """The body of an object that was numbered before it was known."""
        self._bodies[number - 1] = body.encode("latin-1")

    def stream(self, data: bytes, entries: str = "") -> int:
        """A new compressed stream; its number."""
        packed = zlib.compress(data, 9)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {entries}>>\nstream\n"
        return self.add(head.encode() + packed + b"\nendstream")

    def written(self, root: int, info: int) -> bytes:
        """The file."""
        made, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self._bodies, start=1):
            places.append(len(made))
            made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start, size = len(made), len(places) + 1
        made += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
        made += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
        made += f"trailer\n<< /Size {size} /Root {root} 0 R /Info {info} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(made)


def text_string(text: str) -> str:
    """A text of the file itself: its title, its language."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def add_font(objects: Objects, font: Embedded, number: int) -> int:
    """A font's objects; the number of the one a page refers to."""
    # Six letters before the name tell that it is a part of the font.
    name = f"{'ABCDEFGHIJ'[number]}NIANB+Chinese{number}"
    kind = "/Subtype /CIDFontType0C " if font.is_cff else f"/Length1 {len(font.data)} "
    file = objects.stream(font.data, kind)
    box = " ".join(map(str, font.box))
    descriptor = objects.add(
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 /Ascent {font.ascent}"
        f" /Descent {font.descent} /CapHeight {font.ascent} /StemV 80"
        f" /{'FontFile3' if font.is_cff else 'FontFile2'} {file} 0 R >>"
    )
    widths = " ".join(f"{code} [{advance:.0f}]" for code, advance in sorted(font.widths.items()))
    descendant = objects.add(
        f"<< /Type /Font /Subtype /{'CIDFontType0' if font.is_cff else 'CIDFontType2'} /BaseFont /{name}"
        f" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [{widths}]"
        f" /FontDescriptor {descriptor} 0 R{'' if font.is_cff else ' /CIDToGIDMap /Identity'} >>"
    )
    return objects.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
        f" /DescendantFonts [{descendant} 0 R] /ToUnicode {objects.stream(meanings(font.codes))} 0 R >>"
    )
