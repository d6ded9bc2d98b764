"""What this machine has, for the self-diagnosis: room, folders, fonts, LibreOffice, and marks on files."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nianbao.adapters import registry
from nianbao.adapters.libreoffice.program import find_office

# Where Windows keeps that a file came from elsewhere: a second stream of the file.
_ZONE_STREAM = ":Zone.Identifier"
_ZONE = re.compile(r"ZoneId\s*=\s*([0-9]+)")
_FONT_KEYS = tuple(rf"{hive}\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts" for hive in ("HKLM", "HKCU"))
_OFFICE_NAMES = ("bootstraprc", "bootstrap.ini")
_OFFICE_NAME = re.compile(r"^ProductKey=(.+)$", re.MULTILINE)
_SECONDS = 20


def wanting(extra: str) -> str:
    """What to do where the libraries of an extra are missing; a program that came with its own Python takes no more."""
    if importlib.util.find_spec("pip"):
        return f"请运行 pip install nianbao[{extra}] 后再试。"
    return f"随安装程序装的这一份不带它，请在另装了 Python 的电脑上做：pip install nianbao[{extra}]。"


def free_bytes(folder: Path) -> int | None:
    """The room left where a folder is, or would be; None when nobody says."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    try:
        return None if there is None else shutil.disk_usage(there).free
    except OSError:
        return None


def is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def zone(path: Path) -> int | None:
    """The zone a file was marked with when it came from elsewhere: 3 is the Internet; None without a mark."""
    try:
        told = Path(f"{path}{_ZONE_STREAM}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = _ZONE.search(told)
    return int(found[1]) if found else None


def fits_code_page(text: str, encoding: str = "mbcs" if sys.platform == "win32" else "utf-8") -> bool:
    """Whether programs that know only this system's code page can name it."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def font_names(known: registry.Registry | None) -> frozenset[str] | None:
    """The names of the installed fonts; None where the system does not tell."""
    if known is not None:
        told = (name for key in _FONT_KEYS for name in known.values(key))
        return frozenset(part.strip() for name in told for part in name.partition(" (")[0].split("&"))
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        listed = subprocess.run([program, ":", "family"], capture_output=True, timeout=_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    lines = listed.decode("utf-8", "replace").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(","))


def office_name() -> str | None:
    """What LibreOffice calls itself, with its version; None when it is not installed."""
    program = find_office()
    if program is None:
        return None
    for name in _OFFICE_NAMES:
        told = program.with_name(name)
        found = _OFFICE_NAME.search(told.read_text(encoding="utf-8", errors="replace")) if told.is_file() else None
        if found:
            return found[1].strip()
    return "LibreOffice"


def has_extension(profile: Path, file_name: str) -> bool:
    """Whether a LibreOffice profile has an extension installed, by the name of its file."""
    return any(profile.glob(f"user/uno_packages/cache/uno_packages/*/{file_name}"))
