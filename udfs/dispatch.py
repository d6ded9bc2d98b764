"""Where the ribbon and the cells arrive: `run` a command on an open workbook, `call` a function. Nothing is raised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.commands.live import LIVE
from nianbao.commands.live.desk import Desk, Stopped
from nianbao.core.errors import BadInput, CannotOpen, NianbaoError
from udfs.functions import FUNCTIONS
from udfs.registry import Argument, NotThere, Result, Scalar

if TYPE_CHECKING:
    import xlwings

    from nianbao.adapters.live import Host

OK, ERROR, NOT_THERE = "ok", "error", "na"


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the caller: `ok` with what to show, `na` or `error` with one Chinese sentence.

    `log` is where the origin of an error of our own is written down.
    """

    status: str
    message: Result
    log: Path | None = None

    def as_list(self) -> list[Result]:
        """The reply as VBA takes it: a list, since COM reads a tuple as several results."""
        return [self.status, self.message]


def _check_file(path: Path, argument: str) -> str:
    from nianbao.commands import check
    from nianbao.commands.read import read

    checked = check.check_reading(read(path))
    check.mark(path, checked)
    return check.summary_line(checked)


# What also works on a workbook nobody has open: the file is read, checked and written back wholly or not at all.
CLOSED: dict[str, Callable[[Path, str], str]] = {
    "check": _check_file,
}


def run(
    command: str, workbook: xlwings.Book | Path | str | None, argument: str = "", *, host: Host | None = None
) -> Reply:
    """Run a command: on an open workbook; on a path, which stands for the open workbook or else for the file; on none."""
    return answered(lambda: perform(command, workbook, argument, host))


def perform(command: str, workbook: xlwings.Book | Path | str | None, argument: str, host: Host | None) -> str:
    """The same, with its refusals and errors raised."""
    answer = LIVE.get(command)
    if answer is None:
        raise BadInput(f"没有「{command}」这个命令。请重新安装后再试。")
    book = _open_book(str(workbook)) if isinstance(workbook, Path | str) and str(workbook) else workbook or None
    if book is None and command in CLOSED and workbook:
        path = Path(str(workbook))
        if not path.is_file():
            raise CannotOpen(f"没有找到打开的工作簿「{workbook}」。请先打开它再点按钮。")
        return CLOSED[command](path, argument)
    assert not isinstance(book, Path | str)
    return answer(Desk(host or _host(book), book, argument))


def _open_book(name: str) -> xlwings.Book | None:
    import xlwings as xw

    open_books = [book for engine in xw.engines for app in engine.apps for book in app.books]
    return next((book for book in open_books if name.lower() in (book.fullname.lower(), book.name.lower())), None)


def _host(book: xlwings.Book | None) -> Host:
    if book is not None and book.app.engine.name == "libreoffice":
        from nianbao.adapters.libreoffice.host import CalcHost

        return CalcHost()
    from nianbao.adapters.excel_host import ExcelHost

    return ExcelHost(None if book is None else book.app)


def call(name: str, arguments: Sequence[object]) -> Reply:
    """The value of a worksheet function; a missing argument is None."""
    return answered(lambda: _call(name, arguments))


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
    if isinstance(value, Decimal):
        # A cell formatted as money.
        return float(value)
    return value if value is None or isinstance(value, str | float | int | bool) else str(value)


def answered(work: Callable[[], Result]) -> Reply:
    """What a piece of work comes to; refusals and our own bugs become a sentence, the latter with a log."""
    try:
        return Reply(OK, work())
    except Stopped as stopped:
        return Reply(OK, stopped.message)
    except NotThere as absent:
        return Reply(NOT_THERE, absent.message)
    except NianbaoError as refusal:
        return Reply(ERROR, refusal.message)
    except Exception as error:  # noqa: BLE001  a bug of ours must not reach Excel or a cell as an exception
        from nianbao.commands import log

        kept = log.write(error)
        return Reply(ERROR, f"程序出错，已记入日志：{kept or '（日志写不了）'}。请把日志交给技术支持。", kept)
