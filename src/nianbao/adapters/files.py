"""Bytes from disk with a clear refusal, and back to disk wholly or not at all."""

import getpass
import os
import re
import shutil
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import IO

from nianbao.core.errors import CannotOpen, CannotRead, CannotWrite

MOST_BYTES = 20 * 1024 * 1024
_PIECE = 64 * 1024
BACKUP_MARK = ".备份"
_LOCK_SECONDS = 3600  # nothing takes this long
_FRESH_SECONDS = 5
_RETRY_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.75, 1.0)
_BUSY = {5, 32, 33}  # WinError: access denied, sharing violation, lock violation
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 120


def read_bytes(path: Path, name: str | None = None) -> bytes:
    """The content of a file somebody sent; `name` is what people know it by where its path does not tell.

    Raises: CannotOpen when it is missing, a folder or locked; CannotRead when it is empty or beyond the limit.
    """
    try:
        with path.open("rb", buffering=0) as stream:
            data = _content(stream)
    except FileNotFoundError as error:
        raise CannotOpen(f"找不到「{path}」。请核对文件名和所在的文件夹。") from error
    except IsADirectoryError as error:
        raise CannotOpen(f"「{path}」是一个文件夹。请指定其中的文件。") from error
    except PermissionError as error:
        if path.is_dir():
            raise CannotOpen(f"「{path}」是一个文件夹。请指定其中的文件。") from error
        raise CannotOpen(f"打不开「{path}」：没有读取权限，或文件正被其他程序使用。请关闭后再试。") from error
    except (OSError, ValueError) as error:
        raise CannotOpen(f"打不开「{path}」：{_reason(error)}。请核对文件名和磁盘后再试。") from error
    if not data:
        raise CannotRead(f"读不了「{name or path.name}」：文件是空的（0 字节）。请向报送单位重新要一份。")
    if len(data) > MOST_BYTES:
        raise CannotRead(f"读不了「{name or path.name}」：文件超过 20 MB，不像一份年报。请删去图片等内容后再试。")
    return data


def _content(stream: FileIO) -> bytes:
    """Everything, up to just beyond the limit; asked for at once, since room for the limit takes long to make."""
    size = os.fstat(stream.fileno()).st_size
    parts = [stream.read(min(size, MOST_BYTES) + 1)]
    while parts[-1] and (left := MOST_BYTES + 1 - sum(map(len, parts))) > 0:
        parts.append(stream.read(min(left, _PIECE)))
    return b"".join(parts)


def save(path: Path, data: bytes, *, backup: bool = False) -> Path:
    """Write a file wholly or not at all, and give the path it stands at.

    With `backup`, what stood there this morning is kept once, as 「某镇.备份0131.xlsx」. The bytes go to a scratch file in the same folder, are flushed to the disk, read back and moved into place.
    A target that stays open elsewhere is left alone and the result is kept beside it as 「… (2)」.
    Raises: CannotWrite.
    """
    scratch = _scratch(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if backup:
            _back_up(path)
        with scratch.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if scratch.read_bytes() != data:
            raise CannotWrite(f"写「{path}」时磁盘上的内容与原来不一致。请检查磁盘后再试。")
        return _move(scratch, path)
    except IsADirectoryError as error:
        raise CannotWrite(f"写不了「{path}」：这是一个文件夹。请换一个文件名。") from error
    except OSError as error:
        raise CannotWrite(f"写不了「{path}」：{_reason(error)}。请换一个文件夹或清理磁盘后再试。") from error
    finally:
        _discard(scratch)


def _discard(path: Path) -> None:
    # What could not be made need not be removed, and must not hide why.
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _move(scratch: Path, path: Path) -> Path:
    for pause in (*_RETRY_SECONDS, None):
        try:
            scratch.replace(path)
            return path
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY:
                raise
            if pause is not None:
                time.sleep(pause)
    aside = free_name(path)
    scratch.replace(aside)
    return aside


def _back_up(path: Path) -> None:
    kept = path.with_name(f"{path.stem}{BACKUP_MARK}{datetime.now():%m%d}{path.suffix}")
    if not path.is_file() or kept.exists():
        return
    scratch = _scratch(kept)
    try:
        shutil.copy2(path, scratch)
        scratch.replace(kept)
    finally:
        _discard(scratch)


def _scratch(path: Path) -> Path:
    return path.with_name(f".{path.stem[:40]}.{os.getpid()}.tmp")


@contextmanager
def sole_use(path: Path) -> Iterator[None]:
    """Keep a second person from making the same result at the same time.

    Raises: CannotWrite telling who has been at it, and since when.
    """
    lock = path.with_name(f".~{path.name[:60]}.正在生成")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(lock)
        stream = lock.open("x", encoding="utf-8")
    except FileExistsError as error:
        if not lock.exists():
            raise CannotWrite(f"写不了「{path.parent}」：{_reason(error)}。请换一个文件夹。") from error
        raise CannotWrite(
            f"写不了「{path.name}」：{_holder(lock)}正在生成同一个文件。请等对方完成，或换一个文件名。"
        ) from error
    except OSError as error:
        raise CannotWrite(f"写不了「{path.parent}」：{_reason(error)}。请换一个文件夹。") from error
    try:
        with stream:
            _hold(stream)
            stream.write(f"{getpass.getuser()} 从 {datetime.now():%H:%M} 起")
            stream.flush()
            yield
    finally:
        _discard(lock)


def _holder(lock: Path) -> str:
    try:
        return lock.read_text(encoding="utf-8") or "另一个程序"
    except OSError:
        return "另一个程序"


def _hold(stream: IO[str]) -> None:
    """Let the system vouch that the holder lives: it drops the hold with the process, however that ends."""
    if sys.platform == "win32":
        return  # there an open file cannot be removed
    import fcntl

    # A share that knows no such holds leaves the age of the file to judge by.
    with suppress(OSError):
        fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _clear_abandoned(lock: Path) -> None:
    """Remove what a killed program or a power cut left behind."""
    try:
        age = time.time() - lock.stat().st_mtime
    except FileNotFoundError:
        return
    if age > _LOCK_SECONDS or (age > _FRESH_SECONDS and _is_free(lock)):
        _discard(lock)


def _is_free(lock: Path) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        with lock.open("r+", encoding="utf-8") as stream:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def free_name(path: Path) -> Path:
    """The path itself, or with 「 (2)」, 「 (3)」 … where it is taken."""
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return candidate


def probe_writable(path: Path) -> None:
    """Fail before long work when the result could not be written.

    Raises: CannotWrite.
    """
    if path.is_dir():
        raise CannotWrite(f"写不了「{path}」：这是一个文件夹。请换一个文件名。")
    probe = path.with_name(f".{os.getpid()}.probe")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
    except OSError as error:
        raise CannotWrite(f"写不了「{path.parent}」：{_reason(error)}。请换一个文件夹。") from error
    finally:
        _discard(probe)


def safe_name(text: str) -> str:
    """A file name every system takes, still recognisable: no path, no reserved name, no trailing dot, not too long."""
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).strip(" .")[:_LONGEST_NAME].strip(" .")
    if not name or _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "没有权限，或文件正被其他程序使用"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "路径中间有一个不是文件夹"
    code = getattr(error, "errno", None)
    return {28: "磁盘已满", 30: "磁盘是只读的", 36: "文件名太长"}.get(code or 0, "系统不允许")
