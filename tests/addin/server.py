"""What the COM server is to Excel, as an object LibreOffice can call: the production dispatcher answers."""

from typing import Any

import unohelper
from com.sun.star.script import XInvocation
from com.sun.star.uno import RuntimeException

from nianbao.adapters.live import Host
from udfs import dispatch

Invoked = tuple[object, tuple[()], tuple[()]]


class Listener(unohelper.Base, XInvocation):  # type: ignore[misc]
    """An object whose methods VBA may call; notes each call."""

    METHODS: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def getIntrospection(self) -> None:  # noqa: N802  the names are UNO's
        return None

    def hasMethod(self, name: str) -> bool:  # noqa: N802
        return name in self.METHODS

    def hasProperty(self, name: str) -> bool:  # noqa: N802
        return False

    def getValue(self, name: str) -> None:  # noqa: N802
        return None

    def setValue(self, name: str, value: object) -> None:  # noqa: N802
        return None

    def invoke(self, name: str, arguments: tuple[Any, ...], *_: object) -> Invoked:
        self.calls.append((name, arguments))
        return self.answer(name, arguments), (), ()

    def answer(self, name: str, arguments: tuple[Any, ...]) -> object:
        return None

    def times(self, name: str) -> int:
        """How often a method was called."""
        return [called for called, _ in self.calls].count(name)


class Ribbon(Listener):
    """The ribbon as Excel hands it to onLoad."""

    METHODS = ("Invalidate",)


class Server(Listener):
    """The server's methods; `host` answers what a command asks, `is_gone`: its process has ended, `ends_on`: when it will."""

    METHODS = ("Ping", "RunCommand", "CallUdf", "Stop")

    def __init__(self, host: Host | None = None) -> None:
        super().__init__()
        self.host = host
        self.is_gone = False
        self.ends_on = ""
        self.replies: list[dispatch.Reply] = []

    def answer(self, name: str, arguments: tuple[Any, ...]) -> object:
        self.is_gone |= name == self.ends_on
        if self.is_gone:
            raise RuntimeException("gone", self)
        if name == "Ping":
            return "pong"
        if name == "Stop":
            return None
        if name == "RunCommand":
            command, argument, workbook = arguments
            reply = dispatch.run(command, workbook, argument, host=self.host)
        else:
            reply = dispatch.call(arguments[0], arguments[1])
        self.replies.append(reply)
        return tuple(reply.as_list())
