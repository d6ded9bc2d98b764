"""A closed .xlsx or .xlsm → Snapshot: calamine reads the values, the parts themselves tell what it leaves out.

calamine gives no defined names, no formulas, '' for error values, and ends the process on three kinds of lie; the
parts are therefore looked through first, and only what passed is handed on.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from nianbao.adapters import gate
from nianbao.adapters.workbook import MOST_COLUMN, MOST_ROW, Area, Sheet, Snapshot, column_number, reference
from nianbao.core.errors import CannotRead

MOST_IN_USE, MOST_CELLS = 5_000_000, 200_000
MOST_STRINGS, MOST_MERGES = 1_000_000, 20_000
WORKBOOK_PART, STRINGS_PART = "xl/workbook.xml", "xl/sharedStrings.xml"
# How Excel, WPS, LibreOffice and XlsxWriter all write a cell; anything else takes the thorough way (excel_cells).
_PREFIX = rb"(?:[^\s<>/!?:]+:)?"
_CELL = re.compile(rb'<c r="([A-Z]{1,4})([0-9]{1,20})"|<' + _PREFIX + rb"c[\s/>]")
_SPECIAL = re.compile(
    rb'<c r="([A-Z]{1,4})([0-9]{1,20})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?>'
    rb'(?:(<f\b)[^>]*(?:/>|>[^<]*</f>)(<v>[^<])?|(?<=t="e">)<v>)'
)
_CELL_NAME = re.compile(rb'name="t[0-9]+_[0-9.]+_[a-z]')
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\br="([0-9]{1,7})"[^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_MIN_MAX = re.compile(rb'\b(min|max)="([0-9]{1,5})"')
_STRINGS_TAG = re.compile(rb"<" + _PREFIX + rb"""sst(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>""")
_NUMBERS = re.compile(rb"[0-9]+")


# Letters, number, type, and whether there is a formula and a stored result.
_Special = tuple[bytes, bytes, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Flags:
    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]
    uncached: frozenset[tuple[int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def is_workbook(parts: Mapping[str, bytes]) -> bool:
    """Whether the parts are those of an Excel workbook."""
    return WORKBOOK_PART in parts


def names_cells(parts: Mapping[str, bytes]) -> bool:
    """Whether the workbook names value cells as ours do; a quick look, before anything is read."""
    return _CELL_NAME.search(parts[WORKBOOK_PART]) is not None


def open_workbook(data: bytes, file: str, parts: Mapping[str, bytes] | None = None) -> Snapshot:
    """The workbook of the bytes; `parts` are those of `gate.inflate` where the caller has them.

    Raises: CannotRead when the file is not a workbook, damaged, or beyond a limit.
    """
    if parts is None:
        gate.refuse_ole(data, file)
        parts = gate.inflate(data, file)
    if not is_workbook(parts):
        raise CannotRead(f"读不了「{file}」：不是 Excel 工作簿。请核对文件，或另存为 .xlsx 后再试。")
    listed, names = _outline(parts, file)
    flags = {name: _flags(parts[part], file, name) for name, part in listed.items()}
    _refuse_many_strings(parts, file)
    return Snapshot(file, _sheets(data, file, flags), names)


def _sheets(data: bytes, file: str, flags: Mapping[str, _Flags]) -> dict[str, Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            hidden = {meta.name for meta in book.sheets_metadata if meta.visible is not SheetVisibleEnum.Visible}
            return {
                name: _sheet(book.get_sheet_by_name(name).to_python(skip_empty_area=False), flags[name], name in hidden)
                for name in book.sheet_names
                if name in flags
            }
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(file) from error


def _sheet(rows: list[list[Any]], flags: _Flags, is_hidden: bool) -> Sheet:
    return Sheet(
        rows=tuple(tuple(None if value == "" else value for value in row) for row in rows),
        formulas=flags.formulas,
        errors=flags.errors,
        uncached=flags.uncached,
        hidden=is_hidden,
        hidden_rows=flags.hidden_rows,
        hidden_columns=flags.hidden_columns,
    )


def sheet_parts(parts: Mapping[str, bytes], file: str) -> dict[str, str]:
    """The part each worksheet is kept in, by sheet name in order."""
    return _outline(parts, file)[0]


def _outline(parts: Mapping[str, bytes], file: str) -> tuple[dict[str, str], dict[str, Area]]:
    """Worksheets by name with their part, and the defined names that point at cells."""
    targets = {rel["Id"]: rel for rel in _elements(parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship", file)}
    listed: dict[str, str] = {}
    names: dict[str, Area] = {}
    for element in _elements(parts[WORKBOOK_PART], "sheet definedName", file):
        if element["#"] == "sheet":
            target = targets.get(element.get("r:id", ""), {})
            if not target.get("Type", "").endswith("/worksheet"):
                continue
            name = element.get("name", "")
            if name in listed:
                raise CannotRead(
                    f"读不了「{file}」：有两张工作表都叫「{name}」，分不清哪张是真的。请改名后另存一份再试。"
                )
            wanted = _part_name(target.get("Target", ""))
            # Some programs write a part's name in other capitals than its reference.
            part = wanted if wanted in parts else next((own for own in parts if own.lower() == wanted.lower()), "")
            if not part:
                raise CannotRead(f"读不了「{file}」：缺少工作表「{name}」的内容。请向报送单位重新要一份。")
            listed[name] = part
        elif "localSheetId" not in element:
            area = reference(element["="])
            if area is not None:
                names[element.get("name", "")] = area
    return listed, names


def _part_name(target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    pieces: list[str] = []
    for piece in PurePosixPath("xl", target).parts:
        if piece == "..":
            del pieces[-1:]
        else:
            pieces.append(piece)
    return "/".join(pieces)


def _elements(part: bytes, wanted: str, file: str) -> list[dict[str, str]]:
    """The attributes of the wanted elements in order; "#" is the element's local name, "=" its text."""
    found: list[dict[str, str]] = []
    open_text: list[str] = []
    tags = set(wanted.split())

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local in tags:
            found.append({**attributes, "#": local, "=": ""})
            open_text.clear()

    def end(tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local in tags:
            found[-1]["="] = "".join(open_text)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = open_text.append
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise _damaged(file) from error
    return found


def _flags(part: bytes, file: str, sheet: str) -> _Flags:
    if not part.rstrip().endswith(b"worksheet>"):
        raise _damaged(file)
    places, special = _cells(part, file)
    if len(places) > MOST_CELLS:
        raise CannotRead(
            f"读不了「{file}」：工作表「{sheet}」有 {len(places)} 个单元格，不像年报。请删去多余内容后再试。"
        )
    columns = {name: column_number(name.decode()) for name in {name for name, _ in places}}
    last_row = max(map(int, {number for _, number in places}), default=1) - 1
    _refuse_far_cell(last_row, max(columns.values(), default=0), file, sheet)
    _refuse_many_merges(part, file, sheet)
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
    hidden_rows = frozenset(int(number) - 1 for number in _HIDDEN_ROW.findall(part))
    return _Flags(frozenset(formulas), frozenset(errors), frozenset(uncached), hidden_rows, _hidden_columns(part))


def _cells(part: bytes, file: str) -> tuple[list[tuple[bytes, bytes]], list[_Special]]:
    """Where all cells are, as (letters, number), and what is told of those with a formula or an error value."""
    places = _CELL.findall(part)
    if (b"", b"") in places or b"<!" in part:
        from nianbao.adapters.excel_cells import thorough

        found = thorough(part, file)
        return [each[:2] for each in found], [each for each in found if each[3] or each[2] == b"e"]
    return places, _SPECIAL.findall(part) if b"<f" in part or b't="e"' in part else []


def _hidden_columns(part: bytes) -> frozenset[int]:
    found: set[int] = set()
    for tag in _HIDDEN_COLUMN.findall(part):
        ends = dict(_MIN_MAX.findall(tag))
        first, last = int(ends.get(b"min", b"1")), int(ends.get(b"max", b"0"))
        found.update(range(first - 1, min(last, 256)))
    return frozenset(found)


def _refuse_far_cell(last_row: int, last_column: int, file: str, sheet: str) -> None:
    is_beyond = last_row >= MOST_ROW or last_column >= MOST_COLUMN
    if is_beyond or (last_row + 1) * (last_column + 1) > MOST_IN_USE:
        raise CannotRead(
            f"读不了「{file}」：工作表「{sheet}」最远用到第 {last_row + 1} 行第 {last_column + 1} 列，超出范围。"
            "请删去远处多余的单元格后再试。"
        )


def _refuse_many_merges(part: bytes, file: str, sheet: str) -> None:
    if part.count(b"mergeCell ") > MOST_MERGES:
        raise CannotRead(f"读不了「{file}」：工作表「{sheet}」的合并单元格超过 {MOST_MERGES} 处。请另存一份再试。")


def _refuse_many_strings(parts: Mapping[str, bytes], file: str) -> None:
    tags = [
        tag
        for name, part in parts.items()
        if name.lower() == STRINGS_PART.lower()
        for tag in _STRINGS_TAG.findall(part)
    ]
    numbers = [number.lstrip(b"0") for tag in tags for number in _NUMBERS.findall(tag)]
    if any(b"&" in tag for tag in tags) or any(len(n) > 7 or int(n or 0) > MOST_STRINGS for n in numbers):
        raise CannotRead(f"读不了「{file}」：声明的文字条数超过一百万。请用 Excel 或 WPS 另存一份再试。")


def _damaged(file: str) -> CannotRead:
    return CannotRead(f"读不了「{file}」：工作簿已损坏。请用 Excel 或 WPS 打开后另存一份再试。")
