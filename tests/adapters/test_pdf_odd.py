"""PDF pages with what office programs, printers and scanners do to tables: read as the eye sees them, or refused."""

import pytest

from nianbao.adapters import pdf
from nianbao.core.document import Paragraph, TextGrid
from tests.adapters.pdf_files import Drawing
from tests.adapters.pdf_files import pdf as made

XS = [80.0, 200.0, 300.0, 400.0]
ROWS = [["项目", "制发", "废止"], ["规章", "12", "2"], ["行政规范性文件", "0", "33"]]


def tables(*pages: Drawing) -> list[list[list[str | None]]]:
    """The cells of all tables of some drawn pages."""
    items = pdf.read(made(*pages), "青石镇.pdf").items
    return [[[cell.text for cell in row] for row in item.rows] for item in items if isinstance(item, TextGrid)]


def test_pdf_page_to_be_turned():
    """A page that lies on its side in the file is read as it is shown."""
    page = Drawing(turned=True).table(XS, 100, *ROWS)
    assert tables(page) == [ROWS]


def test_pdf_broad_page():
    """A page wider than high holds its table as any other, and a table goes on from an upright page to a broad one."""
    broad = [60.0, 300.0, 500.0, 780.0]
    page = Drawing(turned=True).text(60, 40, "附表").table(broad, 480, *ROWS)
    assert tables(page) == [ROWS]
    assert tables(Drawing().table(XS, 720, *ROWS), Drawing(turned=True).table(XS, 60, ["行政许可", "5", "6"])) == [
        [*ROWS, ["行政许可", "5", "6"]]
    ]


@pytest.mark.parametrize(("dash", "gap"), [(3, 2), (1, 2), (6, 3)])
def test_pdf_lines_of_dashes_and_dots(dash, gap):
    """Lines drawn dash by dash or dot by dot rule as others do."""
    page = Drawing()
    ys = [100 + 30 * i for i in range(len(ROWS) + 1)]
    for y in ys:
        for x in range(80, 400, dash + gap):
            page.bar(x, y, x + dash, y + 0.7)
    for x in XS:
        for start in range(100, ys[-1], dash + gap):
            page.bar(x, start, x + 0.7, start + dash)
    for i, row in enumerate(ROWS):
        for left, text in zip(XS, row, strict=False):
            page.text(left + 4, 119 + 30 * i, text)
    assert tables(page) == [ROWS]


def test_pdf_tables_side_by_side():
    """Two tables on one height are two."""
    page = Drawing().table([60, 140, 200], 100, ["规章", "1"], ["行政许可", "2"])
    page.table([320, 400, 460], 100, ["行政处罚", "3"], ["行政强制", "4"])
    assert sorted(tables(page)) == sorted([[["规章", "1"], ["行政许可", "2"]], [["行政处罚", "3"], ["行政强制", "4"]]])


def test_pdf_table_without_outer_border():
    """A table of inner lines only ends where they end."""
    page = Drawing()
    for y in (130, 160):
        page.line(80, y, 400, y)
    for x in XS[1:3]:
        page.line(x, 100, x, 190)
    for i, row in enumerate(ROWS):
        for left, text in zip(XS, row, strict=False):
            page.text(left + 4, 119 + 30 * i, text)
    assert tables(page) == [ROWS]


def test_pdf_text_drawn_letter_by_letter():
    """Letters drawn one by one make the same words and numbers."""
    page = Drawing().ruled([80, 200, 300], [100, 130, 160]).letters(84, 119, "行政许可").letters(204, 119, "1022")
    assert tables(page) == [[["行政许可", "1022"], ["", ""]]]


@pytest.mark.parametrize(("right", "down"), [(0.3, 0), (0.6, 0), (1, 0.5), (0, 0.4)])
def test_pdf_fake_bold(right, down):
    """Each letter drawn twice, a little aside, is one; a true 22 stays 22."""
    page = Drawing().table([80, 200, 300, 400], 100, ["规章", "2", "22"])
    page.text(84 + right, 119 + down, "规章").text(204 + right, 119 + down, "2").text(304 + right, 119 + down, "22")
    assert tables(page) == [[["规章", "2", "22"]]]


def test_pdf_text_a_scanner_guessed_over_printed_text():
    """Invisible text over the page adds nothing to what is printed."""
    page = Drawing().table(XS, 100, *ROWS).text(204, 149, "72", mode=3).text(90, 150, "规章", mode=3)
    assert tables(page) == [ROWS]


def test_pdf_slanted_watermark_over_a_table():
    """Large slanted text across the table is in none of its cells."""
    page = Drawing().slanted(120, 300, "内部资料2024", 40).table(XS, 100, *ROWS)
    assert tables(page) == [ROWS]


def test_pdf_level_watermark_over_a_table():
    """So is text many times larger than the table's own."""
    page = Drawing().coloured(90, 170, "草稿123", 60, 0.85).table(XS, 100, *ROWS)
    assert tables(page) == [ROWS]


def test_pdf_white_text_is_not_there():
    """White figures on white paper are seen by nobody; white headings on a dark ground are."""
    page = Drawing().table(XS, 100, *ROWS).coloured(230, 149, "7", 12, 1)
    assert tables(page) == [ROWS]
    page = Drawing().bar(80, 100, 400, 130).ruled(XS, [100, 130, 160]).text(84, 149, "规章").text(204, 149, "5")
    assert tables(page.coloured(84, 119, "项目", 12, 1)) == [[["项目", "", ""], ["规章", "5", ""]]]


def test_pdf_unreadable_figures_are_not_guessed():
    """Figures in a font that does not name its letters are marked, so that no number is read."""
    page = Drawing().table(XS, 100, ROWS[0], ["规章", "", ""], ["行政规范性文件", "3", "4"]).unreadable(204, 149, "12")
    [[_, [_, garbled, _], _]] = tables(page)
    assert garbled
    assert not any(char.isalnum() for char in garbled)


def test_pdf_figures_under_names_that_mean_nothing_are_not_guessed():
    """In a font that calls its letters /g00, /g01 … a code that usually is a letter or digit is none."""
    page = Drawing().table(XS, 100, ROWS[0], ["规章", "", ""], ["行政规范性文件", "3", "4"]).coded(204, 149, b"BC")
    [[_, [_, garbled, _], _]] = tables(page)
    assert garbled
    assert not any(char.isalnum() for char in garbled)


def test_pdf_two_figures_in_a_cell_are_no_page_number():
    """A cell that says 2/1 at the page's foot is not dropped for a page number; 1/2 at the edge of page 1 of 2 is."""
    first = Drawing().table(XS, 720, *ROWS[:2], ["行政规范性文件", "2/1", "33"]).text(280, 826, "1/2", 9)
    second = Drawing().table(XS, 60, ["行政许可", "5", "6"]).text(280, 826, "2/2", 9)
    assert tables(first, second) == [[*ROWS[:2], ["行政规范性文件", "2/1", "33"], ["行政许可", "5", "6"]]]


def test_pdf_small_raised_letter_is_no_part_of_a_label():
    """A note mark at a label is set in brackets, which labels may have."""
    page = Drawing().table([80, 200, 300], 100, ["规章", "5"], ["行政许可", "6"]).text(108, 114, "1", 6)
    assert tables(page) == [[["规章（1）", "5"], ["行政许可", "6"]]]


def test_pdf_page_number_between_the_parts_of_a_table():
    """The number of the page, even where a cell's figure might stand, does not get into the table."""
    first = Drawing().table(XS, 720, *ROWS).text(250, 826, "- 7 -", 9)
    second = Drawing().table(XS, 60, ["行政许可", "5", "6"]).text(250, 826, "- 8 -", 9)
    assert tables(first, second) == [[*ROWS, ["行政许可", "5", "6"]]]


def test_pdf_figure_wrapped_over_the_page_is_not_read():
    """A figure begun in its narrow cell on one page and ended on the next is neither half."""
    first = Drawing().table(XS, 700, *ROWS[:2], ["行政规范性文件", "9936", "1"])
    second = Drawing().table(XS, 60, ["", "6", ""], ["行政许可", "5", "6"])
    assert tables(first, second)[0][2] == ["行政规范性文件", "9936 6", "1"]


def test_pdf_cell_that_spills_over_the_foot_of_the_page():
    """Text below the ends of the upright lines, where the page's end left the table open, is its last row's."""
    page = Drawing().table(XS, 660, *ROWS)
    for x in XS:
        page.line(x, 750, x, 765)
    page.text(84, 763, "行政许").text(204, 763, "4").text(304, 763, "5").text(84, 778, "可")
    assert tables(page) == [[*ROWS, ["行政许可", "4", "5"]]]


def test_pdf_label_that_spills_below_a_row_closed_elsewhere():
    """Of a row of headings the wide one is closed at the page's foot, a narrow one goes on and spills below."""
    first = Drawing().ruled(XS, [720, 745]).line(80, 745, 80, 764).line(400, 745, 400, 764).text(84, 739, "申请人情况")
    first.line(200, 765, 300, 765).line(200, 745, 200, 764).line(300, 745, 300, 764)
    first.text(84, 758, "自然").text(204, 758, "法人或其他组织").text(304, 758, "总计").text(84, 776, "人")
    assert tables(first)[0][1] == ["自然人", "法人或其他组织", "总计"]


def test_pdf_text_that_stands_above_a_table_open_at_the_head_of_the_page():
    """What a cell cut by the page's end has left may begin higher than the upright lines of the next page."""
    first = Drawing().table(XS, 700, *ROWS[:2])
    for x in XS:
        first.line(x, 760, x, 785)
    first.text(84, 779, "行政规范").text(204, 779, "0").text(304, 779, "33")
    second = Drawing().text(84, 69, "性文").text(84, 84, "件").text(40, 25, "青石镇 年报", 9)
    first.text(40, 25, "青石镇 年报", 9)
    for x in XS:
        second.line(x, 72, x, 95)
    second.table(XS, 95, ["行政许可", "4", "5"])
    assert tables(first, second) == [[*ROWS, ["行政许可", "4", "5"]]]


def test_pdf_line_under_a_closed_table_is_text():
    """A line close under a table that is closed there is text of the report, at the page's foot as well."""
    page = Drawing().table(XS, 690, *ROWS).text(84, 794, "注：按件统计")
    items = pdf.read(made(page), "青石镇.pdf").items
    assert [item.text for item in items if isinstance(item, Paragraph)] == ["注：按件统计"]


def test_pdf_two_rows_taken_for_one_are_not_read():
    """Where both halves of a row hold figures it may be two rows: a figure of which one half tells is not taken."""
    first = Drawing().table(XS, 700, *ROWS[:2], ["行政规范", "9", ""])
    second = Drawing().table(XS, 60, ["性文件", "6", "5"], ["行政许可", "5", "6"])
    assert tables(first, second)[0][2] == ["行政规范性文件", "9 6", "5…"]


def test_pdf_sliver_of_a_table_at_the_head_of_a_page_is_no_table():
    """A page break through a table's lowest border leaves an empty row a few points high on the next page."""
    assert tables(Drawing().ruled(XS, [56, 64]).text(80, 120, "表后的文字。")) == []
    assert tables(Drawing().ruled(XS, [56, 64]).table(XS, 200, *ROWS)) == [ROWS]


def test_pdf_figure_on_the_line_between_two_cells_is_neither_cells():
    """A figure the line runs through may belong to either side: both are marked, the blank one as well."""
    page = Drawing().table(XS, 100, ROWS[0], ["规章", "", ""], ["行政许可", "12", "2"]).text(296.8, 149, "7")
    assert tables(page) == [[ROWS[0], ["规章", "7…", "…"], ["行政许可", "12", "2"]]]
    page = Drawing().table(XS, 100, ROWS[0], ["规章", "359", ""], ["行政许可", "12", "2"]).text(296.8, 149, "7")
    assert tables(page) == [[ROWS[0], ["规章", "359 7…", "…"], ["行政许可", "12", "2"]]]


def test_pdf_figure_that_is_too_wide_for_its_cell_is_read():
    """A figure that ends on the line is its cell's; a blank cell behind the line is marked, a filled one is not."""
    page = Drawing().table(XS, 100, ROWS[0], ["规章", "", "2"], ["行政许可", "", ""])
    page.text(284.8, 149, "357").text(284.8, 179, "357")
    assert tables(page) == [[ROWS[0], ["规章", "357", "2"], ["行政许可", "357", "…"]]]
