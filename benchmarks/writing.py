"""What the files for publishing cost once the libraries are there: Word, web page, fragment for a portal's editor.

CPU milliseconds a report, the least of several rounds, beside the targets. Run: python benchmarks/writing.py
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

# The generator of reports lives with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

from nianbao.adapters import html, word
from nianbao.commands import console
from nianbao.core.form import Form
from nianbao.core.report import Report
from tests.realistic.sample import sample

ROUNDS, REPORTS = 5, 20
# Milliseconds a report may take.
WAYS: dict[str, tuple[Callable[[Report, Form], bytes], int]] = {
    "Word": (word.write, 150),
    "网页": (html.write, 15),
    "网页片段": (html.write_fragment, 15),
}


def spent(write: Callable[[Report, Form], bytes], report: Report, form: Form) -> float:
    """CPU milliseconds."""
    start = time.process_time()
    write(report, form)
    return (time.process_time() - start) * 1000


def main() -> None:
    """Measure and print."""
    samples = [sample(seed) for seed in range(REPORTS)]
    rows = []
    for name, (write, most) in WAYS.items():
        least = [min(spent(write, each.report, each.form) for _ in range(ROUNDS)) for each in samples]
        rows.append((name, f"{sum(least) / REPORTS:.1f}", f"{max(least):.1f}", str(most)))
    print(console.table(("写成", "平均毫秒", "最多毫秒", "目标"), rows))


if __name__ == "__main__":
    main()
