"""The records of an .xls workbook looked through before anything reads its values: what is hidden, wrong, or too much."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from nianbao.adapters.workbook import Area
from nianbao.core.errors import CannotRead

MOST_ROW, MOST_COLUMN = 65_536, 256
MOST_IN_USE, MOST_CELLS, MOST_STRINGS, MOST_MERGES = 5_000_000, 200_000, 1_000_000, 20_000
_VERSION = 0x0600
_START, _END, _LOCKED, _SHEET, _STRINGS = 0x0809, 0x000A, 0x002F, 0x0085, 0x00FC
_BOOKS, _SHEETS_MEANT, _NAME = 0x01AE, 0x0017, 0x0018
_SIZE, _ROW, _COLUMNS, _FORMULA, _BOOL_OR_ERROR = 0x0200, 0x0208, 0x007D, 0x0006, 0x0205
# number, integer-like, shared text, text, formatted text: row, column, format, value
_VALUES = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6})
_MANY_VALUES, _MERGES = 0x00BD, 0x00E5
_OWN_BOOK = b"\x01\x04"
_TO_CELL, _TO_AREA = 0x3A, 0x3B
_WORKSHEET = 0
# One writer leaves 0 where it has no result, text results among them, and says so only by asking for a calculation.
_TO_BE_CALCULATED, _NO_RESULT = 2, bytes(8)

Place = tuple[int, int]


@dataclass(slots=True)
class SheetFacts:
    """What the records tell of a worksheet beside its values; places are (row, column), zero-based."""

    name: str
    hidden: bool
    formulas: set[Place] = field(default_factory=set)
    uncached: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Globals:
    sheets: list[tuple[str, int, int, int]] = field(default_factory=list)
    names: list[tuple[str, bytes]] = field(default_factory=list)
    books: list[bytes] = field(default_factory=list)
    meant: list[tuple[int, int, int]] = field(default_factory=list)


def look_through(stream: bytes, file: str) -> tuple[list[SheetFacts], dict[str, Area]]:
    """The worksheets in order, and the cells that defined names point at.

    Raises: CannotRead when the workbook is locked by a password, torn, of an older version, or beyond a limit.
    """
    try:
        own = _globals(stream, file)
        facts = [
            _sheet(stream[start:], SheetFacts(name, state != 0), file)
            for name, start, state, kind in own.sheets
            if kind == _WORKSHEET
        ]
        return facts, _areas(own)
    except (struct.error, IndexError) as error:
        raise CannotRead(f"读不了「{file}」：工作簿已损坏。请用 Excel 或 WPS 打开后另存一份再试。") from error


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record up to the end of this part; those of embedded charts are left out."""
    at, depth = 0, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _START:
            depth += 1
        if depth == 1:
            yield kind, content
        if kind == _END:
            depth -= 1
            if depth <= 0:
                return


def _globals(stream: bytes, file: str) -> _Globals:
    own = _Globals()
    for kind, content in _records(stream):
        if kind == _START and struct.unpack_from("<H", content)[0] != _VERSION:
            raise CannotRead(f"读不了「{file}」：Excel 格式太旧。请用 Excel 或 WPS 另存为 .xlsx 后再试。")
        if kind == _LOCKED:
            raise CannotRead(f"读不了「{file}」：文件设了打开密码。请用 Excel 或 WPS 取消密码后另存一份再报。")
        if kind == _STRINGS and struct.unpack_from("<I", content, 4)[0] > MOST_STRINGS:
            raise CannotRead(f"读不了「{file}」：声明的文字条数超过一百万。请用 Excel 或 WPS 另存一份再试。")
        if kind == _SHEET:
            start, state, sort, length = struct.unpack_from("<IBBB", content)
            own.sheets.append((_text(content[7:], length), start, state & 3, sort))
        elif kind == _BOOKS:
            own.books.append(content)
        elif kind == _SHEETS_MEANT:
            count = min(struct.unpack_from("<H", content)[0], (len(content) - 2) // 6)
            own.meant += [struct.unpack_from("<HHH", content, 2 + 6 * number) for number in range(count)]
        elif kind == _NAME:
            own.names += _named(content)
    return own


def _text(content: bytes, length: int) -> str:
    """Characters led by a byte that says whether each takes one or two."""
    if content[0] & 1:
        return content[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return content[1 : 1 + length].decode("latin-1")


def _named(content: bytes) -> list[tuple[str, bytes]]:
    """A name of the whole workbook with its formula; names of one sheet, and built-in ones, are none of ours."""
    flags, _, length, size, _, sheet = struct.unpack_from("<HBBHHH", content)
    if flags & 0x20 or sheet:
        return []
    return [(_text(content[14:], length), content[len(content) - size :])]


def _areas(own: _Globals) -> dict[str, Area]:
    found = {}
    for name, formula in own.names:
        if len(formula) == 7 and formula[0] == _TO_CELL:
            meant, top, left = struct.unpack_from("<HHH", formula, 1)
            bottom, right = top, left
        elif len(formula) == 11 and formula[0] == _TO_AREA:
            meant, top, bottom, left, right = struct.unpack_from("<HHHHH", formula, 1)
        else:
            continue
        sheet = _sheet_meant(own, meant)
        if sheet is not None:
            found[name] = Area(sheet, top, left & 0xFF, bottom, right & 0xFF)
    return found


def _sheet_meant(own: _Globals, number: int) -> str | None:
    if number >= len(own.meant):
        return None
    book, first, last = own.meant[number]
    is_own = book < len(own.books) and own.books[book][2:4] == _OWN_BOOK
    return own.sheets[first][0] if is_own and first == last and first < len(own.sheets) else None


def _sheet(stream: bytes, facts: SheetFacts, file: str) -> SheetFacts:
    cells, last_row, last_column = 0, 0, 0
    for kind, content in _records(stream):
        if kind == _SIZE:
            # The reader takes room for as many cells as are stated here.
            _, rows, _, columns = struct.unpack_from("<IIHH", content)
            _refuse_far(rows, columns, facts, file)
        elif kind in _VALUES or kind in (_FORMULA, _BOOL_OR_ERROR, _MANY_VALUES):
            row, column = struct.unpack_from("<HH", content)
            width = (len(content) - 6) // 6 if kind == _MANY_VALUES else 1
            cells += width
            last_row, last_column = max(last_row, row), max(last_column, column + width - 1)
            _note_special(facts, kind, content, (row, column))
        elif kind == _ROW and content[12] & 0x20:
            facts.hidden_rows.add(struct.unpack_from("<H", content)[0])
        elif kind == _COLUMNS and content[8] & 1:
            first, last = struct.unpack_from("<HH", content)
            facts.hidden_columns.update(range(first, min(last, MOST_COLUMN - 1) + 1))
        elif kind == _MERGES:
            facts.merges += _merged(content)
    _refuse_far(last_row + 1, last_column + 1, facts, file)
    if len(facts.merges) > MOST_MERGES:
        raise CannotRead(f"读不了「{file}」：工作表「{facts.name}」的合并单元格超过 {MOST_MERGES} 处。请另存一份再试。")
    if cells > MOST_CELLS:
        raise CannotRead(
            f"读不了「{file}」：工作表「{facts.name}」有 {cells} 个单元格，不像年报。请删去多余内容后再试。"
        )
    return facts


def _merged(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    count = min(struct.unpack_from("<H", content)[0], (len(content) - 2) // 8)
    for number in range(count):
        top, bottom, left, right = struct.unpack_from("<HHHH", content, 2 + 8 * number)
        yield top, left, bottom, right


def _note_special(facts: SheetFacts, kind: int, content: bytes, place: Place) -> None:
    if kind == _BOOL_OR_ERROR and content[7]:
        facts.errors.add(place)
    if kind == _FORMULA:
        facts.formulas.add(place)
        if content[12:14] == b"\xff\xff" and content[6] == 2:
            facts.errors.add(place)
        if content[14] & _TO_BE_CALCULATED and content[6:14] == _NO_RESULT:
            facts.uncached.add(place)


def _refuse_far(rows: int, columns: int, facts: SheetFacts, file: str) -> None:
    if rows > MOST_ROW or columns > MOST_COLUMN or rows * columns > MOST_IN_USE:
        raise CannotRead(
            f"读不了「{file}」：工作表「{facts.name}」最远用到第 {rows} 行第 {columns} 列，超出范围。请删去远处多余的单元格后再试。"
        )
