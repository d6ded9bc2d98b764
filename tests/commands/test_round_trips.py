"""What is exported reads back as what it was: values, blanks, texts and headings, through every readable format."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nianbao.commands.export import export
from nianbao.commands.read import Reading, parse
from nianbao.core.cell import Cell
from nianbao.core.form import Form, Kind
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import report

SUFFIXES = (".docx", ".html", ".txt", ".md", ".json")
FORMS = load.catalogue()
# Prose as people write it, the marks of every format among it.
LETTERS = "政府信息公开年度报告镇人民主动依申请办理，。；：（）“”《》、abcXYZ0123456789%*_#`~<>&\"'\\|[]=+-@ 　龘𠮷"


def figures(kind: Kind) -> st.SearchStrategy[Decimal | None]:
    """What may stand in a cell of a kind, blank included."""
    if kind is Kind.MONEY:
        return st.none() | st.decimals(min_value=0, max_value=10**8, places=4)
    return st.none() | st.integers(-(10**6) if kind is Kind.CHANGE else 0, 10**6).map(Decimal)


@st.composite
def reports(draw: st.DrawFn, form: Form) -> Report:
    """A report with anything in its cells and any prose in its sections."""
    cells = draw(st.lists(st.sampled_from(form.inputs()), unique=True, max_size=25))
    values = {cell: draw(figures(form.column(cell).kind)) for cell in cells}
    prose = st.lists(
        st.text(LETTERS, min_size=1, max_size=40).map(lambda line: "全年" + line.strip() + "。"), max_size=3
    )
    texts = {section.text: "\n".join(draw(prose)) for section in form.sections}
    notation = " ".join(f"{cell}={'' if value is None else format(value, 'f')}" for cell, value in values.items())
    return report(form.id, notation, **texts)


def back(made: Report, form: Form, suffix: str) -> Reading:
    """The report as read from its export."""
    return parse(export(Reading(made, form, ()), suffix), f"青石镇{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_export_reads_back_as_it_was(data: st.DataObject, form: Form, suffix: str) -> None:
    """Values and blanks at their addresses, texts word for word, six headings once each in order, unit and year."""
    made = data.draw(reports(form))
    found = back(made, form, suffix).report
    assert found.values == made.values
    assert {section.text: found.texts[section.text] for section in form.sections} == {
        section.text: made.texts[section.text] for section in form.sections
    }
    assert [heading.section for heading in found.headings] == [section.code for section in form.sections]
    assert (found.form, found.agency, found.year) == (made.form, made.agency, made.year)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_blank_does_not_come_back_as_zero(suffix: str) -> None:
    """An empty report stays empty."""
    form = FORMS[-1]
    found = back(report(form.id, rest=None), form, suffix).report
    assert set(found.values.values()) == {None}


def test_every_cell_keeps_its_own_figure_in_a_list() -> None:
    """The CSV names every cell by its address."""
    form = FORMS[-1]
    made = report(form.id, " ".join(f"{cell}={index}" for index, cell in enumerate(form.inputs(), start=1)))
    import csv

    lines = list(csv.reader(export(Reading(made, form, ()), ".csv").decode("utf-8-sig").splitlines()))
    listed = {line[0]: line[3] for line in lines[1:] if line[1] != "文字"}
    assert {Cell.parse(address): Decimal(value) for address, value in listed.items() if value} == made.values
