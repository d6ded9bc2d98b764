"""A report's figures as plain numbers."""

from dataclasses import replace
from decimal import Decimal

from nianbao.core.cell import Cell
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.rules.context import Context
from nianbao.rules.figures import figures, odd
from tests.builders import report


def seen(made: Report) -> Context:
    """What the rules look at."""
    return Context(load.by_id(made.form), made)


def test_figures_are_those_that_are_not_zero() -> None:
    """Small whole ones as int, by the place of the cell; what is blank is no figure."""
    made = report("2021", "t3_1_natural=3 t2_8.1_fees=1.5 t4_1_other=")
    told, blank = figures(seen(made))
    cells = load.by_id("2021").cells
    expected = {"t3_1_natural": 3, "t3_1_total": 3, "t2_8.1_fees": Decimal("1.5")}
    assert {str(cells[at]): value for at, value in told.items()} == expected
    assert {type(value) for value in told.values()} == {int, Decimal}
    assert [str(cells[at]) for at in blank] == ["t4_1_other"]


def test_figures_do_not_depend_on_the_order_of_the_values() -> None:
    """Nor on cells without a figure being named at all: those are blank."""
    made = report("2021", "t3_1_natural=3 t4_1_other=")
    turned = replace(made, values=dict(reversed(list(made.values.items()))))
    assert figures(seen(turned)) == figures(seen(made))
    lacking = replace(made, values={cell: value for cell, value in made.values.items() if value is not None})
    assert figures(seen(lacking)) == figures(seen(made))


def test_odd_figures_are_fractions_negative_and_large_ones() -> None:
    """Those that may be of another kind than their cells'."""
    made = report("2021", "t3_1_natural=-3 t3_1_business=999 t3_1_legal=1000 t2_8.1_fees=1.5", rest=None)
    assert {Cell.parse(each) for each in ("t3_1_natural", "t3_1_legal", "t2_8.1_fees")} <= set(odd(seen(made)))
    assert Cell.parse("t3_1_business") not in odd(seen(made))
