"""A font as a PDF carries it: only the characters that are used, and what each of them means, so that text can be copied."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError

# OS/2 fsType: of its bits for licences this one alone means that the maker forbids embedding.
_LICENCE, _RESTRICTED = 0x000E, 0x0002
_CHINESE = "SC"
_FAMILY_NAME = 1
_KEPT_TABLES = ("cmap", "head", "hhea", "hmtx", "maxp", "glyf", "loca", "CFF ", "cvt ", "fpgm", "prep", "OS/2")


@dataclass
class Face:
    """A font file opened, and the characters taken from it so far."""

    font: Any
    characters: dict[int, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def has(self, character: str) -> bool:
        """Whether the font draws that character."""
        return ord(character) in self.characters

    def advance(self, character: str) -> float:
        """How far it moves the pen, in thousandths of the size."""
        name = self.characters.get(ord(character), ".notdef")
        return float(self.font["hmtx"][name][0]) * 1000 / float(self.font["head"].unitsPerEm)


@dataclass(frozen=True)
class Embedded:
    """The bytes of a font with the used characters only, and how each is written in the text of a page."""

    data: bytes
    is_cff: bool
    codes: dict[int, int]
    box: tuple[int, ...]
    ascent: int
    descent: int
    widths: dict[int, float]


class Faces:
    """The fonts of some files that may be embedded; the next one is opened when no earlier one has a character."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.opened: list[Face] = []
        self._rest = _faces(files)

    def of(self, character: str) -> Face | None:
        """The first font that draws it, else the first of all; None where there is no font."""
        for face in self.opened:
            if face.has(character):
                return face
        for face in self._rest:
            self.opened.append(face)
            if face.has(character):
                return face
        return self.opened[0] if self.opened else None

    def close(self) -> None:
        """Let go of the files."""
        for face in self.opened:
            face.font.close()


def _faces(files: Iterable[Path]) -> Iterator[Face]:
    for path in files:
        try:
            font = _opened(path)
        except (OSError, TTLibError):
            continue
        if "OS/2" in font and font["OS/2"].fsType & _LICENCE == _RESTRICTED:
            font.close()
        else:
            yield Face(font, font.getBestCmap() or {})


def _opened(path: Path) -> Any:
    """The font; of a collection the one for simplified Chinese, else the first."""
    first = TTFont(path, fontNumber=0, lazy=True)
    for number in range(1, getattr(first.reader, "numFonts", 1)):
        if _is_chinese(first):
            break
        each = TTFont(path, fontNumber=number, lazy=True)
        if _is_chinese(each):
            first.close()
            return each
        each.close()
    return first


def _is_chinese(font: Any) -> bool:
    return _CHINESE in (font["name"].getDebugName(_FAMILY_NAME) or "").split()


def runs(faces: Faces, text: str) -> list[tuple[Face, str]]:
    """The text in runs of one font each; the characters count as used."""
    found: list[tuple[Face, str]] = []
    for character in text:
        face = faces.of(character)
        if face is None:
            continue
        face.used.add(ord(character))
        if found and found[-1][0] is face:
            found[-1] = (face, found[-1][1] + character)
        else:
            found.append((face, character))
    return found


def embedded(face: Face) -> Embedded:
    """The font reduced to what is used of it."""
    font, names = face.font, {code: face.characters[code] for code in face.used if code in face.characters}
    head, lines = font["head"], font["hhea"]
    scale = 1000 / head.unitsPerEm
    box = tuple(round(each * scale) for each in (head.xMin, head.yMin, head.xMax, head.yMax))
    advances = {code: face.advance(chr(code)) for code in names}
    _reduce(font, names)
    is_cff = "CFF " in font
    data = font.getTableData("CFF ") if is_cff else _saved(font)
    codes = {code: _code(font, name, is_cff=is_cff) for code, name in names.items()}
    return Embedded(
        data=data,
        is_cff=is_cff,
        codes=codes,
        box=box,
        ascent=round(lines.ascent * scale),
        descent=round(lines.descent * scale),
        widths={codes[character]: advance for character, advance in advances.items()},
    )


def _reduce(font: Any, names: dict[int, str]) -> None:
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables = [tag for tag in font.reader.keys() if tag not in _KEPT_TABLES]  # noqa: SIM118 - no mapping
    reducer = subset.Subsetter(options)
    reducer.populate(glyphs=list(names.values()), unicodes=list(names))
    reducer.subset(font)


def _saved(font: Any) -> bytes:
    import io

    target = io.BytesIO()
    font.flavor = None
    font.save(target)
    return target.getvalue()


def _code(font: Any, name: str, *, is_cff: bool) -> int:
    """The number a page names the glyph by: in a font keyed by character ids that id, else its place."""
    is_keyed = is_cff and hasattr(font["CFF "].cff.topDictIndex[0], "ROS")
    return int(name.removeprefix("cid")) if is_keyed else int(font.getGlyphID(name))


def meanings(codes: dict[int, int]) -> bytes:
    """The ToUnicode map of a font."""
    pairs = [f"<{code:04X}> <{chr(character).encode('utf-16-be').hex().upper()}>" for character, code in codes.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
