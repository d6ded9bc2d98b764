"""Long runs over strangers' files: one bad file costs itself, and Ctrl-C leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nianbao import cli
from nianbao.commands import workers
from tests.builders import book, report

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="看进程和信号要用 /proc")
UNITS, WAITED = 200, 20.0
HEAD = "青石镇{}年政府信息公开工作年度报告\n一、总体情况\n"
# Within the limits for the size of a file, and still far too much to look through.
ENDLESS = "主动公开政府信息 12 件，收到申请 3 件。\n" * 150_000
HUGE = "<p>" * 3_000_000


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """200 units' workbooks, and the report that takes far too long."""
    folder = tmp_path / "收回"
    folder.mkdir()
    made = book(folder, report("2021"), "单位0.xlsx")
    for number in range(1, UNITS):
        (folder / f"单位{number}.xlsx").write_bytes(made.read_bytes())
    (folder / "一镇.txt").write_text(HEAD.format(2025) + ENDLESS, encoding="utf-8")
    return folder


def children(pid: int) -> list[str]:
    """The processes a process has started."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []


def is_busy(pid: str) -> bool:
    """Whether a process has worked for half a second: it is no longer reading small files."""
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11]
    return int(ticks) / os.sysconf("SC_CLK_TCK") > 0.5


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path, sent: Path) -> None:
    """Stopped in the midst of 200 files: code 130, a sentence, no result, no scratch files, no readers."""
    scratch, before = tmp_path / "tmp", sorted(tmp_path.rglob("*"))
    scratch.mkdir()
    environment = {**os.environ, "TMPDIR": str(scratch), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    words = ["consolidate", str(sent), "-o", str(tmp_path / "汇总.xlsx"), "--jobs", "2", "--no-cache"]
    process = subprocess.Popen(
        [sys.executable, "-m", "nianbao", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        # Ctrl-C in a terminal reaches the program and its readers alike.
        start_new_session=True,
    )
    end = time.monotonic() + WAITED
    while not any(map(is_busy, children(process.pid))):
        assert process.poll() is None
        assert time.monotonic() < end, "nobody began to read"
        time.sleep(0.02)
    readers = children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    out, told = process.communicate(timeout=WAITED)
    assert process.returncode == 130
    assert told.decode().splitlines()[-1] == "已按要求停止，没有留下写了一半的文件。"
    assert out == b""
    assert [pid for pid in readers if Path(f"/proc/{pid}").exists()] == []
    assert sorted(tmp_path.rglob("*")) == sorted([*before, scratch])


def test_endless_and_huge_files_cost_only_themselves(
    tmp_path: Path, sent: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One takes too long, one too much memory: both are on the board with the reason, code 3, all others summed."""
    for path in sorted(sent.glob("单位*.xlsx"))[6:]:
        path.unlink()
    (sent / "二镇.html").write_text(f"<html><body>{HUGE}</body></html>", encoding="utf-8")
    monkeypatch.setattr(workers, "SECONDS_A_FILE", 4.0)
    monkeypatch.setattr(workers, "MOST_MEMORY", 100 * 1024 * 1024)
    words = ["consolidate", str(sent), "-o", str(tmp_path / "汇总.xlsx"), "--agency", "示例县", "--no-cache"]
    assert cli.main(words) == 3
    told = capsys.readouterr().out
    assert "读不了「一镇.txt」：超过 4 秒还没有读完。" in told
    assert "读不了「二镇.html」：" in told
    assert (tmp_path / "汇总.xlsx").is_file()
    assert told.count("单位") >= 6
