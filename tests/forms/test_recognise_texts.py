"""Sections found by their titles, paragraphs kept as written, appendices left out."""

import pytest

from nianbao.core.document import Document, GridCell, Paragraph, TextGrid
from nianbao.core.errors import CannotRead
from nianbao.forms import load
from nianbao.forms.recognise import recognise
from nianbao.forms.recognise_texts import is_appendix_mark, section_of
from tests.forms.pages import lines, read

SECTIONS = load.by_id("2021").sections


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("一、总体情况", "s1"),
        ("一、工作基本情况", "s1"),
        ("第一部分 总体情况", "s1"),
        ("总体情况", "s1"),
        ("五、存在的主要问题和改进的情况", "s5"),
        ("四、存在的问题及整改措施", "s5"),
        ("三、收到和处理政府信息公开申请情況", "s3"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "s4"),
        ("其他无需要报告的事项。", ""),
        ("报告包括总体情况，主动公开政府信息情况等6个部分。", ""),
        ("概况", ""),
        ("1.主动公开情况", ""),
        ("七、下一步打算", ""),
    ],
)
def test_section_of_tells_headings_from_sentences(text, section):
    """A heading is short, is no sentence, and says what the form says."""
    assert section == section_of(text, SECTIONS)


def test_recognise_takes_subheads_for_text():
    """Sub-heads worded like sections stay in the narrative."""
    found, _ = read(lines("2021", s1_text="（一）主动公开政府信息情况\n公开 3 条。\n（二）依申请公开情况\n收到 0 件。"))
    assert found.texts["s1_text"].splitlines()[0] == "（一）主动公开政府信息情况"
    assert [heading.section for heading in found.headings] == ["s1", "s2", "s3", "s4", "s5", "s6"]


def test_recognise_keeps_headings_as_printed():
    """Slipped and repeated numbers are kept, unknown headings are listed and their text is not lost."""
    page = lines("2021", s6_text="无其他事项。\n七、下一步打算\n继续努力。").replace("五、存在的", "四、存在的")
    found, _ = read(page)
    assert [(heading.section, heading.text[:2]) for heading in found.headings][3:] == [
        ("s4", "四、"),
        ("s5", "四、"),
        ("s6", "六、"),
        ("", "七、"),
    ]
    assert found.texts["s6_text"] == "无其他事项。\n七、下一步打算\n继续努力。"


def test_recognise_reads_text_on_the_heading_line():
    """「六、其他需要报告的事项：无」 is a heading and a text."""
    found, _ = read(lines("2021", s6_text="").replace("其他需要报告的事项", "其他需要报告的事项：无。"))
    assert (found.headings[-1].text, found.texts["s6_text"]) == ("六、其他需要报告的事项", "无。")


def test_recognise_keeps_paragraphs_untouched_inside():
    """Blank lines go, outer blanks go, inner ones stay."""
    found, _ = read(lines("2021").replace("一是公开内容不够丰富。", "　　公开政府信息  余条，办结率  %。　\n\n　\n"))
    assert found.texts["s5_text"] == "公开政府信息  余条，办结率  %。\n下一步将加强业务培训。"


def test_recognise_reads_text_before_and_after_a_table():
    """What stands round a table belongs to its section."""
    page = lines("2021", s3_text="表后一段。").replace("（本列数据", "表前一段。\n\n（本列数据")
    assert read(page)[0].texts["s3_text"] == "表前一段。\n表后一段。"


def test_recognise_finds_headings_inside_a_grid():
    """A sheet that holds headings and tables in one grid is parted at the headings."""
    rows = [line.split("\t") for line in lines("2021", "t3_1_natural=3 t4_1_upheld=2").splitlines() if line]
    grid = TextGrid(tuple(tuple(GridCell(cell, f"A{i}") for cell in row) for i, row in enumerate(rows)), "表1")
    found, _ = recognise(Document("表.xlsx", (grid,)), load.catalogue())
    assert [heading.section for heading in found.headings] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert {str(cell): int(value) for cell, value in found.values.items() if value} == {
        "t3_1_natural": 3, "t3_1_total": 3, "t4_1_upheld": 2, "t4_1_total": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "is_mark"),
    [
        ("附件：", True),
        ("附件", True),
        ("附件2", True),
        ("政府信息公开工作年度报告格式模板", True),
        ("（政府信息公开工作年度报告格式）", True),
        ("附件材料齐全", False),
        ("详见附件。", False),
        ("我镇按照规定的报告格式。", False),
    ],
)
def test_appendix_mark_is_a_line_of_its_own(text, is_mark):
    """A sentence that mentions an attachment opens none."""
    assert is_mark == is_appendix_mark(text)


def test_recognise_leaves_texts_of_an_appendix_out():
    """What the model form says is never the report's."""
    found, _ = read(lines("2021", s6_text="") + "\n附件：\n\n六、其他需要报告的事项\n\n（文字描述）\n")
    assert found.texts["s6_text"] == ""


def test_recognise_ignores_a_mark_before_the_report():
    """A notice's 「附件：」 above the report does not make the report an appendix."""
    found, findings = read("附件：\n\n" + lines("2021"))
    assert (found.texts["s1_text"] != "", findings) == (True, ())


@pytest.mark.parametrize("items", [(), (Paragraph("会议通知", "第1行"), Paragraph("请准时参加。", "第2行"))])
def test_recognise_refuses_what_is_no_report(items):
    """Neither table nor heading: one sentence with the file's name."""
    with pytest.raises(CannotRead, match=r"「通知.txt」里没有找到政府信息公开年度报告的表格和章节。请确认文件。"):
        recognise(Document("通知.txt", items), load.catalogue())
