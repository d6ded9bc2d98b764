"""The county's lists: figures written side by side are the same cells as written one by one."""

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.adapters import excel_open, excel_write
from nianbao.adapters.workbook import DATA_ROW, CellValue, DataSheet, Formula
from tests.builders import content, report
from tests.ooxml import validate

NAME = "单位明细"
LONG = "12345678901234567890"


def written(rows: list[tuple[object, ...]], **more: object) -> bytes:
    """A workbook with one list of those rows."""
    width = max(map(len, rows))
    sheet = DataSheet(NAME, "各单位数据", tuple(f"列{at}" for at in range(width)), tuple(rows), (12,) * width, **more)  # type: ignore[arg-type]
    return excel_write.write(content(report("2021"), sheets=(sheet,)))


def held(data: bytes) -> list[tuple[CellValue, ...]]:
    """The list's rows as our own reader sees them."""
    return list(excel_open.open_workbook(data, "汇总.xlsx").sheets[NAME].rows[DATA_ROW:])


def test_figures_blanks_and_texts_stand_where_they_belong(tmp_path: Path) -> None:
    """Numbers are numbers, blanks are blank, text stays text wherever it stands in the row."""
    rows: list[tuple[object, ...]] = [
        ("青石镇", "青石镇.xlsx", Decimal(3), None, Decimal("0"), Decimal("1.25"), Decimal(-4)),
        ("=1+1", None, None, None, None, None, None),
        ("白水镇", "白水镇.xlsx", Decimal(1), "12件", Decimal(LONG), Decimal(2), None),
        ("合计", None, Formula("=SUM(C4:C6)", Decimal(4)), None, None, Decimal(7), 8),
    ]
    data = written(rows)
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)[NAME]
    shown = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=DATA_ROW + 1, max_row=DATA_ROW + 4)]
    assert shown == [
        ["青石镇", "青石镇.xlsx", 3, None, 0, 1.25, -4],
        ["=1+1", None, None, None, None, None, None],
        ["白水镇", "白水镇.xlsx", 1, "12件", LONG, 2, None],
        ["合计", None, 4, None, None, 7, 8],
    ]
    assert held(data)[0] == ("青石镇", "青石镇.xlsx", 3.0, None, 0.0, 1.25, -4.0)
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(data)
    assert validate(path) == []


def test_every_cell_of_a_row_of_figures_is_ruled() -> None:
    """A blank among figures has its border and look as the figures have."""
    sheet = openpyxl.load_workbook(BytesIO(written([("甲", Decimal(1), None, Decimal(2), None)])))[NAME]
    looks = {cell.style_id for cell in sheet[DATA_ROW + 1][1:]}
    assert len(looks) == 1
    assert sheet[DATA_ROW + 1][4].border.left.style == "thin"


@settings(max_examples=15)
@given(
    st.lists(
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**9, min_value=-(10**9)),
        min_size=1,
        max_size=40,
    )
)
def test_any_figures_are_read_back(figures: list[Decimal | None]) -> None:
    """Whatever figures a unit has, the list holds them, blank where it has none."""
    line = held(written([("甲", *figures), ("乙", *[Decimal(1)] * len(figures))]))[0]
    told = [None if value is None else Decimal(repr(value)) for value in (*line[1:], *[None] * len(figures))]
    assert told[: len(figures)] == [None if value is None else value for value in figures]


def test_thousands_of_rows_leave_nothing_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some rows the parts are put together in a scratch folder: the same workbook, and the folder is gone."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rows: list[tuple[object, ...]] = [(f"单位{at}", Decimal(at), None) for at in range(400)]
    whole = written(rows)
    monkeypatch.setattr(excel_write, "_MANY_ROWS", 300)
    on_disk = written(rows)
    assert list(tmp_path.iterdir()) == []

    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}

    assert parts(on_disk) == parts(whole)
