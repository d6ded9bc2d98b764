"""What the deeds of the window share: the files at hand, the host that live commands ask, what came of a deed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nianbao.adapters import files
from nianbao.adapters.excel_host import ExcelHost
from nianbao.commands.live.desk import Desk, Stopped
from nianbao.core.errors import CannotWrite
from nianbao.window.screen import Option, Question, Screen

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class More:
    """Something else that can be done with an outcome."""

    option: Option
    deed: Callable[[], Outcome]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a deed: a headline, what is told of it, the files that were made, what can be done next."""

    headline: str
    text: str = ""
    details: str = ""
    made: tuple[Path, ...] = ()
    more: tuple[More, ...] = ()


class Host(ExcelHost):
    """Lets the commands of the spreadsheet program run before a window; what they would show at the end is kept."""

    def __init__(self, screen: Screen, folder: Path | None) -> None:
        super().__init__()
        self._screen, self._folder = screen, folder
        self.made: list[Path] = []

    def tell(self, text: str) -> None:
        """Show a text until it is read."""
        headline, _, rest = text.partition("\n")
        self._screen.choose(Question(headline, rest.strip("\n"), (Option(YES, "知道了"),), is_short=True))

    def ask(self, question: str) -> bool:
        """Whether the clerk says yes; a window that is closed stops the command.

        Raises: Stopped.
        """
        answer = self._screen.choose(asked(question))
        if answer is None:
            raise Stopped
        return answer == YES

    def ask_text(self, question: str, proposed: str) -> str | None:
        """A line the clerk types."""
        return self._screen.ask_text(question, proposed)

    def pick_file(self, title: str, patterns: Sequence[str], folder: Path | None) -> Path | None:
        """The first of the files the clerk picks."""
        return next(iter(self._screen.open_files(title, patterns, folder or self._folder)), None)

    def pick_folder(self, title: str, folder: Path | None) -> Path | None:
        """The folder the clerk picks."""
        return self._screen.open_folder(title, folder or self._folder)

    def pick_target(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        """Where the clerk wants a file kept."""
        return self._screen.save_as(title, proposed, folder or self._folder)

    def progress(self, text: str) -> None:
        """Show what is being done."""
        self._screen.progress(text)

    def is_stopped(self) -> bool:
        """Whether 取消 was clicked."""
        return self._screen.is_stopped()

    def open_book(self, path: Path) -> Any:
        """Keep a workbook to be opened when the clerk wants it."""
        self.made.append(path)

    def show_file(self, path: Path) -> None:
        """Keep a file to be opened when the clerk wants it."""
        self.made.append(path)


def asked(question: str) -> Question:
    """A question of a command, its first line as the headline, answered by 是 or 否."""
    headline, _, rest = question.partition("\n")
    options = (Option(YES, "是(&Y)"), Option(NO, "否(&N)"))
    return Question(headline, rest.strip("\n"), options, is_short=True)


@dataclass
class Session:
    """The screen, and what was dropped on the program or picked before."""

    screen: Screen
    given: list[Path] = field(default_factory=list)

    @property
    def folder(self) -> Path | None:
        """Where to begin looking for files."""
        if not self.given:
            return None
        return self.given[0] if self.given[0].is_dir() else self.given[0].parent

    def desk(self, argument: str = "") -> Desk:
        """What a command of the spreadsheet program has at hand when no workbook is open."""
        return Desk(Host(self.screen, self.folder), None, argument)

    def progress(self, text: str) -> None:
        """Show what is being done; also where a command notices that it is to stop.

        Raises: Stopped.
        """
        if self.screen.is_stopped():
            raise Stopped
        self.screen.progress(text)

    def steps(self) -> Callable[[str], None]:
        """What tells how far a long step is."""
        return lambda text: self.progress(f"正在{text}")

    def choose(self, headline: str, text: str, options: Sequence[Option]) -> str:
        """The key of the answer.

        Raises: Stopped when the window is closed.
        """
        answer = self.screen.choose(Question(headline, text, tuple(options)))
        if answer is None:
            raise Stopped
        return answer

    def text(self, question: str, proposed: str = "") -> str:
        """A line the clerk types, stripped.

        Raises: Stopped.
        """
        typed = self.screen.ask_text(question, proposed)
        if typed is None:
            raise Stopped
        return typed.strip()

    def files(self, title: str, patterns: Sequence[str]) -> list[Path]:
        """The files at hand, or those the clerk picks.

        Raises: Stopped.
        """
        kept = [path for path in self.given if path.is_file()]
        picked = kept or self.screen.open_files(title, patterns, self.folder)
        if not picked:
            raise Stopped
        return picked

    def one(self, title: str, patterns: Sequence[str]) -> Path:
        """The file at hand where it is one alone, else the one the clerk picks.

        Raises: Stopped.
        """
        is_one = len(self.given) == 1 and self.given[0].is_file()
        return self.given[0] if is_one else self.file(title, patterns)

    def file(self, title: str, patterns: Sequence[str], folder: Path | None = None) -> Path:
        """A file the clerk picks, whatever is at hand.

        Raises: Stopped.
        """
        picked = self.screen.open_files(title, patterns, folder or self.folder)
        if not picked:
            raise Stopped
        return picked[0]

    def directory(self, title: str, folder: Path | None = None) -> Path:
        """A folder the clerk picks.

        Raises: Stopped.
        """
        picked = self.screen.open_folder(title, folder or self.folder)
        if picked is None:
            raise Stopped
        return picked

    def writable(self, path: Path, title: str) -> Path:
        """The path, or another the clerk names where it cannot be written to.

        Raises: Stopped, CannotWrite.
        """
        try:
            files.probe_writable(path)
        except CannotWrite:
            picked = self.screen.save_as(title, path.name, None)
            if picked is None:
                raise Stopped from None
            path = picked if picked.suffix.lower() == path.suffix else picked.with_name(f"{picked.name}{path.suffix}")
            files.probe_writable(path)
        return path
