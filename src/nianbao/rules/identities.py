"""勾稽 and 结转: every identity of the form, each column or row of it, with both sides and the difference."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import NUMERALS, Form, Identity, Term
from nianbao.core.report import as_text
from nianbao.rules.context import Context

# A sum of more terms than this is told by its first and last.
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of an identity: its terms with their cells and values; `value` is None when all of it is blank."""

    terms: tuple[tuple[Term, Cell, Decimal | None], ...]

    @property
    def value(self) -> Decimal | None:
        known = [term.sign * value for term, _, value in self.terms if value is not None]
        if not known:
            return None if self.terms else Decimal(0)
        return sum(known, Decimal(0))

    @property
    def blanks(self) -> int:
        return sum(value is None for _, _, value in self.terms)


def findings(context: Context) -> Iterator[Finding]:
    """What every identity of the form has to say of the report.

    Blank cells add nothing, and a side that is blank altogether is not judged, unless a total was written over it.
    Identities that need last year's report are left out without it, and so are single items the older form lacks.
    """
    for identity in context.form.identities:
        if applies(identity, context):
            for over in identity.over:
                yield from _line(identity, over, context)


def applies(identity: Identity, context: Context) -> bool:
    """Whether an identity can be judged: last year's report at hand where needed, the unit's level among its levels."""
    if identity.uses_last and context.last is None:
        return False
    return not identity.levels or context.report.level in identity.levels


def _line(identity: Identity, over: str, context: Context) -> Iterator[Finding]:
    sides = _side(identity, identity.left, over, context), _side(identity, identity.right, over, context)
    left, right = sides
    if left is None or right is None or _holds(identity, left, right):
        return
    difference = (left.value or Decimal(0)) - (right.value or Decimal(0))
    yield context.finding(
        identity.code,
        identity.level,
        _message(identity, over, (left, right), context),
        remedy=identity.remedy,
        basis=identity.basis,
        places=_places(identity, left, right),
        left=as_text(left.value),
        right=as_text(right.value),
        difference=as_text(difference),
    )


def _side(identity: Identity, terms: tuple[Term, ...], over: str, context: Context) -> _Side | None:
    found = []
    for term in terms:
        cell = identity.cell(term, over)
        values = (context.last or {}) if term.last else context.report.values
        if cell not in values:
            return None
        found.append((term, cell, values[cell]))
    return _Side(tuple(found))


def _holds(identity: Identity, left: _Side, right: _Side) -> bool:
    """Whether the sides are equal, or one of them is not filled in yet; a total over blank parts is judged."""
    if left.value is None or (right.value is None and not identity.total):
        return True
    return left.value == (right.value or Decimal(0))


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


def row_phrase(form: Form, table: str, code: str) -> str:
    """A row in running text: 第一项 for a bare number, else its name: 三（七）, 结果维持."""
    name = form.row_name(table, code)
    return f"第{name}项" if all(letter in NUMERALS for letter in name) else name
