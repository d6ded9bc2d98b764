"""Where the ribbon and the cells arrive: `run` a command on an open workbook, `call` a function. Nothing is raised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.core.errors import BadInput, CannotOpen, NianbaoError
from udfs.functions import FUNCTIONS
from udfs.registry import Argument, Result, Scalar

if TYPE_CHECKING:
    import xlwings

    from nianbao.adapters.live import Host

OK, ERROR = "ok", "error"


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the caller: `ok` with what to show, or `error` with one Chinese sentence."""

    status: str
    message: Result

    def as_list(self) -> list[Result]:
        """The reply as VBA takes it: a list, since COM reads a tuple as several results."""
        return [self.status, self.message]


def _check(book: xlwings.Book, host: Host, argument: str) -> str:
    from nianbao.commands import live_check

    return live_check.run(book, host)


def _check_file(path: Path, argument: str) -> str:
    from nianbao.commands import check
    from nianbao.commands.read import read

    checked = check.check_reading(read(path))
    check.mark(path, checked)
    return check.summary_line(checked)


# The tag of a ribbon button → what answers it, with the workbook, its host and the button's argument.
COMMANDS: dict[str, Callable[[xlwings.Book, Host, str], str]] = {
    "check": _check,
}


# The same commands on a workbook nobody has open: the file is read, checked and written back wholly or not at all.
CLOSED: dict[str, Callable[[Path, str], str]] = {
    "check": _check_file,
}


def run(command: str, workbook: xlwings.Book | Path | str, argument: str = "") -> Reply:
    """Run a command on a workbook: an open one, or a path, which stands for the open workbook or else for the file."""
    return _answered(lambda: _run(command, workbook, argument))


def _run(command: str, workbook: xlwings.Book | Path | str, argument: str) -> str:
    answer = COMMANDS.get(command)
    if answer is None:
        raise BadInput(f"没有「{command}」这个命令。请重新安装后再试。")
    book = _open_book(str(workbook)) if isinstance(workbook, Path | str) else workbook
    if book is not None:
        return answer(book, _host(book), argument)
    path = Path(str(workbook))
    if not path.is_file():
        raise CannotOpen(f"没有找到打开的工作簿「{workbook}」。请先打开它再点按钮。")
    return CLOSED[command](path, argument)


def _open_book(name: str) -> xlwings.Book | None:
    import xlwings as xw

    open_books = [book for engine in xw.engines for app in engine.apps for book in app.books]
    return next((book for book in open_books if name.lower() in (book.fullname.lower(), book.name.lower())), None)


def _host(book: xlwings.Book) -> Host:
    if book.app.engine.name == "libreoffice":
        from nianbao.adapters.libreoffice.host import CalcHost

        return CalcHost()
    from nianbao.adapters.excel_host import ExcelHost

    return ExcelHost()


def call(name: str, arguments: Sequence[object]) -> Reply:
    """The value of a worksheet function; a missing argument is None."""
    return _answered(lambda: _call(name, arguments))


def _call(name: str, arguments: Sequence[object]) -> Result:
    function = FUNCTIONS.get(name)
    if function is None:
        raise BadInput(f"没有「{name}」这个函数。请重新安装后再试。")
    given = [_plain(argument) for argument in arguments]
    while len(given) > 1 and given[-1] is None:
        given.pop()
    return function.call(*given)


def _plain(argument: object) -> Argument:
    """A range as rows of values, whichever sequences the host made of it; anything unknown as text."""
    if isinstance(argument, list | tuple):
        return [
            [_scalar(value) for value in row] if isinstance(row, list | tuple) else [_scalar(row)] for row in argument
        ]
    return _scalar(argument)


def _scalar(value: object) -> Scalar:
    return value if value is None or isinstance(value, str | float | int | bool) else str(value)


def _answered(work: Callable[[], Result]) -> Reply:
    try:
        return Reply(OK, work())
    except NianbaoError as refusal:
        return Reply(ERROR, refusal.message)
    except Exception as error:  # noqa: BLE001  a bug of ours must not reach Excel or a cell as an exception
        from nianbao.commands import log

        path = log.write(error)
        return Reply(ERROR, f"程序出错，已记入日志：{path}。请把日志发给技术支持。")
