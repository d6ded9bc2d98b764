Attribute VB_Name = "modRibbon"
Option Explicit

' What the ribbon calls. A callback's name must be unique among all open add-ins.
' A button's tag is its command, then perhaps a blank and the argument.

Private mRibbon As Object
Private mWatch As FrontWatch
Private mIsAhead As Boolean

' The add-in begins here: code that starts as soon as a workbook opens is what virus scanners mistrust.
Public Sub NianbaoLoaded(ByVal ribbon As Object)
    Set mRibbon = ribbon
    Set mWatch = New FrontWatch
    mWatch.Begin
    FrontChanged
End Sub

Public Sub NianbaoRun(ByVal control As Object)
    RunCommand TagPart(control.Tag, 0), TagPart(control.Tag, 1)
End Sub

' Whether a button makes sense with the workbook in front; asks nobody but that workbook.
Public Sub NianbaoEnabled(ByVal control As Object, ByRef enabled As Variant)
    enabled = Fits(NeedsOf(TagPart(control.Tag, 0)), FrontKind())
End Sub

' Another workbook is in front, or none: the ribbon asks anew, the status bar is given back,
' and with the first workbook of ours the server is started ahead of the first click, when Excel is idle.
Public Sub FrontChanged()
    On Error GoTo failed
    If Not mRibbon Is Nothing Then mRibbon.Invalidate
    ClearStatus
    If Not mIsAhead And FrontKind() <> "" Then
        mIsAhead = True
        Application.OnTime Now + TimeSerial(0, 0, 1), "'" & ThisWorkbook.Name & "'!NianbaoStartAhead"
    End If
failed:
End Sub

' Called once a session by OnTime. Says nothing when there is no server.
Public Sub NianbaoStartAhead()
    On Error GoTo failed
    If Connected() Then RegisterFunctions
failed:
End Sub

Private Function TagPart(ByVal tag As String, ByVal index As Long) As String
    Dim parts As Variant
    parts = Split(tag & " ", " ")
    TagPart = parts(index)
End Function

' The kind of the workbook in front as it says itself, "" when it is none of ours or there is none.
Private Function FrontKind() As String
    Dim book As Object
    On Error GoTo failed
    Set book = FrontBook()
    If Not book Is Nothing Then FrontKind = CStr(book.Names("nb_kind").RefersToRange.Value)
failed:
End Function

Private Function Fits(ByVal needs As String, ByVal kind As String) As Boolean
    Select Case needs
    Case "report"
        Fits = (kind <> "" And kind <> "county")
    Case "ours"
        Fits = (kind <> "")
    Case "county"
        Fits = (kind = "county")
    Case Else
        Fits = True
    End Select
End Function
