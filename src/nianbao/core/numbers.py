"""What people type where a number belongs, and what it plainly is. Anything doubtful stays unread, with a proposal."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

from nianbao.core.form import Kind

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_ANY_ZERO_WIDTH = re.compile(f"[{''.join(map(chr, _ZERO_WIDTH))}]")
_COUNT = re.compile(r"[0-9]+(?:\.0+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_MONEY = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_CHANGE = re.compile(r"(?P<sign>[+\-\u2212]|增加?|[减減]少?)?(?P<number>[0-9]+(?:\.0+)?)")
# A remark in brackets of any kind, others inside it included, or the sign of a footnote.
_NOTED = re.compile(
    r"(?P<number>[^()\[\]\u3014\u3015【】*#※†‡]+)"
    r"(?P<note>\(.*\)|\[.*\]|\u3014.*\u3015|【.*】|[*#※†‡]+)",
    re.DOTALL,
)
_ANY_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MONEY_UNIT = re.compile(r"(?P<number>[0-9.,]+)\(?(?P<unit>[万萬]?[元圆圓]|[万萬])\)?")
_WAN = ("万", "萬")
# What says more than the digits beside it: then no number is plainly meant.
_TELLING = frozenset("+-.\u2212—–―↑↓增减減升降约約近超余餘多")
_TWO_NUMBERS = re.compile(r"[0-9][.,]?\s+[.,]?[0-9]")
_DASHES = frozenset({"-", "--", "---", "/", "//", "\\", "—", "——", "–", "―", "_", "无", "ー"})
_MARKS = ("<super>", "<sub>", "<circle>")
_YUAN_PER_WAN = Decimal(10000)
# Spreadsheets keep 15 digits; no figure of a report comes near, and a longer one would be rounded without a word.
BEYOND = 10**15
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text is worth. `value` None with `code` None is plainly blank.

    `code` is the D finding to report; `note` the bracketed remark; `proposal` what the number might be; `has_unit`
    tells that the unit of money stood beside it.
    """

    value: Decimal | None
    code: str | None = None
    note: str = ""
    proposal: str = ""
    has_unit: bool = False


def folded(text: str) -> str:
    """The text in compatibility form without blanks and zero-width characters: for matching only, never for keeping."""
    if text.isascii():
        return "".join(text.split())
    plain = unicodedata.normalize("NFKC", text)
    # Looking costs far less than taking out, and few texts hold any.
    return "".join((plain.translate(_ZERO_WIDTH) if _ANY_ZERO_WIDTH.search(plain) else plain).split())


def read(text: str, kind: Kind, *, plain: bool = True) -> Reading:
    """The number of a text typed where `kind` is expected.

    `plain` False means the text came from a spreadsheet cell, where even a clean digit string is a defect (D001).
    """
    bare, mark = _unmarked(text)
    if mark:
        # 「5①」 folds to 51: a note mark is no digit.
        return _marked(read(bare, kind, plain=plain), mark)
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
    return _money_with_unit(body, kind) or _noted(body, kind) or _refused(body)


def _unmarked(text: str) -> tuple[str, str]:
    """The text without its note marks, and the marks: raised, lowered and circled signs, which fold to plain ones."""
    marks = "".join(char for char in text if unicodedata.decomposition(char).startswith(_MARKS))
    return text.translate(dict.fromkeys(map(ord, marks), " ")), marks


def _marked(reading: Reading, mark: str) -> Reading:
    """A reading with a note mark: what was plain is so with a note, what was not stays as it is."""
    is_read = reading.value is not None
    code = "D002" if not is_read and reading.code is None else reading.code
    return replace(reading, code=code or "D004", note=reading.note or mark)


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
        return -number if (match["sign"] or "").startswith(("-", "\u2212", "减", "減")) else number
    pattern = _MONEY if kind is Kind.MONEY else _COUNT
    return Decimal(body) if pattern.fullmatch(body) else None


def _noted(body: str, kind: Kind) -> Reading | None:
    match = _NOTED.fullmatch(body)
    if match is None:
        return None
    value = _number(match["number"], kind)
    note = match["note"]
    return None if value is None else Reading(value, "D004", note=note[1:-1] if len(note) > 1 else note)


def _money_with_unit(body: str, kind: Kind) -> Reading | None:
    match = _MONEY_UNIT.fullmatch(body) if kind is Kind.MONEY else None
    value = _number(match["number"], kind) if match else None
    if match is None or value is None:
        return None
    if match["unit"].startswith(_WAN):
        return Reading(value, "D004", note=match["unit"], has_unit=True)
    return Reading(value / _YUAN_PER_WAN, "D007", note=body, has_unit=True)


def _refused(body: str) -> Reading:
    numbers = _ANY_NUMBER.findall(body)
    is_plain = len(numbers) == 1 and not set(body) & _TELLING
    return Reading(None, "D002", proposal=numbers[0] if is_plain else "")


def fault(value: Decimal, kind: Kind) -> str | None:
    """What a number breaks by its kind: "negative" or "fraction"; None when it may stand."""
    if kind is not Kind.CHANGE and value < 0:
        return "negative"
    if kind is not Kind.MONEY and value != value.to_integral_value():
        return "fraction"
    return None
