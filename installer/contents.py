"""What goes into the frozen program and what stays out."""

import pkgutil
import re
import sysconfig
from importlib import metadata
from pathlib import Path

from nianbao.forms import prose, wording, words
from nianbao.forms.kept import content, kept_at
from nianbao.forms.load import load

ROOT = Path(__file__).parents[1]
PACKAGES = {"nianbao": ROOT / "src" / "nianbao", "udfs": ROOT / "udfs", "workbook": ROOT / "workbook"}

# Each of these is large, or adds to every start, and nothing we ship uses it. asyncio must stay: xlwings imports it.
_UNUSED = [
    "curses",
    "hypothesis",
    "IPython",
    "markdown_it",
    "matplotlib",
    "mypy",
    "numpy",
    "pandas",
    "PIL",
    "pip",
    "pkg_resources",
    "pydoc",
    "pygments",
    # Builds the add-in, which is shipped ready built.
    "pyopenvba",
    "pytest",
    "pythonwin",
    "readline",
    "rich",
    "setuptools",
    "tkinter",
    "unittest",
]
# LibreOffice's own, taken from LibreOffice where it is installed.
_LIBREOFFICE = ["uno", "unohelper", "pyuno"]
# Under a licence of its own; xlwings runs without it.
_XLWINGS_PRO = ["xlwings.pro", "xlwings.xlwingslib"]
EXCLUDED = [*_UNUSED, *_LIBREOFFICE, *_XLWINGS_PRO]

# Written by Python itself, or notes for those who work on the sources.
_LEFT_OUT = {".py", ".pyc", ".pyi", ".typed"}
# Pictures of README.
_PICTURES = ROOT / "workbook" / "pictures"
# Not LICENSE_PRO: that part of xlwings is not shipped.
_LICENCE = re.compile(r"(licen[cs]es?|copying|notice|authors)([.-].*)?", re.IGNORECASE)


def modules() -> list[str]:
    """Every module of ours, since commands and functions are looked up by name while running."""
    found: list[str] = []
    for name, folder in PACKAGES.items():
        found.append(name)
        found += [module.name for module in pkgutil.walk_packages([str(folder)], prefix=f"{name}.")]
    return found


def data() -> list[tuple[str, str]]:
    """Files to ship as they are: (file, folder inside the program)."""
    pairs = [(file, name / file.relative_to(folder).parent) for name, folder, file in _our_files()]
    pairs += [(file, Path("nianbao") / "forms" / "__pycache__") for file in _kept_contents()]
    return [(str(file), str(target)) for file, target in sorted(pairs)]


def licences() -> list[tuple[str, str]]:
    """The licence texts of Python and the libraries shipped with the program, one folder each."""
    pairs = [(str(ROOT / "LICENSE"), "licenses/nianbao")]
    pairs += [(str(file), "licenses/python") for file in Path(sysconfig.get_path("stdlib")).glob("LICENSE*")]
    for library in libraries():
        for part in metadata.files(library) or []:
            if _LICENCE.fullmatch(part.name) and ".dist-info" in str(part):
                pairs.append((str(part.locate()), f"licenses/{library}"))
    return pairs


def libraries() -> list[str]:
    """The libraries the program needs while running: ours and, in turn, theirs."""
    known: set[str] = set()
    waiting = ["nianbao"]
    while waiting:
        for line in metadata.requires(waiting.pop()) or []:
            name = re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]).lower()
            if "extra ==" not in line and name not in known and _is_installed(name):
                known.add(name)
                waiting.append(name)
    return sorted(known)


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        # Wanted on another system only.
        return False
    return True


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
