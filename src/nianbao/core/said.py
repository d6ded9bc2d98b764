"""What a form's figures are called in running text, so that what is said can be held against what is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Subject:
    """What one table counts. A sentence speaks of it after one of `words`, or below a sub-heading with one of `heads`.

    One of `near` opens it between a phrase and its number. No `words` at all means that its terms are plain enough by
    themselves. `column` is meant when none is named; `carried` is the row whose cases may or may not be counted among
    the results.
    """

    table: str
    rule: str
    units: tuple[str, ...]
    words: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    column: str = ""
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """The phrases that name a row, columns, or a cell. Rows listed in `also` are other sums that are just as right.

    `loose` words are everyday words (收到, 答复): not taken in a list of parts, nor after their number. `firm` ones are
    the form's own and need no subject. `joined` ones need the row right beside them. `absent` ones count only when
    denied. `whole` ones are what 均 and 全部 refer back to. A sentence with one of `barred` is not judged.
    """

    table: str
    phrases: tuple[str, ...]
    row: str = ""
    columns: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    barred: tuple[str, ...] = ()
    loose: bool = False
    firm: bool = False
    joined: bool = False
    absent: bool = False
    whole: bool = False
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate that follows from the table: the rows `of` over the rows of any one of `to`."""

    table: str
    phrases: tuple[str, ...]
    of: tuple[str, ...]
    to: tuple[tuple[str, ...], ...]
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """How all items made public are spoken of, and the row that is often mistaken for them."""

    table: str
    row: str
    phrases: tuple[str, ...]
    units: tuple[str, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Charge:
    """The fee that a section has to speak of when one of `cells` is not 0 or one of `named` is in the text."""

    cells: tuple[str, ...]
    section: str
    named: tuple[str, ...]
    stated: tuple[str, ...]
    apart: tuple[str, ...]
    name: str
    basis: str


@dataclass(frozen=True, slots=True)
class Said:
    """All of it; a form that says nothing here is not checked against its text."""

    subjects: tuple[Subject, ...] = ()
    claims: tuple[Claim, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    published: Published | None = None
    charge: Charge | None = None
    _subjects: Mapping[str, Subject] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_subjects", {subject.table: subject for subject in self.subjects})

    def subject(self, table: str) -> Subject:
        """The subject of a table."""
        return self._subjects[table]
