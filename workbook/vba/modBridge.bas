Attribute VB_Name = "modBridge"
Option Explicit
Option Private Module

' All traffic with the Python side passes here: a command's name or a function's name goes out, a reply comes back.
' A reply is (status, value): "ok" with the line for the status bar or the value of a cell, "error" with a sentence for
' the user, "na" for a cell that has no value. An empty text is not shown.
' ASCII only, no Declare and no #If, so that every host compiles the same text whatever its code page and bitness.

Private Const PROGRAM As String = "nianbao.exe"
Private Const STOP_COMMAND As String = "stop"
' A server that could not be started is not tried again for each of a thousand cells.
Private Const PAUSE_SECONDS As Long = 30

Private mServer As Object
Private mRefusedAt As Date
Private mHasTold As Boolean
Private mHasStatus As Boolean

' Run a command on the workbook in front, or on none; what it has to say goes to the status bar, a refusal into a box.
Public Sub RunCommand(ByVal command As String, ByVal argument As String)
    If command = STOP_COMMAND Then
        StopRunning
    ElseIf Connected() Then
        RunOnServer command, argument
    Else
        RunAlone command, argument
    End If
End Sub

Private Sub RunOnServer(ByVal command As String, ByVal argument As String)
    Dim reply As Variant
    On Error GoTo failed
    reply = mServer.RunCommand(command, argument, CallerBook())
    ShowReply reply
    Exit Sub
failed:
    Set mServer = Nothing
    ShowMessage NoServerText()
End Sub

' Ask what runs in the server to stop. Without a server nothing of ours runs in the background.
Private Sub StopRunning()
    On Error GoTo failed
    If Not mServer Is Nothing Then mServer.Stop
failed:
End Sub

' Without the resident server: one process for this one command. It finds the workbook by its name.
Private Sub RunAlone(ByVal command As String, ByVal argument As String)
    On Error GoTo failed
    TellAlone
    Shell CommandLine(command, argument), vbHide
    Exit Sub
failed:
    ShowMessage NoServerText()
End Sub

' Once a session, and before the process starts: while a box is open it could not reach Excel.
Private Sub TellAlone()
    If Not mHasTold Then
        mHasTold = True
        ShowMessage AloneText()
    End If
End Sub

Private Function CommandLine(ByVal command As String, ByVal argument As String) As String
    CommandLine = Quoted(ProgramPath()) & " run " & Quoted(command) & " " & Quoted(argument) & " " & Quoted(FrontName())
End Function

' The value of a worksheet function; an error becomes its sentence, an absent server #N/A.
' A server that has gone is replaced, once.
Public Function CallFunction(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim reply As Variant
    Dim attempt As Long
    For attempt = 1 To 2
        reply = Empty
        If Reachable() Then reply = Answered(functionName, arguments)
        If IsArray(reply) Then Exit For
    Next attempt
    If IsArray(reply) Then
        CallFunction = CellValue(reply)
    Else
        CallFunction = CVErr(xlErrNA)
    End If
End Function

Private Function Answered(ByVal functionName As String, ByVal arguments As Variant) As Variant
    On Error GoTo failed
    Answered = mServer.CallUdf(functionName, arguments)
    Exit Function
failed:
    Set mServer = Nothing
    Answered = Empty
End Function

Private Function CellValue(ByVal reply As Variant) As Variant
    If reply(0) = "na" Then
        CellValue = CVErr(xlErrNA)
    Else
        CellValue = reply(1)
    End If
End Function

' A range as its values, anything else as it is.
Public Function ArgValue(ByVal argument As Variant) As Variant
    If TypeName(argument) = "Range" Then
        ArgValue = RangeValue(argument)
    Else
        ArgValue = argument
    End If
End Function

' In a function of its own: LibreOffice gives up a whole function that asks a non-object for .Value.
Private Function RangeValue(ByVal cells As Object) As Variant
    RangeValue = cells.Value
End Function

' Whether a server answers, a new one when the old one has gone.
Public Function Connected() As Boolean
    If Alive() Then
        Connected = True
    Else
        Connected = Started()
    End If
End Function

' The same for a cell: a server that is there is believed, and one that could not be started is left alone a while.
Private Function Reachable() As Boolean
    If Not mServer Is Nothing Then
        Reachable = True
    ElseIf Now > DateAdd("s", PAUSE_SECONDS, mRefusedAt) Then
        Reachable = Started()
    End If
End Function

Private Function Alive() As Boolean
    On Error GoTo failed
    If Not mServer Is Nothing Then Alive = (mServer.Ping() = "pong")
failed:
End Function

Private Function Started() As Boolean
    On Error GoTo failed
    Set mServer = Nothing
    Set mServer = NewServer()
    Started = True
    Exit Function
failed:
    mRefusedAt = Now
End Function

Private Sub ShowReply(ByVal reply As Variant)
    Dim text As String
    text = CStr(reply(1))
    If text = "" Then Exit Sub
    If reply(0) = "ok" Then
        mHasStatus = True
        ShowStatus text
    Else
        ShowMessage text
    End If
End Sub

' Give the status bar back, unless what it says is somebody else's.
Public Sub ClearStatus()
    If mHasStatus Then
        mHasStatus = False
        ShowStatus ""
    End If
End Sub

Private Function FrontName() As String
    Dim book As Object
    Set book = FrontBook()
    If Not book Is Nothing Then FrontName = book.FullName
End Function

Private Function ProgramPath() As String
    ProgramPath = Environ("NIANBAO_PROGRAM")
    If ProgramPath = "" Then ProgramPath = ThisWorkbook.Path & Application.PathSeparator & PROGRAM
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = Chr(34) & text & Chr(34)
End Function
