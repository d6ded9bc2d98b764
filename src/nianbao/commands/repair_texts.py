"""What could be mended in the texts of a workbook: signs, brackets and blanks mistyped; paragraph by paragraph."""

from collections.abc import Iterator
from dataclasses import replace

from nianbao.adapters import excel_log
from nianbao.adapters.workbook import Area, Snapshot
from nianbao.commands import check
from nianbao.commands.repair_kinds import PROSE, Book, Repair
from nianbao.forms.punctuation import Mended, mended

_UNFILLED = "W009"
_TITLE = "head_title"


def texts(book: Book) -> Iterator[Repair]:
    """One repair for every text with slips in it, all of its paragraphs together."""
    for address in book.form.text_addresses():
        area = book.snapshot.names.get(address)
        if address == _TITLE or area is None or not _is_plain(book.snapshot, area):
            continue
        before = excel_log.held(book.snapshot, area, book.formulas)
        if (
            before is not None
            and before.kind == excel_log.TEXT
            and (found := _mended(book, address, before.text)).slips
        ):
            yield Repair(PROSE, address, before, None, found.told, "", prose=found.text)


def _is_plain(snapshot: Snapshot, area: Area) -> bool:
    """Whether a text has a paragraph a row: one with line breaks in a row would be spread over others."""
    if area.sheet not in snapshot.sheets:
        return False
    values = (snapshot.sheets[area.sheet].value(row, area.left) for row in range(area.top, area.bottom + 1))
    return area.top == area.bottom or not any(isinstance(value, str) and "\n" in value for value in values)


def _mended(book: Book, address: str, text: str) -> Mended:
    """The text without its slips; blanks stay where one of them is a place to fill in."""
    found = mended(text)
    is_same = _unfilled(book, address, found.text) == _unfilled(book, address, text)
    return found if is_same else mended(text, blanks=False)


def _unfilled(book: Book, address: str, text: str) -> int:
    """How many findings there are on places left to fill in."""
    report = replace(book.reading.report, texts={**book.reading.report.texts, address: text})
    return sum(finding.rule == _UNFILLED and address in finding.places for finding in check.check(report, book.form))
