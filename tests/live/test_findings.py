"""下一处, 说明 and 清除标注 on a live Calc."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters import excel_waivers, excel_write, live
from nianbao.adapters.workbook import FINDINGS_SHEET, Area
from nianbao.commands.check import check_reading
from nianbao.commands.read import Reading
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from nianbao.forms import load
from tests import office
from tests.builders import book, content, report

office.require()
pytestmark = pytest.mark.office

from nianbao.commands.live import check, findings, undo  # noqa: E402  needs uno
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.everything import seen  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
# Identities broken in 表三 and, below, in 表四, which may be explained; a missing text, which may not.
BROKEN = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=1"


@pytest.fixture
def checked(tmp_path: Path, opened: Open) -> Any:
    """A workbook with findings in 表三 and 表四 and one in a text, checked and marked."""
    live_book = opened(book(tmp_path, report("2021", BROKEN, s5_text="")))
    total = live_book.names["t4_1_total"].refers_to_range
    with ScriptedHost().unprotected(total.sheet):
        total.value = 7
    check.run(Desk(ScriptedHost(), live_book))
    return live_book


def lines(live_book: Any) -> list[excel_waivers.Listed]:
    """The list of findings."""
    return list(excel_waivers.listed(live.snapshot(live_book)))


def at(live_book: Any) -> tuple[str, str]:
    """The selected sheet and cell."""
    cells = live_book.app.selection
    return cells.sheet.name, cells.address.replace("$", "")


def place_of(live_book: Any, name: str) -> tuple[str, str]:
    """Where a name's first cell stands."""
    cells = live_book.names[name].refers_to_range[0]
    return cells.sheet.name, cells.address.replace("$", "")


def go(live_book: Any) -> str:
    """Click 下一处."""
    return findings.go_to_next(Desk(ScriptedHost(), live_book))


def select(live_book: Any, sheet: str, row: int, column: int = 0) -> None:
    """Select a cell, zero-based."""
    live.select(live_book, Area(sheet, row, column, row, column))


def row_of(live_book: Any, rule: str) -> int:
    """The line of the list that a rule's finding stands in."""
    return next(line.row for line in lines(live_book) if line.finding.rule == rule)


def test_check_shows_the_list_with_its_first_finding_selected(checked: Any) -> None:
    """What the clerk sees right after 校验."""
    start = live.snapshot(checked).names["nb_findings"]
    assert at(checked) == (FINDINGS_SHEET, f"A{start.top + 1}")
    assert checked.sheets.active.name == FINDINGS_SHEET


def test_next_goes_through_all_and_begins_again(checked: Any) -> None:
    """From the list to the first finding's cell, on through the sheets, and back to the first with a word."""
    select(checked, "封面", 0)
    said = [go(checked)]
    places = [at(checked)]
    while "从头开始" not in (text := go(checked)):
        said.append(text)
        places.append(at(checked))
    assert at(checked) == places[0]
    order = [sheet.name for sheet in checked.sheets]
    total = next(line.finding.places[0] for line in lines(checked) if line.finding.rule == "G401")
    assert [order.index(sheet) for sheet, _ in places] == sorted(order.index(sheet) for sheet, _ in places)
    assert place_of(checked, "t3_1_natural") in places
    assert place_of(checked, total) in places
    assert place_of(checked, "s5_text") in places
    assert len(set(places)) == len(places) == len(said)
    assert all(f"（第 {i} 处，共 {len(said)} 处）" in text for i, text in enumerate(said, start=1))
    natural = said[places.index(place_of(checked, "t3_1_natural"))]
    first = next(line for line in lines(checked) if line.finding.places[:1] == ("t3_1_natural",))
    assert natural.startswith(f"{first.finding.rule} {first.finding.message}")


def test_next_goes_from_a_line_of_the_list_to_its_cell(checked: Any) -> None:
    """And after typing there, which moves the selection down, on to what lies below."""
    row = row_of(checked, "G301")
    select(checked, FINDINGS_SHEET, row, 5)
    go(checked)
    assert at(checked) == place_of(checked, "t3_1_natural")
    area = live.snapshot(checked).names["t3_1_natural"]
    select(checked, area.sheet, area.top + 1, area.left)
    go(checked)
    assert at(checked) != place_of(checked, "t3_1_natural")


def test_next_shows_the_line_where_the_cell_cannot_be_seen(checked: Any) -> None:
    """A hidden row: the line of the list is selected, after all that can be seen."""
    cell = checked.names["s5_text"].refers_to_range[0]
    cell.rows.hidden = True
    select(checked, *place_before(checked, FINDINGS_SHEET))
    assert go(checked).startswith("W002")
    assert at(checked) == (FINDINGS_SHEET, f"A{row_of(checked, 'W002') + 1}")
    assert "从头开始" in go(checked)


def place_before(live_book: Any, sheet: str) -> tuple[str, int]:
    """A cell far down on the sheet before another."""
    order = [each.name for each in live_book.sheets]
    return order[order.index(sheet) - 1], 200


def test_next_passes_over_what_is_answered(checked: Any) -> None:
    """A finding with a 说明 that stands needs nobody."""
    rule = "G401"
    before = len(findings.stops(live.snapshot(checked)))
    select(checked, FINDINGS_SHEET, row_of(checked, rule))
    findings.waive(Desk(ScriptedHost("没有发生", "王五"), checked))
    assert len(findings.stops(live.snapshot(checked))) == before - 1


def test_waive_answers_the_selected_line(checked: Any) -> None:
    """Reason, name and today's date stand beside the finding, it counts as answered; the next check keeps it."""
    rule = "G401"
    select(checked, FINDINGS_SHEET, row_of(checked, rule))
    host = ScriptedHost("没有发生", "王五")
    assert f"{rule} 已说明" in findings.waive(Desk(host, checked))
    assert host.asked[0].startswith(rule)
    for _ in range(2):
        line = next(line for line in lines(checked) if line.finding.rule == rule)
        assert line.answer is not None
        assert (line.answer.reason, line.answer.by, line.finding.is_waived) == ("没有发生", "王五", True)
        assert len(line.answer.date) == len("0000-00-00")
        check.run(Desk(ScriptedHost(), checked))


def test_waive_proposes_the_name_used_last(checked: Any) -> None:
    """Whoever answered last is likely to answer again."""
    select(checked, FINDINGS_SHEET, row_of(checked, "G301"))
    findings.waive(Desk(ScriptedHost("没有发生", "王五"), checked))
    select(checked, FINDINGS_SHEET, row_of(checked, "G401"))
    findings.waive(Desk(ScriptedHost("改写的原因", True), checked))
    line = next(line for line in lines(checked) if line.finding.rule == "G401")
    assert line.answer is not None
    assert (line.answer.reason, line.answer.by) == ("改写的原因", "王五")


def test_waive_refuses_what_must_be_mended(checked: Any) -> None:
    """A missing text is refused before anybody types a reason; nothing changes."""
    select(checked, FINDINGS_SHEET, row_of(checked, "W002"))
    before = seen(checked)
    host = ScriptedHost()
    with pytest.raises(BadInput, match="W002：这一条不能用说明代替改正"):
        findings.waive(Desk(host, checked))
    assert host.asked == []
    assert seen(checked) == before


def test_waive_at_a_cell(checked: Any) -> None:
    """A marked cell will do in place of the line; where there are several findings the clerk is asked which."""
    area = live.snapshot(checked).names["t3_1_total"]
    with ScriptedHost().unprotected(checked.sheets[area.sheet]):
        checked.sheets[area.sheet][area.top, area.left].value = 9
    check.run(Desk(ScriptedHost(), checked))
    here = [line for line in lines(checked) if "t3_1_total" in line.finding.places and line.finding.is_lead]
    assert len(here) > 1
    select(checked, area.sheet, area.top, area.left)
    with pytest.raises(BadInput, match="没有第「9」条"):
        findings.waive(Desk(ScriptedHost("9"), checked))
    said = findings.waive(Desk(ScriptedHost("２", "口径不同", "王五"), checked))
    assert said.startswith(f"{here[1].finding.rule} 已说明")
    select(checked, area.sheet, area.top + 60, area.left)
    with pytest.raises(BadInput, match="这一格没有问题"):
        findings.waive(Desk(ScriptedHost(), checked))


def test_waive_needs_reason_and_name(checked: Any) -> None:
    """Blank reason: a sentence; box closed: cancelled. Either way nothing is written."""
    select(checked, FINDINGS_SHEET, row_of(checked, "G401"))
    before = seen(checked)
    with pytest.raises(BadInput, match="没有写说明"):
        findings.waive(Desk(ScriptedHost("  "), checked))
    with pytest.raises(Stopped):
        findings.waive(Desk(ScriptedHost(None), checked))
    assert seen(checked) == before


def test_clear_takes_away_marks_and_keeps_answers_and_notes(checked: Any) -> None:
    """List, marks and hints go; the clerk's own note and fill stay; a 说明 stays and stands again at the next check."""
    rule = "G401"
    select(checked, FINDINGS_SHEET, row_of(checked, rule))
    findings.waive(Desk(ScriptedHost("没有发生", "王五"), checked))
    cell = checked.names["t3_1_natural"].refers_to_range
    with ScriptedHost().unprotected(cell.sheet):
        place = cell.impl.api.getCellByPosition(0, 0)
        cell.sheet.impl.sheet.Annotations.insertNew(place.CellAddress, "电话问过")
        place.CellBackColor = 0x00FF00
    said = findings.clear(Desk(ScriptedHost(), checked))
    assert "1 条说明" in said
    after = live.snapshot(checked)
    assert [line.finding.rule for line in lines(checked)] == [rule]
    boxes = [area for name, area in after.names.items() if name.startswith(("nb_marks_", "nb_hint_"))]
    inside = [
        after.sheets[area.sheet].value(row, column)
        for area in boxes
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    ]
    assert len(inside) > 100
    assert not any(inside)
    assert (place.Annotation.String, place.CellBackColor) == ("电话问过", 0x00FF00)
    check.run(Desk(ScriptedHost(), checked))
    line = next(line for line in lines(checked) if line.finding.rule == rule)
    assert line.finding.is_waived
    assert len(lines(checked)) > 1


def test_clear_refuses_what_is_no_report(opened: Open, tmp_path: Path) -> None:
    """A stranger's workbook is left alone."""
    import openpyxl

    path = tmp_path / "名单.xlsx"
    openpyxl.Workbook().save(path)
    live_book = opened(path)
    for click in (findings.clear, findings.go_to_next, findings.waive):
        with pytest.raises(CannotWrite, match="名单"):
            click(Desk(ScriptedHost(), live_book))


@pytest.fixture
def county(tmp_path: Path, opened: Open) -> Any:
    """A county's workbook that lists a finding of its own and two of its units."""
    made = report("2021", BROKEN, agency="示例县")
    (own, *_) = checked_findings(made)
    units = [replace(own, agency=name) for name in ("甲镇", "乙镇")]
    kept = tmp_path / "汇总.xlsx"
    kept.write_bytes(
        excel_write.write(content(made, findings=(own, *units), summary="错误 3 · 计入 2 份", kind="county"))
    )
    return opened(kept)


def checked_findings(made: Report) -> tuple[Finding, ...]:
    """What a check finds, with what answers would rest on."""
    return check_reading(Reading(made, load.by_id(made.form), ())).findings


def test_next_in_a_county_goes_to_the_lines_of_its_units(county: Any) -> None:
    """Its own finding stands in its own cells; a unit's stands in the list."""
    select(county, "封面", 0)
    go(county)
    assert at(county) == place_of(county, "t3_1_natural")
    rows = [line.row for line in lines(county) if line.finding.agency != "示例县"]
    for row in rows:
        go(county)
        assert at(county) == (FINDINGS_SHEET, f"A{row + 1}")


def test_waive_in_a_county_answers_the_line_only(county: Any) -> None:
    """The unit's line is answered and the counts follow; other lines stay; it can be taken back."""
    before = seen(county)
    row = next(line.row for line in lines(county) if line.finding.agency == "乙镇")
    select(county, FINDINGS_SHEET, row)
    findings.waive(Desk(ScriptedHost("与乙镇核对过", "王五"), county))
    answered = [(line.finding.agency, line.answer.reason) for line in lines(county) if line.answer]
    assert answered == [("乙镇", "与乙镇核对过")]
    summary = county.names["nb_summary"].refers_to_range[0].value
    assert summary.startswith("错误 2")
    assert summary.endswith("计入 2 份")
    undo.run(Desk(ScriptedHost(), county))
    assert seen(county) == before


def test_county_list_is_not_checked_or_cleared_away(county: Any) -> None:
    """Its units' findings come from summing; neither 校验 nor 清除标注 touches them."""
    before = seen(county)
    for click in (check.run, findings.clear):
        with pytest.raises(CannotWrite, match="各单位的问题和说明"):
            click(Desk(ScriptedHost(), county))
    assert seen(county) == before
