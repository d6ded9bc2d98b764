"""The validator itself: a silent one would let every file through."""

from pathlib import Path
from zipfile import ZipFile

import xlsxwriter

from tests.ooxml import validate


def book(path: Path) -> Path:
    """A small correct workbook."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("表三").write(0, 0, "一、本年新收")
    return path


def test_validator_accepts_a_correct_workbook(tmp_path: Path) -> None:
    """Nothing is said of a good file."""
    assert validate(book(tmp_path / "好.xlsx")) == []


def test_validator_names_the_part_of_an_unknown_element(tmp_path: Path) -> None:
    """A wrong element is reported with its part."""
    good, bad = book(tmp_path / "好.xlsx"), tmp_path / "坏.xlsx"
    with ZipFile(good) as source, ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<wrong/><sheetData>")
            target.writestr(name, content)

    errors = validate(bad)

    assert len(errors) >= 1
    assert "sheet1.xml" in errors[0]
