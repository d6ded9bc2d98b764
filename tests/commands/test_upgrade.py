"""A workbook of another version: recognised, said, read all the same; an older one upgraded with nothing lost."""

import io
import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from nianbao.adapters import (
    excel_formulas,
    excel_log,
    excel_open,
    excel_patch,
    excel_read,
    excel_version,
    excel_waivers,
    excel_write,
)
from nianbao.adapters.workbook import LAYOUT, META_SHEET, Snapshot
from nianbao.cli import main
from nianbao.commands import check, repair, upgrade, upgrade_answers
from nianbao.commands.import_report import content as imported
from nianbao.commands.read import Reading
from nianbao.commands.repair_kinds import USUAL, Wanted
from nianbao.commands.repair_plan import plan
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.report import Report
from nianbao.forms import load
from tests.aged import OLD_BOOKS, aged, newer, without_names
from tests.builders import book, report
from tests.commands.test_round_trips import FORMS, reports

OLD = ("layout1", "layout2")


def old(name: str) -> bytes:
    """A real old workbook."""
    return (OLD_BOOKS / f"{name}.xlsx").read_bytes()


def opened(data: bytes) -> Snapshot:
    """A workbook opened."""
    return excel_open.open_workbook(data, "青石镇.xlsx")


def read(data: bytes) -> Report:
    """What a workbook says."""
    return excel_read.read(opened(data))[0]


def said(data: bytes) -> list[str]:
    """The codes of what reading says of the workbook's version."""
    codes = (finding.rule for finding in excel_read.read(opened(data))[1])
    return [code for code in codes if code in ("D051", "D052", "D053")]


def plain(made: Report) -> Report:
    """A report without where it stood, what was answered, and the title, whose formula a file need not hold the result of."""
    texts = {name: text for name, text in made.texts.items() if name != "head_title"}
    return replace(made, texts=texts, file="", sources={}, headings=(), computed=frozenset(), waivers=())


def logged(data: bytes) -> list[excel_log.Entry]:
    """修改记录, wherever its lines stand."""
    return [replace(entry, row=0) for entry in excel_log.entries(opened(data))]


def strings(data: bytes, sheet: str) -> list[str]:
    """The texts on a sheet, row by row."""
    return [value for line in opened(data).sheets[sheet].rows for value in line if isinstance(value, str)]


def test_a_new_workbook_tells_its_layout() -> None:
    """Written into the hidden metadata beside the program's version; nothing is said of it."""
    data = excel_write.write(imported(Reading(report("2021"), load.by_id("2021"), ()))[0])
    assert (excel_version.layout(opened(data)), said(data)) == (LAYOUT, [])
    assert excel_version.program(opened(data))


@pytest.mark.parametrize(("name", "layout"), [("layout1", 1), ("layout2", 2)])
def test_old_workbooks_are_recognised_and_read(name: str, layout: int) -> None:
    """Said once, as a 提示, and every figure is read by its address."""
    found = read(old(name))
    assert excel_version.layout(opened(old(name))) == layout
    assert said(old(name)) == ["D051"]
    assert (found.agency, found.year, found.values[Cell.parse("t2_1.2_in_force")]) == ("青石镇人民政府", 2024, 7)


@pytest.mark.parametrize("name", OLD)
def test_upgrade_keeps_report_answers_and_log(name: str) -> None:
    """The same values, texts, head, typed text as text, 说明 and 修改记录; nothing more to upgrade."""
    made = upgrade.upgrade(old(name), "青石镇.xlsx")
    assert plain(read(made.data)) == plain(read(old(name)))
    assert logged(made.data) == logged(old(name))
    kept = upgrade_answers.dated(read(made.data).waivers)
    assert upgrade_answers.dated(read(old(name)).waivers) <= kept
    assert said(made.data) == []
    spot, was = opened(made.data).names["t3_1_other"], opened(old(name)).names["t3_1_other"]
    assert opened(made.data).sheets[spot.sheet].value(spot.top, spot.left) == opened(old(name)).sheets[was.sheet].value(
        was.top, was.left
    )
    with pytest.raises(BadInput, match="已经是本版的工作簿"):
        upgrade.upgrade(made.data, "青石镇.xlsx")


def test_upgrade_keeps_lapsed_and_standing_answers_apart() -> None:
    """The answer whose figure was changed since stays lapsed, the other one stands, as in the old list."""
    states = {
        line.finding.rule: line.finding.waiver["stands"]
        for line in excel_waivers.listed(opened(upgrade.upgrade(old("layout2"), "青石镇.xlsx").data))
        if line.is_typed and line.finding.waiver
    }
    assert states == {"D001": False, "T001": True}


def test_upgrade_finds_the_findings_of_answers_without_a_record() -> None:
    """Words typed into the list of the first layout stand beside their findings; those beside none are listed."""
    made = upgrade.upgrade(old("layout1"), "青石镇.xlsx")
    lines = {line.finding.rule: line for line in excel_waivers.listed(opened(made.data)) if line.is_typed}
    assert {rule: line.answer.reason for rule, line in lines.items() if line.answer} == {
        "T001": "第四项商业企业没有申请，待核实后填 0。",
        "D001": "已知。",
    }
    assert [each.value for each in made.left if "说明" in each.place or "校验结果" in each.place] == [
        "请县里看一下表三。"
    ]
    assert "请县里看一下表三。" in strings(made.data, "升级摘录")


def test_upgrade_keeps_where_figures_came_from_and_last_years() -> None:
    """Shown beside the tables as before."""
    data = upgrade.upgrade(old("layout2"), "青石镇.xlsx").data
    for name in ("nb_origin_t3_2", "nb_base_t2_1.2_in_force"):
        spots = [opened(each).names[name] for each in (old("layout2"), data)]
        was, now = (
            opened(each).sheets[spot.sheet].value(spot.top, spot.left)
            for each, spot in zip((old("layout2"), data), spots, strict=True)
        )
        assert was is not None
        assert now == was


def test_upgraded_workbook_takes_back_what_was_changed_before() -> None:
    """The log that came along can be undone in the new workbook."""
    from nianbao.commands import undo

    data = old("layout2")
    made = upgrade.upgrade(data, "青石镇.xlsx").data
    assert [entry.change.name for entry in undo.last(opened(made))] == [
        entry.change.name for entry in undo.last(opened(data))
    ]


def with_own_things(data: bytes) -> bytes:
    """The workbook after a clerk made herself at home in it."""
    kept = openpyxl.load_workbook(io.BytesIO(data))
    table, own = kept["表三"], kept.create_sheet("台账", 2)
    own["B2"], own["C2"], own["B3"] = "申请人", 3, "=C2*2"
    own["D9"] = "=1+1不是公式"
    own["D9"].data_type = "s"
    own["B2"].comment = Comment("按收件登记", "赵一")
    table["Z9"], table["Z10"] = "本行已核", 12
    spot, label = table["D6"], table["A6"]
    spot.comment, label.comment = Comment("与登记簿核过", "赵一"), Comment("口径见文件", "赵一")
    spot.fill = PatternFill("solid", fgColor="FF00FF00")
    table["E7"] = True
    packed = io.BytesIO()
    kept.save(packed)
    return packed.getvalue()


def test_upgrade_brings_own_sheets_and_notes_and_lists_the_rest() -> None:
    """Own sheet at its place in every cell, notes on cells; own columns, colours and odd cells are listed by place."""
    data = with_own_things(old("layout2"))
    made = upgrade.upgrade(data, "青石镇.xlsx")
    kept = openpyxl.load_workbook(io.BytesIO(made.data))
    own = kept["台账"]
    assert [own["B2"].value, own["C2"].value, own["D9"].value, own["D9"].data_type] == [
        "申请人",
        3,
        "=1+1不是公式",
        "s",
    ]
    assert own["B2"].comment is not None
    assert own["B2"].comment.text == "按收件登记"
    spot = opened(made.data).names["t3_1_natural"]
    note = kept[spot.sheet].cell(spot.top + 1, spot.left + 1).comment
    assert note is not None
    assert note.text == "与登记簿核过"
    listed = {(each.place.split("（")[0], each.value) for each in made.left}
    assert {("表三!Z9", "本行已核"), ("表三!Z10", 12.0), ("表三!A6", "口径见文件"), ("表三!E7", True)} <= listed
    assert ("表三!D6", None) in listed
    assert ("台账!B3", None) in listed
    assert {"本行已核", "口径见文件", "TRUE"} <= set(strings(made.data, "升级摘录"))


def test_upgrade_is_not_handed_over_where_the_proof_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure, a text or an answer that went missing on the way is found and named."""
    data = aged(excel_write.write(imported(Reading(report("2021", "t4_1_upheld=3"), load.by_id("2021"), ()))[0]), 2)
    write = excel_write.write

    def careless(made: object) -> bytes:
        data = write(made)  # type: ignore[arg-type]
        return excel_patch.type_in(data, "青石镇.xlsx", {"t3_1_natural": None, "s5_text": "别的话"})

    monkeypatch.setattr(excel_write, "write", careless)
    with pytest.raises(CannotWrite, match="五、"):
        upgrade.upgrade(data, "青石镇.xlsx")


@pytest.mark.parametrize("form", [form.id for form in FORMS])
@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_report_comes_through_an_upgrade(data: st.DataObject, form: str) -> None:
    """Whatever is filled in, repaired, logged and answered in an older workbook is in the new one."""
    made = data.draw(reports(load.by_id(form)))
    kept = _answered(data, _typed(data, excel_write.write(imported(Reading(made, load.by_id(made.form), ()))[0])))
    before = aged(kept, 2)
    after = upgrade.upgrade(before, "青石镇.xlsx").data
    assert plain(read(after)) == plain(read(before))
    assert logged(after) == logged(before)
    assert upgrade_answers.dated(read(after).waivers) == upgrade_answers.dated(read(before).waivers)


def _typed(data: st.DataObject, made: bytes) -> bytes:
    """The workbook with odd things typed, some repaired, some typed again."""
    form = load.by_id(read(made).form)
    odd = st.sampled_from(("３", "12件", "无", "1,024", "—", None, "=1+1", 8))
    for _ in range(2):
        cells = data.draw(st.lists(st.sampled_from(form.cells), unique=True, max_size=5))
        made = excel_patch.type_in(made, "青石镇.xlsx", {str(cell): data.draw(odd) for cell in cells})
        opening = repair.of(opened(made), partial(excel_formulas.formulas, made, "青石镇.xlsx"))
        repairs = plan(opening, Wanted(USUAL, frozenset()))
        made = excel_patch.refigured(made, opening.snapshot, repair.blocks(opening, repairs, "01-05 09:12"))
    return made


def _answered(data: st.DataObject, made: bytes) -> bytes:
    """The workbook checked, some findings answered, some figures changed since, checked again."""
    for _ in range(2):
        found, findings = excel_read.read(opened(made))
        checked = check.check_reading(Reading(found, load.by_id(found.form), findings))
        made = check.marked(made, "青石镇.xlsx", checked)
        rows = [line.row for line in excel_waivers.listed(opened(made)) if line.finding.held]
        chosen = data.draw(st.lists(st.sampled_from(rows), unique=True, max_size=3)) if rows else []
        answer = ("已与登记簿核对。", data.draw(st.sampled_from(("赵一", ""))), "01-05")
        blocks = [excel_waivers.answer_block(opened(made), row, answer) for row in chosen]
        made = excel_patch.apply(made, opened(made), blocks)
        cell = data.draw(st.sampled_from(load.by_id(found.form).inputs()))
        made = excel_patch.type_in(made, "青石镇.xlsx", {str(cell): 77})
    return made


def test_upgrade_mends_a_workbook_whose_log_was_deleted() -> None:
    """A name that commands rely on is gone: the new workbook has it."""
    data = excel_write.write(imported(Reading(report("2021"), load.by_id("2021"), ()))[0])
    made = upgrade.upgrade(without_names(data, "nb_changes"), "青石镇.xlsx").data
    assert excel_version.lacking(opened(made), load.by_id("2021")) == []
    assert plain(read(made)) == plain(read(data))


def test_command_leaves_the_old_file_and_says_what_was_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the old one by default; onto itself it is refused; a workbook of this version is left as it is."""
    path = tmp_path / "青石镇.xlsx"
    path.write_bytes(old("layout2"))
    assert main(["upgrade", str(path)]) == 0
    told = capsys.readouterr().out
    assert "已升级成本版的工作簿" in told
    assert "说明 2 条、修改记录 5 条" in told
    assert path.read_bytes() == old("layout2")
    assert said((tmp_path / "青石镇（升级）.xlsx").read_bytes()) == []
    assert main(["upgrade", str(path), "-o", str(path)]) == 2
    capsys.readouterr()
    assert main(["upgrade", str(tmp_path / "青石镇（升级）.xlsx")]) == 0
    assert "不用升级" in capsys.readouterr().out
    assert len(list(tmp_path.iterdir())) == 2
    assert path.read_bytes() == old("layout2")


def test_newer_workbook_is_read_and_never_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cells nobody knows are counted; check, waive, carry, repair, undo, upgrade leave it alone and say what to do."""
    path = book(tmp_path, report("2021", "t3_1_natural=3"))
    data = newer(path.read_bytes(), extra="t9_1_new")
    path.write_bytes(data)
    last = book(tmp_path, report("2021", "t3_4_natural=2", year=report("2021").year - 1), "上年.xlsx")  # type: ignore[operator]
    assert said(data) == ["D052", "D053"]
    assert main(["read", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["values"]["t3_1_natural"] == "3"
    commands = (
        ["check", "--mark", str(path)],
        ["waive", str(path), "--rule", "D052", "--place", "青石镇", "--reason", "是", "--by", "赵一"],
        ["carry", "--from", str(last), str(path)],
        ["repair", str(path)],
        ["upgrade", str(path)],
    )
    for command in commands:
        capsys.readouterr()
        main(command)
        assert path.read_bytes() == data, command
    assert "请更新本机的程序" in capsys.readouterr().err
    with pytest.raises(CannotWrite, match=r"更新的版本（9\.9\.9 版）"):
        excel_patch.type_in(data, "青石镇.xlsx", {"t3_1_natural": 1})


def test_old_list_is_not_written_over(tmp_path: Path) -> None:
    """The first layout's list has other columns: marking would spoil what was typed there."""
    path = tmp_path / "青石镇.xlsx"
    path.write_bytes(old("layout1"))
    assert main(["check", "--mark", str(path)]) == 3
    assert path.read_bytes() == old("layout1")


def test_workbook_whose_names_got_lost_is_of_no_version() -> None:
    """Nothing is said of a version where nothing can be told."""
    data = excel_write.write(imported(Reading(report("2021"), load.by_id("2021"), ()))[0])
    names = list(opened(data).names)
    assert META_SHEET in opened(data).sheets
    assert said(without_names(data, *names)) == []


def test_county_workbook_is_renewed_by_summing_again(tmp_path: Path) -> None:
    """Not upgraded: refused, saying so."""
    from tests.commands.counties import county_book, listed

    county = county_book(tmp_path / "汇总.xlsx", [listed("青石镇")], report("2021", year=2025))
    data = aged(county.read_bytes(), 2)
    assert said(data) == ["D051"]
    with pytest.raises(CannotWrite, match="请用本版重新汇总到同一个文件"):
        upgrade.upgrade(data, "汇总.xlsx")
