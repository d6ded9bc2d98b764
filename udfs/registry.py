"""What a worksheet function is, and the one decorator that makes one of a Python function."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

# NB_TOTAL is fine; ABC123 would be taken for a cell.
_NAME = re.compile(r"NB_[A-Z]+")

# What a constant, a cell or a range arrives as (a range as rows), and what may go back (rows spill).
Scalar = str | float | int | bool | None
Argument = Scalar | list[list[Scalar]]
Result = Scalar | list[list[Scalar]]
Function = Callable[..., Result]


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a worksheet function."""

    name: str
    help: str
    optional: bool


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """A function for cells: its name in cells, what it gives, its arguments, and the Python behind it."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    call: Function


def worksheet_function(name: str, description: str, **helps: str) -> Callable[[Function], WorksheetFunction]:
    """Make a worksheet function of a Python function; `helps` says in Chinese what each argument takes.

    Raises: TypeError when the name could be a cell's address, or an argument has no help.
    """

    def describe(function: Function) -> WorksheetFunction:
        parameters = inspect.signature(function).parameters
        if not _NAME.fullmatch(name) or list(parameters) != list(helps):
            raise TypeError(f"{name}: the name or the help texts do not fit the function")
        described = tuple(
            Parameter(each, helps[each], parameter.default is not parameter.empty)
            for each, parameter in parameters.items()
        )
        return WorksheetFunction(name, description, described, function)

    return describe


def for_xlwings(function: WorksheetFunction, answer: Callable[[str, list[Argument]], Result]) -> Function:
    """The function as xlwings' own add-in imports it; without Windows xlwings' decorators change nothing.

    `answer` is called with the name and the arguments, and never raises.
    """
    import xlwings as xw

    def cell_function(*arguments: Argument) -> Result:
        return answer(function.name, list(arguments))

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    defaults = [None if each.optional else inspect.Parameter.empty for each in function.parameters]
    cell_function.__name__ = cell_function.__qualname__ = function.name
    cell_function.__doc__ = function.description
    cell_function.__annotations__ = {}
    cell_function.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(each.name, kind, default=default)
            for each, default in zip(function.parameters, defaults, strict=True)
        ]
    )
    made: Function = xw.func(category="公开年报")(cell_function)
    for parameter in function.parameters:
        made = xw.arg(parameter.name, doc=parameter.help)(made)
    return xw.ret(doc=function.description)(made)
