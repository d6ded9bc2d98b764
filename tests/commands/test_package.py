"""The 报送包: what is in it, how it says what it holds, and that the county counts it once."""

import io
import json
import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from nianbao.adapters import manifest
from nianbao.adapters.libreoffice.program import PROGRAM_VARIABLE
from nianbao.cli import main
from nianbao.commands import consolidate
from nianbao.commands.gather import gather
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.report import Report
from tests.builders import book, report

CLEAN = "t3_1_natural=5 t3_3.1_natural=5"
WRONG = "t3_1_natural=5"
ZIP = "青石镇2025年政府信息公开年报报送包.zip"
STEM = "青石镇2025年政府信息公开工作年度报告"


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No LibreOffice but where a test is about it: the PDF takes seconds."""
    if "office" not in request.keywords:
        monkeypatch.setenv(PROGRAM_VARIABLE, "/nowhere")


def packed(folder: Path, made: Report) -> Path:
    """The package of a report, made by the command into a folder."""
    folder.mkdir(exist_ok=True)
    source = book(folder.parent, made)
    assert main(["package", str(source), "-o", str(folder)]) in (0, 1)
    source.unlink()
    return next(folder.glob("*.zip"))


def repacked(path: Path, change: Mapping[str, bytes | None]) -> None:
    """Let a package hold other bytes under a name; None takes the file out."""
    with zipfile.ZipFile(path) as source:
        members = {entry: change.get(entry.filename, source.read(entry)) for entry in source.infolist()}
    with zipfile.ZipFile(path, "w") as target:
        for entry, data in members.items():
            if data is not None:
                target.writestr(entry, data)


def total(path: Path) -> tuple[list[tuple[str, bool]], object, list[str]]:
    """What a county makes of a file or folder: files and whether they count, the sum of one cell, rules of findings."""
    found = consolidate.consolidate(gather([path], lambda _: None), [], agency="示例县", year=2025)
    board = [(each.file or "", each.included) for each in found.board]
    return board, found.report.values[Cell.parse("t3_1_natural")], [finding.rule for finding in found.findings]


def test_package_holds_everything_in_order_with_hashes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names as offices write them, told to be UTF-8; each file has its hash; the PDF that could not be made, its reason."""
    saved = report("2021", CLEAN)
    path = packed(tmp_path / "包", saved)
    assert path.name == ZIP
    with zipfile.ZipFile(path) as archive:
        entries, listed = archive.infolist(), manifest.read(archive.read(manifest.NAME))
        assert listed is not None
        for each in listed.files:
            assert (each.size, each.sha256) == (len(data := archive.read(each.name)), manifest.digest(data))
        told = json.loads(archive.read(manifest.NAME))
    names = [f"{STEM}.xlsx", f"{STEM}.docx", f"{STEM}.html", f"{STEM}图解.png", "校验意见.html", "manifest.json"]
    assert [entry.filename for entry in entries] == names
    assert all(entry.flag_bits & 0x800 for entry in entries[:-1])
    assert [each["role"] for each in told["files"]] == ["workbook", "docx", "html", "picture", "check"]
    assert (told["form"], told["agency"], told["year"], told["counts"]["error"]) == ("2021", "青石镇", 2025, 0)
    assert "本机没有 Word、WPS 或 LibreOffice" in told["missing"]["pdf"]
    assert "本机没有 Word、WPS 或 LibreOffice" in capsys.readouterr().out


def test_package_files_say_the_same(tmp_path: Path) -> None:
    """Workbook, Word and page are one report."""
    with zipfile.ZipFile(packed(tmp_path / "包", report("2021", CLEAN))) as archive:
        archive.extractall(tmp_path)
    found = [read(tmp_path / f"{STEM}{suffix}").report.values for suffix in (".xlsx", ".docx", ".html")]
    assert found == [report("2021", CLEAN).values] * 3


def test_package_bears_the_day_and_last_year_and_stands_beside_the_workbook(tmp_path: Path) -> None:
    """Word and page are ready to be signed; the picture shows how the year before was."""
    source, plain = book(tmp_path, report("2021", CLEAN)), tmp_path / "不比.zip"
    prior = book(tmp_path, report("2021", "t3_1_natural=3 t3_3.1_natural=3", year=2024), "上年.xlsx")
    assert main(["package", str(source), "-o", str(plain)]) == 0
    assert main(["package", str(source), "--date", "2026-1-20", "--prior", str(prior)]) == 0
    with zipfile.ZipFile(tmp_path / ZIP) as archive, zipfile.ZipFile(plain) as other:
        archive.extractall(tmp_path / "解开")
        assert archive.read(f"{STEM}图解.png") != other.read(f"{STEM}图解.png")
    for suffix in (".docx", ".html"):
        assert read(tmp_path / "解开" / f"{STEM}{suffix}").report.texts["s6_text"].endswith("青石镇\n2026年1月20日")


def test_package_with_errors_is_made_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1; what is inside is marked as a draft, and the review names the errors."""
    source = book(tmp_path, report("2021", WRONG))
    assert main(["package", str(source), "-o", str(tmp_path / "包.zip")]) == 1
    assert "还有问题没有解决（错误 " in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "包.zip") as archive:
        names = archive.namelist()
        assert names[1:3] == [f"{STEM}（征求意见稿）.docx", f"{STEM}（征求意见稿）.html"]
        assert "（征求意见稿）" in archive.read(names[2]).decode()
        assert "G301" in archive.read("校验意见.html").decode()


def test_package_is_refused_for_what_is_no_workbook_of_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A Word file has first to be read into a workbook."""
    (tmp_path / "年报.docx").write_bytes(b"PK")
    assert main(["package", str(tmp_path / "年报.docx"), "-o", str(tmp_path / "包.zip")]) == 2
    (tmp_path / "年报.txt").write_text("年报", encoding="utf-8")
    assert main(["package", str(tmp_path / "年报.txt"), "-o", str(tmp_path / "包.zip")]) == 2
    assert "不是本工具的年报工作簿" in capsys.readouterr().err


def test_package_counts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The workbook is summed; what stands beside it in the package is neither a second report nor left out."""
    path = packed(tmp_path / "报来", report("2021", CLEAN))
    board, value, rules = total(path)
    assert (board, value) == ([(f"{ZIP}/{STEM}.xlsx", True)], 5)
    assert not [rule for rule in rules if rule.startswith(("H", "D"))]
    assert gather([path], lambda _: None).skipped == []
    capsys.readouterr()
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out.count("青石镇　2025年度") == 1
    assert read(path).report.file == f"{ZIP}/{STEM}.xlsx"


def test_package_unpacked_or_packed_again_counts_once(tmp_path: Path) -> None:
    """A clerk unpacks it, or puts the packages of several towns into one ZIP."""
    path = packed(tmp_path / "报来", report("2021", CLEAN))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as outer:
        outer.write(path, f"西片/{path.name}")
    (tmp_path / "汇集.zip").write_bytes(stream.getvalue())
    assert total(tmp_path / "汇集.zip")[:2] == ([(f"汇集.zip/西片/{ZIP}/{STEM}.xlsx", True)], 5)
    folder = tmp_path / "解开"
    shutil.unpack_archive(path, folder)
    assert total(folder)[:2] == ([(f"{STEM}.xlsx", True)], 5)


def test_package_beside_other_reports_hides_none(tmp_path: Path) -> None:
    """Only what the list names is set aside; the report of another unit in the same folder counts."""
    path = packed(tmp_path / "报来", report("2021", CLEAN))
    folder = tmp_path / "解开"
    shutil.unpack_archive(path, folder)
    book(folder, report("2021", CLEAN, agency="白水镇"), "白水镇.xlsx")
    board, value, _ = total(folder)
    assert sorted(board) == sorted([(f"{STEM}.xlsx", True), ("白水镇.xlsx", True)])
    assert value == 10


def test_package_newer_than_a_loose_workbook_counts(tmp_path: Path) -> None:
    """Its workbook keeps the time it was saved, so that of two the newer one is summed."""
    path = packed(tmp_path / "报来", report("2021", CLEAN))
    old = book(tmp_path / "报来", report("2021", "t3_1_natural=1 t3_3.1_natural=1"))
    os.utime(old, (1_600_000_000, 1_600_000_000))
    assert total(path.parent)[1] == 5


def test_package_changed_after_packing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workbook or a Word file that is not what was packed counts as it is, with a finding; so does a missing one."""
    path = packed(tmp_path / "报来", report("2021", CLEAN))
    other = book(tmp_path, report("2021", "t3_1_natural=6 t3_3.1_natural=6")).read_bytes()
    repacked(path, {f"{STEM}.xlsx": other, f"{STEM}.html": None})
    board, value, rules = total(path)
    assert (board, value) == ([(f"{ZIP}/{STEM}.xlsx", True)], 6)
    assert rules.count("D050") == 2
    capsys.readouterr()
    assert main(["check", str(path), "--json"]) == 0
    told = [each for each in json.loads(capsys.readouterr().out)["findings"] if each["rule"] == "D050"]
    assert [each["message"] for each in told] == [
        f"报送包里的「{STEM}.xlsx」打包后改动过：与报送包的清单不一致。",
        f"报送包里没有「{STEM}.html」：与报送包的清单不一致。",
    ]
    assert {(each["agency"], each["file"]) for each in told} == {("青石镇", f"{ZIP}/{STEM}.xlsx")}
    assert [finding.rule for finding in read(path).findings] == ["D050", "D050"]


def test_package_without_its_workbook_counts_by_its_word_file(tmp_path: Path) -> None:
    """What is left of it is still the unit's report, and the loss is told."""
    path = packed(tmp_path / "报来", report("2021", CLEAN))
    repacked(path, {f"{STEM}.xlsx": None})
    board, value, rules = total(path)
    assert (board, value) == ([(f"{ZIP}/{STEM}.docx", True)], 5)
    assert rules.count("D050") == 1


def test_a_list_of_somebody_else_is_no_package(tmp_path: Path) -> None:
    """A manifest.json of another program sets nothing aside."""
    path = packed(tmp_path / "报来", report("2021", CLEAN))
    repacked(path, {"manifest.json": b'{"package": "other", "files": []}'})
    board, _, _ = total(path)
    assert len(board) > 1


@pytest.mark.office
def test_package_has_a_pdf_where_a_program_makes_one(tmp_path: Path) -> None:
    """The PDF says the same as the workbook."""
    with zipfile.ZipFile(packed(tmp_path / "包", report("2021", CLEAN))) as archive:
        assert json.loads(archive.read("manifest.json"))["missing"] == {}
        archive.extractall(tmp_path)
    assert read(tmp_path / f"{STEM}.pdf").report.values == report("2021", CLEAN).values
