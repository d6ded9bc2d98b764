"""The Word report is set as official papers are: page, grid, headings, page numbers, 落款, tables; clause by clause."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import docx
import numpy as np
import pytest
from docx.oxml.ns import qn
from lxml import etree
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTPage

from nianbao.adapters import picture as drawn_picture
from nianbao.adapters import printout, proof, svg, word, word_table
from nianbao.adapters.convert import Converter
from nianbao.core.picture import Picture
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.layout import layout
from tests.builders import report
from tests.ooxml import validate
from tests.pictures import pages_of_pdf

FORM = load.by_id("2021")
FORMS = [form.id for form in load.catalogue()]
DAY = date(2026, 1, 20)
MM = 72 / 25.4
# A body of full lines only: neither figures nor marks that may be squeezed.
FULL = "公开政府信息" * 200
FONTS = {"title": "方正小标宋简体", "body": "仿宋_GB2312", "1": "黑体", "2": "楷体_GB2312", "table": "宋体"}


def written(made: Report, **more: object) -> bytes:
    """The report as a .docx."""
    return word.write(made, load.by_id(made.form), **more)  # type: ignore[arg-type]


def part(data: bytes, name: str) -> etree._Element:
    """A part of a .docx."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def value(element: etree._Element | None, name: str = "w:val") -> str | None:
    """An attribute, None where there is no element."""
    return None if element is None else element.get(qn(name))


def style(data: bytes, name: str) -> etree._Element:
    """A style by its identifier."""
    styles = part(data, "word/styles.xml").findall(qn("w:style"))
    return next(each for each in styles if each.get(qn("w:styleId")) == name)


def styled(data: bytes) -> list[tuple[str, str]]:
    """Style and text of every paragraph outside tables."""
    return [(each.style.style_id, each.text) for each in docx.Document(io.BytesIO(data)).paragraphs if each.style]


def letters(page: LTPage) -> Iterator[LTChar]:
    """Everything printed on a page."""
    waiting = list(page)
    while waiting:
        each = waiting.pop()
        if isinstance(each, LTChar):
            yield each
        elif hasattr(each, "__iter__"):
            waiting.extend(each)


def lines(page: LTPage) -> list[list[LTChar]]:
    """The printed lines of a page from the top, each from the left; what stands below the text left out."""
    found: dict[int, list[LTChar]] = {}
    for each in letters(page):
        if each.y0 > 35 * MM - 6 and each.get_text().strip():
            found.setdefault(round(each.y0 / 3), []).append(each)
    return [sorted(found[row], key=lambda each: each.x0) for row in sorted(found, reverse=True)]


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    """One office for all pages."""
    with Converter() as running:
        yield running


def printed(data: bytes, converter: Converter) -> list[LTPage]:
    """The pages LibreOffice makes of a .docx, letters as they lie."""
    return list(extract_pages(io.BytesIO(converter.printed(data)), laparams=None))


@pytest.mark.office
def test_page_has_22_lines_of_28_characters(converter: Converter) -> None:
    """Measured in the PDF: a full page has 22 lines 28.95 pt apart; a full line 28 characters, 156 mm wide."""
    pages = printed(written(report("2021", s1_text=f"{FULL}\n{FULL}")), converter)
    full = lines(pages[1])
    assert len(full) == 22
    steps = {round(above[0].y0 - below[0].y0) for above, below in pairwise(full)}
    assert steps == {29}
    assert Counter(map(len, full)).most_common(1)[0][0] == 28
    widest = next(line for line in full if len(line) == 28)
    assert widest[0].x0 / MM == pytest.approx(28, abs=0.5)
    assert widest[-1].x1 / MM == pytest.approx(210 - 26, abs=0.5)
    assert full[0][0].y1 <= (297 - 37) * MM + 3
    assert full[-1][0].y0 >= 35 * MM - 1


@pytest.mark.office
def test_first_line_stands_two_characters_in(converter: Converter) -> None:
    """Two characters of 三号 from the left margin."""
    first = lines(printed(written(report("2021", s1_text=FULL)), converter)[0])
    starts = [line[0].x0 / MM for line in first if len(line) >= 26]
    assert starts[0] - starts[1] == pytest.approx(2 * 16 / MM, abs=0.6)


def test_grid_and_paper_are_in_the_page_setup() -> None:
    """A4, 37/35/28/26 mm, and a grid of lines whose pitch is a 22nd of the text's height."""
    page = part(written(report("2021")), "word/document.xml").find(f".//{qn('w:sectPr')}")
    assert page is not None
    margins, size, grid = page.find(qn("w:pgMar")), page.find(qn("w:pgSz")), page.find(qn("w:docGrid"))
    found = [round(int(value(margins, f"w:{side}") or 0) / 56.7) for side in ("top", "bottom", "left", "right")]
    assert found == [37, 35, 28, 26]
    height = int(value(size, "w:h") or 0) - int(value(margins, "w:top") or 0) - int(value(margins, "w:bottom") or 0)
    assert value(grid, "w:type") == "lines"
    assert height // int(value(grid, "w:linePitch") or 1) == 22


@pytest.mark.parametrize(
    ("name", "shown", "font", "size", "level"),
    [
        ("Title", "Title", FONTS["title"], "44", None),
        ("Heading1", "heading 1", FONTS["1"], None, "0"),
        ("Heading2", "heading 2", FONTS["2"], None, "1"),
        ("Heading3", "heading 3", FONTS["body"], None, "2"),
        ("Heading4", "heading 4", FONTS["body"], None, "3"),
        ("Normal", "Normal", FONTS["body"], "32", None),
    ],
)
def test_styles_are_named_as_word_names_them(
    name: str, shown: str, font: str, size: str | None, level: str | None
) -> None:
    """The clerk finds them in the style list: fonts, sizes and outline levels; digits in Times New Roman."""
    found = style(written(report("2021")), name)
    fonts = found.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert value(found.find(qn("w:name"))) == shown
    assert found.find(qn("w:qFormat")) is not None
    assert [value(fonts, f"w:{each}") for each in ("eastAsia", "ascii", "hAnsi", "hint")] == [
        font,
        "Times New Roman",
        "Times New Roman",
        "eastAsia",
    ]
    assert value(found.find(f"{qn('w:rPr')}/{qn('w:sz')}")) == size
    assert value(found.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")) == level


def test_title_is_centred_and_headings_stay_with_their_text() -> None:
    """Title in the middle; every heading keeps with the next paragraph; no lone first or last line."""
    data = written(report("2021"))
    assert value(style(data, "Title").find(f"{qn('w:pPr')}/{qn('w:jc')}")) == "center"
    for name in ("Heading1", "Heading2", "Heading3", "Heading4"):
        assert style(data, name).find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    control = style(data, "Normal").find(f"{qn('w:pPr')}/{qn('w:widowControl')}")
    assert control is not None
    assert value(control) in (None, "1")
    spacing = style(data, "Normal").find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    assert (value(spacing, "w:line"), value(spacing, "w:lineRule")) == ("579", "exact")


def test_every_run_names_its_chinese_font_and_the_theme_does_too() -> None:
    """Runs, footers, defaults and theme: nowhere is the font left to the machine's language."""
    picture = Picture(
        "<svg/>", drawn_picture.png(svg.document((40, 30), "", [svg.label((2, 20), "年", 20)])), "一年", 40, 30
    )
    data = written(report("2021"), signed=DAY, picture=picture)
    for name in ("word/document.xml", "word/footer1.xml", "word/footer2.xml"):
        runs = [run for run in part(data, name).iter(qn("w:r")) if run.find(qn("w:drawing")) is None]
        assert runs
        for run in runs:
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            told = [value(fonts, f"w:{each}") for each in ("eastAsia", "ascii", "hAnsi", "hint")]
            assert all(told), etree.tostring(run)
            assert told[3] == "eastAsia"
    default = part(data, "word/styles.xml").find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert value(default, "w:eastAsia") == FONTS["body"]
    space = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    theme = part(data, "word/theme/theme1.xml")
    assert theme.xpath("//a:ea/@typeface", namespaces=space) == [FONTS["title"], FONTS["body"]]
    assert theme.xpath("//a:font[@script='Hans']/@typeface", namespaces=space) == [FONTS["title"], FONTS["body"]]


def test_no_font_is_shipped() -> None:
    """Fonts are named, never embedded."""
    with zipfile.ZipFile(io.BytesIO(written(report("2021")))) as archive:
        assert not [name for name in archive.namelist() if re.search(r"\.(odttf|ttf|otf|ttc|fntdata)$", name)]
        assert b"embed" not in archive.read("word/fontTable.xml")


@pytest.mark.office
def test_page_numbers_stand_outside(converter: Converter) -> None:
    """「— 1 —」 right on odd pages and left on even ones, a character in, 7 mm below the text."""
    pages = printed(written(report("2021", s1_text=FULL * 2)), converter)
    for number, page in enumerate(pages[:2], start=1):
        foot = sorted((each for each in letters(page) if each.y1 < 35 * MM), key=lambda each: each.x0)
        assert "".join(each.get_text() for each in foot).strip() == f"— {number} —"
        assert {round(each.size) for each in foot} == {14}
        dashes = [each for each in foot if each.get_text() == "—"]
        if number % 2:
            assert (210 - 26) - dashes[-1].x1 / MM == pytest.approx(14 / MM, abs=1.2)
        else:
            assert dashes[0].x0 / MM - 28 == pytest.approx(14 / MM, abs=1.2)


@pytest.mark.office
def test_dash_of_the_page_number_stands_7_mm_below_the_text(converter: Converter) -> None:
    """Measured on the picture of a page: where the first ink below the text's left edge lies."""
    page = pages_of_pdf(converter.printed(written(report("2021", s1_text=FULL * 2))))[1]
    dots = page.shape[0] / 297
    foot = page[int((297 - 35 + 1) * dots) :, : int(38 * dots)]
    rows = np.flatnonzero(foot.min(axis=1) < 128)
    assert rows.mean() / dots + 1 == pytest.approx(7, abs=0.8)


def test_page_numbers_are_in_song_ti_of_size_four() -> None:
    """四号 宋体; odd and even pages have footers of their own."""
    data = written(report("2021"))
    found = style(data, "Footer")
    assert value(found.find(f"{qn('w:rPr')}/{qn('w:sz')}")) == "28"
    assert value(found.find(f"{qn('w:rPr')}/{qn('w:rFonts')}"), "w:ascii") == FONTS["table"]
    assert part(data, "word/settings.xml").find(qn("w:evenAndOddHeaders")) is not None
    sides = [value(part(data, f"word/footer{each}.xml").find(f".//{qn('w:jc')}")) for each in (1, 2)]
    assert sides == ["right", "left"]
    kinds = [value(each, "w:type") for each in part(data, "word/document.xml").iter(qn("w:footerReference"))]
    assert kinds == ["default", "even"]


def test_narrative_keeps_its_paragraphs_and_headings_get_their_styles() -> None:
    """（一） 1. （1） alone on a line are headings, before text they are set as such; items of a list are text."""
    told = "概述。\n（一）主动公开\n1.公开渠道\n建好专栏。\n（1）网站\n每周更新。\n（二）依申请公开。按时答复。\n一是及时；\n1.加强学习\n2.强化督查"
    found = styled(written(report("2021", s1_text=told)))
    start = found.index(("Heading1", FORM.sections[0].title)) + 1
    assert found[start : start + 10] == [
        ("Normal", "概述。"),
        ("Heading2", "（一）主动公开"),
        ("Heading3", "1.公开渠道"),
        ("Normal", "建好专栏。"),
        ("Heading4", "（1）网站"),
        ("Normal", "每周更新。"),
        ("Normal", "（二）依申请公开。按时答复。"),
        ("Normal", "一是及时；"),
        ("Normal", "1.加强学习"),
        ("Normal", "2.强化督查"),
    ]


def test_heading_before_its_text_follows_the_style() -> None:
    """Its run bears the character style of the level, linked to the heading's own, so that editing one edits both."""
    data = written(report("2021", s1_text="（二）依申请公开。按时答复。\n1.强化管理。健全机制。"))
    document = docx.Document(io.BytesIO(data))
    runs = [run for each in document.paragraphs for run in each.runs if run.style and run.style.type == 2]
    named = [(run.style.style_id, run.text) for run in runs if run.style and "Heading" in run.style.style_id]
    assert named == [("Heading2Char", "（二）依申请公开。"), ("Heading3Char", "1.强化管理。")]
    assert value(style(data, "Heading2").find(qn("w:link"))) == "Heading2Char"


@pytest.mark.office
def test_pdf_has_a_bookmark_for_every_heading(converter: Converter) -> None:
    """Sections and sub-headings, each at its level."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    made = converter.printed(written(report("2021", s1_text="（一）主动公开\n1.公开渠道\n建好专栏。")))
    outline = [(level, title) for level, title, *_ in PDFDocument(PDFParser(io.BytesIO(made))).get_outlines()]
    assert outline[:3] == [(1, FORM.sections[0].title), (2, "（一）主动公开"), (3, "1.公开渠道")]
    assert [title for level, title in outline if level == 1] == [section.title for section in FORM.sections]


def test_nothing_typed_is_changed() -> None:
    """Half-width signs and blanks within a line are printed as typed: mending them is offered elsewhere."""
    typed = "我镇 共公开信息12条,其中3 条(含政策解读)."
    assert ("Normal", typed) in styled(written(report("2021", s1_text=typed)))


def test_report_is_signed_with_unit_and_day() -> None:
    """The unit, and under it the day without padding zeros, four characters from the right; one over the other."""
    data = written(report("2021", agency="青石镇人民政府"), signed=date(2026, 1, 5))
    assert styled(data)[-2:] == [("Signature", "青石镇人民政府"), ("Date", "2026年1月5日")]
    body = part(data, "word/document.xml")
    unit, day = list(body.iter(qn("w:p")))[-2:]
    assert value(day.find(f".//{qn('w:ind')}"), "w:rightChars") == "400"
    # Seven characters over 2026年1月5日, which is seven wide with the gaps round its figures.
    assert value(unit.find(f".//{qn('w:ind')}"), "w:rightChars") == "400"
    for name in ("Signature", "Date"):
        assert value(style(data, name).find(f"{qn('w:pPr')}/{qn('w:jc')}")) == "right"
    assert style(data, "Signature").find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


@pytest.mark.office
def test_signature_is_centred_over_its_day(converter: Converter) -> None:
    """Measured in the PDF, for a short name and for one longer than the day."""
    for agency in ("青石镇", "青石县自然资源和规划局政务公开办公室"):
        last = lines(printed(written(report("2021", agency=agency), signed=DAY), converter)[-1])
        unit, day = last[-2:]
        middles = [(line[0].x0 + line[-1].x1) / 2 for line in (unit, day)]
        assert middles[0] == pytest.approx(middles[1], abs=6)
        assert unit[-1].x1 / MM < 210 - 26 - 2 * 16 / MM + 1


def test_no_day_is_made_up() -> None:
    """Without a day named or typed the report ends with its last paragraph."""
    made = report("2021", agency="青石镇")
    assert {name for name, _ in styled(written(made))}.isdisjoint({"Signature", "Date"})


@pytest.mark.parametrize(
    "typed", ["青石镇人民政府\n2026年1月20日", "青石镇人民政府\n二〇二六年一月二十日", "2026 年 1 月 20 日"]
)
def test_typed_signature_is_set_and_not_doubled(typed: str) -> None:
    """What the clerk typed under the report is its 落款, letter for letter, whatever day is named."""
    made = report("2021", s6_text=f"没有收取信息处理费。\n{typed}")
    expected = [("Signature" if "镇" in line else "Date", line) for line in typed.split("\n")]
    for signed in (None, DAY):
        assert styled(written(made, signed=signed))[-len(expected) - 1 :] == [
            ("Normal", "没有收取信息处理费。"),
            *expected,
        ]


def test_sentence_that_ends_with_a_day_is_no_signature() -> None:
    """Only a line that is nothing but a day is one, and only a line without a stop a unit."""
    made = report("2021", s6_text="统计到2025年12月31日")
    assert styled(written(made))[-1] == ("Normal", "统计到2025年12月31日")
    made = report("2021", s6_text="没有其他事项。\n2026年1月20日")
    assert styled(written(made))[-2:] == [("Normal", "没有其他事项。"), ("Date", "2026年1月20日")]


@pytest.mark.parametrize("form_id", FORMS)
def test_tables_are_those_of_the_form(form_id: str) -> None:
    """Every table has the form's cells and merges, in 五号 or 小五, as wide as the text and fixed."""
    form = load.by_id(form_id)
    body = part(written(report(form_id)), "word/document.xml")
    for table, found in zip(form.tables, body.iter(qn("w:tbl")), strict=True):
        grid = layout(table)
        spans = [value(each) for each in found.iter(qn("w:gridSpan"))]
        assert sum(map(int, filter(None, spans))) == sum(
            each.colspan * each.rowspan for each in grid.cells if each.colspan > 1
        )
        starts = [each for each in found.iter(qn("w:vMerge")) if value(each) == "restart"]
        assert len(starts) == sum(each.rowspan > 1 for each in grid.cells)
        sizes = {value(each) for each in found.iter(qn("w:sz"))} or {"21"}
        assert sizes <= {"18", "21"}
        assert value(found.find(f"{qn('w:tblPr')}/{qn('w:tblLayout')}"), "w:type") == "fixed"
        widths = [int(value(each, "w:w") or 0) for each in found.iter(qn("w:gridCol"))]
        assert len(widths) == grid.columns
        assert sum(widths) == pytest.approx(156 * 56.7, abs=3)
        rows = found.findall(qn("w:tr"))
        assert len(rows) == grid.rows
        assert len(list(found.iter(qn("w:cantSplit")))) == grid.rows
        assert len(list(found.iter(qn("w:tblHeader")))) == grid.head_rows


@pytest.mark.office
@pytest.mark.parametrize("form_id", FORMS)
def test_upright_label_stands_upright(form_id: str, converter: Converter) -> None:
    """表三's group label runs downwards, whole, at the left edge of the table."""
    label = next(row.label for row in load.by_id(form_id).table("t3").blocks[0].rows if row.code == "3")
    pages = printed(written(report(form_id)), converter)
    upright = [
        "".join(each.get_text() for each in sorted(column, key=lambda each: -each.y0))
        for page in pages
        for column in [
            [each for each in letters(page) if each.x1 < (28 + 7) * MM and each.y0 > 36 * MM and each.size < 10]
        ]
    ]
    assert any(label in text for text in upright)
    table = list(part(written(report(form_id)), "word/document.xml").iter(qn("w:tbl")))[1]
    assert {value(each) for each in table.iter(qn("w:textDirection"))} == {"tbRlV"}


@pytest.mark.office
def test_long_table_repeats_its_head_on_the_next_page(converter: Converter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table longer than a page goes on under its head, and no row is cut."""
    monkeypatch.setattr(word_table, "_SMALL_ROW_HEIGHT", 700)
    pages = printed(written(report("2021")), converter)
    head = layout(FORM.table("t3")).cells[0].text[1:8]
    bare = ["".join(each.get_text() for line in lines(page) for each in line) for page in pages]
    assert sum(head in text for text in bare) == 2


@pytest.mark.parametrize("form_id", FORMS)
def test_whole_document_is_valid(form_id: str, tmp_path: Path) -> None:
    """Microsoft's validator has nothing to say to a report with a draft mark, headings, 落款 and picture."""
    image = drawn_picture.png(svg.document((40, 30), "图", [svg.label((2, 20), "年", 20)]))
    picture = Picture("<svg/>", image, "全年收到申请 <3> 件，“办结” 2 件。", 210, 297)
    made = report(form_id, s1_text="（一）主动公开\n1.渠道\n（1）网站\n建好。\n（二）申请。答复。")
    path = tmp_path / "年报.docx"
    path.write_bytes(written(made, draft=True, signed=DAY, picture=picture))
    assert validate(path) == []


def test_picture_has_the_last_page_its_caption_and_its_words() -> None:
    """As large as fits between the margins, told in words, its name beneath; nothing else moves."""
    image = drawn_picture.png(svg.document((210, 297), "图", [svg.label((2, 20), "年", 20)]))
    made = report("2021")
    data = written(made, picture=Picture("<svg/>", image, "全年收到申请 3 件。", 210, 297))
    assert styled(data)[:-2] == styled(written(made))
    assert styled(data)[-2:] == [("TableText", ""), ("Caption", printout.PICTURE_CAPTION)]
    drawing = part(data, "word/document.xml").find(f".//{qn('wp:inline')}")
    assert drawing is not None
    extent, told = drawing.find(qn("wp:extent")), drawing.find(qn("wp:docPr"))
    assert extent is not None
    assert told is not None
    assert told.get("descr") == "全年收到申请 3 件。"
    width, height = int(extent.get("cx", 0)) / 36000, int(extent.get("cy", 0)) / 36000
    assert width <= 156
    assert height <= 225 - 8
    assert width / height == pytest.approx(210 / 297, abs=0.01)


@pytest.mark.office
def test_picture_and_its_caption_fill_one_page(converter: Converter) -> None:
    """A picture of a whole sheet takes one page more, not two."""
    image = drawn_picture.png(svg.document((210, 297), "图", [svg.label((2, 20), "年", 20)]))
    made = report("2021")
    plain = len(printed(written(made), converter))
    assert len(printed(written(made, picture=Picture("<svg/>", image, "图", 210, 297)), converter)) == plain + 1


def test_properties_tell_title_author_and_language() -> None:
    """What a file manager shows."""
    properties = docx.Document(io.BytesIO(written(report("2021", agency="青石镇")))).core_properties
    assert properties.title.startswith("青石镇")
    assert (properties.author, properties.language) == ("青石镇", "zh-CN")


def test_signed_report_without_a_unit_bears_only_the_day() -> None:
    """Nothing is made up for the unit either."""
    made = replace(report("2021"), agency=None)
    assert styled(written(made, signed=DAY))[-1] == ("Date", "2026年1月20日")


def test_proof_still_holds_for_headings_and_typed_signature() -> None:
    """What is set in other styles reads back as the same words."""
    made = report("2021", s1_text="（一）主动公开\n1.渠道\n建好。", s6_text="无。\n青石镇\n2026年1月20日")
    proof.prove(proof.Exported(made, FORM, False, "青石镇.docx"), written(made))
