"""Reading strangers' files in processes of their own: one bad file costs that file, never the program or the others."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from nianbao.commands import log, memory
from nianbao.core.errors import CannotRead, NianbaoError

Result = TypeVar("Result")
SECONDS_A_FILE = 20.0
MOST_MEMORY = 700 * 1024 * 1024
_PARENT_SECONDS = 2.0
# How much is made before rubbish is looked for; what reading a file makes is nearly all gone with the file.
_RUBBISH = (20_000, 20, 20)
_LONGEST_WAIT = 0.2


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


@dataclass(eq=False)
class _Worker:
    """A process and the jobs it was given, the one it is at first."""

    process: BaseProcess
    pipe: Connection
    given: deque[int] = field(default_factory=deque)
    since: float = field(default=0.0)


def in_worker(function: Callable[..., Result], data: bytes, name: str) -> Result:
    """`function(data, name)` made in a worker.

    Raises: CannotRead with the worker's own sentence, or when it ran out of time or memory.
    """
    with closing(run_all([Job(name, function, (data, name))], 1)) as done:
        outcome = next(done)
    if outcome.reason is not None:
        raise CannotRead(outcome.reason)
    result: Result = outcome.result
    return result


def run_all(jobs: Sequence[Job], workers: int, ahead: int = 1) -> Generator[Outcome, None, None]:
    """Every job's outcome as it comes, in no particular order; the workers end when it is closed.

    A worker is given `ahead` jobs at once, so that it need not wait for the next; more than one only where the
    arguments are short, since a pipe takes little that is not being read.
    """
    if not jobs:
        return
    context = _context()
    waiting = deque(range(len(jobs)))
    team: list[_Worker] = []
    try:
        for _ in range(max(1, min(workers, len(jobs)))):
            team.append(_start(context))
        while waiting or any(worker.given for worker in team):
            for worker in team:
                while waiting and len(worker.given) < ahead:
                    _give(worker, waiting.popleft(), jobs)
            for worker, outcome, is_alive in _ended(team, jobs):
                if not is_alive:
                    waiting.extendleft(reversed(worker.given))
                    _stop(worker)
                    team[team.index(worker)] = _start(context)
                yield outcome
    finally:
        for worker in team:
            worker.process.kill()
        for worker in team:
            _stop(worker)


def _ended(team: Sequence[_Worker], jobs: Sequence[Job]) -> Iterator[tuple[_Worker, Outcome, bool]]:
    """What has come of the jobs, and whether the worker can go on; a job that takes too long ends its worker."""
    busy = [worker for worker in team if worker.given]
    ready = wait([worker.pipe for worker in busy], timeout=_LONGEST_WAIT)
    for worker in busy:
        if worker.pipe in ready:
            yield worker, *_take(worker, jobs)
        elif time.monotonic() - worker.since > SECONDS_A_FILE:
            yield worker, _too_long(worker, jobs), False


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
    if not worker.given:
        worker.since = time.monotonic()
    worker.given.append(index)
    # One that has just died is found out when its answer is looked for.
    with suppress(OSError):
        worker.pipe.send((jobs[index].function, jobs[index].arguments))


def _take(worker: _Worker, jobs: Sequence[Job]) -> tuple[Outcome, bool]:
    index = worker.given.popleft()
    worker.since = time.monotonic()
    try:
        result, reason, is_alive = worker.pipe.recv()
    except (EOFError, OSError):
        reason = f"读不了「{jobs[index].name}」：内容有问题，读到一半停了下来。请用 Excel 或 WPS 打开后另存一份再试。"
        return Outcome(index, reason=reason), False
    return Outcome(index, result, reason), is_alive


def _too_long(worker: _Worker, jobs: Sequence[Job]) -> Outcome:
    index = worker.given.popleft()
    name = jobs[index].name
    reason = f"读不了「{name}」：超过 {SECONDS_A_FILE:.0f} 秒还没有读完。请用 Excel 或 WPS 打开后另存一份再试。"
    return Outcome(index, reason=reason)


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _serve(pipe: Connection) -> None:
    # Ctrl-C goes to the whole group; the parent alone decides, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _quiet()
    memory.limit(MOST_MEMORY)
    # What stands now stands to the end: no use in looking through it again and again.
    gc.freeze()
    gc.set_threshold(*_RUBBISH)
    parent = os.getppid()
    while True:
        try:
            # Its siblings hold the pipe open too, so that a parent that was killed is noticed only by its absence.
            while not pipe.poll(_PARENT_SECONDS):
                if os.getppid() != parent:
                    return
            function, arguments = pipe.recv()
        except EOFError:
            return
        pipe.send(_reply(function, arguments))


def _reply(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, str | None, bool]:
    """The result, or why there is none, and whether the worker is fit for more."""
    try:
        return function(*arguments), None, True
    except NianbaoError as error:
        return None, error.message, True
    except (MemoryError, RecursionError):
        reason = f"读不了「{arguments[-1]}」：内容过大或嵌套过深，不像一份年报。请另存一份再试。"
        return None, reason, False


def _quiet() -> None:
    # Should the worker break, the parent says so in a sentence; the origin goes to the log, not to the user's screen.
    target = log.path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sys.stderr = target.open("a", encoding="utf-8")
    except OSError:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it lives as long as the worker
