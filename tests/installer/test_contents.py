"""The lists the packager works from."""

from pathlib import Path

from installer import contents, version
from nianbao import __version__
from nianbao.forms import prose, wording, words
from nianbao.forms.kept import kept_at
from nianbao.forms.load import HERE


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
    assert {"pydantic", "python-calamine", "lxml", "xlwings"} <= set(contents.libraries())
    assert set(contents.libraries()) & set(contents.EXCLUDED) == set()


def test_contents_carry_a_licence_for_every_library() -> None:
    """Each library's notice goes where the library goes."""
    folders = {target for _, target in contents.licences()}

    assert {f"licenses/{library}" for library in contents.libraries()} - folders == set()


def test_contents_leave_out_the_paid_part_of_xlwings() -> None:
    """Neither its code nor its licence."""
    assert "xlwings.pro" in contents.EXCLUDED
    assert not [file for file, _ in contents.licences() if "PRO" in Path(file).name]


def test_version_resource_says_the_program_version() -> None:
    """Windows shows the number the program itself says."""
    numbers = ", ".join(__version__.split("."))

    assert f"FileVersion', '{__version__}'" in version.resource()
    assert f"filevers=({numbers}, 0)" in version.resource()
    compile(version.resource(), "version.txt", "eval")
