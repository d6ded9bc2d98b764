"""Saving: after whatever happens the file is the old one or the new one, and nobody is locked out for nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nianbao.adapters import files
from nianbao.core.errors import CannotWrite

SAVER = """
import sys
from pathlib import Path
from nianbao.adapters import files
target = Path(sys.argv[1])
print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        files.save(target, letter * 3_000_000, backup=True)
"""
HOLDER = """
import sys, time
from pathlib import Path
from nianbao.adapters import files
with files.sole_use(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(60)
"""


def started(program: str, target: Path) -> subprocess.Popen[str]:
    """The program at work on the target."""
    process = subprocess.Popen([sys.executable, "-c", program, target], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("after", [0.0, 0.003, 0.007, 0.012, 0.02, 0.05])
def test_killed_save_leaves_old_or_new(after: float, tmp_path: Path) -> None:
    """Killed at any moment: the file and its backup are whole."""
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"a" * 3_000_000)
    process = started(SAVER, target)
    time.sleep(after)
    process.kill()
    process.wait()
    whole = (b"a" * 3_000_000, b"b" * 3_000_000)
    assert target.read_bytes() in whole
    assert all(path.read_bytes() in whole for path in tmp_path.glob(f"汇总{files.BACKUP_MARK}*"))


@pytest.mark.skipif(sys.platform == "win32", reason="没有 SIGKILL")
def test_lock_of_a_killed_program_is_taken_over(tmp_path: Path) -> None:
    """Who was killed keeps nobody out; who is at work does, however long."""
    target = tmp_path / "汇总.xlsx"
    process = started(HOLDER, target)
    lock = next(tmp_path.iterdir())
    long_ago = time.time() - 60
    os.utime(lock, (long_ago, long_ago))
    with pytest.raises(CannotWrite, match="正在生成同一个文件"), files.sole_use(target):
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    with files.sole_use(target):
        assert lock.exists()
    assert list(tmp_path.iterdir()) == []


def test_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    """A path through a file is refused in a sentence, by each that writes."""
    (tmp_path / "文件").write_bytes(b"x")
    target = tmp_path / "文件" / "汇总.xlsx"
    for attempt in (
        files.probe_writable,
        lambda path: files.save(path, b"x"),
        lambda path: files.sole_use(path).__enter__(),
    ):
        with pytest.raises(CannotWrite, match="不是文件夹"):
            attempt(target)
