"""A screen of its own with a Calc on it, as a clerk has it: what is there is found by name, hands are a mouse and keys."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest

PROGRAMS = ("Xvfb", "openbox", "xdotool", "import")
# Where pictures of the screen are kept; nowhere when it is not set.
PICTURES = "NIANBAO_TEST_PICTURES"
_TOOLBAR = "private:resource/toolbar/addon_cn.nianbao.calc.bar"
_PATIENCE = 30.0


def require() -> None:
    """Skip the calling test module where there is no screen to be had."""
    missing = [each for each in PROGRAMS if which(each) is None]
    if missing:
        pytest.skip(f"没有 {'、'.join(missing)}：先运行 make setup", allow_module_level=True)


def until(found: Callable[[], Any], what: str) -> Any:
    """What is found, as soon as it is; the test has failed when that takes too long."""
    end = time.monotonic() + _PATIENCE
    while not (result := found()):
        assert time.monotonic() < end, f"没有等到：{what}"
        time.sleep(0.1)
    return result


@contextmanager
def screen() -> Iterator["Screen"]:
    """An X server with a window manager, ended at the end."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as told:
        # Driven from outside, LibreOffice's plain face answers at any moment; GTK's may not while it builds a window.
        found = {"DISPLAY": f":{told.readline().strip()}", "SAL_USE_VCLPLUGIN": "gen", "NO_AT_BRIDGE": "1"}
    manager = subprocess.Popen(["openbox", "--sm-disable"], env=os.environ | found, stderr=subprocess.DEVNULL)
    try:
        yield Screen(found)
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


class Screen:
    """The mouse, the keys and the picture of a screen."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def _run(self, *command: str) -> str:
        told = subprocess.run(
            command, env=os.environ | self.environment, check=False, capture_output=True, text=True, timeout=30
        )
        return told.stdout.strip()

    def click(self, place: tuple[int, int]) -> None:
        """A click of the left button."""
        self._run("xdotool", "mousemove", str(place[0]), str(place[1]), "click", "1")

    def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        self._run("xdotool", "key", *keys)

    def type(self, text: str) -> None:
        """Letters and digits."""
        self._run("xdotool", "type", text)

    def has_window(self, title: str) -> bool:
        """Whether a window of that title is shown."""
        return bool(self._run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$"))

    def face(self, title: str) -> None:
        """Give a window of that title the keys, if there is one."""
        self._run("xdotool", "search", "--onlyvisible", "--name", f"^{title}$", "windowactivate")

    def photograph(self, name: str) -> None:
        """Keep a picture of the screen where the environment variable says, if it does."""
        if folder := os.environ.get(PICTURES):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._run("import", "-window", "root", str(Path(folder) / f"{name}.png"))


def buttons(document: Any) -> dict[str, tuple[int, int]]:
    """The middle of each button of our toolbar on the screen, by the name assistive programs read out."""
    bar = document.CurrentController.Frame.LayoutManager.getElement(_TOOLBAR)
    assert bar is not None, "没有「公开年报」工具栏"
    shown = bar.getRealInterface().getAccessibleContext()
    children = [shown.getAccessibleChild(i).getAccessibleContext() for i in range(shown.getAccessibleChildCount())]
    return {each.getAccessibleName(): _middle(each) for each in children if each.getAccessibleName()}


def _middle(shown: Any) -> tuple[int, int]:
    corner, size = shown.getLocationOnScreen(), shown.getSize()
    return corner.X + size.Width // 2, corner.Y + size.Height // 2
