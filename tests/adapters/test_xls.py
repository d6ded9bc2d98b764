"""Workbooks of Excel 97–2003 (.xls, and .et of WPS): values, names, error values; and lies that must not pass."""

import io
import struct
from decimal import Decimal

import openpyxl
import pytest

from nianbao.adapters import ole, xls_open
from nianbao.adapters.excel_write import write
from nianbao.commands.read import parse
from nianbao.commands.workers import in_worker
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.layout import layout
from tests.adapters.foreign import figures, saved_as
from tests.builders import content, report, said

pytestmark = pytest.mark.office
FORMS = [form.id for form in load.catalogue()]
_CELL_ERROR, _SIZE, _LOCKED = 0x0205, 0x0200, 0x002F


def old(data: bytes) -> bytes:
    """A workbook saved as .xls."""
    return saved_as(data, ".xlsx", ".xls")


def copied_workbook(made: Report, formulas: dict[str, str]) -> bytes:
    """The report copied from Word into Excel, a sheet a section, with formulas instead of some figures."""
    book = openpyxl.Workbook()
    form = load.by_id(made.form)
    for section in form.sections:
        sheet = book.create_sheet(section.title[:20])
        sheet["A1"] = section.title
        for printed in layout(form.table(section.table)).cells if section.table else ():
            value = printed.text if printed.cell is None else made.values[printed.cell]
            sheet.cell(3 + printed.row, 1 + printed.column, formulas.get(str(printed.cell), value))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def patched(data: bytes, kind: int, at: int, new: bytes) -> bytes:
    """The workbook with bytes changed in the last record of a kind; records stand one after another in the file."""
    stream = ole.open_compound(data, "青石镇.xls").stream("Workbook")
    start = data.index(stream[:512])
    position, found = start, 0
    while position < start + len(stream):
        number, length = struct.unpack_from("<HH", data, position)
        found = position if number == kind else found
        position += 4 + length
    assert found
    return data[: found + 4 + at] + new + data[found + 4 + at + len(new) :]


@pytest.mark.parametrize("form", FORMS)
def test_workbook_of_ours_comes_back_whole(form: str) -> None:
    """Saved in the old format our workbook keeps its names: values, texts, unit, year."""
    made = figures(form)
    found = parse(old(write(content(made))), "青石镇.xls")
    assert found.report.values == made.values
    assert {key: found.report.texts[key] for key in ("s1_text", "s5_text", "s6_text")} == {
        key: made.texts[key] for key in ("s1_text", "s5_text", "s6_text")
    }
    assert (found.report.agency, found.report.year) == ("青石镇", made.year)
    assert said(found.findings) == []


def test_money_is_exact_and_whole_numbers_are_whole() -> None:
    """5.0 in the file is 5; money keeps the digits that were typed."""
    made = report("2021", "t2_8.1_fees=3235.7001 t3_1_natural=5")
    found = parse(old(write(content(made))), "青石镇.et").report.values
    assert found[Cell.parse("t2_8.1_fees")] == Decimal("3235.7001")
    assert str(found[Cell.parse("t3_1_natural")]) == "5"


def test_error_values_dates_and_hidden_sheets_are_told() -> None:
    """What a person would see as odd is said: error values, dates, hidden places; nothing of it becomes 0."""
    book = openpyxl.load_workbook(io.BytesIO(write(content(figures("2021")))))
    sheet = book["表三"]
    sheet["D6"] = "=1/0"
    sheet["E6"].number_format = "yyyy-mm-dd"
    sheet["E6"] = 45000
    book["表四"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    found = parse(old(stream.getvalue()), "青石镇.xls")
    assert found.report.values[Cell.parse("t3_1_natural")] is None
    assert found.report.values[Cell.parse("t3_1_business")] is None
    told = said(found.findings)
    assert ("D005", "t3_1_natural") in told
    assert ("D006", "t3_1_business") in told
    assert "D020" in [rule for rule, _ in told]


def test_error_values_in_a_workbook_that_is_not_ours_are_told() -> None:
    """Where only labels lead to the cells, an error value is no blank either, in the old format and the new."""
    made = copied_workbook(figures("2021"), {"t3_1_natural": "=1/0", "t3_1_business": "=NA()"})
    for data, name in ((made, "青石镇.xlsx"), (old(made), "青石镇.xls")):
        found = parse(data, name)
        told = [place for rule, place in said(found.findings) if rule in ("D002", "D005", "D030")]
        assert told == ["t3_1_natural", "t3_1_business"]
        assert found.report.values[Cell.parse("t3_1_natural")] is None


def test_size_that_is_a_lie_is_refused_before_anything_takes_the_memory() -> None:
    """The reader takes room for as many cells as a sheet states; four billion rows are not tried."""
    data = patched(old(write(content(figures("2021")))), _SIZE, 4, struct.pack("<I", 0xFFFFFFF0))
    with pytest.raises(CannotRead, match="超出范围"):
        xls_open.open_workbook(data, "青石镇.xls")


def test_locked_torn_and_scrambled_workbooks_are_refused_in_a_sentence() -> None:
    """Every way a file can be bad ends in a sentence that names it."""
    data = old(write(content(figures("2021"))))
    stream = ole.open_compound(data, "青石镇.xls").stream("Workbook")
    start = data.index(stream[:512])
    after_head = start + 4 + struct.unpack_from("<H", data, start + 2)[0]
    locked = data[:after_head] + struct.pack("<H", _LOCKED) + data[after_head + 2 :]
    for bad in (locked, data[:30_000], data[:512], data[:512] + b"\xff" * 4096 + data[4608:]):
        with pytest.raises(CannotRead) as caught:
            in_worker(parse, bad, "青石镇.xls")
        assert "「青石镇.xls」" in caught.value.message
        assert caught.value.message.endswith("。")


def test_sectors_in_a_circle_end() -> None:
    """A chain of sectors that bites its own tail is damage, not a loop."""
    data = bytearray(old(write(content(report("2021")))))
    first = struct.unpack_from("<I", data, 48)[0]
    table = struct.unpack_from("<I", data, 76 + 4 * (first // 128))[0]
    struct.pack_into("<I", data, (table + 1) * 512 + 4 * (first % 128), first)
    with pytest.raises(CannotRead, match="损坏"):
        ole.open_compound(bytes(data), "青石镇.xls")
