"""Small PDFs drawn by hand: text and lines where a test wants them, y counted from the top of an A4 page."""

from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{encoding}/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
    "/FontBBox[0 -120 1000 880]/Ascent 880/Descent -120/CapHeight 880/ItalicAngle 0/StemV 80>>>>]>>"
)


@dataclass
class Drawing:
    """One page; every method returns the page, so that calls may be chained."""

    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, size: float = 12, *, mode: int = 0, turned: bool = False
    ) -> "Drawing":
        """Text whose baseline begins at a point; `turned` runs down the page."""
        matrix = f"0 -1 1 0 {x} {HEIGHT - y}" if turned else f"1 0 0 1 {x} {HEIGHT - y}"
        hexed = text.encode("utf-16-be").hex()
        self.parts.append(f"BT /F1 {size} Tf {mode} Tr {matrix} Tm <{hexed}> Tj ET")
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


def pdf(*pages: Drawing, extra: str = "") -> bytes:
    """The pages as a file; `extra` is added to the trailer."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        _FONT.format(encoding="UniGB-UCS2-H"),
    ]
    for i, page in enumerate(pages):
        content = "\n".join(page.parts)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * i} 0 R>>"
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
