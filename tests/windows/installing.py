"""What the tests of the installer share: a small program to install, a Windows with a past, and the figures seen."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from installer.nsis import build
from tests.conftest import ROOT
from tests.windows.wine_shell import Keys, Wine, has_32_bit, is_possible, windows
from workbook.addin import FILE_NAME

# With a blank, and a character that neither this Windows' code page nor GBK has.
USER = "张䶮 丰"
# What is shipped is for every Windows, and 32 bit.
STUB = build.STUBS[0 if has_32_bit() else 1]
OFFICE = r"HKEY_CURRENT_USER\Software\Microsoft\Office"
EXCEL = rf"{OFFICE}\16.0\Excel"
LOCATIONS = rf"{EXCEL}\Security\Trusted Locations"
WPS = r"HKEY_CURRENT_USER\Software\kingsoft\Office\6.0\et"
CLASSES = r"HKEY_CURRENT_USER\Software\Classes"
UNINSTALL = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Uninstall\nianbao"
# How a silent installation ends.
DONE, OPEN, HELD, SYSTEM, WRITE, PLACE = 0, 5, 6, 7, 8, 9
PATIENCE = 30
MARKS = [
    pytest.mark.windows,
    pytest.mark.skipif(
        os.environ.get("NIANBAO_TEST_WINDOWS") != "1" or not is_possible() or build.makensis() is None,
        reason="要有 Wine 和 NSIS：make test-windows",
    ),
]
# What other programs and the user had before: key, name, text.
PAST = (
    (rf"{EXCEL}\Options", "OPEN", r'"C:\a\one.xlam"'),
    (rf"{EXCEL}\Options", "OPEN1", r'/R "C:\b\two.xll"'),
    (rf"{EXCEL}\Options", "OPENED", "not an add-in"),
    (rf"{EXCEL}\Add-in Manager", r"C:\c\three.xlam", ""),
    (rf"{LOCATIONS}\Location20", "Path", r"C:\other" + "\\"),
    (rf"{OFFICE}\15.0\Excel\Options", "Seen", "1"),
    # Office installed and not started yet.
    (r"HKEY_LOCAL_MACHINE\Software\Microsoft\Office\14.0\Excel\InstallRoot", "Path", r"C:\Office14" + "\\"),
    (r"HKEY_CURRENT_USER\Software\Microsoft\Office\11.0\Excel\Options", "Seen", "1"),
    (rf"{WPS}\LoadMacros", r"C:\a\one.xlam", "1"),
    (CLASSES, "Seen", "1"),
)


def stand_in(target: Path) -> Path:
    """A small Windows program of that name."""
    source = ROOT / "tests" / "windows" / "stand_in.nsi"
    compiler = build.makensis()
    assert compiler is not None
    subprocess.run([compiler, "-V2", "-WX", f"-DOUTPUT={target}", str(source)], check=True, stdout=subprocess.DEVNULL)
    return target


def payload(folder: Path) -> Path:
    """A program folder as the packager hands it over, with a small program in it."""
    folder.mkdir(parents=True)
    program = stand_in(folder / "nianbao.exe")
    shutil.copy(program, folder / "nianbaow.exe")
    (folder / FILE_NAME).write_bytes(b"add-in")
    (folder / build.MANUAL).write_text("<p>使用手册</p>", encoding="utf-8")
    below = folder / "_internal" / "表" / "价格 $5"
    below.mkdir(parents=True)
    (below / "说明.txt").write_text("一", encoding="utf-8")
    return folder


@contextmanager
def prepared(name: str) -> Iterator[Wine]:
    """A Windows with two other add-ins, three versions of Office and WPS."""
    with windows(name, USER) as wine:
        for key, name_, text in PAST:
            wine.write(key, name_, text)
        shutil.copy(stand_in(wine.folder / "stand_in.exe"), wine.folder / "et.exe")
        shutil.copy(wine.folder / "stand_in.exe", wine.folder / "wps.exe")
        yield wine


def home(wine: Wine) -> Path:
    """Where the program is installed when nobody says otherwise."""
    return wine.local / "Programs" / "nianbao"


def install(wine: Wine, installer: Path, *words: str) -> int:
    """The status of a silent installation."""
    shutil.copy(installer, wine.folder / "installer.exe")
    return wine.run("wine", "installer.exe", "/S", *words)[0]


def uninstall(wine: Wine, folder: Path | None = None) -> None:
    """Uninstall silently, as 「设置 → 应用」 does it; a copy of the uninstaller does the work, so wait for what it does."""
    program = (folder or home(wine)) / "app" / "uninstall.exe"
    wine.run("wine", wine.windows(program), "/S")
    ends = time.monotonic() + PATIENCE
    while program.exists() and time.monotonic() < ends:
        time.sleep(0.1)
    time.sleep(0.5)


def told(text: str | Path) -> str:
    """A text as regedit writes it."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def options(keys: Keys, version: str = "16.0") -> dict[str, str]:
    """The add-ins one Excel opens."""
    found = keys.get(rf"{OFFICE}\{version}\Excel\Options", {})
    return {name: text for name, text in found.items() if name.startswith("OPEN") and name != "OPENED"}


def ours(wine: Wine) -> str:
    """Our entry in that list."""
    return told(f'"{wine.windows(home(wine) / "app" / FILE_NAME)}"')
