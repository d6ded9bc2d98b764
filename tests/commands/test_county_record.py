"""What was summed, kept in the county workbook: read back whole, for a few thousand units too."""

from pathlib import Path

import pytest

from nianbao.adapters import excel_open
from nianbao.commands import county_record, county_units
from nianbao.core.cell import Cell
from nianbao.forms import load
from tests.builders import report
from tests.commands.counties import county_book, listed

FORM = load.by_id("2021")


def test_record_keeps_blank_and_zero_apart(tmp_path: Path) -> None:
    """A figure, a 0, a blank and money come back as they were."""
    made = report("2021", "t3_1_natural=3 t4_1_upheld= t2_8.1_fees=10.7225", year=2025)
    path = county_book(tmp_path / "汇总.xlsx", [listed("青石镇")], made)
    found = county_record.read(excel_open.open_workbook(path.read_bytes(), path.name), FORM)
    values = dict(zip(FORM.cells, found["青石镇"], strict=True))
    assert values == made.values
    assert values[Cell.parse("t4_1_upheld")] is None


def test_units_too_many_to_list_are_read_from_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list beyond the limit for one sheet costs neither carry-over nor comparison."""
    names = [f"第{number}镇" for number in range(6)]
    made = [report("2021", "t3_4_natural=1 t3_1_natural=1", agency=name, year=2025) for name in names]
    path = county_book(tmp_path / "汇总.xlsx", [listed(name) for name in names], *made)
    monkeypatch.setattr(excel_open, "MOST_CELLS", 1000)
    found = county_units.of(path)
    assert [each.agency for each in found] == names
    assert (found[0].values, found[0].sources) == (made[0].values, {})
