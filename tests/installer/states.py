"""The program built for a state of the sources: once for each, kept beside the sources or in the cache."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from installer.contents import PACKAGES
from tests.conftest import ROOT


def fingerprint() -> str:
    """A short name for the sources and locked versions that go into the program."""
    folders = [*PACKAGES.values(), ROOT / "installer"]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file() and _is_source(file)]
    digest = hashlib.sha256()
    for file in sorted([*files, ROOT / "requirements.lock", ROOT / "pyproject.toml"]):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _is_source(file: Path) -> bool:
    """Not something a tool keeps beside the sources, nor what packs the program later."""
    parts = file.relative_to(ROOT).parts
    return not any(part == "__pycache__" or part.startswith(".") for part in parts) and "nsis" not in parts


def built(place: Path, build: Callable[[Path], Path]) -> Path:
    """The folder `nianbao` of the present state, made below `place` unless it stands there; older ones go."""
    target = place / fingerprint()
    if not (target / "nianbao").is_dir():
        shutil.rmtree(place, ignore_errors=True)
        building = target.with_name("building")
        build(building)
        building.rename(target)
    return target / "nianbao"
