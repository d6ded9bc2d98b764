"""Excel or WPS as xlwings knows it, made of the COM objects a click passes on. Windows only."""

import atexit
from collections.abc import Iterator
from typing import Any

import win32com.client
import xlwings as xw
from pywintypes import com_error
from xlwings import _xlwindows

from nianbao.adapters.excel_busy import Patience, Patient

# Without type information.
_windows: Any = _xlwindows


def tame() -> None:
    """Take three habits from xlwings, none of which it lets one turn off.

    It asks a busy Excel for ever. At exit it kills every Excel it does not see, and it sees none that shows only its start
    page or a protected view. Bringing a workbook in front ends in an error unless the foremost Excel it sees is that one,
    and it sees no WPS at all.
    """
    _windows.N_COM_ATTEMPTS = 1
    atexit.unregister(_windows.cleanup)
    xw.App.activate = _activate  # type: ignore[method-assign]


def _activate(self: xw.App, steal_focus: bool = False) -> None:
    self.impl.activate(steal_focus)


def opened(given: Any) -> tuple[xw.App, xw.Book | None]:
    """The application and the workbook behind an object that is one of the two; a busy Excel is waited for.

    Raises: Busy, Gone.
    """
    tame()
    found = Patient(win32com.client.Dispatch(given), Patience())
    app = xw.App(impl=_windows.App(xl=found.Application))
    # An application has Worksheets too, those of the workbook in front.
    is_book = _has(found, "Worksheets") and _has(found, "FullName")
    return app, xw.Book(impl=_windows.Book(found)) if is_book else None


def _has(found: Patient, name: str) -> bool:
    try:
        getattr(found, name)
    except (AttributeError, com_error):
        return False
    return True


def named(name: str) -> Any:
    """The COM object of the open workbook of that name or path, in whichever Excel; None when there is none."""
    tame()
    return next((book.impl.xl._oleobj_ for book in _books() if name.lower() in _names(book)), None)


def _books() -> Iterator[xw.Book]:
    for app in xw.apps:
        yield from app.books


def _names(book: xw.Book) -> tuple[str, str]:
    return book.name.lower(), book.fullname.lower()
