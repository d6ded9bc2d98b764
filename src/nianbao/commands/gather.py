"""Many files at once: found in folders, read in workers, none able to stop the rest."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nianbao.adapters import files
from nianbao.commands.check import Checked, check_reading
from nianbao.commands.intake import Intake, Received, is_report
from nianbao.commands.read import parse
from nianbao.commands.workers import Job, run_all
from nianbao.core.errors import CannotOpen
from nianbao.core.report import Report


@dataclass
class Gathered:
    """What a set of files came to; of an archive every member counts, and its path is the archive's."""

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
    with Intake(progress) as intake:
        received = intake.take_all(gathered.paths)
        outcomes = _read_all(received, progress, workers)
    gathered.skipped += intake.skipped
    gathered.paths = [each.path for each in received]
    gathered.checked = [
        replace(outcome, modified=each.modified) for outcome, each in zip(outcomes, received, strict=True)
    ]
    return gathered


def _read_all(received: list[Received], progress: Callable[[str], None], workers: int | None) -> list[Checked]:
    outcomes = {
        index: Checked(each.name, None, reason=each.reason) for index, each in enumerate(received) if each.reason
    }
    waiting = [index for index in range(len(received)) if index not in outcomes]
    jobs = [
        Job(received[index].name, read_and_check, (received[index].content, received[index].name)) for index in waiting
    ]
    for outcome in run_all(jobs, workers or os.cpu_count() or 1) if jobs else ():
        name = jobs[outcome.index].name
        outcomes[waiting[outcome.index]] = outcome.result or Checked(name, None, reason=outcome.reason)
        progress(f"读取 {len(outcomes)}/{len(received)}　{name}")
    return [outcomes[index] for index in range(len(received))]


def _find(source: Path, gathered: Gathered) -> None:
    if not source.exists():
        raise CannotOpen(f"找不到「{source}」。请核对文件名和所在的文件夹。")
    if source.is_file():
        gathered.paths.append(source)
        return
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        if is_report(path):
            gathered.paths.append(path)
        else:
            gathered.skipped.append(str(path.relative_to(source)))


def read_and_check(path: Path, name: str) -> Checked:
    """One file's report and findings; made in a worker.

    Raises: CannotOpen, CannotRead.
    """
    return check_reading(parse(files.read_bytes(path, name), name))
