"""How long a clerk waits in a live Calc: 校验 from click to marks, a question to the resident worker, two hundred formulas.

Seconds on the clock, the median and the worst of several rounds, against what was promised. It takes LibreOffice.
Run: python benchmarks/live.py [rounds]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# The maker of workbooks lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

import openpyxl
import xlwings as xw

from nianbao.adapters.libreoffice.engine import launch
from nianbao.adapters.libreoffice.host import CalcHost
from nianbao.commands import console, libreoffice
from nianbao.forms import load
from tests.builders import book, report
from udfs import dispatch

ROUNDS, FORMULAS, CALLS = 7, 200, 200
BROKEN = "t3_1_natural=3 t3_4_natural=1 t3_3.1_natural=1"
_QUESTION = json.dumps({"call": "NB_LABEL", "arguments": ["t3_3.7_natural"]}).encode("ascii") + b"\n"


@contextmanager
def calc(folder: Path) -> Iterator[xw.App]:
    """A Calc with our extension and functions, its settings in the folder."""
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
    libreoffice.install(folder / "profile")
    app = launch(profile=folder / "profile")
    try:
        yield app
    finally:
        app.quit()


def checking(app: xw.App, folder: Path) -> Callable[[], object]:
    """What a click on 校验 does in the worker, marks and list written."""
    opened = app.books.open(str(book(folder, report(load.catalogue()[-1].id, BROKEN))))
    host = CalcHost(app)

    def work() -> None:
        reply = dispatch.run("check", opened, host=host)
        assert reply.status == dispatch.OK, reply.message

    return work


@contextmanager
def worker(app: xw.App) -> Iterator[Callable[[], object]]:
    """A question to a resident worker of this office, by the pipe the bridge asks it through, and its answer."""
    command = [sys.executable, "-m", "udfs.calc_worker", app.impl.address, ""]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    questions, answers = process.stdin, process.stdout

    def ask() -> None:
        questions.write(_QUESTION)
        questions.flush()
        assert answers.readline().startswith(b'["ok"')

    try:
        yield ask
    finally:
        questions.close()
        process.wait(10)


def calculating(app: xw.App, folder: Path) -> Callable[[], object]:
    """All formulas of a sheet anew."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in range(1, FORMULAS + 1):
        for column in range(1, 6):
            sheet.cell(row, column, row * column)
        sheet.cell(row, 7, f"=NB_TOTAL(A{row}:E{row})")
    path = folder / "公式.xlsx"
    made.save(path)
    opened = app.books.open(str(path))
    assert opened.sheets[0][FORMULAS - 1, 6].value == FORMULAS * 15
    return lambda: opened.impl.document.calculateAll()


def seconds(work: Callable[[], object], rounds: int) -> list[float]:
    """The clock times of the rounds, after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def verdict(what: str, times: list[float], promised: float) -> bool:
    """Say what was measured; whether the median keeps the promise."""
    middle = statistics.median(times)
    is_kept = middle <= promised
    console.show(
        f"{what}：中位 {middle * 1000:.1f} 毫秒，最慢 {max(times) * 1000:.1f} 毫秒，"
        f"应不超过 {promised * 1000:.0f} 毫秒，{'合格' if is_kept else '不合格'}"
    )
    return is_kept


def main() -> int:
    """Measure all three; 1 when a promise is not kept."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="nianbao-live-") as name, calc(Path(name)) as app:
        folder = Path(name)
        kept = [verdict("校验一份工作簿，从点击到标注", seconds(checking(app, folder), rounds), 1.0)]
        with worker(app) as ask:
            kept.append(verdict("向常驻程序问一次，等到回答", seconds(ask, CALLS), 0.005))
        kept.append(verdict(f"{FORMULAS} 个公式重算一遍", seconds(calculating(app, folder), rounds), 0.5))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
