Attribute VB_Name = "TestShim"
Option Explicit

' LibreOffice ends a failing call without a word, so every entry says what happened.

Public Function Canary() As Variant
    Canary = "alive"
End Function

Public Function UseServer(ByVal server As Variant) As Variant
    SetServer server
    UseServer = "ok"
End Function

Public Function Click(ByVal tag As Variant) As Variant
    Dim pressed As New PressedButton
    On Error GoTo failed
    pressed.Tag = tag
    NianbaoRun pressed
    Click = "ok"
    Exit Function
failed:
    Click = "!ERR " & Err.Number & " " & Err.Description
End Function

Public Function Message(ByVal which As Variant) As Variant
    If which = "NoServer" Then
        Message = NoServerText()
    Else
        Message = NoBookText()
    End If
End Function

Public Function LineFor(ByVal command As Variant, ByVal argument As Variant) As Variant
    LineFor = CommandLine(CStr(command), CStr(argument))
End Function

Public Function StatusText() As Variant
    StatusText = Application.StatusBar
End Function
