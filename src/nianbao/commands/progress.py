"""How far a long run has come: counts and remaining time, in one line that is rewritten, or seldom where it cannot be."""

import shutil
import sys
import time
from types import TracebackType
from typing import Self, TextIO

from nianbao.commands import console

_REWRITTEN_SECONDS, _SPARSE_SECONDS = 0.1, 5.0
# Too little has been done to tell from it how long the rest takes.
_FIRST_SECONDS = 0.5
_MINUTE, _HOUR = 60, 3600


class Counter:
    """Counts what is done of so many, and how long the rest will take at the pace so far."""

    def __init__(self, verb: str, total: int) -> None:
        self._verb, self._total = verb, total
        self._begun = time.monotonic()

    def at(self, done: int, skipped: int = 0) -> str:
        """「读取 120/1000，约剩 8 秒」; `skipped` of those done took no time."""
        told = f"{self._verb} {done}/{self._total}"
        spent = time.monotonic() - self._begun
        if done >= self._total or done <= skipped or spent < _FIRST_SECONDS:
            return told
        return f"{told}，约剩 {duration(spent * (self._total - done) / (done - skipped))}"


def duration(seconds: float) -> str:
    """「8 秒」「3 分钟」「2 小时」, rounded up: it is better to be done early."""
    for size, word in ((_HOUR, "小时"), (_MINUTE, "分钟")):
        if seconds > size:
            return f"{-int(-seconds // size)} {word}"
    return f"{max(1, -int(-seconds // 1))} 秒"


class Progress:
    """Shows lines of progress on stderr: on a terminal each in place of the last, elsewhere one in a while."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream.isatty()
        self._shown_at = time.monotonic() if not self._is_terminal else 0.0
        self._waiting: str | None = None
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Show the last line in any case, and leave it standing."""
        if self._waiting is not None:
            self._show(self._waiting)
        if self._width:
            print(file=self._stream, flush=True)

    def __call__(self, line: str) -> None:
        """Show how far it has come, if it is time to."""
        pause = _REWRITTEN_SECONDS if self._is_terminal else _SPARSE_SECONDS
        if time.monotonic() - self._shown_at < pause:
            self._waiting = line
        else:
            self._show(line)

    def _show(self, line: str) -> None:
        self._shown_at, self._waiting = time.monotonic(), None
        if not self._is_terminal:
            print(line, file=self._stream, flush=True)
            return
        # Not every console knows how to clear a line: what was longer is painted over.
        room = shutil.get_terminal_size().columns - 1
        while console.width(line) > room:
            line = line[:-1]
        width = console.width(line)
        print("\r" + line + " " * max(0, self._width - width), end="", file=self._stream, flush=True)
        self._width = width
