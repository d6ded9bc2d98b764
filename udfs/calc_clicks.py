"""Clicks on Calc's toolbar, one command at a time, and what the clerk is shown of it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from udfs.dispatch import OK, Reply, answered, run
from udfs.jobs import Jobs
from udfs.registry import Result

if TYPE_CHECKING:
    from nianbao.adapters.libreoffice.host import CalcHost

STOP = "stop"
_SHOWN_SECONDS = 12.0


class Clicks:
    """The commands clicked in the office behind an address, each done in a thread of its own."""

    def __init__(self, address: str, connect: "Callable[[str], CalcHost] | None" = None) -> None:
        self.jobs = Jobs()
        self._clearing: threading.Timer | None = None
        # Connected at once: the first click should not wait for it longer than it must.
        self._connected: Future[CalcHost] = ThreadPoolExecutor(1).submit(connect or self._connect, address)

    def _connect(self, address: str) -> "CalcHost":
        from nianbao.adapters.libreoffice import engine
        from nianbao.adapters.libreoffice.host import CalcHost

        return CalcHost(engine.attach(address), self.jobs.is_stopped)

    def take(self, tag: str, argument: str) -> None:
        """Do a command, or say that another one is not through yet; `stop` asks that one to end."""
        if tag == STOP:
            text = "正在停止……" if self.jobs.stop() else "没有正在进行的操作。"
            _aside(lambda: self._show_status(text))
        elif self.jobs.begin(tag):
            self.jobs.aside(lambda: self._do(tag, argument))
        else:
            _aside(lambda: self._host.tell("上一个操作还没有完成。请稍候，或点「停止」。"))

    @property
    def _host(self) -> "CalcHost":
        return self._connected.result()

    def _do(self, tag: str, argument: str) -> None:
        def work() -> Result:
            host = self._host
            host.progress("正在处理……")
            self._show(run(tag, host.current_book(), argument, host=host))
            return None

        # The office may be closed at any moment; that goes to the log, for there is nobody left to tell.
        answered(work)

    def _show(self, reply: Reply) -> None:
        """Success in the status bar, a refusal in a box, our own bug in a box that leads to the log."""
        if reply.status == OK:
            self._show_status(str(reply.message))
            return
        self._host.progress("")
        if reply.log is None:
            self._host.tell(str(reply.message))
        elif self._host.ask(f"{reply.message}\n\n要现在打开日志看详情吗？"):
            self._host.show_file(reply.log)

    def _show_status(self, text: str) -> None:
        """Show a text for a while: it lies over Calc's own status bar, which the clerk needs again."""
        if self._clearing is not None:
            self._clearing.cancel()
        self._host.progress(text)
        self._clearing = threading.Timer(_SHOWN_SECONDS, self._clear)
        self._clearing.daemon = True
        self._clearing.start()

    def _clear(self) -> None:
        if not self.jobs.running:
            self._host.progress("")


def _aside(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()
