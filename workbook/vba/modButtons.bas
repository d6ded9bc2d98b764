Attribute VB_Name = "modButtons"
Option Explicit
Option Private Module

' Generated from workbook/ribbon/buttons.toml, do not edit: python -m workbook.ribbon

' What must be open for a command to make sense; of a command nobody knows, nothing need be.
Public Function NeedsOf(ByVal command As String) As String
    Select Case command
    Case "carry", "repair", "check", "clear", "package"
        NeedsOf = "report"
    Case "undo", "next", "waive", "export"
        NeedsOf = "ours"
    Case "slips", "reminders"
        NeedsOf = "county"
    Case Else
        NeedsOf = "nothing"
    End Select
End Function
