Attribute VB_Name = "modBridge"
Option Explicit
Option Private Module

' All traffic with the Python side passes here: a command's name or a function's name goes out, a reply comes back.
' A reply is (status, value); status is "ok" or "error", and the value of an error is a sentence for the user.
' ASCII only, no Declare and no #If, so that every host compiles the same text whatever its code page and bitness.

Private Const PROG_ID As String = "Nianbao.Server"
Private Const PROGRAM As String = "nianbao.exe"

Private mServer As Object

Public Sub SetServer(ByVal server As Object)
    Set mServer = server
End Sub

' Run a command on the active workbook; what it has to say goes to the status bar, a refusal into a box.
Public Sub RunCommand(ByVal command As String, ByVal argument As String)
    If Not HasBook() Then
        ShowMessage NoBookText()
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

' Without the resident server: one process for this one command. It finds the workbook by its name.
Private Sub RunAlone(ByVal command As String, ByVal argument As String)
    On Error GoTo failed
    Shell CommandLine(command, argument), vbHide
    Exit Sub
failed:
    ShowMessage NoServerText()
End Sub

Public Function CommandLine(ByVal command As String, ByVal argument As String) As String
    CommandLine = Quoted(ProgramPath()) & " run " & Quoted(command) & " " & Quoted(argument) & " " & Quoted(BookName())
End Function

' The value of a worksheet function; an error becomes its sentence, an absent server #N/A.
Public Function CallFunction(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim reply As Variant
    On Error GoTo failed
    If mServer Is Nothing Then
        If Not Started() Then
            CallFunction = CVErr(xlErrNA)
            Exit Function
        End If
    End If
    reply = mServer.CallUdf(functionName, arguments)
    CallFunction = reply(1)
    Exit Function
failed:
    Set mServer = Nothing
    CallFunction = CVErr(xlErrNA)
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

Private Function Connected() As Boolean
    If Alive() Then
        Connected = True
    Else
        Set mServer = Nothing
        Connected = Started()
    End If
End Function

Private Function Alive() As Boolean
    On Error GoTo failed
    If Not mServer Is Nothing Then Alive = (mServer.Ping() = "pong")
failed:
End Function

Private Function Started() As Boolean
    On Error GoTo failed
    Set mServer = CreateObject(PROG_ID)
    Started = True
failed:
End Function

Private Sub ShowReply(ByVal reply As Variant)
    If reply(0) = "ok" Then
        Application.StatusBar = CStr(reply(1))
    Else
        ShowMessage CStr(reply(1))
    End If
End Sub

Private Function ProgramPath() As String
    ProgramPath = Environ("NIANBAO_PROGRAM")
    If ProgramPath = "" Then ProgramPath = ThisWorkbook.Path & Application.PathSeparator & PROGRAM
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = Chr(34) & text & Chr(34)
End Function

Private Sub ShowMessage(ByVal text As String)
    MsgBox text, vbExclamation, TitleText()
End Sub
