Attribute VB_Name = "modFunctions"
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

Public Function NB_CARRY(ByVal address As Variant, ByVal prior As Variant) As Variant
    NB_CARRY = Spilled(CallFunction("NB_CARRY", Array(ArgValue(address), ArgValue(prior), CallerName())))
End Function

Public Function NB_CHECK(Optional ByVal book As Variant, Optional ByVal rule As Variant, Optional ByVal prior As Variant) As Variant
    Dim bookValue As Variant
    If IsMissing(book) Then
        bookValue = Null
    Else
        bookValue = ArgValue(book)
    End If
    Dim ruleValue As Variant
    If IsMissing(rule) Then
        ruleValue = Null
    Else
        ruleValue = ArgValue(rule)
    End If
    Dim priorValue As Variant
    If IsMissing(prior) Then
        priorValue = Null
    Else
        priorValue = ArgValue(prior)
    End If
    NB_CHECK = Spilled(CallFunction("NB_CHECK", Array(bookValue, ruleValue, priorValue, CallerName())))
End Function

Public Function NB_DIFF(ByVal rule As Variant, Optional ByVal place As Variant, Optional ByVal book As Variant, Optional ByVal prior As Variant) As Variant
    Dim placeValue As Variant
    If IsMissing(place) Then
        placeValue = Null
    Else
        placeValue = ArgValue(place)
    End If
    Dim bookValue As Variant
    If IsMissing(book) Then
        bookValue = Null
    Else
        bookValue = ArgValue(book)
    End If
    Dim priorValue As Variant
    If IsMissing(prior) Then
        priorValue = Null
    Else
        priorValue = ArgValue(prior)
    End If
    NB_DIFF = Spilled(CallFunction("NB_DIFF", Array(ArgValue(rule), placeValue, bookValue, priorValue, CallerName())))
End Function

Public Function NB_HELP() As Variant
    NB_HELP = Spilled(CallFunction("NB_HELP", Array()))
End Function

Public Function NB_LABEL(ByVal what As Variant, Optional ByVal year As Variant) As Variant
    Dim yearValue As Variant
    If IsMissing(year) Then
        yearValue = Null
    Else
        yearValue = ArgValue(year)
    End If
    NB_LABEL = Spilled(CallFunction("NB_LABEL", Array(ArgValue(what), yearValue)))
End Function

Public Function NB_RULE(ByVal code As Variant, Optional ByVal part As Variant) As Variant
    Dim partValue As Variant
    If IsMissing(part) Then
        partValue = Null
    Else
        partValue = ArgValue(part)
    End If
    NB_RULE = Spilled(CallFunction("NB_RULE", Array(ArgValue(code), partValue)))
End Function

Public Function NB_TOTAL(ByVal what As Variant, Optional ByVal book As Variant) As Variant
    Dim bookValue As Variant
    If IsMissing(book) Then
        bookValue = Null
    Else
        bookValue = ArgValue(book)
    End If
    NB_TOTAL = Spilled(CallFunction("NB_TOTAL", Array(ArgValue(what), bookValue, CallerName())))
End Function

Public Function NB_UNITS(ByVal address As Variant, ByVal source As Variant) As Variant
    NB_UNITS = Spilled(CallFunction("NB_UNITS", Array(ArgValue(address), ArgValue(source), CallerName())))
End Function

Public Function NB_VALUE(ByVal address As Variant, Optional ByVal book As Variant) As Variant
    Dim bookValue As Variant
    If IsMissing(book) Then
        bookValue = Null
    Else
        bookValue = ArgValue(book)
    End If
    NB_VALUE = Spilled(CallFunction("NB_VALUE", Array(ArgValue(address), bookValue, CallerName())))
End Function
