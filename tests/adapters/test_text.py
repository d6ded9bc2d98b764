"""Text files in all their shapes, and the round trip of what we write."""

import dataclasses
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.adapters import text
from nianbao.core.document import Paragraph, TextGrid
from nianbao.core.errors import CannotRead
from nianbao.core.form import Kind
from nianbao.forms import load
from nianbao.forms.recognise import recognise
from tests.builders import report


def shape(page: str) -> list[object]:
    """Paragraphs as text, grids as rows of text."""
    items = text.read(page.encode(), "a.txt").items
    return [
        item.text if isinstance(item, Paragraph) else [[cell.text for cell in row] for row in item.rows]
        for item in items
    ]


def test_text_reads_cells_of_one_line_each():
    """A TAB starts a cell, a line without TAB goes on with it, a blank line ends the row."""
    page = "二、情况\n\t第二十条\n\n\t信息内容\n\t本年新\n制作数量\n\n\t规章\n\t　0\n \t\n\n\n三、情况\n"
    assert shape(page) == [
        "二、情况",
        [["第二十条"], ["信息内容", "本年新\n制作数量"], ["规章", "　0", ""]],
        "三、情况",
    ]


def test_text_reads_rows_of_one_line_each():
    """TABs part the cells; one blank line inside the table does not end it."""
    page = "规章\t0\t\n\n规范性文件\t5\t\n\n\n其他\t1"
    assert shape(page) == [[["规章", "0", ""], ["规范性文件", "5", ""]], [["其他", "1"]]]


def test_text_reads_pipe_tables():
    """The rule under the head is dropped; a row of dashes further down is a row."""
    page = "| a | b |  |\n|---|:-:|---|\n| 甲\\|乙 | 1<br>2 | |\n| - | - | - |\n"
    assert shape(page) == [[["a", "b", ""], ["甲|乙", "1\n2", ""], ["-", "-", "-"]]]


def test_text_keeps_markdown_marks_out():
    """Heading marks go, an escaped one stays."""
    assert shape("# 标题\n\n#### 四、情况\n\n\\# 不是标题\n") == ["标题", "四、情况", "# 不是标题"]


def test_text_takes_an_indented_paragraph_for_text():
    """A paragraph led by a TAB is no table."""
    assert shape("\t一、总体情况\n\t全年公开信息 3 条。\n") == ["一、总体情况", "全年公开信息 3 条。"]


def test_text_ends_a_table_at_a_heading_without_blank_line():
    """A heading right under the last cell does not run into it."""
    assert shape("\t规章\n\t0\n三、收到和处理情况\n") == [[["规章", "0"]], "三、收到和处理情况"]


def test_text_gives_the_line_a_cell_starts_on():
    """Places count lines from 1."""
    items = text.read("标题\r\n\r\n\t规\r\n章\r\n\t0\r\n".encode("gb18030"), "a.txt").items
    grid = items[1]
    assert isinstance(grid, TextGrid)
    assert (items[0].place, grid.place, [cell.place for cell in grid.rows[0]]) == ("第1行", "第3行", ["第3行", "第5行"])


def test_text_refuses_what_is_no_text():
    """Bytes in no known encoding are refused by name."""
    with pytest.raises(CannotRead, match="坏"):
        text.read(b"\xff\xff\x00\x81", "坏.txt")


PROSE = st.text(
    st.sampled_from("我镇公开政府信息条例年度报告一二（）、：，.#|\\-*1239 　abYZ𠮷é<>&\"'"), min_size=1, max_size=40
)
PARAGRAPHS = st.lists(PROSE.map(lambda body: f"全年{body.strip()}。"), max_size=4).map("\n".join)


def number(kind: Kind, dice: random.Random) -> Decimal | None:
    """A number of a kind, or blank two times in five."""
    if dice.random() < 0.4:
        return None
    if kind is Kind.MONEY:
        return Decimal(dice.randrange(10**10)).scaleb(-4)
    return Decimal(dice.randrange(10 ** dice.randrange(1, 9))) * (dice.choice((1, -1)) if kind is Kind.CHANGE else 1)


@pytest.mark.parametrize("form_id", ["2019", "2021"])
@pytest.mark.parametrize(("write", "name"), [(text.write, "a.txt"), (text.write_markdown, "a.md")])
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), paragraphs=st.lists(PARAGRAPHS, min_size=7, max_size=7))
def test_text_reads_back_what_it_writes(seed, paragraphs, form_id, write, name):
    """Any values, blanks included, and any texts come back the same."""
    form = load.by_id(form_id)
    dice = random.Random(seed)
    typed = {cell: number(form.column(cell).kind, dice) for cell in form.cells}
    title = f"青石镇{form.first_year}年政府信息公开工作年度报告"
    addresses = [address for address in form.text_addresses() if address != "head_title"]
    texts = dict(zip(addresses, paragraphs, strict=True))
    made = dataclasses.replace(report(form_id, rest=None, head_title=title, **texts), values=typed)
    found, findings = recognise(text.read(write(made, form), name), load.catalogue())
    assert found.form == form_id
    assert typed == dict(found.values)
    assert dict(made.texts) == dict(found.texts)
    # The form of 2019 prints no unit for money; reading asks for it, whoever wrote the page.
    assert {finding.rule for finding in findings} <= {"D024"}


MARKED = """# **青石镇2024年政府信息公开工作年度报告**

> 本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。

---

**一、总体情况**

- （一）**主动公开**。公开信息*12*条&nbsp;\\*。
* __（二）依申请公开__
## 二、主动公开政府信息情况 ##
| **第二十条第（一）项** |
| :-: |
| 信息内容 | 本年<br>制发件数 | 本年废止件数 | 现行有效件数 |
| 规章 | **424** | 5** | _6_ |
"""


def test_markdown_is_read_without_its_marks():
    """Emphasis, quotes, bullets, rules and entities are looks: headings and figures are read as without them."""
    document = text.read(MARKED.encode(), "年报.md")
    paragraphs = [item.text for item in document.items if isinstance(item, Paragraph)]
    assert paragraphs == [
        "青石镇2024年政府信息公开工作年度报告",
        "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
        "一、总体情况",
        "（一）主动公开。公开信息12条\xa0*。",
        "（二）依申请公开",
        "二、主动公开政府信息情况",
    ]
    found, _ = recognise(document, load.catalogue())
    assert [str(value) for value in list(found.values.values())[:3]] == ["424", "5", "6"]
    assert found.texts["s1_text"] == "（一）主动公开。公开信息12条\xa0*。\n（二）依申请公开"


def test_plain_text_keeps_stars_and_dashes():
    """In plain text stars are what somebody typed, an unfilled place perhaps."""
    (only,) = text.read("- 公开**条，答复**件&nbsp;".encode(), "年报.txt").items
    assert only.text == "- 公开**条，答复**件&nbsp;"


@pytest.mark.parametrize(
    "line",
    ["**", "公开**条", "5\\*3", "a_b_c", "**甲**乙", "> 引", "- 甲", "---", "&lt;", "| 甲 |", "# 甲", "甲<br>乙"],
)
def test_markdown_gives_back_marks_that_were_typed(line):
    """What looks like a mark but is text of the report comes back as it was."""
    made = report("2021", "", head_title="青石镇2024年政府信息公开工作年度报告", s1_text=f"前。\n{line}\n后。")
    form = load.by_id("2021")
    found, _ = recognise(text.read(text.write_markdown(made, form), "年报.md"), load.catalogue())
    assert found.texts["s1_text"] == made.texts["s1_text"]


@pytest.mark.parametrize("typed", ["0*", "5**3", "**", "1<sup>2</sup>", "4\\*"])
def test_markdown_takes_no_figure_out_of_doubtful_cells(typed):
    """A single star is a note mark, a raised figure is none of the number's."""
    page = text.write_markdown(report("2021", "t2_1.1_made=777"), load.by_id("2021")).decode().replace("777", typed)
    found, findings = recognise(text.read(page.encode(), "年报.md"), load.catalogue())
    assert next(iter(found.values.values())) is None or "D004" in {finding.rule for finding in findings}
