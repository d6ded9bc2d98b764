"""Heads that lost what stands above the columns: the headings next to the figures tell the order, or nothing is read."""

import pytest

from nianbao.core.finding import Finding
from nianbao.core.report import Report
from tests.forms.pages import codes, lines, read, values

ROW_1 = [f"t3_1_{column}" for column in ("natural", "business", "research", "welfare", "legal", "other", "total")]
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
COLUMNS = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
FIFTEEN = "\t".join(map(str, range(1, 16)))
T4 = [
    f"t4_{row}_{column}"
    for row in ("1", "2.1", "2.2")
    for column in ("upheld", "corrected", "other", "pending", "total")
]


def told(findings: tuple[Finding, ...]) -> set[str]:
    """Every address some finding speaks of."""
    return {place for finding in findings for place in finding.places}


def t4(body: str) -> tuple[Report, tuple[Finding, ...]]:
    """A report with another 表四."""
    page = lines("2021")
    start, end = page.index("行政复议\t"), page.index("五、存在的主要问题")
    return read(f"{page[:start]}{body}\n\n{page[end:]}")


@pytest.mark.parametrize("group", ["", "申请人类型（件）"])
@pytest.mark.parametrize("is_stripped", [False, True])
def test_recognise_reads_columns_whose_group_says_something_else(group, is_stripped):
    """Seven headings of which no two are alike tell the order without the group above them, moved columns included."""
    page = lines("2021", "t3_1_natural=3 t3_1_research=2 t3_1_total=5")
    page = page.replace("法人或其他组织", group).replace("商业企业\t科研机构", "科研机构\t商业企业")
    if is_stripped:
        page = "\n".join(line.rstrip("\t") for line in page.split("\n"))
    found, findings = read(page)
    assert values(found, *ROW_1) == ["3", "2", "0", "0", "0", "0", "5"]
    assert codes(findings) == ["D025"]


def test_recognise_leaves_columns_unread_of_which_a_line_of_headings_slipped():
    """A head that lost its group and a blank cell has a heading under that of another line: its places prove nothing."""
    page = lines("2021", "t3_1_natural=3 t3_1_total=3").replace("法人或其他组织", "")
    head = next(line for line in page.split("\n") if "商业企业" in line)
    found, findings = read(page.replace(head, head.removeprefix("\t")))
    assert values(found, *ROW_1) == [None] * 7
    assert set(ROW_1) <= told(findings)


def test_recognise_leaves_columns_unread_when_a_lost_group_pushed_others_aside():
    """Without the cell 「法人或其他组织」 a page shows 总计 second and the five columns behind it: an order nobody printed."""
    page = lines("2021", "t3_1_natural=3 t3_1_business=2 t3_1_total=5")
    head = page[page.index("（本列数据") : page.index("一、本年新收")].rstrip("\n").split("\n")
    upper, lower = head[1].split("\t"), head[2].split("\t")
    at = upper.index("法人或其他组织")
    moved = [head[0], "\t".join([*upper[:at], "总计"]), "\t".join([*lower[:at], "", *lower[at : at + 5]])]
    found, findings = read(page.replace("\n".join(head), "\n".join(moved)))
    assert values(found, *ROW_1) == [None] * 7
    assert set(ROW_1) <= told(findings)


def test_recognise_leaves_a_group_unread_that_a_column_of_its_own_was_pushed_before():
    """Without the cell 「行政复议」 the column 「说明」, last of the head, shows before the third group's figures."""
    columns, blanks = COLUMNS.split("\t"), [""] * 4
    third = [columns[-1], *columns[:-1]]
    head = [
        ["行政诉讼", *blanks, "", *blanks, "说明"],
        [*columns, "未经复议直接起诉", *blanks, "", "复议后起诉", *blanks],
        [*blanks, "", *columns, "", *third],
    ]
    body = "\n".join("\t".join(line) for line in [*head, [*map(str, range(1, 16)), "见附件"]])
    found, findings = t4(body)
    assert values(found, *T4[10:]) == [None] * 5
    assert set(T4[10:]) <= told(findings)


def test_recognise_finds_the_place_of_a_column_headed_a_line_above():
    """「说明」 beside the top heading of rows without trailing blanks: it is the last column, and the others are read."""
    page = lines("2021", "t3_1_natural=3 t3_1_total=3")
    start, end = page.index("（本列数据"), page.index("四、政府信息公开行政复议")
    rows = page[start:end].rstrip("\n").split("\n")
    body = "\n".join(
        f"{row}\t{'说明' if not i else '' if i < 3 else '见附件'}".rstrip("\t") for i, row in enumerate(rows)
    )
    found, findings = read(f"{page[:start]}{body}\n\n{page[end:]}")
    assert values(found, *ROW_1) == ["3", "0", "0", "0", "0", "0", "3"]
    assert codes(findings) == ["D029"]


def test_recognise_reads_three_times_five_columns_without_groups():
    """Fifteen columns that name no group are the form's three in its order, with a word on every cell."""
    found, findings = t4(f"{COLUMNS}\t{COLUMNS}\t{COLUMNS}\n{FIFTEEN}")
    assert values(found, *T4) == list(map(str, range(1, 16)))
    assert set(T4) <= told(findings)


def test_recognise_leaves_ten_columns_without_groups_unread():
    """Two groups of three that name none may be any two."""
    found, findings = t4(f"{COLUMNS}\t{COLUMNS}\n1\t2\t3\t4\t5\t6\t7\t8\t9\t10")
    assert values(found, *T4) == [None] * 15
    assert set(T4) <= told(findings)


def test_recognise_gives_the_one_nameless_group_what_the_others_leave():
    """The first group's name was replaced by 「项目」: the two that are named stand where the form has them."""
    blanks = "\t" * 4
    top = f"项目{blanks}\t行政诉讼{blanks}{blanks}\t"
    middle = f"{COLUMNS}\t未经复议直接起诉{blanks}\t复议后起诉{blanks}"
    found, findings = t4(f"{top}\n{middle}\n{blanks}\t{COLUMNS}\t{COLUMNS}\n{FIFTEEN}")
    assert values(found, *T4) == list(map(str, range(1, 16)))
    assert codes(findings) == ["D025"]


@pytest.mark.parametrize("corner", ["", "项目"])
def test_recognise_reads_groups_printed_as_rows(corner):
    """表四 turned: a row for each group under one head, in whatever order."""
    rows = "\n".join(f"{name}\t{i}\t0\t0\t0\t{i}" for i, name in enumerate(reversed(GROUPS), start=1))
    found, findings = t4(f"{corner}\t{COLUMNS}\n{rows}")
    assert values(found, "t4_2.2_upheld", "t4_2.1_upheld", "t4_1_total") == ["1", "2", "3"]
    assert codes(findings) == []


def test_recognise_puts_a_row_for_both_suits_nowhere():
    """「行政诉讼」 is the sum of two groups and no group itself."""
    found, findings = t4(f"\t{COLUMNS}\n行政复议\t1\t0\t0\t0\t1\n行政诉讼\t2\t0\t0\t0\t2")
    assert values(found, "t4_1_upheld", "t4_2.1_upheld", "t4_2.2_upheld") == ["1", None, None]
    assert {"t4_2.1_upheld", "t4_2.2_upheld"} <= told(findings)


@pytest.mark.parametrize("mark", ["①", "¹", "※", " ② "])
def test_recognise_knows_a_label_with_a_note_mark(mark):
    """A raised figure behind a label points to a note and is no part of it."""
    label = "2.重复申请"
    found, findings = read(lines("2021", "t3_3.5.2_natural=2 t3_3.5.2_total=2").replace(label, label + mark))
    assert values(found, "t3_3.5.2_natural", "t3_3.5.2_total") == ["2", "2"]
    assert codes(findings) == []


def test_recognise_names_the_cells_a_misspelt_row_leaves_blank():
    """Where the row itself stands elsewhere without figures, those of a misspelt one are quoted with its cells."""
    page = lines("2021", "t2_6.2_decided=4")
    page = page.replace("行政强制\t4", "行政强制\t").replace("行政处罚", "的政强制\t4\t\n行政处罚", 1)
    found, findings = read(page)
    assert values(found, "t2_6.2_decided") == [None]
    assert "t2_6.2_decided" in told(findings)


def test_recognise_leaves_a_short_line_under_a_nameless_column_unread():
    """Fifteen figures under sixteen places, one of them without a heading: which one is missing cannot be told."""
    groups = f"{COLUMNS}\t未经复议直接起诉\t\t\t\t\t\t复议后起诉"
    blank = "\t" * 5
    found, findings = t4(f"{groups}\n{blank}{COLUMNS}\t\t{COLUMNS}\n{FIFTEEN}")
    assert values(found, *T4) == [None] * 15
    assert set(T4) <= told(findings)
