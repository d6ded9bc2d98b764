Attribute VB_Name = "TestShim"
Option Explicit

' LibreOffice ends a failing call without a word, so every entry says what happened.

Public Function Canary() As Variant
    Canary = "alive"
End Function

Public Function Offer(ByVal server As Variant) As Variant
    OfferServer server
    Offer = "ok"
End Function

Public Function Started() As Variant
    Started = ServersStarted()
End Function

Public Function Said() As Variant
    Said = MessagesShown()
End Function

Public Function Bar() As Variant
    Bar = StatusShown()
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

Public Function IsEnabled(ByVal tag As Variant) As Variant
    Dim shown As New PressedButton
    Dim answer As Variant
    On Error GoTo failed
    shown.Tag = tag
    NianbaoEnabled shown, answer
    IsEnabled = answer
    Exit Function
failed:
    IsEnabled = "!ERR " & Err.Number & " " & Err.Description
End Function

Public Function LoadRibbon(ByVal ribbon As Variant) As Variant
    NianbaoLoaded ribbon
    LoadRibbon = "ok"
End Function

Public Function BringToFront() As Variant
    FrontChanged
    BringToFront = "ok"
End Function

Public Function Message(ByVal which As Variant) As Variant
    Select Case which
    Case "AloneText"
        Message = AloneText()
    Case "NoServerText"
        Message = NoServerText()
    Case "TitleText"
        Message = TitleText()
    End Select
End Function
