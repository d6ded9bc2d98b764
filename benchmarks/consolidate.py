"""How the county's sum grows with the number of units: time, memory, a second run, against merely reading the files.

Whole processes, everything included: rules, trail, board, findings, the workbook written. The rivals only read, some of
the same files, and are scaled up. Run: python benchmarks/consolidate.py [--sizes 300 1000 3000] [--measure 10000]
"""

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
from check import inflate
from county_files import COUNTY, changed, folders, roster, unit_name

import nianbao
from nianbao.commands import console

SIZES, PREDICTED = (300, 1000, 3000), (10_000, 40_000)
SAMPLED, ROUNDS, LOOKED_AT = 20, 3, 0.05
RESENT = (7, 11, 13, 17)
RESULT = "汇总.xlsx"
MEGABYTE = 1024 * 1024
TARGET_RATIO, TARGET_AGAIN, TARGET_MEMORY, TARGET_SECONDS = 15, 25, 300, 180
HEADERS = ("单位数", "墙钟秒", "CPU 秒", "每份 CPU 毫秒", "主进程 MB", "最大读者 MB")


@dataclass(frozen=True, slots=True)
class Run:
    """A whole process: seconds, and the most memory it and any of its readers took, in MB."""

    units: int
    wall: float
    cpu: float
    parent: float
    reader: float


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--measure", type=int, nargs="*", default=())
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    # As an installation does; else every run of a source tree that may not be written to compiles it anew.
    compileall.compile_dir(Path(nianbao.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        runs = [consolidated(size, Path(folder)) for size in asked.sizes]
        print(console.table(HEADERS, [row(run) for run in runs]))
        predict(runs)
        against(runs)
        again(1000 if 1000 in asked.sizes else asked.sizes[0], Path(folder))
        for size in asked.measure:
            print(console.table(HEADERS, [row(consolidated(size, Path(folder)))]), "（实测）", sep="\n")


def row(run: Run) -> tuple[str, ...]:
    """A run's line."""
    each = run.cpu / run.units * 1000
    return str(run.units), f"{run.wall:.1f}", f"{run.cpu:.1f}", f"{each:.1f}", f"{run.parent:.0f}", f"{run.reader:.0f}"


def consolidated(count: int, folder: Path) -> Run:
    """A county of so many units summed, nothing kept from before."""
    listed = roster(folder, count)
    (folder / RESULT).unlink(missing_ok=True)
    return measured(count, [*map(str, folders(count)), "--roster", str(listed), "--no-cache"], folder)


def measured(count: int, words: list[str], folder: Path) -> Run:
    """The command in a process of its own, watched while it runs."""
    target, environment = folder / RESULT, {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "nianbao", "consolidate", *words, "-o", str(target), "--year", str(year())]
    before, start = os.times(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as process:
        memory = watched(process)
    wall, after = time.perf_counter() - start, os.times()
    if process.returncode not in (0, 1) or not target.exists():
        raise SystemExit(f"汇总没有完成：{process.returncode}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(count, wall, cpu, *memory)


def year() -> int:
    """The year the made-up reports are of."""
    from nianbao.forms import load

    return load.catalogue()[-1].first_year


def watched(process: "subprocess.Popen[bytes]") -> tuple[float, float]:
    """The most memory of a process and of the largest of its children, looked at until it ends."""
    ended, most = threading.Event(), [0.0, 0.0]

    def wait() -> None:
        process.wait()
        ended.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    while not ended.wait(LOOKED_AT):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            pids = children.read_text().split()
        except OSError:
            continue
        most[0] = max(most[0], resident(str(process.pid)))
        most[1] = max(most[1], *(resident(pid) for pid in pids), 0.0)
    waiter.join()
    return most[0], most[1]


def resident(pid: str) -> float:
    """The most memory a process has had so far, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def predict(runs: Sequence[Run]) -> None:
    """A straight line through the runs, and what it says of many more units."""
    if len(runs) < 2:
        return
    wall, fixed = fitted([(run.units, run.wall) for run in runs])
    told = "、".join(f"{size} 份 {fixed + wall * size:.0f} 秒" for size in PREDICTED)
    off = max(abs(fixed + wall * run.units - run.wall) / run.wall for run in runs)
    memory, base = fitted([(run.units, run.parent) for run in runs])
    rows = "、".join(f"{size} 份 {base + memory * size:.0f} MB" for size in PREDICTED)
    print(
        f"直线：固定 {fixed:.1f} 秒，每份 {wall * 1000:.2f} 毫秒（偏离最多 {off:.0%}）；推算 {told}（目标 {TARGET_SECONDS}）"
    )
    print(
        f"内存：底数 {base:.0f} MB，每份 {memory * 1024:.0f} KB（目标 3000 份不超过 {TARGET_MEMORY} MB）；推算 {rows}"
    )


def fitted(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope and height of the straight line nearest to the points."""
    middle_x, middle_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in points) / spread
    return slope, middle_y - slope * middle_x


def against(runs: Sequence[Run]) -> None:
    """The rivals, which only read, a file at a time."""
    paths = sorted(folders(runs[0].units)[0].iterdir())[1 : SAMPLED + 1]
    run = next((run for run in runs if run.units == 1000), runs[-1])
    floor = each(paths, lambda path: inflate(path.read_bytes()))
    rivals = {
        "pandas.read_excel(sheet_name=None)": lambda path: pd.read_excel(path, sheet_name=None, engine="openpyxl"),
        "同上，engine=calamine": lambda path: pd.read_excel(path, sheet_name=None, engine="calamine"),
        "openpyxl.load_workbook": lambda path: openpyxl.load_workbook(path, data_only=True),
    }
    print(f"与只是读入相比（{run.units} 份；别家按 {SAMPLED} 份实测放大，逐份读，不校验不写出）：")
    print(f"  解包（下限）  每份 {floor * 1000:.2f} 毫秒；我们的全程 CPU 是它的 {run.cpu / run.units / floor:.1f} 倍")
    for name, load in rivals.items():
        spent = each(paths, load)
        total = spent * run.units
        print(
            f"  {name}  每份 {spent * 1000:.1f} 毫秒，共 {total:.0f} 秒；"
            f"是我们全程墙钟的 {total / run.wall:.1f} 倍、CPU 的 {total / run.cpu:.1f} 倍（目标 {TARGET_RATIO}，对第一行）"
        )


def _cpu(run: Run) -> float:
    return run.cpu


def each(paths: Sequence[Path], work: Callable[[Path], object]) -> float:
    """The least CPU seconds a file over the rounds."""
    work(paths[0])
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for path in paths:
            work(path)
        best = min(best, (time.process_time() - start) / len(paths))
    return best


def again(count: int, folder: Path) -> None:
    """A run that keeps what it read, one unit's workbook replaced, and a second run, which tells what has changed.

    Both in turn several times, and of each the least CPU: how fast the machine is changes from one minute to the next.
    """
    sent = folder / "收回"
    for tranche in folders(count):
        shutil.copytree(tranche, sent, dirs_exist_ok=True)
    words = [str(sent), "--roster", str(roster(folder, count)), "--agency", COUNTY]
    kept = folder / "cache" / "nianbao" / "readings.sqlite"
    firsts, seconds = [], []
    for unit in RESENT:
        for stale in (folder / RESULT, kept):
            stale.unlink(missing_ok=True)
        firsts.append(measured(count, words, folder))
        (sent / f"{unit_name(unit)}.xlsx").write_bytes(changed(unit))
        seconds.append(measured(count, words, folder))
    first, second = min(firsts, key=_cpu), min(seconds, key=_cpu)
    print(
        f"一个单位重报后再汇总（{count} 份）：{first.wall:.1f} → {second.wall:.1f} 秒，CPU {first.cpu:.1f} → {second.cpu:.1f} 秒，"
        f"是首次的 {second.cpu / first.cpu:.0%}（目标 {TARGET_AGAIN}%）；缓存 {kept.stat().st_size / MEGABYTE:.1f} MB"
    )


if __name__ == "__main__":
    main()
