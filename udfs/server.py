"""What the resident program answers, whatever carries the calls to it: nothing is raised, every answer is a list."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from nianbao.adapters.excel_busy import Busy, Gone
from nianbao.commands.live import LIVE
from udfs import dispatch
from udfs.dispatch import ERROR, OK, Reply
from udfs.jobs import Idle, Jobs
from udfs.registry import Result

if TYPE_CHECKING:
    import xlwings as xw

    from nianbao.adapters.excel_host import ExcelHost

# The click's own call must be over before the job asks Excel for anything.
_BREATH = 0.1


class Place(NamedTuple):
    """Where a command works: the workbook clicked in, if any, and the host it may ask."""

    book: xw.Book | None
    host: ExcelHost


class Office(Protocol):
    """The spreadsheet program as the server meets it."""

    def here(self, clicked: object, is_stopped: Callable[[], bool]) -> Place:
        """The place behind the object a click passes on, for the thread that received it."""

    def aside(self, clicked: object, is_stopped: Callable[[], bool]) -> Callable[[], AbstractContextManager[Place]]:
        """The same for another thread, which enters what is given here."""

    def alone(self) -> ExcelHost:
        """A host that has boxes only."""


class Server:
    """Ping, run a command, call a function, stop."""

    def __init__(self, office: Office, jobs: Jobs, idle: Idle, pause: Callable[[float], None] = time.sleep) -> None:
        self._office = office
        self._jobs = jobs
        self._idle = idle
        self._pause = pause

    def ping(self) -> str:
        """Say that we are here."""
        self._idle.touch()
        return "pong"

    def call(self, name: str, arguments: Sequence[object]) -> list[Result]:
        """The value of a worksheet function."""
        self._idle.touch()
        return dispatch.call(name, arguments).as_list()

    def stop(self) -> list[Result]:
        """Ask the running command to stop."""
        self._idle.touch()
        return [OK, "正在停止……" if self._jobs.stop() else "没有正在运行的命令。"]

    def run(self, command: str, argument: str, clicked: object) -> list[Result]:
        """Run a command; of a long one, that it has begun."""
        self._idle.touch()
        running = self._jobs.running
        label = _label(command, argument)
        if not self._jobs.begin(label):
            return [ERROR, f"正在运行「{running or label}」，请稍候或点「停止」。"]
        live = LIVE.get(command)
        if live is not None and live.is_long:
            return self._begun(label, command, argument, clicked)
        try:
            return self._done(command, argument, clicked)
        finally:
            self._jobs.end()

    def _done(self, command: str, argument: str, clicked: object) -> list[Result]:
        hosts: list[ExcelHost] = []

        def work() -> Result:
            book, host = self._office.here(clicked, self._jobs.is_stopped)
            hosts.append(host)
            return dispatch.perform(command, book, argument, host)

        reply = dispatch.answered(work)
        if reply.log is None:
            return reply.as_list()
        # Our own box has more to offer than the caller's, and must not keep the caller waiting.
        host = hosts[0] if hosts else self._office.alone()
        threading.Thread(target=show_in_box, args=(host, reply), name="nianbao-box").start()
        return [OK, reply.message]

    def _begun(self, label: str, command: str, argument: str, clicked: object) -> list[Result]:
        begun: list[Callable[[], AbstractContextManager[Place]]] = []
        reply = dispatch.answered(lambda: begun.append(self._office.aside(clicked, self._jobs.is_stopped)))
        if not begun:
            self._jobs.end()
            return reply.as_list()
        self._jobs.aside(lambda: self._work(begun[0], command, argument))
        return [OK, f"正在运行「{label}」……"]

    def _work(self, enter: Callable[[], AbstractContextManager[Place]], command: str, argument: str) -> None:
        self._pause(_BREATH)

        def work() -> Result:
            with enter() as (book, host):
                _show(host, dispatch.run(command, book, argument, host=host))
            return None

        # What is left here went wrong before there was a host, or while the outcome was shown.
        reply = dispatch.answered(work)
        if reply.status == ERROR and reply.message != Gone().message:
            dispatch.answered(lambda: _show(self._office.alone(), reply))


def _show(host: ExcelHost, reply: Reply) -> None:
    """Success in the status bar, a refusal in a box, our own bug in a box that leads to the log."""
    if reply.status == OK:
        try:
            host.show_status(str(reply.message or ""))
        except Busy:
            host.tell(str(reply.message))
        return
    host.progress("")
    show_in_box(host, reply)


def show_in_box(host: ExcelHost, reply: Reply) -> None:
    """The outcome in a box; our own bug's box leads to the log."""
    if reply.log is None:
        host.tell(str(reply.message))
    elif host.ask(f"{reply.message}\n\n要现在打开日志看详情吗？"):
        host.show_file(reply.log)


@cache
def _labels() -> dict[tuple[str, str], str]:
    from workbook import ribbon

    return {(button.tag, button.argument): button.label for button in ribbon.buttons()}


def _label(command: str, argument: str) -> str:
    """What stands on the button."""
    labels = _labels()
    return labels.get((command, argument)) or labels.get((command, "")) or command
