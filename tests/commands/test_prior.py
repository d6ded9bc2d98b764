"""Last year's county workbook as what a unit's report follows on from: it is the unit's own line that counts."""

from pathlib import Path

import openpyxl
import pytest

from nianbao.cli import main
from nianbao.commands.prior import PriorFile, read_prior
from nianbao.commands.read import Reading
from nianbao.forms import load
from tests.builders import book, report
from tests.commands.counties import county_book, listed

OFFICE = "示例县人民政府办公室"
LEFT = "t3_1_natural=2 t3_3.1_natural=1 t3_4_natural=1"
TAKEN_UP = "t3_1_natural=1 t3_2_natural=1 t3_3.1_natural=2"


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """Last year, signed by the office that is a unit too: 青石镇 left one request, the office none."""
    made = [report("2021", LEFT, year=2024), report("2021", agency=OFFICE, year=2024)]
    return county_book(tmp_path / "上年汇总.xlsx", [listed("青石镇"), listed(OFFICE)], *made, year=2024, agency=OFFICE)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What was shown."""
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_a_unit_follows_on_from_its_own_line(tmp_path: Path, last: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The office left nothing, 青石镇 one: either takes up what it left itself."""
    office = book(tmp_path, report("2021", agency=OFFICE, year=2025), "办公室.xlsx")
    town = book(tmp_path, report("2021", TAKEN_UP, year=2025), "青石镇.xlsx")
    main(["check", str(office), str(town), "--prior", str(last)])
    assert "J301" not in told(capsys)


def test_a_unit_that_takes_up_another_number_is_told_its_own(
    tmp_path: Path, last: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The county's sum would have let the office pass."""
    office = book(tmp_path, report("2021", TAKEN_UP, agency=OFFICE, year=2025), "办公室.xlsx")
    main(["check", str(office), "--prior", str(last)])
    assert "J301" in told(capsys)


def test_the_sum_follows_on_from_the_sum(tmp_path: Path, last: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Signed by the office too, this year's county workbook is held against last year's sum."""
    made = [report("2021", TAKEN_UP, year=2025), report("2021", agency=OFFICE, year=2025)]
    this = county_book(tmp_path / "汇总.xlsx", [listed("青石镇"), listed(OFFICE)], *made, agency=OFFICE)
    main(["check", str(this), "--prior", str(last)])
    assert "J301" not in told(capsys)


@pytest.mark.parametrize(("agency", "taken_up"), [(OFFICE, 0), ("青石镇", 1), ("示例县青石镇人民政府", 1)])
def test_a_new_workbook_takes_over_the_units_own_line(tmp_path: Path, last: Path, agency: str, taken_up: int) -> None:
    """Not what the whole county left."""
    made = tmp_path / "新.xlsx"
    main(["new", "--year", "2025", "--agency", agency, "--prior", str(last), "-o", str(made)])
    assert value_of(made) == taken_up


@pytest.mark.parametrize(("agency", "taken_up"), [(OFFICE, 0), ("青石镇", 1)])
def test_carrying_takes_over_the_units_own_line(tmp_path: Path, last: Path, agency: str, taken_up: int) -> None:
    """Into a workbook that is there already, too."""
    made = tmp_path / "新.xlsx"
    main(["new", "--year", "2025", "--agency", agency, "-o", str(made)])
    main(["carry", str(made), "--from", str(last)])
    assert value_of(made) == taken_up


def test_a_units_report_of_last_year_is_itself(tmp_path: Path) -> None:
    """Whatever the name asked for; and a unit the list does not have follows on from the sum, which is then said."""
    one = report("2021", LEFT, year=2024)
    assert read_prior(book(tmp_path, one, "上年.xlsx")).of("白水镇").report.agency == "青石镇"
    reading = Reading(one, load.by_id("2021"), ())
    assert PriorFile(reading, (report("2021", agency="黑山镇", year=2024),)).of("白水镇") is reading


def value_of(path: Path) -> object:
    """What stands in 上年结转 of natural persons."""
    opened = openpyxl.load_workbook(path)
    name = opened.defined_names["t3_2_natural"]
    ((sheet, place),) = name.destinations
    return opened[sheet][place.replace("$", "")].value
