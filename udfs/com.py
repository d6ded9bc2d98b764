"""The resident program as Excel sees it: a class object that COM starts when it is first wanted. Windows only."""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pythoncom
import pywintypes
import win32api
import win32com.server.policy
import win32com.server.util
import win32con

from nianbao.commands import log
from nianbao.core.errors import CannotOpen
from nianbao.forms import load
from udfs import dispatch
from udfs.jobs import Idle, Jobs, watch
from udfs.registration import CLSID
from udfs.registry import Result
from udfs.server import Place, Server

if TYPE_CHECKING:
    from nianbao.adapters.excel_host import ExcelHost

# A working day: Excel may stay open that long without a click, and a new program starts in seconds.
IDLE_SECONDS = 8 * 3600.0
# What a long command gets to notice that Excel has been closed.
_FAREWELL_SECONDS = 60.0
_FIRST_NEEDED = (
    "nianbao.adapters.excel_host",
    "nianbao.adapters.live",
    "nianbao.commands.live.check",
    "workbook.ribbon",
)
_PROGRAMS = ("Excel.Application", "Ket.Application", "ET.Application")


class ServedObject:
    """The methods VBA calls; arguments and results are what COM can carry."""

    _public_methods_ = ("Ping", "RunCommand", "CallUdf", "Stop")

    def __init__(self, server: Server) -> None:
        self._server = server

    def Ping(self) -> str:  # noqa: N802  named as VBA calls it
        """Say that we are here."""
        return self._server.ping()

    def RunCommand(self, command: str, argument: str, workbook: object = None) -> Sequence[Any]:  # noqa: N802
        """Run a command on the workbook, or on the Application where none is open."""
        reply = _safely(lambda: self._server.run(str(command), str(argument or ""), workbook))
        # Whatever of Excel's is still held keeps Excel from ending when it is closed.
        gc.collect()
        return reply

    def CallUdf(self, name: str, arguments: Sequence[object] = ()) -> Sequence[Any]:  # noqa: N802
        """The value of a worksheet function."""
        return _safely(lambda: self._server.call(str(name), arguments or ()))

    def Stop(self) -> Sequence[Any]:  # noqa: N802
        """Ask the running command to stop."""
        return self._server.stop()


def _safely(ask: Callable[[], list[Result]]) -> list[Result]:
    """The reply, or what went wrong as one: Excel can do nothing with an exception."""
    reply: list[Result] = []
    failed = dispatch.answered(lambda: reply.extend(ask()))
    return reply or failed.as_list()


class ExcelOffice:
    """The Excel or WPS behind the object a click passes on."""

    def here(self, clicked: Any, is_stopped: Callable[[], bool]) -> Place:
        """The place behind it, for the thread that received it."""
        return _place(_given(clicked), is_stopped)

    def aside(self, clicked: Any, is_stopped: Callable[[], bool]) -> Callable[[], AbstractContextManager[Place]]:
        """The same for another thread: COM objects belong to one, and are sent to another in a stream."""
        given = _given(clicked)
        stream = (
            None if given is None else pythoncom.CoMarshalInterThreadInterfaceInStream(pythoncom.IID_IDispatch, given)
        )

        @contextmanager
        def entered() -> Iterator[Place]:
            pythoncom.CoInitialize()
            try:
                received = stream and pythoncom.CoGetInterfaceAndReleaseStream(stream, pythoncom.IID_IDispatch)
                yield _place(received, is_stopped)
            finally:
                gc.collect()
                pythoncom.CoUninitialize()

        return entered

    def alone(self) -> ExcelHost:
        """A host that has boxes only."""
        from nianbao.adapters.excel_host import ExcelHost

        return ExcelHost()


def _given(clicked: Any) -> Any:
    """The bare interface: of what was clicked, else of the Excel that runs; None when there is none."""
    if clicked is not None:
        return getattr(clicked, "_oleobj_", clicked)
    for program in _PROGRAMS:
        try:
            return pythoncom.GetActiveObject(pywintypes.IID(program)).QueryInterface(pythoncom.IID_IDispatch)
        except pywintypes.com_error:
            continue
    return None


def _place(given: Any, is_stopped: Callable[[], bool]) -> Place:
    from nianbao.adapters import excel_app
    from nianbao.adapters.excel_host import ExcelHost

    app, book = (None, None) if given is None else excel_app.opened(given)
    return Place(book, ExcelHost(app, is_stopped))


def open_book(name: str) -> Place:
    """The open workbook of that name or path, and its host; without a name the spreadsheet program alone.

    Raises: CannotOpen when no Excel has it open.
    """
    from nianbao.adapters import excel_app

    given = excel_app.named(name) if name else _given(None)
    if name and given is None:
        raise CannotOpen(f"没有找到打开的工作簿「{name}」。请先打开它再点按钮。")
    return _place(given, lambda: False)


class _Policy(win32com.server.policy.DefaultPolicy):  # type: ignore[misc]
    served: ServedObject

    def _CreateInstance_(self, clsid: Any, iid: Any) -> Any:  # noqa: N802  named by pywin32
        """Every client gets the same object."""
        return win32com.server.util.wrap(self.served, iid)


def serve() -> None:
    """Answer until the last client has gone, or nobody has asked for too long."""
    jobs, idle = Jobs(), Idle(IDLE_SECONDS)
    _Policy.served = ServedObject(Server(ExcelOffice(), jobs, idle))
    win32com.server.policy.DefaultPolicy = _Policy
    pythoncom.CoInitialize()
    thread = win32api.GetCurrentThreadId()
    clsid = pywintypes.IID(CLSID)
    # Suspended until everything stands, so that no client comes too early.
    flags = pythoncom.REGCLS_MULTIPLEUSE | pythoncom.REGCLS_SUSPENDED
    factory = pythoncom.MakePyFactory(clsid)
    registered = pythoncom.CoRegisterClassObject(clsid, factory, pythoncom.CLSCTX_LOCAL_SERVER, flags)
    pythoncom.EnableQuitMessage(thread)
    pythoncom.CoResumeClassObjects()

    def leave() -> None:
        win32api.PostThreadMessage(thread, win32con.WM_QUIT, 0, 0)

    threading.Thread(target=watch, args=(idle, jobs, leave), daemon=True).start()
    threading.Thread(target=_warm_up, daemon=True).start()
    pythoncom.PumpMessages()
    pythoncom.CoRevokeClassObject(registered)
    jobs.stop()
    jobs.wait(_FAREWELL_SECONDS)
    pythoncom.CoUninitialize()


def _warm_up() -> None:
    """Import what the first click needs, so that it is as quick as the second."""
    try:
        for module in _FIRST_NEEDED:
            importlib.import_module(module)
        load.catalogue()
        # What has been loaded stays, so that looking for what has not is quick.
        gc.freeze()
    except ImportError as error:
        log.write(error)
