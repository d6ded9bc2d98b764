"""What must add up on a form, and what it takes from last year's: sums of cells along a row or a column."""

from dataclasses import dataclass

from nianbao.core.cell import Cell

LAST = "last:"


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of an identity: a row or column code, minus when `sign` is -1, of last year's report when `last`."""

    code: str
    sign: int = 1
    last: bool = False

    @classmethod
    def parse(cls, text: str) -> "Term":
        """The term of `3.7`, `-repealed` or `last:in_force`."""
        sign = -1 if text.startswith("-") else 1
        body = text.removeprefix("-")
        return cls(body.removeprefix(LAST), sign, body.startswith(LAST))


@dataclass(frozen=True, slots=True)
class Identity:
    """sum(left) = sum(right), along every column or row named in `over`; empty `right` means 0.

    `at_least` asks for left ≥ right instead; `waivable` lets a 说明 answer it although it is an 错误; `good` and `bad` are
    an example each for the manual.
    """

    code: str
    id: str
    title: str
    table: str
    along: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    over: tuple[str, ...]
    level: str
    basis: str
    remedy: str
    total: bool = False
    levels: tuple[str, ...] = ()
    at_least: bool = False
    waivable: bool = False
    good: str = ""
    bad: str = ""

    @property
    def uses_last(self) -> bool:
        """Whether last year's report is needed."""
        return any(term.last for term in (*self.left, *self.right))

    def cell(self, term: Term, over: str) -> Cell:
        """The cell a term stands for in one column or row."""
        return line_cell(self.table, self.along, term.code, over)


@dataclass(frozen=True, slots=True)
class Carry:
    """What this year takes from last year's report; `show` puts it beside the cell instead of into it."""

    title: str
    table: str
    along: str
    to: str
    source: tuple[Term, ...]
    over: tuple[str, ...]
    show: bool = False
    check_total: str = ""

    def cell(self, over: str) -> Cell:
        """The cell to fill."""
        return line_cell(self.table, self.along, self.to, over)

    def source_cell(self, term: Term, over: str) -> Cell:
        """The cell of last year's report a term stands for."""
        return line_cell(self.table, self.along, term.code, over)


def line_cell(table: str, along: str, code: str, over: str) -> Cell:
    """The cell of row `code` in column `over` (along="column"), or of column `code` in row `over` (along="row")."""
    return Cell(table, code, over) if along == "column" else Cell(table, over, code)
