"""A filter left standing on the list of findings, taken off: what a check finds must not lie in rows hidden before."""

import io
import re
import zipfile

from lxml import etree

from nianbao.adapters import excel_open, gate
from nianbao.adapters.workbook import Snapshot

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Most lists have neither; the columns of ours that are hidden stay so.
_TRACE = re.compile(rb'<(?:\w+:)?filterColumn\b|<(?:\w+:)?row\b[^>]*\bhidden="')


def unfiltered(data: bytes, snapshot: Snapshot) -> bytes:
    """The workbook with every row of its list of findings shown; the arrows of the filter stay.

    Raises: CannotRead.
    """
    start = snapshot.names.get("nb_findings")
    parts = gate.inflate(data, snapshot.file)
    name = excel_open.sheet_parts(parts, snapshot.file).get(start.sheet) if start else None
    if start is None or name is None or not _TRACE.search(parts[name]):
        return data
    root = etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False, no_network=True))
    for row in root.iterfind(f"{_MAIN}sheetData/{_MAIN}row"):
        if int(row.get("r", "0")) > start.top:
            row.attrib.pop("hidden", "")
    for arrows in root.iterfind(f"{_MAIN}autoFilter"):
        for condition in list(arrows):
            arrows.remove(condition)
    shown = bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    return _with_part(data, name, shown)


def _with_part(data: bytes, name: str, part: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, part if entry.filename == name else old.read(entry.filename), zipfile.ZIP_DEFLATED)
    return target.getvalue()
