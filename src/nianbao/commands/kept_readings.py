"""What was read and checked before, kept by content, so that a run after one unit resubmits reads that unit only.

It lies in the user's own cache folder, readable by nobody else, and is forgotten when the product changes. An entry is
believed only after its checksum and every part of it have been looked at; anything else counts as not kept.
"""

import hashlib
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from math import inf
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import nianbao
from nianbao.commands import compact
from nianbao.commands.check import Checked

MOST_BYTES = 200 * 1024 * 1024
_AFTER_CLEARING = 0.8
_WRITTEN_AT_ONCE = 200
_BUSY_SECONDS = 2.0
# When an entry was used last is known to the day: writing it down each time would cost more than it is worth.
_SECONDS_A_DAY = 86_400
_TABLE = "CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, used INTEGER, size INTEGER, packed BLOB)"
_MOST_VARIABLES = 500
Answer = TypeVar("Answer")


def path() -> Path:
    """The file of this user."""
    return usual_folder() / "readings.sqlite"


def usual_folder() -> Path:
    """Where programs of this user keep what they can do without."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "nianbao"


def key(data: bytes, name: str) -> bytes:
    """What a file's reading is found again by: its bytes, its name in messages, and this very product."""
    digest = hashlib.sha256(data)
    digest.update(b"\0" + name.encode("utf-8", "surrogatepass") + b"\0" + _product())
    return digest.digest()


@cache
def _product() -> bytes:
    """The version of program, forms and rules: sizes and times of their files, since versions stand still between releases."""
    # The shipped program has no files of modules, only itself.
    own = Path(sys.executable).stat()
    parts = [("", own.st_size, own.st_mtime_ns), *sorted(_modules(Path(nianbao.__file__).parent))]
    return repr((nianbao.__version__, sys.executable, parts)).encode()


def _modules(folder: Path | str) -> Iterator[tuple[str, int, int]]:
    # Not as paths: of hundreds of files they take longer to make than to look at.
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _modules(entry.path)
            elif entry.name.endswith((".py", ".toml")):
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns


class KeptReadings:
    """The store, open for one run; whatever is wrong with it, the run goes on without."""

    def __init__(self, file: Path | None, most: int = MOST_BYTES) -> None:
        self._most = most
        self._used: list[bytes] = []
        self._new: dict[bytes, bytes] = {}
        self._file = file
        self._store = _open(file) if file else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write()
        self._tried(self._clear)
        if self._store is not None:
            self._store.close()

    @property
    def is_open(self) -> bool:
        """Whether anything is kept."""
        return self._store is not None

    def find(self, wanted: bytes) -> Checked | None:
        """The reading kept under a key; a damaged one is none."""
        return self.find_all([wanted]).get(wanted)

    def find_all(self, wanted: Iterable[bytes]) -> dict[bytes, Checked]:
        """The readings kept under keys, by their keys; damaged ones are none."""
        found: dict[bytes, Checked] = {}
        for some in _portions(list(wanted)):
            # One question, not a thousand: each would lock the file and let it go again.
            rows = self._tried(lambda store, some=some: store.execute(_marked(_SELECT, some), some).fetchall())  # type: ignore[misc]
            found |= {key: checked for key, data, used in rows or () if (checked := self._unpacked(key, data, used))}
        return found

    def packed(self, wanted: bytes) -> bytes | None:
        """What was kept under a key, as it was given."""
        row = self._tried(lambda store: store.execute(_SELECT.format("?"), (wanted,)).fetchone())
        return row[1] if row and isinstance(row[1], bytes) else None

    def _unpacked(self, key: bytes, data: bytes, used: int) -> Checked | None:
        try:
            found = compact.unpack(data)
        except compact.Damaged:
            self._tried(lambda store: store.execute("DELETE FROM readings WHERE key = ?", (key,)))
            return None
        if time.time() - used > _SECONDS_A_DAY:
            self._used.append(key)
        return found

    def keep(self, wanted: bytes, packed: bytes) -> None:
        """Keep a packed reading, or what else belongs to it, under a key."""
        if self._store is None:
            return
        self._new[wanted] = packed
        if len(self._new) >= _WRITTEN_AT_ONCE:
            self._write()

    def _write(self) -> None:
        now = int(time.time())
        rows = [(wanted, now, len(packed), packed) for wanted, packed in self._new.items()]
        self._new = {}
        self._tried(lambda store: store.executemany("REPLACE INTO readings VALUES (?, ?, ?, ?)", rows))
        for some in _portions(self._used):
            self._tried(lambda store, some=some: store.execute(_marked(_USED, some), (now, *some)))  # type: ignore[misc]
        self._used = []
        self._tried(lambda store: store.commit())

    def _clear(self, store: sqlite3.Connection) -> None:
        """Forget what was not used for longest once there is too much."""
        # To add up what is in it takes longer than all else; there is no more than the file holds.
        if _bytes_on_disk(self._file) <= self._most:
            return
        total = store.execute("SELECT COALESCE(SUM(size), 0) FROM readings").fetchone()[0]
        if total <= self._most:
            return
        store.execute(_FORGET, (int(self._most * _AFTER_CLEARING),))
        store.commit()
        store.execute("VACUUM")

    def _tried(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """What comes of asking the store; one that does not answer is asked no more."""
        if self._store is None:
            return None
        try:
            return work(self._store)
        except sqlite3.Error as error:
            self._store.close()
            self._store = None
            if not isinstance(error, sqlite3.OperationalError):
                _discard(self._file)
            return None


_SELECT = "SELECT key, packed, used FROM readings WHERE key IN ({})"
_USED = "UPDATE readings SET used = ? WHERE key IN ({})"
_FORGET = """DELETE FROM readings WHERE key IN (
    SELECT key FROM (SELECT key, SUM(size) OVER (ORDER BY used DESC, key) AS total FROM readings) WHERE total > ?)"""


def _marked(statement: str, keys: list[bytes]) -> str:
    return statement.format(",".join("?" * len(keys)))


def _portions(keys: list[bytes]) -> Iterable[list[bytes]]:
    return (keys[start : start + _MOST_VARIABLES] for start in range(0, len(keys), _MOST_VARIABLES))


def _open(file: Path) -> sqlite3.Connection | None:
    """The store of a file, begun anew when the file is no such thing; None when there is nowhere to keep it."""
    try:
        return _opened(file)
    except sqlite3.DatabaseError:
        _discard(file)
    except OSError:
        return None
    try:
        return _opened(file)
    except (sqlite3.Error, OSError):
        return None


def _bytes_on_disk(file: Path | None) -> float:
    try:
        return file.stat().st_size if file else 0
    except OSError:
        # Another run has just thrown it away; what is held may still be much.
        return inf


def _discard(file: Path | None) -> None:
    # Another run may be using it; then that one will see to it.
    with suppress(OSError):
        if file is not None:
            file.unlink()


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Made before it is filled: what units report is nobody else's business.
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    file.chmod(0o600)
    store = sqlite3.connect(file, timeout=_BUSY_SECONDS)
    try:
        # After a power cut it may be damaged, and is then begun anew.
        store.execute("PRAGMA synchronous = OFF")
        store.execute(_TABLE)
        store.execute("SELECT key, used, size, packed FROM readings LIMIT 1").fetchone()
    except sqlite3.Error:
        store.close()
        raise
    return store
