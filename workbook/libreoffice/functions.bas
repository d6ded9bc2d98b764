' Generated from the functions in udfs, do not edit: python -m udfs.basic
Option Explicit

Private answers As Object

Private Function Answer(name As String, arguments As Variant) As Variant
    If IsNull(answers) Then answers = createUnoService("cn.nianbao.calc.Functions")
    If IsNull(answers) Then
        Answer = "缺少「公开年报」扩展，请重新运行 nianbao libreoffice install。"
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

Function NB_CARRY(address As Variant, prior As Variant) As Variant
    NB_CARRY = Answer("NB_CARRY", Array(address, prior))
End Function

Function NB_CHECK(Optional book As Variant, Optional rule As Variant, Optional prior As Variant) As Variant
    Dim given0 As Variant
    If Not IsMissing(book) Then given0 = book
    Dim given1 As Variant
    If Not IsMissing(rule) Then given1 = rule
    Dim given2 As Variant
    If Not IsMissing(prior) Then given2 = prior
    NB_CHECK = Answer("NB_CHECK", Array(given0, given1, given2))
End Function

Function NB_DIFF(rule As Variant, Optional place As Variant, Optional book As Variant, Optional prior As Variant) As Variant
    Dim given1 As Variant
    If Not IsMissing(place) Then given1 = place
    Dim given2 As Variant
    If Not IsMissing(book) Then given2 = book
    Dim given3 As Variant
    If Not IsMissing(prior) Then given3 = prior
    NB_DIFF = Answer("NB_DIFF", Array(rule, given1, given2, given3))
End Function

Function NB_HELP() As Variant
    NB_HELP = Answer("NB_HELP", Array())
End Function

Function NB_LABEL(what As Variant, Optional year As Variant) As Variant
    Dim given1 As Variant
    If Not IsMissing(year) Then given1 = year
    NB_LABEL = Answer("NB_LABEL", Array(what, given1))
End Function

Function NB_RULE(code As Variant, Optional part As Variant) As Variant
    Dim given1 As Variant
    If Not IsMissing(part) Then given1 = part
    NB_RULE = Answer("NB_RULE", Array(code, given1))
End Function

Function NB_TOTAL(what As Variant, Optional book As Variant) As Variant
    Dim given1 As Variant
    If Not IsMissing(book) Then given1 = book
    NB_TOTAL = Answer("NB_TOTAL", Array(what, given1))
End Function

Function NB_UNITS(address As Variant, source As Variant) As Variant
    NB_UNITS = Answer("NB_UNITS", Array(address, source))
End Function

Function NB_VALUE(address As Variant, Optional book As Variant) As Variant
    Dim given1 As Variant
    If Not IsMissing(book) Then given1 = book
    NB_VALUE = Answer("NB_VALUE", Array(address, given1))
End Function
