"""名单: which units report to a county, read from the .xlsx the county keeps."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

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

Text = Annotated[str, BeforeValidator(_typed)]


class Unit(BaseModel):
    """One line of the roster."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    name: Text = Field(alias="单位名称", min_length=1)
    level: Text = Field(alias="层级", default="")
    parent: Text = Field(alias="上级", default="")
    former: Text = Field(alias="曾用名", default="")
    contact: Text = Field(alias="联系人", default="")
    phone: Text = Field(alias="电话", default="")
    channel: Text = Field(alias="报送方式", default="")

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
            if "单位名称" in headers:
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
        try:
            units.append(Unit.model_validate(record))
        except ValidationError as error:
            raise BadInput(f"名单「{file}」的「{sheet}」第 {number} 行没有单位名称。请补上，或删去这一行。") from error
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
