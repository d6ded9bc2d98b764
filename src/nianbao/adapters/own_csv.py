"""A report as a list of cells and texts for spreadsheets, one a line, and back; lists of many units can be stacked.

A text that a spreadsheet would run as a formula has an apostrophe before it. So has one that begins with an apostrophe
and would else be taken for such a text: reading takes off exactly what writing put there.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from nianbao.adapters.encoding import decode
from nianbao.adapters.own_json import missing
from nianbao.adapters.printout import clean, heading_of
from nianbao.core import numbers
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead, UnknownForm
from nianbao.core.finding import Finding
from nianbao.core.form import Form, Kind
from nianbao.core.notes import note
from nianbao.core.report import Heading, Report, Source, as_text
from nianbao.forms import load

HEADERS = ("地址", "位置", "单位", "数值", "文字", "单位名称", "年度", "层级", "格式")
# From here on a line tells whose it is, so that lists can be stacked.
_WHOSE = 5
_BOM = "\ufeff"
_LOOKED_AT = 400
_NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?")
_FORMULA_SIGNS = ("=", "+", "-", "@")
_BREAKS = "\t\r\n"
# A spreadsheet cuts a longer text without a word.
_LONGEST = 32_000
_REMEDY = "请用本工具重新导出 CSV，或改用原来的文件。"
_HEAD_PLACES = {"head_title": "标题", "head_lead": "导语"}
_HEADING = "标题"

_Line = tuple[str, ...]


def write(report: Report, form: Form) -> bytes:
    """The report as UTF-8 with a BOM and CR LF, which spreadsheets open by a double click; a blank cell is 未填."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADERS)
    whose = (report.agency or "", "" if report.year is None else str(report.year), report.level or "", report.form)
    writer.writerows(tuple(map(harmless, (*line, *whose))) for line in _lines(report, form))
    return (_BOM + stream.getvalue()).encode()


def _lines(report: Report, form: Form) -> Iterator[_Line]:
    """Address, place, unit, figure and text of each line."""
    for cell in form.cells:
        unit = form.column(cell).unit or form.table(cell.table).unit
        yield str(cell), form.spell(cell), unit, as_text(report.values[cell]) or "", ""
    for address in _HEAD_PLACES:
        yield from _text_lines(address, _HEAD_PLACES[address], report.texts.get(address, ""))
    for section in form.sections:
        yield section.code, f"{section.title}·{_HEADING}", "", "", heading_of(report, section)
        yield from _text_lines(section.text, section.title, report.texts.get(section.text, ""))


def _text_lines(address: str, place: str, text: str) -> Iterator[_Line]:
    whole = clean(text)
    for start in range(0, max(len(whole), 1), _LONGEST):
        yield address, place, "", "", whole[start : start + _LONGEST]


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula; one that none would run stays as it is, a number above all."""
    return f"'{text}" if _is_risky(text) else text


def _typed(text: str) -> str:
    """The text as it was before it was made harmless."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def _is_risky(text: str) -> bool:
    """Whether a text begins with the sign of a formula, in any width, after any blanks, or on a line further down.

    Apostrophes are looked through, so that what is written can be told from what was typed.
    """
    if _NUMBER.fullmatch(text):
        return False
    start = next((at for at, letter in enumerate(text) if not _is_looked_through(letter)), len(text))
    sign = unicodedata.normalize("NFKC", text[start : start + 1])
    return sign in _FORMULA_SIGNS or any(letter in _BREAKS for letter in text[:start])


def _is_looked_through(letter: str) -> bool:
    return letter == "'" or unicodedata.category(letter)[0] in "ZC"


def is_ours(data: bytes) -> bool:
    """Whether the bytes are a list of ours, saved once more by a spreadsheet or not."""
    first = data[:_LOOKED_AT].removeprefix(_BOM.encode()).split(b"\n")[0].replace(b'"', b"").rstrip(b"\r")
    told = ",".join(HEADERS)
    return first in (told.encode(), told.encode("gb18030"))


def read(data: bytes, file: str) -> tuple[Report, tuple[Finding, ...]]:
    """The report of a list, with what is to be said of its figures.

    Raises: CannotRead when it is no list of ours, or one of several reports.
    """
    lines = [tuple(map(_typed, line)) for line in _rows(data, file)]
    heads = {line[_WHOSE:] for line in lines}
    if len(heads) != 1:
        raise CannotRead(f"读不了「{file}」：里面有 {len(heads)} 份年报。请把各单位的行分开存，一份年报一个文件。")
    agency, year, level, form_id = heads.pop()
    try:
        form = load.by_id(form_id)
    except UnknownForm as error:
        raise CannotRead(f"读不了「{file}」：{error.message}") from error
    draft = _Draft(file, form)
    for number, line in enumerate(lines, start=2):
        draft.take(f"第{number}行", line)
    return draft.report(agency, year, level), (*draft.findings, *missing(draft.values, form))


def _rows(data: bytes, file: str) -> Iterator[list[str]]:
    text = decode(data, file).removeprefix(_BOM)
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        if tuple(next(rows, ())) != HEADERS:
            raise CannotRead(f"读不了「{file}」：第 1 行不是「{'、'.join(HEADERS)}」。{_REMEDY}")
        for number, row in enumerate(rows, start=2):
            if len(row) != len(HEADERS) and row:
                raise CannotRead(f"读不了「{file}」：第 {number} 行有 {len(row)} 栏，应为 {len(HEADERS)} 栏。{_REMEDY}")
            if any(row):
                yield row
    except csv.Error as error:
        raise CannotRead(f"读不了「{file}」：有一栏的文字太长，或引号没有成对。{_REMEDY}") from error


class _Draft:
    """A report while its lines are taken in."""

    def __init__(self, file: str, form: Form) -> None:
        self.values: dict[Cell, Decimal | None] = {}
        self.findings: list[Finding] = []
        self._file, self._form = file, form
        self._cells = {name: cell for cell, name in form.addresses.items()}
        self._texts = dict.fromkeys(form.text_addresses(), "")
        self._headings: dict[str, Heading] = {}
        self._sources: dict[str, Source] = {}

    def take(self, place: str, line: _Line) -> None:
        """A line of the list: a figure, a text or a part of one, a heading.

        Raises: CannotRead when the form has no such place, or a figure stands there twice.
        """
        address, _, _, value, text = line[:_WHOSE]
        self._sources.setdefault(address, Source(self._file, place))
        if address in self._texts:
            self._texts[address] += text
        elif any(address == section.code for section in self._form.sections):
            self._headings[address] = Heading(address, text, place)
        else:
            self._figure(place, address, value)

    def _figure(self, place: str, address: str, value: str) -> None:
        cell = self._cells.get(address)
        if cell is None or cell in self.values:
            told = "写了两次" if cell else f"「{self._form.title}」里没有"
            raise CannotRead(f"读不了「{self._file}」：{place}的地址「{address}」{told}。{_REMEDY}")
        if _NUMBER.fullmatch(value):
            self.values[cell] = Decimal(value)
            return
        found = numbers.read(value, self._form.column(cell).kind)
        self.values[cell] = found.value
        if found.code:
            self.findings.append(note(found.code, f"{place}，「{value}」", places=(address,), where=place, left=value))

    def report(self, agency: str, year: str, level: str) -> Report:
        """What was taken in."""
        return Report(
            form=self._form.id,
            agency=agency or None,
            year=_year(year),
            level=level or None,
            values={cell: self.values.get(cell) for cell in self._form.cells},
            texts=self._texts,
            sources=self._sources,
            headings=tuple(self._headings.values()),
            file=self._file,
        )


def _year(text: str) -> int | None:
    found = numbers.read(text, Kind.COUNT).value
    return None if found is None else int(found)
