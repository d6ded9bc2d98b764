"""`python -m installer.assemble -o dist` makes the Windows folder on Linux, around a Python of its own, without Wine.

The second form of the package: it can be built wherever there is a network, so that there always is one to look into.
"""

import argparse
import py_compile
import shutil
import sys
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode

from installer import contents, interpreter, launchers
from installer.finish import finish, write_sums
from installer.interpreter import CannotProvide
from installer.wine import provision

# The program goes to no network, plays no sound and builds no installer.
_SPARE_OF_PYTHON = (
    "_ssl.pyd",
    "_hashlib.pyd",
    "libssl-3.dll",
    "libcrypto-3.dll",
    "_msi.pyd",
    "winsound.pyd",
    "python.cat",
)
# Folders and files of the libraries that are for developers, for parts that are not used, or under another licence.
_SPARE = (
    "*.chm",
    "*.pth",
    "*.pyi",
    "**/*.h",
    "**/*.pxd",
    "**/*.pxi",
    "**/*.pyx",
    "**/py.typed",
    "**/tests",
    "**/*avx2*",
    "adodbapi",
    "bin",
    "build",
    "cffi",
    "example",
    "isapi",
    "lxml/includes",
    "lxml/isoschematron",
    "lxml/objectify*",
    "pycparser*",
    "pydantic/mypy.py",
    "pydantic/v1",
    "pythonwin",
    "pywin32_system32",
    "src",
    "win32/Demos",
    "win32/include",
    "win32/libs",
    "win32/pythonservice.exe",
    "win32/perfmondata.dll",
    "win32/scripts",
    "win32/test",
    "win32com/HTML",
    "win32com/demos",
    "win32com/include",
    "win32com/libs",
    "win32com/makegw",
    "win32com/readme.html",
    "win32com/servers",
    "win32com/test",
    "win32comext",
    "xlwings/_xlmac.py",
    "xlwings/addin",
    "xlwings/ext",
    "xlwings/html",
    "xlwings/js",
    "xlwings/mac_dict.py",
    "xlwings/pro",
    "xlwings/quickstart*",
    "xlwings/xlwingslib*",
    "xlwings/*.xlam",
    "xlwings/*.bas",
    "xlwings/*.applescript",
    "xlwings*.dll",
)


def assemble(target: Path) -> Path:
    """The folder `nianbao` below `target`; what stood there is replaced.

    Raises: CannotProvide where something needed is not to be had.
    """
    if not interpreter.IS_SAME_PYTHON:
        raise CannotProvide(f"要用 Python {interpreter.VERSION} 来组装")
    kept, folder = interpreter.home(), target / "nianbao"
    kept.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    python = folder / "python"
    interpreter.interpreter(kept, python)
    site = python / "Lib" / "site-packages"
    interpreter.libraries(kept, site, interpreter.declared())
    provision.add_com(site, python)
    provision.searched(python, *provision.SEARCHED)
    launchers.write(folder)
    _trim(python, site)
    _add_ours(site)
    _compile(site)
    finish(folder, launchers.TOOL, site)
    _forget_sources(site)
    write_sums(folder)
    return folder


def _trim(python: Path, site: Path) -> None:
    for name in _SPARE_OF_PYTHON:
        (python / name).unlink()
    for path in [path for pattern in _SPARE for path in site.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _forget_sources(site: Path) -> None:
    """Leave of what is known about each library its version, which others look up; its licence has been taken out."""
    for path in site.glob("*.dist-info/*"):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "METADATA":
            path.unlink()


def _add_ours(site: Path) -> None:
    for name, folder in contents.PACKAGES.items():
        for file in folder.rglob("*.py"):
            _copy(file, site / name / file.relative_to(folder))
    for source, place in contents.data():
        _copy(Path(source), site / place / Path(source).name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _compile(site: Path) -> None:
    """Compile all, so that no start does, nor writes anything; the text of the libraries is then not needed."""
    ours = {site / name for name in contents.PACKAGES}
    for source in sorted(site.rglob("*.py")):
        is_ours = bool(ours & set(source.parents))
        kept = cache_from_source(str(source)) if is_ours else str(source.with_suffix(".pyc"))
        shown = str(source.relative_to(site))
        py_compile.compile(str(source), kept, shown, doraise=True, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        if not is_ours:
            source.unlink()


def main() -> int:
    """Assemble and say where."""
    parser = argparse.ArgumentParser(
        prog="python -m installer.assemble", description="在 Linux 上组装 Windows 程序文件夹"
    )
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"), help="放在哪个文件夹，默认 dist")
    try:
        folder = assemble(parser.parse_args().output.resolve())
    except CannotProvide as error:
        print(f"没有组装：{error}。")
        return 1
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"已组装：{folder}（{size / 1_000_000:.0f} MB）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
