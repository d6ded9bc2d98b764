"""A live workbook is read as its closed file is, and keeps what is written into it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_open, excel_read, live
from nianbao.adapters.workbook import Block, Sheet, Snapshot
from nianbao.core.errors import NianbaoError
from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from com.sun.star.lang import IndexOutOfBoundsException  # noqa: E402  needs uno

from nianbao.adapters.libreoffice.host import CalcHost  # noqa: E402
from nianbao.commands.live import check as live_check  # noqa: E402
from nianbao.commands.live.desk import Desk  # noqa: E402

Open = Callable[[Path], Any]
BROKEN = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=1"


def closed(path: Path) -> Snapshot:
    """The snapshot of the file itself."""
    return excel_open.open_workbook(path.read_bytes(), path.name)


def trimmed(sheet: Sheet) -> Sheet:
    """The sheet without blank edges and without hidden columns beyond them: hosts differ in where a sheet ends."""
    rows = [list(row) for row in sheet.rows]
    width = max((i + 1 for row in rows for i, value in enumerate(row) if value is not None), default=0)
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    padded = tuple(tuple((row + [None] * width)[:width]) for row in rows)
    hidden = frozenset(column for column in sheet.hidden_columns if column < width)
    # Merges tell of strangers' tables only; nobody asks a live workbook for them.
    return replace(sheet, rows=padded, hidden_columns=hidden, merges=())


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_live_snapshot_equals_closed_file(form: str, tmp_path: Path, opened: Open) -> None:
    """Values, formulas, hidden sheets and names are the same, whoever holds the workbook."""
    path = book(tmp_path, report(form, BROKEN))
    live_one, closed_one = live.snapshot(opened(path)), closed(path)
    assert live_one.file == closed_one.file
    assert list(live_one.sheets) == list(closed_one.sheets)
    assert live_one.names == closed_one.names
    for name in closed_one.sheets:
        assert trimmed(live_one.sheets[name]) == trimmed(closed_one.sheets[name])


def test_live_snapshot_tells_errors_from_text(tmp_path: Path, opened: Open) -> None:
    """#DIV/0! is an error value; the same characters typed as text are text."""
    live_book = opened(book(tmp_path, report("2021")))
    area = closed(tmp_path / "青石镇.xlsx").names["t3_1_natural"]
    with CalcHost().unprotected(live_book.sheets[area.sheet]):
        cell = live_book.sheets[area.sheet][area.top, area.left]
        cell.formula = "=1/0"
        cell.offset(1).value = "#DIV/0!"
    sheet = live.snapshot(live_book).sheets[area.sheet]
    assert (area.top, area.left) in sheet.errors
    assert (area.top + 1, area.left) not in sheet.errors
    assert sheet.value(area.top, area.left) is None
    assert sheet.value(area.top + 1, area.left) == "#DIV/0!"


def test_live_write_survives_save(tmp_path: Path, opened: Open) -> None:
    """Text stays text, numbers are numbers, None clears, the link works, and the sheet is protected as before."""
    path = book(tmp_path, report("2021", "t3_1_natural=3"))
    before = closed(path)
    area = before.names["t3_1_natural"]
    findings = before.names["nb_findings"]
    blocks = [
        Block(area.sheet, area.top, area.left, ((Decimal("12"), None, "=1+1", "0101"),)),
        Block(findings.sheet, findings.top, findings.left, ((1, "@错误", "表三!D6"),), {(0, 2): "t3_1_natural"}),
    ]
    live_book = opened(path)
    live.write(live_book, blocks, CalcHost())
    saved = tmp_path / "saved.xlsx"
    live_book.save(str(saved))
    after = closed(saved)
    sheet = after.sheets[area.sheet]
    assert [sheet.value(area.top, area.left + i) for i in range(4)] == [12, None, "=1+1", "0101"]
    assert (area.top, area.left + 2) not in sheet.formulas
    listed = after.sheets[findings.sheet]
    assert listed.rows[findings.top][findings.left : findings.left + 3] == (1, "@错误", "表三!D6")
    assert (findings.top, findings.left + 2) in listed.formulas
    assert live_book.sheets[area.sheet].impl.sheet.isProtected()


def test_live_write_protects_again_after_an_error(tmp_path: Path, opened: Open) -> None:
    """A write that breaks off leaves no sheet unprotected."""
    live_book = opened(book(tmp_path, report("2021")))
    sheet = closed(tmp_path / "青石镇.xlsx").names["t3_1_natural"].sheet
    too_far = Block(sheet, 2_000_000, 0, (("甲",),))
    with pytest.raises(IndexOutOfBoundsException):
        live.write(live_book, [too_far], CalcHost())
    assert live_book.sheets[sheet].impl.sheet.isProtected()


def test_live_joined_makes_one_block_of_neighbours() -> None:
    """Blocks under each other are written in one call, with their links moved along."""
    upper = Block("表三", 3, 5, (("甲",),), {(0, 0): "a"})
    lower = Block("表三", 4, 5, (("乙",), ("丙",)), {(1, 0): "b"})
    apart = Block("表三", 9, 5, (("丁",),))
    assert live.joined([apart, lower, upper]) == [
        Block("表三", 3, 5, (("甲",), ("乙",), ("丙",)), {(0, 0): "a", (2, 0): "b"}),
        apart,
    ]


def test_live_check_clears_marks_of_what_was_mended(tmp_path: Path, opened: Open) -> None:
    """A second check after mending leaves neither list nor marks of the first."""
    live_book = opened(book(tmp_path, report("2021", BROKEN)))
    first = live_check.run(Desk(CalcHost(), live_book))
    area = live.snapshot(live_book).names["t3_4_natural"]
    with CalcHost().unprotected(live_book.sheets[area.sheet]):
        live_book.sheets[area.sheet][area.top, area.left].value = 2
    second = live_check.run(Desk(CalcHost(), live_book))
    assert first.startswith("错误 1")
    assert second.startswith("错误 0")
    after = live.snapshot(live_book)
    marks, findings = after.names["nb_marks_t3"], after.names["nb_findings"]
    box = [row[marks.left : marks.right + 1] for row in after.sheets[marks.sheet].rows[marks.top : marks.bottom + 1]]
    assert not any(value for row in box for value in row)
    assert not any(value for row in after.sheets[findings.sheet].rows[findings.top :] for value in row)


def test_live_check_refuses_a_workbook_that_is_no_report(opened: Open, tmp_path: Path) -> None:
    """A workbook with other content is refused in a sentence, and nothing is written into it."""
    import openpyxl

    path = tmp_path / "名单.xlsx"
    other = openpyxl.Workbook()
    other.active["A1"] = "姓名"
    other.save(path)
    live_book = opened(path)
    with pytest.raises(NianbaoError, match="名单"):
        live_check.run(Desk(CalcHost(), live_book))
    assert live_book.sheets[0].used_range.value == "姓名"


class CopyingHost(CalcHost):
    """A host that keeps copies, as Excel does."""

    def copy(self, book: Any, path: Path) -> bool:
        from nianbao.adapters.libreoffice.office import properties

        book.impl.document.storeToURL(path.as_uri(), properties(FilterName="Calc MS Excel 2007 XML"))
        return True


def test_live_copy_tells_what_the_cells_tell(tmp_path: Path, opened: Open) -> None:
    """A copy of the open workbook holds what was typed since it was saved, and leaves the workbook as it is."""
    live_book = opened(book(tmp_path, report("2021", BROKEN)))
    area = live.snapshot(live_book).names["t3_4_natural"]
    with CalcHost().unprotected(live_book.sheets[area.sheet]):
        live_book.sheets[area.sheet][area.top, area.left].value = 7
    copied, seen = live.snapshot(live_book, CopyingHost()), live.snapshot(live_book)
    assert copied.sheets[area.sheet].value(area.top, area.left) == 7
    assert copied.file == seen.file
    assert copied.names == seen.names
    assert excel_read.read(copied)[0].values == excel_read.read(seen)[0].values
    for name in seen.sheets:
        assert trimmed(copied.sheets[name]).rows == trimmed(seen.sheets[name]).rows
    assert Path(live_book.fullname).name == "青石镇.xlsx"


@pytest.mark.parametrize("left", [None, b"\xd0\xcf\x11\xe0 encrypted"])
def test_live_cells_are_read_where_no_copy_can(left: bytes | None, tmp_path: Path, opened: Open) -> None:
    """Without a copy, or with one nobody can read, the cells are asked one block at a time."""

    class NoCopy(CalcHost):
        def copy(self, book: Any, path: Path) -> bool:
            if left is not None:
                path.write_bytes(left)
            return left is not None

    live_book = opened(book(tmp_path, report("2021", BROKEN)))
    assert live.snapshot(live_book, NoCopy()) == live.snapshot(live_book)
