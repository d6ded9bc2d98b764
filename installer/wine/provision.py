"""Makes the Windows Pythons the tests and the packager run under Wine: `python -m installer.wine.provision FOLDER`."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from installer import interpreter
from installer.interpreter import ROOT

# The folder of the sources is mounted as /src, which Wine shows as Z:\src.
SEARCHED = ("python311.zip", ".", r"Lib\site-packages", r"Lib\site-packages\win32", r"Lib\site-packages\win32\lib")
_OURS = (r"Z:\src\src", r"Z:\src")
# What packages the program, without what only other systems' packagers need.
PACKAGER = {"pyinstaller", "pyinstaller-hooks-contrib"}


def main() -> int:
    """Make the folder `python` in the environment's home unless it is there for the present lock."""
    home = Path(sys.argv[1])
    target = home / "python"
    stamp = target / ".made-of"
    if stamp.is_file() and stamp.read_text() == made_of():
        return 0
    print("正在装配 Windows 版 Python 和锁定版本的程序包……", flush=True)
    home.mkdir(parents=True, exist_ok=True)
    interpreter.interpreter(home, target)
    site = target / "Lib" / "site-packages"
    interpreter.libraries(home, site, interpreter.declared())
    interpreter.libraries(home, target / "Lib" / "builder", PACKAGER)
    add_com(site, target)
    searched(target, *SEARCHED, *_OURS)
    shutil.rmtree(home / "builder", ignore_errors=True)
    shutil.copytree(target, home / "builder", copy_function=os.link)
    (home / "builder" / "python311._pth").unlink()
    searched(home / "builder", *SEARCHED, r"Lib\builder", *_OURS)
    stamp.write_text(made_of())
    return 0


def made_of() -> str:
    """What the folder depends on, in short."""
    sources = [ROOT / "requirements.lock", Path(interpreter.__file__), *Path(__file__).parent.glob("*.py")]
    return hashlib.sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()


def add_com(site: Path, target: Path) -> None:
    """Put the libraries of pywin32 beside the program, where Windows looks for them."""
    for library in (site / "pywin32_system32").glob("*.dll"):
        shutil.copy(library, target)


def searched(target: Path, *folders: str) -> None:
    """Say where the interpreter looks for modules: there and nowhere else."""
    (target / "python311._pth").write_bytes("".join(f"{line}\r\n" for line in folders).encode())


if __name__ == "__main__":
    sys.exit(main())
