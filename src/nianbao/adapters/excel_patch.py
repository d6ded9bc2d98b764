"""Change some cells of a closed workbook and nothing else: the parts concerned are edited, all others copied as they are.

Saving through a spreadsheet library would lose cached results, buttons and pictures. Here a changed part keeps every
style and attribute; results that may have become stale are dropped and the file asks to be recalculated when opened.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal

from lxml import etree

from nianbao.adapters import excel_open, excel_read, excel_version, gate
from nianbao.adapters.excel_links import relink
from nianbao.adapters.excel_styles import height
from nianbao.adapters.workbook import Area, Block, Formula, Snapshot, Written, column_number, letters
from nianbao.core.errors import CannotRead, CannotWrite
from nianbao.core.report import as_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
_WIDEST, _NARROW, _SIZE, _LEAST_HEIGHT = 64, 16.0, 11, 18.0
_LONGEST_TEXT = 32_767
# A formula that was typed over must leave the order of calculation, or Excel offers a repair; it makes a new one.
_CHAIN = "xl/calcChain.xml"
_CHAIN_REFERENCES = {
    "[Content_Types].xml": re.compile(rb'<Override[^>]*PartName="/xl/calcChain.xml"[^>]*/>'),
    "xl/_rels/workbook.xml.rels": re.compile(rb'<Relationship [^>]*Target="(?:/xl/)?calcChain.xml"[^>]*/>'),
}

Typed = str | Decimal | int | None


def type_in(data: bytes, file: str, typed: Mapping[str, Typed]) -> bytes:
    """The workbook with values typed at addresses, as a person would: text stays text, a Decimal is a number.

    Raises: CannotRead, CannotWrite when an address is not named in the workbook.
    """
    snapshot = excel_open.open_workbook(data, file)
    blocks = []
    for address, value in typed.items():
        area = snapshot.names.get(address)
        if area is None:
            raise CannotWrite(f"写不了「{file}」：工作簿里没有「{address}」这一格。请换用新下发的工作簿。")
        blocks += _spread(area, value)
    return refigured(data, snapshot, blocks)


def refigured(data: bytes, snapshot: Snapshot, blocks: Sequence[Block]) -> bytes:
    """The workbook with the blocks' figures written, its totals' results stored again for previews and phones.

    Raises: CannotRead, CannotWrite.
    """
    return _with_totals(apply(data, snapshot, blocks, stale=True), snapshot.file)


def _with_totals(data: bytes, file: str) -> bytes:
    snapshot = excel_open.open_workbook(data, file)
    results: dict[str, dict[tuple[int, int], str | None]] = {}
    for area, value in excel_read.formula_results(snapshot).items():
        results.setdefault(area.sheet, {})[(area.top, area.left)] = as_text(value)
    parts = gate.inflate(data, file)
    sheets = excel_open.sheet_parts(parts, file)
    return _zipped(data, {sheets[name]: _resulted(parts[sheets[name]], found, file) for name, found in results.items()})


def _resulted(part: bytes, results: Mapping[tuple[int, int], str | None], file: str) -> bytes:
    root = _parsed(part, file)
    for cell in root.iter(f"{{{MAIN}}}c"):
        match = _ADDRESS.fullmatch(cell.get("r") or "")
        if match is None:
            continue
        place = (int(match[2]) - 1, column_number(match[1]))
        if place not in results or cell.find(f"{{{MAIN}}}f") is None:
            continue
        for stored in cell.findall(f"{{{MAIN}}}v"):
            cell.remove(stored)
        shown = results[place]
        # An empty result is the empty string, which is a text result.
        cell.attrib.pop("t", "")
        if shown is None:
            cell.set("t", "str")
        etree.SubElement(cell, f"{{{MAIN}}}v").text = shown or ""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _spread(area: Area, value: Typed) -> list[Block]:
    """A value for one cell; for a range of paragraphs, one line a row, the rest cleared."""
    height = area.bottom - area.top + 1
    if height == 1 or not isinstance(value, str | None):
        return [Block(area.sheet, area.top, area.left, ((value,),))]
    lines: list[str | None] = [*(value or "").split("\n")] if value else []
    if len(lines) > height:
        lines = [*lines[: height - 1], "\n".join(line or "" for line in lines[height - 1 :])]
    lines += [None] * (height - len(lines))
    return [Block(area.sheet, area.top, area.left, tuple((line,) for line in lines))]


def apply(data: bytes, snapshot: Snapshot, blocks: Sequence[Block], *, stale: bool = False) -> bytes:
    """The workbook with the blocks written; `stale` when figures change and stored results must go.

    Raises: CannotWrite when a sheet is missing, a text is too long, a shared formula stands in the way, or a newer
    program made the workbook.
    """
    excel_version.refuse_newer(snapshot)
    parts = gate.inflate(data, snapshot.file)
    sheets = excel_open.sheet_parts(parts, snapshot.file)
    changed: dict[str, bytes] = {}
    for name in dict.fromkeys(block.sheet for block in blocks):
        if name not in sheets:
            raise CannotWrite(f"写不了「{snapshot.file}」：没有工作表「{name}」。请换用新下发的工作簿。")
        part = sheets[name]
        own = [block for block in blocks if block.sheet == name]
        changed[part] = _patched(parts[part], own, snapshot)
    if stale:
        for part in sheets.values():
            changed[part] = _without_results(changed.get(part, parts[part]))
        changed |= _recalculating(parts, snapshot.file)
    return _zipped(data, changed)


def _patched(part: bytes, blocks: Sequence[Block], snapshot: Snapshot) -> bytes:
    root = _parsed(part, snapshot.file)
    data = root.find(f"{{{MAIN}}}sheetData")
    if data is None:
        raise CannotWrite(f"写不了「{snapshot.file}」：工作表结构不完整。请用 Excel 或 WPS 另存一份再试。")
    rows = {int(row.get("r", "0")): row for row in data}
    for block in blocks:
        for offset, line in enumerate(block.rows):
            _write_line(data, rows, block.row + offset + 1, (block.column, line), file=snapshot.file)
        if block.links or len(block.rows) > 1:
            relink(root, block, snapshot)
        _fit_rows(root, rows, block)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _fit_rows(root: etree._Element, rows: Mapping[int, etree._Element], block: Block) -> None:
    """Make rows high enough for the text written there, except those whose height somebody chose."""
    widths: dict[int, float] = {}
    for column in root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
        reach = range(int(column.get("min", "1")) - 1, min(int(column.get("max", "0")), block.column + _WIDEST))
        widths |= dict.fromkeys(reach, float(column.get("width", "8.43")))
    for offset, line in enumerate(block.rows):
        row = rows.get(block.row + offset + 1)
        columns = [widths.get(block.column + i, 0.0) for i in range(len(line))]
        # Text in a narrow column runs on into its neighbours: a line of counts, a code.
        needed = [
            height(value, width, _SIZE)
            for value, width in zip(line, columns, strict=True)
            if isinstance(value, str) and width >= _NARROW
        ]
        if row is not None and needed and row.get("customHeight") is None:
            row.set("ht", str(max(*needed, _LEAST_HEIGHT)))


def _parsed(part: bytes, file: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise CannotRead(f"写不了「{file}」：工作簿已损坏或嵌套过深。请用 Excel 或 WPS 打开后另存一份再试。") from error


def _write_line(
    data: etree._Element,
    rows: dict[int, etree._Element],
    number: int,
    values: tuple[int, tuple[Written, ...]],
    *,
    file: str,
) -> None:
    column, line = values
    row = rows.get(number)
    if row is None:
        if all(value is None for value in line):
            return
        row = rows[number] = etree.Element(f"{{{MAIN}}}row", r=str(number))
        after = [other for other in rows if other < number]
        data.insert(data.index(rows[max(after)]) + 1 if after else 0, row)
    cells = {column_number(_column_of(cell)): cell for cell in row}
    for offset, value in enumerate(line):
        _write_cell(row, cells, (number, column + offset), value, file=file)


def _column_of(cell: etree._Element) -> str:
    match = _ADDRESS.fullmatch(cell.get("r") or "")
    return match[1] if match else "A"


def _write_cell(
    row: etree._Element, cells: dict[int, etree._Element], where: tuple[int, int], value: Written, *, file: str
) -> None:
    number, column = where
    cell = cells.get(column)
    if cell is None:
        if value is None:
            return
        look = {"r": f"{letters(column)}{number}", **_column_style(row, column)}
        cell = cells[column] = etree.Element(f"{{{MAIN}}}c", look)
        before = [other for other in cells if other < column]
        row.insert(row.index(cells[max(before)]) + 1 if before else 0, cell)
    formula = cell.find(f"{{{MAIN}}}f")
    if formula is not None and formula.get("ref"):
        raise CannotWrite(f"写不了「{file}」：{letters(column)}{number} 是一片公式的起点。请先在表里删去这片公式。")
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise CannotWrite(
                f"写不了「{file}」：一段文字有 {len(value)} 字，超过一格能放的 {_LONGEST_TEXT} 字。请分段。"
            )
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = value
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    elif isinstance(value, Formula):
        etree.SubElement(cell, f"{{{MAIN}}}f").text = value.text.removeprefix("=")
    elif value is not None:
        etree.SubElement(cell, f"{{{MAIN}}}v").text = as_text(Decimal(value))


def _column_style(row: etree._Element, column: int) -> dict[str, str]:
    """The look of a column that has one: a cell typed there takes it, as in a spreadsheet program."""
    for each in row.getroottree().getroot().iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
        if int(each.get("min", "0")) <= column + 1 <= int(each.get("max", "0")) and (look := each.get("style")):
            return {"s": look}
    return {}


_RESULT = re.compile(rb"(<f\b[^>]*(?:/>|>[^<]*</f>))(?:<v>[^<]*</v>|<v\s*/>)")


def _without_results(part: bytes) -> bytes:
    return _RESULT.sub(rb"\1", part)


def _recalculating(parts: Mapping[str, bytes], file: str) -> dict[str, bytes]:
    """The parts that make the workbook calculate in full on opening, without its old order of calculation."""
    root = _parsed(parts[excel_open.WORKBOOK_PART], file)
    calculation = root.find(f"{{{MAIN}}}calcPr")
    if calculation is not None:
        calculation.set("fullCalcOnLoad", "1")
    changed = {
        excel_open.WORKBOOK_PART: bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    }
    for name, pattern in _CHAIN_REFERENCES.items():
        if _CHAIN in parts and name in parts:
            changed[name] = pattern.sub(b"", parts[name])
    return changed


def _zipped(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename == _CHAIN and any(name in changed for name in _CHAIN_REFERENCES):
                continue
            new.writestr(entry, changed.get(entry.filename, old.read(entry.filename)), zipfile.ZIP_DEFLATED)
    return target.getvalue()
