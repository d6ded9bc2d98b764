"""Reports printed in every way we know of: each cell is read right, or is left 未填 and spoken of."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from nianbao.adapters.convert import Converter
from nianbao.commands.read import Reading
from tests.forms.varied.kinds import KINDS, Kind, Sent, sent
from tests.forms.varied.proof import judge, problems, reading_of, verdict, verdicts

DIRECT = [name for name, kind in KINDS.items() if not kind.program]
MADE = [name for name, kind in KINDS.items() if kind.program]
SEEDS = st.integers(0, 2**32 - 1)
# What programs make comes in one go, plain documents and varied ones; their start costs more than a dozen files.
VARIED = [(seed, 1.0) for seed in range(5)]
PLAIN = [(seed, 0.0) for seed in range(2)]
# A seed has no simpler one, and a failure names its own: no shrinking.
PHASES = (Phase.explicit, Phase.generate)


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    """One office for all documents that only an office program reads."""
    with Converter() as found:
        yield found


@pytest.fixture(scope="module", params=MADE)
def made(request: pytest.FixtureRequest) -> tuple[Kind, list[Sent]]:
    """Documents of a kind that some program makes: the varied ones, then the plain ones."""
    kind = KINDS[request.param]
    if kind.program is None or kind.program() is None:
        pytest.skip("没有 LibreOffice 或 Chromium：先运行 make setup")
    return kind, sent(kind, [*VARIED, *PLAIN])


@pytest.mark.parametrize("name", DIRECT)
@settings(max_examples=8, phases=PHASES)
@given(seed=SEEDS)
def test_reading_a_varied_report_is_never_silently_wrong(name, seed):
    """Labels, merges, rows, columns and figures vary; no number is taken for another, none is lost without a word."""
    kind = KINDS[name]
    assert problems(kind, verdicts(kind, [(seed, 1.0)])) == []


@pytest.mark.office
def test_reading_what_programs_made_is_never_silently_wrong(made, converter):
    """The same after printing to PDF and after conversion by LibreOffice."""
    kind, documents = made
    assert problems(kind, [verdict(kind, each, converter) for each in documents[: len(VARIED)]]) == []


@pytest.mark.parametrize("name", DIRECT)
@settings(max_examples=4, phases=PHASES)
@given(seed=SEEDS)
def test_reading_a_plain_report_is_complete(name, seed):
    """Printed as the form prints it, everything is read: figures, unit, year, and every text exactly as written."""
    kind = KINDS[name]
    (each,) = sent(kind, [(seed, 0.0)])
    with Converter() as converter:
        check_complete(kind, each, reading_of(kind, each, converter))


@pytest.mark.office
def test_reading_a_plain_report_is_complete_after_programs(made, converter):
    """The same after printing to PDF, where line ends swallow blanks, and after conversion by LibreOffice."""
    kind, documents = made
    for each in documents[len(VARIED) :]:
        check_complete(kind, each, reading_of(kind, each, converter))


def check_complete(kind: Kind, each: Sent, reading: Reading) -> None:
    """Everything the page says is in the report, and nothing else; the seed is told when it is not."""
    found, page = reading.report, each.page
    assert (found.form, found.agency, found.year, each.seed) == (page.form.id, page.agency, page.year, each.seed)
    assert (dict(found.values), each.seed) == (page.truth, each.seed)
    wanted = {address: _shown(kind, page.texts.get(address, "")) for address in found.texts}
    assert ({address: _shown(kind, text) for address, text in found.texts.items()}, each.seed) == (wanted, each.seed)


def _shown(kind: Kind, text: str) -> str:
    return "".join(text.split()) if kind.name.endswith(".pdf") else text


@pytest.mark.parametrize(("value", "is_told"), [(Decimal(987654321), True), (Decimal(987654321), False), (None, False)])
def test_the_proof_sees_a_wrong_cell(value, is_told):
    """A wrong figure counts as silent even when something is said of its cell; a lost one unless something is."""
    kind = KINDS["报告.docx"]
    (each,) = sent(kind, [(1, 0.0)])
    with Converter() as converter:
        reading = reading_of(kind, each, converter)
    cell = next(cell for cell, true in each.page.truth.items() if true is not None)
    said = [replace(reading.findings[0], places=(str(cell),))] if is_told else []
    wrong = replace(reading, report=replace(reading.report, values={**reading.report.values, cell: value}))
    assert judge(each.page, reading).silent == []
    assert len(judge(each.page, replace(wrong, findings=(*wrong.findings, *said))).silent) == 1
