"""`python -m installer.nsis.build PAYLOAD -o dist` makes the installer from the folder of the program."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from installer import sign
from installer.contents import ROOT
from installer.icon import FILE as ICON
from installer.nsis import side
from nianbao import __version__
from nianbao.commands import handbook, kept_readings, log
from udfs import registration
from workbook.addin import FILE_NAME

HERE = Path(__file__).parent
NAME = "公开年报-安装程序-{version}.exe"
# GitHub and some mail and archive programs lose Chinese file names. The bytes are the same.
PLAIN_NAME = "nianbao-setup-{version}.exe"
# The x86 one starts on every Windows, and can so refuse an old one in Chinese; the other is for a Wine without 32-bit.
STUBS = "x86-unicode", "amd64-unicode"
PUBLISHER = "nianbao"
MANUAL = handbook.CLERK
# What has to be there for the installer's entries to lead anywhere.
NEEDED = "nianbao.exe", registration.WINDOWED, FILE_NAME
# Any fixed moment does, so that two builds of the same payload can be compared byte by byte.
_MOMENT = "1700000000"
_MAKENSIS = "makensis", r"C:\Program Files (x86)\NSIS\makensis.exe"
# Where 64-bit programs look for classes, and 32-bit ones.
_CLASSES = r"Software\Classes", r"Software\Classes\WOW6432Node"
_APP = r"$INSTDIR\app"


def makensis() -> str | None:
    """The compiler of NSIS; None when it is not installed."""
    return next((found for each in _MAKENSIS if (found := shutil.which(each))), None)


def build(payload: Path, target: Path, *, version: str = __version__, stub: str = STUBS[0]) -> Path:
    """The installer of the program in `payload`, a new file at `target`; signed, as is its uninstaller, if so wanted.

    Raises: RuntimeError when something is missing, or with the compiler's own words; NotSigned.
    """
    payload = payload.resolve()
    compiler = makensis()
    if compiler is None:
        raise RuntimeError("没有找到 makensis。请安装 NSIS（Debian：apt-get install nsis）。")
    missing = [name for name in NEEDED if not (payload / name).is_file()]
    if missing:
        raise RuntimeError(f"「{payload}」里没有 {'、'.join(missing)}，不是完整的程序文件夹。")
    with tempfile.TemporaryDirectory(prefix="nianbao-nsis-") as folder:
        made, parts = Path(folder) / "made.exe", Path(folder) / "parts.nsh"
        (Path(folder) / "installed.txt").write_bytes(
            "".join(f"{each}\r\n" for each in listed(payload)).encode("utf-16")
        )
        (Path(folder) / "side.bmp").write_bytes(side.picture())
        defined = {
            "OUTPUT": str(made),
            "SIDE": str(Path(folder) / "side.bmp"),
            "STUB": stub,
            **_defined(payload, version),
        }
        parts.write_text("\ufeff" + _parts(payload, defined, Path(folder) / "installed.txt"), encoding="utf-8")
        _compiled(compiler, parts)
        sign.sign([made])
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(made, target))


def listed(payload: Path) -> list[str]:
    """The files of the payload as Windows writes their paths, in a fixed order."""
    files = sorted(file.relative_to(payload).as_posix() for file in payload.rglob("*") if file.is_file())
    return [str(PureWindowsPath(each)) for each in files]


def _compiled(compiler: str, parts: Path) -> None:
    # Read as UTF-8 whatever the language of this machine; every warning counts.
    command = [compiler, "-V2", "-WX", "-INPUTCHARSET", "UTF8", f"-DPARTS={parts}", str(HERE / "nianbao.nsi")]
    fixed = {"SOURCE_DATE_EPOCH": _MOMENT, "LC_ALL": "C.UTF-8"}
    run = subprocess.run(command, env=os.environ | fixed, cwd=ROOT, capture_output=True, check=False)
    if run.returncode:
        raise RuntimeError((run.stdout + run.stderr).decode("utf-8", "replace"))


def _defined(payload: Path, version: str) -> dict[str, str]:
    size = sum(file.stat().st_size for file in payload.rglob("*") if file.is_file())
    return {
        "HERE": str(HERE),
        "VERSION": version,
        "NUMBERS": ".".join([*version.split("."), "0", "0", "0"][:4]),
        "PUBLISHER": PUBLISHER,
        "ADDIN": FILE_NAME,
        "KILOBYTES": str(-(-size // 1024)),
        "MANUAL": next((each for each in listed(payload) if PureWindowsPath(each).name == MANUAL), ""),
        "ICON": str(ICON),
        # Run by the compiler when it has made the uninstaller, %1.
        "SIGN": f'"{sys.executable}" -m installer.sign "%1"' if sign.is_wanted() else "",
    }


def _parts(payload: Path, defined: dict[str, str], listing: Path) -> str:
    """What the recipe takes from us: names, the files, the entries of the resident program, what it leaves behind."""
    blocks = {
        "InstallFiles": _install(payload, listing),
        "RemoveFiles": _remove(payload),
        "WriteClass": _write_class(),
        "RemoveClass": _remove_class(),
        "RemoveKept": (f'Delete "$LOCALAPPDATA\\${{ID}}\\{each}"' for each in left_behind()),
    }
    lines = [f"!define {name} `{value}`" for name, value in defined.items() if value]
    for name, block in blocks.items():
        lines += [f"!macro {name}", *(f"  {line}" for line in block), "!macroend"]
    return "\n".join(lines) + "\n"


def _install(payload: Path, listing: Path) -> Iterator[str]:
    folder = None
    for each in listed(payload):
        path = PureWindowsPath(each)
        if path.parent != folder:
            folder = path.parent
            yield f'SetOutPath "{_below(_APP + ".new", folder)}"'
        yield f'File "{payload / path.as_posix()}"'
    yield f'SetOutPath "{_APP}.new"'
    yield f'File "{listing}"'


def _remove(payload: Path) -> Iterator[str]:
    paths = [PurePosixPath(PureWindowsPath(each).as_posix()) for each in listed(payload)]
    for path in paths:
        yield f'Delete "{_below(_APP, path)}"'
    folders = {parent for path in paths for parent in path.parents if parent.name}
    for folder in sorted(folders, key=lambda each: (-len(each.parts), each)):
        # Python and we keep there what is quicker read the next time.
        yield f'RMDir /r "{_below(_APP, folder)}\\__pycache__"'
        yield f'RMDir "{_below(_APP, folder)}"'


def _below(folder: str, path: PurePosixPath | PureWindowsPath) -> str:
    return folder + "".join(f"\\{_literal(part)}" for part in path.parts)


def _literal(text: str) -> str:
    return text.replace("$", "$$")


def _write_class() -> Iterator[str]:
    """The entries `nianbao serve --register` writes, with the command in quotes whatever the folder."""
    for key, text in class_entries().items():
        yield f'!insertmacro WriteText "{key}" "" `{text}`'


def _remove_class() -> Iterator[str]:
    keys = list(class_entries())
    for key in reversed(keys):
        yield f'DeleteRegKey HKCU "{key}"'
    emptied = {rf"{root}\CLSID" for root in _CLASSES} | {_CLASSES[1]}
    for key in sorted(emptied, reverse=True):
        yield f'DeleteRegKey /ifempty HKCU "{key}"'


def class_entries() -> dict[str, str]:
    entries = registration.entries(r'"${PROGRAM}" serve')
    return {rf"{root}\{key}": text for root in _CLASSES for key, text in entries.items()}


def left_behind() -> tuple[str, ...]:
    """Patterns of what the program writes of its own accord beside a user's settings."""
    return f"{log.path().name}*", f"{kept_readings.path().name}*", "*.html"


def main() -> int:
    """Build and say where."""
    parser = argparse.ArgumentParser(prog="python -m installer.nsis.build", description="制作 Windows 安装程序")
    parser.add_argument("payload", type=Path, metavar="程序文件夹")
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"), help="放在哪个文件夹，默认 dist")
    parser.add_argument("--version", default=__version__, help="版本号，默认是程序的版本号")
    parser.add_argument(
        "--stub", choices=STUBS, default=STUBS[0], help="安装程序本身的种类，默认 32 位，各种 Windows 都能启动"
    )
    parser.add_argument("--plain", action="store_true", help="文件名只用 ASCII，给会丢中文名的网站和邮箱")
    given = parser.parse_args()
    name = (PLAIN_NAME if given.plain else NAME).format(version=given.version)
    try:
        made = build(given.payload, given.output / name, version=given.version, stub=given.stub)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"已制作：{made}（{made.stat().st_size / 1_000_000:.1f} MB）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
