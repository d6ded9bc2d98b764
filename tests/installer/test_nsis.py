"""The Windows installer's recipe: that it compiles, and what it is made of. What it does is tried in tests/windows."""

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from installer import sign
from installer.nsis import build
from nianbao.commands import kept_readings, log
from nianbao.commands.live import help as help_commands
from tests.conftest import ROOT
from tests.installer.test_sign import certificate as certificate
from udfs import registration
from workbook.addin import FILE_NAME

needs_nsis = pytest.mark.skipif(build.makensis() is None, reason="没有 makensis：先运行 make setup")
RECIPES = sorted((ROOT / "installer" / "nsis").glob("*.ns[ih]"))


@pytest.fixture(scope="module")
def payload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder such as the packager makes, with names that recipes stumble over."""
    folder = tmp_path_factory.mktemp("payload") / "程序 文件夹"
    (folder / "_internal" / "表").mkdir(parents=True)
    for name in (*build.NEEDED, build.MANUAL, "_internal/表/价 $5 `1`.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(payload: Path) -> Path:
    """The installer as it is shipped."""
    return build.build(payload, payload.parent / "新 文件夹" / "安装.exe")


def machine(program: Path) -> int:
    """For which processor a Windows program is: 0x14c is 32 bit, 0x8664 is 64."""
    content = program.read_bytes()
    start = struct.unpack_from("<I", content, 0x3C)[0]
    found: int = struct.unpack_from("<H", content, start + 4)[0]
    return found


@needs_nsis
def test_installer_compiles_without_a_warning(made: Path, payload: Path, tmp_path: Path) -> None:
    """For every Windows, and for a Wine without its 32-bit half."""
    other = build.build(payload, tmp_path / "other.exe", stub="amd64-unicode")
    assert [machine(made), machine(other)] == [0x14C, 0x8664]


@needs_nsis
def test_installer_is_the_same_every_time(made: Path, payload: Path, tmp_path: Path) -> None:
    """Whenever the files were written, and wherever they stand."""
    moved = Path(shutil.copytree(payload, tmp_path / "elsewhere", copy_function=shutil.copyfile))
    for file in moved.rglob("*"):
        os.utime(file, (1, 1))
    again = build.build(moved, tmp_path / "again.exe")
    assert made.read_bytes() == again.read_bytes()


@needs_nsis
@pytest.mark.skipif(shutil.which("osslsigncode") is None, reason="没有 osslsigncode：先运行 make setup")
@pytest.mark.usefixtures("certificate")
def test_installer_is_signed_when_a_certificate_is_given(payload: Path, tmp_path: Path) -> None:
    """Outside; the uninstaller in it by the compiler's hook, which ends the build if it cannot."""
    assert sign.has_signature(build.build(payload, tmp_path / "1.exe").read_bytes())


@needs_nsis
def test_an_incomplete_folder_is_refused(payload: Path, tmp_path: Path) -> None:
    """An installer of it would register what is not there."""
    lacking = Path(shutil.copytree(payload, tmp_path / "lacking"))
    (lacking / FILE_NAME).unlink()
    with pytest.raises(RuntimeError, match=FILE_NAME):
        build.build(lacking, tmp_path / "1.exe")


@needs_nsis
@pytest.mark.parametrize(
    ("words", "name"), [([], "公开年报-安装程序-3.2.1.exe"), (["--plain"], "nianbao-setup-3.2.1.exe")]
)
def test_the_file_is_named_as_people_or_as_websites_want_it(
    payload: Path, tmp_path: Path, words: list[str], name: str
) -> None:
    """GitHub drops Chinese characters from the names of what is uploaded; 属性 shows the version too."""
    command = [sys.executable, "-m", "installer.nsis.build", str(payload), "-o", str(tmp_path), "--version", "3.2.1"]
    subprocess.run([*command, *words], cwd=ROOT, check=True, capture_output=True)
    content = (tmp_path / name).read_bytes()
    assert struct.pack("<HHHH", 2, 3, 0, 1) in content
    assert "3.2.1".encode("utf-16-le") in content


def test_the_list_of_files_is_as_windows_writes_it(payload: Path) -> None:
    """In a fixed order, with Windows' own mark between folders."""
    assert build.listed(payload) == sorted(build.listed(payload))
    assert "_internal\\表\\价 $5 `1`.txt" in build.listed(payload)


def test_com_is_registered_as_the_program_itself_does_it() -> None:
    """The same keys, for 64-bit and 32-bit programs, with the program in quotes."""
    own = registration.entries(r'"${PROGRAM}" serve')
    roots = r"Software\Classes", r"Software\Classes\WOW6432Node"
    assert build.class_entries() == {rf"{root}\{key}": text for root in roots for key, text in own.items()}


def test_everything_the_program_leaves_behind_is_removed() -> None:
    """Log, memory, manual opened last: by the names they have in the program."""
    names = (log.path().name, kept_readings.path().name)
    for name in (*names, f"{names[0]}.2", f"{names[1]}-wal", help_commands._MANUAL):
        assert any(Path(name).match(pattern) for pattern in build.left_behind()), name


def test_recipe_says_nothing_in_jargon() -> None:
    """What the wizard says, in the words of the house."""
    told = "".join(recipe.read_text(encoding="utf-8") for recipe in RECIPES)
    assert "公开年报" in told
    assert not [word for word in ("非法", "失败", "异常", "注册表项", "路径无效") if word in told]
