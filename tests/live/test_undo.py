"""撤销上一步 on a live Calc: whatever our last command was, the workbook is as it was before, cell by cell."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_log, excel_open, excel_patch, excel_steps, files, live
from nianbao.adapters.workbook import CHANGES_SHEET, FINDINGS_SHEET, META_SHEET, Block
from nianbao.commands.check import check_file, mark
from nianbao.core.errors import BadInput, CannotWrite
from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from nianbao.commands import undo as closed_undo  # noqa: E402  needs uno
from nianbao.commands.live import LIVE, check, findings, steps, undo  # noqa: E402
from nianbao.commands.live.desk import Desk  # noqa: E402
from tests.live.everything import seen  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
BROKEN = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=1"
TYPED: dict[str, str | Decimal | int | None] = {
    "t3_1_natural": "３",
    "t3_3.1_natural": "1,002",
    "t4_1_total": 4,
    "t3_1_other": None,
}


def typed_book(folder: Path, name: str = "青石镇.xlsx") -> Path:
    """A workbook with figures typed as clerks type them."""
    path = book(folder, report("2021", "t3_4_natural=1"), name)
    path.write_bytes(excel_patch.type_in(path.read_bytes(), path.name, TYPED))
    return path


def prior_book(folder: Path) -> Path:
    """Last year's workbook of the same unit."""
    made = report("2021", "t3_4_natural=5 t2_1.1_in_force=7", year=(report("2021").year or 0) - 1)
    return book(folder, made, "上年.xlsx")


def value(live_book: Any, name: str) -> object:
    """What a named cell holds."""
    return live_book.names[name].refers_to_range[0].value


def type_at(live_book: Any, name: str, typed: object) -> None:
    """Type into a named cell, as the clerk may."""
    cell = live_book.names[name].refers_to_range
    with ScriptedHost().unprotected(cell.sheet):
        cell.value = typed


def without_log(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """All but 修改记录, which keeps its lines."""
    return {name: sheet for name, sheet in found.items() if name != CHANGES_SHEET}


def answers(folder: Path, command: str) -> list[Any]:
    """What the clerk answers to a command."""
    if command == "carry":
        return [prior_book(folder), True]
    if command == "import":
        return [book(folder, report("2021", "t3_1_legal=6 t3_3.1_legal=6"), "已发布.xlsx"), True, True]
    given: dict[str, list[Any]] = {"repair": [True] * 9, "waive": ["已与财政所核对", "王五"]}
    return given.get(command, [])


@pytest.mark.parametrize("command", ["check", "clear", "waive", "repair", "carry", "import"])
def test_undo_restores_everything(command: str, tmp_path: Path, opened: Open) -> None:
    """Formulas, values, formats, notes, links and protection are as before; 修改记录 keeps its lines, marked undone."""
    blank = book(tmp_path, report("2021", rest=None)) if command == "import" else typed_book(tmp_path)
    live_book = opened(blank)
    if command in ("clear", "waive"):
        type_at(live_book, "t3_1_natural", 3)
        type_at(live_book, "t3_3.1_natural", None)
        check.run(Desk(ScriptedHost(), live_book))
    before, steps_before = seen(live_book), len(excel_steps.steps(live.snapshot(live_book)))
    if command == "waive":
        live.select(live_book, live.snapshot(live_book).names["nb_findings"])
    LIVE[command](Desk(ScriptedHost(*answers(tmp_path, command)), live_book))
    changed = seen(live_book)
    assert without_log(changed) != without_log(before)
    assert "已撤销" in undo.run(Desk(ScriptedHost(), live_book))
    assert without_log(seen(live_book)) == without_log(before)
    after = live.snapshot(live_book)
    assert len(excel_steps.steps(after)) == steps_before
    logged = excel_log.entries(after)
    assert bool(logged) == (command in ("repair", "carry", "import"))
    assert all(entry.state.startswith("已撤销") for entry in logged)


def test_undo_after_saving_and_opening_again(tmp_path: Path, opened: Open) -> None:
    """The steps are in the file: the next day two of them are taken back, one after the other."""
    live_book = opened(typed_book(tmp_path))
    before = seen(live_book)
    LIVE["repair"](Desk(ScriptedHost(*[True] * 9), live_book))
    repaired = seen(live_book)
    check.run(Desk(ScriptedHost(), live_book))
    kept = tmp_path / "次日.xlsx"
    live_book.save(str(kept))
    again = opened(kept)
    assert not again.sheets[META_SHEET].visible
    assert "「校验」" in undo.run(Desk(ScriptedHost(), again))
    assert contents(again) == [sheet[:2] for sheet in without_log(repaired).values()]
    assert "恢复 4 格" in undo.run(Desk(ScriptedHost(), again))
    assert contents(again) == [sheet[:2] for sheet in without_log(before).values()]
    with pytest.raises(BadInput, match="没有可以撤销的修改"):
        undo.run(Desk(ScriptedHost(), again))


def contents(live_book: Any) -> list[list[Any]]:
    """Formulas and values of every sheet but the log: a saved file words its formats anew."""
    return [sheet[:2] for sheet in without_log(seen(live_book)).values()]


def test_undo_finds_its_cells_among_new_rows(tmp_path: Path, opened: Open) -> None:
    """Rows put in above and amid the table after a repair: figures, sums and marks go back where they belong."""
    live_book = opened(typed_book(tmp_path))
    LIVE["repair"](Desk(ScriptedHost(*[True] * 9), live_book))
    check.run(Desk(ScriptedHost(), live_book))
    for name in ("t3_1_natural", "t4_1_total", "nb_findings"):
        cell = live_book.names[name].refers_to_range
        with ScriptedHost().unprotected(cell.sheet):
            cell.sheet.impl.sheet.Rows.insertByIndex(cell.row - 1, 1)
            cell.sheet.impl.sheet.Rows.insertByIndex(0, 2)
    with_rows = live.snapshot(live_book)
    assert "之后又改过" not in undo.run(Desk(ScriptedHost(), live_book))
    assert "恢复 4 格" in undo.run(Desk(ScriptedHost(), live_book))
    assert {name: value(live_book, name) for name in TYPED} == {**TYPED, "t4_1_total": 4.0}
    after = live.snapshot(live_book)
    assert after.names == with_rows.names
    assert listed(after) == []


def listed(snapshot: Any) -> list[Any]:
    """The lines of the list of findings."""
    start = snapshot.names["nb_findings"]
    return [row for row in snapshot.sheets[start.sheet].rows[start.top :] if any(value is not None for value in row)]


def test_undo_spells_a_formula_for_where_it_stands_now(tmp_path: Path, opened: Open) -> None:
    """A sum somebody had broken comes back as it was, its cells followed to their new rows."""
    live_book = opened(book(tmp_path, report("2021", "t4_1_upheld=2")))
    cell = live_book.names["t4_1_total"].refers_to_range
    parts = [live_book.names[f"t4_1_{column}"].refers_to_range for column in ("upheld", "corrected")]
    type_at(live_book, "t4_1_total", "=" + "+".join(part.address for part in parts))
    place = live.snapshot(live_book).names["t4_1_total"]
    steps.perform(Desk(ScriptedHost(), live_book), "改合计", [Block(place.sheet, place.top, place.left, ((2,),))])
    assert cell.formula == "2"
    with ScriptedHost().unprotected(cell.sheet):
        cell.sheet.impl.sheet.Rows.insertByIndex(0, 3)
    undo.run(Desk(ScriptedHost(), live_book))
    moved = [live_book.names[f"t4_1_{column}"].refers_to_range for column in ("upheld", "corrected")]
    assert value(live_book, "t4_1_total") == 2
    formula = live_book.names["t4_1_total"].refers_to_range.formula
    assert formula.replace("$", "") == "=" + "+".join(part.address.replace("$", "") for part in moved)


def test_undo_leaves_what_was_changed_since(tmp_path: Path, opened: Open) -> None:
    """A cell the clerk typed into after the repair is left and named; the log says which are undone."""
    live_book = opened(typed_book(tmp_path))
    LIVE["repair"](Desk(ScriptedHost(*[True] * 9), live_book))
    type_at(live_book, "t3_1_natural", 8)
    said = undo.run(Desk(ScriptedHost(), live_book))
    assert "恢复 3 格" in said
    assert "没有动：表三·一·自然人" in said
    assert value(live_book, "t3_1_natural") == 8
    assert value(live_book, "t3_3.1_natural") == "1,002"
    states = {entry.change.name: entry.state for entry in excel_log.entries(live.snapshot(live_book))}
    assert states["t3_1_natural"] == "没有撤销：之后又改过"
    assert states["t3_3.1_natural"].startswith("已撤销")


def test_undo_leaves_a_line_with_an_answer_typed_since(tmp_path: Path, opened: Open) -> None:
    """A 说明 typed beside a finding keeps its finding: the line is left whole, the others are taken back."""
    live_book = opened(book(tmp_path, report("2021", f"{BROKEN} t4_1_total=9")))
    check.run(Desk(ScriptedHost(), live_book))
    start = live.snapshot(live_book).names["nb_findings"]
    sheet = live_book.sheets[FINDINGS_SHEET]
    sheet[start.top, start.left + 10].value = "已核对"
    line = sheet[start.top, start.left].resize(1, 16).formula
    said = undo.run(Desk(ScriptedHost(), live_book))
    assert f"{FINDINGS_SHEET}第 {start.top + 1} 行" in said
    assert sheet[start.top, start.left].resize(1, 16).formula == line
    assert sheet[start.top + 1, start.left].value is None


def test_undo_says_what_is_gone(tmp_path: Path, opened: Open) -> None:
    """A row deleted since cannot come back, and that is said."""
    live_book = opened(typed_book(tmp_path))
    LIVE["repair"](Desk(ScriptedHost(*[True] * 9), live_book))
    cell = live_book.names["t3_1_natural"].refers_to_range
    with ScriptedHost().unprotected(cell.sheet):
        cell.sheet.impl.sheet.Rows.removeByIndex(cell.row - 1, 1)
    said = undo.run(Desk(ScriptedHost(), live_book))
    assert "2 处已经删去" in said
    assert value(live_book, "t3_3.1_natural") == "1,002"


def test_closed_and_live_undo_agree(tmp_path: Path, opened: Open) -> None:
    """A batch undone on the closed file is not undone again live, and one undone live not on the closed file."""
    live_book = opened(typed_book(tmp_path))
    LIVE["repair"](Desk(ScriptedHost(*[True] * 9), live_book))
    kept = tmp_path / "存盘.xlsx"
    live_book.save(str(kept))
    undo.run(Desk(ScriptedHost(), live_book))
    undone = tmp_path / "已撤销.xlsx"
    live_book.save(str(undone))
    with pytest.raises(BadInput, match="没有可以撤销的修改"):
        closed_undo.last(excel_open.open_workbook(undone.read_bytes(), undone.name))
    data = kept.read_bytes()
    snapshot = excel_open.open_workbook(data, kept.name)
    batch = closed_undo.last(snapshot)
    plan = closed_undo.plan(snapshot, batch, closed_undo_formulas(data, snapshot, batch))
    assert (len(plan.restored), len(plan.left)) == (4, 0)
    kept = tmp_path / "文件里撤销.xlsx"
    files.save(kept, excel_patch.refigured(data, snapshot, closed_undo.blocks(snapshot, plan, "刚才")))
    again = opened(kept)
    before = seen(again)
    with pytest.raises(BadInput, match="没有可以撤销的修改"):
        undo.run(Desk(ScriptedHost(), again))
    assert seen(again) == before


def closed_undo_formulas(data: bytes, snapshot: Any, batch: Any) -> Any:
    """The formulas the batch's cells hold in the file."""
    from nianbao.adapters import excel_formulas

    return excel_formulas.formulas(data, snapshot.file, closed_undo.areas(snapshot, batch))


def test_undo_takes_back_a_batch_written_into_the_closed_file(tmp_path: Path, opened: Open) -> None:
    """A repair of the closed file after a live check is the newer step, and is taken back first."""
    from nianbao.cli import main

    live_book = opened(typed_book(tmp_path))
    check.run(Desk(ScriptedHost(), live_book))
    kept = tmp_path / "存盘.xlsx"
    live_book.save(str(kept))
    mended = tmp_path / "修正.xlsx"
    mended.write_bytes(kept.read_bytes())
    main(["repair", str(mended)])
    again = opened(mended)
    assert value(again, "t3_1_natural") == 3
    assert "恢复" in undo.run(Desk(ScriptedHost(), again))
    assert value(again, "t3_1_natural") == "３"
    assert "「校验」" in undo.run(Desk(ScriptedHost(), again))


def test_undo_puts_real_links_back(tmp_path: Path, opened: Open) -> None:
    """A list made by a check of the closed file has links; a live check replaces them, undo brings them back."""
    path = book(tmp_path, report("2021", BROKEN))
    mark(path, check_file(path))
    live_book = opened(path)
    type_at(live_book, "t3_4_natural", 5)
    before = seen(live_book)
    links = before[FINDINGS_SHEET][4]
    assert links
    check.run(Desk(ScriptedHost(), live_book))
    assert seen(live_book)[FINDINGS_SHEET][4] == []
    undo.run(Desk(ScriptedHost(), live_book))
    assert seen(live_book) == before


def test_undo_in_a_workbook_without_room_for_steps(tmp_path: Path, opened: Open) -> None:
    """An older workbook is checked as before; that this cannot be undone is said in a sentence."""
    live_book = opened(book(tmp_path, report("2021", BROKEN)))
    live_book.names["nb_steps"].delete()
    assert check.run(Desk(ScriptedHost(), live_book)).startswith("错误 1")
    with pytest.raises(CannotWrite, match="早先的工作簿"):
        undo.run(Desk(ScriptedHost(), live_book))


def test_undo_of_nothing(tmp_path: Path, opened: Open) -> None:
    """A workbook nothing was done to."""
    live_book = opened(book(tmp_path, report("2021")))
    before = seen(live_book)
    with pytest.raises(BadInput, match="没有可以撤销的修改"):
        undo.run(Desk(ScriptedHost(), live_book))
    assert seen(live_book) == before
    assert findings.go_to_next(Desk(ScriptedHost(), live_book)).startswith("校验结果里没有")
