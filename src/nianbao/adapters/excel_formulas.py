"""The formulas of a workbook's cells as text: those that stand in a closed file, and the sum a total cell should hold."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from lxml import etree

from nianbao.adapters import excel_open, gate
from nianbao.adapters.excel_canvas import references
from nianbao.adapters.workbook import Area, Snapshot, letters
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead
from nianbao.core.form import Form

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def formulas(data: bytes, file: str, areas: Iterable[Area]) -> dict[Area, str]:
    """The formulas of those of the cells that hold one written out; one that is only part of another's is left out.

    Raises: CannotRead.
    """
    parts = gate.inflate(data, file)
    sheets = excel_open.sheet_parts(parts, file)
    found: dict[Area, str] = {}
    for name, group in groupby(sorted(areas, key=attrgetter("sheet")), key=attrgetter("sheet")):
        if name in sheets and b"<f" in parts[sheets[name]]:
            found |= _formulas(parts[sheets[name]], file, {_corner(area): area for area in group})
    return found


def _formulas(part: bytes, file: str, wanted: dict[str, Area]) -> dict[Area, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise CannotRead(f"读不了「{file}」：工作簿已损坏或嵌套过深。请用 Excel 或 WPS 打开后另存一份再试。") from error
    found = {}
    for formula in root.iterfind(f"{_MAIN}sheetData/{_MAIN}row/{_MAIN}c/{_MAIN}f"):
        cell = formula.getparent()
        area = wanted.get((cell.get("r") or "") if cell is not None else "")
        # A formula shared by several cells cannot be taken out of one of them alone.
        if area is not None and formula.text and formula.get("ref") is None:
            found[area] = f"={formula.text}"
    return found


def _corner(area: Area) -> str:
    return f"{letters(area.left)}{area.top + 1}"


def summing(snapshot: Snapshot, form: Form, cell: Cell) -> str | None:
    """The formula a total cell of this workbook should hold; None where its parts do not all stand on its sheet."""
    total = snapshot.names.get(str(cell))
    parts = [snapshot.names.get(str(part)) for part in form.totals.get(cell, ())]
    areas = [area for area in parts if area is not None and total is not None and area.sheet == total.sheet]
    if not areas or len(areas) < len(parts):
        return None
    refs = references(areas)
    return f'=IF(COUNT({refs})=0,"",SUM({refs}))'
