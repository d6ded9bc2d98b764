"""Old binary Office files from outside: which streams one holds, and their bytes; no number in it is believed unchecked."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from nianbao.core.errors import CannotRead

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_LISTED_IN_HEADER = 109
_LAST_SECTOR = 0xFFFFFFFA
_STORAGE, _STREAM = 1, 2
_NOTHING = 0xFFFFFFFF


class _Damaged(Exception):
    """A number points outside the file, or in a circle."""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound file: the streams and storages of its outermost level. Embedded objects lie deeper."""

    file: str
    _data: bytes
    _shift: int
    _cutoff: int
    _table: tuple[int, ...]
    _small: tuple[bytes, tuple[int, ...]]
    _entries: Mapping[str, _Entry]

    def has(self, name: str) -> bool:
        """Whether a stream or storage of that name is there."""
        return name.lower() in self._entries

    def stream(self, name: str) -> bytes:
        """The bytes of a stream.

        Raises: CannotRead when it is not there, or torn.
        """
        entry = self._entries.get(name.lower())
        if entry is None or entry.kind != _STREAM:
            raise CannotRead(_damage(self.file))
        try:
            if entry.size < self._cutoff:
                container, table = self._small
                found = _small_chain(container, table, entry)
            else:
                found = _chain(self._data, self._shift, self._table, entry.start)
        except _Damaged as error:
            raise CannotRead(_damage(self.file)) from error
        if len(found) < entry.size:
            raise CannotRead(_damage(self.file))
        return found[: entry.size]


def is_compound(data: bytes) -> bool:
    """Whether the bytes start like an old binary Office file, or an encrypted new one."""
    return data.startswith(_SIGNATURE)


def open_compound(data: bytes, file: str) -> Compound:
    """The compound file of the bytes.

    Raises: CannotRead when its own tables do not hold together.
    """
    try:
        return _opened(data, file)
    except (_Damaged, struct.error) as error:
        raise CannotRead(_damage(file)) from error


def _damage(file: str) -> str:
    return f"读不了「{file}」：文件已损坏或没有传完整。请向报送单位重新要一份。"


def _opened(data: bytes, file: str) -> Compound:
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise _Damaged
    cutoff, first_small = struct.unpack_from("<I", data, 56)[0], struct.unpack_from("<I", data, 60)[0]
    table = _sector_table(data, shift)
    directory = _chain(data, shift, table, struct.unpack_from("<I", data, 48)[0])
    root, entries = _outermost(directory)
    container = _chain(data, shift, table, root.start) if root.size else b""
    numbers = _chain(data, shift, table, first_small) if first_small < _LAST_SECTOR else b""
    small = (container, struct.unpack(f"<{len(numbers) // 4}I", numbers))
    return Compound(file, data, shift, cutoff, table, small, entries)


def _sector(data: bytes, shift: int, number: int) -> bytes:
    start = (number + 1) << shift
    if number >= _LAST_SECTOR or start >= len(data):
        raise _Damaged
    return data[start : start + (1 << shift)]


def _sector_table(data: bytes, shift: int) -> tuple[int, ...]:
    """Which sector follows each; the list of the table's own sectors begins in the header and goes on in a chain."""
    listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}I", data, 76))
    following = struct.unpack_from("<I", data, 68)[0]
    most = len(data) >> shift
    while following < _LAST_SECTOR and len(listed) <= most + _LISTED_IN_HEADER:
        numbers = struct.unpack(f"<{1 << shift >> 2}I", _sector(data, shift, following))
        listed += numbers[:-1]
        following = numbers[-1]
    own = [number for number in listed if number < _LAST_SECTOR]
    if len(own) > most:
        raise _Damaged
    joined = b"".join(_sector(data, shift, number) for number in own)
    return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])


def _chain(data: bytes, shift: int, table: tuple[int, ...], start: int) -> bytes:
    return b"".join(_sector(data, shift, number) for number in _followed(table, start))


def _followed(table: tuple[int, ...], start: int) -> list[int]:
    numbers: list[int] = []
    while start < _LAST_SECTOR:
        if start >= len(table) or len(numbers) > len(table):
            raise _Damaged
        numbers.append(start)
        start = table[start]
    return numbers


def _small_chain(container: bytes, table: tuple[int, ...], entry: _Entry) -> bytes:
    return b"".join(container[number * 64 : number * 64 + 64] for number in _followed(table, entry.start))


def _outermost(directory: bytes) -> tuple[_Entry, dict[str, _Entry]]:
    """The root, and what lies directly under it, by name in small letters."""
    found: dict[str, _Entry] = {}
    waiting, seen = [struct.unpack_from("<I", directory, 76)[0]], set()
    while waiting:
        number = waiting.pop()
        if number == _NOTHING or number in seen:
            continue
        seen.add(number)
        at = number * _ENTRY
        length, kind, _, left, right = struct.unpack_from("<HBBII", directory, at + 64)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if kind in (_STORAGE, _STREAM):
            found[name.lower()] = _entry(directory, at)
        waiting += [left, right]
    return _entry(directory, 0), found


def _entry(directory: bytes, at: int) -> _Entry:
    start, size = struct.unpack_from("<II", directory, at + 116)
    return _Entry(directory[at + 66], start, size)
