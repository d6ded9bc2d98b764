"""Reports printed in every way we know of: each cell is read right, or is left 未填 and spoken of."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.commands.read import parse
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from tests.forms.varied import page
from tests.forms.varied_files import KINDS
from tests.forms.varied_model import Page

# What is said of a whole table is said of each of its cells.
WHOLE_TABLE = {"D011", "D013", "D014"}
SEEDS = st.integers(0, 2**32 - 1)


def silent(made: Page, found: Report, findings: Sequence[Finding]) -> list[str]:
    """The cells that hold a wrong number, or none without a word."""
    told = {place for finding in findings for place in finding.places}
    told |= {str(cell) for cell in made.lost}
    is_whole = any(finding.rule in WHOLE_TABLE for finding in findings)
    wrong = []
    for cell, true in made.truth.items():
        value = found.values[cell]
        is_told = str(cell) in told or is_whole
        is_dropped = value is None and (true is not None or cell in made.odd) and not is_told
        if is_dropped or (value is not None and value != true and not is_told):
            wrong.append(f"{cell}: {true} → {value}")
    return wrong


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_reading_a_varied_report_is_never_silently_wrong(kind, seed):
    """Labels, merges, rows, columns and figures vary; no number is taken for another, none is lost without a word."""
    random = Random(seed)
    made = page(random)
    found = parse(KINDS[kind](random, made), kind)
    assert found.report.form == made.form.id
    assert silent(made, found.report, found.findings) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=4, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_reading_a_plain_report_is_complete(kind, seed):
    """Printed as the form prints it, everything is read: figures, year, texts."""
    random = Random(seed)
    made = page(random, calm=0)
    found = parse(KINDS[kind](random, made), kind).report
    assert made.truth == dict(found.values)
    assert found.year == made.year
    assert {address: found.texts[address].split("\n版权")[0] for address in made.texts} == made.texts
