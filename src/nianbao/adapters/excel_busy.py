"""Patience with Excel: while a cell is edited or a box stands open, it refuses every call from outside.

xlwings itself asks again for ever and without a pause. A workbook handed to it as a `Patient` object waits with growing
pauses, and gives up with a sentence for the clerk.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from nianbao.core.errors import NianbaoError

T = TypeVar("T")

# Excel is editing a cell; the call was rejected; retry later.
BUSY_CODES = frozenset({0x800AC472, 0x80010001, 0x8001010A})
# The object was disconnected, the other side has died, or cannot be reached any more.
GONE_CODES = frozenset({0x80010007, 0x80010012, 0x80010108, 0x800706BA, 0x800706BE})

LONGEST_WAIT = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0


class Busy(NianbaoError):
    """表格软件正忙：有人在编辑单元格，或有对话框开着。"""

    def __init__(self) -> None:
        super().__init__("请先结束单元格编辑或关闭对话框，再点一次。")


class Gone(NianbaoError):
    """表格软件或工作簿已经关闭。"""

    def __init__(self) -> None:
        super().__init__("工作簿已经关闭，没有做完。请重新打开后再点一次。")


def codes(error: BaseException) -> set[int]:
    """The COM codes an error carries, as unsigned numbers; none for any other error."""
    info = getattr(error, "excepinfo", None) or ()
    given = [getattr(error, "hresult", None), *info[5:6]]
    return {code & 0xFFFF_FFFF for code in given if isinstance(code, int)}


@contextmanager
def tolerated() -> Iterator[None]:
    """Go on where a program refuses over COM, for whatever reason; any other error is raised.

    Every exception is looked at, since that of COM can be named on Windows only.
    """
    try:
        yield
    except Exception as error:
        if not codes(error):
            raise


class Patience:
    """Calls again what Excel refuses, until `limit` seconds were waited since something last worked.

    What is called after that, to tidy up, is tried once only.
    """

    def __init__(self, limit: float = LONGEST_WAIT, sleep: Callable[[float], None] = time.sleep) -> None:
        self._limit = limit
        self._sleep = sleep
        self._waited = 0.0

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """For what is not worth waiting for: each call is tried once."""
        limit, self._limit = self._limit, 0.0
        try:
            yield
        finally:
            self._limit = limit

    def calling(self, call: Callable[[], T]) -> T:
        """The call's result.

        Raises: Busy when Excel refuses it for too long; Gone when there is no Excel any more.
        """
        pause = _FIRST_PAUSE
        while True:
            try:
                result = call()
            except Exception as error:
                found = codes(error)
                if found & GONE_CODES:
                    raise Gone from error
                if not found & BUSY_CODES:
                    raise
                if self._waited >= self._limit:
                    raise Busy from error
            else:
                self._waited = 0.0
                return result
            pause = min(pause, self._limit - self._waited)
            self._sleep(pause)
            self._waited += pause
            pause = min(2 * pause, _LONGEST_PAUSE)


class Patient:
    """A COM object behind a Patience, and so is everything that is reached through it."""

    def __init__(self, inner: Any, patience: Patience) -> None:
        object.__setattr__(self, "_inner", inner)
        object.__setattr__(self, "_patience", patience)

    def __getattr__(self, name: str) -> Any:
        return self._kept(self._patience.calling(lambda: _member(self._inner, name)))

    def __setattr__(self, name: str, value: object) -> None:
        self._patience.calling(lambda: setattr(self._inner, name, value))

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._kept(self._patience.calling(lambda: self._inner(*arguments, **named)))

    def __iter__(self) -> Iterator[Any]:
        each = self._patience.calling(lambda: iter(self._inner))
        end = object()
        while (value := self._patience.calling(lambda: next(each, end))) is not end:
            yield self._kept(value)

    def _kept(self, value: Any) -> Any:
        is_ours = hasattr(value, "_oleobj_") or callable(value)
        return Patient(value, self._patience) if is_ours else value


def _member(inner: Any, name: str) -> Any:
    try:
        return getattr(inner, name)
    except AttributeError:
        # pywin32 says this too when Excel refuses to be asked; asked for the name alone, it tells which it is.
        asked = getattr(inner, "__dict__", {}).get("_oleobj_")
        if asked is None:
            raise
        asked.GetIDsOfNames(0, name)
        return getattr(inner, name)
