"""What becomes of requests on a form: which rows come in, which settle them, which go on to next year."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.form import Form, Row, printed_number
from nianbao.core.identity import Carry, Identity


class Item(NamedTuple):
    """A short name, and the cells whose figures add up to it."""

    name: str
    cells: tuple[Cell, ...]

    def value(self, values: Mapping[Cell, Decimal | None]) -> Decimal | None:
        """The sum of what is filled in; None where nothing is."""
        known = [value for cell in self.cells if (value := values.get(cell)) is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class Flow:
    """received + carried = done + following, and done = the sum of the outcomes; `unit` is what is counted."""

    received: Item
    carried: Item
    done: Item
    following: Item
    outcomes: tuple[Item, ...]
    unit: str


@cache
def flow(form: Form) -> Flow | None:
    """The flow of the form: the rows its carry-over joins, as far as its identities tell; None where they do not."""
    carries = (each for each in form.carries if each.along == "column" and not each.show)
    for carry in carries:
        for identity in form.identities:
            if _is_balance(identity, carry):
                return _flow(form, identity, carry)
    return None


@cache
def other_totals(form: Form) -> tuple[Item, ...]:
    """The totals of the rows of the other tables: reviews and suits."""
    found, flowing = [], flow(form)
    table = flowing.received.cells[0].table if flowing else ""
    for identity in form.identities:
        if identity.total and identity.along == "row" and identity.table != table:
            cells = [identity.cell(identity.left[0], over) for over in identity.over]
            found += [Item(plain(form.row(cell).label), (cell,)) for cell in cells]
    return tuple(found)


def _is_balance(identity: Identity, carry: Carry) -> bool:
    is_plain = not identity.total and not identity.uses_last and identity.along == "column"
    sides = [[term.code for term in side] for side in (identity.left, identity.right)]
    joins = carry.to in sides[0] and carry.source[0].code in sides[1]
    return is_plain and joins and identity.table == carry.table and [len(side) for side in sides] == [2, 2]


def _flow(form: Form, balance: Identity, carry: Carry) -> Flow | None:
    table, following = balance.table, carry.source[0].code
    received = next(term.code for term in balance.left if term.code != carry.to)
    done = next(term.code for term in balance.right if term.code != following)
    totals = [each for each in form.identities if each.total and each.table == table]
    column = next((each.left[0].code for each in totals if each.along == "row" and received in each.over), None)
    parts = next((each for each in totals if each.along == "column" and each.left[0].code == done), None)
    if column is None or parts is None:
        return None
    received_item, carried_item, done_item, following_item = (
        Item(_name(form, table, code), (Cell(table, code, column),)) for code in (received, carry.to, done, following)
    )
    groups: dict[str, list[Cell]] = {}
    for term in parts.right:
        cell = Cell(table, term.code, column)
        groups.setdefault(_group(form, cell, Cell(table, done, column)), []).append(cell)
    return Flow(
        received=received_item,
        carried=carried_item,
        done=done_item,
        following=following_item,
        outcomes=tuple(Item(_name(form, table, code), tuple(cells)) for code, cells in groups.items()),
        unit=form.table(table).unit,
    )


def _group(form: Form, cell: Cell, done: Cell) -> str:
    """The row's outermost group that does not hold the total as well, else the row itself."""
    block = form.places[cell][0]
    above = {row.code for row in block.ancestors(form.row(done))}
    return next(row.code for row in (*block.ancestors(form.row(cell)), form.row(cell)) if row.code not in above)


def _name(form: Form, table: str, code: str) -> str:
    """What people call a row in a word or two: the shortest way the text speaks of it, else its label."""
    said = [claim.phrases[0] for claim in form.said.claims if (claim.table, claim.row) == (table, code)]
    return min(said, key=len) if said else plain(_row(form, table, code).label)


def _row(form: Form, table: str, code: str) -> Row:
    return next(row for block in form.table(table).blocks for row in block.rows if row.code == code)


def plain(label: str) -> str:
    """A label without its printed number and without what stands in brackets after it."""
    number = printed_number(label)
    body = label.removeprefix(number).lstrip("、.．") if number else label
    return body.partition("（")[0] or body
