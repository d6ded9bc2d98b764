"""One command at a time, a long one in a thread of its own, and the moment when nobody needs us any more."""

import threading
import time
from collections.abc import Callable


class Jobs:
    """The command that is running, if any; it can be asked to stop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = ""
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> str:
        """What is running, in words for people; empty when nothing is."""
        return self._running

    def begin(self, what: str) -> bool:
        """Take the one place there is; False when it is taken."""
        with self._lock:
            if self._running:
                return False
            self._running = what
            self._stopped.clear()
            return True

    def end(self) -> None:
        """Give the place back."""
        with self._lock:
            self._running = ""

    def aside(self, work: Callable[[], None]) -> None:
        """Do in a thread what has begun; the place is given back when it is done, however it ends."""

        def body() -> None:
            try:
                work()
            finally:
                self.end()

        self._thread = threading.Thread(target=body, name="nianbao-job")
        self._thread.start()

    def stop(self) -> bool:
        """Ask what is running to stop; False when nothing is."""
        self._stopped.set()
        return bool(self._running)

    def is_stopped(self) -> bool:
        """Whether what is running was asked to stop."""
        return self._stopped.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the thread; whether it is through."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()


class Idle:
    """How long nobody has asked for anything."""

    def __init__(self, limit: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._last = clock()

    def touch(self) -> None:
        """Somebody asked."""
        self._last = self._clock()

    @property
    def left(self) -> float:
        """Seconds until it has been too long; 0 when it has."""
        return max(0.0, self._last + self._limit - self._clock())


def watch(idle: Idle, jobs: Jobs, leave: Callable[[], None], sleep: Callable[[float], None] = time.sleep) -> None:
    """Leave once nobody has asked for too long and nothing is running; for a thread of its own."""
    while (left := idle.left) or jobs.running:
        if jobs.running:
            idle.touch()
        sleep(max(left, 1.0))
    leave()
