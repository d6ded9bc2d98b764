"""The resident program's entries in the registry, by which COM finds and starts it. They name one user, or the machine."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from nianbao.adapters.registry import CLSID as CLSID
from nianbao.adapters.registry import PROG_ID as PROG_ID
from nianbao.core.errors import CannotWrite

DESCRIPTION = "公开年报"

_CLASSES = r"Software\Classes"
# Beside the program for the command line, so that no black window opens when Excel starts it.
WINDOWED = "nianbaow.exe"


def command_line() -> str:
    """How COM starts the program; COM itself adds `-Embedding`."""
    program = Path(sys.executable)
    if getattr(sys, "frozen", False):
        windowed = program.with_name(WINDOWED)
        return subprocess.list2cmdline([str(windowed if windowed.is_file() else program), "serve"])
    windowed = program.with_name("pythonw.exe")
    words = [str(windowed if windowed.is_file() else program), "-X", "utf8", "-m", "nianbao", "serve"]
    return subprocess.list2cmdline(words)


def entries(command: str) -> dict[str, str]:
    """The keys below Classes and their texts."""
    return {
        PROG_ID: DESCRIPTION,
        rf"{PROG_ID}\CLSID": CLSID,
        rf"CLSID\{CLSID}": DESCRIPTION,
        rf"CLSID\{CLSID}\ProgID": PROG_ID,
        rf"CLSID\{CLSID}\LocalServer32": command,
    }


def register(*, machine: bool = False) -> None:
    """Write the entries, for 32-bit and 64-bit Excel alike.

    Raises: CannotWrite.
    """
    try:
        for view in _views():
            for key, text in entries(command_line()).items():
                _write(_root(machine), rf"{_CLASSES}\{key}", text, view)
    except OSError as error:
        raise CannotWrite(_refused("登记", machine)) from error


def unregister(*, machine: bool = False) -> None:
    """Remove the entries; those that are not there are no matter.

    Raises: CannotWrite.
    """
    try:
        for view in _views():
            for key in reversed(entries("")):
                _remove(_root(machine), rf"{_CLASSES}\{key}", view)
    except OSError as error:
        raise CannotWrite(_refused("注销", machine)) from error


def _refused(what: str, machine: bool) -> str:
    who = "请用管理员身份再试" if machine else "请看安全软件是否拦截了对注册表的修改，放行后再试"
    return f"后台程序没有{what}成：注册表不让修改。{who}。"


if sys.platform == "win32":
    import winreg

    def _views() -> tuple[int, ...]:
        return winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY

    def _root(machine: bool) -> int:
        return winreg.HKEY_LOCAL_MACHINE if machine else winreg.HKEY_CURRENT_USER

    def _write(root: int, key: str, text: str, view: int) -> None:
        with winreg.CreateKeyEx(root, key, 0, winreg.KEY_WRITE | view) as opened:
            winreg.SetValueEx(opened, None, 0, winreg.REG_SZ, text)

    def _remove(root: int, key: str, view: int) -> None:
        try:
            winreg.DeleteKeyEx(root, key, view)
        except FileNotFoundError:
            return

else:

    def _views() -> tuple[int, ...]:
        raise CannotWrite("后台程序只在 Windows 上登记，这里用不着。请直接用其他命令。")

    def _root(machine: bool) -> Any:
        return None

    def _write(root: Any, key: str, text: str, view: int) -> None:
        return None

    def _remove(root: Any, key: str, view: int) -> None:
        return None
