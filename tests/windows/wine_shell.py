"""A Windows to install into: Wine in a fresh prefix, with a user of one's own name, its registry and its files.

Wine 10 in the Debian that `installer/wine/prepare` makes, else whatever Wine this machine has.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
HOME = Path(os.environ.get("NIANBAO_WINE") or CACHE / "nianbao" / "wine")
DEBIAN = ROOT / "installer" / "wine" / "debian"
SECONDS = 600
# What a running Wine writes by itself, and what of every program's temporary files Windows removes later.
_OWN_KEYS = re.compile(
    r"\\(Explorer\\(Shell Folders|User Shell Folders|Desktop|SessionInfo|.*MRU.*)|Volatile Environment|Control\\Video\\.*)",
    re.IGNORECASE,
)
_OWN_VALUE = "PendingFileRenameOperations"
_USER_KEYS = re.compile(r"^HKEY_USERS\\S-1-5-21-[0-9-]+(?=\\|$)")
_OWN_FILES = re.compile(r"/(temp|windows/(temp|logs|prefetch))/", re.IGNORECASE)

Keys = dict[str, dict[str, str]]


def has_debian() -> bool:
    """Whether the Debian with Wine 10 stands."""
    return (HOME / "trixie" / ".ready").is_file() and os.geteuid() == 0


def has_32_bit() -> bool:
    """Whether Wine runs 32-bit programs too."""
    return (Path(HOME / "trixie" if has_debian() else "/") / "usr/lib/i386-linux-gnu/wine").is_dir()


def is_possible() -> bool:
    """Whether there is any Wine."""
    return has_debian() or shutil.which("wine") is not None


@dataclass
class Wine:
    """One Windows and one user; `run` is its command line, a bash in which `wine` starts programs."""

    folder: Path
    user: str
    shell: subprocess.Popen[bytes]
    debian: bool
    started: dict[str, Path] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        """C:, as seen from outside."""
        return self.folder / "prefix" / "drive_c"

    @property
    def local(self) -> Path:
        """%LOCALAPPDATA%."""
        return self.drive / "users" / self.user / "AppData" / "Local"

    def inside(self, path: Path) -> str:
        """A path as the shell sees it."""
        return f"/cache/{path.relative_to(HOME)}" if self.debian else str(path)

    def windows(self, path: Path) -> str:
        """A path as Windows programs see it."""
        if path.is_relative_to(self.drive):
            return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")
        return "Z:" + self.inside(path).replace("/", "\\")

    def run(self, *words: str, piped: bool = False) -> tuple[int, str]:
        """Status and output of a command. Python programs under Wine want pipes."""
        told = self.folder / f"told-{uuid.uuid4().hex}"
        line, out = " ".join(_quoted(each) for each in words), _quoted(self.inside(told))
        if piped:
            script = f": | timeout {SECONDS} {line} 2>&1 | cat >{out}; echo ${{PIPESTATUS[1]}}\n"
        else:
            script = f"timeout {SECONDS} {line} </dev/null >{out} 2>&1; echo $?\n"
        status = self._ask(script)
        return int(status), told.read_bytes().decode("utf-8", "replace").replace("\r", "")

    def start(self, name: str, *words: str) -> None:
        """Let a program run in the background, until `stop`; it says that it is ready by writing the file it is given."""
        ready, stop = self.folder / f"{name}.ready", self.folder / f"{name}.stop"
        line = " ".join(_quoted(each) for each in words)
        line += f" {_quoted(f'/READY={self.windows(ready)}')} {_quoted(f'/STOP={self.windows(stop)}')}"
        self._ask(f"{line} </dev/null >/dev/null 2>&1 &\necho 0\n")
        self.started[name] = stop
        self._ask(f"for i in $(seq 200); do [ -e {_quoted(self.inside(ready))} ] && break; sleep 0.1; done; echo 0\n")
        assert ready.is_file(), f"{name} 没有启动"
        ready.unlink()

    def stop(self, name: str) -> None:
        """End it."""
        stop = self.started.pop(name)
        stop.touch()
        self._ask("wait; echo 0\n")
        stop.unlink()

    def _ask(self, script: str) -> str:
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(script.encode())
        self.shell.stdin.flush()
        return self.shell.stdout.readline().decode().strip()

    def write(self, key: str, name: str, text: str) -> None:
        """A text in the registry, as 64-bit programs see it."""
        status, told = self.run("wine", "reg", "add", key, "/v", name, "/t", "REG_SZ", "/d", text, "/f", "/reg:64")
        assert status == 0, told

    def registry(self) -> Keys:
        """All of the registry but what Wine itself writes while running."""
        target = self.folder / "all.reg"
        target.unlink(missing_ok=True)
        self.run("wine", "regedit", "/E", self.windows(target))
        return _parsed(target.read_text(encoding="utf-16"))

    def version(self) -> str:
        """What Wine calls itself, and where."""
        number = self.run("wine", "--version")[1].split()[0].removeprefix("wine-")
        return f"Wine {number}（{'Debian 13' if self.debian else '本机'}）"

    def files(self) -> dict[str, str]:
        """All files and folders with what they hold."""
        found = {}
        for path in self.drive.rglob("*"):
            name = f"/{path.relative_to(self.drive).as_posix()}"
            if not _OWN_FILES.search(f"{name}/"):
                found[name] = _held(path, name)
        return found


class State:
    """Files and registry at one moment."""

    def __init__(self, wine: Wine) -> None:
        self.keys: Keys = wine.registry()
        self.files = wine.files()

    def changes(self, other: "State") -> list[str]:
        """What is not the same in the other."""
        pairs: tuple[tuple[dict[str, object], dict[str, object]], ...] = (
            (dict(self.keys), dict(other.keys)),
            (dict(self.files), dict(other.files)),
        )
        return [
            f"{each}: {one.get(each)} → {two.get(each)}"
            for one, two in pairs
            for each in sorted({*one, *two})
            if one.get(each) != two.get(each)
        ]


def _held(path: Path, name: str) -> str:
    if path.is_symlink() or not path.is_file():
        return "folder"
    if name.endswith(".lnk"):
        # It holds the times of what it points to.
        return "shortcut"
    if name.startswith("/windows/"):
        return f"{path.stat().st_size} {path.stat().st_mtime_ns}"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _parsed(text: str) -> Keys:
    found: Keys = {}
    current: dict[str, str] = {}
    for line in text.replace("\\\r\n", "").replace("\\\n", "").splitlines():
        if line.startswith("["):
            # Windows tells no letter cases apart; a 32-bit program makes this key with other ones.
            key = _USER_KEYS.sub("HKEY_CURRENT_USER", line.strip("[]")).replace("Wow6432Node", "WOW6432Node")
            current = {} if _OWN_KEYS.search(key) else found.setdefault(key, {})
        elif "=" in line:
            # A name may have an equals sign in quotes.
            name, _, value = line.partition('"=') if line.startswith('"') else line.partition("=")
            if name.strip('"') != _OWN_VALUE:
                current[name.strip('"').replace("\\\\", "\\")] = value.strip()
    return found


@contextmanager
def windows(name: str, user: str) -> Iterator[Wine]:
    """A Windows of its own for that user, thrown away at the end."""
    debian = has_debian()
    folder = (HOME if debian else CACHE / "nianbao" / "wine") / f"{name}-{os.getpid()}"
    folder.mkdir(parents=True)
    command = ["xvfb-run", "-a", "bash"]
    shell = subprocess.Popen(
        [str(DEBIAN), "run", *command] if debian else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wine = Wine(folder, user, shell, debian)
    prefix = _quoted(wine.inside(folder / "prefix"))
    exports = f"export WINEPREFIX={prefix} WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe='"
    try:
        wine._ask(
            f"{exports} LC_ALL=C.UTF-8 USER={_quoted(user)} LOGNAME={_quoted(user)}; cd {_quoted(wine.inside(folder))}; echo 0\n"
        )
        # Everything of Wine's own starts here, so that no later pipe is held open by it.
        wine._ask("wineboot -i </dev/null >/dev/null 2>&1; wineserver -w; wineserver -p; echo 0\n")
        # An older Wine passes itself off as Windows 7.
        wine.run("wine", "winecfg", "-v", "win10")
        yield wine
    finally:
        for stop in wine.started.values():
            stop.touch()
        wine._ask("timeout 30 wineserver -k >/dev/null 2>&1; echo 0\n")
        _end(shell)
        shutil.rmtree(folder, ignore_errors=True)


def _end(shell: "subprocess.Popen[bytes]") -> None:
    """The shell and the screen it had."""
    assert shell.stdin is not None
    shell.stdin.close()
    try:
        shell.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(shell.pid, signal.SIGTERM)
        shell.wait(20)
