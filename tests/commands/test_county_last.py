"""上年衔接: a unit whose carry-over is not what last year's county workbook lists is told so, beside the sum."""

from dataclasses import replace
from pathlib import Path

import pytest

from nianbao.cli import main
from nianbao.commands import consolidate, county_units
from nianbao.commands.check import check_reading
from nianbao.commands.gather import Gathered
from nianbao.commands.read import Reading
from nianbao.commands.roster import Unit
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from nianbao.core.waiver import Waiver
from nianbao.forms import load
from nianbao.rules import waivers
from tests.builders import book, report
from tests.commands.counties import HEADERS, county_book, listed, roster_book

LEFT = "t3_1_natural=2 t3_3.1_natural=1 t3_4_natural=1"
TAKEN_UP = "t3_2_natural=1 t3_3.1_natural=1"


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """Last year: 青石镇 and 白乡 left one request each, 黑山镇 none."""
    made = [report("2021", LEFT, year=2024), report("2021", LEFT, agency="白乡", year=2024)]
    lines = [listed("青石镇"), listed("白乡"), listed("黑山镇")]
    return county_book(tmp_path / "上年汇总.xlsx", lines, *made, report("2021", agency="黑山镇", year=2024), year=2024)


def summed(last: Path, *reports: Report, former: str = "") -> consolidate.County:
    """The county of these reports, 白水镇 being what 白乡 was."""
    lines = [listed("青石镇"), listed("白水镇", former=former), listed("黑山镇")]
    units = [Unit.of(dict(zip(HEADERS, line, strict=True))) for line in lines]
    checked = [check_reading(Reading(each, load.by_id("2021"), ())) for each in reports]
    gathered = Gathered(checked, [Path(__file__)] * len(checked))
    return consolidate.consolidate(gathered, units, agency="示例县", year=2025, last=county_units.of(last))


def carried(county: consolidate.County) -> list[Finding]:
    """What is told of the units' carry-over, the leading lines."""
    return [each for each in county.findings if each.rule == "J301" and each.is_lead]


def test_unit_that_does_not_take_up_what_it_left_is_named(last: Path) -> None:
    """青石镇 forgot its request, 黑山镇 invented one: the sum is right, and both are told."""
    lost, invented = report("2021", year=2025), report("2021", TAKEN_UP, agency="黑山镇", year=2025)
    county = summed(last, replace(lost, file="一.xlsx"), replace(invented, file="二.xlsx"))
    assert county.report.values[Cell.parse("t3_2_natural")] == 1
    assert [(each.agency, each.left, each.right) for each in carried(county)] == [
        ("青石镇", "0", "1"),
        ("黑山镇", "1", "0"),
    ]
    assert {each.agency: each.status for each in county.board if each.included} == {
        "青石镇": "errors",
        "黑山镇": "errors",
    }


def test_unit_that_takes_up_what_it_left_is_let_be(last: Path) -> None:
    """青石镇 and, under its former name, 白水镇: nothing is said, and nothing of units the list does not know."""
    known = replace(report("2021", TAKEN_UP, year=2025), file="一.xlsx")
    renamed = replace(report("2021", TAKEN_UP, agency="白水镇", year=2025), file="二.xlsx")
    new = replace(report("2021", TAKEN_UP, agency="绿水镇", year=2025), file="三.xlsx")
    assert carried(summed(last, known, renamed, new, former="白乡")) == []


def test_renamed_unit_is_held_against_its_former_name(last: Path) -> None:
    """白水镇 was 白乡 and left one request; it is no matter of another file."""
    county = summed(last, report("2021", agency="白水镇", year=2025), former="白乡")
    assert [(each.agency, each.left, each.right) for each in carried(county)] == [("白水镇", "0", "1")]
    assert not [each for each in county.findings if each.rule == "J005"]


def test_unit_whose_figure_leaps_is_pointed_out(last: Path) -> None:
    """青石镇 wrote its fees in 元 where 万元 are asked for."""
    county = summed(last, report("2021", f"{TAKEN_UP} t2_8.1_fees=125000", year=2025))
    assert [(each.agency, each.places) for each in county.findings if each.rule == "J007"] == [
        ("青石镇", ("t2_8.1_fees",))
    ]


def test_unit_that_said_why_is_not_asked_again(last: Path) -> None:
    """青石镇's own answer, given beside its published report, stands before the county too."""
    plain = replace(report("2021", year=2025), file="一.xlsx")
    beside = check_reading(Reading(plain, load.by_id("2021"), ()), report("2021", LEFT, year=2024))
    lead = next(each for each in beside.findings if each.rule == "J301" and each.is_lead)
    answer = Waiver("J301", waivers.held(plain, _group(beside.findings, lead)), "上年误报", "王芳", "2026-01-05")
    county = summed(last, replace(plain, waivers=(answer,)))
    assert [each.is_waived for each in carried(county)] == [True]
    assert {each.status for each in county.board if each.included} == {"ok"}


def _group(found: tuple[Finding, ...], lead: Finding) -> list[Finding]:
    place = lead.cause.place if lead.cause else None
    return [lead, *(each for each in found if each is not lead and each.cause and each.cause.place == place)]


def test_command_holds_units_against_the_workbook_it_is_given(
    last: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--prior` with last year's county workbook: the unit's line says 错误, and the exit code is 1; twice alike."""
    folder = tmp_path / "收回"
    folder.mkdir()
    book(folder, report("2021", year=2025), "青石镇.xlsx")
    roster = roster_book(tmp_path / "名单.xlsx", listed("青石镇"))
    argv = ["consolidate", str(folder), "--roster", str(roster), "--prior", str(last), "-o", str(tmp_path / "汇.xlsx")]
    said = []
    for _ in range(2):
        assert main(argv) == 1
        said.append(capsys.readouterr().out)
    assert "青石镇　有错" in said[0].replace("  ", "　")
    assert said[0].splitlines()[:3] == said[1].splitlines()[:3]
