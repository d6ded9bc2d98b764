"""A printed report before it is written to a file: cells in a matrix, the truth beside them, the dice that vary both."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from nianbao.core.cell import Cell
from nianbao.core.form import Form, Table
from nianbao.forms.layout import Role, layout


@dataclass(eq=False)
class Spot:
    """A printed cell; it covers every place of the matrix that holds it.

    `mark` is a note mark raised behind the text, `hidden` what stands in the file and is shown nowhere.
    """

    text: str
    role: Role
    cell: Cell | None = None
    mark: str = ""
    hidden: str = ""


Matrix = list[list[Spot]]


@dataclass
class Page:
    """A report to be printed, what must be read from it (None: nothing), and what was done to it.

    `odd` are cells to be spoken of although nothing is to be read; of those in `lost` the file says nothing at all.
    """

    form: Form
    year: int
    agency: str = ""
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
    """How many lines stand above the first value."""
    return next((i for i, line in enumerate(lines) if any(spot.cell for spot in line)), len(lines))


def value_columns(lines: Matrix) -> list[int]:
    """The places of value columns, where every line of values has one each."""
    values = [[i for i, spot in enumerate(line) if spot.cell] for line in lines if any(spot.cell for spot in line)]
    same = values and all(each == values[0] for each in values)
    return values[0] if same and all(len({line[i] for i in values[0]}) == len(values[0]) for line in lines[-1:]) else []


def starts(lines: Matrix) -> list[tuple[int, int, int, int, Spot]]:
    """Every cell with its line, its place, and how far it reaches down and across."""
    found = []
    seen: set[Spot] = set()
    for i, line in enumerate(lines):
        for j, spot in enumerate(line):
            if spot in seen:
                continue
            seen.add(spot)
            across = next((k for k in range(j, len(line)) if line[k] is not spot), len(line)) - j
            reach = range(j, j + across)
            down = (
                next((k for k in range(i, len(lines)) if any(lines[k][m] is not spot for m in reach)), len(lines)) - i
            )
            found.append((i, j, down, across, spot))
    return found


def flat(random: Random, lines: Matrix, page: Page) -> list[list[Spot]]:
    """The lines without merges: covered places blank, or group labels written out again."""
    shown = [[Spot("", spot.role) for spot in line] for line in lines]
    is_repeated = random.random() < 0.25
    if is_repeated:
        page.traits.add("unmerged")
    for i, j, down, across, spot in starts(lines):
        for row in range(i, i + down if is_repeated else i + 1):
            for column in range(j, j + across if is_repeated and not spot.cell else j + 1):
                shown[row][column] = spot
    return shown


def lose(random: Random, rows: list[list[Spot]], page: Page) -> None:
    """Takes a cell out of some line, as sloppy conversions do."""
    if random.random() < 0.12 and not page.is_whole and all(rows):
        page.traits.add("lost cell")
        row = random.choice(rows)
        gone = row.pop(random.randrange(len(row)))
        if gone.cell:
            page.lost.add(gone.cell)
