"""The exported page copied into other people's editors and through their sanitisers: the report comes out whole."""

import re
from collections.abc import Callable
from dataclasses import replace

import nh3
import pytest

from nianbao.adapters import html
from nianbao.commands.read import parse
from nianbao.core.report import Report
from nianbao.forms import load
from tests import webpage
from tests.adapters.foreign import figures
from tests.adapters.pages import contents, expected
from tests.retyped.browser import Browser, browser

FORMS = [form.id for form in load.catalogue()]
# What a strict portal lets an article have: no class, no style, no id, no scope, no script, no picture.
TAGS = {*"p br h2 h3 h4 h5 strong span table caption thead tbody tr th td".split()}
SPANS = {"colspan", "rowspan"}
# The strictest take headings for paragraphs and know of no heading cells.
FEWEST = {*"p table tbody tr td".split()}
Way = Callable[[Browser, bytes, str], str]


def made(form_id: str) -> Report:
    """A report with a figure of its own in each cell but a few, 0 in some, and texts with signs that mark up."""
    form, full = load.by_id(form_id), figures(form_id)
    blank = dict.fromkeys(form.cells[::17])
    texts = {
        "head_title": f"青石镇人民政府{full.year}年政府信息公开工作年度报告",
        "head_lead": f"根据《条例》编制本报告，统计期限自{full.year}年1月1日起。\n（联系电话：0000-1234567）",
        "s1_text": "（一）主动公开\n全年公开 56 条，A&B <公司> 的 “1” 件。\n1.重点领域\n公开 3 件。\n（二）依申请公开。已按时答复。",
        "s2_text": "上表不含联合发文。",
        "s5_text": "一是公开不够丰富。\n二是解读不足，仅占 12.5%。",
        "s6_text": "本年度未收取信息处理费。",
    }
    return replace(full, values=dict(full.values) | blank, texts={**full.texts, **texts}, agency="青石镇人民政府")


def strict(markup: str) -> str:
    """What ammonia leaves to a strict portal."""
    return nh3.clean(markup, tags=TAGS | {"h1"}, attributes={"th": SPANS, "td": SPANS})


def strictest(markup: str) -> str:
    """The same where even headings become paragraphs and heading cells ordinary ones."""
    plain = re.sub(r"<(/?)h[1-5]\b[^>]*>", r"<\1p>", re.sub(r"<(/?)th\b", r"<\1td", markup))
    without = re.sub(r"<caption.*?</caption>", "", plain, flags=re.DOTALL)
    return nh3.clean(without, tags=FEWEST, attributes={"td": SPANS})


WAYS: dict[str, Way] = {
    "copied into an editable part of a page": lambda chromium, page, _: webpage.pasted(chromium, page),
    "copied into an editor": lambda chromium, page, _: webpage.pasted_into_editor(chromium, page),
    "source through DOMPurify": lambda chromium, _, source: webpage.purified(chromium, source),
    "source as it is": lambda _chromium, _page, source: source,
}
PORTALS: dict[str, Callable[[str], str]] = {
    "as pasted": str,
    "ammonia as it comes": nh3.clean,
    "strict": strict,
    "strictest": strictest,
}


def exports(form_id: str, kind: str) -> tuple[bytes, str]:
    """A page to be seen and copied, and the source an editor is given instead."""
    form = load.by_id(form_id)
    if kind == "fragment":
        data = html.write_fragment(made(form_id), form)
        return b"<!DOCTYPE html><html lang=zh-CN><meta charset=utf-8><title>x</title><body>" + data, data.decode()
    page = html.write(made(form_id), form)
    return page, page.decode().partition("<body>")[2].partition("</body>")[0]


@pytest.mark.parametrize("kind", ["page", "fragment"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form_id", FORMS)
def test_pasted_report_is_whole(form_id: str, way: str, kind: str) -> None:
    """Every cell with its merges, every sentence and every heading is there in order, whatever the portal strips."""
    form, report = load.by_id(form_id), made(form_id)
    page, source = exports(form_id, kind)
    pasted = WAYS[way](browser(), page, source)

    for name, cleaned in PORTALS.items():
        data = cleaned(pasted).encode()
        assert contents(html.read(data, "x.html")) == expected(form, report), name
        found = parse(data, "x.html").report
        assert found.values == report.values, name
        assert dict(found.texts) == dict(report.texts), name
        assert (found.form, found.agency, found.year) == (form_id, report.agency, report.year), name


def test_pasted_tables_keep_their_lines() -> None:
    """Each cell comes with its border, or at least each table with the attribute that editors keep who drop styles."""
    page, source = exports("2021", "page")
    styled = webpage.pasted(browser(), page)
    cells = re.findall(r"<t[hd]\b[^>]*>", styled)
    assert len(cells) > len(load.by_id("2021").cells)
    assert all(re.search(r"border[^;:]*: ?1px solid", cell) for cell in cells)
    for pasted in (styled, webpage.pasted_into_editor(browser(), page), webpage.purified(browser(), source)):
        tables = re.findall(r"<table\b[^>]*>", pasted)
        assert len(tables) == 3
        assert all('border="1"' in table for table in tables)


def test_a_lost_cell_would_be_noticed() -> None:
    """A portal that drops an attribute of merges does not pass for a strict one."""
    form, report = load.by_id("2021"), made("2021")
    broken = re.sub(r' rowspan="\d+"', "", exports("2021", "fragment")[1]).encode()
    assert contents(html.read(broken, "x.html")) != expected(form, report)
