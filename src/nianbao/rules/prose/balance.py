"""Whether the other numbers of a sentence leave room for a count that includes or leaves out some rows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from nianbao.core.form import Form
from nianbao.core.identity import Identity
from nianbao.rules.prose.bound import Bound

Rows = tuple[str, ...]
_NONE = Decimal(0)


def readings(form: Form, bound: Bound, siblings: Sequence[object]) -> tuple[Rows, ...]:
    """The sums of rows that a number may be meant as, besides its own row.

    「收到5件，没有上年结转，答复2件，结转下年2件」 tells all of an identity: a count that does not lead from one side to
    the other is not what was meant.
    """
    possible = bound.claim.also if bound.row == bound.claim.row else ()
    told = _told(bound, siblings) if possible else {}
    for identity in form.identities:
        if possible and _is_all_told(identity, bound, told):
            possible = tuple(rows for rows in possible if _leads(identity, bound, (told, _also(siblings)), rows))
    return possible


def _told(bound: Bound, siblings: Sequence[object]) -> dict[str, Decimal]:
    """The rows of the same table and columns the sentence tells a number of; those it tells two of are left out."""
    alike = [each for each in siblings if isinstance(each, Bound) and _is_alike(each, bound)]
    values = {each.row: {other.value for other in alike if other.row == each.row} for each in alike}
    return {row: found.pop() for row, found in values.items() if len(found) == 1}


def _is_alike(each: Bound, bound: Bound) -> bool:
    return (each.claim.table, each.columns) == (bound.claim.table, bound.columns) and not (each.is_all or each.is_part)


def _also(siblings: Sequence[object]) -> dict[str, tuple[Rows, ...]]:
    return {each.row: each.claim.also for each in siblings if isinstance(each, Bound) and each.row == each.claim.row}


def _is_all_told(identity: Identity, bound: Bound, told: dict[str, Decimal]) -> bool:
    if identity.table != bound.claim.table or identity.uses_last or identity.at_least:
        return False
    rows = {term.code for term in (*identity.left, *identity.right)}
    return bound.row in rows and rows <= told.keys()


def _leads(
    identity: Identity, bound: Bound, said: tuple[dict[str, Decimal], dict[str, tuple[Rows, ...]]], rows: Rows
) -> bool:
    """Whether the sides are equal when the number is that sum, and the others are what they may be."""
    told, also = said
    shifts = []
    for sign, terms in ((1, identity.left), (-1, identity.right)):
        for term in terms:
            chosen = (rows,) if term.code == bound.row else ((term.code,), *also.get(term.code, ()))
            shifts.append([term.sign * sign * (told[term.code] - each) for each in _extras(term.code, chosen, told)])
    return any(sum(choice, _NONE) == 0 for choice in product(*shifts))


def _extras(row: str, readings: tuple[Rows, ...], told: dict[str, Decimal]) -> Iterator[Decimal]:
    """What each reading holds beyond its own row, as the sentence tells it; readings with rows it does not tell fall out."""
    for rows in readings:
        extra = [each for each in rows if each != row]
        if all(each.removeprefix("-") in told for each in extra):
            yield sum((-told[each[1:]] if each.startswith("-") else told[each] for each in extra), _NONE)
