"""Readers in processes of their own: what goes wrong in one costs that file only."""

import os
import pickle
import time

import pytest

from nianbao.commands import workers
from nianbao.commands.read import Reading
from nianbao.commands.workers import Job, run_all
from nianbao.core.errors import CannotRead
from nianbao.forms import load
from tests.builders import report


def fine(_: bytes, name: str) -> str:
    """A reader that reads."""
    return f"读了 {name}"


def refusing(_: bytes, name: str) -> str:
    """A reader that says why not."""
    raise CannotRead(f"读不了「{name}」：加密。请取消密码。")


def dying(_: bytes, __: str) -> str:
    """A reader whose library ends the process."""
    os._exit(134)


def hanging(_: bytes, __: str) -> str:
    """A reader that never comes back."""
    time.sleep(600)
    return ""


def greedy(_: bytes, __: str) -> str:
    """A reader that wants all memory."""
    return str(len(bytearray(4 << 30)))


def test_one_bad_file_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Death, refusal, greed and sleep each end in a sentence naming the file; the others are read."""
    monkeypatch.setattr(workers, "SECONDS_A_FILE", 4.0)
    jobs = [
        Job(f"{number}.xlsx", function, (b"", f"{number}.xlsx"))
        for number, function in enumerate((fine, dying, refusing, hanging, greedy, fine, fine))
    ]
    outcomes = {outcome.index: outcome for outcome in run_all(jobs, 2)}
    assert [outcomes[index].result for index in (0, 5, 6)] == ["读了 0.xlsx", "读了 5.xlsx", "读了 6.xlsx"]
    for index, told in ((1, "读到一半"), (2, "加密"), (3, "还没有读完"), (4, "内容过大")):
        reason = outcomes[index].reason or ""
        assert told in reason
        assert f"「{index}.xlsx」" in reason


def test_single_call_raises_the_workers_own_sentence() -> None:
    """The refusal of a worker is the refusal the user sees."""
    with pytest.raises(CannotRead, match="加密"):
        workers.in_worker(refusing, b"", "青石镇.docx")


def test_a_reading_travels_without_its_form() -> None:
    """A worker sends the form's id back, not the form; what arrives is the reading with the parent's own form."""
    form = load.by_id("2021")
    reading = Reading(report("2021", "t3_1_natural=3 t3_4_natural=1"), form, ())
    sent = pickle.dumps(reading)
    assert pickle.loads(sent) == reading
    assert pickle.loads(sent).form is form
    assert form.notice.encode() not in sent
