"""Every rule against its case file: what it must find (hits) and what it must leave alone (misses)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from nianbao.commands.check import check
from nianbao.core.finding import Finding
from nianbao.core.report import Heading, Report
from nianbao.forms import load
from nianbao.rules import catalogue
from tests.builders import report

FOLDER = Path(__file__).parents[1] / "cases"
CASES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def _listed(kind: str) -> list[Any]:
    return [
        pytest.param(code, case, id=f"{code}-{case['about']}")
        for code, cases in CASES.items()
        for case in cases.get(kind, [])
    ]


def _report(case: dict[str, Any]) -> Report:
    rest = case.get("rest", "0")
    heads = {key: case[key] for key in ("agency", "level") if key in case}
    made = report(
        case.get("form", "2021"),
        case.get("values", ""),
        rest=rest or None,
        year=case.get("year"),
        **heads,
        **case.get("texts", {}),
    )
    if "headings" in case:
        made = Report(
            **{name: getattr(made, name) for name in made.__dataclass_fields__}
            | {"headings": tuple(Heading(section, text, "") for section, text in case["headings"])}
        )
    return made


def _found(code: str, case: dict[str, Any]) -> list[Finding]:
    made = _report(case)
    prior = _report(case["prior"]) if "prior" in case else None
    return [finding for finding in check(made, load.by_id(made.form), prior) if finding.rule == code]


@pytest.mark.parametrize(("code", "case"), _listed("hits"))
def test_rule_finds_what_it_must(code: str, case: dict[str, Any]) -> None:
    """Found as often as said, at these places, in these words."""
    found = _found(code, case)
    assert len(found) == case.get("count", 1)
    if "places" in case:
        assert case["places"] == list(found[0].places)[: len(case["places"])]
    for word in case.get("message", []):
        assert word in found[0].message
    if "level" in case.get("expected", {}):
        assert case["expected"]["level"] == found[0].level.value
    if "marked" in case:
        quote = found[0].quote or ""
        assert case["marked"] == [quote[start:end] for start, end in found[0].marks]


@pytest.mark.parametrize(("code", "case"), _listed("misses"))
def test_rule_leaves_alone_what_is_right(code: str, case: dict[str, Any]) -> None:
    """No finding of this rule."""
    assert [finding.message for finding in _found(code, case)] == []


def test_every_rule_has_hits_and_misses() -> None:
    """Each identity of a form and each procedure has a case file with both."""
    codes = {identity.code for form in load.catalogue() for identity in form.identities}
    codes |= {procedure.code for procedure in catalogue.PROCEDURES}
    assert {code for code in codes if not (CASES.get(code, {}).get("hits") and CASES[code].get("misses"))} == set()


def test_every_case_file_is_of_a_rule() -> None:
    """No case file is left behind when a rule is renamed."""
    assert set(CASES) <= {rule.code for rule in catalogue.rules(load.catalogue())}
