"""雷同: narratives that units share, on the county workbook's sheet and on a page."""

import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from nianbao.adapters import excel_write
from nianbao.cli import main
from nianbao.commands.alike_sheet import HEADERS, SHEET, alike_sheet
from nianbao.forms import load
from nianbao.rules.alike import likenesses, pairs
from tests.builders import book, content, report
from tests.rules.test_alike import ROAD, TEA, unit

FORM = load.by_id("2021")


def test_sheet_shows_each_pair_in_a_line_side_by_side() -> None:
    """Both units, the section, how alike, both passages, wrapped; a nameless one by its file."""
    nameless = replace(unit("", TEA), agency=None, file="无名.docx")
    units = [unit("青石镇", TEA), nameless, unit("柳湾乡", ROAD)]
    made = alike_sheet(pairs(units, FORM, likenesses(units, FORM)), "示例县雷同的文字")
    data = excel_write.write(replace(content(report("2021")), sheets=(made,), kind="county"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    rows = [[cell for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    (header,) = [number for number, row in enumerate(rows) if tuple(cell.value for cell in row) == HEADERS]
    (line,) = [row for row in rows[header + 1 :] if row]
    passage = TEA.replace("\n", "")
    likeness = line[3].value
    assert [cell.value for cell in line] == ["青石镇", "无名.docx", "一、总体情况", likeness, passage, passage]
    assert likeness > 90
    assert line[4].alignment.wrap_text
    assert line[5].alignment.wrap_text


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """What a unit wrote is never run."""
    odd = TEA.replace("2024年", '=HYPERLINK("x")')
    units = [unit("青石镇", odd), unit("白溪乡", odd)]
    made = alike_sheet(pairs(units, FORM, likenesses(units, FORM)), "示例县雷同的文字")
    data = excel_write.write(replace(content(report("2021")), sheets=(made,), kind="county"))
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data))[SHEET].iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A folder with two units that copied from each other, one that did not, and last year's file."""
    units = [unit("青石镇", TEA), unit("白溪乡", TEA.replace("86", "64") + "小李 13812345678 逢集日到村。")]
    for made in (*units, unit("柳湾乡", ROAD), replace(unit("松桥镇", TEA), year=2024)):
        book(tmp_path, made, f"{made.agency}.xlsx")
    return tmp_path


def test_command_lists_the_pairs_of_the_usual_year(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Last year's file, though the same, is another matter."""
    assert main(["alike", str(county)]) == 0
    shown = capsys.readouterr().out
    assert "青石镇" in shown
    assert "白溪乡" in shown
    assert "松桥镇" not in shown


def test_page_shows_both_narratives_whole_and_marks_what_both_have(county: Path) -> None:
    """A sentence of one's own is there, unmarked; a private number is starred."""
    target = county / "雷同.html"
    main(["alike", str(county), "-o", str(target)])
    tree = html.fromstring(target.read_bytes().decode())
    columns = tree.xpath("//td[@class='text']")
    assert len(columns) == 2
    marked = "".join(mark.text for column in columns for mark in column.iter("mark"))
    assert marked.count("没有一户再来信访") == 2
    assert "逢集日到村" not in marked
    assert "138****5678 逢集日到村" in tree.text_content()


def test_unreadable_file_is_named_and_the_rest_compared(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3; --json stays one document."""
    (county / "坏.xlsx").write_bytes(b"not a workbook")
    assert main(["alike", str(county), "--json"]) == 3
    said = capsys.readouterr()
    assert "坏.xlsx" in said.err
    assert json.loads(said.out)["pairs"][0]["section"] == "s1_text"


def test_nothing_alike_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two units that write for themselves."""
    files = [book(tmp_path, made, f"{made.agency}.xlsx") for made in (unit("青石镇", TEA), unit("柳湾乡", ROAD))]
    assert main(["alike", *map(str, files), "-o", str(tmp_path / "雷同.html")]) == 0
    assert "没有发现雷同" in capsys.readouterr().out
    assert "没有发现雷同" in (tmp_path / "雷同.html").read_text(encoding="utf-8")


def test_page_is_refused_under_another_suffix(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before any work."""
    assert main(["alike", str(county), "-o", str(county / "雷同.docx")]) == 2
    assert ".html" in capsys.readouterr().err
