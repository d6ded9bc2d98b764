"""The gate in front of every reader of zipped Office files: nothing passes that could hang or fool one.

Sizes are counted while inflating, never taken from the header; there is no ratio rule, since honest files reach 400:1.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from nianbao.core.errors import CannotRead

MOST_ENTRIES = 1000
MOST_PART = 32 * 1024 * 1024
MOST_ALL = 64 * 1024 * 1024
# How a part begins: its mark, then, after what the directory says too, the lengths of its name and of what follows it.
_HEAD, _SIGNATURE = struct.Struct("<4s22xHH"), b"PK\x03\x04"
_UTF8_NAME = 0x800
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_NAME = "EncryptedPackage".encode("utf-16-le")
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
_XML_ENDINGS = (".xml", ".rels", ".vml")
# A larger part is not kept in mind.
_MOST_KEPT = 128 * 1024


class _TooLarge(Exception):
    """The part is beyond a limit."""


class _Part(NamedTuple):
    """A part's bytes, their checksum, and why they may not pass as XML; nothing where they may."""

    data: bytes
    checksum: int
    oddity: str


def is_zip(data: bytes) -> bool:
    """Whether the bytes start like a zip file."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def refuse_ole(data: bytes, file: str) -> None:
    """Say what an old binary Office file or an encrypted one needs.

    Raises: CannotRead when the bytes are such a file.
    """
    if not data.startswith(_OLE):
        return
    if _ENCRYPTED_NAME in data:
        raise CannotRead(f"读不了「{file}」：文件设了打开密码。请用 Excel 或 WPS 取消密码后另存一份再报。")
    raise CannotRead(f"读不了「{file}」：这是旧版（97-2003）格式。请用 Excel 或 WPS 另存为 .xlsx 或 .docx 后再试。")


def inflate(data: bytes, file: str) -> dict[str, bytes]:
    """Every part of a zipped Office file, by name.

    Raises: CannotRead when a limit is passed, a part is there twice, encrypted, not UTF-8, or brings a DTD.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_odd_entries(entries, file)
            return dict(_parts(data, entries, file))
    except _DAMAGED as error:
        raise CannotRead(f"读不了「{file}」：文件已损坏或没有传完整。请向报送单位重新要一份。") from error


def _refuse_odd_entries(entries: list[zipfile.ZipInfo], file: str) -> None:
    if len(entries) > MOST_ENTRIES:
        raise CannotRead(
            f"读不了「{file}」：文件内部有 {len(entries)} 个部分，超过 {MOST_ENTRIES} 个。请另存一份再试。"
        )
    seen = {entry.filename.replace("\\", "/").lower() for entry in entries}
    if len(seen) < len(entries):
        raise CannotRead(f"读不了「{file}」：文件内部有重名的部分，分不清哪个是真的。请用 Excel 或 WPS 另存一份再试。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise CannotRead(f"读不了「{file}」：压缩包设了密码。请取消密码后再试。")


def _parts(data: bytes, entries: list[zipfile.ZipInfo], file: str) -> Iterable[tuple[str, bytes]]:
    total = 0
    for entry in entries:
        part, checksum, oddity = _inflated(data, entry, file)
        if checksum != entry.CRC:
            raise zipfile.BadZipFile
        total += len(part)
        if total > MOST_ALL:
            raise CannotRead(f"读不了「{file}」：展开后超过 64 MB，不像一份年报。请删去图片等内容后再试。")
        if oddity and entry.filename.lower().endswith(_XML_ENDINGS):
            raise CannotRead(f"读不了「{file}」：{oddity}")
        yield entry.filename, part


def _inflated(data: bytes, entry: zipfile.ZipInfo, file: str) -> _Part:
    """A part, straight from the file's bytes: zipfile's own stream takes as long again for each of them."""
    signature, name_length, extra_length = _HEAD.unpack_from(data, entry.header_offset)
    start = entry.header_offset + _HEAD.size
    name = data[start : start + name_length].decode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")
    if signature != _SIGNATURE or name != entry.orig_filename:
        raise zipfile.BadZipFile
    start += name_length + extra_length
    packed = data[start : start + entry.compress_size]
    if entry.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        raise NotImplementedError
    try:
        return _looked_at(packed) if entry.compress_type == zipfile.ZIP_STORED else _unpacked(packed)
    except _TooLarge as error:
        raise CannotRead(f"读不了「{file}」：内部「{entry.filename}」展开后超过 32 MB。请另存一份再试。") from error


def _unpacked(packed: bytes) -> _Part:
    if len(packed) > _MOST_KEPT:
        return _deflated(packed, MOST_PART)
    try:
        return _of_template(packed)
    except _TooLarge:
        return _deflated(packed, MOST_PART)


@lru_cache(maxsize=64)
def _of_template(packed: bytes) -> _Part:
    """A small part: workbooks of one template have most of them in common, to the last bit."""
    return _deflated(packed, _MOST_KEPT)


def _deflated(packed: bytes, most: int) -> _Part:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    part = stream.decompress(packed, most + 1)
    if len(part) > most:
        raise _TooLarge
    if not stream.eof:
        raise zipfile.BadZipFile
    return _looked_at(part)


def _looked_at(part: bytes) -> _Part:
    """What is to be known of a part, in whatever file it stands.

    Raises: _TooLarge.
    """
    if len(part) > MOST_PART:
        raise _TooLarge
    declared = _DECLARED.match(part.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].lower() if declared else b"utf-8"
    oddity = ""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or encoding not in (b"utf-8", b"us-ascii"):
        oddity = "内部文字不是 UTF-8 编码。请用 Excel 或 WPS 另存一份再试。"
    # One letter is looked for at once; most parts have it nowhere.
    elif b"!" in part and (b"<!DOCTYPE" in part or b"<!ENTITY" in part):
        oddity = "内部含有外部引用声明，为安全起见不打开。请用 Excel 或 WPS 另存一份再试。"
    return _Part(part, zlib.crc32(part), oddity)
