"""The parts of a packed reading: texts in few bytes, and look-ups that understand them no sooner than they must."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nianbao.core.report import Source

_MOST_BYTES = 64 * 1024 * 1024


class Damaged(ValueError):
    """The bytes are not what was packed."""


@dataclass(frozen=True, slots=True, eq=False)
class Places(Mapping[str, Source]):
    """Where everything stood in one file; `places` is shared with the other files of the same template."""

    file: str
    places: Mapping[str, str]

    def __getitem__(self, address: str) -> Source:
        return Source(self.file, self.places[address])

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


class Texts(Mapping[str, str]):
    """A report's texts, unpacked when they are first asked for: of a county's thousands few are looked at again."""

    __slots__ = ("_packed", "_texts")

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._texts: dict[str, str] | None = None

    def _unpacked(self) -> dict[str, str]:
        if self._texts is None:
            self._texts = {address: plain(text) for address, text in json.loads(inflated(self._packed)).items()}
            self._packed = b""
        return self._texts

    def __getitem__(self, address: str) -> str:
        return self._unpacked()[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._unpacked())

    def __len__(self) -> int:
        return len(self._unpacked())


def deflated(told: str) -> bytes:
    """A text in few bytes."""
    return zlib.compress(told.encode("utf-8", "surrogatepass"), 1)


def inflated(part: bytes) -> str:
    """The text of these bytes."""
    return zlib.decompressobj().decompress(part, _MOST_BYTES).decode("utf-8", "surrogatepass")


def as_json(told: Any) -> str:
    """What is told, as JSON without blanks."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def plain(told: object) -> str:
    """A text, and nothing else.

    Raises: Damaged.
    """
    if not isinstance(told, str):
        raise Damaged
    return told


def text_or_none(told: object) -> str | None:
    """A text, or nothing.

    Raises: Damaged.
    """
    return None if told is None else plain(told)
