"""Days as people write them."""

import re
from datetime import date

from nianbao.core.errors import BadInput
from nianbao.core.numbers import folded

_WRITTEN = re.compile(r"([0-9]{4})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?")


def day(text: str, called: str) -> date | None:
    """The day, which the message calls by its name; None where nothing is written.

    Raises: BadInput.
    """
    written = folded(text)
    if not written:
        return None
    match = _WRITTEN.fullmatch(written)
    try:
        return date(*map(int, match.groups())) if match else date.fromisoformat(written)
    except ValueError as error:
        raise BadInput(f"{called}「{text}」不是日期。请写成年-月-日，例如 {date.today():%Y-%m-%d}。") from error
