"""How large a built program is and how soon it starts."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

RUNS = 5
Play = Callable[[list[list[str]]], list[dict[str, Any]]]


def started(folder: Path, play: Play) -> tuple[float, float, float]:
    """Seconds for a start with the program's files out of memory, for one with them in it, and for checking a workbook."""
    _forget(folder)
    cold = play([["--version"]])[0]["seconds"]
    warm = min(each["seconds"] for each in play([["--version"]] * RUNS))
    check = min(each["seconds"] for each in play([["check", "满.xlsx"]] * RUNS))
    return cold, warm, check


def told(size: int, cold: float, warm: float, check: float) -> str:
    """The figures in one clause."""
    return f"{size / 1_000_000:.0f} MB，冷启动 {cold:.1f} 秒，再启动 {warm:.1f} 秒，校验一份 {check:.1f} 秒"


def _forget(folder: Path) -> None:
    """Ask the system to drop the files from memory, so that they are read from the disk again."""
    if not hasattr(os, "posix_fadvise"):
        return
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
