"""What goes into the frozen program and what stays out."""

import importlib
import pkgutil
import re
import tomllib
from importlib import metadata
from importlib.metadata import Distribution
from importlib.util import find_spec
from pathlib import Path

from nianbao.forms import prose, wording, words
from nianbao.forms.kept import content, kept_at
from nianbao.forms.load import load

ROOT = Path(__file__).parents[1]
PACKAGES = {"nianbao": ROOT / "src" / "nianbao", "udfs": ROOT / "udfs", "workbook": ROOT / "workbook"}

# Each of these is large, or adds to every start, and nothing we ship uses it. asyncio must stay: xlwings imports it.
_UNUSED = [
    "cffi",
    "curses",
    "doctest",
    "hypothesis",
    "IPython",
    "lxml.isoschematron",
    "lxml.objectify",
    "markdown_it",
    "matplotlib",
    "mypy",
    "numpy",
    "pandas",
    "PIL",
    "pdb",
    "pip",
    "pkg_resources",
    "pydantic.mypy",
    "pydantic.v1",
    "pycparser",
    "pydoc",
    "pygments",
    # Builds the add-in, which is shipped ready built.
    "pyopenvba",
    "pytest",
    "pythonwin",
    "readline",
    "rich",
    "setuptools",
    # The program never goes to the network, and what it hashes itself needs no OpenSSL.
    "_hashlib",
    "_ssl",
    "ssl",
    "tkinter",
    "unittest",
    # For a Mac.
    "xlwings._xlmac",
    "xlwings.mac_dict",
]
# LibreOffice's own, taken from LibreOffice where it is installed.
_LIBREOFFICE = ["uno", "unohelper", "pyuno"]
# Under a licence of its own; xlwings runs without it.
_XLWINGS_PRO = ["xlwings.pro", "xlwings.xlwingslib"]
EXCLUDED = [*_UNUSED, *_LIBREOFFICE, *_XLWINGS_PRO]
# Of cffi only its compiled part is used while running.
_FOR_BUILDING = {"pycparser"}

# Packages whose modules are looked up by name: the parts of a font file, and what keeps some letters of each.
_NAMED = ("fontTools.ttLib.tables", "fontTools.subset")

# Written by Python itself, or notes for those who work on the sources.
_LEFT_OUT = {".py", ".pyc", ".pyi", ".typed"}
# Pictures of README.
_PICTURES = ROOT / "workbook" / "pictures"


def modules() -> list[str]:
    """Every module of ours, since commands and functions are looked up by name while running; and others' like these."""
    found: list[str] = []
    for name, folder in PACKAGES.items():
        found.append(name)
        found += [module.name for module in pkgutil.walk_packages([str(folder)], prefix=f"{name}.")]
    return found + [module for name in _NAMED if find_spec(name.split(".")[0]) for module in _below(name)]


def _below(package: str) -> list[str]:
    folders = importlib.import_module(package).__path__
    return [package, *(f"{package}.{module.name}" for module in pkgutil.iter_modules(folders))]


def data() -> list[tuple[str, str]]:
    """Files to ship as they are: (file, folder inside the program)."""
    pairs = [(file, name / file.relative_to(folder).parent) for name, folder, file in _our_files()]
    pairs += [(file, Path("nianbao") / "forms" / "__pycache__") for file in _kept_contents()]
    return [(str(file), str(target)) for file, target in sorted(pairs)]


def is_spare(file: str) -> bool:
    """Whether a compiled module is another's twin for newer processors, which gains nothing that anybody would notice."""
    return "_avx2." in Path(file).name


def distributions(site: Path | None = None) -> list[Distribution]:
    """The libraries the program needs while running, ours and in turn theirs: of a folder, else of this Python."""
    installed = metadata.distributions(path=[str(site)]) if site else metadata.distributions()
    known = {normal(each.metadata["Name"]): each for each in installed}
    found: dict[str, Distribution] = {}
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    waiting: list[list[str]] = [tomllib.loads(text)["project"]["dependencies"]]
    while waiting:
        for line in waiting.pop():
            name = normal(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0])
            # What is not installed is wanted on another system only.
            if "extra ==" not in line and name in known and name not in found and name not in _FOR_BUILDING:
                found[name] = known[name]
                waiting.append(known[name].requires or [])
    return [found[name] for name in sorted(found)]


def normal(name: str) -> str:
    """A library's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _our_files() -> list[tuple[Path, Path, Path]]:
    return [
        (Path(name), folder, file)
        for name, folder in PACKAGES.items()
        for file in folder.rglob("*")
        if file.is_file() and file.suffix not in _LEFT_OUT and _PICTURES not in file.parents
        if not _is_kept_by_a_tool(file.relative_to(folder))
    ]


def _is_kept_by_a_tool(file: Path) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in file.parts)


def _kept_contents() -> list[Path]:
    """The checked content of the forms and the words of every check, ready for the program's first start."""
    forms = sorted((PACKAGES["nianbao"] / "forms").glob("form_*.toml"))
    for file in forms:
        load(file)
    lists = (prose.FILE, wording.FILE, words.FILE)
    for file in lists:
        content(file)
    return [kept_at(file, file.read_bytes()) for file in (*forms, *lists)]
