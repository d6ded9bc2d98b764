"""What is printed of the lists can be read: on A4, letters of ten points are not made smaller than 小六."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from nianbao.cli import main
from tests.builders import book, report
from tests.commands.counties import county_book, listed, roster_book

# Of Excel with 宋体 of eleven points as the workbook's own letters: dots a character, points a dot; points of A4.
DOTS, POINT, LONG, SHORT = 8, 0.75, 841.9, 595.3
LETTERS, SMALLEST = 10, 7.3
OFFICIAL = {"封面", "表二", "表三", "表四"}


class Printed(NamedTuple):
    """A sheet as printed: how many pages across, and how much smaller than on the screen."""

    name: str
    pages: int
    scale: float


def printed(path: Path) -> Iterator[Printed]:
    """The sheets of a workbook that people see and print."""
    with zipfile.ZipFile(path) as parts:
        names = parts.read("xl/workbook.xml").decode()
    areas = dict(re.findall(r"Print_Area\"[^>]*>'?([^'!<]+)'?!([^<]+)<", names))
    for sheet in openpyxl.load_workbook(path):
        if sheet.sheet_state == "visible" and sheet.title in areas:
            left, right = re.findall(r"\$([A-Z]+)", areas[sheet.title])
            yield _printed(sheet, column_index_from_string(left), column_index_from_string(right))


def _printed(sheet: Any, left: int, right: int) -> Printed:
    widths = {
        column: 0 if each.hidden else round(each.width * DOTS)
        for each in sheet.column_dimensions.values()
        for column in range(each.min, each.max + 1)
    }
    pages = 1 if sheet.page_setup.fitToWidth is None else sheet.page_setup.fitToWidth
    repeated = [column_index_from_string(each) for each in re.findall("[A-Z]+", sheet.print_title_cols or "")]
    again = sum(widths[column] for column in range(repeated[0], repeated[-1] + 1)) if repeated else 0
    wide = sum(widths[column] for column in range(left, right + 1)) + (pages - 1) * again
    side = LONG if sheet.page_setup.orientation == "landscape" else SHORT
    room = side - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    return Printed(sheet.title, pages, min(1.0, room * pages / (wide * POINT)))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A county workbook of two units, one of which has something to mend."""
    made = [report("2021"), report("2021", "t3_1_natural=3", agency="白水镇")]
    return county_book(tmp_path / "汇总.xlsx", [listed("青石镇"), listed("白水镇")], *made)


def test_lists_of_a_units_workbook_can_be_read_on_paper(tmp_path: Path) -> None:
    """校验结果 and 修改记录 on one page across."""
    lists = {each.name: each for each in printed(book(tmp_path, report("2021"))) if each.name not in OFFICIAL}
    assert {"校验结果", "修改记录"} <= lists.keys()
    assert [each for each in lists.values() if each.pages != 1 or each.scale * LETTERS < SMALLEST] == []


def test_lists_of_a_county_workbook_can_be_read_on_paper(county: Path) -> None:
    """报送状态, 主要数据 and the findings on one page across; each cell of each unit on as many as it takes."""
    lists = {each.name: each for each in printed(county) if each.name not in OFFICIAL | {"图表"}}
    assert {"报送状态", "汇总前检查", "主要数据", "单位明细", "校验结果"} <= lists.keys()
    assert [each for each in lists.values() if each.scale * LETTERS < SMALLEST] == []
    assert {each.name for each in lists.values() if each.pages > 1} == {"单位明细"}


def test_list_of_what_was_handed_out_can_be_read_on_paper(tmp_path: Path) -> None:
    """Each of its sheets on one page across."""
    roster = roster_book(tmp_path / "名单.xlsx", listed("青石镇"), listed("白水镇"))
    main(["distribute", "--roster", str(roster), "--year", "2025", "-o", str(tmp_path / "下发")])
    lists = list(printed(tmp_path / "下发" / "下发清单.xlsx"))
    assert lists
    assert [each for each in lists if each.pages != 1 or each.scale * LETTERS < SMALLEST] == []
