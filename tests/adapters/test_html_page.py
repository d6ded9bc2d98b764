"""The exported page and fragment as built: what heads what, ranks, ids, text that stays text, the picture."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from nianbao.adapters import html
from nianbao.adapters.printout import PICTURE_CAPTION, clean
from nianbao.core.form import Form
from nianbao.forms import load
from tests.adapters.foreign import figures
from tests.adapters.pages import contents, expected, paragraphs
from tests.adapters.web_samples import HOSTILE, picture
from tests.builders import report

FORMS = [form.id for form in load.catalogue()]


def parsed(data: bytes) -> etree._Element:
    """The page as a browser holds it."""
    return etree.fromstring(data, etree.HTMLParser(encoding="utf-8"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=40), min_size=1, max_size=6))
def test_what_people_typed_is_text_whatever_it_is(lines: list[str]) -> None:
    """No text becomes an element or an attribute, and none is lost."""
    form = load.by_id("2021")
    made = report("2021", head_title=f"题{lines[0]}", s5_text="\n".join(lines), agency=lines[-1])
    plain = report("2021", head_title="题", s5_text="文")

    for write in (html.write, html.write_fragment):
        root, usual = parsed(write(made, form)), parsed(write(plain, form))
        assert {each.tag for each in root.iter()} <= {each.tag for each in usual.iter()} | {
            "span",
            "h3",
            "h4",
            "h5",
            "wbr",
        }
        assert {name for each in root.iter() for name in each.attrib} <= {"class"} | {
            name for each in usual.iter() for name in each.attrib
        }
        shown = "".join("".join(map(str, root.itertext())).split())
        assert all("".join(clean(line).split()) in shown for line in lines)


@pytest.mark.parametrize("form_id", FORMS)
def test_each_value_is_headed_by_the_labels_of_its_place(form_id: str) -> None:
    """`headers` lead to the block, the columns and the rows a value stands under, and to nothing else."""
    form = load.by_id(form_id)
    for data in (html.write(report(form_id), form), html.write_fragment(report(form_id), form)):
        root = parsed(data)
        named = {each.get("id"): each.text for each in root.iter("th")}
        assert len(named) == len(list(root.iter("th")))

        headed = [[named[name] for name in cell.get("headers", "").split()] for cell in root.iter("td")]

        assert sorted(headed) == sorted(_labels(form, address) for address in map(str, form.cells))


def _labels(form: Form, address: str) -> list[str]:
    block, row, column = form.places[form.find(address)]
    rows = [each.label for each in (*block.ancestors(row), row)]
    columns = [*column.under, column.label]
    if block.orientation == "across":
        return rows + columns
    return [*filter(None, [block.title]), *columns, *rows]


@pytest.mark.parametrize("form_id", FORMS)
def test_scopes_of_groups_stand_at_the_edge_of_a_group(form_id: str) -> None:
    """A th for a column group begins and ends with one; a th for a row group opens one and is as tall or as wide."""
    root = parsed(html.write(report(form_id), load.by_id(form_id)))
    scopes = [each.get("scope") for each in root.iter("th")]
    assert set(scopes) == {"col", "colgroup", "row", "rowgroup"}
    for table in root.iter("table"):
        groups = [len(each) for each in table.iter("colgroup")]
        across = [int(each.get("colspan", "1")) for each in table.xpath("(.//tr)[1]/*")]
        assert groups == across or not table.xpath(".//th[@scope='colgroup']")
        for each in table.xpath(".//th[@scope='rowgroup']"):
            body = each.getparent().getparent()
            assert body[0][0] is each
            is_as_tall = int(each.get("rowspan", "1")) == len(body)
            assert is_as_tall or int(each.get("colspan", "1")) == sum(groups)


@pytest.mark.parametrize("write", [html.write, html.write_fragment])
def test_headings_skip_no_rank(write: object) -> None:
    """One title; sections below it; sub-headings below those; a sub-heading with nothing to stand below is a paragraph."""
    text = "1.先说\n甲。\n（一）主动公开\n1.重点\n（1）再细\n乙。\n（二）申请\n丙。"
    made = report("2021", head_lead="（一）编制依据\n依据条例编制。", s1_text=text)
    root = parsed(write(made, load.by_id("2021")))  # type: ignore[operator]
    ranks = [int(str(each.tag)[1]) for each in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    first = ranks[0]
    assert first == (1 if write is html.write else 2)
    assert ranks.count(first) == 1
    assert [rank - first for rank in ranks] == [0, 1, 2, 3, 4, 2, 1, 1, 1, 1, 1]


def test_fragment_leaves_the_page_around_it_alone() -> None:
    """No head, no style sheet, no class; ids are of this report only, and another's on the same page differ."""
    form = load.by_id("2021")
    data = html.write_fragment(figures("2021"), form, draft=True, picture=picture()).decode()
    other = html.write_fragment(replace(figures("2021"), agency="白河镇"), form).decode()

    assert not re.search(
        r"<(!doctype|html|head|body|main|h1|style|script|link|meta)\b| class=|https?:", data, re.IGNORECASE
    )
    ids, others = (re.findall(r' id="([^"]*)"', each) for each in (data, other))
    assert len(set(ids) | set(others)) == len(ids) + len(others) > 0
    assert all(re.fullmatch(r"nb[0-9a-f]{8}-.+", each) for each in ids)


@pytest.mark.parametrize("form_id", FORMS)
def test_fragment_says_what_the_page_says(form_id: str) -> None:
    """Everything of the report, in order."""
    form, made = load.by_id(form_id), figures(form_id)
    title = {**made.texts, "head_title": "青石镇2025年政府信息公开工作年度报告", "head_lead": "依据条例编制。"}
    made = replace(made, texts=title)
    assert contents(html.read(html.write_fragment(made, form), "x.html")) == expected(form, made)


def test_picture_is_shown_and_described() -> None:
    """It stands at the end, inside the file, with its words for who cannot see it; a reader meets one line more."""
    form, made = load.by_id("2021"), figures("2021")
    for write in (html.write, html.write_fragment):
        data = write(made, form, picture=picture())
        (image,) = parsed(data).iter("img")
        assert image.get("alt") == picture().alternative
        assert str(image.get("src")).startswith("data:image/png;base64,")
        assert paragraphs(html.read(data, "x")) == [*paragraphs(html.read(write(made, form), "x")), PICTURE_CAPTION]
