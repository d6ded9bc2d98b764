"""名单: which units report to a county, read from the .xlsx the county keeps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from nianbao.adapters import excel_open, files
from nianbao.core.agency import key
from nianbao.core.errors import BadInput


def _typed(value: Any) -> str:
    """A cell as text: a phone number that became a float is its digits again."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


_SEPARATORS = re.compile("[、，,；;/\n]")

# As the fields of a unit stand.
HEADERS = ("单位名称", "层级", "上级", "曾用名", "联系人", "电话", "报送方式")


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of the roster."""

    name: str
    level: str = ""
    parent: str = ""
    former: str = ""
    contact: str = ""
    phone: str = ""
    channel: str = ""

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Self:
        """The unit of a line, by the roster's headers; its name is empty where none was given."""
        return cls(*(_typed(line.get(header)) for header in HEADERS))

    def names(self) -> tuple[str, ...]:
        """The unit's present name, then the former ones: several where units were merged into it."""
        return (self.name, *(name.strip() for name in _SEPARATORS.split(self.former) if name.strip()))

    def keys(self) -> frozenset[str]:
        """What the unit's present and former names come down to."""
        return frozenset(key(name, self.parent) for name in self.names())

    def is_named(self, agency: str) -> bool:
        """Whether a name found in a report is this unit's."""
        return key(agency, self.parent) in self.keys()


def read(path: Path) -> list[Unit]:
    """The units of a roster workbook, in its order.

    Raises: CannotOpen, CannotRead, BadInput naming the file, the line and the remedy.
    """
    snapshot = excel_open.open_workbook(files.read_bytes(path), path.name)
    for name, sheet in snapshot.sheets.items():
        for number, line in enumerate(sheet.rows):
            headers = [_typed(value) for value in line]
            if HEADERS[0] in headers:
                rows = sheet.rows[number + 1 :]
                return _units(headers, rows, (path.name, name, number + 2))
    raise BadInput(f"名单「{path.name}」里没有「单位名称」这一列。请在表头写明：单位名称、层级、上级。")


def _units(headers: list[str], rows: tuple[tuple[Any, ...], ...], place: tuple[str, str, int]) -> list[Unit]:
    file, sheet, first = place
    units: list[Unit] = []
    for number, line in enumerate(rows, start=first):
        record = {header: value for header, value in zip(headers, line, strict=False) if header}
        if not any(_typed(value) for value in record.values()):
            continue
        unit = Unit.of(record)
        if not unit.name:
            raise BadInput(f"名单「{file}」的「{sheet}」第 {number} 行没有单位名称。请补上，或删去这一行。")
        units.append(unit)
    _refuse_twice(units, file)
    if not units:
        raise BadInput(f"名单「{file}」里没有单位。请在表头下逐行填写单位。")
    return units


def _refuse_twice(units: list[Unit], file: str) -> None:
    seen: set[str] = set()
    for unit in units:
        own = key(unit.name, unit.parent)
        if own in seen:
            raise BadInput(f"名单「{file}」里「{unit.name}」出现了两次。请删去一行。")
        seen.add(own)
