"""New workbooks are packed whole, and other users of the library are left alone."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from nianbao.adapters.excel_pack import QUICK, QUICKER, Workbook


def made(kind: type, options: dict[str, object]) -> bytes:
    """A workbook of some length."""
    target = io.BytesIO()
    book = kind(target, options)
    sheet = book.add_worksheet("单位明细")
    for row in range(400):
        sheet.write_row(row, 0, [f"第{row}镇", row, row * 7 % 13, "一般程序"])
    book.close()
    return target.getvalue()


@pytest.mark.parametrize("options", [{"in_memory": True}, {}], ids=["memory", "disk"])
def test_parts_are_the_same_packed_quickly(options: dict[str, object]) -> None:
    """The library's own workbook has the same parts, and keeps its own way after ours is made."""
    ours, theirs = made(Workbook, options), made(xlsxwriter.Workbook, options)
    with ZipFile(io.BytesIO(ours)) as quick, ZipFile(io.BytesIO(theirs)) as usual:
        assert quick.testzip() is None
        assert quick.namelist() == usual.namelist()
        assert {each.compress_type for each in quick.infolist()} == {ZIP_DEFLATED}
        parts = [name for name in quick.namelist() if name != "docProps/core.xml"]
        assert all(quick.read(name) == usual.read(name) for name in parts)
        sizes = [[each.compress_size for each in read.infolist()] for read in (quick, usual)]
    assert sizes[0] != sizes[1]
    assert sum(sizes[0]) < 1.3 * sum(sizes[1])


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(D5:D6,D29)",
        '=IF(COUNT(D5:D9)=0,"",ROUND(SUM(D5:D9),2))',
        "IF(N(D5)>0,1,0)",
        "='表三'!$D$5",
        '=XLOOKUP(A1,B:B,C:C,"")',
        "=IFS(A1>1,SUM(A1:A2))",
        '=TEXTJOIN("、",TRUE,A1:A3)',
        "{=SUM(A1:A3*B1:B3)}",
        '=IF(A1="FILTER(",1,0)',
    ],
)
def test_formulas_are_written_as_the_library_writes_them(formula: str) -> None:
    """Newer functions keep the mark Excel knows them by; the usual ones have none to look for."""

    def written(kind: type) -> list[str]:
        target = io.BytesIO()
        book = kind(target, {"in_memory": True})
        sheet = book.add_worksheet("表")
        sheet.write_formula(0, 0, formula)
        sheet.conditional_format(0, 0, 0, 0, {"type": "formula", "criteria": formula, "format": book.add_format()})
        book.close()
        with ZipFile(io.BytesIO(target.getvalue())) as parts:
            part = parts.read("xl/worksheets/sheet1.xml").decode()
        return re.findall(r"<f[ >].*?</f>|<formula>.*?</formula>", part)

    assert len(written(Workbook)) == 2
    assert written(Workbook) == written(xlsxwriter.Workbook)


def test_large_workbooks_are_packed_quicker_still() -> None:
    """The level is the workbook's own, and the parts are the same."""

    def size(level: int) -> int:
        target = io.BytesIO()
        book = Workbook(target, {"in_memory": True})
        book.packed_at = level
        sheet = book.add_worksheet("单位明细")
        for row in range(2000):
            sheet.write_row(row, 0, [f"第{row}镇", row, row * 7 % 13, "一般程序"])
        book.close()
        with ZipFile(io.BytesIO(target.getvalue())) as parts:
            assert parts.testzip() is None
            return sum(each.compress_size for each in parts.infolist())

    assert size(QUICK) < size(QUICKER) < 1.4 * size(QUICK)
