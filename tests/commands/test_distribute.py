"""下发: every unit its workbook, last year's figures from wherever they are, nobody's file under another's name."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from nianbao.cli import main
from nianbao.commands import distribute
from nianbao.commands.gather import Gathered, gather
from nianbao.commands.read import read
from nianbao.commands.roster import Unit
from nianbao.commands.submissions import submissions
from nianbao.core.cell import Cell
from nianbao.core.report import Report
from tests.builders import book, report
from tests.commands.counties import HEADERS, county_book, listed, roster_book

LEFT_OVER = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"
CARRIED = Cell.parse("t3_2_natural")


def planned(*lines: tuple[str, ...], priors: tuple[Report, ...] = ()) -> list[distribute.Planned]:
    """The plan for some lines of a roster."""
    units = [Unit.of(dict(zip(HEADERS, line, strict=True))) for line in lines]
    return distribute.plan(units, 2025, priors)


def read_priors(*paths: Path) -> Gathered:
    """Last year's reports, without progress."""
    return distribute.read_priors(list(paths), lambda _: None)


def test_former_name_finds_its_predecessor() -> None:
    """白乡 became 白水镇: its report is taken under the present name; another year's is not."""
    old = report("2021", LEFT_OVER, agency="示例县白乡人民政府", year=2024)
    (unit,) = planned(listed("白水镇", former="白乡"), priors=(old, report("2021", agency="白水镇", year=2023)))
    assert unit.prior is not None
    assert unit.prior.agency == "白水镇"
    assert unit.prior.values[Cell.parse("t3_4_natural")] == 1


def test_two_different_predecessors_are_not_chosen_between() -> None:
    """Copies are one; two that differ give an empty form, and both are named."""
    one, other = report("2021", LEFT_OVER, year=2024), report("2021", year=2024)
    (same,), (twice,) = planned(listed("青石镇"), priors=(one, one)), planned(listed("青石镇"), priors=(one, other))
    assert same.prior is not None
    assert (twice.prior, len(twice.found)) == (None, 2)


def test_names_that_become_one_as_files_stay_two() -> None:
    """No unit's workbook overwrites another's."""
    assert [each.name for each in planned(listed("青/石镇"), listed("青:石镇"))] == [
        "青_石镇2025年政府信息公开年报.xlsx",
        "青_石镇2025年政府信息公开年报 (2).xlsx",
    ]


def test_last_years_county_workbook_gives_the_units_it_lists(tmp_path: Path) -> None:
    """One file instead of forty: each unit's carry-over with where it stood; blank stays blank."""
    lines = listed("青石镇"), listed("白水镇", former="白乡")
    made = report("2021", LEFT_OVER, year=2025), report("2021", "t3_4_legal=", agency="白乡", year=2025)
    county = county_book(tmp_path / "汇总.xlsx", list(lines), *made)
    roster = roster_book(tmp_path / "名单.xlsx", *lines)
    out = tmp_path / "下发"
    argv = ["distribute", "--roster", str(roster), "--year", "2026", "--prior", str(county), "-o", str(out)]
    assert main(argv) == 0
    carried = [read(path).report.values for path in sorted(out.glob("*年报.xlsx"))]
    assert sorted(str(values[CARRIED]) for values in carried) == ["0", "1"]
    units = {each.agency: each for each in read_priors(county).reports}
    assert units["白水镇"].values[Cell.parse("t3_4_legal")] is None
    assert (units["青石镇"].place("t3_4_natural") or "").startswith("单位明细!")


def test_units_own_report_goes_before_the_county_list(tmp_path: Path) -> None:
    """Both at hand: the unit's own counts, and there are not two."""
    county_book(tmp_path / "汇总.xlsx", [listed("青石镇")], report("2021", LEFT_OVER, year=2025))
    book(tmp_path, report("2021", year=2025), "青石镇.xlsx")
    found = [each for each in read_priors(tmp_path).reports if each.agency == "青石镇"]
    assert [each.values[Cell.parse("t3_4_natural")] for each in found] == [0]


def test_office_takes_up_its_own_and_not_the_countys(tmp_path: Path) -> None:
    """Last year's workbook is signed by the office, which is a unit like any other: the sum is nobody's carry-over."""
    office = "示例县人民政府"
    lines = listed("青石镇"), listed(office)
    made = report("2021", LEFT_OVER, year=2025), report("2021", agency=office, year=2025)
    county = county_book(tmp_path / "汇总.xlsx", list(lines), *made)
    out = handed_out(tmp_path, *lines, priors=(county,))
    assert read(out / f"{office}2026年政府信息公开年报.xlsx").report.values[CARRIED] == 0
    alone = county_book(tmp_path / "汇总.xlsx", [listed("青石镇")], made[0])
    out = handed_out(tmp_path, *lines, priors=(alone,))
    assert (office, "没有找到上年年报。") in left_out(out)


def test_city_gives_a_county_what_its_workbook_sums_up(tmp_path: Path) -> None:
    """None of the units the workbook lists is on the city's roster: there it is the county's report."""
    county = county_book(tmp_path / "汇总.xlsx", [listed("青石镇")], report("2021", LEFT_OVER, year=2025))
    out = handed_out(tmp_path, listed("示例县人民政府"), priors=(county,))
    assert read(out / "示例县人民政府2026年政府信息公开年报.xlsx").report.values[CARRIED] == 1


def test_what_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A torn file of last year costs its unit the carry-over only; exit code 3."""
    folder = tmp_path / "上年"
    folder.mkdir()
    (folder / "青石镇.xlsx").write_bytes(b"PK\x03\x04 torn")
    roster = roster_book(tmp_path / "名单.xlsx", listed("青石镇"))
    argv = [
        "distribute",
        "--roster",
        str(roster),
        "--year",
        "2025",
        "--prior",
        str(folder),
        "-o",
        str(tmp_path / "下发"),
    ]
    assert main(argv) == 3
    said = capsys.readouterr().out
    assert "（没有找到上年年报，未带入）" in said
    assert "读不了「青石镇.xlsx」" in said


def handed_out(folder: Path, *lines: tuple[str, ...], priors: tuple[Path, ...] = ()) -> Path:
    """What the command hands out to a roster."""
    roster, out = roster_book(folder / "名单.xlsx", *lines), folder / "下发"
    given = [part for path in priors for part in ("--prior", str(path))]
    assert main(["distribute", "--roster", str(roster), "--year", "2026", *given, "-o", str(out)]) == 0
    return out


def left_out(out: Path) -> list[tuple[object, object]]:
    """The list of what could not be carried: unit and reason."""
    rows = list(openpyxl.load_workbook(out / "下发清单.xlsx")["没有带入的"].iter_rows(min_row=4, values_only=True))
    return [(row[0], row[3]) for row in rows]


def test_merged_units_bring_their_predecessors_sum(tmp_path: Path) -> None:
    """白水镇 came of 白乡 and 黑乡: both carry-overs together, blank where one is, and the list says so."""
    prior = tmp_path / "上年"
    prior.mkdir()
    book(prior, report("2021", LEFT_OVER, agency="白乡", year=2025), "白.xlsx")
    book(prior, report("2021", f"{LEFT_OVER} t3_4_legal=", agency="黑乡", year=2025, s1_text="黑乡"), "黑.xlsx")
    out = handed_out(tmp_path, listed("白水镇", former="白乡、黑乡"), priors=(prior,))
    values = read(out / "白水镇2026年政府信息公开年报.xlsx").report.values
    assert (values[CARRIED], values[Cell.parse("t3_2_legal")]) == (2, None)
    reasons = [str(reason) for _, reason in left_out(out)]
    assert "由白乡、黑乡合并而成" in reasons[0]
    assert any("法律服务机构" in reason for reason in reasons[1:])


def test_merged_units_are_added_up_from_the_county_list_too(tmp_path: Path) -> None:
    """One workbook lists both, with the very same figures: they are two units all the same."""
    lines = listed("白乡"), listed("黑乡")
    made = [report("2021", LEFT_OVER, year=2025, agency=name) for name in ("白乡", "黑乡")]
    county = county_book(tmp_path / "汇总.xlsx", list(lines), *made)
    out = handed_out(tmp_path, listed("白水镇", former="白乡，黑乡"), priors=(county,))
    assert read(out / "白水镇2026年政府信息公开年报.xlsx").report.values[CARRIED] == 2


def test_renamed_unit_in_list_and_folder_is_one() -> None:
    """The county's list has 白水镇, the folder what 白乡 published: one predecessor, not two that were merged."""
    published = report("2021", LEFT_OVER, agency="白乡", year=2024)
    row = replace(published, agency="白水镇", texts=dict.fromkeys(published.texts, ""), file="汇总.xlsx")
    (unit,) = planned(listed("白水镇", former="白乡"), priors=(published, row))
    assert unit.prior is not None
    assert unit.prior.values[Cell.parse("t3_4_natural")] == 1
    other = replace(row, values={**row.values, Cell.parse("t3_4_natural"): Decimal(7)})
    (doubtful,) = planned(listed("白水镇", former="白乡"), priors=(published, other))
    assert (doubtful.prior, "内容不同" in doubtful.last.note) == (None, True)


def test_merged_units_are_added_up_whatever_told_of_them(tmp_path: Path) -> None:
    """白水镇 took 白乡 in: the county's list has both, only 白乡's own report is at hand; two units, not two versions."""
    lines = listed("白水镇"), listed("白乡")
    made = [report("2021", LEFT_OVER, year=2025, agency=name) for name in ("白水镇", "白乡")]
    prior = tmp_path / "上年"
    prior.mkdir()
    county_book(prior / "汇总.xlsx", list(lines), *made)
    book(prior, report("2021", LEFT_OVER, agency="白乡", year=2025), "白乡.xlsx")
    out = handed_out(tmp_path, listed("白水镇", former="白乡"), priors=(prior,))
    assert read(out / "白水镇2026年政府信息公开年报.xlsx").report.values[CARRIED] == 2


def test_versions_that_differ_say_whose_they_are() -> None:
    """Under the present and the former name: which file is whose is told."""
    old = replace(report("2021", LEFT_OVER, agency="白乡", year=2024), file="一.docx")
    row = replace(report("2021", agency="白水镇", year=2024), file="汇总.xlsx")
    (unit,) = planned(listed("白水镇", former="白乡"), priors=(old, replace(row, texts=dict.fromkeys(row.texts, ""))))
    assert unit.last.note == "有 2 份内容不同：汇总.xlsx（白水镇）、一.docx（白乡）"


def test_county_list_that_has_another_figure_is_told(tmp_path: Path) -> None:
    """The unit's own report says 0, last year's county workbook 1: the former is carried, the difference is no secret."""
    prior = tmp_path / "上年"
    prior.mkdir()
    county_book(prior / "汇总.xlsx", [listed("青石镇")], report("2021", LEFT_OVER, year=2025))
    book(prior, report("2021", agency="示例县青石镇人民政府", year=2025), "青石镇.xlsx")
    out = handed_out(tmp_path, listed("青石镇"), priors=(prior,))
    assert left_out(out)[0] == (
        "青石镇",
        "「汇总.xlsx」所列与单位自己的年报不同（表三·二·自然人 1，已带入 0），按单位自己的年报带入。",
    )


def test_name_of_another_unit_or_of_two_gives_nothing() -> None:
    """A carry-over goes to nobody twice: not to the heir while the owner is there, not to two heirs of one unit."""
    old = report("2021", LEFT_OVER, agency="白乡", year=2024)
    heir, owner = planned(listed("白水街道", former="白乡"), listed("白乡"), priors=(old,))
    assert (heir.prior, "归「白乡」" in heir.last.note, owner.prior is not None) == (None, True, True)
    twins = planned(listed("东镇", former="白乡"), listed("西镇", former="白乡"), priors=(old,))
    assert [(each.prior, "共同的曾用名" in each.last.note) for each in twins] == [(None, True)] * 2


def test_unit_year_and_carried_figures_are_locked(tmp_path: Path) -> None:
    """What a unit must not change is locked; what it fills in is open."""
    prior = book(tmp_path, report("2021", LEFT_OVER, year=2025), "上年.xlsx")
    out = handed_out(tmp_path, listed("青石镇"), priors=(prior,))
    made = openpyxl.load_workbook(out / "青石镇2026年政府信息公开年报.xlsx")

    def is_locked(name: str) -> bool:
        sheet, place = next(iter(made.defined_names[name].destinations))
        return made[sheet].protection.sheet and made[sheet][place].protection.locked

    assert [is_locked(name) for name in ("head_agency", "head_year", str(CARRIED))] == [True] * 3
    assert [is_locked(name) for name in ("head_contact", "t3_1_natural")] == [False] * 2


def test_list_names_who_got_what_and_is_no_report(tmp_path: Path) -> None:
    """The list stands beside the workbooks, and a later summing of that folder leaves it out."""
    out = handed_out(tmp_path, listed("青石镇", contact="张三", phone="0000-1"))
    rows = list(openpyxl.load_workbook(out / "下发清单.xlsx")["下发清单"].iter_rows(min_row=4, values_only=True))
    assert rows[0][:4] == ("青石镇", "青石镇2026年政府信息公开年报.xlsx", "张三", "0000-1")
    assert left_out(out) == [("青石镇", "没有找到上年年报。")]
    gathered = submissions(gather([out], lambda _: None), "示例县", [])
    assert [each.file for each in gathered.checked] == ["青石镇2026年政府信息公开年报.xlsx"]
