"""Tables without any line: read where positions tell rows and columns plainly, else said, never guessed."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from nianbao.commands.read import Reading, parse
from nianbao.forms import load
from tests.adapters.pdf_files import Drawing, pdf
from tests.sample_pdf import plain

FORM = load.catalogue()[-1]
T2 = FORM.tables[0]
HEAD = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")


def read(*pages: Drawing) -> Reading:
    """Drawn pages as the product reads them."""
    return parse(pdf(*pages), "青石镇.pdf")


def values(reading: Reading, *addresses: str) -> list[Decimal | None]:
    """The numbers read into some cells."""
    found = {str(cell): value for cell, value in reading.report.values.items()}
    return [found[address] for address in addresses]


def told(reading: Reading) -> set[str]:
    """The cells something is said about."""
    return {place for finding in reading.findings for place in finding.places}


BLOCK = [
    ("第二十条第（一）项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "12", "3", "108"),
]
XS = (80, 200, 300, 400)


def drawn(rows: Sequence[Sequence[str]], xs: Sequence[float] = XS) -> Drawing:
    """Rows of text under the section's heading, nothing drawn between."""
    page = Drawing().text(80, 60, "青石镇人民政府2024年政府信息公开工作年度报告").text(80, 90, HEAD[0])
    for i, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            page.text(x, 120 + 24 * i, text)
    return page


def test_pdf_plain_table_is_read():
    """Figures under their headings, beside their labels."""
    reading = read(drawn(BLOCK))
    found = values(reading, "t2_1.1_made", "t2_1.2_made", "t2_1.2_repealed", "t2_1.2_in_force")
    assert found == [0, 12, 3, 108]


def test_pdf_plain_blank_in_the_middle_is_blank():
    """A cell left blank is blank, its neighbours keep their columns."""
    reading = read(drawn([*BLOCK[:3], ("行政规范性文件", "12", "", "108")]))
    assert values(reading, "t2_1.2_made", "t2_1.2_repealed", "t2_1.2_in_force") == [12, None, 108]


def test_pdf_plain_row_that_ends_early_is_told():
    """A row without its last figure may have lost any: none of it is taken, all of it is said."""
    reading = read(drawn([*BLOCK[:3], ("行政规范性文件", "12", "3")]))
    addresses = ["t2_1.2_made", "t2_1.2_repealed", "t2_1.2_in_force"]
    assert values(reading, *addresses) == [None, None, None]
    assert told(reading) >= set(addresses)


def test_pdf_plain_figure_between_two_columns_is_told():
    """A figure that reaches from one column into the next makes the columns uncertain."""
    page = (
        drawn([*BLOCK[:2], ("规章", "0", "0", "0")]).text(80, 192, "行政规范性文件").text(230, 192, "1234567890123456")
    )
    reading = read(page)
    assert {value for cell, value in reading.report.values.items() if cell.row == "1.2"} == {None}
    assert any(finding.rule.startswith("D") and finding.level.value == "error" for finding in reading.findings)


def test_pdf_plain_figure_in_two_lines_is_told():
    """A figure wrapped in its narrow column is neither of its halves."""
    page = drawn(BLOCK[:3]).text(80, 199, "行政规范性文件")
    for x, text in ((200, "12"), (300, "3"), (400, "79")):
        page.text(x, 192, text)
    reading = read(page.text(400, 206, "3"))
    assert values(reading, "t2_1.2_in_force") == [None]
    assert "t2_1.2_in_force" in told(reading)


def test_pdf_plain_figure_in_two_lines_beside_a_label_in_two_lines_is_told():
    """What is left of a label, which nobody knows, makes no row of what is left of the figure above it."""
    page = drawn(BLOCK[:3]).text(80, 192, "行政规范性文件").text(80, 206, "（见注丙").text(300, 206, "9〔2〕")
    for x, text in ((200, "12"), (300, "3"), (400, "79")):
        page.text(x, 192, text)
    reading = read(page)
    assert values(reading, "t2_1.2_repealed") == [None]
    assert "t2_1.2_repealed" in told(reading)


def test_pdf_plain_end_of_a_figure_between_two_rows_is_told():
    """What stands between two rows may be the end of either row's figure: neither is read."""
    page = drawn(BLOCK[:2])
    for y, label, figures in ((168, "规章", ("5", "6", "7")), (196, "行政规范性文件", ("12", "3", "79"))):
        page.text(80, y, label)
        for x, text in zip(XS[1:], figures, strict=True):
            page.text(x, y, text)
    reading = read(page.text(300, 182, "4"))
    addresses = ["t2_1.1_repealed", "t2_1.2_repealed"]
    assert values(reading, *addresses) == [None, None]
    assert told(reading) >= set(addresses)


def test_pdf_plain_second_paragraph_of_a_figure_is_told():
    """A cell's second paragraph stands nearer to the next row than to its own: neither figure is read."""
    row = [("规章", "0", "0", "0"), ("行政规范性文件", "12", "3", "108")]
    page = drawn([*BLOCK[:2], row[1]]).text(300, 200, "7").text(80, 220, row[0][0])
    for x, text in zip(XS[1:], row[0][1:], strict=True):
        page.text(x, 220, text)
    reading = read(page)
    assert values(reading, "t2_1.2_made", "t2_1.2_repealed", "t2_1.1_repealed") == [12, None, None]
    assert told(reading) >= {"t2_1.2_repealed", "t2_1.1_repealed"}


def test_pdf_plain_figures_on_top_of_two_pages_are_kept():
    """Figures at the head of two pages on one height are no running head."""
    first = drawn(BLOCK[:3])
    second = Drawing().text(80, 50, "行政规范性文件").text(200, 50, "12").text(300, 50, "3").text(400, 50, "108")
    third = Drawing().text(80, 50, "第三页").text(80, 120, "本页无正文，仅供核对。")
    for x, text in zip(XS[1:], ("14", "5", "6"), strict=True):
        third.text(x, 50, text)
    assert values(read(first, second, third), "t2_1.2_made") == [12]


def test_pdf_plain_row_cut_by_the_page_is_right_or_told():
    """A label whose second line stands on the next page is whole; a figure cut in two there is not read."""
    first = drawn(BLOCK[:3])
    for x, text in zip(XS, ("行政规范", "12", "3", "108"), strict=True):
        first.text(x, 800, text)
    second = Drawing().text(80, 60, "性文件").text(80, 100, HEAD[1])
    reading = read(first, second)
    assert values(reading, "t2_1.2_made", "t2_1.2_repealed", "t2_1.2_in_force") == [12, 3, 108]
    reading = read(first, second.text(200, 60, "5"))
    found = values(reading, "t2_1.2_made", "t2_1.2_repealed", "t2_1.2_in_force")
    assert found[0] is None
    assert "t2_1.2_made" in told(reading)
    assert found[1:] in ([3, 108], [None, None])


def test_pdf_prose_about_the_table_stays_prose():
    """Sentences before and after are text of the section, not rows."""
    page = drawn(BLOCK).text(80, 240, "以上数据不含所属事业单位。")
    assert read(page).report.texts["s2_text"] == "以上数据不含所属事业单位。"


@pytest.mark.parametrize("form_id", [form.id for form in load.catalogue()])
def test_pdf_plain_report_is_read_whole(form_id):
    """A whole report without a line: groups, wrapped labels, two levels of headings, over several pages."""
    form = load.by_id(form_id)
    expected = {cell: Decimal(i % 97) for i, cell in enumerate(form.cells)}
    reading = parse(plain(form, expected), "青石镇.pdf")
    assert dict(reading.report.values) == expected
