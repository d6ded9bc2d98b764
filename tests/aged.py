"""Today's workbooks made into older and newer ones: what a layout has not is taken out of the parts of the file."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from nianbao.adapters import excel_open, excel_patch
from nianbao.adapters.workbook import LAYOUT, Block

# Real ones, made by the programs of their time and filled in by us.
OLD_BOOKS = Path(__file__).parent / "commands" / "old_books"
WORKBOOK = "xl/workbook.xml"
_SINCE = {2: ("nb_changes",), 3: ("nb_steps",)}


def with_parts(data: bytes, changed: Mapping[str, Callable[[str], str]]) -> bytes:
    """The file with some of its parts' texts changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, changed[name](text.decode()).encode() if name in changed else text)
    return packed.getvalue()


def without_names(data: bytes, *names: str) -> bytes:
    """The workbook without some of its defined names."""
    pattern = "|".join(f'<definedName name="{re.escape(name)}"[^>]*>[^<]*</definedName>' for name in names)
    return with_parts(data, {WORKBOOK: lambda text: re.sub(pattern, "", text)})


def aged(data: bytes, layout: int) -> bytes:
    """The workbook as a program of an earlier layout would have left it, as far as names go."""
    gone = [name for since, names in _SINCE.items() if since > layout for name in names]
    snapshot = excel_open.open_workbook(data, "旧版.xlsx")
    told = snapshot.names["nb_layout"]
    forgotten = excel_patch.apply(data, snapshot, [Block(told.sheet, told.top, told.left - 1, ((None, None),))])
    return without_names(forgotten, "nb_layout", *gone)


def newer(data: bytes, *, extra: str = "") -> bytes:
    """The workbook as of a layout to come; `extra` is an address nobody knows today, standing where 封面!A1 is."""
    snapshot = excel_open.open_workbook(data, "新版.xlsx")
    told, version = snapshot.names["nb_layout"], snapshot.names["nb_version"]
    blocks = [Block(told.sheet, told.top, told.left, ((LAYOUT + 1,),))]
    blocks.append(Block(version.sheet, version.top, version.left, (("9.9.9",),)))
    made = excel_patch.apply(data, snapshot, blocks)
    name = f'<definedName name="{extra}">封面!$A$1</definedName></definedNames>'
    return with_parts(made, {WORKBOOK: lambda text: text.replace("</definedNames>", name)}) if extra else made
