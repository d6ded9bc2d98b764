"""How well published reports are read: per format, cells right, reported as not read, and silently wrong.

The reports are random, printed in every way the tests know of, most with several damages at once.
Run: python benchmarks/read_accuracy.py [reports a format]
"""

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

# The generator lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

from nianbao.commands import console
from nianbao.commands.read import parse
from tests.forms.test_varied_layouts import silent
from tests.forms.varied import page
from tests.forms.varied_files import KINDS

REPORTS = 40


def measure(kind: str, reports: int) -> Counter[str]:
    """The cells of some reports in one format by what became of them, and the CPU seconds of reading."""
    found: Counter[str] = Counter()
    for seed in range(reports):
        random = Random(f"{kind} {seed}")  # noqa: S311 - the same reports in every run
        made = page(random)
        data = KINDS[kind](random, made)
        start = time.process_time()
        reading = parse(data, kind)
        found["microseconds"] += round((time.process_time() - start) * 1_000_000)
        if reading.report.form != made.form.id:
            found["other form"] += len(made.truth)
            continue
        wrong = len(silent(made, reading.report, reading.findings))
        right = sum(reading.report.values[cell] == true for cell, true in made.truth.items())
        found["right"] += right
        found["silent"] += wrong
        found["reported"] += len(made.truth) - right - wrong
        found["cells"] += len(made.truth)
    return found


def main() -> None:
    """Measure every format and print a line for each."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS
    rows = []
    for kind in sorted(KINDS):
        found = measure(kind, reports)
        share = f"{found['right'] / max(found['cells'], 1):.1%}"
        counts = [str(found[key]) for key in ("cells", "right", "reported", "silent", "other form")]
        rows.append((kind, str(reports), *counts, share, f"{found['microseconds'] / reports / 1000:.0f} 毫秒"))
    headers = ("格式", "份数", "格数", "读对", "未读并说明", "无声读错", "认错格式", "读对率", "每份 CPU")
    print(console.table(headers, rows))


if __name__ == "__main__":
    main()
