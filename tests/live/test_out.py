"""报送 in the spreadsheet program: what is in the open workbook now goes out, asked about, named and shown."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nianbao.commands import consolidate
from nianbao.commands.gather import gather
from nianbao.commands.new_workbook import write
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotWrite
from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from nianbao.adapters.libreoffice.program import PROGRAM_VARIABLE  # noqa: E402  needs uno
from nianbao.commands.live import LIVE  # noqa: E402
from nianbao.commands.live.desk import Desk, Stopped  # noqa: E402
from tests.live.scripted import ScriptedHost  # noqa: E402

Open = Callable[[Path], Any]
CLEAN = "t3_1_natural=5 t3_3.1_natural=5"
STEM = "青石镇2025年政府信息公开工作年度报告"
ZIP = "青石镇2025年政府信息公开年报报送包.zip"
NATURAL = Cell.parse("t3_1_natural")
export, package = LIVE["export"], LIVE["package"]


def typed(opened: Any, value: int, address: str = "t3_1_natural") -> None:
    """Type a figure into a cell of the open workbook, and leave it unsaved."""
    opened.names[address].refers_to_range.value = value


@pytest.mark.parametrize("kind", ["docx", "html", "pdf", "json", "csv", "md", "txt"])
def test_live_export_takes_the_workbook_as_it_is_now(tmp_path: Path, opened: Open, kind: str) -> None:
    """What was typed and not saved is in it; a clean report bears no mark; the file is shown."""
    live_book = opened(book(tmp_path, report("2021", CLEAN)))
    typed(live_book, 8)
    typed(live_book, 8, "t3_3.1_natural")
    is_signed = kind in ("docx", "pdf")
    host = ScriptedHost(*([""] if is_signed else []), tmp_path)
    name = f"{STEM}.{kind}"
    assert export(Desk(host, live_book, kind)) == f"已导出「{name}」。"
    assert [asked.partition("（如")[0] for asked in host.asked] == [
        *(["落款日期"] if is_signed else []),
        f"导出的文件存到哪里：{name}",
    ]
    assert host.shown == [tmp_path / name]
    assert read(tmp_path / name).report.values[NATURAL] == 8
    assert host.said[-1] == ""


def test_live_export_keeps_what_it_replaces(tmp_path: Path, opened: Open) -> None:
    """A file of that name is kept once a day, as everywhere."""
    live_book = opened(book(tmp_path, report("2021", CLEAN)))
    (tmp_path / f"{STEM}.html").write_bytes(b"old")
    export(Desk(ScriptedHost(tmp_path), live_book, "html"))
    assert [path.read_bytes() for path in tmp_path.glob(f"{STEM}.备份*.html")] == [b"old"]


def test_live_export_with_errors_asks_and_marks(tmp_path: Path, opened: Open) -> None:
    """Yes: marked in the file and in its name. No: nothing is made."""
    live_book = opened(book(tmp_path, report("2021", "t3_1_natural=5")))
    host = ScriptedHost(False)
    with pytest.raises(Stopped):
        export(Desk(host, live_book, "html"))
    assert host.asked == ["还有 1 处错误没有解决。加「征求意见稿」字样导出吗？"]
    host = ScriptedHost(True, tmp_path)
    assert export(Desk(host, live_book, "html")) == f"已导出「{STEM}（征求意见稿）.html」。"
    assert '<p class="mark">（征求意见稿）</p>' in host.shown[0].read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob("*.html")] == [f"{STEM}（征求意见稿）.html"]


def test_live_export_without_an_argument_makes_a_word_file(tmp_path: Path, opened: Open) -> None:
    """The button itself; a name typed without its ending gets it."""
    live_book = opened(book(tmp_path, report("2021", CLEAN)))
    export(Desk(ScriptedHost("", tmp_path / "年报"), live_book))
    assert read(tmp_path / "年报.docx").report.values[NATURAL] == 5
    with pytest.raises(BadInput, match="请在「导出」下选"):
        export(Desk(ScriptedHost(), live_book, "ofd"))


def test_live_export_offers_every_format(tmp_path: Path, opened: Open) -> None:
    """By number, asked again for one that is not offered; a picture and a piece of a page are told by their names."""
    live_book = opened(book(tmp_path, report("2021", CLEAN)))
    host = ScriptedHost("99", "５", tmp_path)
    assert export(Desk(host, live_book, "more")) == f"已导出「{STEM}图解.png」。"
    assert (tmp_path / f"{STEM}图解.png").read_bytes().startswith(b"\x89PNG")
    assert "1 Word 文件　2 PDF 文件　3 网页　4 网页片段　5 图解　6 JSON 数据　7 CSV 数据" in host.asked[0]
    assert "没有编号「99」。请填 1 到 9" in host.asked[1]
    assert export(Desk(ScriptedHost("4", tmp_path), live_book, "more")) == f"已导出「{STEM}（网页片段）.html」。"
    assert b"<html" not in (tmp_path / f"{STEM}（网页片段）.html").read_bytes()


def test_live_export_asks_for_the_day_under_a_report(tmp_path: Path, opened: Open) -> None:
    """Asked again when it is none; not at all where 落款 is typed already."""
    live_book = opened(book(tmp_path, report("2021", CLEAN)))
    host = ScriptedHost("明天", "2026年1月20日", tmp_path)
    export(Desk(host, live_book, "docx"))
    assert "落款日期「明天」不是日期" in host.asked[1]
    assert read(host.shown[0]).report.texts["s6_text"].endswith("青石镇\n2026年1月20日")
    signed = opened(book(tmp_path, report("2021", CLEAN, s6_text="无。\n青石镇\n2026年1月12日"), "已落款.xlsx"))
    export(Desk(ScriptedHost(tmp_path), signed, "docx"))


def test_live_export_of_a_list_with_errors_is_told_by_its_name(tmp_path: Path, opened: Open) -> None:
    """It has no place for the mark."""
    live_book = opened(book(tmp_path, report("2021", "t3_1_natural=5")))
    host = ScriptedHost(True, tmp_path)
    assert export(Desk(host, live_book, "csv")) == f"已导出「{STEM}（征求意见稿）.csv」。"
    assert "在文件名里加「征求意见稿」字样导出吗" in host.asked[0]


def test_live_export_of_a_county_workbook(tmp_path: Path, opened: Open) -> None:
    """The county's sums go out like a town's figures."""
    folder = tmp_path / "报来"
    folder.mkdir()
    book(folder, report("2021", CLEAN))
    book(folder, report("2021", CLEAN, agency="白水镇"), "白水镇.xlsx")
    county = consolidate.consolidate(gather([folder], lambda _: None), [], agency="示例县", year=2025)
    live_book = opened(write(tmp_path / "汇总.xlsx", consolidate.content(county)))
    host = ScriptedHost(*([True] if export_asks(county) else []), "", tmp_path)
    export(Desk(host, live_book, "docx"))
    found = read(host.shown[0]).report
    assert (found.agency, found.values[NATURAL]) == ("示例县", 10)


def export_asks(county: consolidate.County) -> bool:
    """Whether the county's report has errors of its own: it has no text yet."""
    from nianbao.commands.check import check_reading, has_errors
    from nianbao.commands.read import Reading

    return has_errors(check_reading(Reading(county.report, county.form, ())).findings)


def test_live_pdf_without_a_program_is_refused(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence, and no file."""
    live_book = opened(book(tmp_path, report("2021", CLEAN)))
    monkeypatch.setenv(PROGRAM_VARIABLE, "/nowhere")
    with pytest.raises(CannotWrite, match="本机没有 Word、WPS 或 LibreOffice"):
        export(Desk(ScriptedHost("", tmp_path), live_book, "pdf"))
    assert not list(tmp_path.glob("*.pdf"))


def test_live_package_of_a_saved_workbook(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked but where; the folder is shown; what could not be made is said."""
    monkeypatch.setenv(PROGRAM_VARIABLE, "/nowhere")
    source = book(tmp_path, report("2021", CLEAN))
    before = source.read_bytes()
    live_book, host = opened(source), ScriptedHost(tmp_path)
    said = package(Desk(host, live_book))
    assert said.startswith(f"已生成「{ZIP}」。不能导出 PDF：本机没有")
    assert (host.asked, host.shown) == ([f"报送包存到哪里：{ZIP}"], [tmp_path])
    with zipfile.ZipFile(tmp_path / ZIP) as archive:
        assert archive.read(f"{STEM}.xlsx") == before == source.read_bytes()


def test_live_package_saves_first_what_is_not_saved(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yes: saved and packed as it is now. No: neither."""
    monkeypatch.setenv(PROGRAM_VARIABLE, "/nowhere")
    source = book(tmp_path, report("2021", CLEAN))
    live_book = opened(source)
    typed(live_book, 8)
    typed(live_book, 8, "t3_3.1_natural")
    host = ScriptedHost(False)
    with pytest.raises(Stopped):
        package(Desk(host, live_book))
    assert host.asked == [f"「{source.name}」有改动还没有保存，报送包里装的是保存好的工作簿。\n现在保存吗？"]
    assert read(source).report.values[NATURAL] == 5
    package(Desk(ScriptedHost(True, tmp_path), live_book))
    assert read(source).report.values[NATURAL] == 8
    assert read(tmp_path / ZIP).report.values[NATURAL] == 8


def test_live_package_with_errors_asks(tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """No stops it; yes packs it with the mark and the review, and says so."""
    monkeypatch.setenv(PROGRAM_VARIABLE, "/nowhere")
    live_book = opened(book(tmp_path, report("2021", "t3_1_natural=5")))
    host = ScriptedHost(False)
    with pytest.raises(Stopped):
        package(Desk(host, live_book))
    assert host.asked[0].startswith("还有 1 处错误没有解决")
    assert not (tmp_path / ZIP).exists()
    assert "见包里的「校验意见.html」" in package(Desk(ScriptedHost(True, tmp_path), live_book))


def test_live_package_can_be_stopped(tmp_path: Path, opened: Open) -> None:
    """Esc while it is being made leaves nothing behind."""
    live_book = opened(book(tmp_path, report("2021", CLEAN)))
    host = ScriptedHost(tmp_path)
    host.stop_after = 1
    with pytest.raises(Stopped):
        package(Desk(host, live_book))
    assert not list(tmp_path.glob("*.zip"))
