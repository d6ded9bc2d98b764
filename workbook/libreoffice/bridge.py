"""The part of the extension that runs inside LibreOffice: standard library and uno only, whatever Python the office has.

A click goes to a resident worker, our own Python, which then steers the office through a private pipe; a cell's formula
asks the same worker and waits. The worker ends when its standard input does, and so with the office at the latest.
"""

# The method names are those of the interfaces, whose types nobody publishes.
# ruff: noqa: N802, N816
# mypy: allow-subclassing-any

from __future__ import annotations

import json
import os
import struct
import subprocess
import threading
import uuid
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.connection import ConnectionSetupException
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo
from com.sun.star.sheet import XFunctionAccess

PROTOCOL = "vnd.nianbao:"
DISPATCHER = "cn.nianbao.calc.Dispatcher"
FUNCTIONS = "cn.nianbao.calc.Functions"
_HANDLER = "com.sun.star.frame.ProtocolHandler"
_SETTINGS = Path(__file__).with_name("settings.json")
# A number that is none, with the code in it by which Calc knows #N/A.
_NOT_AVAILABLE = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000007FFF))[0]
_ABSENT = "公开年报的程序没有启动。请在终端重新运行 nianbao libreoffice install，再重新打开 LibreOffice。"


class Resident:
    """The worker: started by the first click or formula, started anew should it have ended."""

    def __init__(self) -> None:
        self._process: Any = None
        self._acceptor: Any = None
        # One question at a time: each line written is answered by one line.
        self._lock = threading.Lock()

    def run(self, context: Any, tag: str, argument: str) -> None:
        """Hand a command over; the worker shows what comes of it."""
        with self._lock:
            self._send(context, {"run": tag, "argument": argument})

    def call(self, context: Any, name: str, arguments: list[Any]) -> Any:
        """The value of a worksheet function; a sentence when the worker is not to be had."""
        try:
            with self._lock:
                self._send(context, {"call": name, "arguments": arguments})
                status, value = json.loads(self._process.stdout.readline())
        except (OSError, ValueError):
            return _ABSENT
        return _NOT_AVAILABLE if status == "na" else value

    def _send(self, context: Any, request: dict[str, Any]) -> None:
        if self._process is None or self._process.poll() is not None:
            self._start(context)
        self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
        self._process.stdin.flush()

    def _start(self, context: Any) -> None:
        settings = json.loads(_SETTINGS.read_text(encoding="utf-8"))
        name = "nianbao-" + uuid.uuid4().hex
        # The office's own Python must not look over the shoulder of ours.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        environment["PYTHONUTF8"] = "1"
        self._process = subprocess.Popen(
            [*settings["command"], "pipe,name=" + name, str(Path(uno.__file__).parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        if self._acceptor is not None:
            self._acceptor.stopAccepting()
        self._acceptor = _create(context, "com.sun.star.connection.Acceptor")
        # In a thread, so that the office's main one stays free to serve the worker.
        threading.Thread(target=_let_in, args=(context, self._acceptor, name), daemon=True).start()


def _create(context: Any, service: str) -> Any:
    return context.ServiceManager.createInstanceWithContext(service, context)


def _let_in(context: Any, acceptor: Any, name: str) -> None:
    try:
        connection = acceptor.accept("pipe,name=" + name)
    except ConnectionSetupException:
        return
    if connection is not None:
        _create(context, "com.sun.star.bridge.BridgeFactory").createBridge(name, "urp", connection, _Door(context))


class _Door(unohelper.Base, XInstanceProvider):
    """Gives the worker the office's component context."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def getInstance(self, name: str) -> Any:
        return self._context


# Of the module, because LibreOffice makes a dispatcher for every window and every toolbar.
_resident = Resident()


class _Service(unohelper.Base, XServiceInfo):
    implementation = ""
    service = ""

    def __init__(self, context: Any) -> None:
        self._context = context

    def getImplementationName(self) -> str:
        return self.implementation

    def supportsService(self, name: str) -> bool:
        return name == self.service

    def getSupportedServiceNames(self) -> tuple[str, ...]:
        return (self.service,)


class Dispatcher(_Service, XInitialization, XDispatchProvider, XDispatch):
    """Takes the clicks: `vnd.nianbao:TAG` or `vnd.nianbao:TAG/ARGUMENT`."""

    implementation, service = DISPATCHER, _HANDLER

    def initialize(self, arguments: Any) -> None:
        pass

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:
        return self if url.Complete.startswith(PROTOCOL) else None

    def queryDispatches(self, requests: Any) -> Any:
        return tuple(self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests)

    def dispatch(self, url: Any, arguments: Any) -> None:
        tag, _, argument = url.Complete[len(PROTOCOL) :].partition("/")
        try:
            _resident.run(self._context, tag, argument)
        except (OSError, ValueError):
            self._tell(_ABSENT)

    def _tell(self, text: str) -> None:
        frame = _create(self._context, "com.sun.star.frame.Desktop").getCurrentFrame()
        window = frame.ContainerWindow
        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
        window.Toolkit.createMessageBox(window, kind, 1, "公开年报", text).execute()

    def addStatusListener(self, listener: Any, url: Any) -> None:
        pass

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        pass


class Functions(_Service, XFunctionAccess):
    """Answers the Basic functions, by the interface through which Calc's own functions can be called."""

    implementation, service = FUNCTIONS, FUNCTIONS

    def callFunction(self, name: str, arguments: Any) -> Any:
        return _as_uno(_resident.call(self._context, name, _as_json(arguments)))


def _as_json(value: Any) -> Any:
    return [_as_json(each) for each in value] if isinstance(value, tuple) else value


def _as_uno(value: Any) -> Any:
    return tuple(_as_uno(each) for each in value) if isinstance(value, list) else value


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Dispatcher, DISPATCHER, (_HANDLER,))
g_ImplementationHelper.addImplementation(Functions, FUNCTIONS, (FUNCTIONS,))
