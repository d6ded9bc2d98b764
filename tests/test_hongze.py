"""A county's published PDF, read whole: every cell as the rendered pages show it, every text by its ends."""

from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.commands.read import Reading, parse
from nianbao.core.cell import Cell

NAME = "洪泽区2024.pdf"
# Row by row as printed, columns left to right; 「×」 where the form has three lines and the page one.
EXPECTED = """
t2_1.1   0 0 0
t2_1.2   3 0 8
t2_5.1   9487
t2_6.1   2776
t2_6.2   84
t2_8.1   7545
t3_1     95 0 0 0 0 0 95
t3_2     0 0 0 0 0 0 0
t3_3.1   50 0 0 0 0 0 50
t3_3.2   9 0 0 0 0 0 9
t3_3.3.1 0 0 0 0 0 0 0
t3_3.3.2 0 0 0 0 0 0 0
t3_3.3.3 1 0 0 0 0 0 1
t3_3.3.4 0 0 0 0 0 0 0
t3_3.3.5 0 0 0 0 0 0 0
t3_3.3.6 1 0 0 0 0 0 1
t3_3.3.7 1 0 0 0 0 0 1
t3_3.3.8 0 0 0 0 0 0 0
t3_3.4.1 31 0 0 0 0 0 31
t3_3.4.2 1 0 0 0 0 0 1
t3_3.4.3 0 0 0 0 0 0 0
t3_3.5.1 1 0 0 0 0 0 1
t3_3.5.2 0 0 0 0 0 0 0
t3_3.5.3 0 0 0 0 0 0 0
t3_3.5.4 0 0 0 0 0 0 0
t3_3.5.5 0 0 0 0 0 0 0
t3_3.6.1 × × × × × × ×
t3_3.6.2 × × × × × × ×
t3_3.6.3 × × × × × × ×
t3_3.7   95 0 0 0 0 0 95
t3_4     0 0 0 0 0 0 0
t4_1     1 1 0 0 2
t4_2.1   1 0 0 0 1
t4_2.2   2 0 1 0 3
"""
TEXTS = {
    "head_lead": ("本报告由淮安市洪泽区人民政府办公室", "电话：0517-87290606）。", 1),
    "s1_text": ("2024年，淮安市洪泽区人民政府坚持以", "国务院重大方针政策。", 6),
    "s5_text": ("2024年，全区政府信息公开工作虽取得", "思想认识和业务工作水平。", 2),
    "s6_text": ("2024年，区政府严格落实《政府信息", "信息处理费0元。", 1),
}


@pytest.fixture(scope="module")
def data(root: Path) -> bytes:
    """The file beside the checkout, which not every machine has."""
    path = root.parent / "shared" / "reports" / NAME
    if not path.is_file():
        pytest.skip(f"没有真实年报样本：上一级目录中没有 shared/reports/{NAME}")
    return path.read_bytes()


@pytest.fixture(scope="module")
def reading(data: bytes) -> Reading:
    """The report as the product reads it."""
    return parse(data, NAME)


def test_hongze_every_value(reading):
    """Each of the form's cells has the number of the page; the single （六） row is read into none."""
    expected: dict[Cell, Decimal | None] = {}
    for line in EXPECTED.split("\n")[1:-1]:
        row, *values = line.split()
        cells = [cell for cell in reading.form.cells if f"{cell.table}_{cell.row}" == row]
        found = [None if value == "×" else Decimal(value) for value in values]
        expected |= dict(zip(cells, found, strict=True))
    assert expected == dict(reading.report.values)


def test_hongze_every_finding(reading):
    """Two things are said: a label that is worded otherwise, and the row that should be three."""
    found = [(finding.rule, finding.where) for finding in reading.findings]
    assert found == [("D025", "第3页第2个表格第9行第3列"), ("D026", "第4页第1个表格第8行第2列")]
    assert {place[:9] for place in reading.findings[1].places} == {"t3_3.6.1_", "t3_3.6.2_", "t3_3.6.3_"}


def test_hongze_head(reading):
    """Unit, year, level and the title over two lines."""
    report = reading.report
    assert (report.form, report.agency, report.year) == ("2021", "淮安市洪泽区人民政府", 2024)
    assert report.texts["head_title"] == "淮安市洪泽区人民政府2024年政府信息公开工作年度报告"


@pytest.mark.parametrize("address", TEXTS)
def test_hongze_text(reading, address):
    """Each text begins and ends as printed and has as many paragraphs, page numbers left out."""
    start, end, paragraphs = TEXTS[address]
    text = reading.report.texts[address]
    assert text.startswith(start)
    assert text.endswith(end)
    assert text.count("\n") + 1 == paragraphs
    assert "- " not in text


def test_hongze_text_over_the_page(reading):
    """A sentence that goes on over the page is one; nothing stands between its halves."""
    assert "答复书模板，使各行政机关答复的方式" in reading.report.texts["s5_text"]


def test_hongze_sources(reading):
    """Values and texts say where they stood."""
    places = {address: reading.report.place(address) for address in ("t3_1_natural", "t3_3.4.2_total", "s6_text")}
    assert places == {
        "t3_1_natural": "第3页第2个表格第4行第4列",
        "t3_3.4.2_total": "第4页第1个表格第1行第10列",
        "s6_text": "第5页第6行",
    }
