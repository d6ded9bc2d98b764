"""`python -m installer.wine.freeze -o dist` makes the Windows program on Linux: PyInstaller under Wine, then the rest.

Needs what `installer/wine/prepare` makes.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from installer import interpreter
from installer.build import FIXED
from installer.finish import finish

DEBIAN = Path(__file__).with_name("debian")
_SECONDS = 900
# Wine's python.exe needs a pipe to read from; whoever waits for the end of a pipe to it waits for Wine's services too.
_BUILD = r"""
cd /cache/frozen
export WINEPREFIX=/cache/frozen/prefix {fixed}
: | xvfb-run -a timeout {seconds} wine /cache/builder/python.exe -X utf8 -m PyInstaller --noconfirm --log-level WARN \
    --workpath 'Z:\cache\frozen\work' --distpath 'Z:\cache\frozen\made' 'Z:\src\installer\nianbao.spec' >said.txt 2>&1
code=$?
timeout 20 wineserver -k >/dev/null 2>&1 || true
exit $code
"""


def freeze(target: Path) -> Path:
    """The Windows program in the folder `nianbao` below `target`; what stood there is replaced.

    Raises: RuntimeError with PyInstaller's own words.
    """
    home = interpreter.home()
    work = home / "frozen"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    given = " ".join(f"{name}={value}" for name, value in FIXED.items())
    command = [str(DEBIAN), "run", "bash", "-c", _BUILD.format(fixed=given, seconds=_SECONDS)]
    nothing = subprocess.DEVNULL
    run = subprocess.run(command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=_SECONDS + 60, check=False)
    if run.returncode:
        raise RuntimeError((work / "said.txt").read_text(encoding="utf-8", errors="replace"))
    folder = target / "nianbao"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(work / "made" / "nianbao", folder)
    shutil.rmtree(work, ignore_errors=True)
    finish(folder, "pyinstaller", home / "python" / "Lib" / "site-packages")
    return folder


def main() -> int:
    """Build and say where."""
    parser = argparse.ArgumentParser(
        prog="python -m installer.wine.freeze", description="在 Wine 里打包 Windows 程序文件夹"
    )
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"), help="放在哪个文件夹，默认 dist")
    folder = freeze(parser.parse_args().output.resolve())
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"已打包：{folder}（{size / 1_000_000:.0f} MB）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
