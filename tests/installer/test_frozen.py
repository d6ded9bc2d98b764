"""The built program, run as on a computer without Python."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer.build import build, size
from tests.conftest import ROOT
from tests.installer.measured import started, told
from tests.installer.states import built
from tests.installer.steps import STEPS, play, played, wrong

pytestmark = pytest.mark.frozen

# The promise is made for a quiet computer.
SECONDS = 3
# Nothing of this environment may help the program along.
BARE = {"PATH": "", "PYTHONPATH": "", "HOME": ""}


@pytest.fixture(scope="session")
def program() -> Path:
    """The program built from the sources as they are now, once for each state of them; or the one NIANBAO_BUILT names."""
    given = os.environ.get("NIANBAO_BUILT")
    return Path(given).resolve() if given else built(ROOT / "build" / "frozen", build) / "nianbao"


@pytest.fixture(scope="session")
def played_in(program: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The folder in which every step was run, and what came of each."""
    folder = tmp_path_factory.mktemp("年报 试用")
    return folder, played(program, folder)


def frozen(program: Path, *words: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """One run of the built program in a folder."""
    return run([str(program), *words], folder, BARE)


def unfrozen(*words: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The same run from the sources."""
    return run([sys.executable, "-m", "nianbao", *words], folder, None)


def run(command: list[str], folder: Path, env: dict[str, str] | None) -> "subprocess.CompletedProcess[str]":
    """One run, its output as UTF-8 whatever the environment says."""
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=120, check=False)


@pytest.fixture(scope="session")
def modules(program: Path) -> set[str]:
    """Every Python module inside the program."""
    readers: Any = pytest.importorskip("PyInstaller.archive.readers")
    archive = readers.CArchiveReader(str(program))
    (name,) = [name for name in archive.toc if name.startswith("PYZ")]
    return set(archive.open_embedded_archive(name).toc)


@pytest.fixture
def folder(tmp_path: Path, program: Path) -> Path:
    """A folder holding a new workbook the built program made."""
    made = frozen(program, "new", "--year", "2024", "--agency", "青岩镇人民政府", "-o", "年报.xlsx", folder=tmp_path)
    assert (made.returncode, made.stderr.count("Traceback")) == (0, 0), made.stderr
    return tmp_path


def test_frozen_program_checks_a_workbook_as_the_sources_do(program: Path, folder: Path) -> None:
    """An empty workbook has the same findings and the same exit code."""
    ours = frozen(program, "check", "年报.xlsx", "--json", folder=folder)
    theirs = unfrozen("check", "年报.xlsx", "--json", folder=folder)

    assert ours.returncode == theirs.returncode == 1
    assert json.loads(ours.stdout) == json.loads(theirs.stdout)
    assert json.loads(ours.stdout)["counts"]["error"] > 0


def test_frozen_program_reads_what_it_wrote(program: Path, folder: Path) -> None:
    """A workbook of the built program is read alike by both."""
    ours = frozen(program, "read", "年报.xlsx", "--json", folder=folder)
    theirs = unfrozen("read", "年报.xlsx", "--json", folder=folder)

    assert json.loads(ours.stdout) == json.loads(theirs.stdout)
    assert json.loads(ours.stdout)["agency"] == "青岩镇人民政府"


@pytest.mark.parametrize("index", range(len(STEPS)), ids=[step.words for step in STEPS])
def test_frozen_program_does_every_step(played_in: tuple[Path, list[dict[str, Any]]], index: int) -> None:
    """Every command ends, says and makes what it should; tests/windows runs the same list on the Windows program."""
    folder, came = played_in
    assert wrong(STEPS[index], came[index], folder) == []


def test_frozen_program_refuses_in_chinese(program: Path, tmp_path: Path) -> None:
    """A file that is not there: one Chinese sentence, code 2, on a console that knows no Chinese."""
    refused = frozen(program, "check", "没有.xlsx", folder=tmp_path)

    assert refused.returncode == 2
    assert "没有.xlsx" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_frozen_program_leaves_out_what_is_large_or_licensed(program: Path, modules: set[str]) -> None:
    """No numpy or pandas, and no part of xlwings under another licence."""
    roots = {name.split(".")[0] for name in modules}
    folders = {file.name.lower() for file in (program.parent / "_internal").iterdir()}

    unwanted = {"numpy", "pandas", "pyopenvba", "pytest", "mypy", "tkinter", "ssl", "unittest", "tests", "pypdf"}
    assert unwanted & (roots | folders) == set()
    assert not [name for name in folders if name.startswith(("libcrypto", "libssl"))]
    assert {name for name in modules if name.startswith(("xlwings.pro", "xlwings.xlwingslib"))} == set()


def test_frozen_program_keeps_what_is_imported_late(modules: set[str]) -> None:
    """Excel's bridge and the functions of the add-in are inside, though no start of the program imports them."""
    assert {"xlwings", "xlwings.main", "asyncio", "sqlite3", "udfs", "workbook", "nianbao.cli"} <= modules


def test_frozen_program_starts_soon(program: Path, played_in: tuple[Path, list[dict[str, Any]]]) -> None:
    """With its files out of memory, and again; the figures are shown by `pytest -s`."""
    cold, warm, check = started(program.parent, lambda commands: play(program, played_in[0], commands))
    print(f"\nLinux：{told(size(program.parent), cold, warm, check)}")
    assert warm < SECONDS
