"""What worksheet functions cost a recalculation: calls over files read once, against reading for each call.

Wall milliseconds, in process, as the resident server answers them. Run: python benchmarks/functions.py [calls]
"""

import sys
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

# The generator of reports lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

import openpyxl

from nianbao.adapters import excel_write
from nianbao.commands import console
from nianbao.commands.read import read
from nianbao.forms import load
from tests.builders import clean_report, content
from udfs import dispatch
from udfs.functions import kept

FILES, CALLS, SEED = 40, 4000, 1
MIXED, MOST_MIXED_SECONDS = 200, 0.5
# The slow ways are measured on fewer calls.
SAMPLE = 80


def workbooks(folder: Path) -> list[Path]:
    """Workbooks of made-up units, in the newest form."""
    random, form = Random(SEED), load.catalogue()[-1]  # noqa: S311 - figures, not secrets
    folder.mkdir(exist_ok=True)
    paths = [folder / f"单位{number}.xlsx" for number in range(FILES)]
    for path in paths:
        path.write_bytes(excel_write.write(content(clean_report(random, form.id))))
    return paths


def asked(paths: list[Path]) -> Iterator[tuple[str, list[object]]]:
    """One figure after another, each from the next file."""
    addresses = cycle(map(str, load.catalogue()[-1].cells))
    for path, address in zip(cycle(paths), addresses, strict=False):
        yield "NB_VALUE", [address, str(path)]


def mixed(paths: list[Path]) -> Iterator[tuple[str, list[object]]]:
    """Every function in turn, over the first file, the last as its prior, and the folder."""
    first, folder = str(paths[0]), str(paths[0].parent)
    form = load.catalogue()[-1]
    total = next(iter(form.totals))
    sums = next(each for each in form.identities if each.total)
    calls: list[tuple[str, list[object]]] = [
        ("NB_TOTAL", [str(total), first]),
        ("NB_TOTAL", [[[1.0, 2.0, None, 3.0]] * 10]),
        ("NB_CHECK", [first]),
        ("NB_CHECK", [first, sums.code]),
        ("NB_DIFF", [sums.code, sums.over[0], first]),
        ("NB_CARRY", [str(form.cells[-1]), first]),
        ("NB_VALUE", [str(form.cells[0]), first]),
        ("NB_UNITS", [str(total), folder]),
        ("NB_LABEL", [form.spell(total)]),
        ("NB_RULE", [sums.code]),
    ]
    return cycle(calls)


def seconds(work: Callable[[], Any]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def answer(calls: Iterator[tuple[str, list[object]]], number: int) -> None:
    """Make so many calls, none of which may be refused."""
    for name, arguments in islice(calls, number):
        reply = dispatch.call(name, arguments)
        if reply.status != dispatch.OK:
            raise SystemExit(f"{name}: {reply.message}")


def forgetful(paths: list[Path]) -> None:
    """What the calls would cost with every file read anew for each."""
    for path in islice(cycle(paths), SAMPLE):
        read(path)


def plain(paths: list[Path]) -> None:
    """What a hand-made function would do: open the workbook for each call."""
    for path in islice(cycle(paths), SAMPLE):
        openpyxl.load_workbook(path, data_only=True).close()


def kept_megabytes(paths: list[Path]) -> float:
    """What the readings of all files take in memory."""
    tracemalloc.start()
    answer(asked(paths), len(paths))
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return size / 1_000_000


def ranges(paths: list[Path]) -> Iterator[tuple[str, list[object]]]:
    """All figures of a file by one formula over a column of addresses."""
    column = [[str(cell)] for cell in load.catalogue()[-1].cells]
    return (("NB_VALUE", [column, str(path)]) for path in cycle(paths))


def measured(paths: list[Path], calls: int, megabytes: float) -> tuple[str, bool]:
    """The table to print, and whether the target is met."""
    first = seconds(lambda: answer(asked(paths), FILES))
    each = seconds(lambda: answer(asked(paths), calls)) / calls
    anew, opened = seconds(lambda: forgetful(paths)) / SAMPLE, seconds(lambda: plain(paths)) / SAMPLE
    cold = seconds(lambda: answer(mixed(paths), MIXED))
    warm = seconds(lambda: answer(mixed(paths), MIXED))
    whole, cells = seconds(lambda: answer(ranges(paths), FILES)), len(load.catalogue()[-1].cells) * FILES
    rows = [
        (f"首次取数，{FILES} 份文件各一次", f"{first * 1000:.0f}", ""),
        (f"NB_VALUE {calls} 次，{FILES} 份文件", f"{each * calls * 1000:.0f}", f"每次 {each * 1_000_000:.0f} 微秒"),
        (f"整列地址一个公式，共 {cells} 格", f"{whole * 1000:.0f}", f"每格 {whole / cells * 1_000_000:.0f} 微秒"),
        ("每次重读文件，一次", f"{anew * 1000:.2f}", f"{anew / each:.0f} 倍"),
        ("每次用 openpyxl 打开，一次", f"{opened * 1000:.2f}", f"{opened / each:.0f} 倍"),
        (f"各函数轮流 {MIXED} 次，首次", f"{cold * 1000:.0f}", "含读整个文件夹"),
        (f"各函数轮流 {MIXED} 次，再算", f"{warm * 1000:.0f}", f"目标 {MOST_MIXED_SECONDS * 1000:.0f} 毫秒以内"),
        (f"记住 {FILES} 份文件所占内存", f"{megabytes:.1f} MB", f"最多记住 {kept.MOST_READINGS} 份"),
    ]
    return console.table(("项目", "毫秒", "说明"), rows), warm <= MOST_MIXED_SECONDS


if __name__ == "__main__":
    # 校验结果 prints whole columns, which openpyxl does not know.
    warnings.filterwarnings("ignore", module="openpyxl")
    with tempfile.TemporaryDirectory() as scratch:
        megabytes = kept_megabytes(workbooks(Path(scratch) / "另一批"))
        calls = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS
        shown, is_fast = measured(workbooks(Path(scratch) / "单位"), calls, megabytes)
    print(shown)
    sys.exit(0 if is_fast else 1)
