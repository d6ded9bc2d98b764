"""A picture of ours as a page of PDF: shapes as shapes, texts as texts that can be marked and copied."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from nianbao.adapters.pdf_font import Embedded, Face, Faces, embedded, runs
from nianbao.adapters.pdf_objects import Objects, add_font, text_string

_SVG = "{http://www.w3.org/2000/svg}"
_POINT = 72 / 96
_A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)
# What every printer leaves white, and what a page is set below its edge where there is room.
_LEAST, _ABOVE = 20.0, 50.0
# A heavier letter is drawn with a line of this share of its size around it.
_BOLD = 0.03
_SPACING = 4.0


class _Run(NamedTuple):
    """A piece of text in one font."""

    face: Face
    size: float
    text: str


class _Page:
    """The content of the page as far as it is drawn; y grows downward as in the picture."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.faces = Faces(files)
        self.pieces: list[str | _Run] = []

    def draw(self, element: Any) -> None:
        """Draw one element, or pass over what is not drawn."""
        kind = str(element.tag).removeprefix(_SVG)
        if kind == "rect":
            self.pieces += _rect(element)
        elif kind == "line":
            self.pieces += _line(element)
        elif kind == "text":
            self._text(element)

    def _text(self, element: Any) -> None:
        size, x, y = (float(element.get(name)) for name in ("font-size", "x", "y"))
        told = runs(self.faces, element.text or "")
        width = sum(face.advance(character) for face, text in told for character in text) * size / 1000
        x -= {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
        colour = _colour(element.get("fill"))
        weight = f" 2 Tr {size * _BOLD:.3f} w" if element.get("font-weight") else " 0 Tr"
        self.pieces.append(f"{colour} rg {colour} RG BT{weight} 1 0 0 -1 {x:.2f} {y:.2f} Tm\n")
        self.pieces += [_Run(face, size, text) for face, text in told]
        self.pieces.append("ET\n")

    def content(self, fonts: dict[int, Embedded]) -> str:
        """The page's operators, now that each character has its code."""
        return "".join(each if isinstance(each, str) else self._shown(each, fonts) for each in self.pieces)

    def _shown(self, run: _Run, fonts: dict[int, Embedded]) -> str:
        number = self.faces.opened.index(run.face)
        codes = (fonts[number].codes.get(ord(character), 0) for character in run.text)
        return f"/F{number} {run.size:.2f} Tf <{''.join(f'{code:04X}' for code in codes)}> Tj\n"


def page(drawn: str, files: Sequence[Path]) -> bytes | None:
    """The picture on an A4 page; None where no font is there to write with."""
    root, shown = etree.fromstring(drawn.encode("utf-8")), _Page(files)
    with closing(shown.faces):
        for element in root:
            shown.draw(element)
        fonts = {number: embedded(face) for number, face in enumerate(shown.faces.opened) if face.used}
    if not fonts:
        return None
    size = (float(root.get("width", "0")), float(root.get("height", "0")))
    return _file(shown.content(fonts), fonts, size, root.findtext(f"{_SVG}title") or "")


def _file(content: str, fonts: dict[int, Embedded], size: tuple[float, float], title: str) -> bytes:
    objects = Objects()
    names = " ".join(f"/F{number} {add_font(objects, font, number)} 0 R" for number, font in fonts.items())
    stream = objects.stream(f"q {_placed(size)} cm\n{content}Q\n".encode("latin-1"))
    root, pages, sheet = objects.add(), objects.add(), objects.add()
    objects.put(
        sheet,
        f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {_A4[0]:.2f} {_A4[1]:.2f}] /Contents {stream} 0 R"
        f" /Resources << /Font << {names} >> >> >>",
    )
    objects.put(pages, f"<< /Type /Pages /Kids [{sheet} 0 R] /Count 1 >>")
    language = "/Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >>"
    objects.put(root, f"<< /Type /Catalog /Pages {pages} 0 R {language} >>")
    return objects.written(root, objects.add(f"<< /Title {text_string(title)} >>"))


def _placed(size: tuple[float, float]) -> str:
    """The matrix that sets the picture on the page: in its own size where it fits, else as large as it can be."""
    width, height = size
    scale = min(_POINT, (_A4[0] - 2 * _LEAST) / width, (_A4[1] - 2 * _LEAST) / height)
    left = (_A4[0] - width * scale) / 2
    above = min(_ABOVE, (_A4[1] - height * scale) / 2)
    return f"{scale:.5f} 0 0 {-scale:.5f} {left:.2f} {_A4[1] - above:.2f}"


def _rect(element: Any) -> Iterator[str]:
    x, y, width, height = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
    shape, fill, edge = f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re", element.get("fill"), element.get("stroke")
    if fill.startswith("url(#"):
        pattern, ink, ground = fill.removeprefix("url(#").removesuffix(")").split("-")
        yield f"{_colour('#' + ground)} rg {shape} f\nq {shape} W n {_colour('#' + ink)} RG\n"
        yield from _HATCHES[pattern](x, y, x + width, y + height)
        yield "Q\n"
    else:
        yield f"{_colour(fill)} rg {shape} f\n"
    if edge and edge != "none":
        yield f"{_colour(edge)} RG {element.get('stroke-width')} w {shape} S\n"


def _line(element: Any) -> Iterator[str]:
    start_x, start_y, end_x, end_y = (float(element.get(name)) for name in ("x1", "y1", "x2", "y2"))
    yield f"{_colour(element.get('stroke'))} RG {element.get('stroke-width')} w "
    yield f"{start_x:.2f} {start_y:.2f} m {end_x:.2f} {end_y:.2f} l S\n"


def _colour(text: str) -> str:
    """Red, green and blue of #RRGGBB, each from 0 to 1."""
    return " ".join(f"{int(text[place : place + 2], 16) / 255:.3f}" for place in (1, 3, 5))


def _slanted(left: float, top: float, right: float, bottom: float) -> Iterator[str]:
    step, height = _SPACING * 2**0.5, bottom - top
    yield "1.4 w "
    for number in range(int((right - left + height) / step) + 1):
        x = left + number * step
        yield f"{x:.2f} {top:.2f} m {x - height:.2f} {bottom:.2f} l S\n"


def _level(left: float, top: float, right: float, bottom: float) -> Iterator[str]:
    yield "1.3 w "
    for number in range(int((bottom - top) / _SPACING) + 1):
        y = top + 1 + number * _SPACING
        yield f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S\n"


def _dots(left: float, top: float, right: float, bottom: float) -> Iterator[str]:
    yield "1.8 w 1 J "
    for row in range(int((bottom - top) / _SPACING) + 1):
        y = top + 2 + row * _SPACING
        for column in range(int((right - left) / _SPACING) + 1):
            x = left + 2 + column * _SPACING
            yield f"{x:.2f} {y:.2f} m {x:.2f} {y:.2f} l S\n"


_HATCHES = {"slanted": _slanted, "level": _level, "dots": _dots}
