"""The Windows program in both its forms under Wine: every command, as a clerk's computer would run it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from installer.build import size
from tests.installer.measured import started, told
from tests.installer.steps import PLAYER, STEPS, Step, prepare, words_of, wrong
from tests.windows.conftest import BUILDERS, windows_folder
from tests.windows.figures import Figures
from tests.windows.wine_shell import HOME, Wine, windows

pytestmark = pytest.mark.windows
# A folder as clerks have it.
FOLDER = "年报 试用"
NAMES = {"frozen": "打包的程序", "assembled": "组装的程序"}
# The promise is made for a quiet computer; this one runs Wine and much else.
SECONDS = 10


class Played:
    """One form of the program, and what came of the steps."""

    def __init__(self, form: str, wine: Wine) -> None:
        self.form, self.wine, self.source = form, wine, windows_folder(form)
        self.program = wine.drive / FOLDER / "nianbao"
        shutil.copytree(self.source, self.program)
        self.folder = wine.drive / FOLDER / "年报"
        self.folder.mkdir()
        prepare(self.folder)
        _add_font(wine)
        self.came = self.play([words_of(step) for step in STEPS])

    def play(self, commands: list[list[str]]) -> list[dict[str, Any]]:
        """What comes of some commands, run by a Windows Python."""
        (self.folder / "steps.json").write_text(json.dumps(commands), encoding="utf-8")
        python, player = self.wine.windows(HOME / "python" / "python.exe"), f"Z:\\src\\tests\\installer\\{PLAYER.name}"
        given = map(self.wine.windows, (self.program / "nianbao.exe", self.folder))
        self.wine.run("wine", python, "-X", "utf8", player, *given, piped=True)
        found: list[dict[str, Any]] = json.loads((self.folder / "results.json").read_text(encoding="utf-8"))
        return found


def _add_font(wine: Wine) -> None:
    """A Chinese font, which every Windows for China has and Wine has not."""
    told = subprocess.run(["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, check=True)
    fonts = wine.drive / "windows" / "Fonts"
    fonts.mkdir(exist_ok=True)
    shutil.copy(told.stdout, fonts)


@pytest.fixture(scope="module", params=BUILDERS)
def played(request: pytest.FixtureRequest) -> Iterator[Played]:
    """The steps, run by one form of the program."""
    windows_folder(request.param)
    with windows(f"steps-{request.param}", "张三") as wine:
        yield Played(request.param, wine)


@pytest.mark.parametrize("index", range(len(STEPS)), ids=[step.words for step in STEPS])
def test_windows_program_does_every_step(played: Played, index: int) -> None:
    """The command ends, says and makes what it should."""
    step: Step = STEPS[index]
    assert wrong(step, played.came[index], played.folder) == []


def test_windows_program_starts_soon(played: Played, figures: Figures) -> None:
    """With its files out of memory, then again and again; a command that reads a workbook takes a little more."""
    cold, warm, check = started(played.program, played.play)
    assert warm < SECONDS
    figures.wine = figures.wine or played.wine.version()
    figures.notes.append(f"{NAMES[played.form]} {told(size(played.program), cold, warm, check)}")


def test_windows_program_writes_only_where_python_does(played: Played) -> None:
    """After all the steps the folder has what it came with, and at most kept content beside it."""
    came = {file.relative_to(played.source) for file in played.source.rglob("*") if file.is_file()}
    there = {file.relative_to(played.program) for file in played.program.rglob("*") if file.is_file()}
    assert came <= there
    assert [str(each) for each in there - came if "__pycache__" not in each.parts] == []
