"""What the self-diagnosis looks at on every system: program, folders, room, fonts, LibreOffice."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from nianbao import __version__
from nianbao.adapters import machine
from nianbao.adapters.libreoffice.program import usual
from nianbao.adapters.registry import Registry
from nianbao.commands import log
from nianbao.commands.symptom import Symptom, fine, notice, wrong

# The typefaces of an official document, as the Word export names them, each with the names that do as well.
FONTS = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    "仿宋_GB2312": ("FangSong_GB2312", "仿宋", "FangSong", "STFangsong"),
    "楷体_GB2312": ("KaiTi_GB2312", "楷体", "KaiTi", "STKaiti"),
    "黑体": ("SimHei", "Heiti SC"),
    "宋体": ("SimSun", "STSong", "Songti SC"),
}
_MEGABYTE = 1024 * 1024
_SCARCE, _TOO_LITTLE = 500 * _MEGABYTE, 50 * _MEGABYTE
# Windows gives a path 260 characters; below the program's folder about 100 are needed.
_LONGEST_FOLDER = 150


def symptoms(registry: Registry | None) -> Iterator[Symptom]:
    """Everything that does not depend on Excel."""
    yield from program()
    yield from place(program_folder())
    yield from folders({"记录文件夹": log.path().parent, "临时文件夹": Path(tempfile.gettempdir())})
    yield logged(log.path())
    yield fonts(machine.font_names(registry))
    yield from libreoffice()


def program_folder() -> Path:
    """Where the program stands."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else Path(__file__).parents[2]


def installed_folder() -> Path | None:
    """Where the program stands that an installer put there; None for one in a Python environment."""
    return program_folder() if getattr(sys, "frozen", False) else None


def program() -> Iterator[Symptom]:
    """Version, system, and how the program was built."""
    bits = platform.architecture()[0].removesuffix("bit")
    kind = "独立程序" if getattr(sys, "frozen", False) else "Python 环境"
    yield fine("程序", f"公开年报 {__version__}（{kind}，Python {platform.python_version()}，{bits} 位）")
    yield fine("系统", f"{platform.system()} {platform.release()} {platform.version()}（{platform.machine()}）")


def place(folder: Path) -> Iterator[Symptom]:
    """What may get in the way of a program standing in a folder."""
    item, found = "程序位置", False
    for state, remedy in _awkward(str(folder)):
        found = True
        yield notice(item, f"{state}：{folder}", remedy)
    if not found:
        yield fine(item, str(folder))


def _awkward(folder: str) -> Iterator[tuple[str, str]]:
    again = "请重新运行安装程序，装到安装程序提议的文件夹。"
    if folder.startswith(("\\\\", "//")):
        yield "在网络共享上", f"断网时用不了，Excel 也不信任网络位置。{again}"
    if _is_synced(folder):
        yield "在 OneDrive 的同步文件夹里", f"同步时文件会被占用或移走。{again}"
    if len(folder) > _LONGEST_FOLDER:
        yield f"路径有 {len(folder)} 个字，太长", f"Windows 打不开过长的路径。{again}"
    if not machine.fits_code_page(folder):
        yield "路径里有本机编码没有的字", f"有的程序打不开这样的路径。{again}"


def _is_synced(folder: str) -> bool:
    given = (os.environ.get(name) for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"))
    roots = [root.lower() for root in given if root]
    lowered = folder.lower()
    parts = lowered.replace("\\", "/").split("/")
    return any(lowered.startswith(root) for root in roots) or any(part.startswith("onedrive") for part in parts)


def folders(wanted: dict[str, Path]) -> Iterator[Symptom]:
    """Whether files can be made where the program makes its own, and what room is left."""
    for item, folder in wanted.items():
        if not machine.is_writable(folder):
            yield wrong(
                item, f"写不进文件：{folder}", "请检查这个文件夹的权限，并看安全软件是否拦截了写入，放行后再试。"
            )
            continue
        yield fine(item, f"可以写入：{folder}")
    yield room(min(filter(None, (machine.free_bytes(folder) for folder in wanted.values())), default=None))


def room(free: int | None) -> Symptom:
    """What room is left on the disk, in bytes; None where nobody says."""
    item = "磁盘空间"
    if free is None:
        return notice(item, "系统没有告诉还剩多少空间", "保存文件有困难时，请先查看磁盘剩余空间。")
    left = f"还剩 {free // _MEGABYTE} MB"
    if free < _TOO_LITTLE:
        return wrong(item, f"{left}，不够用", "请清理磁盘，腾出至少 500 MB 再用。")
    if free < _SCARCE:
        return notice(item, f"{left}，偏少", "请清理磁盘，留出至少 500 MB。")
    return fine(item, left)


def logged(path: Path) -> Symptom:
    """Where the log is and how large."""
    try:
        size = path.stat().st_size
    except OSError:
        return fine("日志", f"还没有日志：{path}")
    return fine("日志", f"{path}（{max(1, size // 1024)} KB）")


def fonts(installed: frozenset[str] | None) -> Symptom:
    """Whether the typefaces of an official document are installed; None where the system does not tell."""
    item = "公文字体"
    if installed is None:
        return notice(item, "系统没有告诉装了哪些字体", "导出的 Word 文件字体不对时，请安装公文字体。")
    missing = [name for name, others in FONTS.items() if not installed.intersection((name, *others))]
    if not missing:
        return fine(item, f"已安装：{'、'.join(FONTS)}")
    return notice(
        item,
        f"缺 {'、'.join(missing)}，导出的文件在这台电脑上用别的字体显示",
        "内容不受影响，换到有这些字体的电脑上显示照常；要在这台电脑上打印正式文件的，请安装。",
    )


def libreoffice() -> Iterator[Symptom]:
    """LibreOffice, which reads old file formats and prints PDF, and our extension in it."""
    name = machine.office_name()
    if name is None:
        yield fine("LibreOffice", "没有安装。有 Excel 或 WPS 就用不着；只在读旧版格式文件（.doc）、导出 PDF 时用得上")
        return
    yield fine("LibreOffice", f"已安装 {name}")
    from workbook.libreoffice import extension

    if machine.has_extension(usual(), extension.FILE_NAME):
        yield fine("LibreOffice 工具栏", "「公开年报」已装上")
    else:
        yield fine("LibreOffice 工具栏", "「公开年报」没有装。要在 Calc 里用时，运行 nianbao libreoffice install")


def counted(listed: Iterable[Symptom]) -> dict[str, int]:
    """How many there are of each grade, the gravest first."""
    grades = [each.grade.label for each in listed]
    return {label: grades.count(label) for label in ("有问题", "注意", "正常")}
