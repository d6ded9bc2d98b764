"""The Windows folder assembled on Linux: looked into here, run under Wine by tests/windows."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installer import finish, interpreter, sign
from installer.assemble import assemble
from installer.contents import PACKAGES
from installer.interpreter import CannotProvide
from nianbao.commands import COMMANDS, handbook
from tests.conftest import ROOT
from tests.installer.states import built
from workbook.addin import FILE_NAME

pytestmark = pytest.mark.frozen
SIGNED = ("python.exe", "pythonw.exe", "python311.dll", "_sqlite3.pyd", "sqlite3.dll", "vcruntime140.dll")


@pytest.fixture(scope="session")
def folder() -> Path:
    """The folder of the present state; skipped where its parts cannot be had."""
    try:
        return built(ROOT / "build" / "assembled", assemble)
    except CannotProvide as error:
        pytest.skip(f"没有组装 Windows 程序文件夹：{error}")


@pytest.fixture(scope="session")
def site(folder: Path) -> Path:
    """Where its modules are."""
    return folder / "python" / "Lib" / "site-packages"


def test_assembled_folder_has_what_the_installer_wants(folder: Path) -> None:
    """The same names as the packed form."""
    names = {path.name for path in folder.iterdir()}
    programs = {"nianbao.exe", "nianbaow.exe", FILE_NAME, "python"}
    assert names == programs | {finish.LICENCES, finish.PARTS, finish.SUMS, *handbook.PAGES}


def test_assembled_programs_start_their_own_python(folder: Path) -> None:
    """A launcher, the Python beside it, and what is to be run."""
    for name, python in (("nianbao.exe", b"python.exe"), ("nianbaow.exe", b"pythonw.exe")):
        program = (folder / name).read_bytes()
        assert program.startswith(b"MZ")
        assert b"#!<launcher_dir>\\python\\" + python + b" -X utf8\r\n" in program
        with zipfile.ZipFile(io.BytesIO(program)) as packed:
            assert packed.namelist() == ["__main__.py"]


def test_assembled_folder_holds_nothing_unwanted(folder: Path, site: Path) -> None:
    """No paid part of xlwings, no heavy library, no tests, no OpenSSL, no program for developers."""
    names = {path.relative_to(folder).as_posix().lower() for path in folder.rglob("*")}
    assert not [each for each in names if "xlwings/pro" in each or "xlwingslib" in each or "license_pro" in each]
    assert not [each for each in names if each.endswith(("/tests", "/test", "/demos", ".pyx", ".pxi", ".h", ".chm"))]
    present = {path.name.lower() for path in site.iterdir()}
    assert (
        present & {"numpy", "pandas", "pytest", "pip", "setuptools", "pyopenvba", "pythonwin", "pywin32_system32"}
        == set()
    )
    assert not [each for each in names if Path(each).name.startswith(("libcrypto", "libssl"))]


def test_assembled_folder_has_every_module_of_ours_compiled(site: Path) -> None:
    """Source and bytecode, so that the first start compiles and writes nothing."""
    for name, sources in PACKAGES.items():
        for source in sources.rglob("*.py"):
            file = site / name / source.relative_to(sources)
            assert file.is_file(), file
            assert (file.parent / "__pycache__" / f"{file.stem}.cpython-311.pyc").is_file(), file
    modules = [each.module.replace(".", "/") for each in COMMANDS]
    assert all((site / f"{module}.py").is_file() for module in modules)
    assert not [file for file in site.rglob("*.py") if file.relative_to(site).parts[0] not in PACKAGES]


def test_assembled_python_keeps_its_signatures(folder: Path) -> None:
    """The programs of Python are as their makers signed them; it looks for modules in this folder only."""
    for name in SIGNED:
        assert sign.has_signature((folder / "python" / name).read_bytes()), name
    searched = (folder / "python" / "python311._pth").read_text().split()
    assert searched[:3] == ["python311.zip", ".", "Lib\\site-packages"]
    assert not [each for each in searched if ":" in each or each.startswith("\\")]


def test_assembled_folder_lists_its_parts_and_sums(folder: Path) -> None:
    """Every file is summed up, every library is named with its licence."""
    sums = (folder / finish.SUMS).read_text(encoding="utf-8").splitlines()
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {line.partition(" *")[2] for line in sums} == files - {finish.SUMS}
    assert subprocess.run(["sha256sum", "--quiet", "-c", finish.SUMS], cwd=folder, check=False).returncode == 0
    parts = {each["name"] for each in json.loads((folder / finish.PARTS).read_text(encoding="utf-8"))["components"]}
    assert parts >= {"CPython", "SQLite", "Microsoft Visual C++ Runtime", "pywin32", "lxml", "distlib", "OpenSSL"}
    assert not parts & {"pycparser", "numpy", "pandas", "pytest"}
    told = (folder / finish.LICENCES / finish.LIST).read_text(encoding="utf-8-sig")
    assert all(f"\n{part} " in told for part in parts)


def test_interpreter_changed_by_a_byte_is_refused(folder: Path, tmp_path: Path) -> None:
    """In a program and in a compiled module: they are named."""
    kept = interpreter.home()
    archive, sources = (kept / "fetched" / f"{each.name}.zip" for each in (interpreter.EMBEDDABLE, interpreter.SOURCES))
    changed, target = tmp_path / "changed.zip", tmp_path / "taken"
    with zipfile.ZipFile(archive) as given, zipfile.ZipFile(changed, "w") as made:
        for entry in given.infolist():
            made.writestr(entry.filename, _a_byte_changed(entry.filename, given.read(entry)))
    words = [kept / "tools" / "bin" / "python", ROOT / "installer" / "wine" / "signatures.py", changed, sources, target]
    said = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 1
    assert said.stdout.splitlines() == ["argparse.pyc", "select.pyd: INVALID_DIGEST ['Python Software Foundation']"]


def _a_byte_changed(name: str, content: bytes) -> bytes:
    """The file's content, in two files of it another one: a program, and the code of one module of the library."""
    if name.endswith("/select.pyd"):
        return _changed(content, len(content) // 2)
    return _library(content) if name.endswith("/python311.zip") else content


def _library(library: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(library)) as given, zipfile.ZipFile(packed, "w") as made:
        for entry in given.infolist():
            content = given.read(entry)
            is_chosen = entry.filename == "argparse.pyc"
            made.writestr(entry.filename, _changed(content, content.index(b"show this help")) if is_chosen else content)
    return packed.getvalue()


def _changed(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_assemble_says_what_is_missing(tmp_path: Path) -> None:
    """Without the network and with nothing kept: one sentence, no folder."""
    env = {
        "NIANBAO_WINE": str(tmp_path / "nothing"),
        "PATH": "/usr/bin:/bin",
        "UV_OFFLINE": "1",
        "UV_CACHE_DIR": str(tmp_path),
    }
    words = [sys.executable, "-m", "installer.assemble", "-o", str(tmp_path / "made")]
    said = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 1
    assert said.stdout.startswith("没有组装：")
    assert said.stdout.count("\n") == 1
    assert not (tmp_path / "made" / "nianbao" / "python").exists()
