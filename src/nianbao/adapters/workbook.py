"""The shape every workbook of ours has, whoever holds it: a closed file, live Excel or live LibreOffice.

A host is turned into a `Snapshot` once, everything between is pure, and what is to be written comes out as `Block`s.
Defined names are the only geometry anyone relies on:

* `t3_3.3.2_natural`          a value cell; `s1_text` (a range, one paragraph a row), `head_title` … the texts
* `nb_form nb_year nb_version nb_kind nb_layout`   metadata on the very hidden sheet `_nianbao`; see excel_version
* `nb_marks_t3`               hidden columns beside a table, the shape of the box round its values: a mark stands there
                              as "error", "warning" or "hint" and conditional formatting paints the cell it belongs to
* `nb_hint_t3_3.3.2`          visible: what the check says about that row; `nb_hint_s1` the same for a narrative
* `nb_base_t2_1.1_in_force`   visible: last year's figure, for cells whose carry-over is only shown
* `nb_origin_t3_2`            visible: where a row's carried-over figures came from
* `nb_last_t3_1_total`        on 图表 of a county's workbook: last year's figure beside this year's
* `nb_summary`, `nb_findings` on 校验结果: the line of counts, and the first cell under its header
* `nb_changes` on 修改记录: the first cell under its header
* `nb_steps` on `_nianbao`: where the steps that can be taken back are kept
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from nianbao.adapters.chart import ChartSheet
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.report import Report

COVER_SHEET = "封面"
FINDINGS_SHEET = "校验结果"
CHANGES_SHEET = "修改记录"
HELP_SHEET = "填报说明"
META_SHEET = "_nianbao"
# In a county's workbook, very hidden: each unit's figures as they were summed, in one cell a unit.
SUMMED_SHEET = "_summed"
META_NAMES = ("nb_form", "nb_year", "nb_version", "nb_kind", "nb_layout")
# The shape of the workbook, apart from the form's: raised when sheets, lists or names are added that commands rely on.
# 1: as first drawn; 2: answers beside the findings, 修改记录; 3: the steps that can be taken back.
LAYOUT = 3
STEPS_NAME = "nb_steps"
HEAD_NAMES = ("head_title", "head_lead", "head_agency", "head_year", "head_level", "head_contact", "head_phone")
# What stands before each fact on the cover.
HEAD_LABELS = {
    "head_agency": "单位",
    "head_year": "年度",
    "head_level": "层级",
    "head_contact": "联系人",
    "head_phone": "电话",
    "head_title": "标题",
}
FINDING_HEADERS = (
    *("序号", "级别", "编号", "单位", "位置", "问题", "怎么办", "左边", "右边", "相差"),
    *("说明", "说明人", "说明日期", "说明状态", "依据", "记录"),
)
# What people type beside a finding; 记录 is hidden and keeps what the answer rests on.
ANSWER_HEADERS = ("说明", "说明人", "说明日期")
# What our commands changed; 记录 is hidden and holds what an undo needs.
CHANGE_HEADERS = ("时间", "操作", "位置", "原来", "改为", "原因", "状态", "记录")
# Paragraph rows offered for a narrative: an own sheet, and the space under a table.
TEXT_ROWS = 40
NOTE_ROWS = 4

# 表三!$D$14, '一、总体情况'!$B$4:$B$43
_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?"
)

MOST_ROW, MOST_COLUMN = 1_048_576, 16_384
# No text and no table of ours is larger; a name that claims more would be costly to follow.
_MOST_NAMED = 200_000

Key = TypeVar("Key")
Value = TypeVar("Value")
CellValue = str | float | bool | date | None


class Area(NamedTuple):
    """A rectangle on a sheet, zero-based, both ends included."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def place(self) -> str:
        """「表三!D14」, or 「表三!D14:F20」 for more than a cell."""
        return _place(self)

    @property
    def a1(self) -> str:
        """「D14」, or 「D14:F20」 for more than a cell."""
        return _place(self).rpartition("!")[2]


class Fixed(dict[Key, Value]):
    """A mapping nobody changes, which counts as itself: what follows from it is worked out once and kept in mind.

    Workbooks of one template share their names.
    """

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


Names = Fixed[str, Area]


@lru_cache(maxsize=4096)
def _place(area: Area) -> str:
    start = f"{area.sheet}!{letters(area.left)}{area.top + 1}"
    if (area.top, area.left) == (area.bottom, area.right):
        return start
    return f"{start}:{letters(area.right)}{area.bottom + 1}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet holds. `rows` are values as typed (str, float, bool, date, None), rows may be ragged.

    `formulas` and `errors` are (row, column) of cells that hold a formula, or an error value such as #REF!.
    `uncached` are formulas whose result the file does not hold.
    `merges` are (top, left, bottom, right), both ends included, as the file claims them.
    """

    rows: tuple[tuple[CellValue, ...], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    uncached: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()

    def value(self, row: int, column: int) -> CellValue:
        """The value at a place; None where there is none."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A workbook at one moment: sheets by name in order, and where its defined names point.

    `is_answered` is False where the list of findings is known, without reading it, to hold no 说明.
    """

    file: str
    sheets: Mapping[str, Sheet]
    names: Mapping[str, Area]
    is_answered: bool = True


@dataclass(frozen=True, slots=True)
class Formula:
    """A native formula, beginning with 「=」, and its result as of writing."""

    text: str
    result: str | Decimal | int | None = None


Written = str | Decimal | int | Formula | None


@dataclass(frozen=True, slots=True)
class Block:
    """Values to write, top left at (row, column), zero-based. `links` jump from (row, column) to an address' name."""

    sheet: str
    row: int
    column: int
    rows: tuple[tuple[Written, ...], ...]
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)


# Where the rows of a data sheet begin, zero-based; its headers stand just above.
DATA_ROW = 3


@dataclass(frozen=True, slots=True)
class DataSheet:
    """A plain sheet of the county workbook: a title, a header line, rows, column widths in characters.

    `entries` are columns people type in, offered in `spare` rows below the others too; `choices` are what they choose
    from there, as a reference; `note` says what to type.
    """

    name: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Written, ...], ...]
    widths: tuple[int, ...]
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    freeze_columns: int = 1
    entries: frozenset[int] = frozenset()
    spare: int = 0
    choices: Mapping[int, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A sheet somebody added to a workbook, brought along: values where they stood, notes by (row, column), zero-based.

    `widths` are those of columns that have one of their own.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    widths: Mapping[int, float] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """All that a new workbook is made from.

    `bases` are last year's figures shown beside cells; `origins` say, by cell, where a carried figure came from.
    `trail` are formulas that lead from a county's cells to where their figures are listed, `notes` what is told on them.
    `marked` are the findings that are left on the cells: None for all, in a county's workbook only those of the county.
    `summed` are lines for the very hidden sheet of what was summed.
    `locked` are addresses that are not for whoever fills the workbook in. `own` are sheets somebody added.
    """

    form: Form
    report: Report
    bases: Mapping[Cell, Decimal | None] = field(default_factory=dict)
    origins: Mapping[Cell, str] = field(default_factory=dict)
    trail: Mapping[Cell, str] = field(default_factory=dict)
    notes: Mapping[Cell, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    marked: tuple[Finding, ...] | None = None
    summed: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    sheets: tuple[DataSheet, ...] = ()
    charts: tuple[ChartSheet, ...] = ()
    own: tuple[OwnSheet, ...] = ()
    kind: str = "unit"


@cache
def letters(column: int) -> str:
    """The column letters of a zero-based number: 0 → A, 27 → AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@lru_cache(maxsize=1024)
def column_number(name: str) -> int:
    """The zero-based number of column letters: A → 0, AB → 27."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@lru_cache(maxsize=4096)
def reference(text: str) -> Area | None:
    """The area a defined name points at: 「=表三!$D$14」, 「'一、总体情况'!$B$4:$B$43」; None for anything else.

    Kept in mind because a county's workbooks all name the same places.
    """
    match = _REFERENCE.fullmatch(text.strip().removeprefix("="))
    if match is None:
        return None
    quoted, bare, left, top, right, bottom = match.groups()
    sheet = quoted.replace("''", "'") if quoted else bare
    first_row, first_column = int(top) - 1, column_number(left)
    last_row = int(bottom) - 1 if bottom else first_row
    last_column = column_number(right) if right else first_column
    size = (last_row - first_row + 1) * (last_column - first_column + 1)
    is_odd = last_row >= MOST_ROW or last_column >= MOST_COLUMN or not 0 < size <= _MOST_NAMED
    return None if is_odd else Area(sheet, first_row, first_column, last_row, last_column)
