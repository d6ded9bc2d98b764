"""What cells hand over as arguments, and what may go back; values made into texts and figures, others refused."""

from collections.abc import Callable
from decimal import Decimal

from nianbao.core.errors import BadInput, NianbaoError

# What a constant, a cell or a range arrives as (a range as rows), and what may go back (rows spill).
Scalar = str | float | int | bool | None
Argument = Scalar | list[list[Scalar]]
Result = Scalar | list[list[Scalar]]
# What a function of ours gives: figures as they are kept, None for blank.
Value = Scalar | Decimal
Given = Value | list[list[Value]]

# Excel hands an error value over as one of these codes, which is no number of anybody's.
_ERROR_CODES = range(-2_146_826_288, -2_146_826_200)


def text(argument: Argument, what: str) -> str:
    """The stripped text of a single cell, "" when it is blank; a whole number without its 「.0」.

    Raises: BadInput when it is a range of several cells or an error value.
    """
    if isinstance(argument, list):
        cells = [value for row in argument for value in row]
        if len(cells) != 1:
            raise BadInput(f"{what}只能填一格，现在是 {len(cells)} 格。请改选一格。")
        return text(cells[0], what)
    if _is_error(argument):
        raise BadInput(f"{what}是错误值。请先改正。")
    if isinstance(argument, float) and argument.is_integer():
        return str(int(argument))
    return "" if argument is None else str(argument).strip()


def number(value: Scalar, place: str) -> Decimal:
    """The figure of a cell that holds one.

    Raises: BadInput when it is text, a truth value or an error value.
    """
    if _is_error(value):
        raise BadInput(f"{place}是错误值。请先改正。")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"{place}「{value}」是文字，不能计入。请改为数字。")
    return Decimal(repr(value))


def _is_error(value: Scalar) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _ERROR_CODES


def each(argument: Argument, what: str, answer: Callable[[str], Value]) -> Given:
    """The answer for a cell, or for every cell of a range, blank for blank; in a range a refusal keeps to its cell."""
    if not isinstance(argument, list):
        asked = text(argument, what)
        return answer(asked) if asked else None
    return [[_told(value, what, answer) for value in row] for row in argument]


def _told(value: Scalar, what: str, answer: Callable[[str], Value]) -> Value:
    try:
        asked = text(value, what)
        return answer(asked) if asked else None
    except NianbaoError as refusal:
        return refusal.message
