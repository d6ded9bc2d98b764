"""What the rules find of defects planted in made-up reports, and that they leave reports alone that are right.

`benchmarks/check_quality.py` measures the same over many more.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import text
from nianbao.commands.check import check, check_reading
from nianbao.commands.read import read
from nianbao.forms import load
from tests.builders import report
from tests.realistic.among_units import county_alarms, county_score
from tests.realistic.defect import Defect
from tests.realistic.sample import sample
from tests.realistic.score import DEFECTS, alarms, score

CLEAN = 64
PUBLISHED = 16
HONEST = tomllib.loads((Path(__file__).parent / "realistic" / "honest.toml").read_text(encoding="utf-8"))["sentences"]
PLANTED = 10
COUNTIES = 3


def test_clean_reports_get_no_error_and_no_warning() -> None:
    """Both forms, all levels, seven writers: figures that add up and prose that agrees with them."""
    told = [f"{each.report.agency} {found.message}" for each, found in alarms(CLEAN) if found.level != "hint"]
    assert told == []


def test_clean_reports_stay_clean_when_published_and_read_back(tmp_path: Path) -> None:
    """Reading adds nothing of its own but that the older form prints no unit for money."""
    told = []
    for seed in range(PUBLISHED):
        clean = sample(seed)
        path = tmp_path / f"{seed}.txt"
        path.write_bytes(text.write(clean.report, clean.form))
        found = check_reading(read(path), clean.prior).findings
        told += [f"{seed} {each.message}" for each in found if each.level != "hint" and each.rule != "D024"]
    assert told == []


@pytest.mark.parametrize("group", HONEST, ids=lambda group: group["about"])
def test_honest_sentences_are_left_alone(group: dict[str, Any]) -> None:
    """Numbers of other matters, years and bodies, and words that look broken; alone and beneath a sub-heading."""
    told = []
    address = group.get("address", "s1_text")
    for sentence in group["told"]:
        for prose in (sentence, f"{group.get('head', '')}\n{sentence}"):
            made = report("2021", group.get("values", ""), year=2024, **_heads(group), **{address: prose})
            found = check(made, load.by_id("2021"))
            told += [f"{sentence} {each.message}" for each in found if each.level != "hint"]
    assert told == []


def _heads(group: dict[str, Any]) -> dict[str, str]:
    return {key: group[key] for key in ("agency", "level") if key in group}


def test_clean_reports_are_of_all_kinds() -> None:
    """The reports that are right are not all alike: forms, levels, years and sections are many."""
    reports = [sample(seed).report for seed in range(CLEAN)]
    assert {"2019", "2021"} == {each.form for each in reports}
    assert {"乡镇", "县级部门", "县级"} == {each.level for each in reports}
    assert len({each.year for each in reports}) == 7
    assert len({each.texts["s1_text"] for each in reports}) == CLEAN
    assert all(len(each.texts["s1_text"]) > 60 for each in reports)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda each: f"{each.rule}-{each.about}")
def test_planted_defects_are_found_at_their_place(defect: Defect) -> None:
    """At least nine of ten."""
    result = score(defect, PLANTED)
    assert result.planted == PLANTED
    assert result.found >= PLANTED - 1, "\n".join(result.missed)


def test_units_that_wrote_for_themselves_are_not_called_alike() -> None:
    """Fourteen units of a county, whose clerks share phrases but not reports."""
    assert [finding.message for finding in county_alarms(COUNTIES)] == []


def test_narrative_taken_from_another_unit_is_found() -> None:
    """Both units are named, and nobody else."""
    result = county_score(COUNTIES)
    assert (result.found, result.others) == (COUNTIES, 0), "\n".join(result.missed)
