Attribute VB_Name = "modHost"
Option Explicit

' Stands in for the product's modHost: the server is the one the test offers, boxes and status bar are noted,
' the add-in's own document is never in front (in Excel it has no window), and a workbook goes out as its path.

Private mOffered As Object
Private mStarted As Long
Private mSaid As String
Private mStatus As String

Public Sub OfferServer(ByVal server As Object)
    Set mOffered = server
End Sub

Public Function NewServer() As Object
    If mOffered Is Nothing Then Err.Raise 429
    mStarted = mStarted + 1
    Set NewServer = mOffered
End Function

Public Function ServersStarted() As Long
    ServersStarted = mStarted
End Function

Public Function FrontBook() As Object
    Set FrontBook = Nothing
    If ActiveWorkbook.Name <> ThisWorkbook.Name Then Set FrontBook = ActiveWorkbook
End Function

Public Function CallerBook() As Variant
    If FrontBook() Is Nothing Then
        Set CallerBook = Nothing
    Else
        CallerBook = ActiveWorkbook.FullName
    End If
End Function

Public Sub ShowMessage(ByVal text As String)
    mSaid = mSaid & text & Chr(10)
End Sub

Public Function MessagesShown() As String
    MessagesShown = mSaid
End Function

Public Sub ShowStatus(ByVal text As String)
    mStatus = text
End Sub

Public Function StatusShown() As String
    StatusShown = mStatus
End Function
