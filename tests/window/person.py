"""A clerk before the window: answers given beforehand, everything shown and asked kept."""

from collections.abc import Sequence
from pathlib import Path

from nianbao.window.screen import Question

Answer = str | Path | list[Path] | None
MENU = "要做什么？"


class Person:
    """Answers in order, a key of an option, a text, a path; then closes the window. A question too many is an error."""

    def __init__(self, *answers: Answer, stop_at: str = "") -> None:
        self.answers = list(answers)
        self.asked: list[Question] = []
        self.said: list[str] = []
        self.opened: list[Path] = []
        self._stop_at, self._is_stopped = stop_at, False

    def choose(self, question: Question) -> str | None:
        self.asked.append(question)
        if not self.answers and MENU in (question.headline, question.text):
            return None
        answer = self._next(question.headline)
        assert answer in [None, *(each.key for each in (*question.options, *question.links))], question
        return answer  # type: ignore[return-value]

    def ask_text(self, question: str, proposed: str) -> str | None:
        answer = self._next(question)
        assert answer is None or isinstance(answer, str)
        return answer

    def open_files(self, title: str, patterns: Sequence[str], folder: Path | None) -> list[Path]:
        answer = self._next(title)
        assert isinstance(answer, list)
        return answer

    def open_folder(self, title: str, folder: Path | None) -> Path | None:
        return self._path(title)

    def save_as(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        answer = self._path(f"{title}：{proposed}")
        return answer / proposed if answer is not None and answer.is_dir() else answer

    def progress(self, text: str) -> None:
        self.said.append(text)
        self._is_stopped = bool(text and self._stop_at) and self._stop_at in text

    def is_stopped(self) -> bool:
        return self._is_stopped

    def show(self, path: Path) -> None:
        self.opened.append(path)

    def seen(self, headline: str) -> Question:
        """The last question under that headline."""
        return next(each for each in reversed(self.asked) if headline in each.headline)

    def _path(self, title: str) -> Path | None:
        answer = self._next(title)
        assert answer is None or isinstance(answer, Path)
        return answer

    def _next(self, question: str) -> Answer:
        assert self.answers, f"没有预备回答：{question}"
        return self.answers.pop(0)
