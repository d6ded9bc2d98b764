"""Worksheet functions answer with a value or one Chinese sentence, and never raise."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.commands.export import export
from nianbao.commands.read import read
from nianbao.forms import load
from tests.builders import book, report
from udfs import dispatch
from udfs.functions import FUNCTIONS

LAST_YEAR, THIS_YEAR = 2023, 2024


def cell(name: str, *arguments: Any) -> Any:
    """What a cell with this formula shows."""
    reply = dispatch.call(name, arguments)
    return "#N/A" if reply.status == dispatch.NOT_THERE else reply.message


@pytest.fixture
def report_2024(tmp_path: Path) -> str:
    """The workbook of 青石镇 for this year; the requests of one column do not add up."""
    return str(book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=2 t2_8.1_fees=1.25", year=THIS_YEAR)))


@pytest.fixture
def report_2023(tmp_path: Path) -> str:
    """Last year's: one request left over, a figure never filled in."""
    made = report("2021", "t3_3.1_natural=1 t3_1_natural=2 t3_4_natural=1 t2_1.2_in_force=", year=LAST_YEAR)
    return str(book(tmp_path, made, "上年.xlsx"))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([[1.0, 2.0], [None, 4.0]], 7),
        (((1.5,), (2.0,)), 3.5),
        ([[None, ""], [None, None]], ""),
        ([[0.0, None]], 0),
        ([[0.1], [0.2]], 0.3),
        ([[Decimal("1.2500")]], 1.25),
        (5.0, 5),
        (None, ""),
        ([["12", 1.0]], "区域第1行第1列「12」是文字，不能计入。请改为数字。"),
        ([[1.0], [True]], "区域第2行第1列「True」是文字，不能计入。请改为数字。"),
        ([[1.0, -2146826265]], "区域第1行第2列是错误值。请先改正。"),
        ("12", "「12」是文字，不能计入。请改为数字，或填合计格的地址。"),
        ("t3_3.7_natural", "没有写明工作簿。请在第二个参数填年报文件的完整路径。"),
    ],
)
def test_total_of_what_a_range_may_hold(given: Any, shown: Any) -> None:
    """Numbers are summed exactly, blanks stay blank, text is never counted and never passed over."""
    assert cell("NB_TOTAL", given) == shown


def test_total_of_a_range_refuses_a_date() -> None:
    """3-4 that became 4 March is no figure."""
    assert "是文字，不能计入" in cell("NB_TOTAL", [[datetime(2024, 3, 4)]])


def test_total_by_the_form_recomputes(tmp_path: Path) -> None:
    """A total cell's value comes from its parts, in either spelling of the address; blank where all parts are."""
    path = str(book(tmp_path, report("2021", "t3_3.1_natural=2 t3_3.1_business=3", rest="0")))
    assert cell("NB_TOTAL", "t3_3.7_natural", path) == 2
    assert cell("NB_TOTAL", "表三·三（七）·总计", path) == 5
    assert "不是合计格" in cell("NB_TOTAL", "t3_1_natural", path)
    assert "找不到" in cell("NB_TOTAL", "t3_3.7_natural", str(tmp_path / "没有.xlsx"))
    assert "不认识单元格地址" in cell("NB_TOTAL", "t9_1_x", path)
    empty = book(tmp_path, report("2021", rest=None), "空.xlsx")
    assert cell("NB_TOTAL", "t3_3.7_total", str(empty)) == ""


def test_total_does_not_pass_over_what_is_no_number(tmp_path: Path) -> None:
    """「12件」 among the parts is told, not left out of the sum."""
    page = tmp_path / "年报.html"
    text = export(read(book(tmp_path, report("2021", "t3_3.1_natural=12"))), ".html").decode("utf-8")
    page.write_text(text.replace(">12<", ">约12件<", 1), encoding="utf-8")
    for name, address in (("NB_TOTAL", "t3_3.7_natural"), ("NB_VALUE", "t3_3.1_natural")):
        assert "约12件" in cell(name, address, str(page))
    assert cell("NB_VALUE", "t3_3.2_natural", str(page)) == 0


def test_value_of_figures_texts_and_head(report_2024: str) -> None:
    """A count, money in 万元, a narrative, the head; either spelling of the address."""
    assert cell("NB_VALUE", "t3_1_natural", report_2024) == 3
    assert cell("NB_VALUE", "表三·一·自然人", report_2024) == 3
    assert cell("NB_VALUE", "t2_8.1_fees", report_2024) == 1.25
    assert cell("NB_VALUE", "s5_text", report_2024).startswith("一是公开内容不够丰富。")
    assert cell("NB_VALUE", "head_year", report_2024) == THIS_YEAR
    assert cell("NB_VALUE", "单位", report_2024) == "青石镇"


def test_value_of_blank_is_blank_and_of_nought_is_nought(tmp_path: Path) -> None:
    """未填 is never shown as 0, and 0 is shown."""
    path = str(book(tmp_path, report("2021", "t3_1_natural=0", rest=None)))
    assert cell("NB_VALUE", "t3_1_natural", path) == 0
    assert cell("NB_VALUE", "t3_1_business", path) == ""


def test_value_tells_a_wrong_address_from_one_of_another_form(report_2024: str) -> None:
    """What no form has is a mistake; what this year's form has not is not available; a blank address gives blank."""
    assert "不认识单元格地址「t9_1_x」" in cell("NB_VALUE", "t9_1_x", report_2024)
    assert cell("NB_VALUE", "t2_9.1_amount", report_2024) == "#N/A"
    assert cell("NB_VALUE", None, report_2024) == ""


def test_value_of_a_range_of_addresses(report_2024: str) -> None:
    """One formula for many addresses: each cell has its own answer, blank cells stay blank."""
    given = [["t3_1_natural", "t9_1_x"], [None, "表三·四·总计"]]
    shown = cell("NB_VALUE", given, report_2024)
    assert (shown[0][0], shown[1]) == (3, ["", 0])
    assert "不认识单元格地址「t9_1_x」" in shown[0][1]


@pytest.mark.parametrize("suffix", [".docx", ".html", ".txt", ".json"])
def test_value_reads_any_kind_of_file(tmp_path: Path, report_2024: str, suffix: str) -> None:
    """A published report is asked like a workbook."""
    published = tmp_path / f"公开{suffix}"
    published.write_bytes(export(read(Path(report_2024)), suffix))
    assert cell("NB_VALUE", "t3_1_natural", str(published)) == 3
    assert cell("NB_TOTAL", "t3_3.7_total", str(published)) == 2


def test_carry_takes_what_last_year_left(report_2023: str) -> None:
    """第二项 is last year's 第四项; other cells are last year's same item; last year's blank stays blank."""
    assert cell("NB_CARRY", "t3_2_natural", report_2023) == 1
    assert cell("NB_CARRY", "表三·二·总计", report_2023) == 1
    assert cell("NB_CARRY", "t3_1_natural", report_2023) == 2
    assert cell("NB_CARRY", "t2_1.2_in_force", report_2023) == ""
    assert "没有写明上年年报" in cell("NB_CARRY", "t3_2_natural", None)


def test_carry_across_the_change_of_forms(tmp_path: Path) -> None:
    """第四项 is carried into the new form; what the old form had no item for is not available."""
    old = load.by_id("2019")
    assert old.last_year is not None
    path = str(book(tmp_path, report("2019", "t3_4_natural=2", year=old.last_year)))
    assert cell("NB_CARRY", "t3_2_natural", path) == 2
    assert cell("NB_CARRY", "t2_1.2_in_force", path) == "#N/A"
    within = str(book(tmp_path, report("2019", "t2_5.1_prior=7 t2_5.1_change=-2", year=old.first_year), "早.xlsx"))
    assert cell("NB_CARRY", "t2_5.1_prior", within) == 5


def test_check_lists_findings_or_counts_them(report_2024: str, tmp_path: Path) -> None:
    """A row a finding, those of one cause under the first; how many are to be dealt with; a sentence when none."""
    rows = cell("NB_CHECK", report_2024)
    assert [row[:3] for row in rows] == [[1, "错误", "G301"], ["↳", "错误", "G301"]]
    assert rows[0][3] == "表三·一·自然人 等4处"
    assert "相差 1" in rows[0][4]
    assert "表三·一·自然人" in rows[0][5]
    assert cell("NB_CHECK", report_2024, True) == 1
    right = str(book(tmp_path, report("2021"), "对.xlsx"))
    assert cell("NB_CHECK", right) == "没有发现问题。"
    assert cell("NB_CHECK", right, 1.0) == 0
    assert "没有写明工作簿" in cell("NB_CHECK")


def test_check_of_one_rule_gives_its_difference(report_2024: str, report_2023: str) -> None:
    """The difference comes first, 0 when the rule holds, a sentence when it cannot be judged of one report."""
    assert [row[:2] for row in cell("NB_CHECK", report_2024, "g301")] == [
        [1, "表三·一·自然人 等4处"],
        [1, "表三·一·总计 等4处"],
    ]
    assert cell("NB_CHECK", report_2024, "G302") == 0
    assert cell("NB_CHECK", report_2024, "J301") == "不适用：没有上年年报可以核对。"
    assert [row[0] for row in cell("NB_CHECK", report_2024, "J301", report_2023)] == [-1, -1]
    assert "取结转数要用2022年度的" in cell("NB_CHECK", report_2023, "J301", report_2024)
    assert "没有编号为「G999」的规则" in cell("NB_CHECK", report_2024, "G999")
    assert "在结转或汇总时才校验" in cell("NB_CHECK", report_2024, "H001")


def test_difference_of_an_identity_by_column_row_and_address(report_2024: str, report_2023: str) -> None:
    """Left less right, whichever way the line is named."""
    for place in ("自然人", "natural", "t3_1_natural", "表三·四·自然人"):
        assert cell("NB_DIFF", "G301", place, report_2024) == 1
    assert cell("NB_DIFF", "G301", "商业企业", report_2024) == 0
    for place in ("三（七）", "3.7", "t3_3.7_business"):
        assert cell("NB_DIFF", "G303", place, report_2024) == 0
    assert cell("NB_DIFF", "G303", "第一项", report_2024) == 0
    assert cell("NB_DIFF", "J301", "自然人", report_2024, report_2023) == -1
    assert "请在第四个参数填上年年报" in cell("NB_DIFF", "J301", "自然人", report_2024)


def test_difference_says_what_it_lacks(report_2024: str, tmp_path: Path) -> None:
    """A line must be named where there are several; what is no identity has no difference; blank sides give blank."""
    assert cell("NB_DIFF", "G301", None, report_2024) == "「G301」有 7 列。请在第二个参数写明是哪一列，如「自然人」。"
    assert "没有「科室」这一列" in cell("NB_DIFF", "G301", "科室", report_2024)
    assert "不是勾稽关系" in cell("NB_DIFF", "W001", "自然人", report_2024)
    assert cell("NB_DIFF", "J202", "t2_5.1_prior", report_2024) == "#N/A"
    empty = str(book(tmp_path, report("2021", rest=None), "空.xlsx"))
    assert cell("NB_DIFF", "G301", "自然人", empty) == ""


def test_label_goes_both_ways() -> None:
    """An address gives its Chinese, the Chinese its address, however the brackets and blanks are typed."""
    assert cell("NB_LABEL", "t3_3.3.2_natural") == "表三·三（三）2·自然人"
    assert cell("NB_LABEL", " 表三·三(三)2 · 自然人") == "t3_3.3.2_natural"
    assert cell("NB_LABEL", [["s1_text"], ["标题"], [None]]) == [["一、总体情况"], ["head_title"], [""]]


def test_label_follows_the_year() -> None:
    """Each year has its form; without a year the newest form that has the item counts."""
    assert cell("NB_LABEL", "t2_9.1_amount", 2020.0) == "表二·政府集中采购·采购总金额"
    assert cell("NB_LABEL", "t2_9.1_amount") == "表二·政府集中采购·采购总金额"
    assert cell("NB_LABEL", "t2_9.1_amount", "2024年") == "#N/A"
    assert "没有对应的年报格式" in cell("NB_LABEL", "t3_1_natural", 2001)
    assert "不是年份" in cell("NB_LABEL", "t3_1_natural", "去年")
    assert "不认识单元格地址" in cell("NB_LABEL", "表九·一")


@pytest.mark.parametrize("form", load.catalogue(), ids=lambda form: form.id)
def test_label_of_every_address_leads_back(form: Any) -> None:
    """No two addresses of a form are called alike."""
    for address in (*map(str, form.cells), *form.text_addresses(), "head_agency", "head_year", "head_level"):
        name = cell("NB_LABEL", address, form.first_year)
        assert name != address
        assert cell("NB_LABEL", name, form.first_year) == address


def test_rule_says_its_sentence_and_its_parts() -> None:
    """The sentence of a code, its ground and remedy; a range of codes; an unknown one."""
    assert cell("NB_RULE", "g301") == "表三各列：第一项＋第二项＝第三项（七）＋第四项"
    assert cell("NB_RULE", "G301", "级别") == "错误"
    assert cell("NB_RULE", "G301", "怎么改").startswith("请核对")
    shown = cell("NB_RULE", [["G301", None], ["G999", "J301"]])
    assert shown[0][1] == ""
    assert "没有编号为「G999」的规则" in shown[1][0]
    assert "可以填：规则、级别、依据" in cell("NB_RULE", "G301", "作者")


def test_help_lists_every_function_with_its_arguments() -> None:
    """One row a function: name, use, arguments; the wizard is filled from it."""
    rows = cell("NB_HELP")
    assert [row[0] for row in rows] == list(FUNCTIONS)
    for row in rows:
        assert [text for text in row[2:] if text] == [each.help for each in FUNCTIONS[row[0]].parameters]


def test_spilled_rows_are_of_one_length(report_2024: str) -> None:
    """What spills is a rectangle of texts and numbers, so that old Excel and Calc take it as an array formula."""
    for rows in (cell("NB_CHECK", report_2024), cell("NB_HELP"), cell("NB_LABEL", [["t3_1_natural", "x"], [None]])):
        assert len({len(row) for row in rows}) == 1
        assert all(isinstance(value, str | int | float) for row in rows for value in row)


def test_every_function_is_described_in_chinese() -> None:
    """The function wizard has a description and help for each argument, short enough to be shown whole."""
    for function in FUNCTIONS.values():
        for text in (function.description, *(parameter.help for parameter in function.parameters)):
            assert 4 < len(text) <= 255
            assert not text.isascii()
