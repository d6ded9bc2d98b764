"""A ZIP of reports taken member by member; nothing is written to disk under a member's name.

Limits: 20 MB on disk as for every received file, 1,000 entries, 20 MB a member, 64 MB all members together with those of
archives inside it, counted while inflating; an archive inside the archive, and none inside that.
"""

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from nianbao.adapters import files, gate
from nianbao.core.errors import CannotRead

MOST_ENTRIES = 1000
MOST_MEMBER = files.MOST_BYTES
MOST_ALL = 64 * 1024 * 1024
_DEEPEST = 1
_LONGEST_NAME = 200
_NAMED_IN_UTF8, _LOCKED = 1 << 11, 1
_INFLATABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OFFICE_PARTS = {"[content_types].xml", "mimetype"}
_OTHERS = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "GZ"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive by the name people see, 「包.zip/镇/年报.xlsx」; `reason` says why there are no bytes."""

    name: str
    data: bytes = b""
    modified: float = 0.0
    reason: str | None = None


@dataclass
class _Budget:
    """What one archive may still inflate to, those inside it included."""

    left: int = field(default_factory=lambda: MOST_ALL)


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a ZIP of files, and not an Office document, which is a ZIP too."""
    if not gate.is_zip(data):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except _BROKEN:
        return False
    return not names & _OFFICE_PARTS


def refuse_other_archives(data: bytes, file: str) -> None:
    """Say what to do with an archive of another kind.

    Raises: CannotRead when the bytes are one.
    """
    for mark, called in _OTHERS.items():
        if data.startswith(mark):
            raise CannotRead(f"读不了「{file}」：这是 {called} 压缩包。请解压后再试，或改用 ZIP 打包。")


def members(data: bytes, file: str) -> Iterator[Member]:
    """Every file of an archive in its order, archives inside it opened too; one bad member stops none of the others.

    Raises: CannotRead when the archive is damaged, or passes a limit; what came before has then been given.
    """
    yield from _members(data, file, _Budget(), 0)


def _members(data: bytes, file: str, budget: _Budget, depth: int) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise CannotRead(f"读不了「{file}」：压缩包已损坏或没有传完整。请重新打包再报。") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise CannotRead(
                f"读不了「{file}」：压缩包里有 {len(entries)} 个文件，超过 {MOST_ENTRIES} 个。请分几个包再试。"
            )
        for entry in entries:
            yield from _opened(_member(archive, entry, file, budget), budget, depth)


def _opened(member: Member, budget: _Budget, depth: int) -> Iterator[Member]:
    if not is_archive(member.data):
        yield member
    elif depth >= _DEEPEST:
        reason = f"读不了「{member.name}」：压缩包套了太多层。请解压后重新打包，最多套一层。"
        yield Member(member.name, modified=member.modified, reason=reason)
    else:
        try:
            yield from _members(member.data, member.name, budget, depth + 1)
        except CannotRead as error:
            yield Member(member.name, modified=member.modified, reason=error.message)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str, budget: _Budget) -> Member:
    name = f"{file}/{shown_name(entry)}"
    modified = _time(entry)
    reason = None
    if entry.flag_bits & _LOCKED:
        reason = f"读不了「{name}」：压缩包设了密码。请取消密码后重新打包再报。"
    elif entry.compress_type not in _INFLATABLE:
        reason = f"读不了「{name}」：压缩方法少见。请用系统自带的压缩功能重新打包成 ZIP。"
    if reason:
        return Member(name, modified=modified, reason=reason)
    try:
        with archive.open(entry) as stream:
            data = stream.read(min(MOST_MEMBER, budget.left) + 1)
    except _BROKEN:
        return Member(name, modified=modified, reason=f"读不了「{name}」：在压缩包里已损坏。请重新打包再报。")
    if len(data) > budget.left:
        most = MOST_ALL // (1024 * 1024)
        raise CannotRead(f"读不了「{file}」：展开后超过 {most} MB，从「{name}」起没有读。请分几个包再试。")
    budget.left -= len(data)
    if len(data) > MOST_MEMBER:
        reason = f"读不了「{name}」：文件超过 20 MB，不像一份年报。请删去图片等内容后再试。"
    elif not data:
        reason = f"读不了「{name}」：文件是空的（0 字节）。请向报送单位重新要一份。"
    return Member(name, b"" if reason else data, modified, reason)


def shown_name(entry: zipfile.ZipInfo) -> str:
    """A member's name as its sender saw it: Chinese systems write GBK without saying so. No path leads anywhere."""
    name = entry.orig_filename
    if not entry.flag_bits & _NAMED_IN_UTF8:
        name = _decoded(name.encode("cp437"))
    parts = PurePosixPath(name.replace("\\", "/")).parts
    shown = "/".join(part for part in parts if part.strip("/") not in ("", ".", ".."))
    return (
        "".join(letter for letter in shown if unicodedata.category(letter) != "Cc")[-_LONGEST_NAME:] or "（无名文件）"
    )


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _time(entry: zipfile.ZipInfo) -> float:
    try:
        return datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError):
        return 0.0
