"""The real program, installed by the installer under Wine for a user with a name few programs bear, and at work.

NIANBAO_PAYLOAD names the very folder that is to be shipped; without it the present sources are packed.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from installer.nsis import build
from nianbao import __version__
from tests.builders import book, report
from tests.windows.conftest import windows_folder
from tests.windows.figures import Figures
from tests.windows.installing import STUB, home, install, prepared, uninstall
from tests.windows.wine_shell import HOME, Wine, has_debian

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(
        os.environ.get("NIANBAO_TEST_WINDOWS") != "1" or not has_debian() or build.makensis() is None,
        reason="要有 Wine 10 和 NSIS：make test-windows",
    ),
]


@pytest.fixture(scope="module")
def payload() -> Path:
    """The folder of the program."""
    given = os.environ.get("NIANBAO_PAYLOAD")
    return Path(given) if given else windows_folder("frozen")


class Installed:
    """A Windows with the program installed, and what was measured."""

    def __init__(self, wine: Wine, installer: Path, payload: Path) -> None:
        self.wine, self.payload = wine, payload
        self.before = set(wine.files())
        self.installer_bytes = installer.stat().st_size
        self.seconds = {"install": self.timed(installer), "upgrade": self.timed(installer)}
        self.program = wine.windows(home(wine) / "app" / "nianbao.exe")

    def timed(self, installer: Path) -> float:
        """The seconds an installation takes."""
        began = time.monotonic()
        assert install(self.wine, installer) == 0
        return time.monotonic() - began

    def run(self, *words: str) -> tuple[int, str]:
        """Status and output of the installed program."""
        return self.wine.run("wine", self.program, *words, piped=True)


@pytest.fixture(scope="module")
def installed(payload: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """Once for all tests of this file."""
    installer = build.build(payload, tmp_path_factory.mktemp("real") / "installer.exe", stub=STUB)
    with prepared("program") as wine:
        yield Installed(wine, installer, payload)


@pytest.fixture(scope="module")
def client(installed: Installed) -> dict[str, Any]:
    """What a client of the resident program saw. Wine looks for classes of the machine only."""
    wine = installed.wine
    assert installed.run("serve", "--register", "--machine")[0] == 0
    book(wine.folder, report("2021", "t3_1_natural=3 t3_3.1_natural=2"))
    result = wine.folder / "result.json"
    python, script = wine.windows(HOME / "python" / "python.exe"), r"Z:\src\tests\windows\installed_client.py"
    paths = (wine.windows(wine.folder / "青石镇.xlsx"), wine.windows(result))
    said = wine.run("wine", python, "-u", "-X", "utf8", script, *paths, piped=True)
    installed.run("serve", "--unregister", "--machine")
    assert result.is_file(), said
    found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return found


def test_every_file_of_the_program_arrives(installed: Installed) -> None:
    """With the bytes it was packed with."""
    app = home(installed.wine) / "app"
    packed = {file.relative_to(installed.payload) for file in installed.payload.rglob("*") if file.is_file()}
    arrived = {file.relative_to(app) for file in app.rglob("*") if file.is_file()}
    assert arrived - packed == {Path("installed.txt"), Path("uninstall.exe")}
    assert [
        name for name in sorted(packed) if (app / name).read_bytes() != (installed.payload / name).read_bytes()
    ] == []


def test_the_installed_program_answers(installed: Installed) -> None:
    """Its version, its diagnosis, and a check of what it made itself."""
    documents = installed.wine.drive / "年报 试用"
    documents.mkdir()
    workbook = installed.wine.windows(documents / "新.xlsx")
    assert installed.run("--version") == (0, f"nianbao {__version__}\n")
    assert installed.run("new", "--year", "2024", "--agency", "青岩镇人民政府", "-o", workbook)[0] == 0
    status, said = installed.run("check", workbook)
    assert status == 1
    assert "未填写" in said


def test_its_diagnosis_finds_what_was_registered(installed: Installed) -> None:
    """The add-in in WPS, the resident program for 64-bit programs: where the installer put them."""
    status, said = installed.run("doctor", "--json")
    states = {each["item"]: each for each in json.loads(said)["checks"]}
    assert status in (0, 1)
    assert states["后台程序（64 位 Excel）"]["grade"] == "fine"
    assert states["加载项（WPS 表格）"]["grade"] == "fine"


def test_the_resident_program_answers_a_real_client(client: dict[str, Any]) -> None:
    """Started by COM, it counts, checks an open workbook, and goes with its last client."""
    assert (client["before"], client["ping"], client["running"], client["after"]) == (0, "pong", 1, 0)
    assert client["total"] == ["ok", 7]
    assert client["check"][0] == "ok"
    assert client["check"][1].startswith("错误 1")


def test_the_worked_program_is_removed_whole(installed: Installed, client: dict[str, Any], figures: Figures) -> None:
    """Log, memory and what it kept beside its files included; the clerk's workbook stays."""
    wine = installed.wine
    assert not list(home(wine).glob("app.*"))
    began = time.monotonic()
    uninstall(wine)
    seconds = time.monotonic() - began
    shutil.rmtree(wine.drive / "年报 试用", ignore_errors=True)
    assert sorted(set(wine.files()) - installed.before) == []
    size = sum(file.stat().st_size for file in installed.payload.rglob("*") if file.is_file())
    figures.wine = f"{wine.version()}，{'32' if build.STUBS[0] == STUB else '64'} 位的安装程序"
    figures.notes.append(
        f"程序 {size / 1_000_000:.0f} MB，安装程序 {installed.installer_bytes / 1_000_000:.1f} MB；"
        f"静默安装 {installed.seconds['install']:.0f} 秒，覆盖安装 {installed.seconds['upgrade']:.0f} 秒，卸载 {seconds:.0f} 秒；"
        f"后台程序由 COM 首次启动 {client['cold_seconds']:.0f} 秒，此后应答 {client['ping_ms']} 毫秒"
    )
