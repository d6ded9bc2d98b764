"""Steps as text: what was noted comes back exactly; cells are found again; the store stays small."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.adapters import excel_noted, excel_open, excel_steps
from nianbao.adapters.excel_anchors import Anchor, Anchors, Place, cells_of, found, moved
from nianbao.adapters.excel_steps import Changes, Format, Line, Link, Spelled
from nianbao.adapters.workbook import META_SHEET, Area, Block, Formula, Sheet, Snapshot
from tests.builders import book, report

anchors = st.builds(Anchor, st.just("表三"), st.just("t3_1_natural"), st.integers(0, 9), st.just(""), st.integers(0, 9))
kept = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.builds(Spelled, st.just("=SUM(D5:D6)"), st.tuples(anchors, anchors)),
)
rows = st.integers(1, 3).flatmap(lambda width: st.tuples(*[st.tuples(*[kept] * width)] * 2))
lines = st.builds(lambda first, is_whole, row: Line(first, is_whole, *row), anchors, st.booleans(), rows)


@settings(max_examples=30, deadline=None)
@given(st.lists(lines, max_size=4), st.lists(st.builds(Format, anchors, st.integers(1, 9), st.just("@")), max_size=2))
def test_steps_come_back_as_they_were_packed(noted: list[Line], formats: list[Format]) -> None:
    """Blank, text, figures, truth values, dates and formulas: each of its own kind."""
    changes = Changes(
        tuple(noted), tuple(formats), (Link(Anchor("校验结果", "nb_findings", 1, "", 4), "t3_1_natural"),)
    )
    back = excel_steps.unpacked(excel_steps.packed(changes))
    assert back is not None
    assert back == changes
    kinds = [[type(value) for line in each.lines for value in line.before] for each in (back, changes)]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("text", ["", "甲", "AAAA", "eJwDAAAAAAE="])
def test_spoiled_step_is_none(text: str) -> None:
    """A text somebody changed gives no changes."""
    assert excel_steps.unpacked(text) is None


def written(snapshot: Snapshot, blocks: list[Block]) -> Snapshot:
    """The snapshot with the steps' blocks on its hidden sheet."""
    rows = [list(row) for row in snapshot.sheets[META_SHEET].rows]
    for block in blocks:
        for offset, line in enumerate(block.rows):
            rows += [[] for _ in range(block.row + offset + 1 - len(rows))]
            row = rows[block.row + offset]
            row += [None] * (block.column + len(line) - len(row))
            values = [float(value) if isinstance(value, int) else value for value in line]
            row[block.column : block.column + len(line)] = values  # type: ignore[assignment]
    sheet = Sheet(tuple(tuple(row) for row in rows))
    return Snapshot(snapshot.file, {**snapshot.sheets, META_SHEET: sheet}, snapshot.names)


def opened(folder: Path) -> Snapshot:
    """A new workbook, closed."""
    path = book(folder, report("2021"))
    return excel_open.open_workbook(path.read_bytes(), path.name)


def big(size: int) -> Changes:
    """A step whose text cannot be packed small."""
    text = "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(size))
    return Changes((Line(Anchor("表三", "t3_1_natural", 0, "t3_1_natural", 0), False, (text,), (None,)),))


def test_only_the_last_steps_are_kept(tmp_path: Path) -> None:
    """After fourteen steps the last ten are there, in order, each with its own changes."""
    snapshot = opened(tmp_path)
    for i in range(1, 15):
        snapshot = written(snapshot, excel_steps.added(snapshot, ("刚才", f"第{i}步", 0, 0), big(i)))
    known = excel_steps.steps(snapshot)
    assert [step.what for step in known] == [f"第{i}步" for i in range(5, 15)]
    assert [step.changes for step in known] == [big(i) for i in range(5, 15)]


def test_store_stays_small(tmp_path: Path) -> None:
    """Large steps push older ones out; one too large is known but cannot be taken back; no cell is too long."""
    snapshot = opened(tmp_path)
    for i in range(1, 5):
        snapshot = written(snapshot, excel_steps.added(snapshot, ("刚才", f"第{i}步", 0, 0), big(60_000)))
    texts = [str(value) for row in snapshot.sheets[META_SHEET].rows for value in row if value is not None]
    assert max(map(len, texts)) <= 8_000
    assert sum(map(len, texts)) < 500_000
    assert [step.what for step in excel_steps.steps(snapshot)][-1] == "第4步"
    assert 1 <= len(excel_steps.steps(snapshot)) < 4
    snapshot = written(snapshot, excel_steps.added(snapshot, ("刚才", "太多", 0, 0), big(400_000)))
    assert excel_steps.steps(snapshot)[-1].changes is None


def test_undone_step_leaves_no_trace(tmp_path: Path) -> None:
    """Its row is blank again, and is used by the next."""
    snapshot = opened(tmp_path)
    after = written(snapshot, excel_steps.added(snapshot, ("刚才", "校验", 0, 0), big(9_000)))
    (step,) = excel_steps.steps(after)
    gone = written(after, [excel_steps.removed(after, step)])
    assert excel_steps.steps(gone) == []
    assert not any(value is not None for value in gone.sheets[META_SHEET].rows[step.row])


def test_cells_are_found_after_rows_were_put_in() -> None:
    """A cell follows the name in its row and the name in its column; one whose name is gone is gone."""
    sheets = {"表三": Sheet(())}
    before = Snapshot("", sheets, {"a": Area("表三", 4, 3, 4, 3), "b": Area("表三", 8, 5, 9, 5)})
    after = Snapshot("", {"改名": Sheet(())}, {"a": Area("改名", 6, 3, 6, 3), "b": Area("改名", 11, 6, 12, 6)})
    noted = [Anchors(before).of(Place("表三", *place)) for place in ((4, 3), (8, 3), (9, 5), (5, 3), (0, 0))]
    assert [found(after, anchor) for anchor in noted[:4]] == [
        Place("改名", 6, 3),
        Place("改名", 11, 3),
        Place("改名", 12, 6),
        Place("改名", 7, 3),
    ]
    assert found(before, noted[4]) == Place("表三", 0, 0)
    assert found(Snapshot("", sheets, {}), noted[0]) is None


def test_formulas_follow_their_cells() -> None:
    """Cells and ends of ranges move, on this sheet and others; texts, names and functions stay."""
    formula = "=IF(A1=\"B2\",LOG10($C$3),SUM('表 四'!D4:E5,t3_1_natural,表三!F$6))"
    places = list(cells_of(formula, "表二"))
    assert [(place.sheet, place.row, place.column) for place in places] == [
        ("表二", 0, 0),
        ("表二", 2, 2),
        ("表 四", 3, 3),
        ("表二", 4, 4),
        ("表三", 5, 5),
    ]
    lower = [place._replace(row=place.row + 2) for place in places]
    assert moved(formula, lower) == "=IF(A3=\"B2\",LOG10($C$5),SUM('表 四'!D6:E7,t3_1_natural,'表三'!F$8))"
    assert moved(formula, [None] * 5) == formula


def test_noted_is_only_what_changes() -> None:
    """0 over a blank, text over a figure, TRUE over 1 are changes; the same figure, and nothing over "", are none."""
    sheet = Sheet(((None, 1.0, 1.0, "", date(2024, 1, 2), 3.0),), formulas=frozenset({(0, 5)}))
    snapshot = Snapshot("", {"表三": sheet}, {"a": Area("表三", 0, 0, 0, 0)})
    block = Block("表三", 0, 0, ((Decimal(0), 1, "1", None, "x", Formula("=A1")),))
    (line,) = excel_noted.noted(snapshot, [block], {Area("表三", 0, 5, 0, 5): "= $A$1"})
    assert line.before == (None, 1.0, 1.0, "", date(2024, 1, 2))
    same = Block("表三", 0, 1, ((1, Decimal("1.0"), None, None),))
    (line,) = excel_noted.noted(snapshot, [same], {})
    assert (line.before, line.first.column) == ((date(2024, 1, 2),), 4)


def test_dates_are_written_as_the_days_they_are() -> None:
    """The cell has kept its date format."""
    assert excel_steps.written(date(2024, 1, 2)) == Decimal(45293)
    assert excel_steps.written(datetime(2024, 1, 2, 12)) == Decimal("45293.5")
