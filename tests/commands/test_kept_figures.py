"""Figures come back from what was kept as they were typed, and nothing else is taken for them."""

import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nianbao
from nianbao.commands import compact, compact_parts, kept_readings
from nianbao.commands.check import Checked, check_reading
from nianbao.commands.read import Reading
from nianbao.forms import load
from tests.builders import report

TYPED = "t3_1_natural=0 t3_1_business= t3_1_total=12 t2_8.1_fees=0.50 t2_1.1_made=0.00"


def checked() -> Checked:
    """A report with a nought, a blank, a figure, an amount, and a nought written as an amount."""
    return check_reading(Reading(report("2021", TYPED), load.by_id("2021"), ()))


def test_figures_are_kept_as_they_were_typed() -> None:
    """Blank stays blank, 0 stays 0 and 0.50 keeps its nought; the order is the form's."""
    made, found = checked().reading, compact.unpack(compact.pack(checked())).reading
    assert made is not None
    assert found is not None
    assert list(map(str, found.report.values.values())) == list(map(str, made.report.values.values()))
    assert list(found.report.values) == list(made.form.cells)


def test_figures_of_one_report_are_not_anothers() -> None:
    """Two reports of one form share no figures."""
    one, other = (compact.unpack(compact.pack(checked())).reading for _ in range(2))
    assert one is not None
    assert other is not None
    assert one.report.values is not other.report.values


@pytest.mark.parametrize(
    "spoil",
    [
        lambda places, told: ([*places[:-1], 9999], told),
        lambda places, told: (places[:-1], told),
        lambda places, told: (places, f"{told},3"),
        lambda places, told: (places, told.replace("12", "NaN")),
        lambda places, told: (places, None),
    ],
)
def test_figures_that_fit_no_form_are_not_believed(spoil: Callable[[list[int], str], tuple[Any, Any]]) -> None:
    """A sound checksum does not help figures beyond the form, too few, too many, or none at all."""
    own, *others = compact._parts(compact.pack(checked())[16:])
    told = json.loads(compact_parts.inflated(own))
    at = next(at for at, each in enumerate(told[1]) if isinstance(each, list))
    told[1][at : at + 2] = spoil(*told[1][at : at + 2])
    parts = (zlib.compress(json.dumps(told).encode()), *others)
    packed = compact._LENGTHS.pack(*map(len, parts)) + b"".join(parts)
    with pytest.raises(compact.Damaged):
        compact.unpack(hashlib.sha256(packed).digest()[:16] + packed)


def test_program_without_files_of_its_modules_has_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped program is one file; its readings are kept all the same."""
    monkeypatch.setattr(nianbao, "__file__", str(tmp_path / "没有" / "__init__.py"))
    kept_readings._product.cache_clear()
    try:
        assert kept_readings.key(b"1", "甲.xlsx") != kept_readings.key(b"2", "甲.xlsx")
    finally:
        kept_readings._product.cache_clear()
