"""PDF files: pages read as the eye sees them; what cannot be read with certainty is never a number."""

import pytest

from nianbao.adapters import pdf
from nianbao.core.document import Document, Paragraph, TextGrid
from nianbao.core.errors import CannotRead
from tests.adapters.pdf_files import Drawing
from tests.adapters.pdf_files import pdf as made

FULL = "全年主动公开政府信息，围绕中心工作，以完善信息公开制度和推进平台建设"


def read(*pages: Drawing) -> Document:
    """The document of some drawn pages."""
    return pdf.read(made(*pages), "青石镇.pdf")


def text_of(document: Document) -> list[str]:
    """The text of its paragraphs."""
    return [item.text for item in document.items if isinstance(item, Paragraph)]


def rows_of(document: Document) -> list[list[str | None]]:
    """The cells of its only table."""
    [grid] = [item for item in document.items if isinstance(item, TextGrid)]
    return [[cell.text for cell in row] for row in grid.rows]


def test_pdf_ruled_table():
    """Cells between lines; each says its page, row and column."""
    document = read(Drawing().table([80, 200, 300], 100, ["规章", "12"], ["行政规范性文件", "0"]))
    assert rows_of(document) == [["规章", "12"], ["行政规范性文件", "0"]]
    assert document.items[0].rows[1][1].place == "第1页表格第2行第2列"


def test_pdf_lines_drawn_as_bars_and_in_pieces():
    """Thin boxes rule as lines do, also when a line comes in pieces, is double, or lacks its corners."""
    page = Drawing().text(84, 119, "行政许可决定").text(204, 119, "12")
    for x in (80, 200, 300):
        page.bar(x, 100, x + 0.5, 115).bar(x, 115.2, x + 0.5, 130)
    for y in (100, 130):
        page.bar(80, y, 200, y + 0.5).bar(200.5, y, 300, y + 0.5).bar(80, y + 1.5, 300, y + 2)
    assert rows_of(read(page)) == [["行政许可决定", "12"]]


def test_pdf_merged_cells_cover_their_places():
    """A label over two rows and a heading over two columns are printed once."""
    page = Drawing().ruled([80, 380], [100, 160]).line(150, 100, 150, 160)
    page.line(150, 130, 380, 130).line(260, 130, 260, 160)
    page.text(84, 135, "项目").text(200, 119, "申请人情况").text(160, 149, "自然人").text(270, 149, "总计")
    assert rows_of(read(page)) == [["项目", "申请人情况", None], [None, "自然人", "总计"]]


def test_pdf_cell_of_several_lines():
    """A label split above and below its number row is one label; digits on two lines stay apart."""
    page = Drawing().ruled([80, 170, 200], [100, 160])
    page.lines(84, 119, "要求行政机关确", "认或重新出具").lines(174, 119, "12", "5")
    assert rows_of(read(page)) == [["要求行政机关确认或重新出具", "12 5"]]


def test_pdf_full_width_digits_on_two_lines_stay_apart():
    """Chinese joins over the line's end; full-width digits are figures all the same."""
    page = Drawing().ruled([80, 170, 200], [100, 160]).text(84, 119, "行政许可决定").lines(174, 119, "３", "５")
    assert rows_of(read(page)) == [["行政许可决定", "３ ５"]]


@pytest.mark.parametrize("is_turned", [False, True])
def test_pdf_label_set_downwards(is_turned):
    """A group label set vertically, letter under letter or turned, in columns from the right to the left."""
    page = Drawing().ruled([80, 130, 200], [100, 220]).text(140, 160, "7")
    for x, label in ((108, "三、本年度"), (92, "办理结果")):
        if is_turned:
            page.text(x, 110, label, turned=True)
        else:
            for i, letter in enumerate(label):
                page.text(x, 120 + 14 * i, letter)
    assert rows_of(read(page)) == [["三、本年度办理结果", "7"]]


def test_pdf_number_over_the_line_is_not_read():
    """A number too wide for its cell runs into the next: neither half may pass for a number."""
    page = Drawing().ruled([80, 130, 160, 190], [100, 130]).text(84, 119, "规章").text(142, 119, "123456")
    [[label, left, right]] = rows_of(read(page))
    assert (label, left, right) == ("规章", "123…", "456…")


def test_pdf_bold_by_printing_twice():
    """Letters printed twice almost on the same spot are one; two like digits side by side are two."""
    page = Drawing().table([80, 200, 300], 100, ["规章", "11"]).text(84.3, 119, "规章").text(204.3, 119, "11")
    assert rows_of(read(page)) == [["规章", "11"]]


def test_pdf_raised_mark_is_no_digit():
    """A small raised 1 behind 95 is a note, in brackets so that it is told."""
    page = Drawing().table([80, 200, 300], 100, ["规章", "95"]).text(216, 114, "1", 7)
    assert rows_of(read(page)) == [["规章", "95（1）"]]


def test_pdf_gap_inside_a_number_stays():
    """Digits set apart are not closed up."""
    page = (
        Drawing()
        .ruled([80, 200, 300], [100, 130])
        .text(84, 119, "行政许可决定")
        .text(210, 119, "1")
        .text(219, 119, "2")
    )
    assert rows_of(read(page)) == [["行政许可决定", "1 2"]]


def test_pdf_table_over_the_page():
    """A table that goes on is one grid, its places telling the page; the page number between is no row."""
    first = Drawing().table([80, 200, 300], 700, ["项目", "数量"], ["规章", "1"]).text(280, 800, "— 1 —")
    second = Drawing().table([80, 200, 300], 80, ["行政规范性文件", "2"]).text(280, 800, "— 2 —")
    document = read(first, second)
    assert rows_of(document) == [["项目", "数量"], ["规章", "1"], ["行政规范性文件", "2"]]
    assert document.items[0].rows[2][1].place == "第2页表格第1行第2列"


def test_pdf_row_cut_by_the_page():
    """The halves of a row are one row when its label is whole only together."""
    first = Drawing().table([80, 240, 300], 700, ["规章", "1"], ["行政规范", "22"])
    second = Drawing().table([80, 240, 300], 80, ["性文件", ""], ["行政许可", "3"])
    assert rows_of(read(first, second)) == [["规章", "1"], ["行政规范性文件", "22"], ["行政许可", "3"]]


def test_pdf_head_printed_again_on_the_next_page():
    """Headings repeated at the head of a page are no rows, and a label cut there is whole."""
    first = Drawing().table([80, 240, 300], 700, ["信息内容", "数量"], ["行政规范", "22"])
    second = Drawing().table([80, 240, 300], 80, ["信息内容", "数量"], ["性文件", ""], ["行政许可", "3"])
    assert rows_of(read(first, second)) == [["信息内容", "数量"], ["行政规范性文件", "22"], ["行政许可", "3"]]


def test_pdf_number_cut_by_the_page_is_not_read():
    """A number whose second half stands on the next page is neither half."""
    first = Drawing().table([80, 240, 300], 700, ["规章", "1"], ["行政规范", "22"])
    second = Drawing().table([80, 240, 300], 80, ["性文件", "7"])
    assert rows_of(read(first, second)) == [["规章", "1"], ["行政规范性文件", "22 7"]]
    second = Drawing().table([80, 240, 300], 80, ["", "7"])
    first = Drawing().table([80, 240, 300], 700, ["规章", "1"], ["行政规范性文件", "22"])
    assert rows_of(read(first, second)) == [["规章", "1"], ["行政规范性文件", "22 7"]]


def test_pdf_row_without_label_cut_by_the_page_is_not_read():
    """The figures of one row, digits of them on the next page, are no two rows."""
    first = Drawing().table([80, 240, 400], 700, ["结果维持", "结果纠正"], ["16", "4"])
    second = Drawing().table([80, 240, 400], 80, ["5", ""])
    assert rows_of(read(first, second)) == [["结果维持", "结果纠正"], ["16 5", "4"]]


def test_pdf_heads_at_the_foot_figures_on_the_next_page():
    """Figures under headings of the page before are a row of their own."""
    first = Drawing().table([80, 240, 400], 700, ["结果维持", "结果纠正"])
    second = Drawing().table([80, 240, 400], 80, ["3", "4"])
    assert rows_of(read(first, second)) == [["结果维持", "结果纠正"], ["3", "4"]]


def test_pdf_page_number_inside_a_table():
    """A page number that falls into a cell is no figure of it."""
    rows = [["规章", "1"]] * 3
    first = Drawing().table([80, 240, 400], 735, *rows).text(300, 800, "— 1 —")
    second = Drawing().table([80, 240, 400], 735, *rows).text(300, 800, "— 2 —")
    assert {"1"} == {row[1] for row in rows_of(read(first))} == {row[1] for row in rows_of(read(second))}


def test_pdf_cell_missing_at_the_end_of_a_row():
    """Room that no line closes is no blank cell: the row is short, as it was drawn."""
    page = Drawing().table([80, 160, 240, 320], 100, ["项目", "制发", "废止"], ["规章", "1", "2"])
    page.line(80, 160, 80, 190).line(160, 160, 160, 190).line(240, 160, 240, 190).line(80, 190, 240, 190)
    page.text(84, 179, "规范性文件").text(164, 179, "5")
    assert rows_of(read(page))[2] == ["规范性文件", "5", None]


def test_pdf_lines_of_a_paragraph_are_joined():
    """Lines run on until one ends early or the next is set in; Chinese is joined without blanks."""
    page = (
        Drawing()
        .text(104, 100, "一、总体情况")
        .text(104, 120, FULL[:33])
        .text(80, 140, FULL)
        .text(80, 160, "全面公开。")
    )
    page.text(104, 180, "二是加强培训。").text(104, 200, "下一步继续努力。")
    assert ["一、总体情况", FULL[:33] + FULL + "全面公开。", "二是加强培训。", "下一步继续努力。"] == text_of(
        read(page)
    )


def test_pdf_paragraph_goes_on_over_the_page():
    """The page's end is no end of a paragraph, and page number and running head are no part of it."""
    pages = [Drawing().text(80, 40, "青石镇政府信息公开").text(280, 800, f"- {i} -") for i in (1, 2)]
    pages[0].text(80, 740, FULL).text(80, 760, FULL)
    pages[1].text(80, 100, "工作有序推进。")
    document = read(*pages)
    assert text_of(document) == [FULL + FULL + "工作有序推进。"]
    assert document.items[0].place == "第1页第1行"


def test_pdf_bare_number_in_the_text_is_kept():
    """Only at the edge of the page is a number a page number."""
    page = Drawing().text(80, 100, "公开数量如下：").text(80, 120, "1").text(280, 810, "1")
    assert text_of(read(page)) == ["公开数量如下：", "1"]


def test_pdf_title_over_two_lines():
    """Large centred lines are one title."""
    page = Drawing().text(145, 100, "青石镇人民政府年度政府信息", 22).text(218, 130, "公开工作报告", 22)
    page.lines(80, 180, FULL, FULL, FULL, FULL)
    assert text_of(read(page))[0] == "青石镇人民政府年度政府信息公开工作报告"


def test_pdf_radicals_are_letters():
    """What browsers print as radicals is read as the characters people type."""
    assert text_of(read(Drawing().text(80, 100, "⼆、⾏政许可⻅⻓⻚⻔"))) == ["二、行政许可见长页门"]


def test_pdf_lines_and_tables_in_order():
    """Paragraphs and tables come as they stand on the page; several tables are counted."""
    page = Drawing().text(80, 60, "第二部分").table([80, 200, 300], 100, ["规章", "1"]).text(80, 160, "说明")
    page.table([80, 200, 300], 200, ["行政许可", "2"])
    document = read(page)
    assert [item.place for item in document.items] == [
        "第1页第1行",
        "第1页第1个表格第1行第1列",
        "第1页第2行",
        "第1页第2个表格第1行第1列",
    ]


def test_pdf_underlines_and_boxes_are_no_tables():
    """A line under a word and a frame around a paragraph rule nothing."""
    page = Drawing().text(80, 100, "单位：青石镇").line(110, 103, 160, 103).ruled([80, 500], [200, 300])
    page.text(100, 240, "本表由党政办填报。")
    assert text_of(read(page)) == ["单位：青石镇", "本表由党政办填报。"]


def refusal(data: bytes) -> str:
    """The sentence a file is refused with."""
    with pytest.raises(CannotRead) as caught:
        pdf.read(data, "青石镇.pdf")
    assert caught.value.message.startswith("读不了「青石镇.pdf」：")
    return caught.value.message


@pytest.mark.parametrize(
    "page",
    [Drawing().bar(0, 0, 595, 842), Drawing().text(80, 100, "扫描软件猜出来的文字", mode=3)],
    ids=["picture", "guessed"],
)
def test_pdf_scan_is_refused(page):
    """A page without text, or with text that is invisible because a scanner guessed it, is said to be a scan."""
    assert "这是扫描件，没有可读的文字" in refusal(made(page))


def test_pdf_with_a_password_is_refused():
    """Encrypted, and not openable without the password."""
    locked = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + "0" * 64 + ">/U<" + "1" * 64 + ">>>/ID[<00><00>]"
    assert "打开密码" in refusal(made(Drawing().text(80, 100, FULL), extra=locked))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"%PDF-1.7\n",
        lambda data: data[:200],
        lambda data: data[:30] + b"\x00" * 400,
        lambda data: data.replace(b"/Kids[4 0 R]", b"/Kids[(x) 9 0 R]"),
        lambda data: data.replace(b"/Pages 2 0 R", b"/Pages 7"),
    ],
    ids=["empty", "cut", "zeros", "kids", "pages"],
)
def test_pdf_damaged_is_refused(damage):
    """Whatever is broken, one sentence says so."""
    assert "损坏" in refusal(damage(made(Drawing().text(80, 100, FULL))))


def test_pdf_unreadable_letters_are_refused():
    """Fonts that do not say what their letters are give no text."""
    data = made(Drawing().text(80, 100, FULL)).replace(b"/Encoding/UniGB-UCS2-H", b"/Encoding/Identity-H   ")
    assert "乱码" in refusal(data.replace(b"(Adobe)", b"(Wrong)"))


@pytest.mark.parametrize("glyphs", ["g", "uniE0", "uni00C"])
def test_pdf_letters_in_an_encoding_of_their_own_are_refused(glyphs):
    """Names of letters that mean nothing, or private or foreign letters in place of Chinese ones, are no text."""
    page = Drawing()
    for y in range(100, 700, 20):
        page.coded(80, y, bytes(range(65, 75)) * 3)
    sentence = refusal(made(page, glyphs=glyphs))
    assert "乱码" in sentence
    assert "Word" in sentence


def test_pdf_a_few_strange_letters_are_read():
    """Bullets of a symbol font among Chinese text do no harm."""
    page = Drawing().lines(80, 100, *[FULL] * 5).coded(60, 100, b"A")
    assert any("全年主动公开" in text for text in text_of(read(page)))


def test_pdf_without_pages_is_refused():
    """A file may be whole and hold no page."""
    assert "一页也没有" in refusal(made())


def test_pdf_cut_while_downloading_is_refused():
    """A report changed after it was made holds both states: with the end cut off, the old figures would be read."""
    whole = made(Drawing().table([80, 200, 300], 100, ["规章", "1"]))
    later = whole + made(Drawing().table([80, 200, 300], 100, ["规章", "2"])).removeprefix(b"%PDF-1.7\n")
    assert "损坏或不完整" in refusal(later[:-60])
    assert "损坏或不完整" in refusal(whole[:-300])


def test_pdf_with_something_behind_its_end_is_read():
    """What a server appended behind the end is no part of the file."""
    data = made(Drawing().lines(80, 100, FULL))
    assert text_of(pdf.read(data + b"\x00" * 5000 + b"<!-- 1 0 -->", "青石镇.pdf")) == [FULL]


def test_pdf_too_many_pages_are_refused():
    """No report has more than 200 pages."""
    assert "超过 200 页" in refusal(made(*[Drawing().text(80, 100, "第一页的文字")] * 201))


def test_pdf_too_many_marks_are_refused(monkeypatch):
    """A drawing of endless lines is no report."""
    monkeypatch.setattr("nianbao.adapters.pdf_marks.MOST_MARKS", 50)
    assert "过多" in refusal(made(Drawing().text(80, 100, FULL).ruled([80, 300], list(range(100, 700, 10)))))


def test_pdf_dash_under_headings_of_the_page_before():
    """A dash in the first row of a page is that row's, no end of the heading at the foot of the page before."""
    first = Drawing().table([80, 240, 400], 700, ["结果维持", "结果纠正"])
    second = Drawing().table([80, 240, 400], 80, ["3", "—"])
    assert rows_of(read(first, second)) == [["结果维持", "结果纠正"], ["3", "—"]]


def boxes(xs: list[float], top: float, *rows: list[str], gap: float = 4, is_framed: bool = True) -> Drawing:
    """A table as old web pages print it: a box around each cell, gaps between, a box around all."""
    page = Drawing()
    for i, row in enumerate(rows):
        y = top + 30 * i
        for left, right, text in zip(xs, xs[1:], row, strict=False):
            page.ruled([left, right - gap], [y, y + 30 - gap]).text(left + 3, y + 18, text)
    bottom = top + 30 * len(rows)
    return page.ruled([xs[0] - gap, xs[-1]], [top - gap, bottom]) if is_framed else page


@pytest.mark.parametrize("gap", [2, 3, 4, 6])
def test_pdf_cells_boxed_one_by_one(gap):
    """Double lines with gaps between are the lines of one table, however wide the gap."""
    rows = [["项目", "制发", "废止"], ["规章", "1", "2"], ["规范性文件", "3", "4"]]
    assert rows_of(read(boxes([80, 180, 280, 380], 100, *rows, gap=gap))) == rows


def test_pdf_boxed_cell_missing_in_a_row():
    """A row of boxes that lacks one is short: the room it leaves is no blank cell."""
    rows = [["项目", "制发", "废止"], ["规章", "1"], ["规范性文件", "3", "4"]]
    assert rows_of(read(boxes([80, 180, 280, 380], 100, *rows)))[1] == ["规章", "1", None]


def test_pdf_boxed_cells_over_the_page():
    """Boxes the page's end cuts open go on at the head of the next page."""
    first = boxes([80, 180, 280], 700, ["项目", "数量"], ["规章", "1"])
    for left, right, text in ((80, 176, "行政规范"), (180, 276, "7")):
        first.line(left, 760, right, 760).line(left, 760, left, 785).line(right, 760, right, 785)
        first.text(left + 3, 778, text)
    second = boxes([80, 180, 280], 80, ["行政许可", "3"], is_framed=False)
    for left, right, text in ((80, 176, "性文件"), (180, 276, "")):
        second.line(left, 76, right, 76).line(left, 50, left, 76).line(right, 50, right, 76).text(left + 3, 68, text)
    assert rows_of(read(first, second)) == [["项目", "数量"], ["规章", "1"], ["行政规范性文件", "7"], ["行政许可", "3"]]


def test_pdf_coloured_cells_without_lines():
    """Cells told apart by their coloured grounds alone are cells."""
    page = Drawing()
    rows = [["项目", "制发"], ["规章", "1"], ["规范性文件", "3"]]
    for i, row in enumerate(rows):
        for left, text in zip((80, 182), row, strict=True):
            page.parts.append("0.9 g")
            page.bar(left, 100 + 32 * i, left + 100, 130 + 32 * i).parts.append("0 g")
            page.text(left + 4, 119 + 32 * i, text)
    assert rows_of(read(page)) == rows


@pytest.mark.parametrize(("x", "size"), [(216, 10), (199, 10), (216, 6)])
def test_pdf_raised_mark_of_a_web_page(x, size):
    """A raised mark only a little smaller, behind its figure or before it, is still a note."""
    page = Drawing().table([80, 190, 300], 100, ["规章", ""]).text(204, 119, "95").text(x, 115, "1", size)
    assert rows_of(read(page)) == [["规章", "95（1）"]]
