"""A county at hand: a roster as offices keep it, and a county workbook made without reading any file."""

from pathlib import Path

import openpyxl

from nianbao.commands import consolidate
from nianbao.commands.check import Checked, check_reading
from nianbao.commands.gather import Gathered
from nianbao.commands.new_workbook import write
from nianbao.commands.read import Reading
from nianbao.commands.roster import Unit
from nianbao.core.report import Report
from nianbao.forms import load

HEADERS = ("单位名称", "层级", "上级", "曾用名", "联系人", "电话", "报送方式")


def listed(name: str, former: str = "", contact: str = "", phone: str = "") -> tuple[str, ...]:
    """A line of the roster of 示例县."""
    return (name, "乡镇", "示例县", former, contact, phone, "工作群")


def roster_book(path: Path, *lines: tuple[str, ...]) -> Path:
    """A roster on disk."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (HEADERS, *lines):
        sheet.append(line)
    book.save(path)
    return path


def county_book(
    path: Path,
    lines: list[tuple[str, ...]],
    *reports: Report,
    torn: str = "",
    year: int = 2025,
    agency: str = "示例县人民政府",
) -> Path:
    """A county workbook of some units' reports, signed by `agency`; `torn` names a file that could not be read."""
    units = [Unit.of(dict(zip(HEADERS, line, strict=True))) for line in lines]
    checked = [check_reading(Reading(each, load.by_id(each.form), ())) for each in reports]
    if torn:
        checked.append(Checked(torn, None, reason=f"读不了「{torn}」：文件已损坏。请向报送单位重新要一份。"))
    gathered = Gathered(checked, [Path(__file__)] * len(checked))
    county = consolidate.consolidate(gathered, units, agency=agency, year=year)
    return write(path, consolidate.content(county))
