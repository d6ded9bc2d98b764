"""The list of what a 报送包 holds: each file with its hash, and what the package was made from and by."""

import hashlib
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

NAME = "manifest.json"
Role = Literal["workbook", "docx", "html", "pdf", "picture", "check"]
# Of one package one file is read, the first of these that is there; a picture and a review are no report.
READ: tuple[Role, ...] = ("workbook", "docx", "html", "pdf")
_MOST_BYTES = 100_000


class Entry(BaseModel):
    """One file of a package."""

    model_config = ConfigDict(strict=True, frozen=True)
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    role: Role
    size: int
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """A package: `missing` says for what could not be made why, `made` is the moment as people write it."""

    # Later versions may say more.
    model_config = ConfigDict(strict=True, frozen=True)
    package: Literal["nianbao"] = "nianbao"
    version: str
    form: str
    agency: str | None
    year: int | None
    made: str
    counts: dict[str, int]
    files: list[Entry]
    missing: dict[str, str] = {}


def entry(name: str, role: Role, data: bytes) -> Entry:
    """The line of a file."""
    return Entry(name=name, role=role, size=len(data), sha256=digest(data))


def digest(data: bytes) -> str:
    """The SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write(manifest: Manifest) -> bytes:
    """The list as JSON."""
    return json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1).encode()


def read(data: bytes) -> Manifest | None:
    """The list; None when the bytes are no list of ours."""
    if len(data) > _MOST_BYTES:
        return None
    try:
        return Manifest.model_validate_json(data)
    except ValidationError:
        return None
