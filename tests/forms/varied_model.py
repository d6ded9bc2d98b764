"""A printed report before it is written to a file: cells in a matrix, the truth beside them, the dice that vary both."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from nianbao.core.cell import Cell
from nianbao.core.form import Form, Table
from nianbao.forms.layout import Role, layout


@dataclass(eq=False)
class Spot:
    """A printed cell; it covers every place of the matrix that holds it."""

    text: str
    role: Role
    cell: Cell | None = None


Matrix = list[list[Spot]]


@dataclass
class Page:
    """A report to be printed, what must be read from it (None: nothing), and what was done to it."""

    form: Form
    year: int
    items: list[str | Matrix] = field(default_factory=list)
    truth: dict[Cell, Decimal | None] = field(default_factory=dict)
    odd: set[Cell] = field(default_factory=set)
    lost: set[Cell] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    traits: set[str] = field(default_factory=set)
    is_whole: bool = False


class Dice:
    """The random choices of one page, each written down as a trait."""

    def __init__(self, random: Random, page: Page, calm: float) -> None:
        self.random, self.page, self.calm = random, page, calm

    def falls(self, trait: str, chance: float) -> bool:
        """Whether the page gets this trait."""
        if self.random.random() >= chance * self.calm:
            return False
        self.page.traits.add(trait)
        return True


def matrix(table: Table) -> Matrix:
    """A table as the form prints it, every place holding the cell that covers it."""
    grid = layout(table)
    spots: dict[tuple[int, int], Spot] = {}
    for printed in grid.cells:
        spot = Spot(printed.text, printed.role, printed.cell)
        for row in range(printed.row, printed.row + printed.rowspan):
            spots.update({(row, printed.column + i): spot for i in range(printed.colspan)})
    return [[spots[row, column] for column in range(grid.columns)] for row in range(grid.rows)]


def spots(lines: Matrix) -> list[Spot]:
    """Every printed cell once, in reading order."""
    return list(dict.fromkeys(spot for line in lines for spot in line))


def head(lines: Matrix) -> int:
    return next((i for i, line in enumerate(lines) if any(spot.cell for spot in line)), len(lines))


def value_columns(lines: Matrix) -> list[int]:
    """The places of value columns, where every line of values has one each."""
    values = [[i for i, spot in enumerate(line) if spot.cell] for line in lines if any(spot.cell for spot in line)]
    same = values and all(each == values[0] for each in values)
    return values[0] if same and all(len({line[i] for i in values[0]}) == len(values[0]) for line in lines[-1:]) else []
