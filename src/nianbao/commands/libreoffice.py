"""`libreoffice`: toolbar, menu and functions in LibreOffice Calc, put there and taken away again."""

import importlib.util
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from nianbao.commands import console
from nianbao.core.errors import CannotOpen


def configure(parser: ArgumentParser) -> None:
    """The arguments of `libreoffice`."""
    parser.add_argument("action", choices=("install", "uninstall"), metavar="install|uninstall", help="装上，或卸下")
    parser.add_argument("--profile", type=Path, metavar="文件夹", help="LibreOffice 的用户配置文件夹，不填时用平常那个")


def run(arguments: Namespace) -> int:
    """Install or remove, and say what was done."""
    if importlib.util.find_spec("uno") is None:
        raise CannotOpen(
            "用不了 LibreOffice：运行本工具的 Python 里没有它的接口。请先安装 LibreOffice Calc 和 python3-uno，"
            "再用同一版本的 Python 重新安装本工具。"
        )
    from nianbao.adapters.libreoffice.profile import usual

    profile = (arguments.profile or usual()).resolve()
    done = install(profile) if arguments.action == "install" else uninstall(profile)
    console.show(done)
    return 0


def install(profile: Path) -> str:
    """Put extension, functions and font file in place, anew where they were already, and say so.

    Raises: CannotOpen, CannotWrite.
    """
    from nianbao.adapters.libreoffice import fontconfig
    from nianbao.adapters.libreoffice.profile import Profile
    from workbook.libreoffice import extension

    with Profile(profile) as office:
        office.put_extension(
            extension.IDENTIFIER, extension.FILE_NAME, extension.build([sys.executable, "-m", "udfs.calc_worker"])
        )
        office.put_module(extension.MODULE, extension.module())
    fonts = fontconfig.put()
    return (
        "已在 LibreOffice Calc 中装上「公开年报」的工具栏、菜单和表格函数（NB_ 开头）。\n"
        f"已写入字体设置「{fonts}」，保存时中文字体名称不变。\n"
        "请重新打开 LibreOffice。卸下时运行 nianbao libreoffice uninstall。"
    )


def uninstall(profile: Path) -> str:
    """Take away exactly what install put there, and say what was found.

    Raises: CannotOpen.
    """
    from nianbao.adapters.libreoffice import fontconfig
    from nianbao.adapters.libreoffice.profile import Profile
    from workbook.libreoffice import extension

    with Profile(profile) as office:
        found = [office.remove_extension(extension.IDENTIFIER), office.remove_module(extension.MODULE)]
    found.append(fontconfig.remove())
    if not any(found):
        return "LibreOffice 里没有装过「公开年报」，没有改动。"
    return "已卸下「公开年报」的工具栏、菜单、表格函数和字体设置。请重新打开 LibreOffice。"
