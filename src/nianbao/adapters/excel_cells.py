"""The thorough way through a sheet part, for cells written in an unusual manner (prefixes, no addresses, CDATA)."""

import re

from lxml import etree

from nianbao.core.errors import CannotRead

_ADDRESS = re.compile(r"([A-Z]{1,4})([0-9]{1,20})")

Found = tuple[bytes, bytes, bytes, bytes, bytes]


def thorough(part: bytes, file: str) -> list[Found]:
    """Each cell as (column letters, row number, type, formula mark, cached mark), empty bytes where there is none.

    Raises: CannotRead when the part is not well-formed, or an address is none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise CannotRead(f"读不了「{file}」：工作簿已损坏。请用 Excel 或 WPS 打开后另存一份再试。") from error
    found: list[Found] = []
    for number, row in enumerate(root.iter("{*}row"), start=1):
        for index, cell in enumerate(row.iter("{*}c")):
            address = cell.get("r") or f"{_letters(index)}{row.get('r') or number}"
            match = _ADDRESS.fullmatch(address)
            if match is None:
                raise CannotRead(
                    f"读不了「{file}」：单元格地址「{address[:20]}」写错了。请用 Excel 或 WPS 另存一份再试。"
                )
            formula = cell.find("{*}f")
            cached = cell.find("{*}v")
            kind = (cell.get("t") or "").encode()
            marks = (b"f" if formula is not None else b"", b"v" if cached is not None and cached.text else b"")
            found.append((match[1].encode(), match[2].encode(), kind, *marks))
    return found


def _letters(index: int) -> str:
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
