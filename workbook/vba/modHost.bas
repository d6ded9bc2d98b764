Attribute VB_Name = "modHost"
Option Explicit
Option Private Module

' What only the spreadsheet program can give. Kept apart because LibreOffice, where the rest is tested,
' has no Windows server to start, shows no box, does not tell what its status bar says, and cannot pass
' a workbook to another process.

Private Const PROG_ID As String = "Nianbao.Server"

Public Function NewServer() As Object
    Set NewServer = CreateObject(PROG_ID)
End Function

' The workbook in front; Nothing when there is none.
Public Function FrontBook() As Object
    Set FrontBook = ActiveWorkbook
End Function

' The same as it goes to the server; when there is none, the program, so that the server knows who was clicked.
Public Function CallerBook() As Variant
    If ActiveWorkbook Is Nothing Then
        Set CallerBook = Application
    Else
        Set CallerBook = ActiveWorkbook
    End If
End Function

Public Sub ShowMessage(ByVal text As String)
    MsgBox text, vbExclamation, TitleText()
End Sub

' An empty text gives the status bar back.
Public Sub ShowStatus(ByVal text As String)
    If text = "" Then
        Application.StatusBar = False
    Else
        Application.StatusBar = text
    End If
End Sub
