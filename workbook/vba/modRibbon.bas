Attribute VB_Name = "modRibbon"
Option Explicit

' Every button names its command in its tag. The callback's name must be unique among all open add-ins.

Public Sub NianbaoRun(ByVal control As Object)
    RunCommand control.Tag, ""
End Sub
