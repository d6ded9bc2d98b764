"""`python -m installer.build -o dist` makes the folder that runs without Python."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# Any fixed moment does, so that two builds of the same sources can be compared byte by byte.
FIXED = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "1700000000"}


def build(target: Path) -> Path:
    """The program, in the folder `nianbao` below `target`; what stood there is replaced.

    Raises: RuntimeError with PyInstaller's own words.
    """
    with tempfile.TemporaryDirectory(prefix="nianbao-build-") as work:
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
        command += ["--workpath", work, "--distpath", str(target), str(HERE / "nianbao.spec")]
        fixed = FIXED | {"PYTHONPATH": str(HERE.parent)}
        run = subprocess.run(command, env=os.environ | fixed, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stdout + run.stderr)
    return target / "nianbao" / ("nianbao.exe" if sys.platform == "win32" else "nianbao")


def size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def main() -> int:
    """Build and say where."""
    parser = argparse.ArgumentParser(prog="python -m installer.build", description="打包成不需要 Python 的程序文件夹")
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"), help="放在哪个文件夹，默认 dist")
    program = build(parser.parse_args().output.resolve())
    print(f"已打包：{program}（{size(program.parent) / 1_000_000:.0f} MB）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
