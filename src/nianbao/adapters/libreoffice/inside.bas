' Runs inside Calc: each UNO object that Python touches costs some milliseconds, here a few microseconds.

Option Explicit

' What each defined name points at, in the order of ElementNames.
Function Contents(names As Object) As Variant
    Dim all As Variant, found() As Variant, i As Long
    all = names.ElementNames
    If UBound(all) < 0 Then
        Contents = Array()
        Exit Function
    End If
    ReDim found(UBound(all))
    For i = 0 To UBound(all)
        found(i) = names.getByName(all(i)).Content
    Next i
    Contents = found
End Function

' A number from Python reaches a Variant only; a parameter declared As Long stays 0.
' The parts of a range whose number format is of one of the wanted kinds: (kind, top, left, bottom, right).
Function Formatted(document As Object, cells As Object, wanted As Variant) As Variant
    Dim groups As Object, group As Object, areas As Variant
    Dim found() As Variant, i As Long, j As Long, n As Long, kind As Long
    groups = cells.UniqueCellFormatRanges
    n = -1
    For i = 0 To groups.Count - 1
        group = groups.getByIndex(i)
        kind = document.NumberFormats.getByKey(group.NumberFormat).Type
        If kind And CLng(wanted) Then
            areas = group.RangeAddresses
            For j = 0 To UBound(areas)
                n = n + 1
                ReDim Preserve found(n)
                found(n) = Array(kind, areas(j).StartRow, areas(j).StartColumn, areas(j).EndRow, areas(j).EndColumn)
            Next j
        End If
    Next i
    If n < 0 Then Formatted = Array() Else Formatted = found
End Function

' The formulas of a range as the parser spells them: (row, column, text).
Function Formulas(cells As Object, parser As Object) As Variant
    Dim areas As Variant, sheet As Object, address As Variant
    Dim found() As Variant, i As Long, n As Long, row As Long, column As Long
    areas = cells.queryContentCells(16).RangeAddresses
    sheet = cells.Spreadsheet
    address = createUnoStruct("com.sun.star.table.CellAddress")
    address.Sheet = cells.RangeAddress.Sheet
    n = -1
    For i = 0 To UBound(areas)
        For row = areas(i).StartRow To areas(i).EndRow
            For column = areas(i).StartColumn To areas(i).EndColumn
                address.Row = row
                address.Column = column
                n = n + 1
                ReDim Preserve found(n)
                found(n) = Array(row, column, parser.printFormula(sheet.getCellByPosition(column, row).Tokens, address))
            Next column
        Next row
    Next i
    If n < 0 Then Formulas = Array() Else Formulas = found
End Function

' The links in the texts of a range: (row, column, address).
Function Links(cells As Object) As Variant
    Dim areas As Variant, sheet As Object, fields As Object, field As Object
    Dim found() As Variant, i As Long, n As Long, row As Long, column As Long
    areas = cells.queryContentCells(4).RangeAddresses
    sheet = cells.Spreadsheet
    n = -1
    For i = 0 To UBound(areas)
        For row = areas(i).StartRow To areas(i).EndRow
            For column = areas(i).StartColumn To areas(i).EndColumn
                fields = sheet.getCellByPosition(column, row).TextFields.createEnumeration()
                Do While fields.hasMoreElements()
                    field = fields.nextElement()
                    If field.PropertySetInfo.hasPropertyByName("URL") Then
                        n = n + 1
                        ReDim Preserve found(n)
                        found(n) = Array(row, column, field.URL)
                    End If
                Loop
            Next column
        Next row
    Next i
    If n < 0 Then Links = Array() Else Links = found
End Function
