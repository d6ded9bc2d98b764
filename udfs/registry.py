"""What a worksheet function is, and the one decorator that makes one of a Python function."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import Any

from nianbao.core.errors import BadInput, NianbaoError
from udfs.arguments import Argument, Given, Result, Scalar, Value
from udfs.places import File

__all__ = [
    "Argument",
    "NotThere",
    "Parameter",
    "Result",
    "Scalar",
    "WorksheetFunction",
    "for_xlwings",
    "worksheet_function",
]

# NB_TOTAL is fine; ABC123 would be taken for a cell.
_NAME = re.compile(r"NB_[A-Z]+")
# What xlwings calls the cell a formula stands in.
_CALLER = "caller"
CATEGORY = "公开年报"
# What the function wizard shows at most, and what a cell holds at most.
LONGEST_HELP, LONGEST_TEXT = 255, 32_767
# A larger whole number reaches VBA as a type that cells do not take.
_LARGEST_INTEGER = 2**31
_ORDINALS = "一二三四五六七八九"

Function = Callable[..., Result]


class NotThere(NianbaoError):
    """这一年度的格式没有所问的一项；单元格里显示 #N/A。"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a worksheet function; `is_file` names a file or folder."""

    name: str
    help: str
    optional: bool
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """A function for cells: its name in cells, what it gives, its arguments, and the Python behind it.

    `takes_caller` tells that one more argument follows: the full name of the workbook the formula stands in, or None.
    """

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    call: Function

    @property
    def takes_caller(self) -> bool:
        """Whether a file may be named by where the formula stands."""
        return any(parameter.is_file for parameter in self.parameters)


def worksheet_function(
    name: str, description: str, **helps: str
) -> Callable[[Callable[..., Given]], WorksheetFunction]:
    """Make a worksheet function of a Python function; `helps` says in Chinese what each argument takes.

    An argument annotated as a File is handed over as one. One with a default may be left out in the cell.
    Raises: TypeError when the name could be a cell's address, an argument has no help, or a text is too long to show.
    """

    def describe(function: Callable[..., Given]) -> WorksheetFunction:
        named = inspect.signature(function).parameters
        if not _NAME.fullmatch(name) or list(named) != list(helps):
            raise TypeError(f"{name}: the name or the help texts do not fit the function")
        if any(len(text) > LONGEST_HELP for text in (description, *helps.values())):
            raise TypeError(f"{name}: a help text has more than {LONGEST_HELP} characters")
        parameters = tuple(
            Parameter(each, helps[each], found.default is not found.empty, found.annotation in (File, File | None))
            for each, found in named.items()
        )
        return WorksheetFunction(name, description, parameters, _for_cells(function, parameters))

    return describe


def _for_cells(function: Callable[..., Given], parameters: Sequence[Parameter]) -> Function:
    """The function as a cell calls it: with what was typed, the calling workbook last where there are files."""

    @wraps(function)
    def called(*typed: Argument) -> Result:
        count = len(parameters)
        given = [*typed[:count], *[None] * (count - len(typed))]
        caller = typed[count] if len(typed) > count else None
        arguments = [
            File(value, caller if not isinstance(caller, list) else None, f"第{_ORDINALS[at]}个参数")
            if each.is_file
            else value
            for at, (each, value) in enumerate(zip(parameters, given, strict=True))
        ]
        return as_cells(function(*arguments))

    return called


def as_cells(given: Given) -> Result:
    """A result as cells take it: rows of one length, "" for blank (a cell would show None as 0), plain numbers.

    Raises: BadInput when a text is longer than a cell.
    """
    if not isinstance(given, list):
        return _cell(given)
    width = max((len(row) for row in given), default=0)
    if not width:
        return ""
    return [[*map(_cell, row), *[""] * (width - len(row))] for row in given]


def _cell(value: Value) -> Scalar:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        is_whole = value == value.to_integral_value() and abs(value) < _LARGEST_INTEGER
        return int(value) if is_whole else float(value)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise BadInput(f"文字有 {len(value)} 字，一格最多放 {LONGEST_TEXT} 字。请打开文件查看。")
    return value


def for_xlwings(function: WorksheetFunction, answer: Callable[[str, list[Argument]], Result]) -> Function:
    """The function as xlwings' own add-in imports it; without Windows xlwings' decorators change nothing.

    `answer` is called with the name and the arguments, and never raises.
    """
    import xlwings as xw

    def cell_function(*arguments: Any) -> Result:
        return answer(function.name, _with_caller(function, list(arguments)))

    cell_function.__name__ = cell_function.__qualname__ = function.name
    cell_function.__doc__ = function.description
    cell_function.__annotations__ = {}
    cell_function.__signature__ = _signature(function)  # type: ignore[attr-defined]
    made: Function = xw.ret(doc=function.description)(cell_function)
    for parameter in function.parameters:
        made = xw.arg(parameter.name, doc=parameter.help)(made)
    # Last, since the others put the category back to xlwings' own.
    named: Function = xw.func(category=CATEGORY)(made)
    return named


def _with_caller(function: WorksheetFunction, arguments: list[Any]) -> list[Argument]:
    """The arguments with the calling cell, which xlwings hands over as a range, told as its workbook's name."""
    count = len(function.parameters)
    if not function.takes_caller or len(arguments) <= count or arguments[count] is None:
        return arguments[:count]
    return [*arguments[:count], str(arguments[count].sheet.book.fullname)]


def _signature(function: WorksheetFunction) -> inspect.Signature:
    kind, required = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.empty
    named = [
        inspect.Parameter(each.name, kind, default=None if each.optional else required) for each in function.parameters
    ]
    if function.takes_caller:
        named.append(inspect.Parameter(_CALLER, kind, default=None))
    return inspect.Signature(named)
