"""Markdown as others show it: a CommonMark renderer makes of an export exactly the report."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from nianbao.adapters import text
from nianbao.adapters.printout import clean, title_of
from nianbao.commands.export import export
from nianbao.commands.read import Reading, parse
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text
from nianbao.forms import load
from nianbao.forms.layout import layout
from tests.builders import report

FORM = load.by_id("2021")
# With every extension a portal is likely to have; HTML is let through, so that what is not escaped shows as nothing.
SHOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
MARKS = (
    "# 题",
    "#",
    "题 #",
    "1. 甲",
    "12) 甲",
    "一、甲",
    "- 甲",
    "- 3 -",
    "-",
    "+ 甲",
    "* 甲",
    "*甲* **乙** _丙_ __丁__ ***戊***",
    "`甲` ``乙``",
    "```",
    "~~甲~~ ~~~",
    "> 甲",
    "甲 > 乙 < 丙",
    "<b>甲</b>",
    "<!-- 甲 -->",
    "<http://a.example>",
    "&amp; &lt; &#35; & 甲",
    "[甲](http://a.example) ![乙](c.png) [丙]: d",
    "[甲]: http://a.example",
    "甲|乙",
    "| 甲 | 乙 |",
    "| --- | --- |",
    "---",
    "***",
    "===",
    "= 甲",
    "甲\\",
    "\\*甲\\* \\\\ \\|",
    "　　缩进",
    "        八格",
    "甲  ",
    "$甲$ $$乙$$",
    ":--- 甲",
    "!甲 (乙) {丙}",
    "—— 甲",
)


class Page(NamedTuple):
    """What a reader sees: headings and paragraphs in order, and the rows of each table."""

    lines: list[tuple[str, str]]
    tables: list[list[list[str]]]


def page(data: bytes) -> Page:
    """The export as a renderer shows it."""
    body = html.fromstring(f"<body>{SHOWN.render(data.decode())}</body>")
    found = Page([], [])
    for each in body.iterchildren():
        if each.tag == "table":
            found.tables.append([[cell.text_content() for cell in row.iter("th", "td")] for row in each.iter("tr")])
        else:
            # A mark that was let through is an element within.
            assert [inner.tag for inner in each.iterdescendants()] == []
            found.lines.append((str(each.tag), each.text_content()))
    return found


def wanted(made: Report, form: Form) -> Iterator[tuple[str, str]]:
    """The same, of the report itself."""
    yield "h1", plain(title_of(made))
    yield from paragraphs(made.texts["head_lead"])
    for section in form.sections:
        yield "h2", section.title
        yield from paragraphs(made.texts[section.text])


def paragraphs(narrative: str) -> Iterator[tuple[str, str]]:
    """A text's paragraphs without blank ones."""
    yield from (("p", plain(line)) for line in clean(narrative).split("\n") if line.strip())


def plain(line: str) -> str:
    """A line without the blanks around it, which no page shows."""
    return line.replace("\t", " ").strip()


def rows(made: Report, form: Form, code: str) -> list[list[str]]:
    """A table as it must be shown: what is merged stands once."""
    grid = layout(form.table(code))
    lines = [[""] * grid.columns for _ in range(grid.rows)]
    for printed in grid.cells:
        value = None if printed.cell is None else as_text(made.values[printed.cell]) or ""
        lines[printed.row][printed.column] = printed.text if value is None else value
    return lines


def written(made: Report) -> bytes:
    """The Markdown of a report."""
    return export(Reading(made, load.by_id(made.form), ()), ".md")


def same(made: Report) -> None:
    """The rendered export is the report."""
    form = load.by_id(made.form)
    found = page(written(made))
    assert found.lines == list(wanted(made, form))
    assert found.tables == [rows(made, form, table.code) for table in form.tables]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_are_shown_as_typed(mark: str) -> None:
    """In a narrative, as the lead, between others, and in the title."""
    same(report("2021", s1_text=f"甲\n{mark}\n乙", s5_text=mark, head_lead=mark))
    same(report("2021", head_title=f"{mark} 2025年政府信息公开工作年度报告"))


@pytest.mark.parametrize("mark", MARKS)
def test_marks_are_read_back_as_typed(mark: str) -> None:
    """By our own reader, that of a page number aside, which a page may have anywhere."""
    made = report("2021", s1_text=f"甲。\n{mark}\n乙。")
    found = parse(written(made), "青石镇.md").report.texts["s1_text"].split("\n")
    assert found == ["甲。", *([] if mark == "- 3 -" else [plain(mark)]), "乙。"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text("甲 #*_`~>|<&;\\-+=1.)([]!:$'\"a\t。", min_size=1, max_size=12),
    st.integers(-(10**6), 10**6) | st.none(),
)
def test_any_text_is_shown_as_typed(line: str, figure: int | None) -> None:
    """Whatever marks come together."""
    same(
        report("2021", f"t3_1_natural={'' if figure is None else Decimal(figure)}", s1_text=line, s6_text=f"{line}\n甲")
    )


def test_heads_of_a_table_stand_out() -> None:
    """Only the first row of a table can be its head: those below it are bold, figures stand to the right."""
    shown = html.fromstring(SHOWN.render(written(report("2021")).decode()))
    bold = [cell.text_content() for cell in shown.iter("strong")]
    assert {"自然人", "法人或其他组织", "商业企业", "总计", "第二十条第（五）项", "复议后起诉"} <= set(bold)
    assert {"规章", "（七）总计"}.isdisjoint(bold)
    figures = [cell.get("style") for cell in shown.iter("td") if cell.text_content() == "0"]
    assert set(figures) == {"text-align:right"}


def test_label_with_marks_is_shown_in_a_table() -> None:
    """A form nobody has seen may print anything."""
    marks = r"甲|乙 \| *丙* `丁` <b> \\"
    table = FORM.tables[0]
    odd = replace(table, blocks=(replace(table.blocks[0], title=marks, stub=marks), *table.blocks[1:]))
    made = report("2021")
    found = page(text.write_markdown(made, replace(FORM, tables=(odd, *FORM.tables[1:]))))
    assert [found.tables[0][0][0], found.tables[0][1][0]] == [marks, marks]
