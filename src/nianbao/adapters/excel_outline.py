"""Which sheets a workbook has, in which part each is kept, and where its defined names point."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from xml.parsers import expat

from nianbao.adapters.workbook import Area, Names, reference
from nianbao.core.errors import CannotRead

WORKBOOK_PART, LINKS_PART = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# How every program writes a name; anything else takes the parser's way.
_NAME = re.compile(r'<definedName name="([^"&]*)"( [^<>]*)?>([^<&]*)</definedName>')

# A larger part is not kept in mind.
_MOST_KEPT = 64 * 1024

Element = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outline:
    """The worksheets by name in order, each with its part; those hidden; where names point, the local ones aside."""

    parts: Mapping[str, str]
    hidden: frozenset[str]
    names: Names


def outline(parts: Mapping[str, bytes], file: str) -> Outline:
    """The outline of a workbook's parts.

    Raises: CannotRead when it is damaged, or ambiguous.
    """
    part, names = _names_apart(parts[WORKBOOK_PART])
    targets = {link["Id"]: link for link in _elements(parts.get(LINKS_PART, b""), ("Relationship",), file)}
    listed: dict[str, str] = {}
    hidden: set[str] = set()
    others = Names()
    for element in _elements(part, ("sheet", "definedName"), file):
        name = element.get("name", "")
        if element["#"] == "definedName":
            _add_name(others, name, element["="], is_local="localSheetId" in element)
            continue
        target = targets.get(element.get("r:id", ""), {})
        if not target.get("Type", "").endswith("/worksheet"):
            continue
        if name in listed:
            raise CannotRead(f"读不了「{file}」：有两张工作表都叫「{name}」，分不清哪张是真的。请改名后另存一份再试。")
        listed[name] = _part_of(name, target.get("Target", ""), parts, file)
        if element.get("state", "visible") != "visible":
            hidden.add(name)
    return Outline(listed, frozenset(hidden), others if names is None else names)


def _names_apart(part: bytes) -> tuple[bytes, Names | None]:
    """The part without its list of names, and the names; None, and nothing taken away, where it is not ordinary.

    Our workbooks have hundreds of names and little else; the parser is spared them.
    """
    start, end = part.find(b"<definedNames>") + len(b"<definedNames>"), part.rfind(b"</definedNames>")
    if not len(b"<definedNames>") <= start < end or b"<!" in part[:start] or b"<!" in part[end:]:
        return part, None
    listed = part[start:end]
    names = _names_of_template(listed) if len(listed) < _MOST_KEPT else _ordinary_names(listed)
    return (part, None) if names is None else (part[:start] + part[end:], names)


def _ordinary_names(part: bytes) -> Names | None:
    text = part.decode(errors="replace")
    matches = _NAME.findall(text)
    if "<!" in text or 2 * len(matches) != text.count("definedName"):
        return None
    found = Names()
    for name, attributes, target in matches:
        _add_name(found, name, target, is_local="localSheetId" in attributes)
    return found


# A county's workbooks come from one template: all have the same list.
_names_of_template = lru_cache(maxsize=16)(_ordinary_names)


def _add_name(found: dict[str, Area], name: str, target: str, *, is_local: bool) -> None:
    area = None if is_local else reference(target)
    if area is not None:
        found[name] = area


def sheet_parts(parts: Mapping[str, bytes], file: str) -> Mapping[str, str]:
    """The part each worksheet is kept in, by sheet name in order."""
    return outline(parts, file).parts


def _part_of(name: str, target: str, parts: Mapping[str, bytes], file: str) -> str:
    wanted = _part_name(target)
    # Some programs write a part's name in other capitals than its reference.
    part = wanted if wanted in parts else next((own for own in parts if own.lower() == wanted.lower()), "")
    if not part:
        raise CannotRead(f"读不了「{file}」：缺少工作表「{name}」的内容。请向报送单位重新要一份。")
    return part


@lru_cache(maxsize=64)
def _part_name(target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    pieces: list[str] = []
    for piece in PurePosixPath("xl", target).parts:
        if piece == "..":
            del pieces[-1:]
        else:
            pieces.append(piece)
    return "/".join(pieces)


def _elements(part: bytes, tags: tuple[str, ...], file: str) -> list[Element]:
    """The attributes of the wanted elements in order; "#" is the element's local name, "=" its text."""
    try:
        return _parsed_of_template(part, tags) if len(part) < _MOST_KEPT else _parsed(part, tags)
    except expat.ExpatError as error:
        raise damaged(file) from error


def _parsed(part: bytes, tags: tuple[str, ...]) -> list[Element]:
    found: list[Element] = []
    open_text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local in tags:
            found.append({**attributes, "#": local, "=": ""})
            open_text.clear()

    def end(tag: str) -> None:
        local = tag.rpartition(":")[2]
        if local in tags:
            found[-1]["="] = "".join(open_text)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = open_text.append
    parser.Parse(part, True)
    return found


_parsed_of_template = lru_cache(maxsize=32)(_parsed)


def damaged(file: str) -> CannotRead:
    """What to say of a workbook that cannot be followed."""
    return CannotRead(f"读不了「{file}」：工作簿已损坏。请用 Excel 或 WPS 打开后另存一份再试。")
