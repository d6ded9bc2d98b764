"""Many files at once: found in folders, read in workers, none able to stop the rest."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nianbao.commands.check import Checked
from nianbao.commands.intake import Intake, Received, is_report
from nianbao.commands.readers import read_all
from nianbao.core.errors import CannotOpen
from nianbao.core.finding import Finding
from nianbao.core.report import Report
from nianbao.rules.catalogue import ordered


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


def gather(
    sources: Sequence[Path],
    progress: Callable[[str], None],
    workers: int | None = None,
    *,
    kept: Path | None = None,
) -> Gathered:
    """Read and check every report in files and folders, in the order of their names.

    Lock files, half downloads and system litter are skipped and listed. A file that is not readable is listed with its
    reason. `kept` is where readings are kept from run to run; None to keep none.
    Raises: CannotOpen when a source does not exist.
    """
    gathered = Gathered()
    for source in sources:
        _find(source, gathered)
    with Intake(progress) as intake:
        received = _told_apart(intake.take_all(gathered.paths))
        outcomes = read_all(received, progress, workers, kept)
    gathered.skipped += intake.skipped
    gathered.paths = [each.path for each in received]
    gathered.checked = [_dated(outcome, each) for outcome, each in zip(outcomes, received, strict=True)]
    return gathered


def _told_apart(received: Sequence[Received]) -> list[Received]:
    """The files under names of their own: 「年报.xlsx」 of several folders with the folder before it."""
    names = Counter(each.name for each in received)
    return [
        replace(each, name=f"{each.path.parent.name}/{each.name}") if names[each.name] > 1 else each
        for each in received
    ]


def _dated(outcome: Checked, received: Received) -> Checked:
    """The outcome with what was known of the file before it was read: when it was changed, what its package says of it."""
    if received.modified is not None:
        outcome = replace(outcome, modified=received.modified)
    return _noted(outcome, received.notes)


def _noted(outcome: Checked, notes: Sequence[Finding]) -> Checked:
    """The outcome with what the package it came in brought up; with the reading too, which may be checked once more."""
    if not notes or outcome.reading is None:
        return outcome
    reading = outcome.reading
    own = tuple(replace(each, agency=reading.report.agency, file=reading.report.file) for each in notes)
    return replace(
        outcome,
        reading=replace(reading, findings=(*reading.findings, *own)),
        findings=tuple(ordered([*outcome.findings, *own])),
    )


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
