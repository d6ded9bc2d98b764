"""The two forms of the Windows program, built once for a state of the sources."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.assemble import assemble
from installer.nsis import build
from installer.wine.freeze import freeze
from tests.installer.states import built
from tests.windows.figures import Figures, write
from tests.windows.installing import STUB, home, payload, prepared, uninstall
from tests.windows.wine_shell import HOME, Wine

IS_WANTED = os.environ.get("NIANBAO_TEST_WINDOWS") == "1"
HAS_PYTHON = (HOME / "python" / ".made-of").is_file()
BUILDERS = {"frozen": freeze, "assembled": assemble}


@pytest.fixture(scope="session")
def frozen_folder() -> Path:
    """The folder PyInstaller made under Wine."""
    return windows_folder("frozen")


def windows_folder(form: str) -> Path:
    """The Windows folder in one of its forms."""
    if not (IS_WANTED and HAS_PYTHON):
        pytest.skip("要有 Wine 和 Windows 版 Python：make test-windows")
    return built(HOME / "programs" / form, BUILDERS[form])


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    """What was measured; VERIFY.md gets it when everything has passed."""
    noted = Figures()
    yield noted
    if noted.notes and not request.session.testsfailed:
        write(noted)


@pytest.fixture(scope="session")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installer with a file that the newer one does not have."""
    folder = payload(tmp_path_factory.mktemp("older") / "nianbao")
    (folder / "_internal" / "dropped").mkdir()
    (folder / "_internal" / "dropped" / "old.dll").write_bytes(b"old")
    return build.build(folder, folder.parent / "installer.exe", version="0.1.0", stub=STUB)


@pytest.fixture(scope="session")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one after it."""
    folder = payload(tmp_path_factory.mktemp("newer") / "nianbao")
    (folder / "_internal" / "new.dll").write_bytes(b"new")
    return build.build(folder, folder.parent / "installer.exe", version="0.2.0", stub=STUB)


@pytest.fixture(scope="session")
def seeded() -> Iterator[Wine]:
    """A Windows with a past."""
    with prepared("installer") as wine:
        yield wine


@pytest.fixture
def wine(seeded: Wine) -> Iterator[Wine]:
    """A Windows on which we are not installed."""
    yield seeded
    for name in list(seeded.started):
        seeded.stop(name)
    if (home(seeded) / "app" / "uninstall.exe").exists():
        uninstall(seeded)
    shutil.rmtree(home(seeded).parent, ignore_errors=True)
