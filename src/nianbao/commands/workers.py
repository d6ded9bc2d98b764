"""Reading strangers' files in processes of their own: one bad file costs that file, never the program or the others."""

import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from nianbao.commands import log
from nianbao.core.errors import CannotRead, NianbaoError

Result = TypeVar("Result")
SECONDS_A_FILE = 20.0
_PARENT_SECONDS = 2.0
MOST_MEMORY = 700 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """One call to make in a worker; `name` is what people know the file by."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to: its result, or the sentence that says why there is none."""

    index: int
    result: Any = None
    reason: str | None = None


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    index: int | None = None
    since: float = field(default=0.0)


def in_worker(function: Callable[..., Result], data: bytes, name: str) -> Result:
    """`function(data, name)` made in a worker.

    Raises: CannotRead with the worker's own sentence, or when it ran out of time or memory.
    """
    outcome = next(iter(run_all([Job(name, function, (data, name))], 1)))
    if outcome.reason is not None:
        raise CannotRead(outcome.reason)
    result: Result = outcome.result
    return result


def run_all(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    """Every job's outcome as it comes, in no particular order."""
    context = _context()
    waiting = deque(range(len(jobs)))
    team = [_start(context) for _ in range(max(1, min(workers, len(jobs))))]
    try:
        while waiting or any(worker.index is not None for worker in team):
            for worker in team:
                if worker.index is None and waiting:
                    _give(worker, waiting.popleft(), jobs)
            ready = wait([worker.pipe for worker in team if worker.index is not None], timeout=0.2)
            for place, worker in enumerate(team):
                if worker.pipe in ready:
                    outcome, is_alive = _take(worker, jobs)
                elif worker.index is not None and time.monotonic() - worker.since > SECONDS_A_FILE:
                    outcome, is_alive = _too_long(worker, jobs), False
                else:
                    continue
                worker.index = None
                if not is_alive:
                    _stop(worker)
                    team[place] = _start(context)
                yield outcome
    finally:
        for worker in team:
            _stop(worker)


def _context() -> BaseContext:
    # Forking is quick, but not safe beside threads, and not there on Windows.
    is_plain = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if is_plain else "spawn")


def _start(context: BaseContext) -> _Worker:
    ours, theirs = multiprocessing.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, index: int, jobs: Sequence[Job]) -> None:
    worker.index, worker.since = index, time.monotonic()
    worker.pipe.send((jobs[index].function, jobs[index].arguments))


def _take(worker: _Worker, jobs: Sequence[Job]) -> tuple[Outcome, bool]:
    assert worker.index is not None
    try:
        result, reason = worker.pipe.recv()
    except (EOFError, OSError):
        name = jobs[worker.index].name
        reason = f"读不了「{name}」：内容有问题，读到一半停了下来。请用 Excel 或 WPS 打开后另存一份再试。"
        return Outcome(worker.index, reason=reason), False
    return Outcome(worker.index, result, reason), True


def _too_long(worker: _Worker, jobs: Sequence[Job]) -> Outcome:
    assert worker.index is not None
    name = jobs[worker.index].name
    reason = f"读不了「{name}」：超过 {SECONDS_A_FILE:.0f} 秒还没有读完。请用 Excel 或 WPS 打开后另存一份再试。"
    return Outcome(worker.index, reason=reason)


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _serve(pipe: Connection) -> None:
    _quiet()
    _limit_memory()
    parent = os.getppid()
    while True:
        try:
            # Its siblings hold the pipe open too, so that a parent that was killed is noticed only by its absence.
            while not pipe.poll(_PARENT_SECONDS):
                if os.getppid() != parent:
                    return
            function, arguments = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        reply: tuple[Any, str | None]
        try:
            reply = function(*arguments), None
        except NianbaoError as error:
            reply = None, error.message
        except (MemoryError, RecursionError):
            reply = None, f"读不了「{arguments[-1]}」：内容过大或嵌套过深，不像一份年报。请另存一份再试。"
        pipe.send(reply)


def _quiet() -> None:
    # Should the worker break, the parent says so in a sentence; the origin goes to the log, not to the user's screen.
    target = log.path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sys.stderr = target.open("a", encoding="utf-8")
    except OSError:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it lives as long as the worker


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
