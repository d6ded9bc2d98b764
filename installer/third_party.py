"""What in the package is not ours: name, version, licence and home of each part, and the texts of their licences."""

import platform
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from importlib.metadata import Distribution
from pathlib import Path

from cryptography.hazmat.backends.openssl import backend

from installer import contents

# What authors write in their packages, in the names everybody knows (SPDX).
_SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "BSD 3-clause": "BSD-3-Clause",
    "PSF": "PSF-2.0",
    # Says it in the text of its licence only.
    "resvg-py": "MIT",
    "GPLv2-or-later with a special exception which allows to use PyInstaller to build and distribute non-free programs "
    "(including commercial ones)": "GPL-2.0-or-later WITH Bootloader-exception",
}
_LICENCE = re.compile(r"(licen[cs]es?|copying|notice|authors)([.-].*)?", re.IGNORECASE)
# That part of xlwings is not shipped; nor are these of pywin32.
_NOT_SHIPPED = re.compile(r"LICENSE_PRO|/(adodbapi|isapi|pythonwin|mapi)/")
_HOMES = ("homepage", "home", "source", "source code", "code", "repository")


@dataclass(frozen=True)
class Part:
    """Something of others in the package."""

    name: str
    version: str
    licence: str
    home: str
    texts: Mapping[str, bytes] = field(default_factory=dict)
    is_library: bool = True


_PSF, _PYTHON = "PSF-2.0", "https://www.python.org/"
# What comes with Python for Windows: the file that tells its version, and what is known of it.
_WITH_PYTHON = {
    "python311.dll": ("CPython", _PSF, _PYTHON),
    "sqlite3.dll": ("SQLite", "blessing", "https://www.sqlite.org/"),
    "libffi-8.dll": ("libffi", "MIT", "https://sourceware.org/libffi/"),
    "vcruntime140.dll": (
        "Microsoft Visual C++ Runtime",
        "LicenseRef-Microsoft-Visual-Cpp-Runtime",
        "https://learn.microsoft.com/cpp/windows/redistributing-visual-cpp-files",
    ),
}
_KEY = "ProductVersion\0".encode("utf-16-le")


def parts(folder: Path, tool: str, site: Path | None = None) -> list[Part]:
    """All that is not ours in a package folder; its libraries were taken from `site`, else from this Python.

    `tool` is what made its programs: a part of it is in each of them.
    """
    libraries = [*contents.distributions(site), metadata.distribution(tool)]
    return [*with_python(folder), _openssl(), *map(_library, libraries)]


def _openssl() -> Part:
    """What cryptography has compiled into it; its wheels of one version have the same on every system."""
    version = backend.openssl_version_text().split()[1]
    # Both are under the same licence, whose text cryptography brings along.
    texts = {name: text for name, text in _texts(metadata.distribution("cryptography")) if "APACHE" in name}
    return Part("OpenSSL", version, "Apache-2.0", "https://www.openssl.org/", texts, is_library=False)


def with_python(folder: Path) -> Iterator[Part]:
    """Python itself and what it brings along: told by the files in the folder, on Linux by the Python this runs in."""
    found = {file.name.lower(): file for file in folder.rglob("*.dll")}
    if "python311.dll" not in found:
        yield Part("CPython", platform.python_version(), _PSF, _PYTHON, _text_of_python(folder), is_library=False)
    for file, (name, licence, home) in _WITH_PYTHON.items():
        if file in found:
            texts = _text_of_python(folder) if licence == _PSF else {}
            yield Part(name, file_version(found[file].read_bytes()), licence, home, texts, is_library=False)


def _text_of_python(folder: Path) -> dict[str, bytes]:
    """Its licence, with those of what it contains: beside the interpreter, else where this Python keeps it."""
    kept = [Path(sys.base_prefix), Path(sysconfig.get_path("stdlib"))]
    found = next(file for place in (folder / "python", *kept) for file in sorted(place.glob("LICENSE*")))
    return {"LICENSE.txt": found.read_bytes()}


def file_version(program: bytes) -> str:
    """The product's version in the resources of a Windows program; empty when there is none."""
    place = program.find(_KEY)
    if place < 0:
        return ""
    text = program[place + len(_KEY) :].decode("utf-16-le", "replace").lstrip("\0")
    return text.partition("\0")[0]


def _library(found: Distribution) -> Part:
    name = contents.normal(found.metadata["Name"])
    classified = [each.rpartition("::")[2].strip() for each in _told(found, "Classifier") if "License ::" in each]
    named = next(iter([*_told(found, "License-Expression"), *_told(found, "License"), *classified, name]))
    return Part(name, found.version, _SPDX.get(named, named), _home(found), dict(_texts(found)))


def _told(found: Distribution, key: str) -> list[str]:
    return found.metadata.get_all(key) or []


def _home(found: Distribution) -> str:
    pairs = [each.split(", ", 1) for each in _told(found, "Project-URL")]
    links = {label.lower(): link for label, link in pairs}
    first = next((links[each] for each in _HOMES if each in links), "")
    return next(iter(_told(found, "Home-page")), first)


def _texts(found: Distribution) -> Iterator[tuple[str, bytes]]:
    """The licence's texts by a name for the file, the folder they stood in in front where there are several."""
    for file in found.files or []:
        folder, _, inside = str(file).replace("\\", "/").partition(".dist-info/")
        if inside and _LICENCE.fullmatch(file.name) and not _NOT_SHIPPED.search(f"{folder}/{inside}"):
            place = inside.removeprefix("licenses/").replace("/", "-")
            yield place, file.read_binary()
