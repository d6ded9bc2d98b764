"""What terms that stand side by side name together, wherever they stand."""

from collections.abc import Iterable
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.form import Form, Kind
from nianbao.core.said import Claim
from nianbao.rules.prose.bound import cells, finest

_NOWHERE: tuple[str, ...] = ()


class Target(NamedTuple):
    """What terms name: a row and columns, the cells of these, and the numbers they take; None when there are none."""

    claim: Claim
    row: str
    columns: tuple[str, ...]
    is_column_only: bool
    places: tuple[Cell, ...]
    kind: Kind | None


class Meaning(NamedTuple):
    """The claims of some terms and what follows from them; `table` is None when they are of several.

    `target` is their cell; without a row of their own it is that of the row spoken of, in `columns`, which are empty
    when no cell is meant. They are `mixed` when they name more than one row, `loose` when one is an everyday word,
    `plain` when none needs another beside it. A sentence with one of `barred` is not judged. `within_rows` keeps the cells
    that were asked for.
    """

    claims: tuple[Claim, ...]
    rows: tuple[str, ...]
    table: str | None
    columns: tuple[str, ...]
    target: Target | None
    mixed: bool
    loose: bool
    plain: bool
    barred: tuple[str, ...]
    within_rows: dict[str, Target | None]

    def within(self, form: Form, row: str | None) -> Target | None:
        """The cell named, where `row` is the row spoken of; None when it is not certain."""
        if self.rows or row is None or not self.columns:
            return self.target
        if row not in self.within_rows:
            self.within_rows[row] = _target(form, self.claims, row, self.columns)
        return self.within_rows[row]


def meaning(form: Form, named: Iterable[Claim]) -> Meaning:
    """What the claims of some terms come to; those that count only when denied are left out beside others."""
    every = list(named)
    claims = [claim for claim in every if not claim.absent] or every
    tables = {claim.table for claim in claims}
    if len(tables) > 1:
        # 未收到复议申请: the everyday word belongs to the item after it.
        claims = [claim for claim in claims if not claim.loose] or claims
        tables = {claim.table for claim in claims}
    table = tables.pop() if len(tables) == 1 else None
    rows = tuple([claim.row for claim in claims if claim.row])
    columns = _columns(form, table, claims) if rows or not any(claim.joined for claim in claims) else _NOWHERE
    row = finest(rows) if rows else None
    return Meaning(
        tuple(claims),
        rows,
        table,
        columns,
        _target(form, tuple(claims), row, columns) if row is not None and columns else None,
        mixed=len(set(rows)) > 1,
        loose=any(claim.loose for claim in claims),
        plain=not any(claim.loose or claim.joined for claim in claims),
        barred=tuple(dict.fromkeys(word for claim in claims for word in claim.barred)),
        within_rows={},
    )


def _columns(form: Form, table: str | None, claims: list[Claim]) -> tuple[str, ...]:
    """The columns all claims agree on, else the one meant when none is named."""
    if table is None:
        return _NOWHERE
    named = {claim.columns for claim in claims if claim.columns}
    if named:
        return named.pop() if len(named) == 1 else _NOWHERE
    default = form.said.subject(table).column
    return (default,) if default else _NOWHERE


def _target(form: Form, claims: tuple[Claim, ...], row: str, columns: tuple[str, ...]) -> Target:
    own = next((claim for claim in claims if claim.row == row), None)
    claim, is_column_only = own or claims[0], not any(each.row for each in claims)
    places = cells(form, claim.table, row, columns)
    kind = form.column(places[0]).kind if all(cell in form.places for cell in places) else None
    return Target(claim, row, columns, is_column_only, places, kind)
