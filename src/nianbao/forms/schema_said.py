"""What a form file may say of how its figures are spoken of in running text."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_Table = Annotated[str, StringConstraints(pattern=r"^t[0-9]+$")]
_Rule = Annotated[str, StringConstraints(pattern=r"^W[0-9]{3}$")]
_Words = Annotated[list[Annotated[str, StringConstraints(min_length=1)]], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SubjectSpec(_Strict):
    table: _Table
    rule: _Rule
    units: _Words
    words: list[str] = []
    near: list[str] = []
    heads: list[str] = []
    barred: list[str] = []
    column: str = ""
    carried: str = ""


class ClaimSpec(_Strict):
    table: _Table
    phrases: _Words
    row: str = ""
    columns: list[str] = []
    also: list[list[str]] = []
    barred: list[str] = []
    loose: bool = False
    firm: bool = False
    joined: bool = False
    absent: bool = False
    whole: bool = False
    upheld: bool = False


class RatioSpec(_Strict):
    table: _Table
    phrases: _Words
    of: _Words
    to: list[list[str]] = Field(min_length=1)
    barred: list[str] = []


class PublishedSpec(_Strict):
    table: _Table
    row: str
    phrases: _Words
    units: _Words
    least: int = Field(ge=1)


class ChargeSpec(_Strict):
    cells: _Words
    section: str
    named: _Words
    stated: _Words
    apart: list[str] = []
    name: str
    basis: str


class SaidSpec(_Strict):
    subjects: list[SubjectSpec] = []
    claims: list[ClaimSpec] = []
    ratios: list[RatioSpec] = []
    published: PublishedSpec | None = None
    charge: ChargeSpec | None = None


def missing(said: SaidSpec, cells: set[tuple[str, str, str]]) -> list[str]:
    """What it names that the form does not have, and phrases that stand twice; empty when all is well."""
    rows = {(table, row) for table, row, _ in cells}
    columns = {(table, column) for table, _, column in cells}
    named = [(each.table, each.row) for each in said.claims if each.row]
    named += [(each.table, row) for each in said.claims for group in each.also for row in group]
    named += [(each.table, row) for each in said.ratios for group in (each.of, *each.to) for row in group]
    named = [(table, row.removeprefix("-")) for table, row in named]
    wrong = [f"{table}_{row}" for table, row in named if (table, row) not in rows]
    pairs = [(each.table, column) for each in said.claims for column in each.columns]
    wrong += [f"{table}_{column}" for table, column in pairs if (table, column) not in columns]
    wrong += [cell for cell in (said.charge.cells if said.charge else ()) if tuple(cell.split("_")) not in cells]
    phrases = [phrase for claim in said.claims for phrase in claim.phrases]
    return wrong + sorted({phrase for phrase in phrases if phrases.count(phrase) > 1})
