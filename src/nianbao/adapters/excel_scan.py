"""A sheet as Excel, WPS, LibreOffice and XlsxWriter ordinarily write it, read with one pattern over its cells.

A sheet that holds anything else, to the last tag, is `Unusual` and left whole to the thorough way (excel_open).
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from nianbao.adapters.workbook import CellValue, column_number
from nianbao.core.memo import Memo

Place = tuple[int, int]
Merge = tuple[int, int, int, int]
# What stands from one cell to the next: the cell, then row tags and whatever is no tag. A blank cell within 702
# columns and 99,999 rows does no harm and is passed over.
_OPENING = '<c r="'
_BETWEEN = r"[^<]*(?:<row(?: [^<>]*)?>[^<]*|</row>[^<]*)*+"
_CELL = re.compile(
    r'(?:(?P<blank>[A-Z]{1,2}[0-9]{1,5}"(?: s="[0-9]{1,5}")?/>)|'
    r'(?P<letters>[A-Z]{1,4})(?P<row>[0-9]{1,20})"(?: s="(?P<style>[0-9]{1,5})")?(?: t="(?P<kind>[a-zA-Z]{1,9})")?'
    r"(?:/>|>(?P<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    r'(?:<v>(?P<value>[^<]*)</v>|<v/>|<is><t(?: xml:space="preserve")?>(?P<inline>[^<]*)</t></is>)?</c>))' + _BETWEEN
)
_ROWS = re.compile(_BETWEEN)
_INDEX = re.compile("[0-9]{1,7}")
# Longer texts are not worth keeping in mind, nor is any cell of a list: none stands in a second file.
_SHORT, _MOST_OF_FORM = 300, 4000
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\br="([0-9]{1,7})"[^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_MIN_MAX = re.compile(rb'\b(min|max)="([0-9]{1,5})"')
# Panes, column widths; what is larger is not ordinary, and nothing to keep in mind.
_MOST_BEFORE = 64 * 1024
_START, _END = b"<sheetData>", b"</sheetData>"
_STRING = re.compile(
    r'<si>(?:<t( xml:space="preserve")?>([^<]*)</t>(?:<phoneticPr [^<>]*/>)?|(<(?:r>|t[ />]|rPh ).*?))</si>', re.DOTALL
)
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_RUN = re.compile(r'<t( xml:space="preserve")?>([^<]*)</t>')
_READING = re.compile(r"<rPh .*?</rPh>", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?")
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});|&")
_FIRST, _SURROGATES = 0x20, range(0xD800, 0xE000)
_BLANKS = " \t\n"
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_FORMAT = re.compile(r'<numFmt numFmtId="([0-9]{1,5})" formatCode="([^"]*)"')
_STYLE = re.compile(r'<xf [^>]*?\bnumFmtId="([0-9]{1,5})"')
# Built in: general, numbers, percentages, fractions, money, text. The others are dates and times.
_PLAIN_CODES = frozenset(map(str, (*range(14), *range(37, 45), 48, 49)))
# A custom format of digits, quoted words and colours; anything with a letter may be a date.
_PLAIN_FORMAT = re.compile(r'(?:[-0#?.,%+() ;/@E]|General|"[^"]*"|\\.|_.|\*.|\[[^\]hmsHMS]*\])*')


class Unusual(Exception):
    """The part is not written in the ordinary way."""


@dataclass(slots=True)
class Scanned:
    """What stands in a sheet, by place; `last_row` and `last_column` are those of its furthest cell."""

    cells: int
    values: dict[Place, CellValue] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    uncached: set[Place] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()

    def rows(self) -> tuple[tuple[CellValue, ...], ...]:
        """The values as rows of one width, from the first cell of the sheet."""
        height = max(self.values, default=(-1, -1))[0] + 1
        width = max(map(itemgetter(1), self.values), default=-1) + 1
        lines: list[list[CellValue]] = [[None] * width for _ in range(height)]
        for (row, column), value in self.values.items():
            lines[row][column] = value
        return tuple(map(tuple, lines))


# A cell as it is written: its place, kind, style and value, the number of its shared string, what a plain number comes
# to, and whether there is a formula. No named tuple: there are tens of thousands, and each would take twice as long.
_Cell = tuple[Place, str, str, str | None, int, float | None, bool]
_COLUMNS: Memo[str, int] = Memo(column_number)


def scan(part: bytes, strings: Sequence[str | None], plain: frozenset[str]) -> Scanned:
    """The cells of a sheet part; `strings` are the shared ones in order, `plain` the styles that show no date.

    Raises: Unusual.
    """
    start, end = part.find(_START), part.find(_END)
    if not 0 < start < min(end, _MOST_BEFORE) or b"<!" in part[:start] or part.find(_END, end + len(_END)) >= 0:
        raise Unusual
    body = part[start + len(_START) : end]
    before, *pieces = _decoded(body).split(_OPENING)
    if not _ROWS.fullmatch(before):
        raise Unusual
    scanned = Scanned(len(pieces))
    _fill(scanned, pieces, strings, plain)
    scanned.hidden_rows = hidden_rows(body)
    columns = part.find(b"<cols>", 0, start)
    scanned.hidden_columns = _columns_of_template(part[columns:start]) if columns >= 0 else frozenset()
    scanned.merges = _merges(part, end)
    return scanned


def _fill(scanned: Scanned, pieces: list[str], strings: Sequence[str | None], plain: frozenset[str]) -> None:
    values, filled = scanned.values, 0
    is_form = len(pieces) <= _MOST_OF_FORM and max(map(len, pieces), default=0) <= _SHORT
    read = _known if is_form else _read
    cells = [cell for cell in map(read, pieces) if cell]
    for place, kind, style, value, string, number, has_formula in cells:
        if has_formula:
            scanned.formulas.add(place)
            # An empty text result is a result; one writer leaves an empty element where it has none.
            if not value and kind != "str":
                scanned.uncached.add(place)
        if kind == "e":
            scanned.errors.add(place)
        elif value is not None:
            filled += 1
            if number is not None and style in plain:
                values[place] = number
            else:
                values[place] = _shown(strings, string) if kind == "s" else _value(value, kind)
    if filled != len(values):
        # One place twice: which is meant is not for us to say.
        raise Unusual
    places = [cell[0] for cell in cells]
    scanned.last_row = max(places, default=(0, 0))[0]
    scanned.last_column = max(map(itemgetter(1), places), default=0)


def _read(piece: str) -> _Cell | None:
    """The cell of what stands up to the next one; None when it is blank."""
    match = _CELL.fullmatch(piece)
    if match is None:
        raise Unusual
    # All at once: asked for one by one, they take longer than to look for.
    blank, letters, row, style, written, formula, value, inline = match.groups()
    if blank:
        return None
    place, kind = (int(row) - 1, _COLUMNS[letters]), written or ""
    if kind == "s":
        if not (value and _INDEX.fullmatch(value)):
            raise Unusual
        return place, kind, style or "0", value, int(value), None, formula is not None
    told = value if value is not None else inline or None
    is_number = told is not None and kind in ("", "n") and _NUMBER.fullmatch(told)
    number = float(told) if told and is_number else None
    return place, kind, style or "0", told, 0, number, formula is not None


# A county's workbooks come from one template: the same labels, blanks and small figures stand at the same places.
_known = lru_cache(maxsize=16_384)(_read)


def _shown(strings: Sequence[str | None], number: int) -> str | None:
    text = strings[number] if number < len(strings) else None
    if text is None:
        raise Unusual
    return text or None


def _decoded(part: bytes) -> str:
    try:
        return part.decode()
    except UnicodeDecodeError as error:
        raise Unusual from error


def _value(text: str, kind: str) -> CellValue:
    """What a cell shows; what its style may make a date of is unusual."""
    if kind in ("str", "inlineStr"):
        return _unescaped(text, is_kept=kind == "str") or None
    if not text and kind in ("", "n"):
        return None
    if kind == "b" and text in ("0", "1"):
        return text == "1"
    raise Unusual


def _unescaped(text: str, *, is_kept: bool = False) -> str:
    """The characters of a text; a program's own escapes, and blanks round it that may not count, are unusual."""
    if "_x" in text or "\r" in text or not (is_kept or text == text.strip(_BLANKS)):
        raise Unusual
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if not name:
        raise Unusual
    if name in _ENTITIES:
        return _ENTITIES[name]
    code = int(name[2:], 16) if name.startswith("#x") else int(name[1:])
    # A carriage return may or may not count, and the others are no characters of a text.
    if code not in (9, 10) and not (_FIRST <= code <= sys.maxunicode and code not in _SURROGATES):
        raise Unusual
    return chr(code)


def shared(part: bytes) -> list[str | None]:
    """The shared strings in order; None for unusual ones, so that the cells showing them are unusual."""
    text = part.decode(errors="surrogateescape")
    found = _STRING.findall(text)
    if ("!" in text and "<!" in text) or len(found) != text.count("<si"):
        return []
    is_literal = not any(mark in text for mark in ("&", "_x", "\r"))
    return [
        plain
        if is_literal and not rich and (is_kept or plain == plain.strip(_BLANKS))
        else _string(plain, rich, is_kept=bool(is_kept))
        for is_kept, plain, rich in found
    ]


def _string(plain: str, rich: str, *, is_kept: bool) -> str | None:
    try:
        return _rich(rich) if rich else _unescaped(plain, is_kept=is_kept)
    except Unusual:
        return None


def _rich(text: str) -> str:
    """The text of its runs, without what tells how to pronounce them."""
    text = _READING.sub("", text)
    runs = _RUN.findall(text)
    if len(runs) + text.count("<t/>") != text.count("<t"):
        raise Unusual
    return "".join(_unescaped(run, is_kept=bool(is_kept)) for is_kept, run in runs)


@lru_cache(maxsize=64)
def plain_styles(part: bytes) -> frozenset[str]:
    """The cell styles whose number format is plainly none of a date, by number as cells name them."""
    text = part.decode(errors="replace")
    custom = {code for code, wording in _FORMAT.findall(text) if _PLAIN_FORMAT.fullmatch(_spelt(wording))}
    dates = {code for code, _ in _FORMAT.findall(text)} - custom
    start, end = text.find("<cellXfs"), text.find("</cellXfs>")
    body = text[start:end] if 0 < start < end else ""
    codes = _STYLE.findall(body)
    if "<!" in text or len(codes) != body.count("<xf "):
        return frozenset()
    is_plain = (_PLAIN_CODES | custom) - dates
    return frozenset(str(number) for number, code in enumerate(codes) if code in is_plain)


def _spelt(wording: str) -> str:
    return wording.replace("&quot;", '"').replace("&amp;", "&")


def hidden_rows(part: bytes) -> frozenset[int]:
    """The rows a part says are hidden."""
    if b"hidden=" not in part:
        return frozenset()
    return frozenset(int(number) - 1 for number in _HIDDEN_ROW.findall(part))


def hidden_columns(part: bytes) -> frozenset[int]:
    """The columns a part says are hidden, as far as any table of ours reaches."""
    found: set[int] = set()
    for tag in _HIDDEN_COLUMN.findall(part):
        ends = dict(_MIN_MAX.findall(tag))
        first, last = int(ends.get(b"min", b"1")), int(ends.get(b"max", b"0"))
        found.update(range(first - 1, min(last, 256)))
    return frozenset(found)


_columns_of_template = lru_cache(maxsize=64)(hidden_columns)


def _merges(part: bytes, end: int) -> tuple[Merge, ...]:
    """What merged cells claim to cover, as (top, left, bottom, right); they stand behind the cells."""
    start = part.find(b"<mergeCells", end)
    return _covered(part[start : part.find(b"</mergeCells>", start)]) if start >= 0 else ()


@lru_cache(maxsize=64)
def _covered(merges: bytes) -> tuple[Merge, ...]:
    return tuple(
        (int(top) - 1, column_number(left.decode()), int(bottom) - 1, column_number(right.decode()))
        for left, top, right, bottom in _MERGE.findall(merges)
    )
