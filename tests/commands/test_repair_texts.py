"""Slips in the texts of a workbook are shown paragraph by paragraph, mended, logged, and put back by undo."""

import json
from pathlib import Path

import openpyxl
import pytest

from nianbao.adapters import excel_patch
from nianbao.cli import main
from nianbao.commands import repair
from nianbao.commands.read import read
from nianbao.commands.repair_kinds import PROSE, Wanted
from nianbao.commands.repair_plan import plan
from tests.builders import book, report

SLIPS = "我镇高度重视,认真落实.\n公开信息1,002条(含转载)。\n（一）主动公开\n网址http://a.cn/x,y不变。"
PROPER = "我镇高度重视，认真落实。\n公开信息1,002条（含转载）。\n（一）主动公开\n网址http://a.cn/x,y不变。"


def slipped(folder: Path, text: str = SLIPS) -> Path:
    """A workbook whose first narrative was typed in a hurry."""
    return book(folder, report("2021", s1_text=text))


def narratives(path: Path) -> dict[str, str]:
    """What people typed; the title is a formula, calculated when the workbook is next opened."""
    return {address: text for address, text in read(path).report.texts.items() if address != "head_title"}


def test_slips_are_mended_and_undone(tmp_path: Path) -> None:
    """Every paragraph keeps its row; undo brings back what was typed, letter for letter."""
    path = slipped(tmp_path)
    typed = narratives(path)
    assert main(["repair", str(path)]) == 0
    assert narratives(path) == {**typed, "s1_text": PROPER}
    assert main(["undo", str(path)]) == 0
    assert narratives(path) == typed


def test_preview_shows_each_paragraph_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where, what stands there, what it becomes and why."""
    path = slipped(tmp_path)
    before = path.read_bytes()
    main(["repair", str(path), "--preview"])
    told = capsys.readouterr().out
    for shown in (
        "一、总体情况第 1 段",
        "一、总体情况第 2 段",
        "，认真落实。",
        "（含转载）",
        "半角标点改为全角 2 处",
        "半角括号改为全角 1 处",
    ):
        assert shown in told
    assert "第 3 段" not in told
    assert path.read_bytes() == before


def test_only_this_kind_can_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--kind prose leaves figures alone; the JSON has both texts whole."""
    path = slipped(tmp_path)
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, {"t3_1_natural": "３"}))
    main(["repair", str(path), "--kind", "prose", "--preview", "--json"])
    told = json.loads(capsys.readouterr().out)["repairs"]
    assert [(each["kind"], each["address"], each["before"], each["after"]) for each in told] == [
        ("prose", "s1_text", SLIPS, PROPER)
    ]
    assert told[0]["where"] == "一、总体情况"


def test_change_is_in_the_log(tmp_path: Path) -> None:
    """修改记录 names the section and the kind."""
    path = slipped(tmp_path)
    main(["repair", str(path)])
    lines = [row for row in openpyxl.load_workbook(path)["修改记录"].iter_rows(min_row=4, values_only=True) if row[0]]
    assert [(row[1], row[2]) for row in lines] == [("标点规整", "一、总体情况")]


def test_place_to_fill_in_keeps_its_blank(tmp_path: Path) -> None:
    """A blank before 条 may be a number forgotten: the check goes on saying so; the comma is mended all the same."""
    path = slipped(tmp_path, "全年公开政府信息 余条,群众满意。")
    main(["repair", str(path)])
    assert read(path).report.texts["s1_text"] == "全年公开政府信息 余条，群众满意。"


def test_paragraphs_with_line_breaks_in_a_row_are_left(tmp_path: Path) -> None:
    """Written back they would take rows of other paragraphs."""
    path = slipped(tmp_path)
    area = repair.opened(path).book.snapshot.names["s1_text"]
    edited = openpyxl.load_workbook(path)
    edited[area.sheet].cell(area.top + 1, area.left + 1).value = "一,二\n三,四"
    edited.save(path)
    assert not [each for each in plan(repair.opened(path).book, Wanted()) if each.kind == PROSE]


def test_clean_texts_are_left_alone(tmp_path: Path) -> None:
    """A report as builders write it has nothing to mend."""
    assert plan(repair.opened(book(tmp_path, report("2021"))).book, Wanted()) == []
