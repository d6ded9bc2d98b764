"""How fast one workbook is read and checked, as ratios against what a user would pick instead.

Run: python benchmarks/check.py
"""

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from nianbao.adapters import excel_open, excel_read, excel_write
from nianbao.adapters.workbook import Content
from nianbao.commands.check import check
from nianbao.commands.new_workbook import blank_report
from nianbao.core.form import Form
from nianbao.core.report import Report
from nianbao.forms import load

RUNS = 5
SENTENCE = "按照年度工作安排，及时公开各类政府信息，依法办理公开申请，并做好政策解读和平台维护工作。"


def sample(seed: int = 0) -> tuple[bytes, Form]:
    """A realistic workbook: every input filled in, some thousand characters of text; other figures for other seeds."""
    form = load.catalogue()[-1]
    blank = blank_report(form.first_year, f"示例{seed}镇" if seed else "示例镇", "乡镇")
    values = {**blank.values, **{cell: Decimal(index * (seed + 1) % 9) for index, cell in enumerate(form.inputs())}}
    texts = {address: "\n".join([SENTENCE + "镇" * seed] * 12) for address in blank.texts}
    report = Report(form.id, blank.agency, blank.year, blank.level, values, texts)
    return excel_write.write(Content(form, report)), form


def cpu(work: Callable[[], object], times: int) -> float:
    """The least CPU seconds of one call over several rounds."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - start) / times)
    return best


def process_cpu(words: list[str]) -> float:
    """The least CPU seconds of a whole process."""
    best = float("inf")
    for _ in range(RUNS):
        before = os.times()
        subprocess.run(words, check=False, stdout=subprocess.DEVNULL)
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        best = min(best, spent)
    return best


def inflate(data: bytes) -> None:
    """The floor: unpacking the parts and nothing else."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            archive.read(name)


def main() -> None:
    """Measure and print."""
    import openpyxl

    data, form = sample()
    report, _ = excel_read.read(excel_open.open_workbook(data, "示例镇.xlsx"))
    floor = cpu(lambda: inflate(data), 50)
    ours = cpu(lambda: excel_read.read(excel_open.open_workbook(data, "示例镇.xlsx")), 20)
    theirs = cpu(lambda: openpyxl.load_workbook(BytesIO(data), data_only=True), 2)
    rules = cpu(lambda: check(report, form), 20)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "示例镇.xlsx"
        path.write_bytes(data)
        whole = process_cpu([sys.executable, "-m", "nianbao", "check", str(path)])
        load_only = f"import openpyxl; openpyxl.load_workbook({str(path)!r}, data_only=True)"
        other = process_cpu([sys.executable, "-c", load_only])
    print(f"工作簿 {len(data) / 1024:.0f} KB，{len(form.cells)} 个数据格")
    print(
        f"check 整个进程        {whole:.3f} 秒 CPU（目标 0.30）；只用 openpyxl 打开 {other:.3f} 秒，{other / whole:.1f} 倍"
    )
    print(
        f"读一份（长跑中）      {ours * 1000:.2f} 毫秒，是解压的 {ours / floor:.1f} 倍；openpyxl 是我们的 {theirs / ours:.1f} 倍"
    )
    # Figures without any sense and a hundred sentences about requests: what ordinary reports take, rules.py tells.
    print(f"规则（处处不平的一份）{rules * 1000:.2f} 毫秒；像真的年报每秒几份，见 rules.py")


if __name__ == "__main__":
    main()
