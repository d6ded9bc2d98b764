"""A Calc host whose questions are answered beforehand: boxes cannot be seen, or answered, without a screen."""

from collections.abc import Sequence
from pathlib import Path

import xlwings as xw

from nianbao.adapters.libreoffice.host import CalcHost

Answer = bool | str | Path | None


class ScriptedHost(CalcHost):
    """Gives the answers in order and keeps what was asked and said; a question too many is an error of the test."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.told: list[str] = []
        self.shown: list[Path] = []
        self.said: list[str] = []
        self.opened: list[xw.Book] = []
        self.stop_after: int | None = None

    def tell(self, text: str) -> None:
        self.told.append(text)

    def ask(self, question: str) -> bool:
        return bool(self._next(question))

    def ask_text(self, question: str, proposed: str) -> str | None:
        answer = self._next(question)
        return proposed if answer is True else None if answer is None else str(answer)

    def pick_file(self, title: str, patterns: Sequence[str], folder: Path | None) -> Path | None:
        return self._path(title)

    def pick_folder(self, title: str, folder: Path | None) -> Path | None:
        return self._path(title)

    def pick_target(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        answer = self._next(f"{title}：{proposed}")
        return answer / proposed if isinstance(answer, Path) and answer.is_dir() else _as_path(answer)

    def progress(self, text: str) -> None:
        self.said.append(text)

    def is_stopped(self) -> bool:
        return self.stop_after is not None and len(self.said) >= self.stop_after

    def open_book(self, path: Path) -> xw.Book:
        self.opened.append(super().open_book(path))
        return self.opened[-1]

    def show_file(self, path: Path) -> None:
        self.shown.append(path)

    def _path(self, title: str) -> Path | None:
        return _as_path(self._next(title))

    def _next(self, question: str) -> Answer:
        self.asked.append(question)
        assert self.answers, f"没有预备回答：{question}"
        return self.answers.pop(0)


def _as_path(answer: Answer) -> Path | None:
    assert answer is None or isinstance(answer, Path)
    return answer
