"""The outcome of a check as a document to hand over: a web page or a Word file, by the suffix."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.commands import console
from nianbao.core.errors import BadInput
from nianbao.forms import load
from nianbao.rules import catalogue

if TYPE_CHECKING:
    from nianbao.adapters.review import Reviewed
    from nianbao.commands.check import Checked

SUFFIXES = (".html", ".docx")


def require(path: Path) -> None:
    """Refuse a target before any work: an unknown suffix, or a place nobody may write to.

    Raises: BadInput, CannotWrite.
    """
    from nianbao.adapters import files

    if path.suffix.lower() not in SUFFIXES:
        raise BadInput(f"校验意见不能存为「{path.name}」。请把文件名的后缀写成 {' 或 '.join(SUFFIXES)}。")
    files.probe_writable(path)


def save(path: Path, outcomes: "Sequence[Checked]") -> None:
    """Write the document and say where it is.

    Raises: CannotWrite.
    """
    from nianbao.adapters import files

    console.say(f"校验意见已存到「{files.save(path, written(path.suffix.lower(), outcomes), backup=True)}」。")


def written(suffix: str, outcomes: "Sequence[Checked]") -> bytes:
    """The document of some outcomes."""
    reviewed = [_reviewed(outcome) for outcome in outcomes]
    now = f"{datetime.now():%Y-%m-%d %H:%M}"
    if suffix == ".html":
        from nianbao.adapters import review_page

        return review_page.write(reviewed, now)
    from nianbao.adapters import review_word

    return review_word.write(reviewed, now)


def _reviewed(outcome: "Checked") -> "Reviewed":
    from nianbao.adapters.review import Reviewed

    if outcome.reading is None:
        return Reviewed(outcome.file, reason=outcome.reason)
    report = outcome.reading.report
    names = {rule.code: f"{rule.code}　{rule.sentence}" for rule in catalogue.rules(load.catalogue())}
    return Reviewed(
        file=outcome.file,
        agency=report.agency,
        year=report.year,
        form=outcome.reading.form,
        findings=outcome.findings,
        passed=tuple(names[code] for code in outcome.outcome.passed),
        unfit=tuple((names[code], reason) for code, reason in outcome.outcome.unfit),
    )
