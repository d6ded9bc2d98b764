"""汇总: the county's own figures against the sum of its units, and the sum against last year."""

from decimal import Decimal

import pytest

from nianbao.core.cell import Cell
from nianbao.core.finding import Level
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.rules import rollup
from tests.builders import report

FORM = load.by_id("2021")
UNITS = [
    report("2021", "t3_1_natural=3 t3_3.1_natural=3", agency="青石镇"),
    report("2021", "t3_1_natural=5 t3_3.1_natural=5", agency="红星乡"),
    report("2021", "t3_1_natural=4 t3_3.1_natural=4", agency="县司法局"),
]


def summed(values: str = "t3_1_natural=12 t3_3.1_natural=12") -> Report:
    """The units' sum."""
    return report("2021", values, agency="示例县", level="县级")


def differing(values: str) -> list[str]:
    """What is said of a county report beside the sum, the first column only."""
    county = report("2021", values, agency="示例县", level="县级")
    found = rollup.published(summed(), county, UNITS, FORM)
    return [finding.message for finding in found if finding.places[0] == "t3_1_natural"]


def test_county_equal_to_its_units_is_clean() -> None:
    """No difference, no finding."""
    county = summed()
    assert list(rollup.published(summed(), county, UNITS, FORM)) == []


def test_county_cell_the_county_left_blank_is_not_judged() -> None:
    """Blank is not 0: its own check says that it is blank."""
    assert differing("t3_1_natural= t3_3.1_natural=12") == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("7", ["县年报", "相差 5", "红星乡", "漏计"]),
        ("15", ["相差 3", "青石镇", "多计一次"]),
        ("5", ["相差 7", "青石镇与县司法局", "漏计"]),
    ],
)
def test_difference_names_the_units_that_explain_it(value: str, said: list[str]) -> None:
    """A unit left out, a unit twice, two units left out."""
    (message,) = differing(f"t3_1_natural={value} t3_3.1_natural=12")
    for word in said[1:]:
        assert word in message


def test_difference_nobody_explains_is_told_as_it_is() -> None:
    """No guess where no unit's figure fits."""
    (message,) = differing("t3_1_natural=13 t3_3.1_natural=12")
    assert "相差 1" in message
    assert "正好等于" not in message


def test_carry_over_of_the_sum_is_a_warning() -> None:
    """The list of bodies may have changed, so the county's carry-over is never an error by itself."""
    last: dict[Cell, Decimal | None] = {cell: Decimal(0) for cell in FORM.cells}
    last[Cell.parse("t3_4_natural")] = last[Cell.parse("t3_4_total")] = Decimal(2)
    found = list(rollup.carried(summed(), FORM, last))
    assert {(finding.rule, finding.level) for finding in found} == {("H008", Level.WARNING)}
    assert "上年汇总" in found[0].message
