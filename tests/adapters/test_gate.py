"""The gate: a received file can do no more than be refused, in a sentence that names it."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from nianbao.adapters import files, gate
from nianbao.adapters.excel_open import open_workbook
from nianbao.core.errors import CannotOpen, CannotRead, CannotWrite


def workbook(**parts: bytes) -> bytes:
    """A small real workbook, some of its parts replaced (`sheet1=…` is the first worksheet)."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet("表三").write_row("A1", ["一", 3])
    target = io.BytesIO()
    named = {f"xl/worksheets/{name}.xml": part for name, part in parts.items()}
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, named.get(entry, old.read(entry)))
    return target.getvalue()


def sheet(cells: str) -> bytes:
    """A worksheet part with these rows."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{head}<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def test_ordinary_workbook_passes() -> None:
    """What Excel writes is read."""
    assert open_workbook(workbook(), "青石镇.xlsx").sheets["表三"].rows == (("一", 3.0),)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="900"><c r="XFD900"><v>1</v></c></row>'), "超出范围"),
        (sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'), "超出范围"),
        (sheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "超出范围"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet(""), "外部引用"),
        (sheet("").replace(b"UTF-8", b"GBK"), "不是 UTF-8"),
        (sheet("")[:-20], "损坏"),
    ],
)
def test_hostile_sheet_is_refused(part: bytes, told: str) -> None:
    """Far cells, entities, other encodings and torn parts are refused before a reader sees them."""
    with pytest.raises(CannotRead, match=told) as caught:
        open_workbook(workbook(sheet1=part), "青石镇.xlsx")
    assert "「青石镇.xlsx」" in caught.value.message
    assert caught.value.message.endswith("。")


def test_unusually_written_cells_are_read_alike() -> None:
    """Cells without addresses or with other attribute order take the thorough way to the same end."""
    odd = sheet('<row><c t="n" ><f>1+2</f></c></row>')
    found = open_workbook(workbook(sheet1=odd), "青石镇.xlsx").sheets["表三"]
    assert (0, 0) in found.formulas
    assert (0, 0) in found.uncached


def test_huge_part_is_counted_while_inflating(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb is refused by what it inflates to, whatever its header says."""
    monkeypatch.setattr(gate, "MOST_PART", 2 << 20)
    bomb = workbook(sheet1=sheet("<row/>" + " " * (5 << 20)))
    with pytest.raises(CannotRead, match="展开后超过"):
        gate.inflate(bomb, "青石镇.xlsx")


def test_part_seen_before_is_looked_at_once_more_in_every_file() -> None:
    """What is kept in mind of a template's parts vouches for no other file: neither its checksum nor its oddities."""
    data = workbook(sheet1=sheet("<row/>"))
    assert gate.inflate(data, "甲.xlsx") == gate.inflate(data, "乙.xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        checksum = archive.getinfo("xl/worksheets/sheet1.xml").CRC.to_bytes(4, "little")
    with pytest.raises(CannotRead, match=r"「丙\.xlsx」：文件已损坏"):
        gate.inflate(data.replace(checksum, b"\0\0\0\0"), "丙.xlsx")
    odd = workbook(sheet1=b"<!DOCTYPE x>" + sheet(""))
    for file in ("丁.xlsx", "戊.xlsx"):
        with pytest.raises(CannotRead, match=f"「{file}」：内部含有外部引用"):
            gate.inflate(odd, file)


def test_same_part_twice_is_refused() -> None:
    """Two parts whose names differ only in case could be read differently by two readers."""
    target = io.BytesIO(workbook())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("XL\\Workbook.xml", b"<x/>")
    with pytest.raises(CannotRead, match="重名"):
        gate.inflate(target.getvalue(), "青石镇.xlsx")


def test_error_values_and_hidden_places_are_known() -> None:
    """What the value reader leaves out is told by the parts."""
    part = sheet('<row r="1" hidden="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>A1</f><v>3</v></c></row>')
    found = open_workbook(workbook(sheet1=part), "青石镇.xlsx").sheets["表三"]
    assert found.errors == {(0, 0)}
    assert found.formulas == {(0, 1)}
    assert found.hidden_rows == {0}


def test_encrypted_and_old_files_are_named() -> None:
    """A password, or the format of 97–2003, is said in so many words."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    with pytest.raises(CannotRead, match="旧版"):
        open_workbook(old, "青石镇.xls")
    with pytest.raises(CannotRead, match="打开密码"):
        open_workbook(old + "EncryptedPackage".encode("utf-16-le"), "青石镇.xlsx")


def test_missing_folder_and_empty_files_are_refused(tmp_path: Path) -> None:
    """Each state of a file has its own sentence."""
    (tmp_path / "空.xlsx").touch()
    for path, error, told in (
        (tmp_path / "没有.xlsx", CannotOpen, "找不到"),
        (tmp_path, CannotOpen, "文件夹"),
        (tmp_path / "空.xlsx", CannotRead, "空的"),
    ):
        with pytest.raises(error, match=told):
            files.read_bytes(path)


def test_save_replaces_wholly_and_leaves_no_scratch(tmp_path: Path) -> None:
    """After a save the folder holds the new file and nothing else."""
    target = tmp_path / "汇总.xlsx"
    files.save(target, b"old")
    assert files.save(target, b"new") == target
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["汇总.xlsx"]


def test_save_that_cannot_be_done_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the old file and no scratch."""
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(CannotWrite, match="磁盘已满"):
        files.save(target, b"new")
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [("青石镇/2队.", "青石镇_2队"), ("CON", "_CON"), ("..", "_"), ("a" * 300, "a" * 120), ("镇：一?", "镇：一_")],
)
def test_file_names_are_safe_everywhere(text: str, name: str) -> None:
    """No path, no reserved name, no trailing dot, not too long."""
    assert files.safe_name(text) == name


def test_replaced_file_is_kept_once_a_day(tmp_path: Path) -> None:
    """What stood there before today's first write stays beside the new file."""
    target = tmp_path / "青石镇.xlsx"
    target.write_bytes(b"morning")
    files.save(target, b"noon", backup=True)
    files.save(target, b"evening", backup=True)
    kept = [path for path in tmp_path.iterdir() if files.BACKUP_MARK in path.name]
    assert [path.read_bytes() for path in kept] == [b"morning"]
    assert target.read_bytes() == b"evening"


def test_second_person_is_told_who_works_on_it(tmp_path: Path) -> None:
    """While one makes a result another is told who and since when; afterwards the way is free."""
    target = tmp_path / "汇总.xlsx"
    with files.sole_use(target), pytest.raises(CannotWrite, match="正在生成同一个文件"), files.sole_use(target):
        pass
    with files.sole_use(target):
        pass
    assert list(tmp_path.iterdir()) == []
