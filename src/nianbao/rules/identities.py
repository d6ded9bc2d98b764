"""勾稽 and 结转: every identity of the form, each column or row of it, with both sides and the difference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import NUMERALS, Form
from nianbao.core.identity import Identity, Term
from nianbao.core.report import as_text
from nianbao.rules.context import Context
from nianbao.rules.figures import Figure, Figures, Pick, figures, pick, spots

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


# What takes the terms of a side out of the figures line by line, or those of all lines where each has only one.
_Picks = tuple[Pick, ...] | Pick


@dataclass(frozen=True, slots=True)
class _Lines:
    """All lines of an identity.

    `plain` takes the terms of both sides out of the figures, what is subtracted on one side being added on the other;
    None where a term is no cell of the form.
    """

    identity: Identity
    each: tuple[Line, ...]
    plain: tuple[_Picks, _Picks] | None


@cache
def _lines(form: Form) -> tuple[_Lines, ...]:
    return tuple(
        _Lines(identity, tuple(_line(form, identity, over) for over in identity.over), _picks(form, identity))
        for identity in form.identities
    )


def _line(form: Form, identity: Identity, over: str) -> Line:
    # The form's own cells are found in a report's values without comparing them letter by letter.
    own = {cell: cell for cell in form.cells}
    left, right = (
        tuple((term, own.get(cell, cell)) for term in terms for cell in [identity.cell(term, over)])
        for terms in (identity.left, identity.right)
    )
    return Line(identity, over, left, right)


def _picks(form: Form, identity: Identity) -> tuple[_Picks, _Picks] | None:
    at, size = spots(form), len(form.cells)
    left: list[list[int]] = []
    right: list[list[int]] = []
    for over in identity.over:
        sides: tuple[list[int], list[int]] = [], []
        for side, terms in enumerate((identity.left, identity.right)):
            for term in terms:
                cell = identity.cell(term, over)
                if cell not in at:
                    return None
                sides[side if term.sign > 0 else 1 - side].append(at[cell] + size * term.last)
        left.append(sides[0])
        right.append(sides[1])
    return _taken(left), _taken(right)


def _taken(lines: list[list[int]]) -> _Picks:
    if all(len(line) == 1 for line in lines):
        return pick([at for (at,) in lines])
    return tuple(pick(sorted(line)) for line in lines)


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
    for line in doubtful(context):
        yield from _judged(line, context)


def doubtful(context: Context) -> tuple[Line, ...]:
    """The lines whose sides are not plainly equal: one differs from the other, or a cell of them is blank."""
    return context.once(_doubtful)


def _doubtful(context: Context) -> tuple[Line, ...]:
    held, fitting = figures(context), _fitting(context.form, context.report.level, context.last is not None)
    return tuple([line for lines in fitting for line in _open(lines, held)])


@lru_cache(maxsize=64)
def _fitting(form: Form, level: str | None, has_last: bool) -> tuple[_Lines, ...]:
    return tuple(lines for lines in _lines(form) if _unfit(lines.identity, level, has_last) is None)


def _open(lines: _Lines, held: Figures) -> Sequence[Line]:
    if lines.plain is None:
        return lines.each
    left, right = _sums(lines.plain[0], held), _sums(lines.plain[1], held)
    if left == right and None not in left:
        return ()
    at_least = lines.identity.at_least
    return [line for line, one, two in zip(lines.each, left, right, strict=True) if not _is_plain(one, two, at_least)]


def _is_plain(left: Figure, right: Figure, at_least: bool) -> bool:
    if left is None or right is None:
        return False
    return left == right or (at_least and left > right)


def _sums(picks: _Picks, held: Figures) -> list[Figure]:
    """What the terms of a side come to, line by line; None where one of them is blank."""
    if not isinstance(picks, tuple):
        return list(picks(held))
    try:
        # A blank cell cannot be added.
        return [sum(picked(held)) for picked in picks]  # type: ignore[arg-type]
    except TypeError:
        return [_sum(picked(held)) for picked in picks]


def _sum(line: Sequence[Figure]) -> Figure:
    return None if None in line else sum(line)  # type: ignore[arg-type]


def applies(identity: Identity, context: Context) -> bool:
    """Whether an identity can be judged: last year's report at hand where needed, the unit's level among its levels."""
    return unfit(identity, context) is None


def unfit(identity: Identity, context: Context) -> str | None:
    """Why an identity cannot be judged of this report; None when it can."""
    return _unfit(identity, context.report.level, context.last is not None)


def _unfit(identity: Identity, level: str | None, has_last: bool) -> str | None:
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
