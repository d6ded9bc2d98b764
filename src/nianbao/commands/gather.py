"""Many files at once: found in folders, read in workers, none able to stop the rest."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nianbao.adapters import files
from nianbao.commands.check import Checked, check_reading
from nianbao.commands.read import parse
from nianbao.commands.workers import Job, run_all
from nianbao.core.errors import CannotOpen
from nianbao.core.report import Report

READABLE = (".xlsx", ".xlsm", ".docx", ".html", ".htm", ".txt", ".md", ".xls", ".doc", ".et", ".wps", ".pdf")
_SKIPPED_STARTS = ("~$", ".~", ".", "__MACOSX")
_SKIPPED_NAMES = ("thumbs.db", "desktop.ini")
_PART_DONE = (".crdownload", ".tmp", ".part")


@dataclass
class Gathered:
    """What a set of files came to. Names are paths below the folder that was given."""

    checked: list[Checked] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def reports(self) -> list[Report]:
        """The reports that could be read."""
        return [each.reading.report for each in self.checked if each.reading is not None]

    @property
    def unreadable(self) -> dict[str, str]:
        """Why each of the others could not be."""
        return {each.file: each.reason or "" for each in self.checked if each.reading is None}


def gather(sources: Sequence[Path], progress: Callable[[str], None], workers: int | None = None) -> Gathered:
    """Read and check every report in files and folders, in the order of their names.

    Lock files, half downloads and system litter are skipped and listed. A file that is not readable is listed with its
    reason.
    Raises: CannotOpen when a source does not exist.
    """
    gathered = Gathered()
    for source in sources:
        _find(source, gathered)
    jobs = [Job(path.name, read_and_check, (path, path.name)) for path in gathered.paths]
    outcomes: dict[int, Checked] = {}
    for outcome in run_all(jobs, workers or os.cpu_count() or 1) if jobs else ():
        name = jobs[outcome.index].name
        outcomes[outcome.index] = outcome.result or Checked(name, None, reason=outcome.reason)
        progress(f"读取 {len(outcomes)}/{len(jobs)}　{name}")
    gathered.checked = [outcomes[index] for index in range(len(jobs))]
    return gathered


def _find(source: Path, gathered: Gathered) -> None:
    if not source.exists():
        raise CannotOpen(f"找不到「{source}」。请核对文件名和所在的文件夹。")
    if source.is_file():
        gathered.paths.append(source)
        return
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        if _is_litter(path) or path.suffix.lower() not in READABLE:
            gathered.skipped.append(str(path.relative_to(source)))
        else:
            gathered.paths.append(path)


def _is_litter(path: Path) -> bool:
    name = path.name.lower()
    return (
        any(part.startswith(_SKIPPED_STARTS) for part in path.parts[-2:])
        or name in _SKIPPED_NAMES
        or files.BACKUP_MARK in name
        or name.endswith(_PART_DONE)
    )


def read_and_check(path: Path, name: str) -> Checked:
    """One file's report and findings; made in a worker.

    Raises: CannotOpen, CannotRead.
    """
    del name  # the last argument is what the worker calls the file by
    return check_reading(parse(files.read_bytes(path), path.name))
