"""How well published reports are read: per format, cells right, reported as not read, and silently wrong.

The reports are random, printed in every way the tests know of, most with several damages at once; the same in every run
with the same first seed. Formats whose program is missing here are left out by name.
Run: python benchmarks/read_accuracy.py [--documents N] [--first SEED] [--jobs N] [format …]
Exit code 1 when a figure was read wrongly, or not at all without a word.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

# The generator lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

from nianbao.adapters.convert import Converter
from nianbao.commands import console
from tests.forms.varied.kinds import KINDS, sent
from tests.forms.varied.proof import Verdict, problems, verdict

DOCUMENTS = 600
AT_ONCE = 40
HEADERS = ("格式", "份数", "格数", "读对", "未读并说明", "无声读错", "整份拒读", "读对率", "每份 CPU")
Task = tuple[str, int, int]
Found = tuple[str, list[Verdict], float]


def main() -> int:
    """Measure every format and print a line for each; 1 when anything was silently wrong."""
    wanted = arguments()
    names = [name for name in wanted.formats or KINDS if is_available(name)]
    share = -(-wanted.documents // len(names))
    last = wanted.first + share
    tasks = [(name, at, min(at + AT_ONCE, last)) for name in names for at in range(wanted.first, last, AT_ONCE)]
    gathered: dict[str, tuple[list[Verdict], float]] = {name: ([], 0.0) for name in names}
    with ProcessPoolExecutor(wanted.jobs) as pool:
        for name, found, seconds in pool.map(measure, tasks):
            before, spent = gathered[name]
            gathered[name] = before + found, spent + seconds
            print(f"{name} {len(before) + len(found)}/{share}", file=sys.stderr)
    rows = [row(name, *gathered[name]) for name in names]
    every = [each for found, _ in gathered.values() for each in found]
    print(console.table(HEADERS, [*rows, row("合计", every, sum(seconds for _, seconds in gathered.values()))]))
    wrong = [line for name in names for line in problems(KINDS[name], gathered[name][0])]
    print("\n".join(wrong))
    return 1 if wrong else 0


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="读取准确度")
    parser.add_argument("formats", nargs="*", choices=[*KINDS, []], metavar="格式", help="、".join(KINDS))
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="各格式合计份数")
    parser.add_argument("--first", type=int, default=0, help="第一个种子")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="同时进行几个")
    return parser.parse_args()


def is_available(name: str) -> bool:
    """Whether the program that makes this format is here; says so when it is not."""
    program = KINDS[name].program
    is_here = program is None or program() is not None
    if not is_here:
        print(f"没有生成「{name}」所需的程序，略过。", file=sys.stderr)
    return is_here


def measure(task: Task) -> Found:
    """What became of the cells of the documents from those seeds, and the CPU seconds of reading them."""
    name, first, last = task
    documents = sent(KINDS[name], [(seed, 1.0) for seed in range(first, last)])
    start = time.process_time()
    with Converter() as converter:
        found = [verdict(KINDS[name], each, converter) for each in documents]
    return name, found, time.process_time() - start


def row(name: str, found: list[Verdict], seconds: float) -> tuple[str, ...]:
    """A format's line."""
    right, reported = sum(each.right for each in found), sum(each.reported for each in found)
    silent, refused = sum(len(each.silent) for each in found), sum(bool(each.refused) for each in found)
    cells = right + reported + silent
    counts = map(str, (len(found), cells, right, reported, silent, refused))
    return name, *counts, f"{right / max(cells, 1):.1%}", f"{seconds / max(len(found), 1) * 1000:.0f} 毫秒"


if __name__ == "__main__":
    sys.exit(main())
