"""The jumps of a closed workbook's sheet, replaced inside a block that is written."""

import re

from lxml import etree

from nianbao.adapters.workbook import Area, Block, Snapshot, column_number, letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
# What stands after the links in a worksheet part, by the schema's order.
_AFTER_LINKS = (
    "printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
    "smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst"
).split()


def relink(root: etree._Element, block: Block, snapshot: Snapshot) -> None:
    """Replace the jumps inside the block's rectangle by the block's own."""
    links = root.find(f"{{{_MAIN}}}hyperlinks")
    if links is None:
        if not block.links:
            return
        links = etree.Element(f"{{{_MAIN}}}hyperlinks")
        followers = [child for child in root if etree.QName(child).localname in _AFTER_LINKS]
        root.insert(root.index(followers[0]) if followers else len(root), links)
    width = max(len(line) for line in block.rows)
    for link in list(links):
        if _is_inside(link.get("ref") or "", block, width):
            links.remove(link)
    for (row, column), address in block.links.items():
        target = snapshot.names[address]
        ref = f"{letters(block.column + column)}{block.row + row + 1}"
        etree.SubElement(links, f"{{{_MAIN}}}hyperlink", ref=ref, location=_location(target))
    if len(links) == 0:
        root.remove(links)


def _is_inside(ref: str, block: Block, width: int) -> bool:
    match = _ADDRESS.match(ref)
    if match is None:
        return False
    row, column = int(match[2]) - 1, column_number(match[1])
    return block.row <= row < block.row + len(block.rows) and block.column <= column < block.column + width


def _location(area: Area) -> str:
    sheet = area.sheet.replace("'", "''")
    return f"'{sheet}'!{letters(area.left)}{area.top + 1}"
