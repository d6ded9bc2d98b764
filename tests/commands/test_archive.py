"""A ZIP of reports: member by member, names as their senders saw them, limits counted while inflating."""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from nianbao.adapters.excel_write import write
from nianbao.cli import main
from nianbao.commands import archive, consolidate
from nianbao.commands.gather import gather
from nianbao.commands.read import read
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead
from nianbao.core.report import Report
from tests.builders import content, report

CLEAN = "t3_1_natural=3 t3_3.1_natural=2 t3_4_natural=1"


def book(made: Report) -> bytes:
    """A workbook of a report."""
    return write(content(made))


def packed(members: dict[str, bytes], date: tuple[int, int, int, int, int, int] = (2026, 1, 5, 8, 0, 0)) -> bytes:
    """A ZIP of members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(zipfile.ZipInfo(name, date), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def in_gbk(data: bytes, name: str) -> bytes:
    """The ZIP as Chinese Windows writes it: the bytes of the name in GBK, and no word about it."""
    utf8, gbk = name.encode(), name.encode("gb18030")
    assert len(utf8) >= len(gbk)
    padded = gbk + b"x" * (len(utf8) - len(gbk))
    data = bytearray(data.replace(utf8, padded))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at + 1] &= 0xF7
            place = data.find(mark, place + 4)
    return bytes(data)


def named(data: bytes) -> dict[str, str | None]:
    """What stands in an archive, with the reason where a member has no bytes."""
    return {each.name: each.reason for each in archive.members(data, "包.zip")}


def test_office_files_are_no_archives() -> None:
    """A workbook is a ZIP too, and is none of reports."""
    assert not archive.is_archive(book(report("2021")))
    assert archive.is_archive(packed({"a.xlsx": book(report("2021"))}))
    assert not archive.is_archive(b"PK\x03\x04 torn")


def test_names_in_gbk_are_shown_right() -> None:
    """青石镇 packed on a Chinese Windows is 青石镇."""
    name = "青石镇/年度报告.xlsx"
    data = in_gbk(packed({name: b"1"}), name)
    assert list(named(data)) == [
        "包.zip/青石镇/年度报告.xlsx" + "x" * (len(name.encode()) - len(name.encode("gb18030")))
    ]


def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written under a member's name, whatever it says."""
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    (inside / "包.zip").write_bytes(packed({"../../坏.xlsx": book(report("2021", CLEAN)), "/etc/坏.xlsx": b"1"}))
    found = gather([inside / "包.zip"], lambda _: None)
    assert [each.file for each in found.checked] == ["包.zip/坏.xlsx", "包.zip/etc/坏.xlsx"]
    assert [each.status for each in found.checked] == ["ok", "unreadable"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "包.zip"]


def test_check_takes_every_member(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each member is a file of its own; one that cannot be read stops none."""
    inner = packed({"白水镇.xlsx": book(report("2021", "t3_1_natural=9", agency="白水镇"))})
    members = {
        "镇/青石镇.xlsx": book(report("2021", CLEAN)),
        "__MACOSX/._青石镇.xlsx": b"litter",
        "Thumbs.db": b"litter",
        "照片.jpg": b"picture",
        "坏.xlsx": b"PK\x03\x04 torn",
        "里层.zip": inner,
    }
    (tmp_path / "包.zip").write_bytes(packed(members))
    assert main(["check", str(tmp_path / "包.zip"), "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert {each["file"]: each["status"] for each in told["files"]} == {
        "包.zip/镇/青石镇.xlsx": "ok",
        "包.zip/坏.xlsx": "unreadable",
        "包.zip/里层.zip/白水镇.xlsx": "errors",
    }
    assert {each["file"] for each in told["findings"]} == {"包.zip/里层.zip/白水镇.xlsx"}


def test_check_knows_an_archive_by_its_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A ZIP that lost its suffix on the way is taken member by member all the same."""
    path = tmp_path / "各镇年报.dat"
    path.write_bytes(
        packed({"青石镇.xlsx": book(report("2021")), "红星乡.xlsx": book(report("2021", agency="红星乡"))})
    )
    assert main(["check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "青石镇" in said
    assert "红星乡" in said


def test_consolidate_takes_every_member(tmp_path: Path) -> None:
    """Reports packed and unpacked add up alike; of two for one unit the newer counts, by the time kept in the archive."""
    folder = tmp_path / "报来"
    folder.mkdir()
    (folder / "a.zip").write_bytes(packed({"青石镇.xlsx": book(report("2021", CLEAN)), "说明.jpg": b"1"}))
    older = report("2021", "t3_1_natural=1 t3_4_natural=1")
    (folder / "b.zip").write_bytes(packed({"旧.xlsx": book(older)}, (2025, 1, 1, 0, 0, 0)))
    (folder / "白水镇.xlsx").write_bytes(book(report("2021", CLEAN, agency="白水镇")))
    os.utime(folder / "a.zip", (1, 1))
    found = consolidate.consolidate(gather([folder], lambda _: None), [], agency="示例县", year=2025)
    assert found.report.values[Cell.parse("t3_1_natural")] == 6
    assert [(each.file, each.included) for each in found.board] == [
        ("白水镇.xlsx", True),
        ("a.zip/青石镇.xlsx", True),
        ("b.zip/旧.xlsx", False),
    ]
    assert found.skipped == ("a.zip/说明.jpg",)


def test_archive_with_one_report_is_read_as_that_report(tmp_path: Path) -> None:
    """The file is known by both names."""
    path = tmp_path / "包.zip"
    path.write_bytes(packed({"镇/年报.xlsx": book(report("2021", CLEAN)), "照片.jpg": b"1"}))
    found = read(path).report
    assert found.file == "包.zip/镇/年报.xlsx"
    assert found.sources["t3_1_natural"].file == "包.zip/镇/年报.xlsx"


@pytest.mark.parametrize(
    ("members", "told"),
    [({}, "没有能读的年报"), ({"照片.jpg": b"1"}, "没有能读的年报"), ({"a.xlsx": b"1", "b.docx": b"1"}, "有 2 份文件")],
)
def test_archive_without_one_report_says_what_to_do(tmp_path: Path, members: dict[str, bytes], told: str) -> None:
    """None or several: a sentence."""
    path = tmp_path / "包.zip"
    path.write_bytes(packed(members))
    with pytest.raises(CannotRead, match=told):
        read(path)


def test_locked_and_empty_members_are_told() -> None:
    """A password on a member, or nothing in it, costs that member."""
    data = bytearray(packed({"空.xlsx": b"", "好.xlsx": b"1", "密.xlsx": b"2"}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    found = named(bytes(data))
    assert found["包.zip/好.xlsx"] is None
    assert "空的" in (found["包.zip/空.xlsx"] or "")
    assert "设了密码" in (found["包.zip/密.xlsx"] or "")


def test_archives_in_archives_in_archives_are_refused() -> None:
    """One level inside is opened, no more; the rest is read."""
    deep = packed({"里.zip": packed({"更里.zip": packed({"a.xlsx": b"1"}), "b.xlsx": b"1"})})
    found = named(deep)
    assert found["包.zip/里.zip/b.xlsx"] is None
    assert "套了太多层" in (found["包.zip/里.zip/更里.zip"] or "")


def test_bombs_are_counted_while_they_inflate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A member beyond its limit is refused; all of them together stop the archive, what came before is kept."""
    monkeypatch.setattr(archive, "MOST_MEMBER", 1 << 20)
    monkeypatch.setattr(archive, "MOST_ALL", 4 << 20)
    members = {"好.xlsx": b"1", "大.xlsx": bytes(8 << 20), "中.xlsx": bytes(1 << 20), "中二.xlsx": bytes(1 << 20)}
    data = packed({**members, "中三.xlsx": bytes(1 << 20), "后.xlsx": b"1"})
    given: list[archive.Member] = []

    def take() -> None:
        for each in archive.members(data, "包.zip"):
            given.append(each)

    with pytest.raises(CannotRead, match="从「包.zip/中三.xlsx」起没有读".replace(".", "[.]")):
        take()
    assert [each.name.partition("/")[2] for each in given] == list(members)
    assert "20 MB" in (given[1].reason or "")


def test_too_many_entries_are_refused() -> None:
    """A thousand files is a county's year; more is a mistake."""
    with pytest.raises(CannotRead, match="1001 个文件"):
        named(packed({f"{number}.xlsx": b"" for number in range(1001)}))


@pytest.mark.parametrize(("data", "told"), [(b"Rar!\x1a\x07\x01\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z")])
def test_other_archives_are_named(tmp_path: Path, data: bytes, told: str) -> None:
    """RAR and 7z stand on the board with a remedy, and are not passed over."""
    path = tmp_path / f"青石镇.{told.lower()}"
    path.write_bytes(data + bytes(100))
    with pytest.raises(CannotRead, match=f"{told} 压缩包"):
        read(path)
    assert [each.status for each in gather([tmp_path], lambda _: None).checked] == ["unreadable"]


@pytest.mark.office
def test_old_formats_in_an_archive_are_converted(tmp_path: Path) -> None:
    """A .doc and an .xls in a ZIP are read like any other, by one office for both archives."""
    from tests.adapters.foreign import document, figures, saved_as

    made = figures("2021")
    members = {
        "老/年报.doc": saved_as(document(made), ".docx", ".doc"),
        "老/年报.xls": saved_as(book(made), ".xlsx", ".xls"),
        "坏.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    }
    (tmp_path / "包.zip").write_bytes(packed(members))
    found = {each.file: each for each in gather([tmp_path], lambda _: None).checked}
    for name in ("包.zip/老/年报.doc", "包.zip/老/年报.xls"):
        reading = found[name].reading
        assert reading is not None
        assert reading.report.values == made.values
        assert reading.report.file == name
    assert "「包.zip/坏.doc」" in (found["包.zip/坏.doc"].reason or "")
