"""The county's lists: figures written side by side are the same cells as written one by one."""

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.adapters import excel_lists, excel_open, excel_write
from nianbao.adapters.workbook import DATA_ROW, FINDING_HEADERS, FINDINGS_SHEET, CellValue, DataSheet, Formula
from nianbao.core.finding import Finding, Level
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


def test_rows_of_one_list_may_differ_in_look_and_kind() -> None:
    """Words where others have figures, a text of any length, a stray half of a letter: each cell is its own."""
    essay = "公开" * 10_000
    rows: list[tuple[object, ...]] = [("甲", Decimal(1), Decimal(2)), (Decimal(1), "甲", None), (essay, "\ud83d", "")]
    data = written([*rows, *rows])
    found = held(data)
    assert found == [("甲", 1.0, 2.0), (1.0, "甲", None), (essay, "\ufffd", None)] * 2
    sheet = openpyxl.load_workbook(BytesIO(data))[NAME]
    first, second = (sheet[DATA_ROW + at] for at in (1, 2))
    assert (first[0].style_id, first[1].style_id) == (second[1].style_id, second[0].style_id)


def test_strings_are_counted_as_often_as_they_are_shown() -> None:
    """What the file says of its own strings is so, however often the same words are shown."""
    with zipfile.ZipFile(BytesIO(written([("青石镇", "有错")] * 50))) as archive:
        head = archive.read("xl/sharedStrings.xml").decode()[:300]
        cells = sum(archive.read(name).count(b' t="s"') for name in archive.namelist() if "worksheets/sheet" in name)
    assert f'count="{cells}"' in head


def test_linked_cell_stands_among_the_others() -> None:
    """A cell that leads somewhere keeps its place and its words, and so do those round it."""
    data = written([("甲", "去看", Decimal(3)), ("乙", "不去", Decimal(4))], links={(0, 1): "t3_1_natural"})
    assert held(data) == [("甲", "去看", 3.0), ("乙", "不去", 4.0)]
    sheet = openpyxl.load_workbook(BytesIO(data))[NAME]
    assert [bool(sheet.cell(DATA_ROW + row, 2).hyperlink) for row in (1, 2)] == [True, False]


def test_findings_beyond_the_links_a_sheet_may_have_keep_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A nation's list is longer than that: the rest tells its places without leading there."""
    monkeypatch.setattr(excel_lists, "_MOST_JUMPS", 1)
    found = tuple(Finding("T001", Level.HINT, "空", places=("t3_1_natural",)) for _ in range(2))
    sheet = openpyxl.load_workbook(BytesIO(excel_write.write(content(report("2021"), findings=found))))[FINDINGS_SHEET]
    cells = [sheet.cell(DATA_ROW + row, FINDING_HEADERS.index("位置") + 1) for row in (1, 2)]
    assert [(cell.value, bool(cell.hyperlink)) for cell in cells] == [(cells[0].value, True), (cells[0].value, False)]
    assert cells[0].value
