"""What hangs on a closed workbook's cells and sheets beside their values: notes, own colours, widths, pictures, macros."""

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from nianbao.adapters import excel_open
from nianbao.adapters.excel_outline import damaged
from nianbao.adapters.workbook import Area, reference

Parts = Mapping[str, bytes]
_MACROS = "xl/vbaProject.bin"
_ANY = "{*}"
_MOST_ALIKE = 100
_NO = ("0", "false")


def notes(parts: Parts, file: str) -> dict[str, dict[tuple[int, int], str]]:
    """The notes on cells, by sheet and (row, column).

    Raises: CannotRead.
    """
    found: dict[str, dict[tuple[int, int], str]] = {}
    for sheet, part in excel_open.sheet_parts(parts, file).items():
        for target in _related(parts, part, "/comments", file):
            for note in _root(parts[target], file).iter(f"{_ANY}comment"):
                place = reference(f"_!{note.get('ref', '')}")
                text = "".join(piece.text or "" for piece in note.iter(f"{_ANY}t"))
                if place is not None and text:
                    found.setdefault(sheet, {})[place.top, place.left] = text
    return found


def pictured(parts: Parts, file: str) -> list[str]:
    """The sheets with pictures, shapes or charts on them.

    Raises: CannotRead.
    """
    sheets = excel_open.sheet_parts(parts, file).items()
    return [name for name, part in sheets if any(_related(parts, part, "/drawing", file))]


def has_macros(parts: Parts) -> bool:
    """Whether there is a program in the workbook."""
    return _MACROS in parts


def widths(parts: Parts, file: str) -> dict[str, dict[int, float]]:
    """The widths of columns that have one of their own, by sheet.

    Raises: CannotRead.
    """
    found: dict[str, dict[int, float]] = {}
    for sheet, part in excel_open.sheet_parts(parts, file).items():
        for each in _root(parts[part], file).iter(f"{_ANY}col"):
            first, last = int(each.get("min", "1")), int(each.get("max", "0"))
            # A width given to all the rest of a sheet is no column's own.
            for column in range(first - 1, last) if last - first < _MOST_ALIKE else ():
                found.setdefault(sheet, {})[column] = float(each.get("width", "8.43"))
    return found


def odd_fills(parts: Parts, file: str, groups: Sequence[Sequence[Area]]) -> list[Area]:
    """The cells that have another background than most of their group.

    Raises: CannotRead.
    """
    fills = _fills(parts, file)
    looks = {name: _looks(parts[part], file) for name, part in excel_open.sheet_parts(parts, file).items()}
    odd: list[Area] = []
    for group in groups:
        shown = {area: fills.get(looks.get(area.sheet, {}).get(_first(area), "0"), b"") for area in group}
        usual = Counter(shown.values()).most_common(1)
        odd += [area for area, fill in shown.items() if fill != usual[0][0]]
    return odd


def locked(parts: Parts, file: str, areas: Sequence[Area]) -> list[Area]:
    """Those of the cells that are locked where their sheet is protected.

    Raises: CannotRead.
    """
    open_looks = _open_looks(parts, file)
    looks = {name: _looks(parts[part], file) for name, part in excel_open.sheet_parts(parts, file).items()}
    return [area for area in areas if looks.get(area.sheet, {}).get(_first(area), "0") not in open_looks]


def _first(area: Area) -> str:
    return area._replace(bottom=area.top, right=area.left).a1


def _open_looks(parts: Parts, file: str) -> set[str]:
    part = parts.get(excel_open.STYLES_PART)
    looks = _root(part, file).find(f"{_ANY}cellXfs") if part else None
    shields = [look.find(f"{_ANY}protection") for look in looks] if looks is not None else []
    return {str(index) for index, each in enumerate(shields) if each is not None and each.get("locked") in _NO}


def _looks(part: bytes, file: str) -> dict[str, str]:
    return {cell.get("r", ""): cell.get("s", "0") for cell in _root(part, file).iter(f"{_ANY}c")}


def _fills(parts: Parts, file: str) -> dict[str, bytes]:
    """What each look of a cell has for a background, as it is spelled in the file."""
    part = parts.get(excel_open.STYLES_PART)
    root = _root(part, file) if part else None
    listed, looks = (root.find(f"{_ANY}{tag}") if root is not None else None for tag in ("fills", "cellXfs"))
    if listed is None or looks is None:
        return {}
    spelled = [etree.tostring(fill, method="c14n") for fill in listed]
    numbers = [int(look.get("fillId", "0")) for look in looks]
    return {str(index): spelled[number] for index, number in enumerate(numbers) if number < len(spelled)}


def _related(parts: Parts, part: str, kind: str, file: str) -> Iterator[str]:
    folder, name = posixpath.split(part)
    links = parts.get(f"{folder}/_rels/{name}.rels")
    for link in _root(links, file) if links else ():
        target = link.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if link.get("Type", "").endswith(kind) and path in parts:
            yield path


def _root(part: bytes, file: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(file) from error
