"""Files read and checked once and kept while they stay as they are on the disk; a limited number, the latest asked for."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nianbao.commands.check import Checked, check_reading
from nianbao.commands.read import Reading, read
from nianbao.core.errors import CannotRead

# A county reads its units' files beside each other; a reading takes some 100 KB.
MOST_READINGS, MOST_CHECKS = 256, 64


class Stamp(NamedTuple):
    """What tells that a file on the disk is still the same."""

    changed: int
    size: int


def stamp(path: Path) -> Stamp | None:
    """A file's stamp; None when there is no such file, or no way to it."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(found.st_mtime_ns, found.st_size)


def reading(path: Path) -> Reading:
    """The report of a file as saved.

    Raises: CannotOpen, CannotRead.
    """
    found = stamp(path)
    # Let the reader say in its own words what is the matter with a file that is not there.
    return _content(read(path) if found is None else _reading(path, found))


def _content(made: Reading | str) -> Reading:
    if isinstance(made, str):
        raise CannotRead(made)
    return made


@lru_cache(maxsize=MOST_READINGS)
def _reading(path: Path, stamp: Stamp) -> Reading | str:
    """The report, or why there is none: a damaged file takes as long as a good one, and is asked for as often."""
    try:
        return read(path)
    except CannotRead as error:
        return error.message


def checked(path: Path, prior: Path | None) -> Checked:
    """What all rules find in a file as saved, with last year's report where one is named.

    Raises: CannotOpen, CannotRead.
    """
    reading(path)
    if prior is not None:
        reading(prior)
    return _checked(path, prior, (stamp(path), stamp(prior) if prior else None))


@lru_cache(maxsize=MOST_CHECKS)
def _checked(path: Path, prior: Path | None, stamps: tuple[Stamp | None, Stamp | None]) -> Checked:
    return check_reading(reading(path), reading(prior).report if prior else None)
