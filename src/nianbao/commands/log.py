"""Where our own bugs are written down, for the help desk: what went wrong and where in the program, never what a report holds."""

import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

MOST_BYTES = 1_000_000
_KEPT_FULL = 2
_SHOWN_PARTS = 3


def path() -> Path:
    """The log file of this user."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "nianbao" / "nianbao.log"


def write(error: BaseException) -> Path | None:
    """Write an error down with its origin; None when there is nowhere to write."""
    return note("\n".join(["程序出错", *_described(error)]))


def note(text: str) -> Path | None:
    """Write a line about the program itself; None when there is nowhere to write."""
    target = path()
    record = logging.LogRecord("nianbao", logging.INFO, "", 0, text, None, None)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Opened for this one entry, since several of our programs write here and Windows renames no open file.
        handler = _Handler(target, maxBytes=MOST_BYTES, backupCount=_KEPT_FULL, encoding="utf-8")
        handler.setFormatter(_Formatter())
        try:
            handler.emit(record)
        finally:
            handler.close()
    except OSError:
        return None
    return target


class _Handler(RotatingFileHandler):
    def doRollover(self) -> None:  # noqa: N802  named by the standard library
        """Begin a new file; when another program holds the full one, go on in it."""
        try:
            super().doRollover()
        except OSError:
            self.stream = self.stream or self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  named by the standard library
        """Let the caller know, who can say so."""
        raise


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The moment, the process, the text."""
        return f"{datetime.now():%Y-%m-%d %H:%M:%S} [{os.getpid()}] {record.getMessage()}"


def _described(error: BaseException) -> Iterator[str]:
    """The error, what caused it, and where; not its own words, which may quote a report."""
    known: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in known:
        known.add(id(each))
        yield f"  {type(each).__module__}.{type(each).__qualname__}{_numbers(each)}"
        for frame in traceback.extract_tb(each.__traceback__):
            yield f"    {_place(frame.filename)}:{frame.lineno} {frame.name}"
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _numbers(error: BaseException) -> str:
    named = {name: getattr(error, name, None) for name in ("errno", "winerror", "hresult")}
    numbers = [f" {name}={value}" for name, value in named.items() if isinstance(value, int)]
    return "".join(numbers)


def _place(file: str) -> str:
    """The end of a file's path: its beginning may hold a person's name."""
    return "/".join(Path(file).parts[-_SHOWN_PARTS:])
