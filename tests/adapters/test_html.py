"""Web pages: what is written is read back, and strangers' pages are read as the eye sees them."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from nianbao.adapters import html, html_read, page
from nianbao.core.document import Document, TextGrid
from nianbao.core.errors import CannotRead
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.layout import Role, layout
from tests.adapters.pages import contents, expected, grids, paragraphs, places, reports
from tests.builders import report

FORMS = [form.id for form in load.catalogue()]


def read(page: str, encoding: str = "utf-8") -> Document:
    """The document of a page."""
    return html.read(page.encode(encoding), "青石镇.html")


def parsed(data: bytes) -> etree._Element:
    """The page as a browser holds it."""
    return etree.fromstring(data, etree.HTMLParser(encoding="utf-8"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_written_report_reads_back_whole(made: Report) -> None:
    """Title, lead, headings, every table cell with its merges, and every paragraph come back in order."""
    form = load.by_id(made.form)

    found = html.read(html.write(made, form), "青石镇.html")

    assert contents(found) == expected(form, made)


def test_values_stand_in_cells_named_by_their_address() -> None:
    """Every address is an id once; 0 is printed, 未填 is empty."""
    made = report("2021", "t3_1_natural= t3_2_natural=7")
    root = parsed(html.write(made, load.by_id("2021")))

    cells = {cell.get("id"): cell.text for cell in root.iter("td")}

    assert sorted(map(str, cells)) == sorted(str(cell) for cell in load.by_id("2021").cells)
    assert (cells["t3_1_natural"], cells["t3_2_natural"], cells["t3_3.1_natural"]) == (None, "7", "0")


def test_what_people_typed_is_escaped() -> None:
    """Markup, scripts and template syntax in a text are characters on the page."""
    made = report("2021", head_title='<script>alert("1")</script>', s1_text="{{ 7*7 }} <img src=x onerror=y> &amp;")
    data = html.write(made, load.by_id("2021"))

    assert not list(parsed(data).iter("script", "img"))
    assert paragraphs(html.read(data, "x"))[0] == '<script>alert("1")</script>'
    assert "{{ 7*7 }} <img src=x onerror=y> &amp;" in paragraphs(html.read(data, "x"))


@pytest.mark.parametrize("form_id", FORMS)
def test_page_serves_readers_who_listen(form_id: str) -> None:
    """Language, title and captions are there, every heading and label cell says what it heads, tables are not nested."""
    form = load.by_id(form_id)
    root = parsed(html.write(report(form_id), form))

    assert root.get("lang") == "zh-CN"
    assert [root.findtext(".//title")] == ["".join(each.itertext()) for each in root.iter("h1")]
    assert [each.text for each in root.iter("h2")] == [section.title for section in form.sections]
    assert [each.text for each in root.iter("caption")] == [form.section_of(table.code).title for table in form.tables]
    labels = sum(printed.role is not Role.VALUE for table in form.tables for printed in layout(table).cells)
    heads = list(root.iter("th"))
    assert len(heads) == labels
    assert all(head.get("scope") for head in heads)
    assert not root.xpath("//table//table")


def test_page_is_one_file() -> None:
    """Nothing is fetched and nothing runs."""
    data = html.write(report("2021"), load.by_id("2021")).decode("utf-8")
    assert not re.search(r"https?:|<script|<link|<img|url\(|@import", data)


def test_control_characters_do_not_reach_the_page() -> None:
    """What no page may hold is left out, also of the title."""
    made = replace(report("2021", s1_text="甲\x00乙\x1f丙"), agency="青石\x08镇", year=2024)
    found = paragraphs(html.read(html.write(made, load.by_id("2021")), "x"))
    assert found[0] == "青石镇2024年政府信息公开工作年度报告"
    assert found[2] == "甲乙丙"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("claimed", ["utf-8", "gb2312", "big5", ""])
def test_encoding_is_told_by_the_bytes(encoding: str, claimed: str) -> None:
    """Whatever the meta tag claims, Chinese is read right."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={claimed}">' if claimed else ""
    found = read(f"<html><head>{meta}<title>题</title></head><body><p>水江镇㐂</p></body></html>", encoding)
    assert contents(found) == ["水江镇㐂"]


def test_blocks_are_paragraphs_and_breaks_are_lines() -> None:
    """Every block is a paragraph, every break a line at the same place; inline tags join."""
    found = read(
        "<div>甲<p>乙<span>丙</span><b> 丁</b></p>戊<br>己<ul><li>庚<li>辛</ul></div>散<pre>行一\n行二</pre>&nbsp;<p>  </p>"
    )
    assert paragraphs(found) == ["甲", "乙丙 丁", "戊", "己", "庚", "辛", "散", "行一", "行二"]
    assert places(found.items) == [f"第{n}段" for n in (1, 2, 3, 3, 4, 5, 6, 7, 7)]


def test_line_breaks_in_a_heading_only_look_nice() -> None:
    """A title set on two lines is one text; a whole article set as a heading keeps its lines."""
    found = read(f"<h1>青石镇2024年<br>政府信息公开工作年度报告</h1><h3>{'一' * 40}<br>{'二' * 40}</h3>")
    assert paragraphs(found) == ["青石镇2024年政府信息公开工作年度报告", "一" * 40, "二" * 40]


def test_source_line_ends_inside_chinese_are_no_blanks() -> None:
    """An editor's wrapped source reads as one sentence; blanks between words and &nbsp; stay."""
    found = read("<p>政府信息\n   公开，\n“公开”\n为常态 and\nmore&nbsp;&nbsp;12 件</p>")
    assert paragraphs(found) == ["政府信息公开，“公开”为常态 and more\xa0\xa012 件"]


def test_unseen_things_are_not_read() -> None:
    """Scripts, styles, hidden elements and note marks are left out; what follows them is not."""
    found = read(
        "<script>1</script>甲<style>2</style>乙<noscript>3</noscript>丙<span style='display: none'>4</span>丁"
        "<i hidden>5</i>戊<!-- 6 --><select><option>7</option></select>己<p style='DISPLAY:NONE'>8</p>庚12<sup>[9]</sup>件"
        "<p>5km<sup>2</sup></p>"
    )
    assert paragraphs(found) == ["甲乙丙丁戊己", "庚12件", "5km2"]


def test_merged_cells_are_spread_out() -> None:
    """Spans cover places, across row groups and to the end of the table."""
    found = read(
        "<table><thead><tr><th rowspan=2>甲<th colspan=2>乙</thead><tbody><tr><td>1<td>2<tr><td rowspan=0>丙<td>3<td>4"
        "<tr><td>5<td>6</table>"
    )
    assert grids(found) == [[["甲", "乙", None], [None, "1", "2"], ["丙", "3", "4"], [None, "5", "6"]]]


@pytest.mark.parametrize("span", ["10000", "999999999", "65535"])
def test_claimed_spans_are_cut_to_the_real_table(span: str) -> None:
    """A cell said to span ten thousand columns and rows spans those there are."""
    found = read(f"<table><tr><td colspan={span}>题<tr><td rowspan={span}>甲<td>1<td>2<tr><td>3<td>4</table>")
    assert grids(found) == [[["题", None, None], ["甲", "1", "2"], [None, "3", "4"]]]


@pytest.mark.parametrize("span", ["-1", "x", "", "1.5", "２", "9" * 30])
def test_spans_that_are_no_numbers_are_one(span: str) -> None:
    """Nonsense in a span is ignored, as browsers do."""
    assert grids(read(f"<table><tr><td colspan='{span}'>甲<td>1</table>")) == [[["甲", "1"]]]


def test_many_wide_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small page may not unfold into millions of cells."""
    monkeypatch.setattr(page, "MOST_PIECES", 1000)
    with pytest.raises(CannotRead, match="超过 1000 处"):
        read("<table>" + "<tr><td colspan=90>甲<td>1" * 12 + "</table>")


def test_layout_tables_are_descended_into() -> None:
    """Tables that frame the page give paragraphs; the data table inside is a grid."""
    found = read(
        "<table><tr><td>导航</td><td><table><tr><td><p>一、总体情况</p><table><tr><td>甲<td>1</table>完</td></tr></table>"
        "</td></tr></table>"
    )
    assert contents(found) == ["导航", "一、总体情况", [["甲", "1"]], "完"]
    assert [item.place for item in found.items if isinstance(item, TextGrid)] == ["第1个表格"]


def test_cells_keep_their_lines_and_blanks() -> None:
    """Blocks and breaks in a cell are lines; a cell of blanks is empty; split spans join."""
    found = read(
        "<table><tr><td>本年新<br>制作数量</td><td><p>商业</p><p>企业</p></td></tr>"
        "<tr><td><span>1</span><span>2</span></td><td><o:p>&nbsp;</o:p></td></tr></table>"
    )
    assert grids(found) == [[["本年新\n制作数量", "商业\n企业"], ["12", ""]]]


def test_columns_where_no_cell_begins_are_left_out() -> None:
    """Edges that differ by a hair leave a sliver that no reader sees."""
    found = read("<table><tr><td colspan=2>甲<td>乙<tr><td colspan=2>1<td>2</table>")
    assert grids(found) == [[["甲", "乙"], ["1", "2"]]]


def test_captions_are_read_unless_they_repeat_the_heading() -> None:
    """A caption with something of its own to say stands before its table."""
    table = "<table><caption>{}</caption><tr><td>甲<td>1</table>"
    found = read(f"<h2>二、表</h2>{table.format('二、表')}{table.format('单位：件')}")
    assert contents(found) == ["二、表", [["甲", "1"]], "单位：件", [["甲", "1"]]]


def test_hidden_cells_and_rows_are_not_read() -> None:
    """What the page does not show is no value."""
    found = read(
        "<table><tr><td>甲<td style='display:none'>9<td>1<tr hidden><td>乙<td>2</table>"
        "<table hidden><tr><td>丙<td>3</table><p>完"
    )
    assert contents(found) == [[["甲", "1"]], "完"]


def test_cells_outside_a_table_are_paragraphs() -> None:
    """Torn markup loses nothing."""
    assert paragraphs(read("<tr><td>甲</td><td>乙</td></tr>")) == ["甲", "乙"]


def test_deep_nesting_is_read_or_refused() -> None:
    """The parser drops what lies deeper without a word; we say so instead."""
    assert paragraphs(read("<div>" * 250 + "深" + "</div>" * 250 + "后")) == ["深", "后"]
    for depth in (260, 100_000):
        with pytest.raises(CannotRead, match="嵌套过深"):
            read("<div>" * depth + "深" + "</div>" * depth + "后")


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "没有文字"), (b" \n", "没有文字"), (b"<p>\xff\xfe\x81</p>", "编码"), (b"\x80\x81 ok \xff", "编码")],
)
def test_broken_pages_are_refused_in_a_sentence(data: bytes, told: str) -> None:
    """Each refusal names the file and ends as a sentence."""
    with pytest.raises(CannotRead, match=told) as caught:
        html.read(data, "青石镇.html")
    assert "「青石镇.html」" in caught.value.message
    assert caught.value.message.endswith("。")


def test_oversized_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No parser sees more than the limit."""
    monkeypatch.setattr(html_read, "MOST_BYTES", 100)
    with pytest.raises(CannotRead, match="超过 10 MB"):
        html.read(b"x" * 101, "青石镇.html")
