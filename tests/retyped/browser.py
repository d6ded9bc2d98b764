"""A real browser that prints pages: started once, spoken to over a pipe, ended with the tests by its process id."""

import atexit
import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_SECONDS_TO_END, _SECONDS_TO_ANSWER = 10, 120
_KEYS = {"Tab": 9, "ArrowRight": 39}
# Chromium takes its orders on descriptor 3 and answers on 4.
_ON_THREE_AND_FOUR = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execvp(sys.argv[3], sys.argv[3:])"
)


class Browser:
    """A running Chromium."""

    def __init__(self, program: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="nianbao-test-"))
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        command = [program, *options, f"--user-data-dir={self._folder / 'profile'}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _ON_THREE_AND_FOUR, str(orders), str(answers), *command],
            pass_fds=(orders, answers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(orders)
        os.close(answers)
        self._asked = 0
        self._heard = b""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable")

    def printed(self, page: bytes) -> bytes:
        """A page on paper as a click on 打印 gives it, date, title and address at the edges."""
        self.open(page)
        made = self._ask("Page.printToPDF", displayHeaderFooter=True, printBackground=False)
        return base64.b64decode(made["data"])

    def printed_plain(self, page: bytes) -> bytes:
        """A page on the paper it asks for, nothing at the edges but what it puts there itself."""
        self.open(page)
        made = self._ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(made["data"])

    def open(self, page: bytes, width: int = 1200) -> None:
        """Show a page from disk, so many pixels wide."""
        source = self._folder / "page.html"
        source.write_bytes(page)
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        self._ask("Page.navigate", url=source.as_uri())
        while self._message().get("method") != "Page.loadEventFired":
            pass

    def run(self, script: str) -> Any:
        """What an expression gives on the open page, a promise's outcome included."""
        made = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in made:
            raise RuntimeError(made["exceptionDetails"])
        return made["result"].get("value")

    def edit(self, command: str) -> None:
        """What Ctrl+A, Ctrl+C and Ctrl+V do where the cursor stands: selectAll, copy, paste."""
        self._ask("Input.dispatchKeyEvent", type="keyDown", key="F24", commands=[command])
        self._ask("Input.dispatchKeyEvent", type="keyUp", key="F24")

    def press(self, key: str) -> None:
        """A key, by the name browsers give it."""
        self._ask("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode=_KEYS[key])
        self._ask("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=_KEYS[key])

    def spoken(self) -> list[tuple[str, str]]:
        """Role and name of all that assistive programs are told of the open page, in its order."""
        nodes = self._ask("Accessibility.getFullAXTree")["nodes"]
        shown = [node for node in nodes if not node.get("ignored")]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in shown]

    def stop(self) -> None:
        """End the browser by asking; by its process id where it does not listen."""
        self._send("Browser.close", {})
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._orders)
        os.close(self._answers)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, method: str, **given: object) -> dict[str, Any]:
        number = self._send(method, given)
        while True:
            message = self._message()
            if message.get("id") == number:
                found: dict[str, Any] = message["result"]
                return found

    def _send(self, method: str, given: dict[str, object]) -> int:
        self._asked += 1
        session = {"sessionId": self._session} if hasattr(self, "_session") else {}
        order = {"id": self._asked, "method": method, "params": given}
        order |= session if not method.startswith("Browser.") else {}
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        return self._asked

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._heard:
            is_ready, _, _ = select.select([self._answers], [], [], _SECONDS_TO_ANSWER)
            piece = os.read(self._answers, 1 << 16) if is_ready else b""
            if not piece:
                raise EOFError("浏览器没有回答")
            self._heard += piece
        first, _, self._heard = self._heard.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message


@cache
def browser() -> Browser:
    """The browser of this run; the calling test is skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("没有 Chromium 浏览器")
    started = Browser(program)
    atexit.register(started.stop)
    return started
