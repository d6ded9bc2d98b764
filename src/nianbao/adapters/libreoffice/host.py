"""What xlwings leaves out and a command needs of Calc: lifting a sheet's protection, boxes, pickers, the status bar."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import xlwings as xw
from com.sun.star.lang import IllegalArgumentException

from nianbao.core.errors import CannotOpen, CannotWrite

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.app import App

# Where a jump goes: 「'表三'.D6」 in Calc, 「'表三'!D6」 in Excel; anything else is a name, the same in both.
_CALC_JUMP = re.compile(r"(.+)\.(\$?[A-Z]{1,3}\$?[0-9]+)")
_EXCEL_JUMP = re.compile(r"(.+)!(\$?[A-Z]{1,3}\$?[0-9]+)")


class CalcHost:
    """The host helper of a live LibreOffice: of the Calc given, else of the one xlwings uses."""

    # Of the class, so that a host made for a test needs no more than its answers.
    _app: "App | None" = None
    _has_stop_request: Callable[[], bool] = staticmethod(lambda: False)

    def __init__(self, app: xw.App | None = None, has_stop_request: Callable[[], bool] | None = None) -> None:
        """`has_stop_request` tells whether the clerk wants the running command to end."""
        if app is not None:
            self._app = cast("App", app.impl)
        if has_stop_request is not None:
            self._has_stop_request = has_stop_request

    @property
    def calc(self) -> "App":
        """The Calc served.

        Raises: CannotOpen when none is connected.
        """
        from nianbao.adapters.libreoffice.engine import register

        app = self._app or next(iter(register().apps), None)
        if app is None:
            raise CannotOpen("没有连接到 LibreOffice。请先打开 LibreOffice Calc 再试。")
        return app

    def current_book(self) -> xw.Book | None:
        """The workbook in front; None when there is none."""
        book = self.calc.books.active
        return None if book is None else xw.Book(impl=book)

    def unprotected(self, sheet: xw.Sheet) -> "_Unprotected":
        """The sheet open for writing, its protection as before at the end, on error too.

        Raises: CannotWrite when a password protects it.
        """
        return _Unprotected(sheet.impl.sheet)

    def unlink(self, cells: xw.Range) -> None:
        """Nothing to do: in Calc a link is part of a cell's text and goes with it."""

    def links(self, cells: xw.Range) -> dict[tuple[int, int], str]:
        """Where the cells jump to inside the workbook, by (row, column) from 0 within the range."""
        top, left = cells.row - 1, cells.column - 1
        found = cells.impl.book.app.inside("Links", cells.impl.api)
        return {
            (row - top, column - left): _CALC_JUMP.sub(r"\1!\2", url[1:])
            for row, column, url in found
            if url.startswith("#")
        }

    def relink(self, cell: xw.Range, target: str) -> None:
        """Let a cell jump to a place in the workbook, its text and look as they are."""
        text = cell.impl.api.getCellByPosition(0, 0)
        link = cell.impl.book.document.createInstance("com.sun.star.text.TextField.URL")
        link.URL, link.Representation = "#" + _EXCEL_JUMP.sub(r"\1.\2", target), text.getString()
        text.setString("")
        text.insertTextContent(text.createTextCursor(), link, False)

    def tell(self, text: str) -> None:
        """Show a text in a box and wait until it is read."""
        from nianbao.adapters.libreoffice import dialogs

        dialogs.tell(self.calc, text)

    def ask(self, question: str) -> bool:
        """Show a question with 是 and 否; whether it was 是. Without a screen the answer is no."""
        from nianbao.adapters.libreoffice import dialogs

        return dialogs.ask(self.calc, question)

    def ask_text(self, question: str, proposed: str) -> str | None:
        """Ask for one line of text; None when the clerk closes the box."""
        from nianbao.adapters.libreoffice import dialogs

        return dialogs.ask_text(self.calc, question, proposed)

    def pick_file(self, title: str, patterns: Sequence[str], folder: Path | None) -> Path | None:
        """Let the clerk pick an existing file, beginning in a folder; None when the box is closed."""
        from nianbao.adapters.libreoffice import dialogs

        return dialogs.pick_file(self.calc, title, patterns, folder)

    def pick_folder(self, title: str, folder: Path | None) -> Path | None:
        """Let the clerk pick a folder; None when the box is closed."""
        from nianbao.adapters.libreoffice import dialogs

        return dialogs.pick_folder(self.calc, title, folder)

    def pick_target(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        """Let the clerk say where to keep a file, a name being proposed; None when the box is closed."""
        from nianbao.adapters.libreoffice import dialogs

        return dialogs.pick_target(self.calc, title, proposed, folder)

    def progress(self, text: str) -> None:
        """Show a text in the status bar; an empty one gives the bar back to Calc."""
        self.calc.status_bar = text

    def is_stopped(self) -> bool:
        """Whether the clerk asked the running command to stop."""
        return self._has_stop_request()

    def copy(self, book: xw.Book, path: Path) -> bool:
        """Not done: Calc takes longer to write a workbook than we take to read its cells."""
        return False

    def open_book(self, path: Path) -> xw.Book:
        """Open a workbook in Calc, in front; one that is open already is brought there.

        Raises: CannotOpen.
        """
        books = self.calc.books
        wanted = path.resolve()
        book = next((each for each in books if Path(each.fullname) == wanted), None) or books.open(str(wanted))
        book.activate()
        return xw.Book(impl=book)

    def show_file(self, path: Path) -> None:
        """Open a file or a folder with the program the system has for it.

        Raises: CannotOpen.
        """
        from nianbao.adapters.libreoffice import dialogs

        dialogs.show_file(self.calc, path)


class _Unprotected:
    """A class because contextlib sets the traceback of what passes through, which a UNO exception refuses."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._was_protected = False

    def __enter__(self) -> None:
        self._was_protected = bool(self._sheet.isProtected())
        if not self._was_protected:
            return
        # A wrong password is refused with an exception by one version, in silence by another.
        with suppress(IllegalArgumentException):
            self._sheet.unprotect("")
        if self._sheet.isProtected():
            raise CannotWrite(f"写不进工作表「{self._sheet.Name}」：它有保护密码。请先撤销工作表保护，再点按钮。")

    def __exit__(self, *error: object) -> None:
        if self._was_protected:
            self._sheet.protect("")
