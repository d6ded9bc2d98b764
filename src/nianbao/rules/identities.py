"""勾稽 and 结转: every identity of the form, each column or row of it, with both sides and the difference."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import compress
from operator import ne
from typing import NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import NUMERALS, Form
from nianbao.core.identity import Identity, Term
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.figures import Figure, figures

# A sum of more terms than this is told by its first and last.
_MOST_NAMED = 6
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """An identity in one column or row, as cells."""

    identity: Identity
    over: str
    left: tuple[tuple[Term, Cell], ...]
    right: tuple[tuple[Term, Cell], ...]


class _Sums(NamedTuple):
    """The lines a report is judged by, and the sums that figures are added to: all left sides, then all right ones.

    `own` tells of each of the form's cells in order to which its figure of this year is added, `last` of those cells
    whose figure of last year is; what is subtracted on one side is added on the other. `unheld` are the lines with a
    cell that is none of the form's.
    """

    lines: tuple[Line, ...]
    own: tuple[tuple[int, ...], ...]
    last: tuple[tuple[Cell, tuple[int, ...]], ...]
    unheld: frozenset[int]


@lru_cache(maxsize=64)
def _sums(form: Form, level: str | None, has_last: bool) -> _Sums:
    fitting = [identity for identity in form.identities if unfit_for(identity, level, has_last) is None]
    lines = tuple(_line(form, identity, over) for identity in fitting for over in identity.over)
    own: dict[Cell, list[int]] = {cell: [] for cell in form.cells}
    last: dict[Cell, list[int]] = {}
    unheld: list[int] = []
    for at, line in enumerate(lines):
        for side, terms in enumerate((line.left, line.right)):
            for term, cell in terms:
                held = last.setdefault(cell, []) if term.last else own.get(cell, unheld)
                held.append(at + len(lines) * (side if term.sign > 0 else 1 - side))
    return _Sums(
        lines,
        tuple(map(tuple, own.values())),
        tuple((cell, tuple(sides)) for cell, sides in last.items()),
        frozenset(side % len(lines) for side in unheld),
    )


def _line(form: Form, identity: Identity, over: str) -> Line:
    # The form's own cells are found in a report's values without comparing them letter by letter.
    own = {cell: cell for cell in form.cells}
    left, right = (
        tuple((term, own.get(cell, cell)) for term in terms for cell in [identity.cell(term, over)])
        for terms in (identity.left, identity.right)
    )
    return Line(identity, over, left, right)


class _Side(NamedTuple):
    """One side of an identity: its terms with their cells and values; `value` is None when all of it is blank."""

    terms: list[tuple[Term, Cell, Decimal | None]]
    value: Decimal | None

    @property
    def blanks(self) -> int:
        return len([value for _, _, value in self.terms if value is None])


def findings(context: Context) -> Iterator[Finding]:
    """What every identity of the form has to say of the report.

    Blank cells add nothing, and a side that is blank altogether is not judged, unless a total was written over it.
    Identities that need last year's report are left out without it, and so are single items the older form lacks.
    """
    for line in doubtful(context):
        yield from _judged(line, context)


def doubtful(context: Context) -> tuple[Line, ...]:
    """The lines whose sides are not plainly equal: one differs from the other, or a cell of them is blank."""
    return context.once(_doubtful)


def _doubtful(context: Context) -> tuple[Line, ...]:
    lines, own, before, unheld = _sums(context.form, context.report.level, context.last is not None)
    told, blank = figures(context)
    sums: list[Figure] = [0] * (2 * len(lines))
    blanks = [own[at] for at in blank]
    for at, value in told.items():
        for side in own[at]:
            sums[side] += value
    last = context.last or {}
    for cell, sides in before:
        then = last.get(cell)
        if then is None:
            blanks.append(sides)
        elif then:
            for side in sides:
                sums[side] += then
    left, right = sums[: len(lines)], sums[len(lines) :]
    if left == right and not blanks and not unheld:
        return ()
    unequal = [
        at
        for at in compress(range(len(lines)), map(ne, left, right))
        if not _may_differ(lines[at], left[at], right[at])
    ]
    unclear = [side % len(lines) for sides in blanks for side in sides]
    return tuple([lines[at] for at in sorted({*unequal, *unclear, *unheld})])


def _may_differ(line: Line, left: Figure, right: Figure) -> bool:
    return line.identity.at_least and left > right


def unfit(identity: Identity, context: Context) -> str | None:
    """Why an identity cannot be judged of this report; None when it can."""
    return unfit_for(identity, context.report.level, context.last is not None)


def unfit_for(identity: Identity, level: str | None, has_last: bool) -> str | None:
    """The same of any report of a unit of that level."""
    if identity.uses_last and not has_last:
        return "没有上年年报可以核对"
    if not identity.levels or level in identity.levels:
        return None
    return f"只用于{'、'.join(identity.levels)}" if level else "看不出单位的层级"


def _judged(line: Line, context: Context) -> Iterator[Finding]:
    identity = line.identity
    left, right = _side(line.left, context), _side(line.right, context)
    if left is None or right is None or _holds(identity, left, right):
        return
    difference = (left.value or Decimal(0)) - (right.value or Decimal(0))
    yield context.finding(
        identity.code,
        identity.level,
        _message(identity, line.over, (left, right), context),
        remedy=identity.remedy,
        basis=identity.basis,
        places=_places(identity, left, right, context),
        left=as_text(left.value),
        right=as_text(right.value),
        difference=as_text(difference),
    )


def _side(terms: tuple[tuple[Term, Cell], ...], context: Context) -> _Side | None:
    own, last = context.report.values, context.last or {}
    try:
        found = [(term, cell, (last if term.last else own)[cell]) for term, cell in terms]
    except KeyError:
        return None
    summed, is_blank = _ZERO, bool(found)
    for term, _, value in found:
        is_blank = is_blank and value is None
        if value:
            summed += value if term.sign > 0 else -value
    return _Side(found, None if is_blank else summed)


def _holds(identity: Identity, left: _Side, right: _Side) -> bool:
    """Whether the sides are equal, or one of them is not filled in yet; a total over blank parts is judged."""
    if left.value is None or (right.value is None and not identity.total):
        return True
    due = right.value or Decimal(0)
    return left.value >= due if identity.at_least else left.value == due


def _places(identity: Identity, left: _Side, right: _Side, context: Context) -> tuple[str, ...]:
    """The cells of this year that take part; of a long sum only those that are not 0, the rest being out of suspicion."""
    own = [(cell, value) for term, cell, value in (*left.terms, *right.terms) if not term.last]
    if identity.total and len(own) > _MOST_NAMED:
        own = own[:1] + [(cell, value) for cell, value in own[1:] if value != 0]
    return tuple([context.form.addresses.get(cell) or str(cell) for cell, _ in own])


def _message(identity: Identity, over: str, sides: tuple[_Side, _Side], context: Context) -> str:
    line = _line_name(context.form, identity.table, identity.along, over)
    left, right = [_said(identity, side, context) for side in sides]
    if not sides[1].terms:
        return f"{line}：{left}，应为 0。"
    difference = abs((sides[0].value or Decimal(0)) - (sides[1].value or Decimal(0)))
    blanks = sum(side.blanks for side in sides if side.value is not None)
    aside = f"（其中 {blanks} 格未填写）" if blanks else ""
    if identity.at_least:
        return f"{line}：{left}，少于{right}，相差 {as_text(difference)}{aside}。"
    return f"{line}：{left}，{right}，相差 {as_text(difference)}{aside}。"


def _said(identity: Identity, side: _Side, context: Context) -> str:
    """「第一项 3 ＋ 第二项 1 ＝ 4」, or a single term without the sum."""
    if side.value is None:
        return "各格均未填写"
    if len(side.terms) > _MOST_NAMED:
        first, last = (_name(identity, side.terms[i][0], context) for i in (0, -1))
        return f"{first}至{last}各格之和 {as_text(side.value)}"
    said = ""
    for term, _, value in side.terms:
        sign = (" － " if term.sign < 0 else " ＋ ") if said else ""
        said += f"{sign}{_name(identity, term, context)} {'未填写' if value is None else as_text(value)}"
    return said if len(side.terms) == 1 else f"{said} ＝ {as_text(side.value)}"


def _name(identity: Identity, term: Term, context: Context) -> str:
    name = _term_name(context.form, identity.table, identity.along, term.code)
    return f"{context.last_name}{name}" if term.last else name


@cache
def _line_name(form: Form, table: str, along: str, over: str) -> str:
    """表三·自然人列, 表三·第四项."""
    name = f"{form.column_name(table, over)}列" if along == "column" else row_phrase(form, table, over)
    return f"{form.table(table).sheet}·{name}"


@cache
def _term_name(form: Form, table: str, along: str, code: str) -> str:
    return row_phrase(form, table, code) if along == "column" else form.column_name(table, code)


@cache
def row_phrase(form: Form, table: str, code: str) -> str:
    """A row in running text: 第一项 for a bare number, else its name: 三（七）, 结果维持."""
    name = form.row_name(table, code)
    return f"第{name}项" if all(letter in NUMERALS for letter in name) else name
