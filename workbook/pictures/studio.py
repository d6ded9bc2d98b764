"""What the handbook's pictures are taken with: a Calc on a screen, a clerk who answers its boxes, a camera."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlwings as xw

from nianbao.adapters.libreoffice.host import CalcHost
from nianbao.commands import demo, handbook
from nianbao.commands.live import LIVE
from nianbao.commands.live.desk import Desk

TARGET = handbook.FOLDER / handbook.PICTURES
MOST_BYTES = 160_000
_WIDTH, _HEIGHT = 1180, 680
# Not ours, and of no use here.
_BARS = ("standardbar", "formatobjectbar")
_TITLE = "公开年报"
_PATIENCE = 20.0
_SETTLE = 1.5
_COLOURS = "48"
_BY_VALUE = 3  # com.sun.star.view.DocumentZoomType
_POSITION_AND_SIZE = 15
# What a clerk's folder is called.
_FOLDER = "D:\\年报"


class Shot(NamedTuple):
    """An answer to a box, and the picture of the box to take before."""

    answer: object
    picture: str


# A part of what a box asks, and the answer; what is not named is agreed to, or left as proposed.
Answers = dict[str, object]


class Camera:
    """What looks at the screen and presses its keys."""

    def __init__(self, environment: dict[str, str], wanted: Sequence[str]) -> None:
        self.environment = environment
        self._wanted = wanted

    def wants(self, picture: str) -> bool:
        """Whether that picture is to be taken."""
        return bool(picture) and (not self._wanted or picture in self._wanted)

    def run(self, *command: str) -> str:
        """A program's answer."""
        told = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=30)
        return told.stdout.strip()

    def window(self, title: str) -> str:
        """The visible window of that title, as soon as it is there."""
        end = time.monotonic() + _PATIENCE
        while not (found := self.run("xdotool", "search", "--onlyvisible", "--name", title)):
            if time.monotonic() > end:
                sys.exit(f"没有等到窗口「{title}」。")
            time.sleep(0.2)
        return found.splitlines()[-1]

    def take(self, window: str, picture: str) -> None:
        """A window with its frame."""
        time.sleep(_SETTLE)
        if self.wants(picture):
            subprocess.run(
                ["import", "-frame", "-window", window, str(TARGET / f"{picture}.png")],
                env=self.environment,
                check=True,
            )

    def answer(self, picture: str) -> None:
        """Photograph the box that comes, and close it."""
        window = self.window(f"^{_TITLE}$")
        self.take(window, picture)
        while self.run("xdotool", "search", "--onlyvisible", "--name", f"^{_TITLE}$"):
            self.run("xdotool", "windowactivate", "--sync", window, "key", "Escape")
            time.sleep(0.3)


class Clerk(CalcHost):
    """A clerk who answers as planned, and lets the boxes that are to be seen really come up."""

    def __init__(self, app: xw.App, camera: Camera, work: Path, answers: Answers) -> None:
        super().__init__(app)
        self._camera, self._work, self._answers = camera, work, answers

    def _answer(self, asked: str, proposed: object, show: Callable[[Any], object]) -> Any:
        planned = next((answer for part, answer in self._answers.items() if part in asked), proposed)
        if not isinstance(planned, Shot):
            return planned
        if self._camera.wants(planned.picture):
            aside = threading.Thread(target=self._camera.answer, args=[planned.picture])
            aside.start()
            show(planned.answer)
            aside.join()
        return planned.answer

    def tell(self, text: str) -> None:
        self._answer(text, None, lambda _: super(Clerk, self).tell(text))

    def ask(self, question: str) -> bool:
        shown = question.replace(str(self._work), _FOLDER).replace("/", "\\")
        return bool(self._answer(question, True, lambda _: super(Clerk, self).ask(shown)))

    def ask_text(self, question: str, proposed: str) -> str | None:
        typed: str = self._answer(question, proposed, lambda typed: super(Clerk, self).ask_text(question, str(typed)))
        return typed

    def pick_file(self, title: str, patterns: Sequence[str], folder: Path | None) -> Path | None:
        return self._path(title)

    def pick_folder(self, title: str, folder: Path | None) -> Path | None:
        return self._path(title)

    def pick_target(self, title: str, proposed: str, folder: Path | None) -> Path | None:
        return self._path(title) / proposed

    def _path(self, title: str) -> Path:
        path = self._answer(title, None, lambda _: None)
        assert isinstance(path, Path), f"没有预备回答：{title}"
        return path

    def show_file(self, path: Path) -> None:
        """Nothing: no other program is to cover the screen."""


class Studio(NamedTuple):
    """A Calc with our toolbar on a screen, and the year of the demo."""

    app: xw.App
    camera: Camera
    year: demo.DemoResult
    work: Path

    def click(self, tag: str, book: xw.Book | None, answers: Answers | None = None) -> None:
        """Click a button and answer what it asks."""
        said = LIVE[tag](Desk(Clerk(self.app, self.camera, self.work, answers or {}), book))
        self.app.impl.status_bar = said

    def open(self, path: Path) -> xw.Book:
        """A workbook in front, its window of the size of the pictures."""
        return self.sized(self.app.books.open(str(path)))

    def sized(self, book: xw.Book) -> xw.Book:
        """The workbook's window in the size of the pictures."""
        time.sleep(_SETTLE)
        frame = book.impl.document.CurrentController.Frame
        frame.ContainerWindow.IsMaximized = False
        time.sleep(_SETTLE)
        frame.ContainerWindow.setPosSize(0, 30, _WIDTH, _HEIGHT, _POSITION_AND_SIZE)
        book.impl.document.CurrentController.Sidebar.setVisible(False)
        for bar in _BARS:
            frame.LayoutManager.hideElement(f"private:resource/toolbar/{bar}")
        return book

    def photograph(self, book: xw.Book, place: str, picture: str, zoom: int = 85) -> None:
        """The workbook's window with a cell selected, as a clerk selects it; `place` is 「表!格」 or a name."""
        if not self.camera.wants(picture):
            return
        view = book.impl.document.CurrentController
        view.ZoomType, view.ZoomValue = _BY_VALUE, zoom
        sheet, _, cell = place.rpartition("!")
        target = book.sheets[sheet][cell] if sheet else book.names[place].refers_to_range
        target.sheet.activate()
        target.select()
        window = self.camera.window(f"^{book.name}")
        self.camera.run("xdotool", "windowactivate", "--sync", window)
        time.sleep(_SETTLE)
        # The prompt of a cell only shows when the cursor is moved by hand.
        self.camera.run("xdotool", "key", "Down", "Up")
        self.camera.take(window, picture)


def changed(picture: str, *changes: str) -> None:
    """Let ImageMagick work on a picture."""
    path = str(TARGET / f"{picture}.png")
    subprocess.run(["convert", path, *changes, path], check=True)


def smaller(picture: Path) -> None:
    """The same picture no wider than a page shows it, in a palette.

    Raises: SystemExit when it is still larger than a page should carry.
    """
    changed(picture.stem, "-resize", f"{_WIDTH}x1400>")
    command = ["pngquant", "--force", "--strip", "--speed", "1", "--ext", ".png", _COLOURS, str(picture)]
    subprocess.run(command, check=True)
    if picture.stat().st_size > MOST_BYTES:
        sys.exit(f"「{picture.name}」有 {picture.stat().st_size} 字节，超过 {MOST_BYTES}。请缩小后再试。")
