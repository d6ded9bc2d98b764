"""The days a clerk is asked for by name, in the spreadsheet program and in the window: asked again while it is none."""

from collections.abc import Callable
from datetime import date, timedelta

from nianbao.commands import export, slips
from nianbao.core.errors import BadInput

_DAYS_TO_MEND = 7

# Given a question and what is proposed, the line that was typed.
Ask = Callable[[str, str], str]


def signed(ask: Ask) -> date | None:
    """The day of 落款; None where it is left blank.

    Raises: Stopped.
    """
    return _asked(ask, f"落款日期（如 {date.today():%Y-%m-%d}），不写落款就留空：", export.day)


def deadline(ask: Ask, question: str) -> date | None:
    """The day by which the units are to answer, a week from now proposed; None where it is left blank.

    Raises: Stopped.
    """
    proposed = f"{date.today() + timedelta(days=_DAYS_TO_MEND):%Y-%m-%d}"
    return _asked(ask, f"{question}（留空则写「尽快」）：", slips.deadline, proposed)


def _asked(ask: Ask, question: str, read: Callable[[str], date | None], proposed: str = "") -> date | None:
    why = ""
    while True:
        try:
            return read(ask(f"{why}{question}", proposed))
        except BadInput as error:
            why = f"{error.message}\n"
