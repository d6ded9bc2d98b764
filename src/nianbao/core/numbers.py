"""What people type where a number belongs, and what it plainly is. Anything doubtful stays unread, with a proposal."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from nianbao.core.form import Kind

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_COUNT = re.compile(r"[0-9]+(?:\.0+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_MONEY = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_CHANGE = re.compile(r"(?P<sign>[+-]|增加?|减少?)?(?P<number>[0-9]+(?:\.0+)?)")
_BRACKETED = re.compile(r"(?P<number>[^()]+)\((?P<note>[^()]*)\)")
_ANY_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MONEY_UNIT = re.compile(r"(?P<number>[0-9.,]+)(?P<unit>万元|万|元)")
_TWO_NUMBERS = re.compile(r"[0-9][.,]?\s+[.,]?[0-9]")
_DASHES = frozenset({"-", "--", "---", "/", "//", "\\", "—", "——", "–", "―", "_", "无", "ー"})
_YUAN_PER_WAN = Decimal(10000)
# Spreadsheets keep 15 digits; no figure of a report comes near, and a longer one would be rounded without a word.
BEYOND = 10**15
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text is worth. `value` None with `code` None is plainly blank.

    `code` is the D finding to report; `note` the bracketed remark; `proposal` what the number might be.
    """

    value: Decimal | None
    code: str | None = None
    note: str = ""
    proposal: str = ""


def folded(text: str) -> str:
    """The text in compatibility form without blanks and zero-width characters: for matching only, never for keeping."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_ZERO_WIDTH).split())


def read(text: str, kind: Kind, *, plain: bool = True) -> Reading:
    """The number of a text typed where `kind` is expected.

    `plain` False means the text came from a spreadsheet cell, where even a clean digit string is a defect (D001).
    """
    body = folded(text)
    if not body:
        return Reading(None)
    if _TWO_NUMBERS.search(unicodedata.normalize("NFKC", text)):
        # 「1 2」 is two numbers in one cell, never 12.
        return Reading(None, "D002")
    if body in _DASHES:
        return Reading(None, "D003", proposal="0")
    value = _number(body, kind)
    if value is not None:
        # Full-width digits print well and add up nowhere; blanks round a number do no harm in running text.
        is_odd = not plain or (not text.strip().isascii() and body != _trimmed(text))
        return Reading(value, "D001" if is_odd else None)
    return _noted(body, kind) or _money_with_unit(body, kind) or _refused(body)


def _trimmed(text: str) -> str:
    return "".join(text.translate(_ZERO_WIDTH).split())


def _number(body: str, kind: Kind) -> Decimal | None:
    value = _plain_number(body, kind) if len(body) <= _LONGEST else None
    return value if value is not None and abs(value) < BEYOND else None


def _plain_number(body: str, kind: Kind) -> Decimal | None:
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
    if kind is Kind.CHANGE:
        match = _CHANGE.fullmatch(body)
        if match is None:
            return None
        number = Decimal(match["number"])
        return -number if (match["sign"] or "").startswith(("-", "减")) else number
    pattern = _MONEY if kind is Kind.MONEY else _COUNT
    return Decimal(body) if pattern.fullmatch(body) else None


def _noted(body: str, kind: Kind) -> Reading | None:
    match = _BRACKETED.fullmatch(body)
    if match is None:
        return None
    value = _number(match["number"], kind)
    return None if value is None else Reading(value, "D004", note=match["note"])


def _money_with_unit(body: str, kind: Kind) -> Reading | None:
    match = _MONEY_UNIT.fullmatch(body) if kind is Kind.MONEY else None
    value = _number(match["number"], kind) if match else None
    if match is None or value is None:
        return None
    if match["unit"] == "元":
        return Reading(value / _YUAN_PER_WAN, "D007", note=body)
    return Reading(value, "D004", note=match["unit"])


def _refused(body: str) -> Reading:
    numbers = _ANY_NUMBER.findall(body)
    is_plain = len(numbers) == 1 and not set(body) & set("+-.约近超余多")
    return Reading(None, "D002", proposal=numbers[0] if is_plain else "")


def fault(value: Decimal, kind: Kind) -> str | None:
    """What a number breaks by its kind: "negative" or "fraction"; None when it may stand."""
    if kind is not Kind.CHANGE and value < 0:
        return "negative"
    if kind is not Kind.MONEY and value != value.to_integral_value():
        return "fraction"
    return None
