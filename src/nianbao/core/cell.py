"""One address for a value cell, the same in dict keys, TOML, JSON, Excel names and HTML ids."""

import re
from typing import NamedTuple, Self

from nianbao.core.errors import UnknownAddress

_ADDRESS = re.compile(r"(t[0-9]+)_([0-9]+(?:\.[0-9]+)*)_([a-z][a-z0-9_]*)")


class Cell(NamedTuple):
    """A value cell: table `t3`, row `3.3.2`, column `natural`.

    A tuple rather than a dataclass because cells are looked up hundreds of times a report, and a tuple hashes in C.
    """

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}_{self.row}_{self.column}"

    @classmethod
    def parse(cls, address: str) -> Self:
        """The cell of `t3_3.3.2_natural`.

        Raises: UnknownAddress when the text is not of that shape.
        """
        match = _ADDRESS.fullmatch(address)
        if match is None:
            raise UnknownAddress(address)
        return cls(*match.groups())
