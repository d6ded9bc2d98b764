"""Layouts that once led astray: columns and rows too many, heads beside figures, whole pages in one grid."""

import pytest

from nianbao.core.document import Document, GridCell, TextGrid
from nianbao.forms import load
from nianbao.forms.recognise import recognise
from tests.forms.pages import TITLE, codes, lines, read, values

ROW_1 = [f"t3_1_{column}" for column in ("natural", "business", "research", "welfare", "legal", "other", "total")]
NEW = "一、本年新收政府信息公开申请数量"


def page_with_column(name: str, filler: str, figures: str) -> str:
    """表三 with one column more at its right edge."""
    page = lines("2021").replace(f"{NEW}\t\t\t0\t0\t0\t0\t0\t0\t0", f"{NEW}\t\t\t{figures}")
    start, end = page.index("（本列数据"), page.index("四、政府信息公开行政复议")
    rows = page[start:end].rstrip("\n").split("\n")
    fillers = [name] + [""] * 2 + [filler] * (len(rows) - 3)
    wider = "\n".join(f"{row}\t{each}" for row, each in zip(rows, fillers, strict=True))
    return f"{page[:start]}{wider}\n\n{page[end:]}"


def test_recognise_reads_round_a_column_too_many():
    """The figures stand under their headings; the province's own column is named, not read."""
    found, findings = read(page_with_column("备注", "8", "3\t0\t0\t0\t0\t0\t3"))
    assert values(found, *ROW_1) == ["3", "0", "0", "0", "0", "0", "3"]
    assert values(found, "t3_4_total") == ["0"]
    assert codes(findings) == ["D029"]
    assert "「备注」" in findings[0].message


def test_recognise_does_not_take_a_column_too_many_for_the_blank_beside_it():
    """A blank first figure and a filled extra column are seven figures, and not the row's."""
    found, findings = read(page_with_column("备注", "8", "\t58\t2\t7\t0\t0\t7"))
    assert values(found, *ROW_1) == [None, "58", "2", "7", "0", "0", "7"]
    assert codes(findings) == ["D029"]


def test_recognise_leaves_rows_unread_beside_a_column_without_heading():
    """Where a column has no heading, nothing tells which figures are the row's."""
    found, findings = read(page_with_column("", "8", "\t58\t2\t7\t0\t0\t7"))
    assert values(found, *ROW_1) == [None] * 7
    assert set(ROW_1) <= {place for finding in findings for place in finding.places}


def test_recognise_reads_tables_with_running_numbers():
    """A column of running numbers in front of the labels is no figure."""
    page = lines("2021", "t3_1_natural=3 t3_3.6.3_other=2")
    start, end = page.index("（本列数据"), page.index("四、政府信息公开行政复议")
    rows = page[start:end].rstrip("\n").split("\n")
    numbers = ["序号", "", "", *map(str, range(1, len(rows) - 2))]
    numbered = "\n".join(f"{number}\t{row}" for number, row in zip(numbers, rows, strict=True))
    found, findings = read(f"{page[:start]}{numbered}\n\n{page[end:]}")
    assert values(found, "t3_1_natural", "t3_3.6.3_other", "t3_3.7_total") == ["3", "2", "2"]
    assert codes(findings) == []


def test_recognise_reads_a_total_row_whose_label_is_repeated():
    """「（七）总计」 written into every merged place is a row, though 总计 heads a column too."""
    page = lines("2021", "t3_1_natural=3 t3_3.1_natural=3").replace("\t（七）总计\t", "\t（七）总计\t（七）总计")
    found, findings = read(page)
    assert values(found, "t3_3.7_natural", "t3_3.7_total") == ["3", "3"]
    assert codes(findings) == []


@pytest.mark.parametrize("label", ["9.其他", "其他", "4.其他"])
def test_recognise_keeps_a_short_name_to_its_group(label):
    """A province's 其他 under （三） is not the form's 其他 under （六）."""
    page = lines("2021", "t3_3.6.3_natural=2").replace(
        "\t（四）无法提供", f"\t\t{label}\t9\t0\t0\t0\t0\t0\t9\n\t（四）无法提供"
    )
    found, findings = read(page)
    assert values(found, "t3_3.6.3_natural", "t3_3.6.3_total") == ["2", "2"]
    assert codes(findings) == ["D015"]


def test_recognise_names_the_rows_a_table_lacks():
    """A row that was lost is said, so that no blank stays without a word."""
    page = lines("2021")
    row = next(line for line in page.split("\n") if "2.重复申请" in line)
    found, findings = read(page.replace(row + "\n", ""))
    assert values(found, "t3_3.5.2_natural") == [None]
    assert codes(findings) == ["D031"]
    assert findings[0].places[0] == "t3_3.5.2_natural"


def test_recognise_reads_the_groups_of_one_line_as_tables_of_their_own():
    """表四 in three tables, each under its own headings."""
    form = load.by_id("2021")
    page = lines("2021")
    page = page[: page.index("四、政府信息公开行政复议")]
    heads = "\t".join(column.label for column in form.table("t4").blocks[0].columns)
    groups = ["行政复议\t\t\t\t", "行政诉讼\t\t\t\t\n未经复议直接起诉\t\t\t\t", "行政诉讼\t\t\t\t\n复议后起诉\t\t\t\t"]
    tables = "\n\n\n".join(f"{group}\n{heads}\n{i}\t0\t0\t0\t{i}" for i, group in enumerate(groups, start=1))
    found, findings = read(
        f"{page}四、政府信息公开行政复议、行政诉讼情况\n\n{tables}\n\n五、存在的主要问题及改进情况\n无。"
    )
    assert values(found, "t4_1_upheld", "t4_2.1_upheld", "t4_2.2_total") == ["1", "2", "3"]
    assert codes(findings) == []


def test_recognise_refuses_moved_columns_of_which_one_lost_its_heading():
    """Seven figures under six headings are nobody's."""
    page = lines("2021", "t3_1_business=5").replace("商业企业\t科研机构\t社会公益组织", "社会公益组织\t\t商业企业")
    found, findings = read(page)
    assert values(found, *ROW_1) == [None] * 7
    assert set(codes(findings)) == {"D019"}


def test_recognise_reads_a_page_copied_into_one_grid():
    """A report copied into a sheet keeps its title, its texts and its tables."""
    page = lines("2021", "t3_1_natural=3", head_lead="本报告按年度编制。")
    rows = [line.split("\t") for line in page.split("\n")]
    cells = tuple(tuple(GridCell(text, f"Sheet1!{i}行") for text in row) for i, row in enumerate(rows, start=1))
    found, findings = recognise(Document("青石镇.xlsx", (TextGrid(cells, "Sheet1"),)), load.catalogue())
    whole, _ = read(page)
    assert (found.agency, found.year, found.texts) == (whole.agency, whole.year, whole.texts)
    assert found.values == whole.values
    assert codes(findings) == []


def test_recognise_reads_text_in_a_frame_of_two_columns():
    """A menu beside the report: the cell's lines are the report's paragraphs."""
    body = f"{TITLE['2021']}\n一、总体情况\n全年公开信息 5 条。\n{'按要求办理。' * 20}"
    frame = TextGrid(((GridCell("首页", "第1行第1列"), GridCell(body, "第1行第2列")),), "第1个表格")
    found, _ = recognise(Document("青石镇.html", (frame,)), load.catalogue())
    assert found.texts["head_title"] == TITLE["2021"]
    assert found.texts["s1_text"].startswith("全年公开信息 5 条。\n按要求办理。")


@pytest.mark.parametrize(("line", "kept"), [("— 3 —", False), ("第3页 共8页", False), ("- 3 -", False), ("3", True)])
def test_text_leaves_out_the_numbers_of_pages(line, kept):
    """A printed page's number is no part of the text; a bare number may be."""
    page = lines("2021").replace("一是公开内容不够丰富。", f"一是公开内容不够丰富。\n{line}\n")
    found, _ = read(page)
    assert (line in found.texts["s5_text"].split("\n")) is kept


@pytest.mark.parametrize("between", ["— 3 —\n", "\n— 3 —\n\n", "\n\n\n"])
def test_text_reads_a_table_across_a_page_number(between):
    """A page number inside a table neither ends it nor joins a cell."""
    page = lines("2021", "t3_3.5.2_natural=4 t4_1_upheld=2")
    page = page.replace("\n\t\t2.重复申请", f"\n{between}\t\t2.重复申请").replace("\n2\t0", f"\n{between}2\t0")
    found, findings = read(page)
    assert values(found, "t3_3.5.2_natural", "t3_3.5.1_total", "t4_1_upheld") == ["4", "0", "2"]
    assert codes(findings) == []


def test_recognise_reads_misspelt_headings_below_a_title():
    """Headings nobody knows are still no row: the figures under them are read by no guess."""
    page = lines("2019", "t2_8.1_prior=5 t2_8.1_change=-1")
    title = "第二十条第（八）项"
    head = page[page.index(title) :].split("\n")[1]
    found, findings = read(page.replace(f"{head}\n行政事业性收费", "信息内容\t某年增某\t上某年项目某\n行政事业性收费"))
    assert values(found, "t2_8.1_prior", "t2_8.1_change") == [None, None]
    assert {"t2_8.1_prior", "t2_8.1_change"} <= {place for finding in findings for place in finding.places}


def test_recognise_reads_values_right_behind_a_single_label():
    """A blank behind a label without a second column is a value left blank, not padding."""
    page = lines("2021").replace("规章\t0\t0\t0", "规章\t\t0\t7\t")
    found, _ = read(page)
    assert values(found, "t2_1.1_made", "t2_1.1_in_force") in ([None, "7"], [None, None])
