"""填报: blanks, negative numbers, fractions and too fine money."""

from dataclasses import replace
from decimal import Decimal

from nianbao.commands.check import check
from nianbao.core.cell import Cell
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import report, said


def told(made: Report) -> list[tuple[str, str]]:
    """Codes and first places of what the check says."""
    return said(check(made, load.by_id(made.form)))


def test_one_blank_cell_is_a_warning() -> None:
    """A single blank among filled cells is named."""
    made = report("2021", "t3_4_business=")
    assert told(made) == [("T001", "t3_4_business")]


def test_blank_is_not_zero() -> None:
    """未填 is a finding, 填了 0 is none."""
    assert told(report("2021", "t4_1_upheld=0")) == []
    assert told(report("2021", "t4_1_upheld=")) == [("T001", "t4_1_upheld")]


def test_many_blanks_of_a_table_are_one_finding() -> None:
    """138 blank cells of 表三 are told once, with all their places."""
    made = report("2019", rest=None)
    values = {cell: Decimal(0) if cell.column == "total" or cell.table != "t3" else None for cell in made.values}
    found = check(replace(made, values=values), load.by_id("2019"))
    assert [(each.rule, len(each.places)) for each in found] == [("T001", 138)]


def test_whole_table_blank_is_an_error() -> None:
    """A table with nothing in it is missing, not full of zeros."""
    found = told(report("2021", rest=None))
    assert [rule for rule, _ in found] == ["T002", "T002", "T002"]


def test_negative_and_broken_counts_are_errors() -> None:
    """件数 -1 and 2.5 件."""
    made = report("2021", "t4_1_upheld=-1 t4_1_pending=2.5")
    assert ("T003", "t4_1_upheld") in told(made)
    assert ("T003", "t4_1_pending") in told(made)


def test_change_may_be_negative_and_money_broken() -> None:
    """2019: 本年增/减 -2 and 采购总金额 323.5727 万元 stand."""
    assert told(report("2019", "t2_5.1_change=-2 t2_9.1_amount=323.5727")) == []


def test_money_finer_than_a_yuan_is_a_warning() -> None:
    """323.57271 万元 is less than a 元 exact."""
    assert told(report("2019", "t2_9.1_amount=323.57271")) == [("T004", "t2_9.1_amount")]
    assert report("2019").values[Cell.parse("t2_9.1_amount")] == 0
