"""落款: the unit and the day a report was made, as they stand under it.

The day is the one somebody names or has typed. None is made up: a report without one ends without 落款, for a unit
without a day would have to be finished by hand anyway.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from nianbao.adapters.printout import clean
from nianbao.adapters.slips import spelled
from nianbao.core.form import Form
from nianbao.core.report import Report

# 三号 characters right of the day, and the least right of a unit with a long name.
_DAY_INDENT, _LEAST_INDENT = 4.0, 2.0
# What programs leave between a figure and a Chinese character.
_GAP = 0.2
_LONGEST_UNIT = 30
_DIGITS = "0-9０-９〇○零一二三四五六七八九十"
_DAY = re.compile(rf"[{_DIGITS}]{{4}}年[{_DIGITS}]{{1,2}}月[{_DIGITS}]{{1,3}}日")
_PAUSES = frozenset("。；，：！？;,:!?")


class Signature(NamedTuple):
    """The lines of a 落款; either may be empty."""

    unit: str
    day: str


class Signed(NamedTuple):
    """The paragraphs of a report's last section, and the 落款 beneath them."""

    paragraphs: tuple[str, ...]
    signature: Signature


def is_typed(report: Report, form: Form) -> bool:
    """Whether somebody has typed a 落款 under the report."""
    text = report.texts.get(form.sections[-1].text, "")
    return bool(parted([line.strip() for line in clean(text).split("\n") if line.strip()], "", None).signature.day)


def parted(paragraphs: Sequence[str], agency: str, signed: date | None) -> Signed:
    """The last section parted from the 落款 typed under it; where none is, the unit and the day named make one."""
    if paragraphs and _DAY.fullmatch("".join(paragraphs[-1].split())):
        has_unit = len(paragraphs) > 1 and _is_unit(paragraphs[-2])
        rest = paragraphs[: -2 if has_unit else -1]
        return Signed(tuple(rest), Signature(paragraphs[-2] if has_unit else "", paragraphs[-1]))
    if signed is None:
        return Signed(tuple(paragraphs), Signature("", ""))
    return Signed(tuple(paragraphs), Signature(clean(agency), spelled(signed)))


def _is_unit(text: str) -> bool:
    return len(text) <= _LONGEST_UNIT and _PAUSES.isdisjoint(text)


def indents(signature: Signature) -> tuple[float, float]:
    """How many characters unit and day stand from the right: one centred over the other, the day four in.

    A unit longer than that leaves room for keeps two, and the day moves in under its middle.
    """
    longer = (_width(signature.unit) - _width(signature.day)) / 2
    if longer <= _DAY_INDENT - _LEAST_INDENT:
        return _DAY_INDENT - longer, _DAY_INDENT
    return _LEAST_INDENT, _LEAST_INDENT + longer


def _width(text: str) -> float:
    """How many characters wide; half-width ones count half, and between them and others is a gap."""
    gaps = sum(
        before.isascii() != after.isascii() and not before.isspace() and not after.isspace()
        for before, after in pairwise(text)
    )
    return sum(0.5 if character.isascii() else 1.0 for character in text) + gaps * _GAP
