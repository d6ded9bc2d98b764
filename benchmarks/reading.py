"""How fast each kind of file is read, against merely loading it with the library one would take instead.

CPU milliseconds a report after imports, the least of several rounds: the floor where there is one (unpacking the parts),
a library's own load of the same bytes, and ours from bytes to report. Then how many reports a second the rules judge.
Run: python benchmarks/reading.py
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import python_calamine
from lxml import html as lxml_html
from pdfminer.high_level import extract_text

# The makers of random reports live with the tests, which are not installed.
sys.path.insert(0, str(Path(__file__).parents[1]))

from check import inflate
from check import sample as own_workbook

from nianbao.commands import console
from nianbao.commands.check import check
from nianbao.commands.read import parse
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load
from tests.forms.varied.kinds import KINDS, sent

ROUNDS, REPORTS, RULE_RUNS = 5, 12, 50
HEADERS = ("格式", "每份 KB", "解包（下限）", "别家只是打开", "我们读成年报", "是下限的", "别家是我们的")
Load = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: some of them, what has to be done at the least, and who else would load it."""

    name: str
    files: list[bytes]
    rival: str
    load: Load
    floor: Load | None = None


def kinds() -> list[Kind]:
    """What is measured; the formats whose program is missing here are left out."""
    books = [own_workbook(seed)[0] for seed in range(REPORTS)]
    zipped = [
        Kind("年报.xlsx", books, "openpyxl", lambda data: openpyxl.load_workbook(BytesIO(data)), inflate),
        Kind("报告.docx", drawn("报告.docx"), "python-docx", lambda data: docx.Document(BytesIO(data)), inflate),
        Kind("报告.xlsx", drawn("报告.xlsx"), "openpyxl", lambda data: openpyxl.load_workbook(BytesIO(data)), inflate),
    ]
    others = [
        Kind("报告.html", drawn("报告.html"), "lxml.html", lxml_html.fromstring),
        Kind("打印.pdf", drawn("打印.pdf"), "pdfminer", lambda data: extract_text(BytesIO(data))),
        Kind("报告.xls", drawn("报告.xls"), "calamine", sheets),
    ]
    return [kind for kind in (*zipped, *others) if kind.files]


def drawn(name: str) -> list[bytes]:
    """Random reports in one format, most with several damages, the same ones in every run."""
    kind = KINDS[name]
    if kind.program is not None and kind.program() is None:
        return []
    return [each.data for each in sent(kind, [(seed, 1.0) for seed in range(REPORTS)]) if each.data]


def sheets(data: bytes) -> list[object]:
    """Every sheet's values."""
    with python_calamine.CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def cpu(work: Load, files: list[bytes]) -> float:
    """The least CPU milliseconds a file over the rounds; what is imported on the way is not counted."""
    work(files[0])
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for data in files:
            work(data)
        best = min(best, (time.process_time() - start) / len(files))
    return best * 1000


def row(kind: Kind) -> tuple[str, ...]:
    """A format's line."""
    ours = cpu(lambda data: parse(data, kind.name), kind.files)
    theirs = cpu(kind.load, kind.files)
    floor = cpu(kind.floor, kind.files) if kind.floor else None
    size = sum(map(len, kind.files)) / len(kind.files) / 1024
    least, ratio = ("—", "—") if floor is None else (f"{floor:.2f} 毫秒", f"{ours / floor:.1f} 倍")
    rival = f"{kind.rival} {theirs:.1f} 毫秒"
    return kind.name, f"{size:.0f}", least, rival, f"{ours:.2f} 毫秒", ratio, f"{theirs / ours:.1f} 倍"


def reports() -> tuple[Form, dict[str, Report]]:
    """The same report three ways: every cell 0, some lines not adding up, half of it blank."""
    data, form = own_workbook()
    broken = parse(data, "年报.xlsx").report
    clean = replace(broken, values=dict.fromkeys(form.cells, Decimal(0)))
    blank = replace(broken, values={cell: None if i % 2 else Decimal(0) for i, cell in enumerate(form.cells)})
    return form, {"没有问题的": clean, "几处不平的": broken, "一半没填的": blank}


def rules() -> list[str]:
    """How many reports a second all rules judge, in one process."""
    form, made = reports()
    lines = []
    for name, report in made.items():
        spent = cpu(lambda _, report=report: check(report, form), [b""] * RULE_RUNS)  # type: ignore[misc]
        lines.append(f"规则，{name}报告：每份 {spent:.2f} 毫秒，每秒 {1000 / spent:.0f} 份")
    return lines


def main() -> None:
    """Measure and print."""
    load.catalogue()
    print(console.table(HEADERS, [row(kind) for kind in kinds()]))
    print("\n".join(rules()))


if __name__ == "__main__":
    main()
