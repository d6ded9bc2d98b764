"""The files that functions in cells read: where they lie, how long they are remembered, what is wrong with them."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import openpyxl
import pytest

from nianbao.commands import consolidate
from nianbao.commands.gather import gather
from nianbao.commands.new_workbook import write
from nianbao.commands.roster import Unit
from nianbao.core.errors import BadInput
from tests.builders import book, report
from tests.udfs.test_functions import cell
from udfs.functions import kept
from udfs.places import located

FRONT = "D:\\年报\\汇总\\县汇总.xlsx"


@pytest.mark.parametrize(
    ("named", "caller", "found"),
    [
        ("C:\\年报\\青石镇.xlsx", "", "C:\\年报\\青石镇.xlsx"),
        ('"C:\\年报\\青石镇 2024.xlsx"', "", "C:\\年报\\青石镇 2024.xlsx"),
        ("\\\\县政府\\公开\\青石镇.xlsx", "", "\\\\县政府\\公开\\青石镇.xlsx"),
        ("青石镇.xlsx", FRONT, "D:\\年报\\汇总\\青石镇.xlsx"),
        ("..\\收回\\青石镇.docx", FRONT, "D:\\年报\\汇总\\..\\收回\\青石镇.docx"),
        ("", FRONT, FRONT),
        ("C:\\年报\\[青石镇.xlsx]表三", "", "C:\\年报\\青石镇.xlsx"),
        ("C:\\年报[定稿]\\青石镇.xlsx", "", "C:\\年报[定稿]\\青石镇.xlsx"),
        ("file:///C:/%E5%B9%B4%E6%8A%A5/a%20b.xlsx", "", "C:\\年报\\a b.xlsx"),
        ("file://server/share/a.xlsx", "", "\\\\server\\share\\a.xlsx"),
    ],
)
def test_place_of_a_file_on_windows(named: str, caller: str, found: str) -> None:
    """Full, network and pasted paths; a name beside the workbook; nothing typed; what CELL("filename") gives."""
    assert str(located(named, caller, "第二个参数", PureWindowsPath)) == found


def test_place_that_cell_gives_in_calc() -> None:
    """Calc's CELL("filename") is an address with a sheet behind it."""
    given = "'file:///home/%E9%95%87/%E9%9D%92%E7%9F%B3%E9%95%87.xlsx'#$表三"
    assert located(given, "", "第二个参数", PurePosixPath) == PurePosixPath("/home/镇/青石镇.xlsx")


@pytest.mark.parametrize(
    ("named", "caller", "sentence"),
    [
        ("", "", "没有写明工作簿"),
        ("青石镇.xlsx", "", "不是完整路径"),
        ("青石镇.xlsx", "工作簿1", "不是完整路径"),
        ("\\年报\\青石镇.xlsx", FRONT, "不是完整路径"),
        ("D:青石镇.xlsx", FRONT, "不是完整路径"),
        ("", "工作簿1", "还没有保存过"),
        ("https://d.docs.live.net/1/青石镇.xlsx", FRONT, "OneDrive"),
        ("", "https://县.sharepoint.com/青石镇.xlsx", "OneDrive"),
        ("青石镇.xlsx", "https://县.sharepoint.com/汇总.xlsx", "不是完整路径"),
    ],
)
def test_place_that_cannot_be_known_is_said(named: str, caller: str, sentence: str) -> None:
    """Never the folder the program happens to run in, never the workbook in front."""
    with pytest.raises(BadInput, match=sentence):
        located(named, caller, "第二个参数", PureWindowsPath)


def test_value_beside_and_of_the_calling_workbook(tmp_path: Path) -> None:
    """The workbook a formula stands in is told after the arguments: names are taken from its folder, none means it."""
    own = str(book(tmp_path, report("2021", "t3_1_natural=3"), "本镇.xlsx"))
    book(tmp_path, report("2021", "t3_1_natural=5"), "邻镇.xlsx")
    assert cell("NB_VALUE", "t3_1_natural", None, own) == 3
    assert cell("NB_VALUE", "t3_1_natural", "邻镇.xlsx", own) == 5
    assert "OneDrive" in cell("NB_VALUE", "t3_1_natural", None, "https://d.docs.live.net/1/本镇.xlsx")


def test_total_of_a_range_needs_no_file() -> None:
    """In a workbook that is kept online or was never saved a range still adds up."""
    assert cell("NB_TOTAL", [[1.0], [2.0]], None, "https://d.docs.live.net/1/本镇.xlsx") == 3


def test_file_saved_again_gives_its_new_figures(tmp_path: Path) -> None:
    """What is remembered of a file is forgotten when the file changes."""
    path = str(book(tmp_path, report("2021", "t3_1_natural=3")))
    assert (cell("NB_VALUE", "t3_1_natural", path), cell("NB_CHECK", path, True)) == (3, 1)
    book(tmp_path, report("2021"))
    assert (cell("NB_VALUE", "t3_1_natural", path), cell("NB_CHECK", path, True)) == (0, 0)
    Path(path).unlink()
    assert "找不到" in cell("NB_VALUE", "t3_1_natural", path)


def test_file_is_read_once_for_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand cells over three files, one of them damaged, open each of the files once."""
    opened: list[str] = []
    real = kept.read

    def counted(path: Path) -> Any:
        opened.append(path.name)
        return real(path)

    monkeypatch.setattr(kept, "read", counted)
    paths = [str(book(tmp_path, report("2021", f"t3_1_natural={i}"), f"{i}.xlsx")) for i in (1, 2)]
    damaged = tmp_path / "坏.xlsx"
    damaged.write_bytes(b"PK\x03\x04 not a workbook")
    for _ in range(300):
        assert [cell("NB_VALUE", "t3_1_natural", path) for path in paths] == [1, 2]
        assert "坏.xlsx" in cell("NB_VALUE", "t3_1_natural", str(damaged))
    assert sorted(opened) == ["1.xlsx", "2.xlsx", "坏.xlsx"]


def test_file_that_is_none_of_ours_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """A folder, an empty file, a picture."""
    assert "是一个文件夹" in cell("NB_VALUE", "t3_1_natural", str(tmp_path))
    empty, picture = tmp_path / "空.docx", tmp_path / "照片.pdf"
    empty.write_bytes(b"")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    assert "文件是空的" in cell("NB_VALUE", "t3_1_natural", str(empty))
    assert "照片.pdf" in cell("NB_VALUE", "t3_1_natural", str(picture))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the units sent: two good reports, one with the cell left blank, one damaged, one in the older form."""
    sent = tmp_path / "收回"
    sent.mkdir()
    for name, figures in (("甲镇", "t3_1_natural=3"), ("乙镇", "t3_1_natural=4"), ("丙镇", "t3_1_natural=")):
        book(sent, report("2021", figures, agency=name), f"{name}.xlsx")
    book(sent, report("2019", "t3_1_natural=9", agency="旧镇"), "旧镇.xlsx")
    (sent / "坏镇.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (sent / "~$甲镇.xlsx").write_bytes(b"lock")
    return sent


def test_units_of_a_folder(folder: Path) -> None:
    """Each unit with its figure; blank is blank, a broken file says so, an item its form lacks too; never 0 for them."""
    rows = {row[0]: row[1] for row in cell("NB_UNITS", "表三·一·自然人", str(folder))}
    assert (rows["甲镇"], rows["乙镇"], rows["丙镇"], rows["旧镇"]) == (3, 4, "", 9)
    assert "坏镇.xlsx" in rows["（坏镇.xlsx）"]
    assert len(rows) == 5
    fees = {row[0]: row[1] for row in cell("NB_UNITS", "t2_1.2_made", str(folder))}
    assert (fees["甲镇"], fees["旧镇"]) == (0, "年报用的是另一格式，没有这一项")


def test_units_of_a_folder_follow_the_files(folder: Path) -> None:
    """A file sent again counts at the next calculation."""
    assert ["乙镇", 4] in cell("NB_UNITS", "t3_1_natural", str(folder))
    book(folder, report("2021", "t3_1_natural=6", agency="乙镇"), "乙镇.xlsx")
    (folder / "坏镇.xlsx").unlink()
    rows = cell("NB_UNITS", "t3_1_natural", str(folder))
    assert ["乙镇", 6] in rows
    assert len(rows) == 4


def test_units_of_the_county_workbook(folder: Path) -> None:
    """The summed units with their figures, then those left out with the reason; the county's own sum is no unit."""
    roster = [Unit(name=name, level="乡镇") for name in ("甲镇", "乙镇", "丙镇", "坏镇", "丁镇")]
    made = consolidate.consolidate(gather([folder], lambda line: None), roster, agency="示例县")
    path = write(folder / "示例县汇总.xlsx", consolidate.content(made))
    rows = {row[0]: row[1] for row in cell("NB_UNITS", "t3_1_natural", str(path))}
    assert (rows["甲镇"], rows["乙镇"], rows["丙镇"]) == (3, 4, "")
    assert rows["丁镇"].startswith("缺报")
    assert rows["坏镇"].startswith("读不了：")
    assert rows["旧镇"].startswith("年度不符") or rows["旧镇"].startswith("格式不符")
    assert "合计" not in rows
    assert "示例县" not in {row[0] for row in cell("NB_UNITS", "t3_1_natural", str(folder))}


def test_units_of_a_county_workbook_that_lost_a_column(folder: Path) -> None:
    """A column somebody deleted is said to be gone, never blank for every unit."""
    made = consolidate.consolidate(gather([folder], lambda line: None), [], agency="示例县")
    path = write(folder / "示例县汇总.xlsx", consolidate.content(made))
    changed = openpyxl.load_workbook(path)
    sheet = changed["单位明细"]
    column = next(each.column for each in sheet[3] if each.value == "表三·一·自然人")
    sheet.delete_cols(column)
    changed.save(path)
    assert "没有「表三·一·自然人」一列" in cell("NB_UNITS", "t3_1_natural", str(path))
    assert ["甲镇", 3] in cell("NB_UNITS", "t3_1_total", str(path))


def test_units_says_what_it_lacks(tmp_path: Path, folder: Path) -> None:
    """No address, no source, an empty folder, a workbook that is no county's."""
    assert "没有写明要哪一格" in cell("NB_UNITS", None, str(folder))
    assert "没有写明汇总工作簿" in cell("NB_UNITS", "t3_1_total", None)
    assert "不认识单元格地址" in cell("NB_UNITS", "t9_1_x", str(folder))
    assert "不是汇总工作簿" in cell("NB_UNITS", "t3_1_total", str(folder / "甲镇.xlsx"))
    assert "找不到" in cell("NB_UNITS", "t3_1_total", str(tmp_path / "没有"))
    (tmp_path / "空").mkdir()
    assert "没有能读的年报文件" in cell("NB_UNITS", "t3_1_total", str(tmp_path / "空"))
