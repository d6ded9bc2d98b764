"""What xlwings leaves out and a command needs of Excel: protection, links, boxes, pickers. The one place that goes past xlwings."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import xlwings as xw

from nianbao.adapters import excel_busy
from nianbao.core.errors import CannotOpen, CannotWrite

TITLE = "公开年报"
PERMISSIONS = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)

# Excel's own numbers: its two dialogs, their 「确定」, the kind of answer asked for, and how long a prompt may be.
_FILE_PICKER, _FOLDER_PICKER = 3, 4
_CHOSEN = -1
_TEXT = 2
_LONGEST_PROMPT = 255
# Windows' own numbers for boxes: the button, the picture, and in front of everything else.
_OK, _YES_NO, _QUESTION, _INFORMATION, _IN_FRONT = 0x0, 0x4, 0x20, 0x40, 0x10000
_YES = 6


class ExcelHost:
    """The host helper of a live Excel or WPS; without one it still has boxes."""

    def __init__(self, app: xw.App | None = None, has_stop_request: Callable[[], bool] = lambda: False) -> None:
        """`has_stop_request` tells whether the clerk wants the running command to end."""
        self._app = app
        self._has_stop_request = has_stop_request

    @contextmanager
    def unprotected(self, sheet: xw.Sheet) -> Iterator[None]:
        """The sheet open for writing, its protection as before at the end, on error too.

        Raises: CannotWrite when a password protects it.
        """
        excel: Any = sheet.api
        if not excel.ProtectContents:
            yield
            return
        protection = excel.Protection
        allowed = {name: bool(getattr(protection, name)) for name in PERMISSIONS}
        drawings, scenarios = bool(excel.ProtectDrawingObjects), bool(excel.ProtectScenarios)
        _unprotect(sheet)
        try:
            yield
        finally:
            excel.Protect(DrawingObjects=drawings, Contents=True, Scenarios=scenarios, **allowed)

    def unlink(self, cells: xw.Range) -> None:
        """Take the hyperlinks off the cells, leaving value and format."""
        excel: Any = cells.api
        if excel.Hyperlinks.Count:
            excel.ClearHyperlinks()

    def links(self, cells: xw.Range) -> dict[tuple[int, int], str]:
        """Where the cells jump to inside the workbook, by (row, column) from 0 within the range; formulas left out."""
        excel: Any = cells.api
        top, left = cells.row, cells.column
        return {
            (link.Range.Row - top, link.Range.Column - left): link.SubAddress
            for link in excel.Hyperlinks
            if link.SubAddress
        }

    def relink(self, cell: xw.Range, target: str) -> None:
        """Let a cell jump to a place in the workbook, value and look as they are."""
        excel: Any = cell.api
        font = excel.Font
        look = {name: getattr(font, name) for name in ("Name", "Size", "Bold", "Italic", "Color", "Underline")}
        excel.Worksheet.Hyperlinks.Add(excel, "", target)
        for name, value in look.items():
            setattr(font, name, value)

    def tell(self, text: str) -> None:
        """Show a text in a box and wait until it is read."""
        message_box(text, _OK | _INFORMATION | _IN_FRONT, self._window())

    def ask(self, question: str) -> bool:
        """Show a question with 是 and 否; whether it was 是."""
        return message_box(question, _YES_NO | _QUESTION | _IN_FRONT, self._window()) == _YES

    def ask_text(self, question: str, proposed: str) -> str | None:
        """Ask for one line of text; None when the clerk closes the box."""
        prompt = question if len(question) <= _LONGEST_PROMPT else f"{question[: _LONGEST_PROMPT - 1]}…"
        # Left out: where it stands, and its help. By position, since not every host lets arguments be named.
        answer = self._excel.InputBox(prompt, TITLE, proposed, *[_left_out()] * 4, _TEXT)
        return None if answer is False else str(answer)

    def pick_file(self, title: str, patterns: Sequence[str], folder: Path | None) -> Path | None:
        """Let the clerk pick an existing file, beginning in a folder; None when the box is closed."""
        dialog = self._excel.FileDialog(_FILE_PICKER)
        dialog.AllowMultiSelect = False
        dialog.Filters.Clear()
        if patterns:
            dialog.Filters.Add("可选的文件", "; ".join(patterns))
        return _picked(dialog, title, folder)

    def pick_folder(self, title: str, folder: Path | None) -> Path | None:
        """Let the clerk pick a folder; None when the box is closed."""
        return _picked(self._excel.FileDialog(_FOLDER_PICKER), title, folder)

    def pick_target(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        """Let the clerk say where to keep a file, a name being proposed; None when the box is closed."""
        suffix = Path(proposed).suffix or ".*"
        beginning = str(folder / proposed) if folder else proposed
        answer = self._excel.GetSaveAsFilename(beginning, f"文件 (*{suffix}),*{suffix}", 1, title)
        return None if answer is False else Path(str(answer))

    def progress(self, text: str) -> None:
        """Show a text in the status bar; an empty one gives the bar back to Excel, and a busy Excel is not waited for."""
        with suppress(excel_busy.Busy), self._hurried():
            self.show_status(text)

    def show_status(self, text: str) -> None:
        """Show a text in the status bar, waiting while Excel is busy.

        Raises: excel_busy.Busy.
        """
        if self._app is not None:
            self._app.status_bar = text or False

    def is_stopped(self) -> bool:
        """Whether the clerk asked the running command to stop."""
        return self._has_stop_request()

    def copy(self, book: xw.Book, path: Path) -> bool:
        """Keep a copy of the open workbook as it is now; whether Excel did."""
        excel: Any = book.api
        # Whatever keeps Excel from it (a policy, a full disk), its cells can still be read one by one.
        with excel_busy.tolerated():
            excel.SaveCopyAs(str(path))
        return path.is_file()

    def open_book(self, path: Path) -> xw.Book:
        """Open a workbook in Excel, in front.

        Raises: CannotOpen.
        """
        if self._app is None:
            raise CannotOpen(f"没有连接到表格软件，「{path.name}」没有打开。它在 {path.parent}，请自己打开。")
        book = self._app.books.open(str(path))
        book.activate()
        return book

    def show_file(self, path: Path) -> None:
        """Open a file or a folder with the program the system has for it.

        Raises: CannotOpen.
        """
        try:
            open_with_system(path)
        except OSError as error:
            raise CannotOpen(f"打不开「{path.name}」。它在 {path.parent}，请自己打开。") from error

    @property
    def _excel(self) -> Any:
        if self._app is None:
            raise CannotOpen("没有连接到表格软件。请先打开一个工作簿，再点按钮。")
        return self._app.api

    def _window(self) -> int:
        """The window a box belongs to, so that it stands before it; 0 without one."""
        return (self._app and self._app.hwnd) or 0

    @contextmanager
    def _hurried(self) -> Iterator[None]:
        patience = None if self._app is None else self._app.api.__dict__.get("_patience")
        if patience is None:
            yield
            return
        with patience.hurried():
            yield


def _unprotect(sheet: xw.Sheet) -> None:
    excel: Any = sheet.api
    with excel_busy.tolerated():
        # An empty password: without any, Excel would ask the clerk for one.
        excel.Unprotect("")
    if excel.ProtectContents:
        raise CannotWrite(f"工作表「{sheet.name}」设了密码保护，写不进去。请先撤销工作表保护再试。")


def _picked(dialog: Any, title: str, folder: Path | None) -> Path | None:
    dialog.Title = title
    if folder is not None:
        # With the separator at its end it is a folder to begin in, without one a name to propose.
        dialog.InitialFileName = f"{folder}{os.sep}"
    return Path(str(dialog.SelectedItems(1))) if dialog.Show() == _CHOSEN else None


def _left_out() -> Any:
    """What stands for an argument that is not given."""
    if sys.platform == "win32":
        import pythoncom

        return pythoncom.ArgNotFound
    return None


def message_box(text: str, style: int, window: int) -> int:
    """Show one of Windows' own boxes and give the number of the button pressed."""
    if sys.platform == "win32":
        import ctypes

        pressed: int = ctypes.windll.user32.MessageBoxW(window, text, TITLE, style)
        return pressed
    raise CannotOpen("这里没有窗口可以显示。请在 Windows 上的表格软件里点按钮。")


def open_with_system(path: Path) -> None:
    """Open a file or a folder with the program Windows has for it."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606  a file of ours or of the clerk's choice, with the program it belongs to
    else:
        raise OSError
