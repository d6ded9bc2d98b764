"""A busy Excel is asked again with growing pauses for ten seconds, then the clerk is told; no library waits for ever."""
# ruff: noqa: N802  named as in Excel

from collections.abc import Iterator
from typing import Any

import pytest

from nianbao.adapters.excel_busy import BUSY_CODES, LONGEST_WAIT, Busy, Gone, Patience, Patient


class ComError(Exception):
    """As pywin32 raises it: the code in `hresult`, or within `excepinfo` when Excel itself refuses."""

    def __init__(self, code: int, *, inside: bool = False) -> None:
        signed = code - (1 << 32)
        self.hresult = -2147352567 if inside else signed
        self.excepinfo = (0, "Microsoft Excel", "", None, 0, signed) if inside else None


class Cell:
    """A COM object that is refused a number of times before each thing it does."""

    _oleobj_ = None

    def __init__(self, errors: Iterator[ComError]) -> None:
        object.__setattr__(self, "errors", errors)
        object.__setattr__(self, "asked", [])

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if (error := next(self.errors, None)) is not None:
            raise error

    @property
    def Value(self) -> object:
        self._ask("get")
        return 3.0

    @property
    def Next(self) -> "Cell":
        self._ask("next")
        return self

    def Select(self, *arguments: object, **named: object) -> tuple[object, ...]:
        self._ask("call")
        return (*arguments, *named.items())

    def __setattr__(self, name: str, value: object) -> None:
        self._ask(f"set {name}={value}")

    def __iter__(self) -> Iterator[object]:
        self._ask("iter")
        return iter([self, 5])


class Clock:
    """Pauses that take no time."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


def refusing(code: int, times: int, *, inside: bool = False) -> Iterator[ComError]:
    """The same refusal a number of times."""
    return (ComError(code, inside=inside) for _ in range(times))


@pytest.mark.parametrize("code", sorted(BUSY_CODES))
@pytest.mark.parametrize("inside", [False, True])
def test_a_refused_call_is_made_again_until_it_works(code: int, inside: bool) -> None:
    """Whatever is asked for: a value, a method, an assignment, a walk through a collection."""
    for use, answer in (
        (lambda cell: cell.Value, 3.0),
        (lambda cell: cell.Select(1, Type=2), (1, ("Type", 2))),
        (lambda cell: setattr(cell, "Value", 4), None),
        (lambda cell: list(cell)[1], 5),
        (lambda cell: cell.Next.Next.Value, 3.0),
    ):
        clock = Clock()
        assert use(Patient(Cell(refusing(code, 4, inside=inside)), Patience(sleep=clock.sleep))) == answer
        assert len(clock.pauses) == 4
        assert clock.pauses == sorted(clock.pauses)


def test_patience_ends_after_ten_seconds_in_all() -> None:
    """Then the clerk is told what to do, and what tidies up afterwards is tried only once more each."""
    clock = Clock()
    inner = Cell(refusing(0x800AC472, 10_000))
    cell = Patient(inner, Patience(sleep=clock.sleep))
    with pytest.raises(Busy) as told:
        _ = cell.Value
    assert told.value.message == "请先结束单元格编辑或关闭对话框，再点一次。"
    assert sum(clock.pauses) == pytest.approx(LONGEST_WAIT)
    tried = len(inner.asked)
    assert tried < 30
    with pytest.raises(Busy):
        cell.Value = 4
    assert len(inner.asked) == tried + 1


def test_a_success_gives_the_whole_patience_back() -> None:
    """Two short edits during a long command are not added up."""
    clock = Clock()
    errors: list[ComError | None] = [*refusing(0x80010001, 14), None, *refusing(0x80010001, 14), None]
    cell = Patient(Cell(iter(errors)), Patience(sleep=clock.sleep))  # type: ignore[arg-type]
    assert (cell.Value, cell.Value) == (3.0, 3.0)
    assert sum(clock.pauses) > LONGEST_WAIT


def test_what_is_not_worth_waiting_for_is_tried_once() -> None:
    """A line in the status bar."""
    clock, patience = Clock(), Patience()
    inner = Cell(refusing(0x80010001, 1))
    cell = Patient(inner, patience)
    with pytest.raises(Busy), patience.hurried():
        cell.Value = 4
    assert (inner.asked, clock.pauses) == (["set Value=4"], [])
    cell.Value = 5


def test_other_errors_pass_at_once() -> None:
    """A sheet that is not there is no reason to wait; an Excel that was closed is told as such."""
    for code, kind in ((0x80020006, ComError), (0x80010108, Gone), (0x800706BA, Gone)):
        clock = Clock()
        with pytest.raises(kind):
            _ = Patient(Cell(refusing(code, 1)), Patience(sleep=clock.sleep)).Value
        assert clock.pauses == []


class Late:
    """As pywin32's late binding behaves: a refusal looks like a missing attribute until the name alone is asked for."""

    class _Names:
        def __init__(self, errors: Iterator[ComError]) -> None:
            self.errors = errors

        def GetIDsOfNames(self, locale: int, name: str) -> int:
            if (error := next(self.errors, None)) is not None:
                raise error
            return 1

    def __init__(self, times: int, *errors: ComError) -> None:
        self.times = times
        self.__dict__["_oleobj_"] = self._Names(iter(errors))

    def __getattr__(self, name: str) -> Any:
        self.times -= 1
        if self.times >= 0:
            raise AttributeError(name)
        return 7


def test_a_refusal_dressed_as_a_missing_attribute_is_seen_through() -> None:
    """Excel busy is waited for; a name Excel does not know stays unknown."""
    clock = Clock()
    busy = ComError(0x80010001)
    assert Patient(Late(3, busy, busy), Patience(sleep=clock.sleep)).Name == 7
    assert len(clock.pauses) == 2
    with pytest.raises(ComError):
        _ = Patient(Late(9, ComError(0x80020006)), Patience(sleep=clock.sleep)).Nome
