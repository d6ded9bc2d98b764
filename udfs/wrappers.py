"""The VBA module that lets cells call our functions, generated from their list.

Run `python -m udfs.wrappers` after changing a function; a test compares the committed module with the list.
"""

from collections.abc import Iterable
from pathlib import Path

from udfs.functions import FUNCTIONS
from udfs.registry import Parameter, WorksheetFunction

MODULE = Path(__file__).parents[1] / "workbook" / "vba" / "modFunctions.bas"
_HEAD = """Attribute VB_Name = "modFunctions"
Option Explicit

' Generated from the functions in udfs, do not edit: python -m udfs.wrappers
"""


def module(functions: Iterable[WorksheetFunction] = tuple(FUNCTIONS.values())) -> str:
    """The text of the module, one wrapper a function, in alphabetical order."""
    ordered = sorted(functions, key=lambda function: function.name)
    return _HEAD + "".join(f"\n{_wrapper(function)}" for function in ordered)


def _wrapper(function: WorksheetFunction) -> str:
    name = function.name
    declared = ", ".join(_declared(parameter) for parameter in function.parameters)
    lines = [f"Public Function {name}({declared}) As Variant"]
    for parameter in function.parameters:
        lines += _resolved(parameter)
    values = ", ".join(_value(parameter) for parameter in function.parameters)
    lines += [f'    {name} = CallFunction("{name}", Array({values}))', "End Function"]
    return "\n".join(lines) + "\n"


def _declared(parameter: Parameter) -> str:
    return f"{'Optional ' if parameter.optional else ''}ByVal {parameter.name} As Variant"


def _value(parameter: Parameter) -> str:
    return f"{parameter.name}Value" if parameter.optional else f"ArgValue({parameter.name})"


def _resolved(parameter: Parameter) -> list[str]:
    """A missing argument travels as Null: Calc can neither pass on a missing one nor assign to it."""
    if not parameter.optional:
        return []
    name = parameter.name
    return [
        f"    Dim {name}Value As Variant",
        f"    If IsMissing({name}) Then",
        f"        {name}Value = Null",
        "    Else",
        f"        {name}Value = ArgValue({name})",
        "    End If",
    ]


if __name__ == "__main__":
    MODULE.write_text(module(), encoding="ascii")
