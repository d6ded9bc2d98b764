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

' Give the function wizard the Chinese texts, which the server keeps. Excel takes them only while a workbook is open
' and in sight, and other hosts may not take them at all; NB_HELP() shows the same in cells.
Public Sub RegisterFunctions()
    On Error GoTo done
    RegisterWith Application
    ThisWorkbook.Saved = True
done:
End Sub

Public Sub RegisterWith(ByVal host As Object)
    Dim texts As Variant, row As Long, first As Long, macroName As String
    texts = Spilled(CallFunction("NB_HELP", Array()))
    first = LBound(texts, 2)
    For row = LBound(texts, 1) To UBound(texts, 1)
        macroName = "'" & ThisWorkbook.Name & "'!" & texts(row, first)
        If HelpCount(texts, row) = 0 Then
            host.MacroOptions macroName, texts(row, first + 1), , , , , TitleText()
        Else
            host.MacroOptions macroName, texts(row, first + 1), , , , , TitleText(), , , , Helps(texts, row)
        End If
    Next row
End Sub

' How many arguments are described: from the third text on, up to the first blank one.
Private Function HelpCount(ByVal texts As Variant, ByVal row As Long) As Long
    Dim column As Long
    For column = LBound(texts, 2) + 2 To UBound(texts, 2)
        If texts(row, column) = "" Then Exit For
        HelpCount = HelpCount + 1
    Next column
End Function

Private Function Helps(ByVal texts As Variant, ByVal row As Long) As Variant
    Dim found() As Variant, index As Long
    ReDim found(1 To HelpCount(texts, row))
    For index = 1 To UBound(found)
        found(index) = texts(row, LBound(texts, 2) + 1 + index)
    Next index
    Helps = found
End Function

' The workbook the formula stands in, where the host tells it; never the one in front.
Private Function CallerName() As Variant
    CallerName = Null
    On Error GoTo unknown
    If TypeName(Application.Caller) = "Range" Then CallerName = Application.Caller.Worksheet.Parent.FullName
unknown:
End Function

' Rows as cells take them: some servers hand over each row by itself.
Private Function Spilled(ByVal value As Variant) As Variant
    Dim filled() As Variant, row As Long, column As Long
    If Not IsNested(value) Then
        Spilled = value
        Exit Function
    End If
    ReDim filled(LBound(value) To UBound(value), 0 To UBound(value(LBound(value))))
    For row = LBound(value) To UBound(value)
        For column = 0 To UBound(value(row))
            filled(row, column) = value(row)(column)
        Next column
    Next row
    Spilled = filled
End Function

Private Function IsNested(ByVal value As Variant) As Boolean
    On Error GoTo flat
    If IsArray(value) Then IsNested = IsArray(value(LBound(value)))
flat:
End Function
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
    values = [_value(parameter) for parameter in function.parameters]
    if function.takes_caller:
        values.append("CallerName()")
    lines += [f'    {name} = Spilled(CallFunction("{name}", Array({", ".join(values)})))', "End Function"]
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
