"""`nianbao serve`: the resident program behind the ribbon and the worksheet functions, and its entry in the registry."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace

from nianbao.core.errors import BadInput
from udfs import registration


def configure(parser: ArgumentParser) -> None:
    """Say what may follow the command."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--register", action="store_true", help="登记，以后点功能区按钮时自动启动")
    choice.add_argument("--unregister", action="store_true", help="注销")
    parser.add_argument("--machine", action="store_true", help="为本机所有用户登记或注销（要有管理员权限）")
    # Added by Windows when it starts the program for Excel.
    parser.add_argument("-Embedding", action="store_true", help=SUPPRESS)


def run(arguments: Namespace) -> int:
    """Register, unregister, or serve until the last spreadsheet program has gone."""
    if arguments.register:
        registration.register(machine=arguments.machine)
        print("已登记。点功能区「公开年报」的按钮时，后台程序会自动启动。")
        return 0
    if arguments.unregister:
        registration.unregister(machine=arguments.machine)
        print("已注销。")
        return 0
    if sys.platform == "win32":
        from udfs import com

        com.serve()
        return 0
    raise BadInput("后台程序由 Windows 上的 Excel 或 WPS 启动，这里用不着。请直接用其他命令。")
