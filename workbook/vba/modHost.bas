Attribute VB_Name = "modHost"
Option Explicit
Option Private Module

' What the host tells about its active workbook. Kept apart because LibreOffice cannot pass a workbook to another process.

Public Function HasBook() As Boolean
    HasBook = Not (ActiveWorkbook Is Nothing)
End Function

Public Function CallerBook() As Variant
    Set CallerBook = ActiveWorkbook
End Function

Public Function BookName() As String
    BookName = ActiveWorkbook.FullName
End Function
