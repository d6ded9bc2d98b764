"""The published JSON Schema: every export keeps to it, what is spoiled does not, and the committed copy is the one made."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

import nianbao
from nianbao.adapters import own_schema
from nianbao.cli import main
from nianbao.commands.export import export
from nianbao.commands.read import Reading, parse, read
from nianbao.core.errors import CannotRead
from nianbao.core.report import SCHEMA, Report
from nianbao.forms import load
from tests.adapters.pages import reports
from tests.builders import report
from tests.conftest import ROOT
from tests.realistic.sample import sample

PUBLISHED = sorted((ROOT / "workbook" / "samples" / "published").iterdir())
KEPT = Path(nianbao.__file__).with_name("report.schema.json")
VALID = jsonschema.Draft202012Validator(own_schema.schema(load.catalogue()))
Change = Callable[[dict[str, Any]], object]


def told(made: Report, *, draft: bool = False) -> dict[str, Any]:
    """A report as its JSON says it."""
    found: dict[str, Any] = json.loads(export(Reading(made, load.by_id(made.form), ()), ".json", draft=draft))
    return found


def test_schema_in_the_package_is_the_one_the_forms_make() -> None:
    """`nianbao export --schema -o src/nianbao/report.schema.json` was run after the last change, and says it is made."""
    assert own_schema.write(load.catalogue()) == KEPT.read_bytes()
    assert json.loads(KEPT.read_bytes())["$comment"].startswith("自动生成，请勿手改")


def test_schema_is_one_itself() -> None:
    """It keeps to its own dialect, and bears the name every export bears."""
    jsonschema.Draft202012Validator.check_schema(VALID.schema)
    assert VALID.schema["$id"] == told(report("2021"))["$schema"] == SCHEMA


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_any_report_keeps_to_the_schema(made: Report) -> None:
    """Any figures and texts, blanks among them; a draft too."""
    VALID.validate(told(made))
    VALID.validate(told(made, draft=True))


@pytest.mark.parametrize("seed", range(6))
def test_reports_that_read_like_real_ones_keep_to_the_schema(seed: int) -> None:
    """Both forms, all levels."""
    VALID.validate(told(sample(seed).report))


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_reports_read_from_files_keep_to_the_schema(path: Path) -> None:
    """With all the reading had to say, and where each thing stood."""
    VALID.validate(json.loads(export(read(path), ".json")))


@pytest.mark.parametrize("figure", ["0.30000000000000004", "1e-13", "123456789012345678901234", "-5", "1.5"])
def test_any_figure_a_workbook_may_hold_is_exported(figure: str) -> None:
    """A sum that a spreadsheet rounded at its seventeenth digit was refused once."""
    made = report("2021", f"t2_8.1_fees={figure}")
    data = export(Reading(made, load.by_id("2021"), ()), ".json")
    VALID.validate(json.loads(data))
    assert parse(data, "青石镇.json").report.values == made.values


def without(*path: str) -> Change:
    """A document that lacks something."""

    def spoil(document: dict[str, Any]) -> object:
        place = document
        for step in path[:-1]:
            place = place[step]
        return place.pop(path[-1])

    return spoil


def holding(value: object, *path: str) -> Change:
    """A document that holds something else somewhere."""

    def spoil(document: dict[str, Any]) -> object:
        place = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return None

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        holding(777, "values", "t3_1_natural"),
        holding("约3", "values", "t3_1_natural"),
        holding("1e3", "values", "t3_1_natural"),
        holding("", "values", "t3_1_natural"),
        holding("1", "values", "t9_1_natural"),
        holding(None, "texts", "s1_text"),
        holding("文", "texts", "s9_text"),
        holding("2019", "form"),
        holding("1949", "form"),
        holding("2025", "year"),
        holding("urn:nianbao:report:2", "$schema"),
        holding("是", "draft"),
        holding(1, "more"),
        holding([{"rule": "D001"}], "findings"),
        without("values", "t3_1_natural"),
        without("texts", "s1_text"),
        without("$schema"),
        without("schema_version"),
        without("values"),
        without("sources"),
    ],
)
def test_spoiled_document_does_not_keep_to_the_schema(spoil: Change) -> None:
    """A figure of another kind, a place no form has, something missing, something nobody knows."""
    document = told(report("2021", "t3_1_natural=777"))
    VALID.validate(document)
    spoil(document)
    assert not VALID.is_valid(document)


def test_every_cell_is_described() -> None:
    """Who reads the data need not know the forms: each address has the words printed there, and its unit."""
    form = load.by_id("2021")
    cells = VALID.schema["$defs"]["values_2021"]["properties"]
    assert {address: told["title"] for address, told in cells.items()} == {str(c): form.spell(c) for c in form.cells}
    assert (cells["t2_8.1_fees"]["description"], cells["t3_1_natural"]["description"]) == ("万元", "件")


def test_json_of_a_later_format_is_refused() -> None:
    """It may mean something else by the same words."""
    document = {**told(report("2021")), "$schema": "urn:nianbao:report:2"}
    with pytest.raises(CannotRead, match="请升级程序"):
        parse(json.dumps(document).encode(), "青石镇.json")


def test_json_of_an_earlier_version_is_read() -> None:
    """It did not say what it keeps to."""
    made = report("2021", "t3_1_natural=777")
    document = told(made)
    del document["$schema"], document["schema_version"]
    assert parse(json.dumps(document).encode(), "青石镇.json").report.values == made.values


def test_command_shows_and_writes_the_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a workbook; on the screen or into a file."""
    assert main(["export", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == VALID.schema
    assert main(["export", "--schema", "-o", str(tmp_path / "年报.schema.json")]) == 0
    assert (tmp_path / "年报.schema.json").read_bytes() == KEPT.read_bytes()


def test_read_says_what_it_keeps_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`read --json` prints the same document."""
    main(["read", str(PUBLISHED[0]), "--json"])
    VALID.validate(json.loads(capsys.readouterr().out))
