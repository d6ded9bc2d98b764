"""What the window can show and ask, whatever draws it; files and folders are picked, never typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nianbao.commands import console

_DONE = re.compile(r"([0-9]+)/([0-9]+)")
_PERCENT = 100
_LAST_LINES = 3
# A line of a window, in columns of which a Chinese letter takes two.
_LINE_WIDTH = 56


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: what it is called in the program, what stands on it, and a few words below."""

    key: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a headline, some lines, the answers one below the other, the first chosen by 「回车」.

    `details` are shown when wanted. `is_short` puts the answers in a row, as with 是 and 否. `links` are answers too,
    in a line at the foot, for what is seldom wanted.
    """

    headline: str
    text: str
    options: tuple[Option, ...]
    details: str = ""
    is_short: bool = False
    links: tuple[Option, ...] = ()


class Screen(Protocol):
    """A window before a clerk."""

    def choose(self, question: Question) -> str | None:
        """The key of the answer; None when the window is closed."""

    def ask_text(self, question: str, proposed: str) -> str | None:
        """A line the clerk types; None when the window is closed."""

    def open_files(self, title: str, patterns: Sequence[str], folder: Path | None) -> list[Path]:
        """Existing files, one or several; none when the window is closed."""

    def open_folder(self, title: str, folder: Path | None) -> Path | None:
        """An existing folder; None when the window is closed."""

    def save_as(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        """Where to keep a file; None when the window is closed."""

    def progress(self, text: str) -> None:
        """Show what is being done, with 取消 beside it; an empty text takes it away, and forgets 取消."""

    def is_stopped(self) -> bool:
        """Whether 取消 was clicked since the work began; until it is forgotten, every question counts as closed."""

    def show(self, path: Path) -> None:
        """Open a file or folder with the program the system has for it.

        Raises: CannotOpen.
        """


def done_percent(text: str) -> int | None:
    """How far 「正在读取 3/12，约剩 8 秒」 is; None where it does not say."""
    found = _DONE.search(text)
    if found is None or not int(found[2]):
        return None
    return min(_PERCENT, int(found[1]) * _PERCENT // int(found[2]))


def fitted(text: str, most: int) -> str:
    """A text in at most so many lines of a window: its beginning, how much was left out, its end."""
    lines = text.splitlines()
    heights = [max(1, -(-console.width(line) // _LINE_WIDTH)) for line in lines]
    if sum(heights) <= most:
        return text
    room = most - 1 - sum(heights[-_LAST_LINES:])
    kept = 0
    while heights[kept] <= room:
        room -= heights[kept]
        kept += 1
    last = lines[-_LAST_LINES:]
    return "\n".join([*lines[:kept], f"……（另有 {len(lines) - kept - len(last)} 行）", *last])
