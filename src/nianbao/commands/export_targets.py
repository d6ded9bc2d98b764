"""Which files `export` is to make: those named, or in a folder those that are called as offices call them."""

from argparse import Namespace
from pathlib import Path
from typing import NamedTuple

from nianbao.adapters.printout import DRAFT_MARK
from nianbao.commands.new_workbook import proposed_name
from nianbao.core.errors import BadInput
from nianbao.core.report import Report

# All there is, one of each kind, in the order a clerk hands them on.
EVERY = (".docx", ".pdf", ".html", ".md", ".txt", ".json", ".csv")
USUAL, PAGE = ".docx", ".html"
_PIECE = "（网页片段）"


class Target(NamedTuple):
    """A file to be made: its format, and where; a folder means that its name follows from the report."""

    suffix: str
    path: Path
    is_folder: bool = False

    def file(self, stem: str, *, draft: bool, fragment: bool) -> Path:
        """The file itself; a name of ours tells a draft, and a piece of a page."""
        if not self.is_folder:
            return self.path
        piece = _PIECE if fragment and self.suffix == PAGE else ""
        return self.path / f"{stem}{DRAFT_MARK if draft else ''}{piece}{self.suffix}"


def asked(arguments: Namespace) -> list[Target]:
    """The files asked for, each once.

    Raises: BadInput when all formats are to go into one file.
    """
    outputs: list[Path] = arguments.outputs or [arguments.book.parent]
    if arguments.every:
        return _every(outputs)
    usual = PAGE if arguments.fragment else USUAL
    found = [
        Target(usual, output, is_folder=True) if output.is_dir() else Target(output.suffix.lower(), output)
        for output in outputs
    ]
    return list(dict.fromkeys(found))


def _every(outputs: list[Path]) -> list[Target]:
    folder = outputs[0]
    if len(outputs) > 1 or (folder.suffix.lower() in EVERY and not folder.is_dir()):
        raise BadInput("--all 会把各种格式都导出来。-o 请只写一个文件夹，或者不写，存在工作簿旁边。")
    return [Target(suffix, folder, is_folder=True) for suffix in EVERY]


def stem(report: Report, book: Path) -> str:
    """What offices call the files of a report; the workbook's own name where it tells no unit or year."""
    return proposed_name(report.agency, report.year, "") if report.agency and report.year else book.stem
