"""One address for a cell, in both spellings."""

import pytest

from nianbao.core.cell import Cell
from nianbao.core.errors import UnknownAddress
from nianbao.forms import load


@pytest.mark.parametrize("form", load.catalogue(), ids=lambda form: form.id)
def test_every_cell_is_found_by_either_spelling(form: load.Form) -> None:
    """Address and Chinese name lead to the same cell, and no two cells share a name."""
    assert len({form.spell(cell) for cell in form.cells}) == len(form.cells)
    for cell in form.cells:
        assert form.find(str(cell)) == cell == form.find(form.spell(cell)) == Cell.parse(str(cell))


def test_spelling_uses_printed_numbers() -> None:
    """表三·三（三）2·自然人 is t3_3.3.2_natural."""
    assert load.by_id("2021").spell(Cell.parse("t3_3.3.2_natural")) == "表三·三（三）2·自然人"


@pytest.mark.parametrize("address", ["", "t3", "t3_x_natural", "表三·五·自然人", "t3_9.9_natural"])
def test_unknown_address_is_refused_in_a_sentence(address: str) -> None:
    """What is no address says how one is written."""
    with pytest.raises(UnknownAddress, match="不认识单元格地址"):
        load.by_id("2021").find(address)
