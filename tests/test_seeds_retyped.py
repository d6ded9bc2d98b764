"""The five real reports re-typed in every format: each cell, each text and each note as the page of origin has them."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from nianbao.commands.check import check
from nianbao.commands.read import Reading, parse
from nianbao.core.cell import Cell
from nianbao.forms import load
from tests.retyped.formats import FORMATS
from tests.retyped.manuscript import EXPECTED, SHORT, manuscript, texts, values

# Those need LibreOffice; the browser's print only a browser.
OFFICE = ("pdf_office", "xls")


def marked(form: str, *more: str) -> Any:
    """A format as a parameter, marked when it takes LibreOffice to make it."""
    marks = [pytest.mark.office] if form in OFFICE else []
    return pytest.param("-".join([*more, form]), marks=marks)


# What the rules must say of each report in whatever format; the text form tells the rest.
ODD = {
    "000": set(),
    "001": {("W001", "s6_text")},
    "002": {("W001", "s2_text"), ("W009", "s1_text"), ("T001", "t3_1_natural")},
    "003": {("T001", "t3_3.1_natural")},
    "004": {("T001", "t3_4_business")},
}

# Where the short row is not simply short: in a sheet its last cell is drawn over two columns. No cell is lacking then, but
# which column the figure is in is in doubt.
OTHERWISE = {(SHORT, "xls"): [("D019", "t3_3.1_natural")]}
# Where a portal's words stand round the report, reading may add that it left them out; what it left out the texts show.
PORTALS = ("html_clean", "html_pasted", "html_nested", "pdf_browser")
ASIDE = "D042"


@pytest.fixture(params=[marked(form, name) for form in FORMATS for name in EXPECTED])
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A report and the format it was set in."""
    name, _, form = request.param.partition("-")
    return name, form


@pytest.fixture
def expected(case: tuple[str, str]) -> dict[str, Any]:
    """What the report holds, written by hand."""
    return EXPECTED[case[0]]


@pytest.fixture
def read(case: tuple[str, str], seeds: Path) -> Reading:
    """The report as the product reads it from that format."""
    return reading(*case, seeds)


@cache
def reading(name: str, form: str, folder: Path) -> Reading:
    """Each file is made and read once."""
    suffix, write = FORMATS[form]
    return parse(write(manuscript(name, folder)), f"年报{suffix}")


@cache
def origin(name: str, folder: Path) -> Reading:
    """The report as text, the form it came in."""
    return parse((folder / EXPECTED[name]["file"]).read_bytes(), EXPECTED[name]["file"])


def kept(form: str) -> Callable[[str], str]:
    """What of a text a format can keep: a page shows blanks in a row as one; print has none where a line ends."""
    if form.startswith("html"):
        return lambda text: "\n".join(" ".join(line.split()) for line in text.split("\n"))
    if form.startswith("pdf"):
        return lambda text: "\n".join("".join(line.split()) for line in text.split("\n"))
    return str


def test_retyped_unit_year_and_form(expected, read):
    """Unit, year, form and level are those of the report, whatever stands round it."""
    found = read.report
    head = {key: expected[key] for key in ("form", "agency", "year")}
    assert head == {"form": found.form, "agency": found.agency, "year": found.year}
    assert (expected["level"] or None) == found.level


def test_retyped_every_value(case, read):
    """Each cell has the figure printed; blank cells and the row short of cells stay 未填."""
    wanted = {cell: None if figure is None else Decimal(figure) for cell, figure in values(case[0]).items()}
    found = read.report.values
    assert {str(cell): found[cell] for cell in wanted if wanted[cell] != found[cell]} == {}
    assert len(found) == len(load.by_id(read.report.form).cells)


def test_retyped_every_text(case, read, seeds):
    """Each text has its paragraphs and nothing else: no menu, no footer, no line joined or parted wrongly."""
    name, form = case
    same = kept(form)
    for address, wanted in texts(name, seeds).items():
        assert same(wanted).split("\n") == same(read.report.texts[address]).split("\n"), address


def test_retyped_every_heading(expected, read):
    """The headings are found in order, as printed, and no others."""
    wanted = [(code, text) for code, text, _ in expected["headings"]]
    assert wanted == [(heading.section, heading.text) for heading in read.report.headings]


def test_retyped_every_note(case, expected, read):
    """What reading has to say is what is odd about the report, no more and no less; each note knows its place."""
    name, form = case
    wanted = OTHERWISE.get(case, [(code, place) for code, _, place in expected["findings"]])
    told = [finding for finding in read.findings if not (finding.rule == ASIDE and form in PORTALS)]
    assert wanted == [(finding.rule, finding.places[0] if finding.places else "") for finding in told], name
    assert all(finding.where for finding in told)


def test_retyped_every_rule(case, read, seeds):
    """The rules find in it what they find in the text form."""
    name, _ = case
    text = origin(name, seeds)
    found = [(finding.rule, finding.places) for finding in check(read.report, read.form)]
    assert [(finding.rule, finding.places) for finding in check(text.report, text.form)] == found
    assert ODD[name] <= {(rule, place) for rule, places in found for place in places}


@pytest.mark.parametrize("form", list(map(marked, FORMATS)))
def test_retyped_short_row_is_quoted_and_never_guessed(form, seeds):
    """The note on the row that lost a cell names all seven cells and quotes the one figure."""
    read = reading(SHORT, form, seeds)
    row = [str(cell) for cell in read.report.values if (cell.table, cell.row) == ("t3", "3.1")]
    (finding,) = [finding for finding in read.findings if row[0] in finding.places]
    assert row == list(finding.places)
    assert "｜0" in finding.message
    assert {read.report.values[Cell.parse(address)] for address in row} == {None}


def test_manuscripts_are_the_reports_and_no_shorter(seeds):
    """The texts taken from the seeds have the length and the ends written down by hand."""
    for name, expected in EXPECTED.items():
        for address, spec in expected["texts"].items():
            text = texts(name, seeds)[address]
            assert (spec["length"], spec["paragraphs"]) == (len(text), len(text.splitlines())), (name, address)
            assert text.startswith(spec.get("first", ""))
            assert text.endswith(spec.get("last", ""))
