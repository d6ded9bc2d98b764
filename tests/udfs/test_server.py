"""The resident program without Windows: replies, one command at a time, long ones aside, stopping, leaving."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from nianbao.adapters.excel_busy import Busy, Gone
from nianbao.commands import live
from nianbao.commands.live import LiveCommand
from nianbao.core.errors import CannotRead
from udfs.jobs import Idle, Jobs, watch
from udfs.server import Place, Server

PATIENCE = 10.0


class Shown:
    """A host that keeps what it was to show."""

    def __init__(self, is_stopped: Callable[[], bool] = lambda: False) -> None:
        self.is_stopped = is_stopped
        self.status: list[str] = []
        self.boxes: list[str] = []
        self.questions: list[str] = []
        self.files: list[Path] = []
        self.is_busy = False

    def show_status(self, text: str) -> None:
        if self.is_busy:
            raise Busy
        self.status.append(text)

    progress = show_status

    def tell(self, text: str) -> None:
        self.boxes.append(text)

    def ask(self, question: str) -> bool:
        self.questions.append(question)
        return True

    def show_file(self, path: Path) -> None:
        self.files.append(path)


class Desk:
    """An office with one Excel, which is perhaps not there any more."""

    def __init__(self) -> None:
        self.host = Shown()
        self.threads: list[str] = []
        self.refusal: Exception | None = None

    def here(self, clicked: Any, is_stopped: Callable[[], bool]) -> Place:
        if self.refusal is not None:
            raise self.refusal
        self.host.is_stopped = is_stopped
        self.threads.append(threading.current_thread().name)
        return Place(clicked, self.host)  # type: ignore[arg-type]

    def aside(self, clicked: Any, is_stopped: Callable[[], bool]) -> Callable[[], AbstractContextManager[Place]]:
        @contextmanager
        def entered() -> Iterator[Place]:
            yield self.here(clicked, is_stopped)

        return entered

    def alone(self) -> Shown:
        return self.host


class Resident:
    """The server with its office, and a command whose course a test decides."""

    def __init__(self) -> None:
        self.desk, self.jobs = Desk(), Jobs()
        self.server = Server(self.desk, self.jobs, Idle(60), pause=lambda _: None)  # type: ignore[arg-type]
        self.go_on = threading.Event()
        self.work: Callable[[Any], str] = lambda desk: "好了。"

    def through(self) -> Shown:
        """Let what runs end, and give what was shown."""
        self.go_on.set()
        assert self.jobs.wait(PATIENCE)
        for thread in threading.enumerate():
            if thread.name == "nianbao-box":
                thread.join(PATIENCE)
        return self.desk.host


@pytest.fixture
def resident(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Resident:
    """A server that knows two commands, `quick` and `slow`, both doing what the test says."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    made = Resident()
    monkeypatch.setattr(LiveCommand, "__call__", lambda self, desk: made.work(desk))
    for tag, is_long in (("quick", False), ("slow", True)):
        monkeypatch.setitem(live.LIVE, tag, LiveCommand(tag, "", "", live.NOTHING, is_long))
    return made


def refusing(error: Exception) -> Callable[[Any], str]:
    """A command that comes to this."""

    def work(desk: Any) -> str:
        raise error

    return work


def test_ping_and_functions_answer(resident: Resident) -> None:
    """What the bridge asks first, and what a cell gets: lists, for COM takes a tuple for several results."""
    assert resident.server.ping() == "pong"
    assert resident.server.call("NB_TOTAL", ([[1.0, None]],)) == ["ok", 1]
    reply = resident.server.call("NB_NONE", ())
    assert (type(reply), reply[0]) == (list, "error")


def test_a_quick_command_answers_with_its_line(resident: Resident) -> None:
    """In the thread that was asked, on the workbook clicked in."""
    clicked = object()
    resident.work = lambda desk: f"{desk.book is clicked}{desk.argument}"
    assert resident.server.run("quick", "1", clicked) == ["ok", "True1"]
    assert resident.desk.threads == [threading.current_thread().name]


def test_a_refusal_is_the_answer(resident: Resident) -> None:
    """One sentence, from the command, from a busy Excel or for a command nobody knows; then the next click works."""
    resident.work = refusing(CannotRead("读不了。"))
    assert resident.server.run("quick", "", None) == ["error", "读不了。"]
    resident.desk.refusal = Busy()
    assert resident.server.run("quick", "", None) == ["error", "请先结束单元格编辑或关闭对话框，再点一次。"]
    resident.desk.refusal, resident.work = None, lambda desk: "好了。"
    assert resident.server.run("nothing", "", None)[0] == "error"
    assert resident.server.run("quick", "", None) == ["ok", "好了。"]


def test_a_long_command_answers_at_once_and_works_aside(resident: Resident) -> None:
    """The click is over before the work is; its outcome comes in the status bar."""

    def work(desk: Any) -> str:
        assert resident.go_on.wait(PATIENCE)
        return "做完了。"

    resident.work = work
    assert resident.server.run("slow", "", object()) == ["ok", "正在运行「slow」……"]
    assert resident.desk.host.status == []
    assert resident.server.ping() == "pong"
    assert resident.server.call("NB_TOTAL", ([[2.0]],)) == ["ok", 2]
    assert resident.through().status == ["做完了。"]
    assert resident.desk.threads != [threading.current_thread().name]


def test_a_second_click_is_told_to_wait(resident: Resident) -> None:
    """Long or short; named is what runs, as it stands on the button."""

    def work(desk: Any) -> str:
        assert resident.go_on.wait(PATIENCE)
        return ""

    resident.work = work
    resident.server.run("slow", "", None)
    for second in ("slow", "quick", "check"):
        assert resident.server.run(second, "", None) == ["error", "正在运行「slow」，请稍候或点「停止」。"]
    resident.through()
    resident.work = lambda desk: "好了。"
    assert resident.server.run("quick", "", None) == ["ok", "好了。"]


def test_the_button_is_named_as_it_reads(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by its tag."""
    reply = resident.server.run("consolidate", "", None)
    assert reply == ["ok", "正在运行「汇总」……"]
    resident.through()


def test_stop_ends_a_long_command(resident: Resident) -> None:
    """It notices at its next progress, and nothing more is said than that it was stopped; the next one runs again."""
    begun = threading.Event()

    def work(desk: Any) -> str:
        begun.set()
        assert resident.go_on.wait(PATIENCE)
        desk.progress("第二步")
        return "做完了。"

    resident.work = work
    assert resident.server.stop() == ["ok", "没有正在运行的命令。"]
    resident.server.run("slow", "", None)
    assert begun.wait(PATIENCE)
    assert resident.server.stop() == ["ok", "正在停止……"]
    shown = resident.through()
    assert (shown.status, shown.boxes) == (["已取消，没有改动。"], [])
    resident.work = lambda desk: "又一次。"
    resident.server.run("slow", "", None)
    assert resident.through().status[-1] == "又一次。"


def test_a_long_refusal_comes_in_a_box(resident: Resident) -> None:
    """Nobody else can show it any more; the status bar is given back."""
    resident.work = refusing(CannotRead("读不了。"))
    resident.server.run("slow", "", None)
    shown = resident.through()
    assert (shown.boxes, shown.status) == (["读不了。"], [""])


def test_an_outcome_a_busy_excel_cannot_show_comes_in_a_box(resident: Resident) -> None:
    """The work is done; the clerk is editing a cell."""
    resident.desk.host.is_busy = True
    resident.server.run("slow", "", None)
    assert resident.through().boxes == ["好了。"]


@pytest.mark.parametrize("command", ["quick", "slow"])
def test_our_own_bug_leads_to_the_log(resident: Resident, command: str) -> None:
    """One sentence, a question, the log; never its words, which may quote the report."""
    resident.work = refusing(ValueError("张三的申请"))
    assert resident.server.run(command, "", None)[0] == "ok"
    shown = resident.through()
    assert len(shown.questions) == 1
    assert "程序出错，已记入日志" in shown.questions[0]
    assert shown.questions[0].endswith("要现在打开日志看详情吗？")
    written = shown.files[0].read_text(encoding="utf-8")
    assert "ValueError" in written
    assert "张三" not in written


def test_excel_closed_meanwhile_is_nobodys_business(resident: Resident) -> None:
    """There is nobody to tell; before there is a host, a refusal still gets its box."""
    resident.desk.refusal = Gone()
    resident.server.run("slow", "", None)
    assert resident.through().boxes == []
    resident.desk.refusal = Busy()
    resident.server.run("slow", "", None)
    assert resident.through().boxes == ["请先结束单元格编辑或关闭对话框，再点一次。"]


def test_the_program_leaves_when_nobody_asks(resident: Resident) -> None:
    """Not while something runs, and not before its time."""
    now = [0.0]
    idle, jobs = Idle(100, clock=lambda: now[0]), Jobs()
    left: list[float] = []
    naps = 0

    def sleep(seconds: float) -> None:
        nonlocal naps
        naps += 1
        now[0] += seconds
        if naps == 1:
            jobs.begin("汇总")
        elif naps == 3:
            jobs.end()
            idle.touch()

    watch(idle, jobs, lambda: left.append(now[0]), sleep)
    assert left == [300]
