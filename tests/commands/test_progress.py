"""Progress: counts and remaining time, one line on a terminal, a line in a while elsewhere."""

import io

import pytest

from nianbao.commands import progress
from nianbao.commands.progress import Counter, Progress, duration


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(progress.time, "monotonic", lambda: self.now)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock the progress looks at."""
    return Clock(monkeypatch)


def test_remaining_time_follows_the_pace(clock: Clock) -> None:
    """A hundred in a second leave nine seconds for nine hundred; what was kept before took no time."""
    counter = Counter("读取", 1000)
    assert counter.at(0) == "读取 0/1000"
    clock.now += 1
    assert counter.at(100) == "读取 100/1000，约剩 9 秒"
    assert counter.at(900, 800) == "读取 900/1000，约剩 1 秒"
    assert counter.at(500, 500) == "读取 500/1000"
    assert counter.at(1000) == "读取 1000/1000"


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.2, "1 秒"), (59.5, "60 秒"), (61, "2 分钟"), (3600, "60 分钟"), (3601, "2 小时")]
)
def test_duration_is_told_in_one_unit(seconds: float, told: str) -> None:
    """Seconds, minutes or hours, rounded up."""
    assert duration(seconds) == told


def test_lines_elsewhere_are_sparse(clock: Clock) -> None:
    """Written to a file, a minute of a thousand steps leaves a dozen lines and the last one."""
    stream = io.StringIO()
    with Progress(stream) as say:
        for step in range(1, 1001):
            clock.now += 0.06
            say(f"读取 {step}/1000")
    lines = stream.getvalue().splitlines()
    assert 8 <= len(lines) <= 14
    assert lines[-1] == "读取 1000/1000"
    assert "\r" not in stream.getvalue()


def test_terminal_line_is_rewritten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, painted over by the next, cut where the terminal ends, left standing at the end."""
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    with Progress(stream) as say:
        for line in ("读取 1/3，约剩 8 秒", "读取 3/3", "读取一份名字很长很长很长的文件"):
            clock.now += 1
            say(line)
    assert stream.getvalue() == "\r读取 1/3，约剩 8 秒\r读取 3/3           \r读取一份名字很长很\n"


def test_nothing_said_shows_nothing(clock: Clock) -> None:
    """A run without steps leaves no empty line."""
    stream = Terminal()
    with Progress(stream):
        clock.now += 10
    assert stream.getvalue() == ""
