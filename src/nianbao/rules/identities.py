"""勾稽 and 结转: every identity of the form, each column or row of it, with both sides and the difference."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import cast

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import NUMERALS, Form
from nianbao.core.identity import Identity, Term
from nianbao.core.report import as_text
from nianbao.rules.context import Context

_Figures = Sequence[Decimal | int | None]
_Picked = Callable[[_Figures], _Figures]
# A sum of more terms than this is told by its first and last.
_MOST_NAMED = 6
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Line:
    """An identity in one column or row, as cells.

    `plain` picks both sides out of the form's figures in order, where the sides only add up figures of this year.
    """

    over: str
    left: tuple[tuple[Term, Cell], ...]
    right: tuple[tuple[Term, Cell], ...]
    plain: tuple[_Picked, _Picked] | None


@cache
def _lines(form: Form) -> tuple[tuple[Identity, tuple[_Line, ...]], ...]:
    return tuple(
        (identity, tuple(_line_of(form, identity, over) for over in identity.over)) for identity in form.identities
    )


def _line_of(form: Form, identity: Identity, over: str) -> _Line:
    # The form's own cells are found in a report's values without comparing them letter by letter.
    own = {cell: cell for cell in form.cells}
    left, right = (
        tuple((term, own.get(cell, cell)) for term in terms for cell in [identity.cell(term, over)])
        for terms in (identity.left, identity.right)
    )
    is_plain = not identity.at_least and all(term.sign > 0 and not term.last for term, _ in (*left, *right))
    is_plain = is_plain and all(cell in own for _, cell in (*left, *right))
    return _Line(over, left, right, (_picked(form, left), _picked(form, right)) if is_plain else None)


def _picked(form: Form, terms: tuple[tuple[Term, Cell], ...]) -> _Picked:
    at = [form.cells.index(cell) for _, cell in terms]
    if len(at) > 1:
        return itemgetter(*at)
    only = slice(at[0], at[0] + 1) if at else slice(0)
    return itemgetter(only)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of an identity: its terms with their cells and values; `value` is None when all of it is blank."""

    terms: tuple[tuple[Term, Cell, Decimal | None], ...]
    value: Decimal | None

    @property
    def blanks(self) -> int:
        return sum(value is None for _, _, value in self.terms)


def findings(context: Context) -> Iterator[Finding]:
    """What every identity of the form has to say of the report.

    Blank cells add nothing, and a side that is blank altogether is not judged, unless a total was written over it.
    Identities that need last year's report are left out without it, and so are single items the older form lacks.
    """
    figures = _figures(context)
    for identity, lines in _lines(context.form):
        if applies(identity, context):
            for line in lines:
                if line.plain is None or not _adds_up(*line.plain, figures):
                    yield from _judged(identity, line, context)


def _figures(context: Context) -> _Figures:
    """The report's figures in the order of the form's cells; whole ones as int, which adds up several times faster."""
    values, cells = context.report.values, context.form.cells
    # The order is that of nearly all reports.
    figures = values.values() if tuple(values) == cells else map(values.get, cells)
    return [value if value is None else _plain(value) if value else 0 for value in figures]


def _plain(value: Decimal) -> Decimal | int:
    whole = int(value)
    return whole if value == whole else value


def _adds_up(left: _Picked, right: _Picked, figures: _Figures) -> bool:
    """Whether all cells are filled in and both sides are equal, which is what most lines of most reports are."""
    try:
        # A blank cell cannot be added.
        return sum(cast(Sequence[Decimal], left(figures))) == sum(cast(Sequence[Decimal], right(figures)))
    except TypeError:
        return False


def applies(identity: Identity, context: Context) -> bool:
    """Whether an identity can be judged: last year's report at hand where needed, the unit's level among its levels."""
    return unfit(identity, context) is None


def unfit(identity: Identity, context: Context) -> str | None:
    """Why an identity cannot be judged of this report; None when it can."""
    if identity.uses_last and context.last is None:
        return "没有上年年报可以核对"
    if not identity.levels or context.report.level in identity.levels:
        return None
    return f"只用于{'、'.join(identity.levels)}" if context.report.level else "看不出单位的层级"


def _judged(identity: Identity, line: _Line, context: Context) -> Iterator[Finding]:
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
        places=_places(identity, left, right),
        left=as_text(left.value),
        right=as_text(right.value),
        difference=as_text(difference),
    )


def _side(terms: tuple[tuple[Term, Cell], ...], context: Context) -> _Side | None:
    found = []
    for term, cell in terms:
        values = (context.last or {}) if term.last else context.report.values
        if cell not in values:
            return None
        found.append((term, cell, values[cell]))
    known = [term.sign * value for term, _, value in found if value is not None]
    return _Side(tuple(found), sum(known, _ZERO) if known or not found else None)


def _holds(identity: Identity, left: _Side, right: _Side) -> bool:
    """Whether the sides are equal, or one of them is not filled in yet; a total over blank parts is judged."""
    if left.value is None or (right.value is None and not identity.total):
        return True
    due = right.value or Decimal(0)
    return left.value >= due if identity.at_least else left.value == due


def _places(identity: Identity, left: _Side, right: _Side) -> tuple[str, ...]:
    """The cells of this year that take part; of a long sum only those that are not 0, the rest being out of suspicion."""
    own = [(cell, value) for term, cell, value in (*left.terms, *right.terms) if not term.last]
    if identity.total and len(own) > _MOST_NAMED:
        own = own[:1] + [(cell, value) for cell, value in own[1:] if value != 0]
    return tuple(str(cell) for cell, _ in own)


def _message(identity: Identity, over: str, sides: tuple[_Side, _Side], context: Context) -> str:
    form = context.form
    sheet = form.table(identity.table).sheet
    if identity.along == "column":
        line = f"{sheet}·{form.column_name(identity.table, over)}列"
    else:
        line = f"{sheet}·{row_phrase(form, identity.table, over)}"
    left, right = (_said(identity, side, context) for side in sides)
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
    named = [_term(identity, term, value, context) for term, _, value in side.terms]
    if len(named) == 1:
        return named[0]
    if len(named) > _MOST_NAMED:
        first, last = (_name(identity, side.terms[i][0], context) for i in (0, -1))
        return f"{first}至{last}各格之和 {as_text(side.value)}"
    signs = [" － " if term.sign < 0 else " ＋ " for term, _, _ in side.terms]
    return "".join((sign if i else "") + name for i, (sign, name) in enumerate(zip(signs, named, strict=True))) + (
        f" ＝ {as_text(side.value)}"
    )


def _term(identity: Identity, term: Term, value: Decimal | None, context: Context) -> str:
    return f"{_name(identity, term, context)} {'未填写' if value is None else as_text(value)}"


def _name(identity: Identity, term: Term, context: Context) -> str:
    if identity.along == "column":
        name = row_phrase(context.form, identity.table, term.code)
    else:
        name = context.form.column_name(identity.table, term.code)
    return f"{context.last_name}{name}" if term.last else name


@cache
def row_phrase(form: Form, table: str, code: str) -> str:
    """A row in running text: 第一项 for a bare number, else its name: 三（七）, 结果维持."""
    name = form.row_name(table, code)
    return f"第{name}项" if all(letter in NUMERALS for letter in name) else name
