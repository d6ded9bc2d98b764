"""The Basic module that lets cells of Calc call our functions, generated from their list.

Basic, because in a workbook of Excel's format Calc finds a function by its plain name only there, and writes that name
back when it saves. Run `python -m udfs.basic` after changing a function; a test compares the committed module.
"""

from collections.abc import Iterable
from pathlib import Path

from udfs.functions import FUNCTIONS
from udfs.registry import Parameter, WorksheetFunction

MODULE = Path(__file__).parents[1] / "workbook" / "libreoffice" / "functions.bas"
_HEAD = """' Generated from the functions in udfs, do not edit: python -m udfs.basic
Option Explicit

Private answers As Object

Private Function Answer(name As String, arguments As Variant) As Variant
    If IsNull(answers) Then answers = createUnoService("cn.nianbao.calc.Functions")
    If IsNull(answers) Then
        Answer = "{absent}"
    Else
        Answer = Filled(answers.callFunction(name, arguments))
    End If
End Function

' Rows of values become the table a cell can spill; a single value stays one.
Private Function Filled(found As Variant) As Variant
    Dim row As Long, column As Long
    If Not IsArray(found) Then
        Filled = found
        Exit Function
    End If
    Dim table(UBound(found), UBound(found(0))) As Variant
    For row = 0 To UBound(found)
        For column = 0 To UBound(found(0))
            table(row, column) = found(row)(column)
        Next column
    Next row
    Filled = table
End Function
"""
_ABSENT = "缺少「公开年报」扩展，请重新运行 nianbao libreoffice install。"


def module(functions: Iterable[WorksheetFunction] = tuple(FUNCTIONS.values())) -> str:
    """The text of the module, one function for each of ours, in alphabetical order."""
    ordered = sorted(functions, key=lambda function: function.name)
    return _HEAD.format(absent=_ABSENT) + "".join(f"\n{_wrapper(function)}" for function in ordered)


def _wrapper(function: WorksheetFunction) -> str:
    declared = ", ".join(_declared(parameter) for parameter in function.parameters)
    lines = [f"Function {function.name}({declared}) As Variant"]
    for number, parameter in enumerate(function.parameters):
        if parameter.optional:
            # A missing argument cannot be passed on; an empty one can.
            lines += [
                f"    Dim given{number} As Variant",
                f"    If Not IsMissing({parameter.name}) Then given{number} = {parameter.name}",
            ]
    values = ", ".join(
        f"given{number}" if parameter.optional else parameter.name
        for number, parameter in enumerate(function.parameters)
    )
    lines += [f'    {function.name} = Answer("{function.name}", Array({values}))', "End Function"]
    return "\n".join(lines) + "\n"


def _declared(parameter: Parameter) -> str:
    return f"{'Optional ' if parameter.optional else ''}{parameter.name} As Variant"


if __name__ == "__main__":
    MODULE.write_text(module(), encoding="utf-8")
