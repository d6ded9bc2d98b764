"""Many files at once through the programs that print and convert: one LibreOffice, one browser for all of them."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Sources by name → what each becomes, under the same name; what a program makes nothing of is absent.
Batch = Callable[[dict[str, bytes]], dict[str, bytes]]

_FILES_A_RUN = 40
_SECONDS_A_RUN = 300
_BROWSERS = ("chromium", "google-chrome", "chromium-browser")
_OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe"]

# Puts the two pipes where the browser looks for them, wherever they were opened.
_STARTER = """
import fcntl, os, sys
high = [fcntl.fcntl(int(pipe), fcntl.F_DUPFD, 10) for pipe in sys.argv[1:3]]
for at, pipe in zip((3, 4), high):
    os.dup2(pipe, at)
os.execv(sys.argv[3], sys.argv[3:])
"""


def office() -> str | None:
    """The LibreOffice of this machine."""
    return shutil.which("soffice")


def browser() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def by_office(source: str, target: str, filter_name: str = "") -> Batch:
    """Converts files of one suffix into another with LibreOffice."""

    def batch(files: dict[str, bytes]) -> dict[str, bytes]:
        names = sorted(files)
        made: dict[str, bytes] = {}
        for start in range(0, len(names), _FILES_A_RUN):
            made |= _office_run({name: files[name] for name in names[start : start + _FILES_A_RUN]})
        return made

    def _office_run(files: dict[str, bytes]) -> dict[str, bytes]:
        program = office()
        assert program is not None
        with tempfile.TemporaryDirectory(prefix="nianbao-test-") as folder:
            inside, outside = Path(folder, "in"), Path(folder, "out")
            inside.mkdir()
            for name, data in files.items():
                inside.joinpath(name).with_suffix(source).write_bytes(data)
            words = [program, "--headless", "--norestore", f"-env:UserInstallation={Path(folder, 'lo').as_uri()}"]
            words += ["--convert-to", f"{target[1:]}{filter_name and ':' + filter_name}", "--outdir", str(outside)]
            words += [str(path) for path in sorted(inside.iterdir())]
            subprocess.run(words, check=True, timeout=_SECONDS_A_RUN, capture_output=True)
            paths = {name: outside.joinpath(name).with_suffix(target) for name in files}
            return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}

    return batch


def by_browser(files: dict[str, bytes]) -> dict[str, bytes]:
    """Prints web pages with a browser, page numbers and the date on the paper's edges in every other one."""
    with (
        tempfile.TemporaryDirectory(prefix="nianbao-test-", ignore_cleanup_errors=True) as folder,
        _pipe(folder) as ask,
    ):
        target = ask("Target.createTarget", {"url": "about:blank"}, "")["targetId"]
        session = ask("Target.attachToTarget", {"targetId": target, "flatten": True}, "")["sessionId"]
        return {name: _print(ask, session, Path(folder, f"{name}.html"), data) for name, data in files.items()}


Ask = Callable[[str, dict[str, Any], str], dict[str, Any]]


def _print(ask: Ask, session: str, path: Path, data: bytes) -> bytes:
    path.write_bytes(data)
    ask("Page.navigate", {"url": path.as_uri()}, session)
    ready = {"expression": "new Promise(r=>document.readyState=='complete'?r():addEventListener('load',()=>r()))"}
    ask("Runtime.evaluate", {**ready, "awaitPromise": True}, session)
    options = {"preferCSSPageSize": True, "displayHeaderFooter": len(data) % 2 == 0}
    return base64.b64decode(ask("Page.printToPDF", options, session)["data"])


@contextmanager
def _pipe(folder: str) -> Iterator[Ask]:
    """A running browser that answers what it is asked, through its pipes 3 and 4."""
    program = browser()
    assert program is not None
    to_browser, from_us = os.pipe()
    from_browser, to_us = os.pipe()
    words = [program, *_OPTIONS, f"--user-data-dir={folder}/profile"]
    command = [sys.executable, "-c", _STARTER, str(to_browser), str(to_us), *words]
    process = subprocess.Popen(
        command, pass_fds=[to_browser, to_us], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(to_browser)
    os.close(to_us)
    answers = os.fdopen(from_browser, "rb", buffering=0)
    waiting = bytearray()
    number = 0

    def ask(method: str, params: dict[str, Any], session: str) -> dict[str, Any]:
        nonlocal number
        number += 1
        question = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(from_us, json.dumps(question).encode() + b"\0")
        while True:
            answer = json.loads(_message(answers, waiting))
            if answer.get("id") == number:
                return dict(answer["result"])

    try:
        yield ask
    finally:
        process.kill()
        process.wait()
        os.close(from_us)
        answers.close()


def _message(answers: Any, waiting: bytearray) -> bytes:
    while (end := waiting.find(b"\0")) < 0:
        part = answers.read(1 << 16)
        if not part:
            raise EOFError
        waiting += part
    message = bytes(waiting[:end])
    del waiting[: end + 1]
    return message
