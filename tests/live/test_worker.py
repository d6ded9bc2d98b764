"""The resident program behind a Calc: it answers cells at once, does what was clicked, and ends with its input."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import office
from tests.builders import book, report

office.require()
pytestmark = pytest.mark.office

from tests.live.scripted import ScriptedHost  # noqa: E402
from udfs.calc_clicks import STOP, Clicks  # noqa: E402

BROKEN = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=1"


@pytest.fixture
def worker() -> Iterator[Any]:
    """The program as the extension starts it, beside the Calc of all tests."""
    command = [sys.executable, "-m", "udfs.calc_worker", office.calc().impl.address, ""]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    if process.poll() is None:
        process.kill()
        process.wait(10)


def asked(worker: Any, name: str, *arguments: object) -> Any:
    """The answer to a cell."""
    worker.stdin.write(json.dumps({"call": name, "arguments": arguments}) + "\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())


def until(found: Callable[[], object]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + 30
    while not found():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_worker_answers_cells_and_does_what_was_clicked(
    worker: Any, tmp_path: Path, opened: Callable[[Path], Any]
) -> None:
    """A figure, a range with a blank, a refusal, an error value, a thing that is not there; then 校验; then the end."""
    shown = opened(book(tmp_path, report("2021", BROKEN)))
    assert asked(worker, "NB_TOTAL", [[1, 2.5, None]]) == ["ok", 3.5]
    assert asked(worker, "NB_TOTAL", [[1, "三"]])[0] == "error"
    assert asked(worker, "NB_TOTAL", [[1, float("nan")]])[1] != asked(worker, "NB_TOTAL", [[1]])[1]
    assert asked(worker, "NB_NONE")[0] == "error"
    worker.stdin.write(json.dumps({"run": "check", "argument": ""}) + "\n")
    worker.stdin.flush()
    first = shown.names["nb_findings"].refers_to_range
    until(lambda: first.offset(0, 2).value == "G301")
    until(lambda: shown.sheets.active.name == first.sheet.name)
    worker.stdin.close()
    assert worker.wait(10) == 0


def test_second_click_says_that_the_first_is_not_through() -> None:
    """While a command runs no other begins; 停止 asks it to end."""
    host = ScriptedHost()
    clicks = Clicks("", connect=lambda _: host)
    assert clicks.jobs.begin("check")
    clicks.take("check", "")
    until(lambda: host.told == ["上一个操作还没有完成。请稍候，或点「停止」。"])
    assert not clicks.jobs.is_stopped()
    clicks.take(STOP, "")
    until(lambda: host.said == ["正在停止……"])
    assert clicks.jobs.is_stopped()
    clicks.jobs.end()
    clicks.take(STOP, "")
    until(lambda: host.said[1:] == ["没有正在进行的操作。"])
