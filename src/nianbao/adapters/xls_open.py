"""A closed .xls (Excel 97–2003, and .et of WPS, which is the same) → Snapshot: calamine reads the values.

calamine gives no defined names and '' for error values, and takes memory for whatever size a sheet claims; the records
are therefore looked through first. Still, read strangers' files in a worker.
"""

import io
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from nianbao.adapters import ole
from nianbao.adapters.workbook import Sheet, Snapshot
from nianbao.adapters.xls_records import SheetFacts, look_through
from nianbao.core.errors import CannotRead

WORKBOOK_STREAM = "Workbook"


def open_workbook(data: bytes, file: str) -> Snapshot:
    """The workbook of the bytes.

    Raises: CannotRead when it is locked, damaged, or beyond a limit.
    """
    facts, names = look_through(ole.open_compound(data, file).stream(WORKBOOK_STREAM), file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = {each.name: _sheet(book, each) for each in facts if each.name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(f"读不了「{file}」：工作簿已损坏。请用 Excel 或 WPS 打开后另存一份再试。") from error
    if len(sheets) < len(facts):
        raise CannotRead(f"读不了「{file}」：有的工作表读不出来。请用 Excel 或 WPS 打开后另存一份再试。")
    return Snapshot(file, sheets, names)


def _sheet(book: CalamineWorkbook, facts: SheetFacts) -> Sheet:
    rows: list[list[Any]] = book.get_sheet_by_name(facts.name).to_python(skip_empty_area=False)
    for row, column in facts.uncached:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = ""
    return Sheet(
        rows=tuple(tuple(None if value == "" else value for value in row) for row in rows),
        formulas=frozenset(facts.formulas),
        errors=frozenset(facts.errors),
        uncached=frozenset(facts.uncached),
        hidden=facts.hidden,
        hidden_rows=frozenset(facts.hidden_rows),
        hidden_columns=frozenset(facts.hidden_columns),
        merges=tuple(facts.merges),
    )
