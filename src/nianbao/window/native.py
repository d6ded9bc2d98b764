"""The window on Windows: the system's own dialogs, and a thread that shows how far the work is."""

import ctypes
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from nianbao.adapters.excel_host import TITLE, message_box, open_with_system
from nianbao.cli import CANNOT, spare_excel
from nianbao.commands import log
from nianbao.core.errors import CannotOpen
from nianbao.window import file_dialog, flow, task_dialog, text_box
from nianbao.window.screen import Question, done_percent, fitted

assert sys.platform == "win32"

# A window for what is done at once would only flicker.
_PATIENCE_SECONDS = 0.4
_PER_MONITOR = -4
# Windows' own number for a box with one button and the sign of an error.
_ERROR = 0x10
# How many lines of text fit above the answers on a small screen; an answer is as high as three.
_LINES, _LINES_AN_ANSWER, _FEWEST_LINES = 22, 3, 8


def run(files: Sequence[Path]) -> int:
    """Show the window until it is closed; the exit code."""
    try:
        _prepare()
        flow.run(NativeScreen(), files)
    except Exception as error:  # noqa: BLE001 - the last resort: our own bug goes to the log, a sentence to the user
        kept = log.write(error)
        message_box(f"程序出错，已记入日志：{kept or '（日志写不了）'}。请把日志交给技术支持。", _ERROR, 0)
        return CANNOT
    finally:
        spare_excel()
    return 0


def _prepare() -> None:
    """Let Windows draw us sharply on every screen, and show us in the taskbar as a program of our own."""
    user, shell = ctypes.WinDLL("user32"), ctypes.WinDLL("shell32")
    if hasattr(user, "SetProcessDpiAwarenessContext"):
        user.SetProcessDpiAwarenessContext(ctypes.c_void_p(_PER_MONITOR))
    shell.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p("nianbao.window"))


class NativeScreen:
    """The window's questions as Windows asks them."""

    def __init__(self) -> None:
        self._working: _Working | None = None
        self._is_stopped = False

    def choose(self, question: Question) -> str | None:
        """The key of the answer; None when the window is closed."""
        if self._is_interrupted():
            return None
        texts = [_shown(option.text, option.note) for option in question.options]
        links = [link.text for link in question.links]
        flags, room = task_dialog.CANCELLABLE | task_dialog.MINIMIZABLE, _LINES
        if not question.is_short:
            flags |= task_dialog.LINKS
            room = max(_FEWEST_LINES, _LINES - _LINES_AN_ANSWER * len(texts))
        text, details = fitted(question.text, room), fitted(question.details, room)
        dialog = task_dialog.Dialog(TITLE, question.headline, text, texts, links, details, flags)
        number = task_dialog.show(dialog) - task_dialog.FIRST
        return (*question.options, *question.links)[number].key if number >= 0 else None

    def ask_text(self, question: str, proposed: str) -> str | None:
        """A line the clerk types."""
        return None if self._is_interrupted() else text_box.ask(TITLE, question, proposed)

    def open_files(self, title: str, patterns: Sequence[str], folder: Path | None) -> list[Path]:
        """Existing files the clerk picks."""
        return [] if self._is_interrupted() else file_dialog.open_files(title, patterns, folder)

    def open_folder(self, title: str, folder: Path | None) -> Path | None:
        """An existing folder the clerk picks."""
        return None if self._is_interrupted() else file_dialog.open_folder(title, folder)

    def save_as(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        """Where the clerk wants a file kept."""
        return None if self._is_interrupted() else file_dialog.save_as(title, proposed, folder)

    def progress(self, text: str) -> None:
        """Show what is being done, in a window of its own thread, so that it answers however busy this one is."""
        if not text:
            self._is_interrupted()
            self._is_stopped = False
        elif self._working is None:
            self._working = _Working(text)
        else:
            self._working.text = text

    def is_stopped(self) -> bool:
        """Whether 取消 was clicked."""
        return self._is_stopped or (self._working is not None and self._working.stopped.is_set())

    def show(self, path: Path) -> None:
        """Open a file or folder with the program Windows has for it.

        Raises: CannotOpen.
        """
        try:
            open_with_system(path)
        except OSError as error:
            raise CannotOpen(f"打不开「{path.name}」。它在 {path.parent}，请自己打开。") from error

    def _is_interrupted(self) -> bool:
        """Take the window of the work away; whether 取消 was clicked in it."""
        if self._working is not None:
            self._working.end()
            self._is_stopped |= self._working.stopped.is_set()
            self._working = None
        return self._is_stopped


class _Working:
    """The window that shows how far the work is, and its 取消."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stopped = threading.Event()
        self._ending = threading.Event()
        self._seen = ""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Take it away."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        if self._ending.wait(_PATIENCE_SECONDS):
            return
        flags = task_dialog.PROGRESS_BAR | task_dialog.TIMER | task_dialog.CANCELLABLE | task_dialog.MINIMIZABLE
        task_dialog.show(task_dialog.Dialog(TITLE, "请稍候", self.text, ["取消"], flags=flags), self._hear)

    def _hear(self, window: int, event: int, button: int) -> int:
        if event == task_dialog.CREATED:
            self._seen = ""
            self._draw(window)
        elif event == task_dialog.TICKED:
            if self._ending.is_set():
                # A button that was disabled cannot be clicked.
                task_dialog.send(window, task_dialog.ENABLE, task_dialog.FIRST, 1)
                task_dialog.send(window, task_dialog.CLICK, task_dialog.FIRST)
            else:
                self._draw(window)
        elif event == task_dialog.CLICKED and not self._ending.is_set():
            self.stopped.set()
            task_dialog.send(window, task_dialog.ENABLE, task_dialog.FIRST, 0)
            task_dialog.send(window, task_dialog.SET_TEXT, task_dialog.HEADLINE, "正在停下来……")
            return task_dialog.KEEP_OPEN
        return task_dialog.ACCEPT

    def _draw(self, window: int) -> None:
        """Bring text and bar up to date; the bar runs to and fro where it is not known how much there is."""
        text = self.text
        if text == self._seen:
            return
        self._seen = text
        task_dialog.send(window, task_dialog.SET_TEXT, task_dialog.CONTENT, text)
        percent = done_percent(text)
        task_dialog.send(window, task_dialog.MARQUEE_MODE, int(percent is None))
        task_dialog.send(window, task_dialog.MARQUEE_RUN, int(percent is None), 0)
        if percent is not None:
            task_dialog.send(window, task_dialog.POSITION, percent)


def _shown(text: str, note: str) -> str:
    """An option as a button takes it, the note below."""
    return "\n".join(filter(None, (text, note)))
