"""The built program, run as on a computer without Python."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer.build import build
from installer.contents import PACKAGES
from nianbao.commands import COMMANDS

pytestmark = pytest.mark.frozen

# Nothing of this environment may help the program along.
BARE = {"PATH": "", "PYTHONPATH": "", "HOME": ""}


@pytest.fixture(scope="session")
def program(root: Path) -> Path:
    """The program built from the sources as they are now; built once for each state of them."""
    target = root / "build" / "frozen" / fingerprint(root)
    program = target / "nianbao" / "nianbao"
    if not program.exists():
        shutil.rmtree(target.parent, ignore_errors=True)
        build(target)
    return program


def fingerprint(root: Path) -> str:
    """A short name for the sources and locked versions that go into the program."""
    folders = [*PACKAGES.values(), root / "installer"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file() and is_source(file)]
    digest = hashlib.sha256()
    for file in sorted([*files, root / "requirements.lock", root / "pyproject.toml"]):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def is_source(file: Path) -> bool:
    """Not something a tool keeps beside the sources."""
    return not any(part == "__pycache__" or part.startswith(".") for part in file.parts)


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


@pytest.mark.parametrize("command", [each.name for each in COMMANDS])
def test_frozen_program_explains_every_command(program: Path, tmp_path: Path, command: str) -> None:
    """Each command's module is inside and loads; it is imported by name, which the packager cannot see."""
    explained = frozen(program, command, "--help", folder=tmp_path)

    assert (explained.returncode, explained.stderr) == (0, "")


def test_frozen_program_consolidates(program: Path, folder: Path) -> None:
    """Workers, which are the same program started again, do their part."""
    made = frozen(program, "consolidate", ".", "-o", "汇总.xlsx", "--json", folder=folder)

    assert made.returncode in (0, 1), made.stderr
    assert [unit["agency"] for unit in json.loads(made.stdout)["units"]] == ["青岩镇人民政府"]
    assert (folder / "汇总.xlsx").exists()


def test_frozen_program_plays_the_demo(program: Path, tmp_path: Path) -> None:
    """The samples are inside, and every step that needs no building tool runs to the end."""
    played = frozen(program, "demo", "-o", "示例", folder=tmp_path)

    assert played.returncode == 0, played.stderr
    made = {file.suffix for file in (tmp_path / "示例").rglob("*") if file.is_file()}
    assert {".xlsx", ".docx", ".html"} <= made


@pytest.mark.parametrize("suffix", ["docx", "html"])
def test_frozen_program_exports(program: Path, folder: Path, suffix: str) -> None:
    """Templates and fonts tables are inside the program."""
    made = frozen(program, "export", "年报.xlsx", "-o", f"年报.{suffix}", folder=folder)

    assert made.returncode == 0, made.stderr
    assert (folder / f"年报.{suffix}").stat().st_size > 1000


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

    assert {"numpy", "pandas", "pyopenvba", "pytest", "mypy", "tkinter"} & (roots | folders) == set()
    assert {name for name in modules if name.startswith(("xlwings.pro", "xlwings.xlwingslib"))} == set()


def test_frozen_program_keeps_what_is_imported_late(modules: set[str]) -> None:
    """Excel's bridge and the functions of the add-in are inside, though no start of the program imports them."""
    assert {"xlwings", "xlwings.main", "asyncio", "udfs", "workbook", "nianbao.cli"} <= modules
