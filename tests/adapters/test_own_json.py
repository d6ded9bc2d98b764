"""JSON of our own: what was written out is read back; what fits no form is refused, not dropped."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from nianbao.commands.export import export
from nianbao.commands.read import Reading, parse
from nianbao.core.errors import CannotRead
from nianbao.core.notes import note
from nianbao.core.report import Report
from nianbao.forms import load
from tests.adapters.pages import reports
from tests.builders import report, said


def written(made: Report, *findings: object) -> bytes:
    """The report as `export` writes it."""
    return export(Reading(made, load.by_id(made.form), findings), ".json")  # type: ignore[arg-type]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_written_report_reads_back_whole(made: Report) -> None:
    """Values, texts, headings, unit, year and level."""
    found = parse(written(made), "青石镇.json").report
    assert (found.values, found.texts) == (made.values, made.texts)
    assert [(each.section, each.text) for each in found.headings] == [(h.section, h.text) for h in made.headings]
    assert (found.agency, found.year, found.level) == (made.agency, made.year, made.level)


def test_what_the_first_reading_said_is_not_lost() -> None:
    """A note of the original reading comes along with the figures."""
    doubt = note("D002", "表三!D6", places=("t3_1_natural",), where="表三!D6", left="约3")
    found = parse(written(report("2021", "t3_1_natural="), doubt), "青石镇.json")
    assert said(found.findings) == [("D002", "t3_1_natural")]
    assert found.findings[0].where == "表三!D6"


def test_cells_left_out_are_told() -> None:
    """An address the file does not name is 未填 and reported."""
    told = json.loads(written(report("2021")))
    del told["values"]["t3_1_natural"]
    found = parse(json.dumps(told).encode(), "青石镇.json")
    assert said(found.findings) == [("D031", "t3_1_natural")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"form": "1949"}, "没有编号为"),
        ({"values": {"t9_1_natural": "1"}}, "没有「t9_1_natural」"),
        ({"values": {"自然人": "1"}}, "不认识单元格地址"),
        ({"values": {"t3_1_natural": "约3"}}, "t3_1_natural"),
        ({"values": {"t3_1_natural": 3}}, "t3_1_natural"),
        ({"values": {"t3_1_natural": "NaN"}}, "t3_1_natural"),
        ({"texts": {"s9_text": "一"}}, "没有「s9_text」"),
        ({"year": "二〇二一"}, "year"),
    ],
)
def test_what_fits_no_form_is_refused(change: dict[str, object], told: str) -> None:
    """Each refusal names the file and what it stumbled over."""
    document = {**json.loads(written(report("2021"))), **change}
    with pytest.raises(CannotRead, match=told) as caught:
        parse(json.dumps(document).encode(), "青石镇.json")
    assert "「青石镇.json」" in caught.value.message
    assert caught.value.message.endswith("。")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'{"form": "2021", "form": "2019", "values": {}}', "写了两次"),
        (b'{"form": "2021", "values": {"t3_1_natural": NaN}}', "不是完整的 JSON"),
        (b'{"form": "2021", "val', "不是完整的 JSON"),
        (b'{"files": [], "findings": []}', "不是本工具导出"),
    ],
)
def test_other_json_is_refused(data: bytes, told: str) -> None:
    """Torn, doubled, or of somebody else."""
    with pytest.raises(CannotRead, match=told):
        parse(data, "青石镇.json")


def test_money_keeps_its_digits() -> None:
    """Decimal strings are taken as they stand."""
    made = report("2021", "t2_8.1_fees=0.0001")
    made = replace(made, year=None, agency=None)
    assert parse(written(made), "a.json").report.values == made.values
