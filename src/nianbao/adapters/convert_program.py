"""LibreOffice at work on conversions: one office kept open through its Python bridge, or one start a file without it."""

import importlib.util
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from nianbao.adapters.libreoffice import program
from nianbao.core.errors import CannotOpen

SECONDS_A_FILE = 20.0
SECONDS_TO_START = 90.0
MOST_MEMORY = 1500 * 1024 * 1024
_SECONDS_TO_END = 15.0
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


class TooLong(Exception):
    """A conversion ran out of its time."""


class Bridge:
    """One office for many files, behind a process of ours; both are given up together when a file takes too long."""

    def __init__(self, folder: Path) -> None:
        self._profile = _guarded_profile(folder)
        self._office: int | None = None
        # Not forked: whoever started us may hold threads.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, self._profile), daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._wait_for("ready", SECONDS_TO_START)
        except (TooLong, EOFError) as error:
            self._give_up()
            raise CannotOpen("启动不了 LibreOffice。请重新安装 LibreOffice 后再试。") from error

    @property
    def is_alive(self) -> bool:
        """Whether another file may be handed over."""
        return self._process.is_alive()

    def convert(self, source: Path, target: Path, filter_name: str) -> None:
        """Store the source as the target; there is none where the office could make nothing of it.

        Raises: TooLong.
        """
        self._pipe.send((source, target, filter_name))
        try:
            self._wait_for("done", SECONDS_A_FILE)
        except TooLong:
            self._give_up()
            raise
        except EOFError:
            # The office broke over this file and took the bridge with it; the next file gets a new one.
            self._give_up()

    def stop(self) -> None:
        """End the office by asking; whatever is left of it by its process id."""
        self._pipe.close()
        self._process.join(_SECONDS_TO_END)
        self._give_up()

    def _wait_for(self, wanted: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self._pipe.poll(max(end - time.monotonic(), 0)):
            message, detail = self._pipe.recv()
            if message == "started":
                self._office = detail
            elif message == "gone":
                raise CannotOpen(detail)
            elif message == wanted:
                return
        raise TooLong

    def _give_up(self) -> None:
        was_asked = not self._process.is_alive() and self._process.exitcode == 0
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        if self._office is not None and not was_asked:
            end_process(self._office)
        self._office = None
        shutil.rmtree(self._profile, ignore_errors=True)


class Command:
    """One start of the office a file: the way where its Python bridge is not installed, as on Windows."""

    is_alive = True

    def __init__(self, folder: Path, office: Path) -> None:
        self._profile = _guarded_profile(folder)
        self._office = office

    def convert(self, source: Path, target: Path, filter_name: str) -> None:
        """Store the source as the target; there is none where the office could make nothing of it.

        Raises: TooLong.
        """
        words = [str(self._office), "--headless", "--norestore", "--nologo", "--nolockcheck"]
        words += [f"-env:UserInstallation={self._profile.resolve().as_uri()}"]
        made = f"{target.suffix[1:]}:{filter_name}"
        if target.suffix == ".pdf":
            options = {
                name: {"type": "boolean", "value": str(value).lower()} for name, value in program.PDF_OPTIONS.items()
            }
            made = f"{made}:{json.dumps(options)}"
        words += ["--convert-to", made, "--outdir", str(target.parent), str(source)]
        environment = program.environment(headless=True)
        for _ in range(program.ATTEMPTS):
            process = subprocess.Popen(
                words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, env=environment
            )
            try:
                process.wait(SECONDS_A_FILE)
            except subprocess.TimeoutExpired as error:
                end_process(process.pid)
                process.wait()
                raise TooLong from error
            if process.returncode not in program.RESTART:
                return

    def stop(self) -> None:
        """Nothing runs between two files."""
        shutil.rmtree(self._profile, ignore_errors=True)


def start(folder: Path) -> Bridge | Command:
    """The office of this machine, ready to convert; it keeps its things in the folder.

    Raises: CannotOpen when there is none, or it does not start.
    """
    office = program.find_office()
    if office is None or not office.is_file():
        raise CannotOpen("没有找到 LibreOffice。请先安装 LibreOffice 再试。")
    return Command(folder, office) if importlib.util.find_spec("uno") is None else Bridge(folder)


def end_process(pid: int) -> None:
    """End one process at once, on Windows with those it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], capture_output=True, check=False)
        return
    try:
        os.kill(pid, _KILL)
    except ProcessLookupError:
        return


def _guarded_profile(folder: Path) -> Path:
    profile = folder / f"office-{time.monotonic_ns()}"
    program.guard(profile)
    return profile


def _serve(pipe: Connection, profile: Path) -> None:
    # Told to end, it still ends the office first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _limit_memory()
    from nianbao.adapters.libreoffice import conversion

    conversion.serve(pipe, profile)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
