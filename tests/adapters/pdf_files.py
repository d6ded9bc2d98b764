"""Small PDFs drawn by hand: text and lines where a test wants them, y counted from the top of an A4 page."""

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{encoding}/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
    "/FontBBox[0 -120 1000 880]/Ascent 880/Descent -120/CapHeight 880/ItalicAngle 0/StemV 80>>>>]>>"
)


_OWN_CODES = (
    "<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Song/FirstChar 65/LastChar 90/Widths[{widths}]"
    "/Encoding<</Type/Encoding/Differences[65 {names}]>>>>"
)


@dataclass
class Drawing:
    """One page; every method returns the page, so that calls may be chained.

    `turned` pages are drawn sideways on the paper and say that they are to be turned when shown.
    """

    parts: list[str] = field(default_factory=list)
    turned: bool = False

    def text(
        self, x: float, y: float, text: str, size: float = 12, *, mode: int = 0, turned: bool = False
    ) -> "Drawing":
        """Text whose baseline begins at a point; `turned` runs down the page."""
        matrix = f"0 -1 1 0 {x} {HEIGHT - y}" if turned else f"1 0 0 1 {x} {HEIGHT - y}"
        hexed = text.encode("utf-16-be").hex()
        self.parts.append(f"BT /F1 {size} Tf {mode} Tr {matrix} Tm <{hexed}> Tj ET")
        return self

    def slanted(self, x: float, y: float, text: str, size: float, grey: float = 0.8) -> "Drawing":
        """Grey text that runs upwards at half a right angle, as watermarks do."""
        hexed = text.encode("utf-16-be").hex()
        self.parts.append(f"q {grey} g BT /F1 {size} Tf .7 .7 -.7 .7 {x} {HEIGHT - y} Tm <{hexed}> Tj ET Q")
        return self

    def coloured(self, x: float, y: float, text: str, size: float, grey: float) -> "Drawing":
        """Level text in a grey, 1 being white."""
        self.parts.append(f"q {grey} g")
        self.text(x, y, text, size).parts.append("Q")
        return self

    def unreadable(self, x: float, y: float, text: str, size: float = 12) -> "Drawing":
        """Text in a font that does not say what its letters are."""
        self.parts.append(f"BT /F2 {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{text.encode('utf-16-be').hex()}> Tj ET")
        return self

    def coded(self, x: float, y: float, codes: bytes, size: float = 12) -> "Drawing":
        """Text in a font with an encoding of its own, whose names of letters mean nothing."""
        self.parts.append(f"BT /F9 {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{codes.hex()}> Tj ET")
        return self

    def letters(self, x: float, y: float, text: str, size: float = 12) -> "Drawing":
        """Text drawn letter by letter."""
        for char in text:
            self.text(x, y, char, size)
            x += size / 2 if char.isascii() else size
        return self

    def lines(self, x: float, y: float, *texts: str, leading: float = 20) -> "Drawing":
        """Lines of text one under the other."""
        for i, text in enumerate(texts):
            self.text(x, y + i * leading, text)
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> "Drawing":
        """A straight line."""
        self.parts.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> "Drawing":
        """A filled box: what some programs draw for a line."""
        self.parts.append(f"{x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f")
        return self

    def ruled(self, xs: list[float], ys: list[float]) -> "Drawing":
        """All lines of a plain table."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        return self

    def table(self, xs: list[float], top: float, *rows: list[str], height: float = 30) -> "Drawing":
        """A plain table with a text in each cell."""
        self.ruled(xs, [top + i * height for i in range(len(rows) + 1)])
        for i, row in enumerate(rows):
            for x, text in zip(xs, row, strict=False):
                self.text(x + 4, top + i * height + 19, text)
        return self


def pdf(*pages: Drawing, extra: str = "", glyphs: str = "g") -> bytes:
    """The pages as a file; `extra` is added to the trailer, `glyphs` is how an own encoding names its letters."""
    fonts = [_FONT.format(encoding="UniGB-UCS2-H")]
    if any("/F2" in part for page in pages for part in page.parts):
        fonts.append(_FONT.format(encoding="Identity-H").replace("(GB1)", "(Identity)"))
    names = "".join(f"/F{i} {2 + i} 0 R" for i in range(1, len(fonts) + 1))
    if any("/F9" in part for page in pages for part in page.parts):
        fonts.append(_OWN_CODES.format(widths="1000 " * 26, names="".join(f"/{glyphs}{i:02}" for i in range(26))))
        names += f"/F9 {2 + len(fonts)} 0 R"
    first = 3 + len(fonts)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        *fonts,
    ]
    for i, page in enumerate(pages):
        content = "\n".join([f"0 1 -1 0 {HEIGHT} 0 cm", *page.parts] if page.turned else page.parts)
        box = f"[0 0 {HEIGHT} {WIDTH}]/Rotate 90" if page.turned else f"[0 0 {WIDTH} {HEIGHT}]"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Resources<</Font<<{names}>>>>/Contents {first + 1 + 2 * i} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    body, places = "%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(places) + 1}/Root 1 0 R{extra}>>\nstartxref\n{len(body)}\n%%EOF"
    return (body + end).encode("latin-1")
