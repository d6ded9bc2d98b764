"""导入已发布年报 in the spreadsheet program: into the open workbook where it fits, else into one of its own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotRead
from tests import office
from tests.builders import TEXTS, book, report

office.require()
pytestmark = pytest.mark.office

from nianbao.commands.live import LIVE  # noqa: E402  needs uno
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.filling import BusyHost, held, logged, protected, published, shown, type_into, undo  # noqa: E402
from tests.live.scripted import Answer, ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
VALUES = "t3_1_natural=5 t3_1_business=1 t3_3.1_natural=3 t3_3.1_business=1 t3_4_natural=2 t2_8.1_fees=1.25"
NAME = "青石镇2025年政府信息公开工作年度报告.xlsx"
import_ = LIVE["import"]


def blank(folder: Path, **more: Any) -> Path:
    """A workbook nobody has typed in yet."""
    texts = dict.fromkeys(TEXTS, "")
    return book(folder, report("2021", rest=None, **{"year": 2025, **texts, **more}))


def page(folder: Path, values: str = VALUES, **more: Any) -> Path:
    """This year's report as it was published."""
    return published(
        folder, report("2021", values, **{"year": 2025, "s3_text": "另有说明一句。", **more}), "已发布.docx"
    )


@pytest.fixture
def imported() -> Any:
    """Runs 导入 with answers, and closes what it opened when the test is over."""
    hosts: list[ScriptedHost] = []

    def run(*answers: Answer, book: Any = None) -> tuple[str, ScriptedHost]:
        office.calc()
        hosts.append(ScriptedHost(*answers))
        return import_(Desk(hosts[-1], book)), hosts[-1]

    yield run
    for host in hosts:
        for live_book in host.opened:
            live_book.close()


def test_live_import_fills_the_open_report_and_undoes(tmp_path: Path, opened: Open, imported: Any) -> None:
    """Figures and texts go where nothing was typed, logged with where they stood; undo leaves it as it was."""
    live_book = opened(blank(tmp_path))
    before, locks = held(live_book), protected(live_book)
    said, host = imported(page(tmp_path, name="已发布.docx"), True, True, book=live_book)
    assert said.startswith("读入 166 格数、4 项文字")
    asked, preview = host.asked[1:]
    assert asked.startswith("从「已发布.docx」读到：\n单位：青石镇　年度：2025")
    assert "填进现在打开的「青石镇.xlsx」吗？已填的不会改动。\n选「否」则另建一个工作簿" in asked
    assert "表三·一：未填写 → 自然人 5，商业企业 1，另 4 格 0" in preview
    assert "表三·其余 126 格：未填写 → 0" in preview
    assert preview.endswith("写入吗？")
    assert shown(live_book, "t3_1_natural", "t3_3.2_natural", "t2_8.1_fees", "t3_1_total") == [5, 0, 1.25, 6]
    area = live_book.names["s1_text"].refers_to_range
    assert area.value[:5] == [*TEXTS["s1_text"].split("\n"), None]
    assert shown(live_book, "s3_text") == ["另有说明一句。"]
    assert protected(live_book) == locks
    reasons = {name: why for name, what, why in logged(live_book) if what == "导入已发布年报"}
    assert "取自《已发布.docx》第" in reasons["t3_1_natural"]
    assert "s1_text" in reasons
    assert "恢复 170 格" in undo(live_book)
    assert held(live_book) == before


def test_live_import_looks_well_when_saved(tmp_path: Path, opened: Open, imported: Any) -> None:
    """Totals that turned from blank into numbers keep their look, and the lines of the log are no higher than text."""
    live_book = opened(blank(tmp_path))
    imported(page(tmp_path), True, True, book=live_book)
    live_book.save(str(tmp_path / "存过.xlsx"))
    again = opened(tmp_path / "存过.xlsx")
    looks = [again.names[name].refers_to_range.impl.api for name in ("t3_1_total", "t3_3.7_natural")]
    assert all(cell.CellBackColor == 0xF0F2F5 for cell in looks)
    assert all(cell.HoriJustify.value == "CENTER" for cell in looks)
    first = again.names["nb_changes"].refers_to_range
    heights = [first.offset(row).impl.api.Rows.getByIndex(0).Height for row in range(20)]
    assert max(heights) < 1500  # hundredths of a millimetre: a line or two


def test_live_import_leaves_what_was_typed(tmp_path: Path, opened: Open, imported: Any) -> None:
    """Another figure, text in a figure's place and a narrative stay, each named with both sides."""
    live_book = opened(blank(tmp_path, s5_text="自己写的一段。"))
    type_into(live_book, "t3_1_natural", 9)
    type_into(live_book, "t3_1_business", "'约2")
    said, host = imported(page(tmp_path), True, True, book=live_book)
    assert "3 处没有改动、请核对" in said
    for line in (
        "表三·一·自然人：已填「9」，年报为 5，没有改动。",
        "表三·一·商业企业：已填「约2」，年报为 1，没有改动。",
        "五、存在的主要问题及改进情况：已填「自己写的一段。」，年报为「",
    ):
        assert line in host.asked[-1]
    assert shown(live_book, "t3_1_natural", "t3_1_business", "s5_text") == [9, "约2", "自己写的一段。"]
    assert shown(live_book, "t3_1_legal", "t3_3.1_natural") == [0, 3]


def test_live_import_names_totals_that_do_not_add_up(tmp_path: Path, opened: Open, imported: Any) -> None:
    """A printed total other than its parts is not written, and not dropped silently either."""
    live_book = opened(blank(tmp_path))
    _, host = imported(page(tmp_path, f"{VALUES} t3_1_total=8"), True, True, book=live_book)
    assert "表三·一·总计：年报印的是 8，各格之和为 6，表里是自动合计。" in host.asked[-1]
    assert shown(live_book, "t3_1_total") == [6]


def test_live_import_twice_finds_nothing_to_write(tmp_path: Path, opened: Open, imported: Any) -> None:
    """What stands there already is not written again."""
    live_book = opened(blank(tmp_path))
    path = page(tmp_path)
    imported(path, True, True, book=live_book)
    said, host = imported(path, True, book=live_book)
    assert said.startswith("没有需要写入的内容")
    assert len(host.asked) == 2


@pytest.mark.parametrize("more", [{"year": 2024}, {"agency": "白水镇"}], ids=["another year", "another unit"])
def test_live_import_of_another_report_makes_a_workbook(
    more: dict[str, Any], tmp_path: Path, opened: Open, imported: Any
) -> None:
    """A report of another year or unit is not offered for the open workbook: it gets its own, which opens."""
    live_book = opened(blank(tmp_path))
    before = held(live_book)
    said, host = imported(page(tmp_path, **more), True, tmp_path, book=live_book)
    name = f"{more.get('agency', '青石镇')}{more.get('year', 2025)}年政府信息公开工作年度报告.xlsx"
    assert host.asked[1].endswith("新建一个工作簿并读进去吗？")
    assert host.asked[2] == f"新工作簿存到哪里：{name}"
    assert said.startswith(f"已读进「{name}」。错误 0")
    assert [each.name for each in host.opened] == [name]
    assert shown(host.opened[0], "t3_1_natural", "t3_1_total") == [5, 6]
    assert held(live_book) == before


def test_live_import_beside_the_open_report_when_asked(tmp_path: Path, opened: Open, imported: Any) -> None:
    """「否」 to filling in means a workbook of its own, not an end."""
    live_book = opened(blank(tmp_path))
    before = held(live_book)
    said, _ = imported(page(tmp_path), False, tmp_path, book=live_book)
    assert said.startswith(f"已读进「{NAME}」")
    assert read(tmp_path / NAME).report.values[Cell.parse("t3_1_natural")] == 5
    assert held(live_book) == before


def test_live_import_asks_for_what_the_report_does_not_tell(tmp_path: Path, imported: Any) -> None:
    """Unit and year that are nowhere in the file are asked for, and stand in the workbook."""
    made = replace(report("2021", VALUES, year=2025), agency=None, year=None)
    path = published(tmp_path, made, "无题.html")
    _, host = imported(path, "青石镇", "2025", True, tmp_path)
    assert host.asked[1].startswith("「无题.html」里没有读到单位名称，请填写。")
    assert host.asked[2].startswith("「无题.html」里没有读到年度，请填写。")
    found = read(tmp_path / NAME).report
    assert (found.agency, found.year) == ("青石镇", 2025)


@pytest.mark.parametrize("stops_at", range(3))
def test_live_import_cancelled_changes_nothing(stops_at: int, tmp_path: Path, opened: Open, imported: Any) -> None:
    """Closing the picker, the place for the new workbook, or the preview of what is filled in: nothing is written."""
    live_book = opened(blank(tmp_path))
    before, path = held(live_book), page(tmp_path)
    files = sorted(tmp_path.iterdir())
    stories: list[list[Answer]] = [[None], [path, False, None], [path, True, None]]
    answers = stories[stops_at]
    with pytest.raises(Stopped):
        imported(*answers, book=live_book)
    assert held(live_book) == before
    assert logged(live_book) == []
    assert sorted(tmp_path.iterdir()) == files


@pytest.mark.parametrize("stops_at", range(5))
def test_live_import_into_a_new_workbook_cancelled_makes_nothing(stops_at: int, tmp_path: Path, imported: Any) -> None:
    """Every question on the way to a workbook of its own can be left without a trace."""
    made = replace(report("2021", VALUES, year=2025), agency=None, year=None)
    answers: list[Answer] = [published(tmp_path, made, "无题.html"), "青石镇", "2025", True, tmp_path]
    answers[stops_at] = None
    with pytest.raises(Stopped):
        imported(*answers[: stops_at + 1])
    assert [path.name for path in tmp_path.iterdir()] == ["无题.html"]


def test_live_import_shows_what_was_not_read(tmp_path: Path) -> None:
    """Cells that hold no plain number are counted, and the first of them told with their place."""
    path = published(tmp_path, report("2021", VALUES, year=2025), "已发布.txt")
    text = path.read_text(encoding="utf-8-sig")
    assert text.count("1.25") == 1
    path.write_text(text.replace("1.25", "约1.25"), encoding="utf-8")
    host = ScriptedHost(path, False)
    with pytest.raises(Stopped):
        import_(Desk(host))
    assert "1 格没有读到数" in host.asked[1]
    assert "约1.25" in host.asked[1]


def test_live_import_stops_when_cells_change_under_the_question(tmp_path: Path, opened: Open) -> None:
    """What was typed while the question stood is not overwritten."""
    live_book = opened(blank(tmp_path))
    types = iter(("t3_1_natural", "t3_1_business"))
    host = BusyHost(lambda: type_into(live_book, next(types), 8), page(tmp_path), True, True)
    with pytest.raises(BadInput, match="询问期间工作簿又有改动"):
        import_(Desk(host, live_book))
    assert shown(live_book, "t3_1_natural", "t3_1_business", "t3_1_legal") == [8, 8, None]


def test_live_import_refuses_what_is_no_report(tmp_path: Path, imported: Any) -> None:
    """A letter is refused in a sentence."""
    letter = tmp_path / "来信.txt"
    letter.write_text("你好。", encoding="utf-8")
    with pytest.raises(CannotRead, match=r"来信\.txt"):
        imported(letter)
