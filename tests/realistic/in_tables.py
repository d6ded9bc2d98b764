"""Defects of the figures: within a year, against last year, and cells left blank."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from nianbao.core.cell import Cell
from tests.realistic.defect import Defect, Planted, other_than, value, with_values
from tests.realistic.sample import Sample

COLUMNS = ("natural", "business", "research", "welfare", "legal", "other")


def wrong_inflow(random: Random, sample: Sample) -> Planted:
    """More requests came than went, in a column and in the total."""
    column = random.choice(COLUMNS)
    changed = {f"t3_1_{each}": (value(sample, f"t3_1_{each}") or 0) + 2 for each in (column, "total")}
    return with_values(sample, changed, f"t3_1_{column}")


def wrong_outcome(random: Random, sample: Sample) -> Planted:
    """One outcome mistyped."""
    cells = [cell for cell in sample.form.inputs() if cell.table == "t3" and cell.row.startswith("3.")]
    return _mistyped(random, sample, cells)


def wrong_row_total(random: Random, sample: Sample) -> Planted:
    """The total of one row of 表三 mistyped."""
    cells = [cell for cell in sample.form.totals if cell.table == "t3" and cell.column == "total" and cell.row != "3.7"]
    return _mistyped(random, sample, cells)


def wrong_done(random: Random, sample: Sample) -> Planted:
    """（七）总计 of one column mistyped."""
    cells = [cell for cell in sample.form.cells if cell.table == "t3" and cell.row == "3.7"]
    return _mistyped(random, sample, cells)


def wrong_review(random: Random, sample: Sample) -> Planted:
    """A cell of 表四 mistyped."""
    return _mistyped(random, sample, [cell for cell in sample.form.cells if cell.table == "t4"])


def _mistyped(random: Random, sample: Sample, cells: list[Cell]) -> Planted:
    cell = random.choice(cells)
    address = str(cell)
    return with_values(sample, {address: other_than(random, value(sample, address) or Decimal(0))}, address)


def fewer_open_than_new(random: Random, sample: Sample) -> Planted | None:
    """对外公开总数量 below 本年新公开."""
    if value(sample, "t2_1.2_total_open") is None:
        return None
    return with_values(
        sample, {"t2_1.2_total_open": 3, "t2_1.2_new_open": 5, "t2_1.2_new_made": 5}, "t2_1.2_total_open"
    )


def blank_cell(random: Random, sample: Sample) -> Planted:
    """One to four cells left blank."""
    cells = [str(cell) for cell in random.sample(sample.form.inputs(), random.randint(1, 4))]
    return with_values(sample, dict.fromkeys(cells), cells[0])


def blank_table(random: Random, sample: Sample) -> Planted:
    """A whole table left blank."""
    table = random.choice(("t2", "t3", "t4"))
    return with_values(sample, {str(cell): None for cell in sample.form.cells if cell.table == table}, f"{table}_")


def negative(random: Random, sample: Sample) -> Planted:
    """A number below 0 where only counts may stand."""
    cell = _count(random, sample)
    return with_values(sample, {cell: -random.randint(1, 9)}, cell)


def fraction(random: Random, sample: Sample) -> Planted:
    """Half a request."""
    cell = _count(random, sample)
    return with_values(sample, {cell: (value(sample, cell) or 0) + Decimal("0.5")}, cell)


def _count(random: Random, sample: Sample) -> str:
    return str(random.choice([cell for cell in sample.form.inputs() if sample.form.column(cell).kind == "count"]))


def too_fine(random: Random, sample: Sample) -> Planted:
    """Money to a fraction of 1 元."""
    cells = [str(cell) for cell in sample.form.inputs() if sample.form.column(cell).kind == "money"]
    return with_values(sample, {cells[0]: Decimal("12.34567")}, cells[0])


def rules_of_a_township(random: Random, sample: Sample) -> Planted:
    """规章 from a body that cannot make any."""
    cells = [str(cell) for cell in sample.form.inputs() if (cell.table, cell.row) == ("t2", "1.1")]
    cell = random.choice(cells)
    return with_values(sample, {cell: random.randint(1, 3)}, cell)


def rules_of_nobody_knows(random: Random, sample: Sample) -> Planted:
    """The same of a body whose level is not known."""
    planted = rules_of_a_township(random, sample)
    return replace(planted, report=replace(planted.report, level=None))


def wrong_carry(random: Random, sample: Sample) -> Planted | None:
    """Another number carried over than last year's report left."""
    prior = sample.prior
    if prior is None:
        return None
    column = random.choice(COLUMNS)
    cell = Cell.parse(f"t3_4_{column}")
    other = other_than(random, prior.values[cell] or Decimal(0))
    return Planted(sample.report, replace(prior, values={**prior.values, cell: other}), sample.form, f"t3_2_{column}")


def wrong_stock(random: Random, sample: Sample) -> Planted | None:
    """现行有效 that does not follow from last year's."""
    held, prior = value(sample, "t2_1.2_in_force"), sample.prior
    if held is None or prior is None or prior.form != sample.form.id:
        return None
    return with_values(sample, {"t2_1.2_in_force": other_than(random, held)}, "t2_1.2_in_force")


def wrong_prior(random: Random, sample: Sample) -> Planted | None:
    """上一年项目数量 that does not follow from last year's report."""
    address = f"t2_{random.choice(('5.1', '5.2', '6.1', '6.2', '8.1'))}_prior"
    held = value(sample, address)
    if held is None or sample.prior is None:
        return None
    return with_values(sample, {address: other_than(random, held)}, address)


def shrunken_stock(random: Random, sample: Sample) -> Planted | None:
    """对外公开总数量 below last year's with this year's."""
    held, new = value(sample, "t2_1.2_total_open"), value(sample, "t2_1.2_new_open")
    if held is None or new is None or sample.prior is None or held - 1 < new:
        return None
    return with_values(sample, {"t2_1.2_total_open": held - 1}, "t2_1.2_total_open")


def a_nought_too_many(random: Random, sample: Sample) -> Planted | None:
    """A decision count ten times as high as it was."""
    held, prior = value(sample, "t2_6.1_decided"), sample.prior
    if not held or prior is None or held < 4:
        return None
    return with_values(sample, {"t2_6.1_decided": held * 10}, "t2_6.1_decided")


DEFECTS = (
    Defect("G301", "收支不平", wrong_inflow),
    Defect("G302", "某一结果写错", wrong_outcome),
    Defect("G302", "（七）总计写错", wrong_done),
    Defect("G303", "某行总计写错", wrong_row_total),
    Defect("G401", "表四一格写错", wrong_review),
    Defect("G201", "公开总数少于本年新公开", fewer_open_than_new),
    Defect("T001", "几格空着", blank_cell),
    Defect("T002", "整张表空着", blank_table),
    Defect("T003", "负数", negative),
    Defect("T003", "小数件", fraction),
    Defect("T004", "金额细于 1 元", too_fine),
    Defect("T201", "乡镇填了规章", rules_of_a_township),
    Defect("T202", "层级不明填了规章", rules_of_nobody_knows),
    Defect("J301", "结转数与上年不同", wrong_carry),
    Defect("J201", "现行有效与上年不衔接", wrong_stock),
    Defect("J202", "上一年项目数量与上年不衔接", wrong_prior),
    Defect("J203", "公开总数比上年少", shrunken_stock),
    Defect("J007", "多写一个 0", a_nought_too_many),
)
