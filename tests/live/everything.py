"""All that can be seen of a workbook open in Calc, for comparing before and after."""

from typing import Any

_HIDDEN = "_nianbao"
Cells = dict[str, list[Any]]


def seen(book: Any) -> Cells:
    """Of each sheet: formulas and texts, values, number formats, notes, links, protection and whether it is shown."""
    sheets = book.impl.document.Sheets
    return {name: _sheet(book, sheets.getByName(name)) for name in sheets.ElementNames if name != _HIDDEN}


def _sheet(book: Any, sheet: Any) -> list[Any]:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    cells = sheet.getCellRangeByPosition(0, 0, max(last.EndColumn, 20), max(last.EndRow, 80))
    return [
        tuple(tuple(row) for row in cells.FormulaArray),
        tuple(tuple(row) for row in cells.DataArray),
        _formats(book, cells),
        sorted((_where(note.Position), note.String) for note in _all(sheet.Annotations)),
        sorted(book.impl.app.inside("Links", cells)),
        (sheet.isProtected(), sheet.IsVisible),
    ]


def _formats(book: Any, cells: Any) -> set[tuple[int, int, int]]:
    """The kind of number format of every cell: row, column, kind."""
    found = book.impl.app.inside("Formatted", book.impl.document, cells, 0xFFFF)
    return {
        (row, column, kind)
        for kind, top, left, bottom, right in found
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def _all(container: Any) -> list[Any]:
    return [container.getByIndex(i) for i in range(container.Count)]


def _where(position: Any) -> tuple[int, int, int]:
    return position.Sheet, position.Row, position.Column
