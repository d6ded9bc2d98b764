"""`export`: what it is asked for besides the format, where its files go and what they are called."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from nianbao.adapters import html, proof, word
from nianbao.adapters.libreoffice.program import PROGRAM_VARIABLE
from nianbao.adapters.printout import PICTURE_CAPTION
from nianbao.cli import main
from nianbao.commands.export import export
from nianbao.commands.picture import picture_of
from nianbao.commands.read import Reading, parse, read
from nianbao.core.errors import BadInput, CannotWrite
from nianbao.core.picture import Picture
from nianbao.core.report import Report
from nianbao.forms import load
from tests.builders import book, report

FORM = load.by_id("2021")
CLEAN, WRONG = "t3_1_natural=5 t3_3.1_natural=5", "t3_1_natural=5"
STEM = "青石镇2025年政府信息公开工作年度报告"
DAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """No LibreOffice: a PDF takes seconds, and here it is about names."""
    monkeypatch.setenv(PROGRAM_VARIABLE, "/nowhere")


@cache
def drawn(values: str = CLEAN) -> Picture:
    """The picture of a report."""
    return picture_of(report("2021", values), FORM)


def exported(suffix: str, **extras: object) -> bytes:
    """The export of a report that is clean."""
    return export(Reading(report("2021", CLEAN), FORM, ()), suffix, **extras)  # type: ignore[arg-type]


def prove(data: bytes, suffix: str, made: Report, **extras: object) -> None:
    """Prove an export of a report."""
    proof.prove(proof.Exported(made, FORM, False, f"青石镇{suffix}", **extras), data)  # type: ignore[arg-type]


def names(folder: Path) -> list[str]:
    """What was made in a folder, the workbook aside."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".xlsx")


# 图解


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_picture_is_in_the_export_and_the_report_as_before(suffix: str) -> None:
    """Its caption is taken for no word of the report."""
    data = exported(suffix, picture=drawn())
    assert len(data) > len(exported(suffix)) + len(drawn().png) / 2
    reading, made = parse(data, f"青石镇{suffix}"), report("2021", CLEAN)
    found = reading.report
    assert (found.values, reading.findings) == (made.values, ())
    assert {address: text for address, text in found.texts.items() if text and address != "head_title"} == {
        address: text for address, text in made.texts.items() if text
    }


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_proof_stops_at_a_picture_that_is_not_the_one_drawn(suffix: str) -> None:
    """Another, none, one that nobody can hear, one nobody asked for."""
    made, asked = report("2021", CLEAN), drawn()
    data = exported(suffix, picture=asked)
    prove(data, suffix, made, picture=asked)
    with pytest.raises(CannotWrite, match="图解不一致"):
        prove(data, suffix, made, picture=replace(asked, png=b"another"))
    with pytest.raises(CannotWrite, match="图解的文字说明不一致"):
        prove(data, suffix, made, picture=replace(asked, alternative="别的"))
    with pytest.raises(CannotWrite, match=r"图解不一致：应为「.*图数据一览」"):
        prove(exported(suffix), suffix, made, picture=asked)
    with pytest.raises(CannotWrite, match="末尾不一致"):
        prove(data, suffix, made)


def test_command_puts_the_picture_in(tmp_path: Path) -> None:
    """Beside last year's where that is named."""
    made = book(tmp_path, report("2021", CLEAN))
    prior = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=3", year=2024), "上年.xlsx")
    alone, beside = tmp_path / "一.html", tmp_path / "二.html"
    assert main(["export", str(made), "--picture", "-o", str(alone)]) == 0
    assert main(["export", str(made), "--picture", "--prior", str(prior), "-o", str(beside)]) == 0
    assert PICTURE_CAPTION in alone.read_text(encoding="utf-8")
    assert "（上年 3，＋2）" in beside.read_text(encoding="utf-8")
    assert read(beside).report.values == read(made).report.values


# 网页片段


@pytest.mark.parametrize("picture", [False, True])
def test_fragment_says_what_the_page_says(picture: bool) -> None:
    """It is no page of its own; it is proved like one."""
    data = exported(".html", fragment=True, picture=drawn() if picture else None)
    assert b"<html" not in data
    assert b"<body" not in data
    assert parse(data, "青石镇.html").report.values == report("2021", CLEAN).values


def test_proof_stops_at_another_word_of_the_fragment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the page."""
    data = exported(".html", fragment=True)
    monkeypatch.setattr(html, "write_fragment", lambda *_, **__: data.replace("自然人".encode(), "自燃人".encode(), 1))
    with pytest.raises(CannotWrite, match="「自然人」不一致"):
        exported(".html", fragment=True)


# 落款


def test_day_is_put_under_the_report_and_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unit and day, in that order, at the end."""
    data = exported(".docx", signed=DAY)
    assert parse(data, "青石镇.docx").report.texts["s6_text"].endswith("\n青石镇\n2026年1月20日")
    monkeypatch.setattr(word, "write", lambda *_, **__: data)
    assert exported(".docx", signed=DAY)
    with pytest.raises(CannotWrite, match=r"落款不一致：应为「.*1月21日」，读回是「.*1月20日」"):
        exported(".docx", signed=date(2026, 1, 21))


@pytest.mark.parametrize("suffix", [".docx", ".html", ".txt", ".md"])
def test_day_is_put_under_every_page(suffix: str) -> None:
    """Whatever is published bears the same 落款; one that is typed stays alone."""
    assert (
        parse(exported(suffix, signed=DAY), f"甲{suffix}").report.texts["s6_text"].endswith("\n青石镇\n2026年1月20日")
    )
    typed = report("2021", CLEAN, s6_text="无。\n青石镇\n2026年1月12日")
    data = export(Reading(typed, FORM, ()), suffix, signed=DAY)
    assert parse(data, f"甲{suffix}").report.texts["s6_text"] == typed.texts["s6_text"]


@pytest.mark.parametrize("written", ["2026-01-20", "2026-1-20", "2026年1月20日", "２０２６年１月２０日", "2026/1/20"])
def test_day_is_read_as_people_write_it(tmp_path: Path, written: str) -> None:
    """Nobody pads zeros by hand."""
    made, target = book(tmp_path, report("2021", CLEAN)), tmp_path / "年报.docx"
    assert main(["export", str(made), "--date", written, "-o", str(target)]) == 0
    assert read(target).report.texts["s6_text"].endswith("2026年1月20日")


def test_signature_lacking_or_typed_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None is made up, and none is put beside the one that is there."""
    target = tmp_path / "年报.docx"
    assert main(["export", str(book(tmp_path, report("2021", CLEAN))), "-o", str(target)]) == 0
    assert "没有写落款" in capsys.readouterr().err
    typed = book(tmp_path, report("2021", CLEAN, s6_text="无。\n青石镇人民政府\n2026年1月12日"))
    assert main(["export", str(typed), "--date", "2026-01-20", "-o", str(target)]) == 0
    assert "已写有落款，没有另加" in capsys.readouterr().err
    assert read(target).report.texts["s6_text"].endswith("2026年1月12日")


# 写法不对


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("-o 年报.json --picture", "「.json」里放不了图解。请改用 .docx、.pdf 或 .html，或去掉 --picture。"),
        ("-o 年报.csv -o 年报.md --picture", "「.csv、.md」里放不了图解"),
        ("-o 年报.docx --fragment", "「.docx」不是网页，没有网页片段。"),
        ("-o 年报.json --date 2026-01-20", "「.json」里不写落款日期。"),
        ("-o 年报.docx --date 明天", "落款日期「明天」不是日期。"),
        ("-o 年报.docx --date 2026-02-30", "落款日期「2026-02-30」不是日期。"),
        ("-o 年报.docx --prior 上年.xlsx", "--prior 只用来在图解里与上年比较。"),
        ("-o 年报.xlsx", "不能导出为「.xlsx」。"),
        ("-o 年报", "不能导出为「没有后缀的文件」。"),
        ("-o 年报.docx --all", "-o 请只写一个文件夹"),
        ("-o 甲 -o 乙 --all", "-o 请只写一个文件夹"),
        ("-o 年报.csv --draft", "CSV 文件里没有写「征求意见稿」的地方。"),
    ],
)
def test_what_does_not_go_together_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str, told: str
) -> None:
    """One sentence or two, before anything is made."""
    monkeypatch.chdir(tmp_path)
    made = book(tmp_path, report("2021", WRONG))
    assert main(["export", made.name, *words.split()]) == 2
    assert told in capsys.readouterr().err
    assert names(tmp_path) == []


def test_nothing_to_export_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a workbook there is only the schema to show."""
    assert main(["export", "-o", "年报.docx"]) == 2
    assert "没有写要导出哪一份年报" in capsys.readouterr().err


def test_export_never_replaces_what_it_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A Word file that is called as ours would be, exported beside itself."""
    made = tmp_path / f"{STEM}.docx"
    made.write_bytes(exported(".docx"))
    before = made.read_bytes()
    assert main(["export", str(made)]) == 2
    assert "就是要导出的年报本身" in capsys.readouterr().err
    assert (names(tmp_path), made.read_bytes()) == ([made.name], before)


# 文件名


def test_without_a_target_a_word_file_stands_beside_the_workbook(tmp_path: Path) -> None:
    """Called as offices call it."""
    assert main(["export", str(book(tmp_path, report("2021", CLEAN)))]) == 0
    assert names(tmp_path) == [f"{STEM}.docx"]


def test_folder_takes_the_usual_name(tmp_path: Path) -> None:
    """A draft and a piece of a page are told by it."""
    clean, wrong = book(tmp_path, report("2021", CLEAN)), book(tmp_path, report("2021", WRONG), "错.xlsx")
    folder = tmp_path / "导出"
    folder.mkdir()
    assert main(["export", str(clean), "-o", str(folder)]) == 0
    assert main(["export", str(clean), "--fragment", "-o", str(folder)]) == 0
    assert main(["export", str(wrong), "--draft", "-o", str(folder)]) == 0
    assert names(folder) == sorted([f"{STEM}.docx", f"{STEM}（网页片段）.html", f"{STEM}（征求意见稿）.docx"])


def test_report_without_a_unit_is_called_as_its_workbook(tmp_path: Path) -> None:
    """There is nothing else to call it by."""
    assert main(["export", str(book(tmp_path, report("2021", CLEAN, agency=""), "空白.xlsx"))]) == 0
    assert names(tmp_path) == ["空白.docx"]


def test_several_targets_are_made_at_once(tmp_path: Path) -> None:
    """What one format bears is left out of the others."""
    made = book(tmp_path, report("2021", CLEAN))
    words = ["-o", str(tmp_path / "甲.docx"), "-o", str(tmp_path / "乙.html"), "-o", str(tmp_path / "丙.json")]
    assert main(["export", str(made), *words, "--fragment", "--picture"]) == 0
    assert names(tmp_path) == sorted(["甲.docx", "乙.html", "丙.json"])
    assert b"<html" not in (tmp_path / "乙.html").read_bytes()


def test_all_formats_go_into_a_folder_and_what_is_lacking_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder is made; without a program for the PDF the rest stands there: done in part."""
    made, folder = book(tmp_path, report("2021", CLEAN)), tmp_path / "年报"
    assert main(["export", str(made), "--all", "-o", str(folder)]) == 3
    assert names(folder) == sorted(f"{STEM}{suffix}" for suffix in (".docx", ".html", ".md", ".txt", ".json", ".csv"))
    assert "本机没有 Word、WPS 或 LibreOffice" in capsys.readouterr().err
    for path in folder.iterdir():
        assert read(path).report.values == read(made).report.values


def test_all_formats_of_a_draft_leave_out_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has no place for the mark."""
    made, folder = book(tmp_path, report("2021", WRONG)), tmp_path / "年报"
    assert main(["export", str(made), "--all", "--draft", "-o", str(folder)]) == 3
    assert "没有导出 CSV" in capsys.readouterr().err
    assert all("（征求意见稿）" in name for name in names(folder))
    assert {path.suffix for path in folder.iterdir()} == {".docx", ".html", ".md", ".txt", ".json"}


def test_one_format_refused_by_the_proof_does_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not written, the place is told, and the code says that it was done in part."""
    data = exported(".html").replace("自然人".encode(), "自燃人".encode(), 1)
    monkeypatch.setattr(html, "write", lambda *_, **__: data)
    made = book(tmp_path, report("2021", CLEAN))
    assert main(["export", str(made), "-o", str(tmp_path / "甲.html"), "-o", str(tmp_path / "乙.txt")]) == 3
    assert "「自然人」不一致" in capsys.readouterr().err
    assert names(tmp_path) == ["乙.txt"]


def test_picture_is_refused_where_the_format_bears_none() -> None:
    """Nothing asked for is left out in silence."""
    with pytest.raises(BadInput, match="放不了图解"):
        exported(".md", picture=drawn())
