"""Readers in processes of their own: what goes wrong in one costs that file only."""

import multiprocessing
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


def test_closing_ends_the_readers() -> None:
    """Who stops in the middle leaves nobody reading behind."""
    others = set(multiprocessing.active_children())
    jobs = [Job("1.xlsx", fine, (b"", "1.xlsx")), Job("2.xlsx", hanging, (b"", "2.xlsx"))]
    outcomes = run_all(jobs, 2)
    assert next(outcomes).result == "读了 1.xlsx"
    assert set(multiprocessing.active_children()) - others
    outcomes.close()
    assert set(multiprocessing.active_children()) <= others


def test_jobs_given_ahead_survive_their_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker was given and had not begun is done by the next one; each job has an outcome, and only one."""
    monkeypatch.setattr(workers, "SECONDS_A_FILE", 2.0)
    kinds = (fine, dying, fine, greedy, fine, hanging, fine, refusing, fine, dying, fine)
    jobs = [Job(f"{at}.xlsx", function, (b"", f"{at}.xlsx")) for at, function in enumerate(kinds)]
    outcomes = list(run_all(jobs, 1, ahead=4))
    assert sorted(outcome.index for outcome in outcomes) == list(range(len(kinds)))
    read = {outcome.index for outcome in outcomes if outcome.result == f"读了 {outcome.index}.xlsx"}
    assert read == {at for at, function in enumerate(kinds) if function is fine}


def grown(_: bytes, __: str) -> int:
    """How much a reader may still take, as it sees it: it takes 100 MB."""
    return len(bytearray(100 << 20))


def test_memory_limit_counts_what_the_reader_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent that holds much already (a nation's readings) leaves its readers as much as any other."""
    monkeypatch.setattr(workers, "MOST_MEMORY", 200 << 20)
    held = bytearray(300 << 20)
    outcome = next(run_all([Job("1.xlsx", grown, (b"", "1.xlsx"))], 1))
    assert outcome.result == 100 << 20, outcome.reason
    assert len(held) == 300 << 20


def test_closing_without_jobs_needs_no_reader() -> None:
    """No jobs, no workers."""
    assert list(run_all([], 2)) == []
