"""A form as data: sections, tables, blocks, rows, columns, identities, and what can be asked of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nianbao.core.cell import Cell
from nianbao.core.errors import UnknownAddress
from nianbao.core.identity import Carry, Identity
from nianbao.core.said import Said

NUMERALS = "一二三四五六七八九十"
_PRINTED_NUMBER = re.compile(rf"([{NUMERALS}]+)、|(（[{NUMERALS}]+）)|([0-9]+)[.．]")


class Kind(StrEnum):
    """What a value cell takes: a count (integer ≥ 0), a change (signed integer) or money (万元, ≥ 0)."""

    COUNT = "count"
    CHANGE = "change"
    MONEY = "money"


# Parts of a form are keys of caches that are asked hundreds of times a report, and never change: what tells most of
# them apart is hashed, the rest is left to the comparison.
@dataclass(frozen=True, slots=True)
class Row:
    """A printed row; a row whose code is the prefix of others is a group and holds no values."""

    code: str
    label: str
    variants: tuple[str, ...] = ()
    help: str = ""
    was: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.code, self.label))


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column; `under` holds the headings above it, outermost first."""

    code: str
    label: str
    variants: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    kind: Kind = Kind.COUNT
    unit: str = ""
    help: str = ""
    was: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.code, self.label))


@dataclass(frozen=True, slots=True)
class Block:
    """Rows × columns printed together. `across` lays the rows out as heading groups, all values on one line."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    title: str = ""
    stub: str = ""
    orientation: str = "down"
    _groups: frozenset[str] = field(init=False, compare=False, repr=False)
    _leaves: tuple[Row, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        codes = [row.code for row in self.rows]
        groups = frozenset(code for code in codes if any(other.startswith(code + ".") for other in codes))
        object.__setattr__(self, "_groups", groups)
        object.__setattr__(self, "_leaves", tuple(row for row in self.rows if row.code not in groups))

    def __hash__(self) -> int:
        return hash((self.title, self.stub, len(self.rows)))

    def is_group(self, row: Row) -> bool:
        """Whether the row only heads others."""
        return row.code in self._groups

    def leaves(self) -> tuple[Row, ...]:
        """The rows that hold values, in printed order."""
        return self._leaves

    def ancestors(self, row: Row) -> tuple[Row, ...]:
        """The groups above a row, outermost first."""
        return tuple(other for other in self.rows if row.code.startswith(other.code + "."))


@dataclass(frozen=True, slots=True)
class Table:
    """One printed table: blocks stacked under each other."""

    code: str
    sheet: str
    blocks: tuple[Block, ...]
    unit: str = ""

    def __hash__(self) -> int:
        return hash((self.code, self.sheet))


@dataclass(frozen=True, slots=True)
class Section:
    """One of the report's numbered sections; `table` is the code of the table it prints, or empty."""

    code: str
    heading: str
    number: int
    sheet: str = ""
    variants: tuple[str, ...] = ()
    table: str = ""
    required: bool = False
    help: str = ""
    subheads: tuple[str, ...] = ()

    @property
    def numeral(self) -> str:
        """The printed number, 一 to 十."""
        return NUMERALS[self.number - 1]

    @property
    def title(self) -> str:
        """The heading as printed: 「一、总体情况」."""
        return f"{self.numeral}、{self.heading}"

    @property
    def text(self) -> str:
        """The address of this section's narrative, `s1_text`."""
        return f"{self.code}_text"


@dataclass(frozen=True)
class Form:
    """One official form. Equal ids mean equal forms."""

    id: str
    title: str
    notice: str
    first_year: int
    last_year: int | None
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    carries: tuple[Carry, ...]
    said: Said = field(default_factory=Said, compare=False, repr=False)
    cells: tuple[Cell, ...] = field(init=False, compare=False)
    places: Mapping[Cell, tuple[Block, Row, Column]] = field(init=False, compare=False, repr=False)
    totals: Mapping[Cell, tuple[Cell, ...]] = field(init=False, compare=False, repr=False)
    addresses: Mapping[Cell, str] = field(init=False, compare=False, repr=False)
    _inputs: tuple[Cell, ...] = field(init=False, compare=False, repr=False)
    _names: Mapping[tuple[str, str], str] = field(init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.id)

    def __post_init__(self) -> None:
        places = {
            Cell(table.code, row.code, column.code): (block, row, column)
            for table in self.tables
            for block in table.blocks
            for row in block.leaves()
            for column in block.columns
        }
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "cells", tuple(places))
        object.__setattr__(self, "addresses", {cell: str(cell) for cell in places})
        object.__setattr__(self, "totals", dict(self._totals()))
        object.__setattr__(self, "_inputs", tuple(cell for cell in self.cells if cell not in self.totals))
        object.__setattr__(self, "_names", dict(self._row_names()))

    def _totals(self) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
        # A cell that two identities compute (the corner of 表三) takes the later one: the sum of its row.
        for identity in self.identities:
            if identity.total:
                for over in identity.over:
                    parts = tuple(identity.cell(term, over) for term in identity.right)
                    yield identity.cell(identity.left[0], over), parts

    def _row_names(self) -> Iterator[tuple[tuple[str, str], str]]:
        # Of rows that share a code the first printed one names it.
        for table in self.tables:
            for block in reversed(table.blocks):
                for row in reversed(block.rows):
                    yield (table.code, row.code), _row_name(block, row)

    def covers(self, year: int) -> bool:
        """Whether this is the form of that report year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def table(self, code: str) -> Table:
        """The table `t3`."""
        return next(table for table in self.tables if table.code == code)

    def section(self, code: str) -> Section:
        """The section `s3`."""
        return next(section for section in self.sections if section.code == code)

    def section_of(self, table: str) -> Section:
        """The section that prints a table."""
        return next(section for section in self.sections if section.table == table)

    def column(self, cell: Cell) -> Column:
        """The column a cell stands in."""
        return self.places[cell][2]

    def row(self, cell: Cell) -> Row:
        """The row a cell stands in."""
        return self.places[cell][1]

    def inputs(self) -> tuple[Cell, ...]:
        """The cells people fill in, totals left out."""
        return self._inputs

    def row_name(self, table: str, code: str) -> str:
        """A row as people call it: its printed number where it has one (三（三）2), else its label."""
        name = self._names.get((table, code))
        if name is None:
            raise UnknownAddress(f"{table}_{code}")
        return name

    def column_name(self, table: str, code: str) -> str:
        """A column's label."""
        return next(c.label for b in self.table(table).blocks for c in b.columns if c.code == code)

    def spell(self, cell: Cell) -> str:
        """The cell for people: 表三·三（三）2·自然人."""
        block, row, column = self.places[cell]
        return f"{self.table(cell.table).sheet}·{_row_name(block, row)}·{column.label}"

    def find(self, text: str) -> Cell:
        """The cell of either spelling.

        Raises: UnknownAddress.
        """
        by_name = {self.spell(cell): cell for cell in self.cells}
        found = by_name.get(text.strip())
        if found is None:
            found = Cell.parse(text.strip())
        if found not in self.places:
            raise UnknownAddress(text)
        return found

    def text_addresses(self) -> tuple[str, ...]:
        """`head_title`, `head_lead` and every section's `sN_text`."""
        return ("head_title", "head_lead", *(section.text for section in self.sections))


def printed_number(label: str) -> str:
    """The number a label starts with (三, （三）, 2), or empty."""
    match = _PRINTED_NUMBER.match(label)
    return next(part for part in match.groups() if part) if match else ""


def _row_name(block: Block, row: Row) -> str:
    numbers = [printed_number(each.label) for each in (*block.ancestors(row), row)]
    return "".join(numbers) if all(numbers) else row.label
