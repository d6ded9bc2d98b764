Attribute VB_Name = "modHost"
Option Explicit

' Stands in for the product's modHost: LibreOffice cannot pass a workbook to another process, its name it can.

Public Function HasBook() As Boolean
    HasBook = Not (ActiveWorkbook Is Nothing)
End Function

Public Function CallerBook() As Variant
    CallerBook = ActiveWorkbook.Name
End Function

Public Function BookName() As String
    BookName = ActiveWorkbook.Name
End Function
