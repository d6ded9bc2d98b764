"""The lists the packager works from."""

import json
import subprocess
from pathlib import Path

import pytest
from cyclonedx.model.bom import Bom

from installer import contents, finish, icon, sbom, third_party, version
from nianbao import __version__
from nianbao.forms import prose, wording, words
from nianbao.forms.kept import kept_at
from nianbao.forms.load import HERE
from tests.conftest import ROOT
from workbook import icons


def shipped() -> set[str]:
    """Every data file's place inside the program."""
    return {f"{target}/{Path(file).name}" for file, target in contents.data()}


def test_contents_ship_every_form_with_its_checked_content() -> None:
    """The program neither lacks a form nor has to check one, or to parse the words of every check, at its first start."""
    for form in (*HERE.glob("form_*.toml"), prose.FILE, wording.FILE, words.FILE):
        assert f"nianbao/forms/{form.name}" in shipped()
        assert f"nianbao/forms/__pycache__/{kept_at(form, form.read_bytes()).name}" in shipped()


def test_contents_name_every_module_of_ours() -> None:
    """What is looked up by name while running is found."""
    files = (contents.ROOT / "src").rglob("*.py")
    names = {".".join(file.relative_to(contents.ROOT / "src").with_suffix("").parts) for file in files}

    missing = {name.removesuffix(".__init__") for name in names} - set(contents.modules())

    assert missing == set()


def test_contents_exclude_no_library_the_program_needs() -> None:
    """A lean build must still start."""
    names = {contents.normal(each.metadata["Name"]) for each in contents.distributions()}
    assert {"pydantic", "python-calamine", "lxml", "xlwings"} <= names
    # Of cffi its compiled part is shipped, which its Python part is not needed for.
    assert names & set(contents.EXCLUDED) == {"cffi"}


def test_contents_leave_out_the_paid_part_of_xlwings() -> None:
    """Neither its code nor its licence."""
    (found,) = [part for part in third_party.parts(ROOT / "installer", "pyinstaller") if part.name == "xlwings"]
    assert "xlwings.pro" in contents.EXCLUDED
    assert found.texts
    assert not [name for name in found.texts if "PRO" in name]


@pytest.mark.parametrize("tool", ["pyinstaller", "distlib"])
def test_every_third_party_part_has_licence_home_and_text(tool: str) -> None:
    """Each library's notice goes where the library goes, and the list tells what it is."""
    parts = third_party.parts(ROOT / "installer", tool)
    assert {part.name for part in parts} >= {"CPython", "lxml", "pydantic-core", "resvg-py", tool}
    assert [
        part.name
        for part in parts
        if not (part.licence and part.home.startswith(("https://", "http://")) and part.version)
    ] == []
    assert [part.name for part in parts if not part.texts] == []
    assert all("\n" not in part.licence and len(part.licence) < 60 for part in parts)


def test_version_of_a_program_is_read_from_its_resources() -> None:
    """As Windows shows it; a program without resources has none."""
    text = "ProductVersion\0\0" + "3.45.1\0"
    assert third_party.file_version(b"MZ" + text.encode("utf-16-le") + b"rest") == "3.45.1"
    assert third_party.file_version(b"MZ") == ""


def test_sbom_names_every_part_and_is_the_same_each_time() -> None:
    """Nothing of the moment or the machine is in it, and the library reads it back."""
    parts = third_party.parts(ROOT / "installer", "pyinstaller")
    text = sbom.sbom(parts)
    read = Bom.from_json(json.loads(text))  # type: ignore[attr-defined]
    assert text == sbom.sbom(parts)
    assert {(each.name, each.version) for each in read.components} == {(each.name, each.version) for each in parts}
    assert all(each.licenses and each.purl for each in read.components)


def test_sums_are_checked_by_the_usual_tool(tmp_path: Path) -> None:
    """One changed letter is found."""
    (tmp_path / "程序").mkdir()
    (tmp_path / "程序" / "一.txt").write_text("一", encoding="utf-8")
    finish.write_sums(tmp_path)
    words = ["sha256sum", "--quiet", "-c", finish.SUMS]
    assert subprocess.run(words, cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "程序" / "一.txt").write_text("二", encoding="utf-8")
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_icon_is_what_is_drawn() -> None:
    """The committed file has the pixels of the drawing, all sizes; the largest is looked at in its middle line only."""
    kept = icon.pixels_of(icon.FILE.read_bytes())
    assert [len(each) for each in kept] == [4 * size * size for size in icon.SIZES]
    assert kept[:-1] == [icons.pixels(icon.DRAWING, size) for size in icon.SIZES[:-1]]
    size, middle = icon.SIZES[-1], icon.SIZES[-1] // 2
    line = b"".join(icons.pixel(icon.DRAWING, column, middle, size) for column in range(size))
    assert kept[-1][middle * size * 4 : (middle + 1) * size * 4] == line


def test_version_resource_says_the_program_version() -> None:
    """Windows shows the number the program itself says."""
    numbers = ", ".join(__version__.split("."))

    told = version.resource("nianbaow")
    assert f"FileVersion', '{__version__}'" in told
    assert f"filevers=({numbers}, 0)" in told
    assert "'nianbaow.exe'" in told
    compile(told, "version.txt", "eval")
