"""Reading a published report into a workbook that is there: what is written, what is left, and how it is taken back."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_log, excel_open, excel_patch, excel_read
from nianbao.adapters.workbook import Snapshot
from nianbao.commands import import_plan, undo
from nianbao.commands.read import Reading, read
from nianbao.core.cell import Cell
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import TEXTS, book, report

WHEN = "2026-01-05 09:12"


def blank(folder: Path, **more: Any) -> Path:
    """A workbook nobody has typed in yet."""
    return book(folder, report("2021", rest=None, **{"year": 2025, **dict.fromkeys(TEXTS, ""), **more}))


def opened(path: Path) -> Snapshot:
    """What a workbook holds."""
    return excel_open.open_workbook(path.read_bytes(), path.name)


def source(values: str = "", **more: Any) -> Reading:
    """A published report."""
    made = report("2021", values, **{"year": 2025, **more})
    return Reading(replace(made, file="已发布.docx"), load.by_id("2021"), ())


def planned(path: Path, reading: Reading) -> import_plan.ImportPlan:
    """What reading it into a workbook would write."""
    snapshot = opened(path)
    return import_plan.plan(snapshot, excel_read.read(snapshot)[0], reading)


@pytest.mark.parametrize(
    ("here", "fits"),
    [
        ({}, True),
        ({"year": 2024}, False),
        ({"agency": "白水镇"}, False),
        ({"agency": "示例县青石镇人民政府"}, False),
        ({"agency": "青石镇人民政府"}, True),
        ({"agency": ""}, True),
    ],
    ids=str,
)
def test_import_fits_only_the_same_unit_and_year(here: dict[str, Any], fits: bool) -> None:
    """Another year's or unit's figures never go into this workbook; a longer spelling of the name does no harm."""
    open_one: Report = report("2021", **{"year": 2025, **here})
    assert import_plan.is_fitting(open_one, source().report) is fits


def test_import_of_another_form_does_not_fit() -> None:
    """The addresses of another form are other items."""
    assert not import_plan.is_fitting(replace(report("2019"), year=2025), source().report)


def test_import_tells_zeros_in_one_line_and_figures_by_row(tmp_path: Path) -> None:
    """A table of zeros takes one line; a row with figures names them."""
    plan = planned(blank(tmp_path), source("t3_1_natural=5 t3_1_legal=1 t3_3.1_natural=6"))
    told = import_plan.preview(plan, load.by_id("2021")).splitlines()
    assert told[:4] == [
        "表二·10 格：未填写 → 0",
        "表三·一：未填写 → 自然人 5，法律服务机构 1，另 4 格 0",
        "表三·三（一）：未填写 → 自然人 6，另 5 格 0",
        "表三·其余 132 格：未填写 → 0",
    ]


def test_import_fills_unit_and_year_of_an_empty_cover(tmp_path: Path) -> None:
    """What the cover does not tell comes from the report; its title then makes itself."""
    path = book(tmp_path, replace(report("2021", rest=None), texts={}, agency=None, year=None))
    plan = planned(path, source(head_title="青石镇政府信息公开年报"))
    heads = {each.name: each.after.text for each in plan.changes if each.name.startswith("head_")}
    assert heads == {"head_agency": "青石镇", "head_year": "2025"}
    assert plan.left == ()


def test_import_leaves_blank_what_the_report_leaves_blank(tmp_path: Path) -> None:
    """A cell the report does not fill in is not set to 0."""
    plan = planned(blank(tmp_path), source("t3_1_natural= t3_1_other=4"))
    assert "t3_1_natural" not in {each.name for each in plan.changes}


def test_import_does_not_write_what_the_log_cannot_keep(tmp_path: Path) -> None:
    """A text too long for one cell of the log could not be taken back: it is left, and said."""
    plan = planned(blank(tmp_path), source(s1_text="一" * 31_000))
    assert "s1_text" not in {each.name for each in plan.changes}
    assert plan.left == ("一、总体情况：年报有 31000 字，太长，没有写入。请从年报复制后分段粘贴。",)


def test_import_names_cells_the_workbook_lost(tmp_path: Path) -> None:
    """A figure with no cell to go to is told, not dropped."""
    snapshot = opened(blank(tmp_path))
    names = {name: area for name, area in snapshot.names.items() if name != "t3_1_natural"}
    here = excel_read.read(snapshot)[0]
    plan = import_plan.plan(replace(snapshot, names=names), here, source("t3_1_natural=5"))
    assert plan.left == ("表三·一·自然人：工作簿里没有这一格，年报为 5，没有写入。",)


def test_import_spreads_paragraphs_and_undo_takes_them_back(tmp_path: Path) -> None:
    """A paragraph a row, those beyond the rows in the last one; undo of the closed file leaves it blank again."""
    path = blank(tmp_path)
    before = read(path).report
    reading = source("t3_1_natural=5 t3_4_natural=5", s3_text="甲\n乙\n丙\n丁\n戊\n己")
    snapshot, plan = opened(path), planned(path, reading)
    data = excel_patch.refigured(path.read_bytes(), snapshot, excel_log.logged(snapshot, plan.changes, WHEN))
    path.write_bytes(data)
    filled = read(path).report
    assert filled.texts["s3_text"] == "甲\n乙\n丙\n丁\n戊\n己"
    assert filled.values[Cell.parse("t3_1_natural")] == 5
    area, sheet = snapshot.names["s3_text"], opened(path).sheets["表三"]
    assert [sheet.value(row, 0) for row in range(area.top, area.bottom + 1)] == ["甲", "乙", "丙", "丁\n戊\n己"]
    assert undo.run(Namespace(book=path)) == 0
    after = read(path).report
    assert after.values == before.values
    # The title is a formula, worked out again when the file is opened.
    assert {**after.texts, "head_title": ""} == {**before.texts, "head_title": ""}


def test_import_text_changed_since_is_not_taken_back(tmp_path: Path) -> None:
    """A paragraph somebody has written on since stays."""
    path = blank(tmp_path)
    snapshot, plan = opened(path), planned(path, source())
    data = excel_patch.refigured(path.read_bytes(), snapshot, excel_log.logged(snapshot, plan.changes, WHEN))
    path.write_bytes(excel_patch.type_in(data, path.name, {"s5_text": "改写了。\n另起一段。"}))
    assert undo.run(Namespace(book=path)) == undo.PARTLY
    assert read(path).report.texts["s5_text"] == "改写了。\n另起一段。"
    assert read(path).report.texts["s1_text"] == ""
