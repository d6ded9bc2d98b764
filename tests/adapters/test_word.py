"""Word files: what is written is read back, and strangers' files are read as the eye sees them."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings

from nianbao.adapters import page, word
from nianbao.core.document import Document, TextGrid
from nianbao.core.errors import CannotRead
from nianbao.core.report import Heading, Report
from nianbao.forms import load
from tests.adapters.pages import contents, expected, grids, paragraphs, places, reports
from tests.builders import report
from tests.ooxml import validate

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
FORMS = [form.id for form in load.catalogue()]


def packed(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def file_of(body: str, *, styles: str = "", space: str = SPACE, head: str = "") -> bytes:
    """A small .docx with this body; `w:` is Word's namespace."""
    parts = {"word/document.xml": f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'}
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{space}">{styles}</w:styles>'
    return packed(parts)


def read(body: str, *, styles: str = "", space: str = SPACE) -> Document:
    """The document of a small .docx."""
    return word.read(file_of(body, styles=styles, space=space), "青石镇.docx")


def p(*runs: str) -> str:
    """A paragraph of runs; a bare text is a run."""
    return f"<w:p>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str, look: str = "") -> str:
    """A run of text with properties."""
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


def tbl(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def tc(content: str, look: str = "") -> str:
    """A cell; bare text becomes its paragraph."""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_written_report_reads_back_whole(made: Report) -> None:
    """Title, lead, headings, every table cell with its merges, and every paragraph come back in order."""
    form = load.by_id(made.form)

    found = word.read(word.write(made, form), "青石镇.docx")

    assert contents(found) == expected(form, made)


def test_blank_stays_blank_and_zero_is_printed() -> None:
    """未填 is an empty cell; 0 is 「0」; money keeps its decimals; a change keeps its sign."""
    made = report("2019", "t2_1.1_new_made= t2_5.1_change=-2 t2_9.1_amount=260.1954")

    table = grids(word.read(word.write(made, load.by_id("2019")), "青石镇.docx"))[0]

    assert table[2] == ["规章", "", "0", "0"]
    assert table[6] == ["行政许可", "0", "-2", "0"]
    assert table[-1] == ["政府集中采购", "0", "260.1954", None]


def test_typed_text_stays_text() -> None:
    """Formulas, markup and tabs are characters; control characters and typed indents are left out."""
    made = report("2021", agency="青石\x08镇", s1_text="=1+1\n<b>&amp;\n　　一、\t二\x00\x0b三\r\n\n @x ")

    found = paragraphs(word.read(word.write(made, load.by_id("2021")), "青石镇.docx"))

    assert found[2:8] == ["=1+1", "<b>&amp;", "一、\t二", "三", "@x", "二、主动公开政府信息情况"]


def test_missing_title_is_made_and_long_one_breaks_before_its_set_phrase() -> None:
    """Without a title the unit and year make one; the line break in it is not part of the text."""
    made = report("2021", year=2024, agency="青石县自然资源和规划局")

    data = word.write(made, load.by_id("2021"))

    title = docx.Document(io.BytesIO(data)).paragraphs[0]
    assert title.text == "青石县自然资源和规划局2024年\n政府信息公开工作年度报告"
    assert paragraphs(word.read(data, "x.docx"))[0] == "青石县自然资源和规划局2024年政府信息公开工作年度报告"


def test_unknown_agency_and_year_leave_the_set_phrase() -> None:
    """Nothing is made up."""
    made = replace(report("2021"), agency=None, year=None)
    assert paragraphs(word.read(word.write(made, load.by_id("2021")), "x"))[0] == "政府信息公开工作年度报告"


def test_headings_are_printed_as_the_report_brings_them() -> None:
    """A unit's own wording of a heading stays; the others follow the form."""
    made = replace(report("2021"), headings=(Heading("s1", "一、工作概况", ""), Heading("", "附件", "")))

    found = paragraphs(word.read(word.write(made, load.by_id("2021")), "x"))

    assert "一、工作概况" in found
    assert not {"一、总体情况", "附件"} & set(found)
    assert "五、存在的主要问题及改进情况" in found


@pytest.mark.parametrize("form_id", FORMS)
def test_written_file_is_valid(form_id: str, tmp_path: Path) -> None:
    """Microsoft's validator has nothing to say, and neither do blank values or an empty last section."""
    made = report(form_id, rest=None, s5_text="", s6_text="")
    path = tmp_path / "年报.docx"
    path.write_bytes(word.write(made, load.by_id(form_id)))
    assert validate(path) == []


def test_page_is_set_as_published() -> None:
    """A4 with the official margins, real heading styles, a page number, Chinese fonts on every run."""
    document = docx.Document(io.BytesIO(word.write(report("2021"), load.by_id("2021"))))

    section = document.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(margin / Mm(1)) for margin in margins if margin] == [37, 35, 28, 26]
    assert (round((section.page_width or 0) / Mm(1)), round((section.page_height or 0) / Mm(1))) == (210, 297)
    assert " PAGE " in section.footer._element.xpath("string(.)")
    assert [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"] == [
        part.title for part in load.by_id("2021").sections
    ]
    assert "（一）主动公开" in [
        each.text for each in document.paragraphs if each.style and each.style.name == "Heading 2"
    ]
    fonts = [run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") for run in document.element.iter(qn("w:r"))]
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {
        "方正小标宋简体",
        "仿宋_GB2312",
        "黑体",
        "楷体_GB2312",
        "宋体",
    }
    for style in document.styles:
        assert style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))


def test_tables_repeat_their_heading_and_fit_the_page() -> None:
    """Table 三 repeats its three heading rows, breaks no row, and is as wide as the text."""
    document = docx.Document(io.BytesIO(word.write(report("2021"), load.by_id("2021"))))

    table = document.tables[1]._tbl

    assert len(table.findall(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}")) == 3
    rows = table.findall(qn("w:tr"))
    assert len(table.findall(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:cantSplit')}")) == len(rows)
    assert sum(column.w or 0 for column in table.tblGrid.gridCol_lst) / Mm(1) == pytest.approx(156, abs=0.1)
    upright = [cell.get(qn("w:val")) for cell in table.iter(qn("w:textDirection"))]
    assert upright == ["tbRlV"] * 22


def test_first_sentence_of_a_long_paragraph_is_its_subheading() -> None:
    """「（一）…。」 before more text is set in 楷体, the rest in 仿宋, in one paragraph."""
    made = report("2021", s1_text="（一）加强领导。今年以来，我镇高度重视。")
    document = docx.Document(io.BytesIO(word.write(made, load.by_id("2021"))))

    found = next(each for each in document.paragraphs if each.text.startswith("（一）加强领导"))

    assert [run.text for run in found.runs] == ["（一）加强领导。", "今年以来，我镇高度重视。"]


def test_places_count_what_a_reader_counts() -> None:
    """Blank paragraphs are not counted; lines of one paragraph share its place; cells count covered columns."""
    broken = p("一", "<w:r><w:br/></w:r>", "二")
    table = tbl(tc("甲", '<w:gridSpan w:val="2"/>') + tc("3"), tc("乙") + tc("丙") + tc("4"))

    found = read(p("标题") + p("　") + broken + table)

    assert places(found.items) == ["第1段", "第2段", "第2段", "第1个表格"]
    grid = found.items[-1]
    assert isinstance(grid, TextGrid)
    assert grid.rows[0][2] == ("3", "第1个表格第1行第3列")


def test_tracked_changes_are_read_as_accepted() -> None:
    """Inserted and moved-in text counts, deleted and moved-out text, rows and paragraph ends do not."""
    gone = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    found = read(
        p("新收", f"<w:ins>{r('5')}</w:ins>", "<w:del><w:r><w:delText>4</w:delText></w:r></w:del>", "件")
        + p(f"<w:moveFrom>{r('旧')}</w:moveFrom>", f"<w:moveTo>{r('新')}</w:moveTo>")
        + p(gone, "前半").replace("<w:r><w:rPr></w:rPr><w:t><w:pPr>", "<w:pPr>")
        + p("后半")
        + tbl(tc("甲") + tc("1"), "<w:trPr><w:del/></w:trPr>" + tc("乙") + tc("2"), tc("丙") + tc("3"))
    )

    assert contents(found) == ["新收5件", "新", "前半后半", [["甲", "1"], ["丙", "3"]]]


def test_hidden_text_and_note_marks_are_no_part_of_a_number() -> None:
    """Hidden runs go; superscript marks behind a number go; a unit's power and a number set too high stay."""
    up = '<w:vertAlign w:val="superscript"/>'
    found = read(
        tbl(
            tc(p("12", r("3", "<w:vanish/>"))) + tc(p("12", r("[1]", up))),
            tc(p("km", r("2", up))) + tc(p(r("5", up))),
            tc(p("4", r("0", '<w:vanish w:val="0"/>'))) + tc(p("7", '<w:r><w:footnoteReference w:id="2"/></w:r>')),
        )
    )

    assert grids(found) == [[["12", "12"], ["km2", "5"], ["40", "7"]]]


def test_styles_can_hide_or_raise_text() -> None:
    """Hiding and raising through a style counts like doing it to the run."""
    styles = (
        '<w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="b"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    found = read(p("共12", r("9", '<w:rStyle w:val="a"/>'), r("①", '<w:rStyle w:val="b"/>'), "件"), styles=styles)
    assert contents(found) == ["共12件"]


def test_merged_cells_are_spread_out() -> None:
    """Cells merged across and down cover places; a row that starts later is moved to its column."""
    late = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    found = read(
        tbl(
            tc("甲", '<w:vMerge w:val="restart"/>') + tc("乙", '<w:gridSpan w:val="2"/>'),
            tc("", "<w:vMerge/>") + tc("1") + tc("2"),
            late + tc("3") + tc("4"),
        )
    )
    assert grids(found) == [[["甲", "乙", None], [None, "1", "2"], ["", "3", "4"]]]


def test_nested_tables_and_content_controls_are_read() -> None:
    """A table in a cell is a grid of its own; controls are transparent, their prompts are not text."""
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = tbl(tc("内") + tc("8"))
    found = read(
        control.format("", p("控件内"))
        + tbl(
            tc("外") + tc(p("前") + inner + p("后")),
            tc(p(control.format("<w:showingPlcHdr/>", r("单击此处输入文字"))))
            + control.format("", tc(p(control.format("", r("6"))))),
        )
    )
    assert contents(found) == ["控件内", [["外", "前\n后"], ["", "6"]], [["内", "8"]]]
    assert places(found.items) == ["第1段", "第1个表格", "第2个表格"]


def test_table_round_the_whole_page_is_no_table() -> None:
    """A frame of one column gives its paragraphs and the tables inside."""
    found = read(tbl(tc(p("一、总体情况") + tbl(tc("甲") + tc("1")) + p("完"))))
    assert contents(found) == ["一、总体情况", [["甲", "1"]], "完"]


def test_text_boxes_are_read_once() -> None:
    """The old copy Word keeps beside a text box is not read again."""
    box = f"<w:txbxContent>{p('框中')}</w:txbxContent>"
    drawn = (
        '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:drawing>'
        f"<x>{box}</x></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert contents(read(p("正文", f"<w:r>{drawn}</w:r>"))) == ["正文", "框中"]


def test_strict_documents_are_read() -> None:
    """The other namespace of the same format makes no difference."""
    assert contents(read(p("一、总体情况") + tbl(tc("甲") + tc("1")), space=STRICT)) == ["一、总体情况", [["甲", "1"]]]


def test_soft_breaks_and_tabs_are_kept() -> None:
    """In a cell a break is a line; field codes are not text, their results are."""
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    found = read(
        p("甲", "<w:r><w:tab/></w:r>", "乙", field) + tbl(tc(p("本年新", "<w:r><w:br/></w:r>", "制作")) + tc("1"))
    )
    assert contents(found) == ["甲\t乙", [["本年新\n制作", "1"]]]


def test_claimed_width_is_cut_to_the_real_one() -> None:
    """A cell said to span ten thousand columns spans those there are."""
    found = read(tbl(tc("题", '<w:gridSpan w:val="10000"/>'), tc("甲") + tc("1") + tc("2")))
    assert grids(found) == [[["题", None, None], ["甲", "1", "2"]]]


def test_table_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More cells than a report can have are not spread out."""
    monkeypatch.setattr(page, "MOST_PIECES", 20)
    with pytest.raises(CannotRead, match="超过"):
        read(tbl(*[tc("", '<w:gridSpan w:val="9"/>') + tc("1")] * 3))


def test_endless_document_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank paragraphs and cells count against the limit too."""
    monkeypatch.setattr(page, "MOST_PIECES", 20)
    for body in (p("") * 21, tbl(tc("") * 11)):
        with pytest.raises(CannotRead, match="超过 20 处"):
            read(body)


@pytest.mark.parametrize("depth", [40, 250])
def test_deep_nesting_neither_hangs_nor_crashes(depth: int) -> None:
    """Runs in runs, boxes in boxes: read or refused, never a crash."""
    nested = "<w:r>" * depth + "<w:t>深</w:t>" + "</w:r>" * depth
    boxes = "<w:r><w:pict><w:txbxContent><w:p>" * (depth // 5) + "</w:p></w:txbxContent></w:pict></w:r>" * (depth // 5)
    assert contents(read(p(nested))) == ["深"]
    assert contents(read(p(boxes))) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "不是 Word 文档"),
        (b"hello", "不是 Word 文档"),
        (b"PK\x03\x04 torn", "损坏"),
        (packed({"a.txt": "x"}), "不是 Word 文档"),
        (packed({"word/document.xml": "<w:document"}), "损坏"),
        (packed({"word/document.xml": f'<w:x xmlns:w="{SPACE}"/>'}), "没有 Word 正文"),
        (file_of(p("x"), head='<!DOCTYPE a [<!ENTITY b "c">]>'), "外部引用"),
        (file_of("<w:r>" * 300 + "</w:r>" * 300), "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版"),
    ],
)
def test_broken_files_are_refused_in_a_sentence(data: bytes, told: str) -> None:
    """Each refusal names the file and ends as a sentence."""
    with pytest.raises(CannotRead, match=told) as caught:
        word.read(data, "青石镇.docx")
    assert "「青石镇.docx」" in caught.value.message
    assert caught.value.message.endswith("。")


def test_values_beyond_a_double_keep_every_digit() -> None:
    """Numbers are written from their decimals, never through binary fractions."""
    made = report("2021", "t2_8.1_fees=90071992547409.9301")
    assert made.values[load.by_id("2021").find("t2_8.1_fees")] == Decimal("90071992547409.9301")
    assert grids(word.read(word.write(made, load.by_id("2021")), "x"))[0][-1][1] == "90071992547409.9301"
