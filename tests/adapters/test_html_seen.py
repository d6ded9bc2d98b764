"""The exported page as others see it: a markup checker, who cannot see, a phone, paper."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTPage, LTTextContainer

from nianbao.adapters import html
from nianbao.forms import load
from tests import webpage
from tests.adapters.foreign import figures
from tests.adapters.web_samples import LONG, framed, hostile, picture
from tests.builders import report
from tests.retyped.browser import Browser, browser

FORMS = [form.id for form in load.catalogue()]


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """The browser of this run."""
    return browser()


def test_pages_are_valid(tmp_path: Path) -> None:
    """The Nu Html Checker has nothing to say of any form, plain, hostile, draft, with a picture, or of a fragment."""
    pages = []
    for form in load.catalogue():
        for name, made in (("plain", figures(form.id)), ("hostile", hostile(form.id))):
            pages.append(tmp_path / f"{name}{form.id}.html")
            pages[-1].write_bytes(html.write(made, form, draft=True, picture=picture()))
            pages.append(tmp_path / f"{name}{form.id}.fragment.html")
            pages[-1].write_bytes(framed(html.write_fragment(made, form, picture=picture())))
    wrong = tmp_path / "wrong.html"
    wrong.write_text(
        "<!DOCTYPE html><html lang=zh-CN><title>题</title><table border=1 align=left><td scope=row>甲</table>",
        encoding="utf-8",
    )

    found = webpage.validate(*pages, wrong)

    assert [line for line in found if not line.startswith("wrong")] == []
    assert len(found) >= 2, "the checker was at work"


def test_who_listens_hears_every_cell(chromium: Browser) -> None:
    """0 is said as 0 and a blank cell as 未填, on the page and in a portal; the page also shows it."""
    form = load.by_id("2021")
    made = report("2021", "t3_1_natural= t3_1_total=")
    chromium.open(framed(html.write_fragment(made, form)))
    cells = [name for role, name in chromium.spoken() if role == "cell"]
    assert (cells.count("未填"), cells.count("0"), cells.count("")) == (2, len(form.cells) - 2, 0)
    chromium.open(html.write(made, form))
    spoken = chromium.spoken()
    assert [name for role, name in spoken if role == "cell"] == cells
    assert spoken.count(("StaticText", "未填")) == 2


@pytest.mark.parametrize("form_id", FORMS)
def test_nothing_keeps_people_from_using_the_page(chromium: Browser, form_id: str) -> None:
    """axe-core finds nothing on the page, wide and narrow, nor in the fragment; a page with a fault is told."""
    form = load.by_id(form_id)
    made = replace(figures(form_id), values=dict.fromkeys(form.cells))
    for data in (html.write(made, form, draft=True, picture=picture()), framed(html.write_fragment(made, form))):
        for width in (1200, 360):
            chromium.open(data, width)
            assert webpage.barriers(chromium) == []
    chromium.open(re.sub(b' alt="[^"]*"', b"", html.write(made, form, picture=picture())))
    assert [line.split()[0] for line in webpage.barriers(chromium)] == ["image-alt"]


def test_wide_tables_scroll_in_their_own_place_on_a_phone(chromium: Browser) -> None:
    """At 360 pixels the page is no wider than the screen; a wide table can be scrolled with the keyboard alone."""
    for made in (figures("2021"), hostile("2021")):
        chromium.open(html.write(made, load.by_id("2021"), picture=picture()), 360)
        assert chromium.run("document.documentElement.scrollWidth") <= 360
        assert chromium.run(
            "[...document.querySelectorAll('p, h1, h2, h3')].every(e => e.scrollWidth <= e.clientWidth)"
        )
    wide = "[...document.querySelectorAll('[role=region]')].filter(each => each.scrollWidth > each.clientWidth)"
    assert chromium.run(f"{wide}.map(each => each.querySelectorAll('.small').length)") == [1, 1]
    chromium.run(f"{wide}[0].focus()")
    chromium.press("ArrowRight")
    moved = f"new Promise(done => setTimeout(() => done({wide}[0].scrollLeft), 400))"
    assert chromium.run(moved) > 0


def test_page_prints_on_a4_with_page_numbers(chromium: Browser) -> None:
    """A4 throughout; the number of an odd page stands right of the middle, that of an even one left of it."""
    form, made = load.by_id("2021"), figures("2021")
    made = replace(made, texts={**made.texts, "s1_text": "\n".join([LONG] * 3)})
    pages = list(extract_pages(io.BytesIO(chromium.printed_plain(html.write(made, form)))))
    assert len(pages) > 2
    assert {(round(page.width), round(page.height)) for page in pages} == {(595, 842)}
    for number, page in enumerate(pages, start=1):
        ((text, left),) = [(box.get_text().strip(), box.x0) for box in _texts(page) if box.y1 < 35 / 25.4 * 72]
        assert text == f"— {number} —"
        assert (left > page.width / 2) is bool(number % 2)


@pytest.mark.parametrize("form_id", FORMS)
def test_tables_part_on_paper_where_they_may(chromium: Browser, form_id: str) -> None:
    """Stacked blocks part between blocks only, other tables where they are longer than the paper: their head comes again."""
    form = load.by_id(form_id)
    made = replace(report(form_id, rest=None), texts={**report(form_id).texts, "s1_text": LONG})
    page = html.write(made, form)
    tall = page.replace(b"</style>", b"td { height: 12mm; }</style>")
    head = next(column.under[0] for block in form.table("t3").blocks for column in block.columns)
    first, last = (form.table("t3").blocks[0].rows[i].label for i in (0, -1))

    usual, stretched = (_text(chromium.printed_plain(data)).split("\f") for data in (page, tall))

    assert [(head in each, first in each, last in each) for each in usual if head in each] == [(True, True, True)]
    assert sum(head in each for each in stretched) > 1
    assert not any("未填" in each for each in usual)
    for pages in (usual, stretched):
        for block in form.table("t2").blocks:
            (on,) = [each for each in pages if block.title in each]
            assert all(row.label[:4] in on for row in block.rows)


def _text(printed: bytes) -> str:
    """The text of a PDF, pages parted by form feeds."""
    if shutil.which("pdftotext") is None:
        pytest.skip("没有 poppler：先运行 make setup")
    return subprocess.run(["pdftotext", "-", "-"], input=printed, capture_output=True, check=True).stdout.decode()


def _texts(page: LTPage) -> list[LTTextContainer]:
    return [box for box in page if isinstance(box, LTTextContainer)]
