"""`nianbao run`: one ribbon command in a process of its own, for when the resident program cannot be started."""

import sys
from argparse import ArgumentParser, Namespace

from udfs import dispatch
from udfs.dispatch import ERROR, Reply

_DONE, _REFUSED = 0, 2


def configure(parser: ArgumentParser) -> None:
    """Say what may follow the command."""
    parser.add_argument("command", metavar="按钮", help="按钮的命令，如 check")
    parser.add_argument("argument", metavar="参数", help='命令的参数，没有时写 ""')
    parser.add_argument("book", metavar="工作簿", help='已打开的工作簿的名称，或文件路径；没有时写 ""')


def run(arguments: Namespace) -> int:
    """Do it and show what came of it: in a box where there is a spreadsheet program, else as text."""
    if sys.platform == "win32":
        return _in_excel(arguments)
    reply = dispatch.run(arguments.command, arguments.book or None, arguments.argument)
    print(reply.message, file=sys.stderr if reply.status == ERROR else sys.stdout)
    return _code(reply)


def _in_excel(arguments: Namespace) -> int:
    from udfs import com, server

    def work() -> str:
        place = com.open_book(arguments.book)
        return dispatch.perform(arguments.command, place.book, arguments.argument, place.host)

    reply = dispatch.answered(work)
    server.show_in_box(com.ExcelOffice().alone(), reply)
    return _code(reply)


def _code(reply: Reply) -> int:
    return _REFUSED if reply.status == ERROR else _DONE
