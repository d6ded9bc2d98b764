"""Tables in which something was lost, added or misspelt: what stands around it tells the rest, or it stays unread."""

import pytest

from nianbao.core.finding import Finding
from nianbao.core.report import Report
from tests.forms.pages import codes, lines, read, values

ROW_1 = [f"t3_1_{column}" for column in ("natural", "business", "research", "welfare", "legal", "other", "total")]
NEW = "一、本年新收政府信息公开申请数量"
GROUPS = ["t4_1_upheld", "t4_2.1_upheld", "t4_2.2_upheld"]
HEADS = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
APPENDIX = "\n附件：政府信息公开工作年度报告格式\n\n"


def told(findings: tuple[Finding, ...]) -> set[str]:
    """Every address some finding speaks of."""
    return {place for finding in findings for place in finding.places}


def in_led_table(name: str, after: str) -> tuple[Report, tuple[Finding, ...]]:
    """表三 with one cell a line and a column of 9s behind another."""
    page = lines("2021", "t3_1_natural=3 t3_1_business=4 t3_1_other=5 t3_1_total=12")
    start, end = page.index("（本列数据"), page.index("四、政府信息公开行政复议")
    rows = [row.split("\t") for row in page[start:end].rstrip("\n").split("\n")]
    at = next(row.index(after) for row in rows if after in row) + 1
    for row in rows:
        row.insert(at, name if after in row else "9" if row[at - 1].isdecimal() else "")
    # Places covered from the left are not written out.
    kept = [[cell for i, cell in enumerate(row) if cell or i in (0, 3)] for row in rows[:1]]
    kept += [
        [cell for i, cell in enumerate(row) if i not in (1, 2) and (cell or i in (0, 3) or i > 8)] for row in rows[1:3]
    ]
    kept += [[cell for i, cell in enumerate(row) if cell or i > 2] for row in rows[3:]]
    drawn = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in kept)
    return read(f"{page[:start]}{drawn}\n\n{page[end:]}")


@pytest.mark.parametrize("after", ["商业企业", "法律服务机构", "其他"])
def test_recognise_reads_round_a_column_too_many_in_single_cells(after):
    """With one cell a line the extra heading stands among its neighbours, and so do its figures."""
    found, findings = in_led_table("港澳台", after)
    assert values(found, *ROW_1) == ["3", "4", "0", "0", "0", "5", "12"]
    assert codes(findings) == ["D029"]


def test_recognise_leaves_single_cells_unread_beside_a_column_without_heading():
    """With one cell a line nothing tells which figure a nameless column holds."""
    found, findings = in_led_table("", "商业企业")
    assert values(found, *ROW_1) == [None] * 7
    assert set(ROW_1) <= told(findings)


def t4(body: str) -> tuple[Report, tuple[Finding, ...]]:
    """A report with another 表四."""
    page = lines("2021")
    start, end = page.index("行政复议\t"), page.index("五、存在的主要问题")
    return read(f"{page[:start]}{body}\n\n{page[end:]}")


def test_recognise_gives_nameless_groups_their_turn():
    """Three tables of five columns, the first without its group's name: only one order is left."""
    found, findings = t4(
        f"{HEADS}\n1\t0\t0\t0\t1\n\n\n行政诉讼\t\t\t\t\n未经复议直接起诉\t\t\t\t\n{HEADS}\n2\t0\t0\t0\t2\n\n\n"
        f"行政诉讼\t\t\t\t\n复议后起诉\t\t\t\t\n{HEADS}\n3\t0\t0\t0\t3"
    )
    assert values(found, *GROUPS) == ["1", "2", "3"]
    assert codes(findings) == ["D025"]
    assert set(findings[0].places) == {f"t4_1_{each}" for each in ("upheld", "corrected", "other", "pending", "total")}


def test_recognise_leaves_nameless_groups_unread_where_one_is_missing():
    """Two tables of three: whose figures they are nothing tells."""
    found, findings = t4(f"{HEADS}\n1\t0\t0\t0\t1\n\n\n{HEADS}\n2\t0\t0\t0\t2")
    assert values(found, *GROUPS) == [None] * 3
    assert set(GROUPS) <= told(findings)


def test_recognise_reads_the_head_of_a_group_misspelt():
    """One letter of a heading's four is wrong, in a table of columns in the form's order or another."""
    found, findings = t4("行政复议\t\t\t\t\n结果维的\t结果纠正\t尚未审结\t其的结果\t总计\n1\t2\t3\t4\t10")
    assert values(found, "t4_1_upheld", "t4_1_pending", "t4_1_other", "t4_1_total") == ["1", "3", "4", "10"]
    assert "D025" in codes(findings)


@pytest.mark.parametrize("number", ["4", "4\t\t\t\t\t\t\t\t\t\t\t\t\t\t", "\t".join(["4"] * 15), "— 4 —"])
def test_recognise_takes_no_page_number_for_values(number):
    """The number of a page inside 表四 is no line of figures, however it was copied."""
    page = lines("2021", "t4_1_upheld=2 t4_1_total=2")
    found, findings = read(page.replace("\n2\t0\t0\t0\t2", f"\n{number}\n2\t0\t0\t0\t2"))
    assert values(found, "t4_1_upheld", "t4_1_corrected", "t4_1_total") == ["2", "0", "2"]
    assert set(codes(findings)) <= {"D015"}


def test_recognise_does_not_shift_figures_beside_a_nameless_column():
    """Fifteen figures of sixteen places, the first left blank: one belongs to a column nobody named."""
    head = "行政复议\t行政诉讼\n" + "\t".join(HEADS.split("\t")) + "\t未经复议直接起诉\t复议后起诉\n"
    head += "\t".join([""] * 5 + HEADS.split("\t") * 2) + "\n"
    found, findings = t4(head + "\t".join(["", *map(str, range(1, 16))]))
    assert values(found, *GROUPS) == [None] * 3
    assert set(GROUPS) <= told(findings)


def test_recognise_reads_a_row_by_its_neighbours():
    """Two letters of a short label would be too many; one is made up for by the rows around it."""
    found, findings = read(lines("2021", "t2_6.1_decided=4 t2_6.2_decided=5").replace("行政强制", "行政某制"))
    assert values(found, "t2_6.1_decided", "t2_6.2_decided") == ["4", "5"]
    assert codes(findings) == ["D025"]
    assert findings[0].places == ("t2_6.2_decided",)


def test_recognise_takes_no_other_row_in_a_lost_ones_place():
    """A province's row stands where the form's was lost: it is quoted, the form's is named as missing."""
    found, findings = read(lines("2021", "t2_6.2_decided=5").replace("行政强制", "行政确认"))
    assert values(found, "t2_6.2_decided") == [None]
    assert codes(findings) == ["D015", "D031"]


def test_recognise_reads_a_merged_value_written_out_again_once():
    """One figure in three places under one heading is one figure; three figures are not."""
    page = lines("2021", "t2_6.1_decided=7")
    found, findings = read(page.replace("行政处罚\t7\t\t", "行政处罚\t7\t7\t7"))
    assert (values(found, "t2_6.1_decided"), codes(findings)) == (["7"], [])
    found, findings = read(page.replace("行政处罚\t7\t\t", "行政处罚\t7\t8\t7"))
    assert values(found, "t2_6.1_decided") == [None]
    assert "t2_6.1_decided" in told(findings)


def single(label: str) -> tuple[Report, tuple[Finding, ...]]:
    """A report of the newer form with （六）其他处理 in one row, and a row of the province's below it."""
    page = lines("2021")
    first, last = page.index("\t（六）其他处理"), page.index("\t（七）总计")
    row = f"\t\t{label}\t2\t0\t0\t0\t0\t0\t2\n" if label else ""
    return read(f"{page[:first]}\t（六）其他处理\t\t5\t0\t0\t0\t0\t0\t5\n{row}{page[last:]}")


def test_recognise_puts_a_provinces_row_below_a_single_group_row_nowhere():
    """A row 其他 under （六） in one row says whose the figures are as little as the group's own."""
    found, findings = single("其他")
    assert {value for cell, value in found.values.items() if cell.row.startswith("3.6.")} == {None}
    assert codes(findings) == ["D026", "D015"]
    assert "5、0、0、0、0、0、5" in findings[0].message
    assert "其他」：2、0、0、0、0、0、2" in findings[1].message


def test_recognise_reads_a_numbered_row_below_a_groups_own_figures():
    """「3.其他」 with its printed number is the form's row, though the group carries a sum of its own."""
    found, findings = single("3.其他")
    assert values(found, "t3_3.6.3_natural", "t3_3.6.1_natural") == ["2", None]
    assert codes(findings) == ["D026"]


@pytest.mark.parametrize("appendix", ["", "appended"])
def test_recognise_reads_headless_figures_in_the_section_of_their_table(appendix):
    """表四 without its head: fifteen figures under its heading are its values; a blank form appended adds nothing."""
    page = lines("2021", "t4_1_upheld=2 t4_2.2_total=3")
    start = page.index("行政复议\t")
    row = next(line for line in page[start:].split("\n") if line.startswith("2\t"))
    blank = lines("2021", rest=None) if False else lines("2021")
    tail = APPENDIX + blank.split("\n\n", 1)[1] if appendix else ""
    found, findings = read(page[:start] + row + page[page.index("\n\n五、") :] + tail)
    assert values(found, "t4_1_upheld", "t4_2.2_total", "t4_1_corrected") == ["2", "3", "0"]
    assert "D011" not in codes(findings)
    assert {f"t4_{group}_upheld" for group in ("1", "2.1", "2.2")} <= told(findings)


def test_recognise_reads_full_rows_under_a_head_that_lost_one_heading():
    """Six headings in the form's order and seven figures: the form's order, with a word; a row short of one stays unread."""
    page = lines("2021", "t3_1_natural=3 t3_1_total=3 t3_2_legal=5")
    page = page.replace("科研机构\t社会公益组织", "\t社会公益组织").replace(
        "二、上年结转政府信息公开申请数量\t\t\t0", "二、上年结转政府信息公开申请数量\t\t\t"
    )
    found, findings = read(page)
    assert values(found, "t3_1_natural", "t3_1_research", "t3_1_total", "t3_2_legal") == ["3", "0", "3", None]
    assert codes(findings) == ["D047", "D019"]
    assert "科研机构" in findings[0].message
    assert {"t3_1_research", "t3_2_legal"} <= told(findings)


def test_recognise_counts_a_column_headed_beside_the_title():
    """A heading merged down over title and head names a column: a row that lost a cell has one figure too few."""
    page = lines("2019", "t2_6.1_prior=5 t2_6.1_change=6 t2_6.1_decided=7 t2_6.2_prior=8")
    start, end = page.index("第二十条第（六）项"), page.index("第二十条第（八）项")
    title, head, first, second = page[start:end].rstrip("\n").split("\n")
    block = f"{title}\t其中：网上\n{head}\t\n{first.replace('5', '', 1).replace(chr(9) * 2, chr(9))}\t9\n{second}\t9\n"
    found, findings = read(page[:start] + block + page[end:])
    assert values(found, "t2_6.1_prior", "t2_6.1_change", "t2_6.1_decided", "t2_6.2_prior") == [None, None, None, "8"]
    assert set(codes(findings)) == {"D010", "D029"}


def moved(count: int) -> tuple[Report, tuple[Finding, ...]]:
    """表三 whose last rows stand one place to the left of their heads."""
    page = lines("2021", "t3_4_natural=4 t3_4_total=4")
    start, end = page.index("（本列数据"), page.index("四、政府信息公开行政复议")
    rows = page[start:end].rstrip("\n").split("\n")
    for i in range(len(rows) - count, len(rows)):
        cells = rows[i].split("\t")
        del cells[1 if cells[0] else 0]
        rows[i] = "\t".join([*cells, ""])
    body = "\n".join(rows)
    return read(f"{page[:start]}{body}\n\n{page[end:]}")


def test_recognise_reads_the_rest_of_a_parted_table_beside_its_heads():
    """Rows after a break that all stand one place to the left, each full: only labels can stand before them."""
    found, findings = moved(4)
    assert values(found, "t3_4_natural", "t3_4_total", "t3_3.6.3_natural") == ["4", "4", "0"]
    assert codes(findings) == []


def test_recognise_leaves_a_single_row_beside_its_heads_unread():
    """One row that stands one place to the left may have lost anything."""
    found, findings = moved(1)
    assert values(found, "t3_4_natural", "t3_3.7_natural") == [None, "0"]
    assert codes(findings) == ["D019"]


def ragged(rows: dict[str, str]) -> tuple[Report, tuple[Finding, ...]]:
    """表三 in TAB rows whose head is a place short and whose group labels take one place each, with some rows changed."""
    page = lines("2021", "t3_3.2_natural=4 t3_3.2_total=4")
    start, end = page.index("（本列数据"), page.index("四、政府信息公开行政复议")
    kept = []
    for row in page[start:end].rstrip("\n").split("\n"):
        cells = row.split("\t")
        name = next((cell for cell in cells if cell), "")
        if name == "自然人":
            del cells[0]
        elif (name.startswith("（") and "本列" not in name) or not cells[0]:
            del cells[next(i for i, cell in enumerate(cells) if not cell)]
        kept.append(rows.get(name, "\t".join(cells)))
    body = "\n".join(kept)
    return read(f"{page[:start]}{body}\n\n{page[end:]}")


def test_recognise_reads_full_rows_with_more_or_less_padding():
    """Rows of seven figures with one blank cell less before them are whole; the row that is short stays unread."""
    found, findings = ragged({NEW: f"{NEW}\t\t\t10"})
    assert values(found, "t3_3.2_natural", "t3_3.2_total", "t3_3.6.3_natural", "t3_3.7_total") == ["4", "4", "0", "4"]
    assert codes(findings) == ["D010"]
    assert findings[0].places == tuple(ROW_1)


def test_recognise_leaves_a_row_with_less_padding_and_a_blank_unread():
    """A row with one blank cell less whose figures are not seven may have lost any of them."""
    row = "二、上年结转政府信息公开申请数量"
    found, findings = ragged({row: f"{row}\t\t1\t2\t3\t4\t5\t6"})
    assert values(found, "t3_2_natural", "t3_2_total", "t3_3.7_total") == [None, None, "4"]
    assert codes(findings) == ["D019"]
