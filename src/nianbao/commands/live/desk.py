"""What a clicked command has at hand: the host it may ask, the workbook it was clicked in, the button's argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.core.errors import BadInput, NianbaoError

if TYPE_CHECKING:
    import xlwings as xw

    from nianbao.adapters.live import Host

# What a box can show without running off the screen.
_MOST_LINES = 24


class Stopped(NianbaoError):
    """操作者取消了操作；什么也没有改。"""

    def __init__(self) -> None:
        super().__init__("已取消，没有改动。")


@dataclass(frozen=True, slots=True)
class Desk:
    """The host, the workbook that was in front when the button was clicked (None when there was none), the argument."""

    host: Host
    book: xw.Book | None = None
    argument: str = ""

    @property
    def workbook(self) -> xw.Book:
        """The workbook clicked in.

        Raises: BadInput when none is open.
        """
        if self.book is None:
            raise BadInput("没有打开的工作簿。请先打开年报工作簿，再点按钮。")
        return self.book

    @property
    def folder(self) -> Path | None:
        """Where the workbook is kept; None while it was never saved, or there is none."""
        if self.book is None:
            return None
        kept = Path(self.book.fullname)
        return kept.parent if kept.is_absolute() and kept.parent.is_dir() else None

    def file(self, title: str, patterns: Sequence[str]) -> Path:
        """A file the clerk picks; `patterns` as 「*.xlsx」.

        Raises: Stopped.
        """
        return _given(self.host.pick_file(title, patterns, self.folder))

    def directory(self, title: str) -> Path:
        """A folder the clerk picks.

        Raises: Stopped.
        """
        return _given(self.host.pick_folder(title, self.folder))

    def target(self, title: str, proposed: str, folder: Path | None = None) -> Path:
        """Where the clerk wants a file kept, proposed by its name; beside the workbook unless a folder is given.

        Raises: Stopped.
        """
        return _given(self.host.pick_target(title, proposed, folder or self.folder))

    def text(self, question: str, proposed: str = "") -> str:
        """A line the clerk types, stripped.

        Raises: Stopped.
        """
        typed = self.host.ask_text(question, proposed)
        if typed is None:
            raise Stopped
        return typed.strip()

    def agree(self, question: str) -> None:
        """Go on only when the clerk says yes.

        Raises: Stopped.
        """
        if not self.host.ask(shortened(question)):
            raise Stopped

    def progress(self, text: str) -> None:
        """Show in the status bar how far a long command is; also where it notices that it is to stop.

        Raises: Stopped.
        """
        if self.host.is_stopped():
            raise Stopped
        self.host.progress(text)


def _given(path: Path | None) -> Path:
    if path is None:
        raise Stopped
    return path


def shortened(text: str) -> str:
    """A text a box can show: its first and last lines, and how many were left out."""
    lines = text.splitlines()
    if len(lines) <= _MOST_LINES:
        return text
    tail = 3
    left = len(lines) - (_MOST_LINES - 1)
    return "\n".join([*lines[: _MOST_LINES - 1 - tail], f"……（另有 {left} 行）", *lines[-tail:]])
