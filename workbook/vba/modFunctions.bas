Attribute VB_Name = "modFunctions"
Option Explicit

' Generated from the functions in udfs, do not edit: python -m udfs.wrappers

Public Function NB_CHECK(ByVal book As Variant, Optional ByVal count As Variant) As Variant
    Dim countValue As Variant
    If IsMissing(count) Then
        countValue = Null
    Else
        countValue = ArgValue(count)
    End If
    NB_CHECK = CallFunction("NB_CHECK", Array(ArgValue(book), countValue))
End Function

Public Function NB_TOTAL(ByVal what As Variant, Optional ByVal book As Variant) As Variant
    Dim bookValue As Variant
    If IsMissing(book) Then
        bookValue = Null
    Else
        bookValue = ArgValue(book)
    End If
    NB_TOTAL = CallFunction("NB_TOTAL", Array(ArgValue(what), bookValue))
End Function
