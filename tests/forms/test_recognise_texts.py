"""Sections found by their titles, paragraphs kept as written, appendices left out."""

import pytest

from nianbao.core.document import Document, GridCell, Paragraph, TextGrid
from nianbao.core.errors import CannotRead
from nianbao.forms import load
from nianbao.forms.recognise import recognise
from nianbao.forms.recognise_appendix import is_appendix_mark
from nianbao.forms.recognise_headings import section_of
from tests.builders import TEXTS
from tests.forms.pages import codes, lines, read, values

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


def test_recognise_takes_a_subhead_for_no_section():
    """「一、主动公开情况」 in the narrative stays there: the section itself is worded and numbered as it should be."""
    text = "一、主动公开情况\n公开 3 条。\n二、依申请公开情况\n收到 0 件。"
    found, _ = read(lines("2021", s1_text=text))
    assert (found.texts["s1_text"], found.texts["s2_text"], found.texts["s3_text"]) == (text, "", "")


def test_recognise_goes_on_after_an_attachment_mark_in_the_middle():
    """「附表1」 above a table ends nothing: the sections after it are the report's."""
    page = lines("2021", "t3_1_natural=3").replace(
        "二、主动公开政府信息情况\n", "二、主动公开政府信息情况\n\n附表1\n", 1
    )
    found, findings = read(page)
    assert (found.texts["s5_text"], values(found, "t3_1_natural"), codes(findings)) == (TEXTS["s5_text"], ["3"], [])


def test_recognise_keeps_a_list_of_attachments_and_the_signature():
    """「附件：…」 above the signature opens no appendix: nothing of a form follows."""
    closing = "附件：青石镇主动公开目录\n青石镇人民政府\n2025年1月20日"
    found, findings = read(lines("2021", s6_text=f"无其他事项。\n{closing}"))
    assert (found.texts["s6_text"], codes(findings)) == (f"无其他事项。\n{closing}", [])


def test_recognise_passes_over_a_table_of_contents():
    """Headings on end before the first section are a list of contents, and said to be left out."""
    contents = "目录\n\n" + "\n\n".join(section.title for section in SECTIONS)
    found, findings = read(lines("2021").replace("一、总体情况", f"{contents}\n\n一、总体情况", 1))
    assert [heading.section for heading in found.headings] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert codes(findings) == ["D042"]


def test_recognise_leaves_a_copied_page_s_frame_out():
    """A page copied from the browser: its menus above and its foot below are quoted, and in no text."""
    title, rest = lines("2021").split("\n\n", 1)
    above = "首页\n机构概况\n政务公开\n当前位置：首页 > 政务公开 > 政府信息公开年报\n"
    source = "发布时间：2025-01-20 09:12 来源：党政办 浏览次数：5 字体：[大 中 小]"
    below = "青石镇人民政府\n2025年1月20日\n打印 关闭\n下一篇：没有了\n中国政府网\n版权所有：青石镇\n地址：人民路 邮编：223100\n"
    found, findings = read(f"{above}{title}\n{source}\n\n{rest}\n{below}")
    assert (found.texts["head_title"], found.texts["head_lead"]) == (title, "")
    assert found.texts["s6_text"] == f"{TEXTS['s6_text']}\n青石镇人民政府\n2025年1月20日"
    assert [(finding.rule, finding.where) for finding in findings] == [("D042", "第1行")]


@pytest.mark.parametrize(
    "line",
    [
        "网站浏览次数达12万次。",
        "联系电话：0517-1234567",
        "如需了解，请扫一扫二维码关注本镇公众号。",
        "主办单位人员有变动",
    ],
)
def test_recognise_keeps_what_only_speaks_of_the_page(line):
    """Sentences, and contact lines without a foot below them, are the report's."""
    found, findings = read(lines("2021", s6_text=f"{line}\n青石镇人民政府"))
    assert (found.texts["s6_text"], codes(findings)) == (f"{line}\n青石镇人民政府", [])


def test_recognise_finds_usual_variants_of_headings_inside_a_grid():
    """A sheet that goes on after its last table with headings worded otherwise is parted there too."""
    page = (
        lines("2021")
        .replace("存在的主要问题及改进情况", "存在的主要问题及改进措施")
        .replace("六、其他需要报告的", "六、需要报告的其他")
    )
    rows = [line.split("\t") for line in page[page.index("四、") :].splitlines() if line]
    grid = TextGrid(tuple(tuple(GridCell(cell, f"A{i}") for cell in row) for i, row in enumerate(rows)), "表1")
    found, _ = recognise(Document("表.xlsx", (grid,)), load.catalogue())
    assert (found.texts["s5_text"], found.texts["s6_text"]) == (TEXTS["s5_text"], TEXTS["s6_text"])
