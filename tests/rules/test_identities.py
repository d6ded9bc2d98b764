"""勾稽 and 结转: each identity has a hit and a miss, with both sides and the difference."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nianbao.commands.check import check
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.forms import load
from tests.builders import report, said

CLEAN = "t3_1_natural=3 t3_2_natural=1 t3_3.1_natural=2 t3_3.4.1_natural=1 t3_4_natural=1"


def findings(form: str, values: str, prior: str | None = None, **more: str) -> list[Finding]:
    """What the check says of a report in notation."""
    made = report(form, values, **more)
    last = report(form, prior, year=(made.year or 0) - 1) if prior is not None else None
    return check(made, load.by_id(form), last)


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_clean_report_has_no_finding(form: str) -> None:
    """Numbers that add up and texts that are there bring up nothing."""
    assert findings(form, CLEAN) == []


def test_v1_broken_column_tells_both_sides() -> None:
    """新收＋结转 against 办结＋结转下年, in the column and in the total column."""
    found = findings("2021", CLEAN.replace("t3_4_natural=1", "t3_4_natural=0"))
    assert said(found) == [("G301", "t3_1_natural"), ("G301", "t3_1_total")]
    first = found[0]
    assert (first.left, first.right, first.difference) == ("4", "3", "1")
    assert first.message == "表三·自然人列：第一项 3 ＋ 第二项 1 ＝ 4，三（七） 3 ＋ 第四项 0 ＝ 3，相差 1。"
    assert first.level.value == "error"
    assert first.basis
    assert first.remedy


def test_v1_is_not_judged_while_a_side_is_blank() -> None:
    """A form just handed out, with nothing but the carry-over in it, is unfilled and not wrong."""
    found = findings("2021", "t3_2_natural=3", rest=None)
    assert {each.rule for each in found} == {"T001", "T002"}


def test_v1_says_when_blanks_take_part() -> None:
    """Numbers on both sides that differ are told even if some cells are blank, and the blanks with them."""
    found = findings("2021", "t3_1_natural=3 t3_4_natural=1", rest=None)
    first = next(each for each in found if each.rule == "G301")
    assert first.message == (
        "表三·自然人列：第一项 3 ＋ 第二项 未填写 ＝ 3，三（七） 未填写 ＋ 第四项 1 ＝ 1，相差 2（其中 2 格未填写）。"
    )


def test_v2_total_other_than_the_sum_of_its_rows() -> None:
    """三（七） 4 against 3 in the rows: the total and the rows that are not 0 are named."""
    found = findings("2021", f"{CLEAN} t3_3.7_natural=4 t3_3.7_total=4 t3_4_natural=0 t3_4_total=0")
    hit = next(each for each in found if each.rule == "G302")
    assert hit.places == ("t3_3.7_natural", "t3_3.1_natural", "t3_3.4.1_natural")
    assert (hit.left, hit.right, hit.difference) == ("4", "3", "1")


def test_v3_total_other_than_the_sum_of_its_columns() -> None:
    """总计 5 where the columns give 3."""
    found = findings("2021", f"{CLEAN} t3_1_total=5")
    assert ("G303", "t3_1_total") in said(found)


def test_v4_total_other_than_the_sum_of_its_outcomes() -> None:
    """行政复议 总计 2 where one was upheld."""
    found = findings("2021", "t4_1_upheld=1 t4_1_total=2")
    assert said(found) == [("G401", "t4_1_total")]


def test_y1_carry_over_differs_from_last_year() -> None:
    """第二项 1 against last year's 第四项 2."""
    prior = "t3_1_natural=2 t3_4_natural=2"
    found = findings("2021", CLEAN, prior)
    assert said(found) == [("J301", "t3_2_natural"), ("J301", "t3_2_total")]
    assert "上年年报第四项 2，相差 1" in found[0].message
    assert findings("2021", CLEAN, "t3_1_natural=1 t3_4_natural=1") == []


def test_y2_stock_of_documents_does_not_follow() -> None:
    """现行有效 12 where last year's 10 and 制发 3 − 废止 0 give 13: a warning."""
    found = findings("2021", "t2_1.2_made=3 t2_1.2_in_force=12", "t2_1.2_in_force=10")
    assert said(found) == [("J201", "t2_1.2_in_force")]
    assert (found[0].level.value, found[0].left, found[0].right) == ("warning", "12", "13")
    assert findings("2021", "t2_1.2_made=3 t2_1.2_repealed=1 t2_1.2_in_force=12", "t2_1.2_in_force=10") == []


def test_y3_prior_items_do_not_follow() -> None:
    """2019: 上一年项目数量 against last year's plus its 本年增/减."""
    found = findings("2019", "t2_5.1_prior=10", "t2_5.1_prior=10 t2_5.1_change=-2")
    assert said(found) == [("J202", "t2_5.1_prior")]
    assert findings("2019", "t2_5.1_prior=8", "t2_5.1_prior=10 t2_5.1_change=-2") == []


def test_x5_regulations_of_a_township() -> None:
    """规章 of a township is a warning; of a city it is right; where the level is unknown it is asked for."""
    assert said(findings("2021", "t2_1.1_made=1")) == [("T201", "t2_1.1_made")]
    assert findings("2021", "t2_1.1_made=1", level="市级") == []
    unknown = replace(report("2021", "t2_1.1_made=1"), level=None)
    assert said(check(unknown, load.by_id("2021"))) == [("T202", "t2_1.1_made")]


def test_j_rules_wait_for_last_year() -> None:
    """Without last year's report nothing is said about carry-over."""
    assert findings("2021", CLEAN) == []


def test_prior_of_the_older_form_gives_carry_over_but_no_stock() -> None:
    """2020 → 2021: 第四项 is the same item; 现行有效件数 has no predecessor."""
    made = report("2021", f"{CLEAN} t2_1.2_in_force=12", year=2021)
    older = report("2019", "t3_4_natural=5", year=2020)
    found = check(made, load.by_id("2021"), older)
    assert {each.rule for each in found} == {"J301"}


def test_differences_are_exact_decimals() -> None:
    """Money and counts are compared as decimals, never as floats."""
    made = report("2021", "t2_8.1_fees=0.1")
    assert made.values[Cell.parse("t2_8.1_fees")] == Decimal("0.1")
    assert check(made, load.by_id("2021")) == []
