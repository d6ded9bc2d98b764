"""New workbooks are packed whole, and other users of the library are left alone."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from nianbao.adapters.excel_pack import Workbook


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
