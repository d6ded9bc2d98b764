"""Files received → checked reports: what was read before is taken from there, the rest is read in workers."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from nianbao.adapters import files
from nianbao.commands import compact, kept_readings
from nianbao.commands.check import Checked, check_reading
from nianbao.commands.intake import Received
from nianbao.commands.kept_readings import KeptReadings
from nianbao.commands.progress import Counter
from nianbao.commands.read import parse
from nianbao.commands.workers import Job, run_all
from nianbao.core.errors import CannotOpen, CannotRead
from nianbao.rules import alike

# Given to a reader at once: it need not wait until its answer has been looked at.
_AHEAD = 4


def read_all(
    received: Sequence[Received], progress: Callable[[str], None], workers: int | None, kept: Path | None
) -> list[Checked]:
    """What each file came to, in their order; `kept` is where readings are kept from run to run, None to keep none."""
    outcomes = {
        index: Checked(each.name, None, reason=each.reason) for index, each in enumerate(received) if each.reason
    }
    with KeptReadings(kept) as store:
        keys = _known(received, outcomes, store)
        waiting = [index for index in range(len(received)) if index not in outcomes]
        counter, known = Counter("读取", len(received)), len(outcomes)
        jobs = [_job(received[index]) for index in waiting]
        # Closed at once when progress says stop: the readers must not outlive it.
        with closing(run_all(jobs, workers or os.cpu_count() or 1, _AHEAD)) as done:
            for outcome in done:
                index, name = waiting[outcome.index], jobs[outcome.index].name
                if outcome.result is None:
                    outcomes[index] = Checked(name, None, reason=outcome.reason)
                else:
                    outcomes[index] = compact.unpack(outcome.result)
                    if index in keys and _is_settled(outcomes[index]):
                        store.keep(keys[index], outcome.result)
                progress(counter.at(len(outcomes), known))
    return [outcomes[index] for index in range(len(received))]


def _known(received: Sequence[Received], outcomes: dict[int, Checked], store: KeptReadings) -> dict[int, bytes]:
    """Add what is kept to the outcomes, and give the keys the others will be kept under."""
    if not store.is_open:
        return {}
    told = {index: _key(each) for index, each in enumerate(received) if index not in outcomes}
    keys = {index: key for index, key in told.items() if key is not None}
    known = store.find_all(set(keys.values()))
    outcomes |= {index: known[key] for index, key in keys.items() if key in known}
    return {index: key for index, key in keys.items() if key not in known}


def _key(received: Received) -> bytes | None:
    # What cannot be opened says so when its turn comes.
    try:
        return kept_readings.key(files.read_bytes(received.content, received.name), received.name)
    except (CannotOpen, CannotRead):
        return None


def _is_settled(checked: Checked) -> bool:
    """Whether the outcome would be the same tomorrow: a 说明 without a date counts as given on the day of the check."""
    report = checked.reading.report if checked.reading else None
    return report is not None and all(waiver.date for waiver in report.waivers)


def _job(received: Received) -> Job:
    return Job(received.name, read_and_pack, (received.content, received.name))


def read_and_pack(path: Path, name: str) -> bytes:
    """One file's report and findings in few bytes; made in a worker.

    Raises: CannotOpen, CannotRead.
    """
    reading = parse(files.read_bytes(path, name), name)
    return compact.pack(replace(check_reading(reading), keys=alike.keys(reading.report, reading.form)))
