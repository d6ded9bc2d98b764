"""The small programs at the top of the assembled folder: each starts the Python in it."""

import io
import zipfile
from importlib import metadata
from pathlib import Path

# The window of a program shows in which of the two launchers it is; both look for Python from where they stand.
_LAUNCHERS = {"nianbao": ("t64.exe", "python.exe"), "nianbaow": ("w64.exe", "pythonw.exe")}
TOOL = "distlib"
_PLACE = rb"<launcher_dir>\python" + b"\\"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_START = "import sys\n\nfrom nianbao.window.start import main\n\nsys.exit(main())\n"


def write(folder: Path) -> None:
    """Write nianbao.exe and nianbaow.exe: a launcher, the line that names its Python, and what that is to run."""
    for name, (launcher, python) in _LAUNCHERS.items():
        program = _content(launcher) + b"#!" + _PLACE + python.encode() + b" -X utf8\r\n" + _packed()
        (folder / f"{name}.exe").write_bytes(program)


def _content(launcher: str) -> bytes:
    files = metadata.distribution(TOOL).files or []
    return next(file for file in files if file.name == launcher).read_binary()


def _packed() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(zipfile.ZipInfo("__main__.py", _MOMENT), _START)
    return packed.getvalue()
