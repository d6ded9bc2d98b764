"""A closed .xlsx or .xlsm → Snapshot: ordinarily written sheets by one pattern (excel_scan), others by calamine.

calamine gives no defined names, no formulas, '' for error values, and ends the process on three kinds of lie; the
parts are therefore looked through first, and only what passed is handed on.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nianbao.adapters import gate
from nianbao.adapters.excel_outline import WORKBOOK_PART as WORKBOOK_PART
from nianbao.adapters.excel_outline import Outline, damaged, outline
from nianbao.adapters.excel_outline import sheet_parts as sheet_parts
from nianbao.adapters.excel_scan import Scanned, Unusual, hidden_columns, hidden_rows, plain_styles, scan, shared
from nianbao.adapters.workbook import (
    ANSWER_HEADERS,
    FINDING_HEADERS,
    META_NAMES,
    MOST_COLUMN,
    MOST_ROW,
    Area,
    Fixed,
    Sheet,
    Snapshot,
    column_number,
    letters,
)
from nianbao.core.errors import CannotRead

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_IN_USE, MOST_CELLS = 5_000_000, 200_000
MOST_STRINGS, MOST_MERGES = 1_000_000, 20_000
# A larger list of findings is not kept in mind.
_MOST_KEPT = 64 * 1024
STRINGS_PART, STYLES_PART = "xl/sharedStrings.xml", "xl/styles.xml"
# How Excel, WPS, LibreOffice and XlsxWriter all write a cell; anything else takes the thorough way (excel_cells).
_PREFIX = rb"(?:[^\s<>/!?:]+:)?"
_CELL = re.compile(rb'<c r="([A-Z]{1,4})([0-9]{1,20})"|<' + _PREFIX + rb"c[\s/>]")
_SPECIAL = re.compile(
    rb'<c r="([A-Z]{1,4})([0-9]{1,20})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?>'
    rb'(?:(<f\b)[^>]*(?:/>|>[^<]*</f>)(<v>[^<])?|(?<=t="e">)<v>)'
)
_CELL_NAME = re.compile(rb'name="t[0-9]+_[0-9.]+_[a-z]')
_STRINGS_TAG = re.compile(rb"<" + _PREFIX + rb"""sst(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>""")
_NUMBERS = re.compile(rb"[0-9]+")
_MERGE = re.compile(rb"""mergeCell ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")


# Letters, number, type, and whether there is a formula and a stored result.
_Special = tuple[bytes, bytes, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Flags:
    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]
    uncached: frozenset[tuple[int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[tuple[int, int, int, int], ...]


def is_workbook(parts: Mapping[str, bytes]) -> bool:
    """Whether the parts are those of an Excel workbook."""
    return WORKBOOK_PART in parts


def names_cells(parts: Mapping[str, bytes]) -> bool:
    """Whether the workbook names value cells as ours do; a quick look, before anything is read."""
    return _CELL_NAME.search(parts[WORKBOOK_PART]) is not None


def open_workbook(data: bytes, file: str, parts: Mapping[str, bytes] | None = None) -> Snapshot:
    """The workbook of the bytes; `parts` are those of `gate.inflate` where the caller has them.

    Of a workbook of ours the sheets no address leads to (help, list of findings) are opened when they are asked for.
    Raises: CannotRead when the file is not a workbook, damaged, or beyond a limit.
    """
    if parts is None:
        gate.refuse_ole(data, file)
        parts = gate.inflate(data, file)
    if not is_workbook(parts):
        raise CannotRead(f"读不了「{file}」：不是 Excel 工作簿。请核对文件，或另存为 .xlsx 后再试。")
    _refuse_many_strings(parts, file)
    found = outline(parts, file)
    sheets = _Sheets(data, file, parts, found)
    leading = _leading(found.names) if names_cells(parts) else frozenset(found.parts)
    for name in found.parts:
        if name in leading:
            sheets.open(name)
    return Snapshot(file, sheets, found.names, is_answered=_is_answered(parts, found))


@lru_cache(maxsize=16)
def _leading(names: Fixed[str, Area]) -> frozenset[str]:
    """The sheets that some address leads to."""
    return frozenset(area.sheet for name, area in names.items() if name in META_NAMES or not name.startswith("nb_"))


def _is_answered(parts: Mapping[str, bytes], found: Outline) -> bool:
    """Whether something may stand where 说明 are typed; a quick look, which doubts whatever is not ordinary."""
    start = found.names.get("nb_findings")
    part = parts.get(found.parts.get(start.sheet, ""), b"") if start else b""
    first = part.find(b"<sheetData>")
    if start is None or first < 0:
        return True
    listed = part[max(first, part.find(b'<row r="%d"' % (start.top + 1), first)) :]
    columns = tuple(letters(start.left + FINDING_HEADERS.index(header)) for header in ANSWER_HEADERS)
    return _has_cell(listed, columns) if len(listed) > _MOST_KEPT else _has_cell_of_template(listed, columns)


def _has_cell(listed: bytes, columns: tuple[str, ...]) -> bool:
    if b"<c>" in listed or listed.count(b"<c ") != listed.count(b'<c r="'):
        return True
    # A blank cell ends where it begins.
    return re.search(rb'<c r="(?:%s)[0-9]+"[^<>/]*>' % "|".join(columns).encode(), listed) is not None


_has_cell_of_template = lru_cache(maxsize=16)(_has_cell)


class _Sheets(Mapping[str, Sheet]):
    """The worksheets by name, each read when it is first asked for; `open` raises CannotRead."""

    def __init__(self, data: bytes, file: str, parts: Mapping[str, bytes], found: Outline) -> None:
        self._data, self._file, self._parts, self._outline = data, file, parts, found
        self._opened: dict[str, Sheet] = {}
        self._strings = shared(parts.get(STRINGS_PART, b""))
        self._plain = plain_styles(parts.get(STYLES_PART, b""))
        self._book: CalamineWorkbook | None = None

    def __getitem__(self, name: str) -> Sheet:
        opened = self._opened.get(name)
        return self.open(name) if opened is None else opened

    def __contains__(self, name: object) -> bool:
        return name in self._outline.parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._outline.parts)

    def __len__(self) -> int:
        return len(self._outline.parts)

    def open(self, name: str) -> Sheet:
        part, is_hidden = self._parts[self._outline.parts[name]], name in self._outline.hidden
        if not part.rstrip().endswith(b"worksheet>"):
            raise damaged(self._file)
        try:
            sheet = _scanned(scan(part, self._strings, self._plain), is_hidden, (self._file, name))
        except Unusual:
            sheet = self._thorough(name, part, is_hidden)
        self._opened[name] = sheet
        return sheet

    def _thorough(self, name: str, part: bytes, is_hidden: bool) -> Sheet:
        # A library of a twentieth of a second, which most workbooks of ours never need.
        from python_calamine import CalamineError, CalamineWorkbook

        flags = _flags(part, self._file, name)
        try:
            if self._book is None:
                self._book = CalamineWorkbook.from_filelike(io.BytesIO(self._data))
            rows = self._book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as error:
            raise damaged(self._file) from error
        return _sheet(rows, flags, is_hidden)


def _scanned(found: Scanned, is_hidden: bool, whose: tuple[str, str]) -> Sheet:
    _refuse_many_cells(found.cells, *whose)
    _refuse_far_cell(found.last_row, found.last_column, *whose)
    _refuse_many_merges(len(found.merges), *whose)
    return Sheet(
        rows=found.rows(),
        formulas=frozenset(found.formulas),
        errors=frozenset(found.errors),
        uncached=frozenset(found.uncached),
        hidden=is_hidden,
        hidden_rows=found.hidden_rows,
        hidden_columns=found.hidden_columns,
        merges=found.merges,
    )


def _sheet(rows: list[list[Any]], flags: _Flags, is_hidden: bool) -> Sheet:
    return Sheet(
        rows=tuple(tuple(None if value == "" else value for value in row) for row in rows),
        formulas=flags.formulas,
        errors=flags.errors,
        uncached=flags.uncached,
        hidden=is_hidden,
        hidden_rows=flags.hidden_rows,
        hidden_columns=flags.hidden_columns,
        merges=flags.merges,
    )


def _flags(part: bytes, file: str, sheet: str) -> _Flags:
    places, special = _cells(part, file)
    _refuse_many_cells(len(places), file, sheet)
    columns = {name: column_number(name.decode()) for name in {name for name, _ in places}}
    last_row = max(map(int, {number for _, number in places}), default=1) - 1
    _refuse_far_cell(last_row, max(columns.values(), default=0), file, sheet)
    _refuse_many_merges(part.count(b"mergeCell "), file, sheet)
    formulas, errors, uncached = set(), set(), set()
    for name, number, kind, formula, cached in special:
        place = (int(number) - 1, columns[name])
        if formula:
            formulas.add(place)
            # An empty text result is a result; one writer leaves an empty element where it has none.
            if not cached and kind != b"str":
                uncached.add(place)
        if kind == b"e":
            errors.add(place)
    own = (frozenset(formulas), frozenset(errors), frozenset(uncached))
    return _Flags(*own, hidden_rows(part), hidden_columns(part), _merges(part))


def _cells(part: bytes, file: str) -> tuple[list[tuple[bytes, bytes]], list[_Special]]:
    """Where all cells are, as (letters, number), and what is told of those with a formula or an error value."""
    places = _CELL.findall(part)
    if (b"", b"") in places or b"<!" in part:
        from nianbao.adapters.excel_cells import thorough

        found = thorough(part, file)
        return [each[:2] for each in found], [each for each in found if each[3] or each[2] == b"e"]
    return places, _SPECIAL.findall(part) if b"<f" in part or b't="e"' in part else []


def _merges(part: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """What merged cells cover; they stand behind the cells."""
    found = _MERGE.findall(part, part.rfind(b"sheetData>"))
    return tuple(
        (int(top) - 1, column_number(left.decode()), int(bottom) - 1, column_number(right.decode()))
        for left, top, right, bottom in found
    )


def _refuse_many_cells(cells: int, file: str, sheet: str) -> None:
    if cells > MOST_CELLS:
        raise CannotRead(f"读不了「{file}」：工作表「{sheet}」有 {cells} 个单元格，不像年报。请删去多余内容后再试。")


def _refuse_far_cell(last_row: int, last_column: int, file: str, sheet: str) -> None:
    is_beyond = last_row >= MOST_ROW or last_column >= MOST_COLUMN
    if is_beyond or (last_row + 1) * (last_column + 1) > MOST_IN_USE:
        raise CannotRead(
            f"读不了「{file}」：工作表「{sheet}」最远用到第 {last_row + 1} 行第 {last_column + 1} 列，超出范围。"
            "请删去远处多余的单元格后再试。"
        )


def _refuse_many_merges(merges: int, file: str, sheet: str) -> None:
    if merges > MOST_MERGES:
        raise CannotRead(f"读不了「{file}」：工作表「{sheet}」的合并单元格超过 {MOST_MERGES} 处。请另存一份再试。")


def _opening(strings: bytes) -> bytes:
    """The part up to where its only list begins; all of it where there may be more lists."""
    is_one = strings.count(b"sst") == 2 and strings.rstrip().endswith(b"</sst>")
    # An attribute may hold a >, but no <.
    return strings[: strings.find(b"<", strings.find(b"sst"))] if is_one else strings


def _refuse_many_strings(parts: Mapping[str, bytes], file: str) -> None:
    tags = [
        tag
        for name, part in parts.items()
        if name.lower() == STRINGS_PART.lower()
        for tag in _STRINGS_TAG.findall(_opening(part))
    ]
    numbers = [number.lstrip(b"0") for tag in tags for number in _NUMBERS.findall(tag)]
    if any(b"&" in tag for tag in tags) or any(len(n) > 7 or int(n or 0) > MOST_STRINGS for n in numbers):
        raise CannotRead(f"读不了「{file}」：声明的文字条数超过一百万。请用 Excel 或 WPS 另存一份再试。")
