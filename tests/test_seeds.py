"""Five real reports, read whole: every cell with its line, every text, every note, against expectations written by hand."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import text
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.recognise import recognise

EXPECTED = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "seeds_expected").glob("*.toml"))
}


@pytest.fixture(params=sorted(EXPECTED))
def expected(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What one seed holds."""
    return EXPECTED[request.param]


@pytest.fixture
def read(expected: dict[str, Any], seeds: Path) -> tuple[Report, tuple[Finding, ...]]:
    """The seed as the product reads it."""
    data = (seeds / expected["file"]).read_bytes()
    return recognise(text.read(data, expected["file"]), load.catalogue())


def cells(expected: dict[str, Any]) -> dict[Cell, tuple[str, Decimal | None]]:
    """Every address of the expectation with its line and value."""
    form = load.by_id(expected["form"])
    found: dict[Cell, tuple[str, Decimal | None]] = {}
    for row, (lines, values) in expected["values"].items():
        addresses = [cell for cell in form.cells if f"{cell.table}_{cell.row}" == row]
        for cell, line, value in zip(addresses, lines.split(), values.split(), strict=True):
            found[cell] = (f"第{line}行", None if value == "_" else Decimal(value))
    return found


def test_seed_unit_year_and_form(expected, read):
    """Unit, year, form and level are those of the page."""
    report, _ = read
    head = {key: expected[key] for key in ("form", "agency", "year")}
    assert head == {"form": report.form, "agency": report.agency, "year": report.year}
    assert (expected["level"] or None) == report.level


def test_seed_every_value(expected, read):
    """Each of the form's cells has the number printed, or is blank where nothing is."""
    report, _ = read
    assert {cell: value for cell, (_, value) in cells(expected).items()} == dict(report.values)
    assert len(report.values) == len(load.by_id(expected["form"]).cells)


def test_seed_every_line(expected, read):
    """Each cell knows the line it stands in, blank ones too."""
    report, _ = read
    assert {str(cell): line for cell, (line, _) in cells(expected).items()} == {
        address: source.place for address, source in report.sources.items() if address.startswith("t")
    }


def test_seed_every_text(expected, read):
    """Each text has its first and last words, its length and its number of paragraphs."""
    report, _ = read
    assert set(expected["texts"]) == set(report.texts)
    for address, spec in expected["texts"].items():
        found = report.texts[address]
        assert (spec["paragraphs"], spec["length"]) == (len(found.splitlines()), len(found)), address
        if found:
            assert f"第{spec['line']}行" == report.place(address), address
            assert found.startswith(spec["first"]), address
            assert found.endswith(spec["last"]), address


def test_seed_every_heading(expected, read):
    """The headings are found in order, as printed."""
    report, _ = read
    found = [[heading.section, heading.text, heading.place] for heading in report.headings]
    assert [[code, heading, f"第{line}行"] for code, heading, line in expected["headings"]] == found


def test_seed_every_note(expected, read):
    """What reading has to say is exactly what is odd about the page."""
    _, findings = read
    assert [(code, f"第{line}行", place) for code, line, place in expected["findings"]] == [
        (finding.rule, finding.where, finding.places[0]) for finding in findings
    ]


def test_seed_short_row_is_quoted(seeds):
    """The row that lost its cells stays 未填; the note quotes it and names all seven cells."""
    data = (seeds / EXPECTED["003"]["file"]).read_bytes()
    _, findings = recognise(text.read(data, "a.txt"), load.catalogue())
    assert "｜｜｜｜｜｜0" in findings[0].message
    assert len(findings[0].places) == 7
