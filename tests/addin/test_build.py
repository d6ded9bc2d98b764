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
from workbook import addin, messages

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
    """An independent reader finds every module, word for word, and no other code."""
    olevba = pytest.importorskip("oletools.olevba")
    parser = olevba.VBA_Parser(str(built))
    found = {name: text.splitlines() for _, _, name, text in parser.extract_macros()}
    parser.close()
    code = {name: [line for line in lines if not line.startswith("Attribute ")] for name, lines in found.items()}
    assert {name: lines for name, lines in found.items() if name.endswith(".bas")} == {
        f"{name}.bas": text.splitlines() for name, text in addin.modules().items()
    }
    assert {name: lines for name, lines in code.items() if name.endswith(".cls") and lines} == {
        f"{name}.cls": text.splitlines() for name, text in addin.classes().items()
    }


def test_addin_vba_looks_harmless(built: Path) -> None:
    """A scanner for malicious macros finds nothing suspicious, as a virus scanner may think alike."""
    mraptor = pytest.importorskip("oletools.mraptor")
    parser = pytest.importorskip("oletools.olevba").VBA_Parser(str(built))
    raptor = mraptor.MacroRaptor(parser.get_vba_code_all_modules())
    parser.close()
    raptor.scan()
    assert not raptor.suspicious, raptor.matches


def test_addin_vba_compiles(built: Path) -> None:
    """A static compiler knows every name, argument count and type used."""
    pytest.importorskip("pyvbaanalysis", reason="没有 pyvbaanalysis：先运行 make setup")
    run = subprocess.run([sys.executable, "-m", "pyvbaanalysis", built], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr


def test_addin_vba_blocks_are_closed() -> None:
    """An interpreter of VBA takes every module, as the static compiler overlooks an unclosed block."""
    for name, text in (addin.modules() | addin.classes()).items():
        compiled(name, text)


def test_addin_unclosed_block_would_be_found() -> None:
    """The interpreter refuses an If without its end."""
    from pyopenvba.interpreter import VBACompileError

    whole = addin.modules()["modRibbon"]
    with pytest.raises(VBACompileError):
        compiled("modRibbon", whole.replace("    End If\r\n", "", 1))


def compiled(name: str, text: str) -> None:
    """Compile one module by itself; what other modules define is not asked for."""
    from pyopenvba.apps.excel import ExcelApplication

    kind = "standard" if name in addin.modules() else "class"
    # The one word of ours the interpreter does not know.
    ExcelApplication().add_module(text.replace("WithEvents ", ""), name=name, kind=kind)


def test_addin_project_is_sound(built: Path) -> None:
    """A second reader of the container finds nothing amiss; every stream's line ends are Windows'."""
    from pyopenvba import ExcelFile, check_file

    assert list(check_file(built).issues) == []
    with ExcelFile(built) as package:
        project = package.vba_project()
        assert project.validate() == []
        assert sorted(project.module_names()) == sorted([*addin.modules(), *addin.classes(), "ThisWorkbook", "Sheet1"])


def test_addin_names_nobody(built: Path) -> None:
    """No person's name came in with the template."""
    with zipfile.ZipFile(built) as archive:
        assert b"creator" not in archive.read("docProps/core.xml")


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("[Content_Types].xml", b"addin.macroEnabled", b"sheet.macroEnabled", "不是加载项类型"),
        ("_rels/.rels", b"office/2007/relationships/ui", b"office/2017/relationships/ui", "没有指向功能区文件"),
        ("xl/_rels/workbook.xml.rels", b"vbaProject.bin", b"vbaproject.bin", "没有指向 VBA 工程"),
        (RIBBON, b'onAction="NianbaoRun"', b'onAction="Nowhere"', "「Nowhere」不存在"),
        (RIBBON, b'getEnabled="NianbaoEnabled"', b'getEnabled="NianbaoRun"', "应为 2 个"),
        (RIBBON, b'onLoad="NianbaoLoaded"', b'onLoad="NianbaoEnabled"', "应为 1 个"),
        (RIBBON, b'getEnabled="NianbaoEnabled"', b"", "没有 getEnabled"),
        (RIBBON, b'id="nianbaoCheck"', b'id="nianbaoTab"', "用了 2 次"),
        (RIBBON, b' keytip="JY"', b"", "没有 keytip"),
        (RIBBON, b'keytip="JY"', b'keytip="XY"', "「XY」用了 2 次"),
        (RIBBON, b'keytip="JY"', b'keytip="J"', "「J」不是两个大写字母"),
        (RIBBON, b'tag="check"', b'tag="chekc"', "没有对应的程序"),
        (RIBBON, b'tag="export docx"', b'tag="docx export"', "没有对应的程序"),
        (RIBBON, b'image="check_32"', b'image="nothing"', "不在文件里"),
        (RIBBON, b'image="check_32"', b'image="next_16"', "不是 32×32 像素"),
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
        ("modExtra", 'Attribute VB_Name = "modExtra"\nSub A()\nEnd Sub\n', "换行不是回车加换行"),
        ("modExtra", 'Attribute VB_Name = "modExtra"\r\nSub modExtra()\r\nEnd Sub\r\n', "与一个过程同名"),
        ("modExtra", 'Attribute VB_Name = "modExtra"\r\nAttribute VB_Name = "modExtra"\r\n', "应恰好一行"),
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
