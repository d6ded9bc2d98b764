"""Every button on a live Calc, whatever is open: a sentence comes back, never the origin of an error of our own."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nianbao import __version__
from nianbao.commands.live import LIVE
from tests import office
from workbook import ribbon

office.require()
pytestmark = pytest.mark.office

from tests.live.scripted import Answer, ScriptedHost  # noqa: E402
from udfs import dispatch  # noqa: E402

TAGS = sorted(LIVE)


class Closing(ScriptedHost):
    """Every box is closed as soon as it is shown."""

    def _next(self, question: str) -> Answer:
        self.asked.append(question)
        return None


def is_sentence(text: object) -> bool:
    """Whether a clerk can read it: a whole sentence, or what 关于 says, which is the name."""
    return isinstance(text, str) and (text.rstrip().endswith(("。", "…")) or text == f"公开年报 {__version__}")


def answered(tag: str, book: Any, host: ScriptedHost) -> None:
    """The command answers; nothing went to the log."""
    reply = dispatch.run(tag, book, host=host)
    assert reply.log is None, f"{reply.message} {reply.log and reply.log.read_text('utf-8')[-2000:]}"
    assert reply.status in (dispatch.OK, dispatch.ERROR)
    assert is_sentence(reply.message), reply.message


@pytest.fixture(autouse=True)
def _own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.parametrize("tag", TAGS)
def test_each_tag_has_its_function(tag: str) -> None:
    """What the list names is there and can be called."""
    command = LIVE[tag]
    assert callable(getattr(importlib.import_module(f"nianbao.commands.live.{command.module}"), command.function))


def test_ribbon_and_list_name_the_same_commands() -> None:
    """No button without a command, no command without a button."""
    assert {button.tag for button in ribbon.buttons()} - {ribbon.STOP} == set(LIVE)


@pytest.mark.parametrize("tag", TAGS)
def test_command_without_a_workbook_answers(tag: str) -> None:
    """With nothing open it says what to open, or goes its way and is cancelled."""
    office.calc()
    answered(tag, None, Closing())


@pytest.fixture
def strangers(tmp_path: Path, opened: Callable[[Path], Any]) -> Any:
    """A workbook that is no report at all."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row, values in enumerate((("姓名", "职务"), ("某某", "主任"), ("某某", 3)), 1):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value)
    made.save(tmp_path / "通讯录.xlsx")
    return opened(tmp_path / "通讯录.xlsx")


@pytest.mark.parametrize("tag", TAGS)
def test_command_in_a_strangers_workbook_answers_and_leaves_it_alone(tag: str, strangers: Any) -> None:
    """A workbook that is no report is not written into, whatever is clicked."""
    before = strangers.sheets[0].used_range.formula
    sheets = [sheet.name for sheet in strangers.sheets]
    answered(tag, strangers, Closing())
    assert strangers.sheets[0].used_range.formula == before
    assert [sheet.name for sheet in strangers.sheets] == sheets
