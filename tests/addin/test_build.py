"""The add-in is built alike each time from its sources, and what is wrong with one is found before Excel finds it."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ooxml import validate

pytest.importorskip("pyopenvba", reason="没有 pyOpenVBA：先运行 make setup")

from udfs import wrappers
from workbook import addin, icons, messages

RIBBON = "customUI/customUI14.xml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in, built now."""
    return addin.build(tmp_path_factory.mktemp("addin"))


def changed(package: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a package with one part changed."""
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            content = source.read(info)
            copy.writestr(info, change(content) if info.filename == part else content)
    return target


def with_module(package: Path, target: Path, name: str, text: str) -> Path:
    """A copy of the add-in with the text of a module added or replaced."""
    from pyopenvba import ExcelFile

    shutil.copy(package, target)
    with ExcelFile(target) as copy:
        project = copy.vba_project()
        if name in addin.modules():
            project.delete_module(name)
        project.add_module(name, text)
        copy.save()
    return target


def test_addin_is_the_same_twice(built: Path, tmp_path: Path) -> None:
    """Two builds give the same bytes."""
    assert addin.build(tmp_path).read_bytes() == built.read_bytes()


def test_addin_as_built_has_no_fault(built: Path) -> None:
    """Our own checks and Microsoft's schema find nothing."""
    assert addin.check(built) == []
    assert validate(built) == []


def test_addin_vba_is_the_sources(built: Path) -> None:
    """An independent reader finds every module, word for word, and nothing else but empty document modules."""
    olevba = pytest.importorskip("oletools.olevba")
    parser = olevba.VBA_Parser(str(built))
    found = {name.removesuffix(".bas"): text for _, _, name, text in parser.extract_macros() if name.endswith(".bas")}
    parser.close()
    assert {name: text.splitlines() for name, text in found.items()} == {
        name: text.splitlines() for name, text in addin.modules().items()
    }


def test_addin_vba_compiles(built: Path) -> None:
    """A static compiler knows every name, argument count and type used."""
    pytest.importorskip("pyvbaanalysis", reason="没有 pyvbaanalysis：先运行 make setup")
    run = subprocess.run([sys.executable, "-m", "pyvbaanalysis", built], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr


def test_addin_names_nobody(built: Path) -> None:
    """No person's name came in with the template."""
    with zipfile.ZipFile(built) as archive:
        assert b"creator" not in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("[Content_Types].xml", b"addin.macroEnabled", b"sheet.macroEnabled", "不是加载项类型"),
        ("_rels/.rels", b"office/2007/relationships/ui", b"office/2017/relationships/ui", "没有指向功能区文件"),
        (RIBBON, b'onAction="NianbaoRun"', b'onAction="Nowhere"', "「Nowhere」不存在"),
        (RIBBON, b'onAction="NianbaoRun"', b'onAction="NianbaoRun" getEnabled="NianbaoRun"', "应为 2 个"),
        (RIBBON, b'id="nianbaoCheck"', b'id="nianbaoTab"', "用了 2 次"),
        (RIBBON, b' keytip="J"', b"", "没有 keytip"),
        (RIBBON, b'tag="check"', b'tag="chekc"', "没有对应的程序"),
        (RIBBON, b'image="check"', b'image="nothing"', "不在文件里"),
        (RIBBON, "校验当前年报".encode(), "校验年报".encode(), "与源文件不一致"),
        ("customUI/customUI.xml", "校验当前年报".encode(), "校验年报".encode(), "只差命名空间"),
    ],
)
def test_addin_check_finds_a_broken_package(
    built: Path, tmp_path: Path, part: str, old: bytes, new: bytes, said: str
) -> None:
    """What Excel would refuse or leave dead without a word is said in Chinese."""
    broken = changed(built, tmp_path / "broken.xlam", part, lambda content: content.replace(old, new))
    assert any(said in problem for problem in addin.check(broken))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("modExtra", 'Attribute VB_Name = "modExtra"\r\nDeclare Function F Lib "k" () As Long\r\n', "Declare"),
        ("modExtra", 'Attribute VB_Name = "modExtra"\r\n#If VBA7 Then\r\n#End If\r\n', "#If"),
        ("modExtra", 'Attribute VB_Name = "modExtra"\r\n\' é\r\n', "非 ASCII"),
        ("modHost", 'Attribute VB_Name = "modHost"\r\n', "模块 modHost 与源文件不一致"),
        ("modRibbon", 'Attribute VB_Name = "modRibbon"\r\nSub NianbaoRun()\r\nEnd Sub\r\n', "有 0 个参数"),
    ],
)
def test_addin_check_finds_wrong_vba(built: Path, tmp_path: Path, name: str, text: str, said: str) -> None:
    """Text that some host compiles otherwise, and text that is not ours, is found."""
    broken = with_module(built, tmp_path / "broken.xlam", name, text)
    assert any(said in problem for problem in addin.check(broken))


def test_addin_check_refuses_what_is_no_package(tmp_path: Path) -> None:
    """A text file is refused in a sentence."""
    from nianbao.core.errors import CannotRead

    (tmp_path / "x.xlam").write_text("年报")
    with pytest.raises(CannotRead, match="不是加载项文件"):
        addin.check(tmp_path / "x.xlam")


def test_generated_modules_are_up_to_date() -> None:
    """The committed wrappers and messages are those the functions and the sentences give."""
    assert wrappers.MODULE.read_text("ascii") == wrappers.module()
    assert messages.MODULE.read_text("ascii") == messages.module()


@pytest.mark.parametrize("name", icons.DRAWINGS)
@pytest.mark.parametrize("size", icons.SIZES)
def test_icons_are_up_to_date(name: str, size: int) -> None:
    """The committed pictures are those the drawings give."""
    assert (icons.FOLDER / f"{name}_{size}.png").read_bytes() == icons.picture(name, size)
