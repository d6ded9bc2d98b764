"""`diff`: what changed between two submissions of one unit, or a workbook and the published page."""

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from nianbao.cli import main
from nianbao.commands import diff_told
from nianbao.commands.diff import compare
from nianbao.commands.diff_texts import text_changes
from nianbao.commands.export import export
from nianbao.commands.read import Reading, read
from nianbao.core.difference import Differences, TextChange
from nianbao.core.notes import note
from nianbao.core.report import Report, Source
from nianbao.core.waiver import Waiver
from nianbao.forms import load
from tests.builders import book, clean_report, report
from tests.ooxml import validate

TEA = "茶园改造补助从报名到打款，每一步都在村口张榜。"
ROAD = "通组公路的决算挂到县政府网站，村民小组长人手一份。"
RULES = "严格执行先审后发制度，做到不漏一件、不错一字。"
SENTENCES = st.sampled_from(
    ["甲村已公开。", "乙村已公开；", "公开信息 12 条。", "公开信息 13 条。", "下一步加强培训。", "\n", " "]
)
TEXTS = st.lists(SENTENCES, max_size=7).map("".join)


def reading(made: Report, *findings: object) -> Reading:
    """A report as if read from a file without anything odd."""
    return Reading(made, load.by_id(made.form), findings)  # type: ignore[arg-type]


def in_book(made: Report) -> Reading:
    """A report as if read from a workbook."""
    return reading(replace(made, sources={"t3_1_natural": Source("青石镇.xlsx", "表三!D7")}))


def differing(old: Report, new: Report) -> Differences:
    """What differs between two reports."""
    return compare(reading(old), reading(new))


def texts(old: str, new: str) -> tuple[TextChange, ...]:
    """What became of the sentences of one text."""
    return text_changes({"s1_text": old}, {"s1_text": new}, {"s1_text": "一、总体情况"})


def told(change: TextChange) -> tuple[str, str | None, str | None]:
    """A change with both sentences, the words that differ in brackets."""
    sides = (
        each and "".join(f"【{text}】" if marked else text for text, marked in each.pieces)
        for each in (change.old, change.new)
    )
    return (change.kind.value, *sides)  # type: ignore[return-value]


# ---- figures


def test_changed_figure_is_told_with_both_values_and_the_difference() -> None:
    """The cell, its name, then, now, by how much; its totals too, marked as such."""
    found = differing(report("2021", "t3_1_natural=3"), report("2021", "t3_1_natural=5")).cells
    assert [(str(each.cell), each.old, each.new, each.difference, each.note) for each in found] == [
        ("t3_1_natural", Decimal(3), Decimal(5), Decimal(2), ""),
        ("t3_1_total", Decimal(3), Decimal(5), Decimal(2), "合计"),
    ]
    assert found[0].name == "表三·一·自然人"


def test_blank_is_told_apart_from_nought() -> None:
    """未填 against 0 is a difference without a number, and says which of the two was blank."""
    (found,) = differing(report("2021", "t2_5.1_decided="), report("2021", "t2_5.1_decided=0")).cells
    assert (found.old, found.new, found.difference, found.note) == (None, Decimal(0), None, "原来未填写")
    (back,) = differing(report("2021", "t2_5.1_decided=0"), report("2021", "t2_5.1_decided=")).cells
    assert (back.new, back.note) == (None, "现在未填写")


def test_text_in_a_number_cell_is_quoted() -> None:
    """「12件」 that could not be read is no blank to the eye of the reviewer."""
    unread = note("D002", "表二!D9「12件」", places=("t2_5.1_decided",), left="12件")
    old = reading(report("2021", "t2_5.1_decided="), unread)
    (found,) = compare(old, reading(report("2021", "t2_5.1_decided=12"))).cells
    assert found.note == "原来填的是「12件」，不是数，未读入"


def test_forms_that_differ_are_compared_by_common_items() -> None:
    """表三·一 is the same item in both; the old form's procurement is told apart, its noughts are not."""
    old = report("2019", "t3_1_natural=2 t2_9.1_purchases=7", year=2020)
    found = differing(old, report("2021", "t3_1_natural=3", year=2020))
    assert "t3_1_natural" in [str(each.cell) for each in found.cells]
    assert [(each.name, each.value, each.is_new) for each in found.uncompared] == [
        ("表二·政府集中采购·采购项目数量", Decimal(7), False)
    ]
    assert any("格式不同" in notice for notice in found.notices)


def test_forms_that_differ_with_nothing_filled_in_are_not_the_same() -> None:
    """Two empty reports of two forms still differ: in their form."""
    found = differing(report("2019", year=2020), report("2021", year=2020))
    assert not found.is_same
    assert diff_told.brief(found).startswith("格式 1 处")


# ---- sentences


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (TEA, TEA.replace("村口", "村口和集市"), [("changed", TEA, TEA.replace("村口", "村口【和集市】"))]),
        (TEA, TEA + "\n" + ROAD, [("added", None, ROAD)]),
        (TEA + ROAD, ROAD, [("removed", TEA, None)]),
        (TEA + "\n" + ROAD, ROAD + "\n" + TEA, [("moved", ROAD, ROAD)]),
        (
            "公开信息 12 条，其中补助名单 3 条。",
            "公开信息 13 条，其中补助名单 3 条。",
            [("changed", "公开信息 【12】 条，其中补助名单 3 条。", "公开信息 【13】 条，其中补助名单 3 条。")],
        ),
        (f"{RULES}\n{TEA}\n{ROAD}", f"{RULES}\n{ROAD}", [("removed", TEA, None)]),
    ],
    ids=["改了词", "加了一段", "删了一句", "换了位置", "改了数", "中间删一段"],
)
def test_sentence_is_changed_added_removed_or_moved(old: str, new: str, expected: list[tuple[str, ...]]) -> None:
    """A reader sees the one sentence concerned, with the words that differ."""
    assert [told(each) for each in texts(old, new)] == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEA + ROAD, TEA + "\n　　" + ROAD),
        ("公开信息 56 条。", "公开信息56条。"),
        ("（一）主动公开\n公开信息 56 条。", "（一）主动公开 公开信息 56 条。"),
    ],
    ids=["分段", "空格", "标题连排"],
)
def test_blanks_and_line_breaks_are_no_change(old: str, new: str) -> None:
    """A page sets the same words another way."""
    assert texts(old, new) == ()


def test_paragraph_moved_to_another_section_is_told_as_moved() -> None:
    """Not as removed here and added there."""
    (found,) = differing(
        report("2021", s1_text=TEA + ROAD, s5_text=RULES), report("2021", s1_text=TEA, s5_text=RULES + ROAD)
    ).texts
    assert found.kind.value == "moved"
    assert found.old is not None
    assert (found.old.address, found.passage.address) == ("s1_text", "s5_text")


def test_sentence_moved_and_changed_is_still_one() -> None:
    """With one word changed and a paragraph further on it is known again."""
    changed = TEA.replace("打款", "验收")
    found = texts(f"{TEA}\n{ROAD}\n{RULES}", f"{ROAD}\n{RULES}\n{changed}")
    assert [told(each) for each in found] == [
        ("changed", TEA.replace("打款", "【打款】"), TEA.replace("打款", "【验收】"))
    ]


def test_private_number_is_starred_in_what_is_shown() -> None:
    """The comparison is handed on; a mobile number is not."""
    (found,) = texts("业务联系人是小王。", "业务联系人是小王，手机 13812345678，微信同号，上班时间都可以打。")
    assert "138****5678" in found.passage.text


def test_long_texts_are_compared_in_a_moment() -> None:
    """Thousands of sentences, or one without a stop, end all the same."""
    random = Random(5)
    one = "".join(f"第{random.randrange(10**6)}项公开。" for _ in range(6000))
    other = "".join(f"第{random.randrange(10**6)}项公示。" for _ in range(6000))
    assert len(texts(one, other)) == 12000
    assert texts("公" * 30000, "开" * 30000)


# ---- head, findings, answers


def test_head_that_differs_is_told() -> None:
    """Name, year and title; contact and phone between workbooks."""
    old = replace(report("2021", year=2024), contact="李明")
    new = replace(report("2021", year=2024, agency="青石镇人民政府"), contact="王芳")
    found = compare(in_book(old), in_book(new))
    assert [(each.name, each.old, each.new) for each in found.head] == [
        ("单位", "青石镇", "青石镇人民政府"),
        ("标题", "青石镇2024年政府信息公开工作年度报告", "青石镇人民政府2024年政府信息公开工作年度报告"),
        ("联系人", "李明", "王芳"),
    ]
    assert found.notices == ()


def test_another_unit_or_year_is_said_at_the_top_and_compared_all_the_same() -> None:
    """Taken by mistake, most likely; not refused."""
    found = differing(report("2021", "t3_1_natural=1", year=2023), report("2021", year=2024, agency="白溪乡"))
    assert "不是同一单位" in found.notices[0]
    assert "不是同一年度" in found.notices[1]
    assert found.cells


def test_mended_defect_is_vanished_and_a_new_one_has_appeared() -> None:
    """G301 is gone, the blank is new, what both have is counted."""
    old = report("2021", "t3_1_natural=3 t3_3.1_natural=2", s5_text="")
    new = report("2021", "t3_1_natural=3 t3_3.1_natural=3 t2_5.1_decided=", s5_text="")
    found = differing(old, new)
    assert {each.rule for each in found.vanished} == {"G301"}
    assert "T001" in {each.rule for each in found.appeared}
    assert found.remaining
    assert not {each.rule for each in found.remaining} & {"G301", "T001"}


def test_defect_with_other_figures_has_neither_vanished_nor_appeared() -> None:
    """The sum is still wrong, by two now."""
    old, new = report("2021", "t3_1_natural=3"), report("2021", "t3_1_natural=5")
    found = differing(old, new)
    assert (found.vanished, found.appeared) == ((), ())
    assert {each.rule for each in found.remaining} == {"G301"}


def test_carry_over_is_judged_with_last_years_report() -> None:
    """Broken before, mended now: seen only with last year's report at hand."""
    prior = reading(report("2021", "t3_1_natural=1 t3_4_natural=1", year=2023)).report
    old = report("2021", "t3_1_natural=1 t3_3.1_natural=1", year=2024)
    new = report("2021", "t3_2_natural=1 t3_3.1_natural=1", year=2024)
    assert "J301" in {each.rule for each in compare(reading(old), reading(new), prior).vanished}
    assert "J301" not in {each.rule for each in differing(old, new).vanished}


def test_answer_written_dropped_or_reworded_is_told() -> None:
    """By the finding it answers; the day alone is no change."""
    first = Waiver("G301", (("t3_1_natural", "3"),), "已核实", "王芳", "2026-01-05")
    second = Waiver("J201", (("t2_1.2_in_force", "8"),), "修订计入", "王芳", "2026-01-05")
    old = in_book(replace(report("2021"), waivers=(first, second)))
    new = in_book(
        replace(report("2021"), waivers=(replace(first, date="2026-01-06"), replace(second, reason="修订的计入")))
    )
    assert [(each.kind.value, each.rule) for each in compare(old, new).answers] == [("changed", "J201")]
    bare = in_book(report("2021"))
    assert [each.kind.value for each in compare(bare, new).answers] == ["added", "added"]
    assert [each.kind.value for each in compare(old, bare).answers] == ["removed", "removed"]


# ---- laws


@given(st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_report_does_not_differ_from_itself(seed: int) -> None:
    """Whatever it holds."""
    made = clean_report(Random(seed), "2021")
    found = differing(made, made)
    assert found.is_same
    assert (found.appeared, found.vanished) == ((), ())


@given(st.integers(0, 10**6), TEXTS, TEXTS)
@settings(max_examples=30, deadline=None)
def test_difference_is_mirrored_and_complete(seed: int, text: str, other: str) -> None:
    """Looked at from the other side added is removed; the changed cells are those that differ, no others."""
    random = Random(seed)
    old = replace(clean_report(random, "2021"), texts={**report("2021").texts, "s1_text": text})
    new = replace(clean_report(random, "2021"), texts={**report("2021").texts, "s1_text": other})
    there, back = differing(old, new), differing(new, old)
    assert [(each.cell, each.new, each.old) for each in back.cells] == [
        (each.cell, each.old, each.new) for each in there.cells
    ]
    assert {each.cell for each in there.cells} == {cell for cell in old.values if old.values[cell] != new.values[cell]}
    assert {(each.new, each.old) for each in back.texts} == {(each.old, each.new) for each in there.texts}
    assert {(each.rule, each.places) for each in back.appeared} == {(each.rule, each.places) for each in there.vanished}
    assert len(back.remaining) == len(there.remaining)


@given(TEXTS, TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_sentence_that_is_not_in_both_is_told(text: str, other: str) -> None:
    """No letter is lost: what is told and what is not adds up to both texts."""
    found = texts(text, other)
    removed = "".join(each.old.text for each in found if each.old)
    added = "".join(each.new.text for each in found if each.new)
    left = sorted("".join(text.split())) + sorted("".join(added.split()))
    right = sorted("".join(other.split())) + sorted("".join(removed.split()))
    assert sorted(left) == sorted(right)
    assert bool(found) == ("".join(text.split()) != "".join(other.split()))


# ---- the command


@pytest.fixture
def submissions(tmp_path: Path) -> tuple[Path, Path]:
    """A unit's workbook, and the one it sent after mending it."""
    first = report("2021", "t3_1_natural=3 t3_3.1_natural=2", s1_text=TEA)
    second = report("2021", "t3_1_natural=3 t3_3.1_natural=3", s1_text=TEA.replace("村口", "<集市>"))
    return book(tmp_path, first, "青石镇.xlsx"), book(tmp_path, second, "青石镇（改）.xlsx")


def test_command_shows_figures_sentences_and_findings(
    submissions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, and in words what differs."""
    assert main(["diff", *map(str, submissions)]) == 1
    shown = capsys.readouterr().out
    assert "表三·三（一）·自然人" in shown
    assert "都在【村口】张榜" in shown
    assert "都在【<集市>】张榜" in shown
    assert "已消除　错误　G301" in shown


@pytest.mark.parametrize("suffix", [".docx", ".html", ".txt"])
def test_workbook_and_what_was_published_of_it_do_not_differ(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page is of the workbook: exit code 0."""
    path = book(tmp_path, replace(clean_report(Random(3), "2021"), contact="王芳"))
    published = tmp_path / f"公布{suffix}"
    published.write_bytes(export(read(path), suffix))
    assert main(["diff", str(path), str(published)]) == 0
    assert "没有不同" in capsys.readouterr().out


def test_unreadable_file_ends_with_a_sentence(
    submissions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, nothing on stdout."""
    broken = submissions[0].with_name("坏.xlsx")
    broken.write_bytes(b"not a workbook")
    assert main(["diff", str(submissions[0]), str(broken)]) == 2
    said = capsys.readouterr()
    assert "坏.xlsx" in said.err
    assert said.out == ""


def test_json_is_one_document(submissions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Addresses, decimal strings, marks."""
    main(["diff", *map(str, submissions), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["same"] is False
    assert found["cells"][0] == {
        "address": "t3_3.1_natural",
        "spelling": "表三·三（一）·自然人",
        "old": "2",
        "new": "3",
        "difference": "1",
        "note": "",
        "old_where": found["cells"][0]["old_where"],
        "new_where": found["cells"][0]["new_where"],
    }
    assert found["cells"][0]["new_where"].startswith("表三!")
    (text,) = found["texts"]
    start, end = text["old"]["marks"][0]
    assert text["old"]["text"][start:end] == "村口"
    assert {each["rule"] for each in found["findings"]["vanished"]} == {"G301"}


def test_files_of_one_name_are_told_apart_by_their_folders(
    submissions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """第一次/青石镇.xlsx and 第二次/青石镇.xlsx."""
    for folder, path in zip(("第一次", "第二次"), submissions, strict=True):
        (path.parent / folder).mkdir()
        path.rename(path.parent / folder / "青石镇.xlsx")
    root = submissions[0].parent
    main(["diff", str(root / "第一次" / "青石镇.xlsx"), str(root / "第二次" / "青石镇.xlsx")])
    shown = capsys.readouterr().out
    assert "原来：第一次/青石镇.xlsx" in shown
    assert "现在：第二次/青石镇.xlsx" in shown


def test_folders_of_one_name_are_told_apart_further_up(
    submissions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """一稿/微信/青石镇.xlsx and 二稿/微信/青石镇.xlsx."""
    moved = []
    for folder, path in zip(("一稿", "二稿"), submissions, strict=True):
        moved.append(path.parent / folder / "微信" / "青石镇.xlsx")
        moved[-1].parent.mkdir(parents=True)
        path.rename(moved[-1])
    main(["diff", *map(str, moved)])
    shown = capsys.readouterr().out
    assert "原来：一稿/微信/青石镇.xlsx" in shown
    assert "现在：二稿/微信/青石镇.xlsx" in shown


def test_page_stands_side_by_side_and_escapes_what_was_typed(submissions: tuple[Path, Path]) -> None:
    """The old and the new sentence in one row, the words that differ marked, tags as text."""
    target = submissions[0].with_name("比对.html")
    main(["diff", *map(str, submissions), "-o", str(target)])
    tree = html.fromstring(target.read_bytes().decode())
    (row,) = tree.xpath("//tr[td[@class='old']]")
    assert [mark.text for mark in row.iter("mark")] == ["村口", "<集市>"]
    assert "表三·三（一）·自然人" in tree.text_content()


def test_word_file_is_valid_and_tells_the_same(submissions: tuple[Path, Path]) -> None:
    """Opens in Word by the schema's word."""
    target = submissions[0].with_name("比对.docx")
    main(["diff", *map(str, submissions), "-o", str(target)])
    assert validate(target) == []
    document = docx.Document(io.BytesIO(target.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert TEA in cells
    assert TEA.replace("村口", "<集市>") in cells
    assert "表三·三（一）·自然人" in cells


def test_other_suffix_is_refused_before_any_work(
    submissions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the suffixes there are."""
    assert main(["diff", *map(str, submissions), "-o", str(submissions[0].with_name("比对.pdf"))]) == 2
    said = capsys.readouterr()
    assert ".html 或 .docx" in said.err
    assert said.out == ""


def test_rows_and_brief_are_for_the_county(submissions: tuple[Path, Path]) -> None:
    """What consolidate puts beside two files of one unit."""
    found = compare(read(submissions[0]), read(submissions[1]))
    assert diff_told.brief(found) == "数 4 格、文字 1 处不同：表三·三（一）·自然人 2 → 3。"
    lines = diff_told.rows(found)
    assert lines[0] == ("数", "表三·三（一）·自然人", Decimal(2), Decimal(3), Decimal(1), None)
    assert lines[-1][0] == "文字"
    assert {len(line) for line in lines} == {len(diff_told.ROW_HEADERS)}
