"""What each unit of a county has at an address: out of the county's workbook, or out of a folder of the units' files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from nianbao.adapters import excel_open, excel_waivers, files, gate
from nianbao.adapters.workbook import Sheet, Snapshot
from nianbao.commands import county_sheets
from nianbao.commands.check import Checked
from nianbao.commands.gather import gather
from nianbao.commands.intake import is_report
from nianbao.commands.read import Reading
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotOpen, CannotRead, NianbaoError
from nianbao.core.form import Form
from nianbao.core.numbers import folded
from nianbao.forms import load
from nianbao.forms.across import same_items
from udfs import arguments
from udfs.arguments import Argument, Given, Value
from udfs.functions import kept, labels
from udfs.functions.figures import figure
from udfs.places import File
from udfs.registry import NotThere, worksheet_function

_LACKING = "年报用的是另一格式，没有这一项"
# A folder may hold thousands of reports.
_MOST_SOURCES = 2


@dataclass(frozen=True, slots=True)
class _County:
    """A county's workbook: its form, the units' lines by heading, and what became of those that are not in the sum."""

    form: Form
    lines: tuple[tuple[str, Mapping[str, Value]], ...]
    left_out: tuple[tuple[str, str], ...]


@worksheet_function(
    "NB_UNITS",
    "逐行列出各单位某一格的数：单位、数值。可取汇总工作簿，也可取放着各单位年报的文件夹；没有计入、读不了的单位写明原因，未填的留空白，都不是 0。",
    address="地址，如 t3_1_total 或「表三·一·总计」",
    source="汇总工作簿，或放着各单位年报的文件夹：完整路径，或与本工作簿同一文件夹的名称",
)
def units(address: Argument, source: File) -> Given:
    """Every unit of a county with its figure at an address; a unit without a readable report has the reason instead."""
    asked = arguments.text(address, "第一个参数")
    if not asked:
        raise BadInput("没有写明要哪一格。请在第一个参数填地址，如「表三·一·总计」。")
    if not source.is_given:
        raise BadInput("没有写明汇总工作簿或文件夹。请在第二个参数填它的完整路径。")
    labels.any_form(asked)
    path = source.path
    return _of_folder(path, asked) if path.is_dir() else _of_county(path, asked)


def _of_county(path: Path, asked: str) -> Given:
    county = _county(path, kept.stamp(path))
    label = county.form.spell(labels.cell(county.form, asked))
    name = folded(label)
    if county.lines and name not in county.lines[0][1]:
        raise CannotRead(f"「{path.name}」的「{county_sheets.UNITS_SHEET}」页没有「{label}」一列。请重新汇总后再试。")
    return [[unit, cells.get(name)] for unit, cells in county.lines] + [[unit, why] for unit, why in county.left_out]


@lru_cache(maxsize=_MOST_SOURCES)
def _county(path: Path, stamp: kept.Stamp | None) -> _County:
    snapshot = _opened(path)
    if snapshot is None or not {county_sheets.UNITS_SHEET, county_sheets.BOARD_SHEET} <= set(snapshot.sheets):
        raise CannotRead(f"「{path.name}」不是汇总工作簿。请填用「汇总」生成的工作簿，或放着各单位年报的文件夹。")
    form = snapshot.names["nb_form"]
    listed, board = (_lines(snapshot.sheets[name]) for name in (county_sheets.UNITS_SHEET, county_sheets.BOARD_SHEET))
    name, included, status, reason = "单位", "计入", "状态", "原因"
    return _County(
        load.by_id(str(snapshot.sheets[form.sheet].value(form.top, form.left))),
        tuple((str(line[name]), line) for line in listed if line[name] not in county_sheets.SUM_LINES),
        tuple(
            (str(line[name]), _why(line.get(status), line.get(reason))) for line in board if line.get(included) == "否"
        ),
    )


def _why(status: Value, reason: Value) -> str:
    return f"{status}：{reason}" if reason else str(status)


def _opened(path: Path) -> Snapshot | None:
    """A county's workbook; None when the file is something else.

    Raises: CannotOpen, CannotRead.
    """
    data = files.read_bytes(path)
    if not gate.is_zip(data):
        return None
    parts = gate.inflate(data, path.name)
    if not excel_open.is_workbook(parts):
        return None
    snapshot = excel_open.open_workbook(data, path.name, parts)
    return snapshot if excel_waivers.is_county(snapshot) else None


def _lines(sheet: Sheet) -> list[dict[str, Value]]:
    """The lines of a list below its headings, by heading; the first blank line ends it."""
    rows = iter(sheet.rows)
    headers = next((row for row in rows if row and row[0] == county_sheets.UNIT_HEADERS[0]), ())
    names = [folded(str(header)) for header in headers]
    lines = []
    for row in rows:
        if not row or row[0] in (None, ""):
            break
        lines.append({name: _held(row[at] if at < len(row) else None) for at, name in enumerate(names)})
    return lines


def _held(value: object) -> Value:
    """What somebody may have typed over a figure stays the text it is."""
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _of_folder(path: Path, asked: str) -> Given:
    found = _listed(str(path))
    if not found:
        raise BadInput(f"文件夹「{path}」里没有能读的年报文件。请核对文件夹。")
    return [[_name(each), _figure(each, asked)] for each in _sent(tuple(found))]


def _listed(folder: str) -> list[tuple[str, kept.Stamp]]:
    """Every file of a folder and the folders in it that may hold a report, with its stamp."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_dir(follow_symlinks=False):
                    found += _listed(entry.path)
                elif is_report(Path(entry.path)):
                    state = entry.stat()
                    found.append((entry.path, kept.Stamp(state.st_mtime_ns, state.st_size)))
    except OSError as error:
        raise CannotOpen(f"打不开文件夹「{folder}」：没有读取权限，或磁盘连不上。请核对后再试。") from error
    return found


@lru_cache(maxsize=_MOST_SOURCES)
def _sent(found: tuple[tuple[str, kept.Stamp], ...]) -> tuple[Checked, ...]:
    """What the files of a folder hold, all read at once; a county's own workbook among them is no unit."""
    paths = [Path(name) for name, _ in found]
    gathered = gather([path for path in paths if not _is_county(path)], lambda line: None)
    return tuple(map(_figures_only, gathered.checked))


def _figures_only(sent: Checked) -> Checked:
    """Without the words and what the rules found, which for thousands of units would fill the memory."""
    if sent.reading is None:
        return sent
    read = sent.reading
    report = replace(read.report, texts={}, sources={}, headings=(), waivers=())
    unread = tuple(finding for finding in read.findings if finding.places)
    return Checked(sent.file, Reading(report, read.form, unread))


def _is_county(path: Path) -> bool:
    try:
        return _opened(path) is not None
    except NianbaoError:
        # Why it cannot be read is told in the unit's line.
        return False


def _name(sent: Checked) -> str:
    return (sent.reading.report.agency if sent.reading else None) or f"（{sent.file}）"


def _figure(sent: Checked, asked: str) -> Value:
    if sent.reading is None:
        return sent.reason
    try:
        return figure(sent.reading, _cell(sent.reading, asked))
    except NotThere:
        return _LACKING
    except BadInput as unread:
        return unread.message


def _cell(read: Reading, asked: str) -> Cell:
    """The unit's cell for an address; where its form lacks it, the same item under another address."""
    try:
        return labels.cell(read.form, asked)
    except NotThere:
        form, address = labels.any_form(asked)
        same = same_items(form, read.form).get(Cell.parse(address))
        if same is None:
            raise
        return same
