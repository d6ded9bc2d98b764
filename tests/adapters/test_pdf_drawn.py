"""A drawn picture as a page of PDF, with the fonts that machines have."""

import io
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LTChar, LTCurve, LTTextContainer

from nianbao.adapters import fonts, pdf_drawn, pdf_font, svg
from nianbao.adapters.chart import OUTCOMES

WIDE, NARROW = 1000, 500


def font_file(path: Path, characters: str, *, is_cff: bool = False, restricted: bool = False) -> Path:
    """A font of squares: full-width ones for Chinese characters, half as wide ones for the rest."""
    names = {ord(character): f"u{ord(character):04X}" for character in characters}
    order = [".notdef", *dict.fromkeys(names.values())]
    builder = FontBuilder(1000, isTTF=not is_cff)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    advances = {".notdef": WIDE} | {name: NARROW if code < 0x80 else WIDE for code, name in names.items()}
    if is_cff:
        strings = {name: _square(T2CharStringPen(advances[name], None)).getCharString() for name in order}
        builder.setupCFF("Squares", {}, strings, {})
    else:
        builder.setupGlyf({name: _square(TTGlyphPen(None)).glyph() for name in order})
    builder.setupHorizontalMetrics({name: (advances[name], 50) for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2(fsType=0x0002 if restricted else 0x0008)
    builder.setupPost()
    builder.save(path)
    return path


def _square(pen: Any) -> Any:
    corners = [(50, 0), (50, 400), (450, 400), (450, 0)]
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    return pen


def letters(data: bytes) -> list[LTChar]:
    """Every letter of the page."""
    (page,) = extract_pages(io.BytesIO(data))
    return [
        letter
        for box in page
        if isinstance(box, LTTextContainer)
        for row in box
        for letter in row
        if isinstance(letter, LTChar)
    ]


def drawn(*elements: str, size: tuple[float, float] = (400, 300)) -> str:
    """A picture."""
    return svg.document(size, "青石镇", elements)


@pytest.mark.parametrize("is_cff", [False, True])
def test_text_is_text(tmp_path: Path, is_cff: bool) -> None:
    """TrueType and PostScript fonts alike: what is drawn can be copied, each letter as wide as the font says."""
    font = font_file(tmp_path / "font", "青石镇年报0123456789", is_cff=is_cff)
    data = pdf_drawn.page(drawn(svg.label((10, 50), "青石镇2025", 20), svg.label((10, 90), "年报", 20)), [font])
    assert data is not None
    assert extract_text(io.BytesIO(data)).split() == ["青石镇2025", "年报"]
    widths = {letter.get_text(): letter.width for letter in letters(data)}
    assert widths["青"] == pytest.approx(15, abs=0.1)
    assert widths["2"] == pytest.approx(7.5, abs=0.1)


def test_code_of_a_character_draws_that_character() -> None:
    """In a font keyed by character ids, as the common Chinese ones are, the reduced font draws the same shape."""
    with closing(pdf_font.Faces(fonts.files())) as faces:
        ((face, _),) = pdf_font.runs(faces, "一口年")
        if "CFF " not in face.font or not hasattr(face.font["CFF "].cff.topDictIndex[0], "ROS"):
            pytest.skip("本机没有按字符编号的中文字体")
        shapes = {each: shape(face.font.getGlyphSet(), face.characters[ord(each)]) for each in "一口年"}
        made = pdf_font.embedded(face)
    reduced = CFFFontSet()
    reduced.decompile(io.BytesIO(made.data), None)
    for character, expected in shapes.items():
        assert shape(reduced[0].CharStrings, f"cid{made.codes[ord(character)]:05d}") == expected


def shape(glyphs: Any, name: str) -> Any:
    """The strokes of a glyph."""
    pen = RecordingPen()
    glyphs[name].draw(pen)
    return pen.value


@pytest.mark.parametrize(("anchor", "left"), [("start", 200), ("middle", 180), ("end", 160)])
def test_text_stands_where_the_picture_has_it(tmp_path: Path, anchor: str, left: float) -> None:
    """Beginning, middle or end at its place, whatever the font's widths."""
    font = font_file(tmp_path / "font", "青石")
    data = pdf_drawn.page(drawn(svg.label((200, 50), "青石", 20, anchor=anchor)), [font])
    assert data is not None
    page_left = (210 / 25.4 * 72 - 400 * 0.75) / 2
    assert letters(data)[0].x0 == pytest.approx(page_left + left * 0.75, abs=0.1)


def test_character_of_another_font_is_found_there(tmp_path: Path) -> None:
    """A rare character comes from the first font that has it; one that none has leaves its place empty."""
    common, rare = font_file(tmp_path / "common", "青石镇"), font_file(tmp_path / "rare", "㙟镇")
    data = pdf_drawn.page(drawn(svg.label((10, 50), "青㙟石镇〇", 20)), [common, rare])
    assert data is not None
    found = letters(data)
    assert [letter.get_text() for letter in found[:4]] == list("青㙟石镇")
    assert pdf_drawn.page(drawn(svg.label((10, 50), "〇", 20)), [common]) is not None
    assert found[0].fontname == found[2].fontname == found[3].fontname != found[1].fontname


def test_font_that_may_not_be_embedded_is_passed_over(tmp_path: Path) -> None:
    """Its maker forbids it; so does a file that is no font at all."""
    barred = font_file(tmp_path / "barred", "青石", restricted=True)
    (tmp_path / "broken").write_bytes(b"no font")
    assert pdf_drawn.page(drawn(svg.label((10, 50), "青石", 20)), [barred, tmp_path / "broken"]) is None


def test_picture_keeps_its_size_or_is_made_to_fit(tmp_path: Path) -> None:
    """180 mm wide stays so; what is larger than the page becomes as large as it can be."""
    font = font_file(tmp_path / "font", "青")
    for size, width in (((680.0, 800.0), 510), ((1600.0, 800.0), 210 / 25.4 * 72 - 40), ((680.0, 2000.0), 273)):
        data = pdf_drawn.page(drawn(svg.label((10, 50), "青", 20), size=size), [font])
        assert data is not None
        (page,) = extract_pages(io.BytesIO(data))
        ground = next(each for each in page if isinstance(each, LTCurve))
        assert ground.width == pytest.approx(width, abs=1)
        assert ground.y0 >= 19
        assert ground.y1 <= 842 - 19


def test_patterns_stay_inside_their_bars(tmp_path: Path) -> None:
    """Each hatch is drawn as lines cut off at the edge of its bar."""
    font = font_file(tmp_path / "font", "青")
    bars = [svg.box((10, 20 * number), (90, 12), svg.paint(shade)) for number, shade in enumerate(OUTCOMES)]
    data = pdf_drawn.page(drawn(svg.patterns(OUTCOMES), svg.label((10, 250), "青", 20), *bars), [font])
    assert data is not None
    (page,) = extract_pages(io.BytesIO(data))
    assert sum(isinstance(each, LTCurve) for each in page) > len(OUTCOMES)


def test_fonts_of_this_machine_are_found_best_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By file name, in whatever folder below and however the name is written."""
    folder = tmp_path / "fonts" / "truetype" / "deep"
    folder.mkdir(parents=True)
    for name in ("SIMHEI.TTF", "msyh.ttc", "other.ttf"):
        (folder / name).write_bytes(b"")
    monkeypatch.setattr(fonts, "_folders", lambda: iter([tmp_path / "fonts", tmp_path / "none"]))
    assert [path.name for path in fonts.files()] == ["msyh.ttc", "SIMHEI.TTF"]
