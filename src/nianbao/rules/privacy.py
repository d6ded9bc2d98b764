"""个人信息: identity card numbers, private phone numbers and bank cards in text that will be published."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from nianbao.core.finding import Finding, Level
from nianbao.core.numbers import folded
from nianbao.forms.wording import wording
from nianbao.rules import looking
from nianbao.rules.context import Context
from nianbao.rules.procedure import Procedure
from nianbao.rules.quoting import sentence_at, text_name

_DIGIT = "[0-9０-９]"
_GAP = "[ \\t\xa0\u3000\\-－‐–—]?"
# What a number may not stand behind; its first sign has been read, so that the search may skip everything else.
_APART_BEFORE = rf"(?<![0-9０-９A-Za-z_/=.．*].)(?<!{_DIGIT}[ \-－].)"
_APART_AFTER = r"(?![0-9０-９A-Za-z_*])(?![.．][0-9０-９A-Za-z])"
_LONG = re.compile(rf"{_DIGIT}{_APART_BEFORE}(?:{_GAP}{_DIGIT}){{10,18}}(?:{_GAP}[xXｘＸ])?(?![0-9０-９A-Za-z_*])")
_BEHIND_ONE = rf"[3-9３-９]{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}"
# With the country's code or without.
_MOBILE = re.compile(
    rf"[1１8+＋]{_APART_BEFORE}(?:(?<=[1１])|(?<=8)6{_GAP}[1１]|(?<=[+＋])86{_GAP}[1１])"
    rf"(?P<behind_one>{_BEHIND_ONE}){_APART_AFTER}"
)
# Whatever holds a number of either kind: quick looks that spare most reports the closer one. Of every fourth sign of
# the longer ones four in a row are theirs.
_ANY_MOBILE = tuple((one, re.compile(one + _BEHIND_ONE)) for one in "1１")
_SIGN, _STRIDE = r"[0-9０-９ \t\xa0\u3000\-－‐–—]", 4
_ANY_LONG, _ANY_RUN = re.compile(f"{_SIGN}{_SIGN}{{3}}"), re.compile(f"{_DIGIT}{_SIGN}{{15}}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST = 130
_NEAR = 16

_Spot = tuple[int, int, str]


def private(context: Context) -> Iterator[Finding]:
    """公开的文字里没有身份证号码、个人手机号码、银行卡号。

    依据：《中华人民共和国政府信息公开条例》第十五条，涉及个人隐私的信息不得公开。
    正例：联系电话写办公室的固定电话、12345 热线。
    反例：联系电话写个人手机号码；补助名单里带着身份证号码。
    """
    if not _may_hold_any(context.written()):
        return
    for address, text in context.texts():
        spots = list(_spots(text, context.report.year))
        if spots:
            yield _finding(context, address, text, spots)


def _may_hold_any(text: str) -> bool:
    """Whether a mobile number stands in a text, or sixteen signs on end that may be a longer one."""
    if looking.stands(text, _ANY_MOBILE):
        return True
    found = _ANY_LONG.search(text[_STRIDE - 1 :: _STRIDE])
    return found is not None and _ANY_RUN.search(text, found.start() * _STRIDE) is not None


def _finding(context: Context, address: str, text: str, spots: list[_Spot]) -> Finding:
    told = [f"{what}（{_short(text[start:end])}）" for start, end, what in spots]
    shown = _veiled(text, spots)
    start, end, _ = spots[0]
    quote, left = sentence_at(shown, start, end)
    inside = ((start - left, end - left) for start, end, _ in spots)
    return context.finding(
        "W012",
        Level.ERROR,
        f"{text_name(context.form, address)}：有{'、'.join(dict.fromkeys(told))}，公布后会泄露个人信息。",
        remedy="请删去；联系电话请改用办公室的固定电话。",
        basis="涉及个人隐私的信息不得公开",
        places=(address,),
        quote=quote,
        marks=tuple((start, end) for start, end in inside if start >= 0 and end <= len(quote)),
    )


def veiled(findings: list[Finding], year: int | None) -> list[Finding]:
    """The findings of a report with private numbers starred out in whatever else they quote of it."""
    if not any(finding.rule == "W012" for finding in findings):
        return findings
    return [
        replace(finding, message=starred(finding.message, year), quote=finding.quote and starred(finding.quote, year))
        for finding in findings
    ]


def starred(text: str, year: int | None = None) -> str:
    """The text with every private number starred out, as long as before."""
    return _veiled(text, list(_spots(text, year)))


def _veiled(text: str, spots: list[_Spot]) -> str:
    for start, end, _ in spots:
        text = text[:start] + _stars(text[start:end]) + text[end:]
    return text


def _stars(number: str) -> str:
    """138****5678, and of anything longer only the ends; blanks and hyphens stay."""
    digits = [at for at, char in enumerate(number) if folded(char).isalnum()]
    is_phone = len(digits) == 11
    kept = {*digits[:3], *digits[-4:]} if is_phone else {digits[0], digits[-1]}
    return "".join("*" if at in digits and at not in kept else char for at, char in enumerate(number))


def _short(number: str) -> str:
    plain = "".join(char for char in folded(number) if char.isalnum())
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) == 11 else f"{plain[0]}****{plain[-1]}"


def _spots(text: str, year: int | None) -> Iterator[_Spot]:
    """The spans of private numbers with what they are."""
    for match in _LONG.finditer(text):
        body = "".join(char for char in folded(match[0]) if char.isalnum()).upper()
        if _is_identity_card(body, year):
            yield match.start(), match.end(), "身份证号码"
        elif _is_bank_card(body) and _has_near(text, match.start(), wording().privacy.account):
            yield match.start(), match.end(), "银行卡号"
    for match in _MOBILE.finditer(text):
        begin, end = match.start("behind_one") - 1, match.end()
        if not text[end:].lstrip().startswith(wording().privacy.amounts):
            yield begin, end, "手机号码"


def _is_identity_card(body: str, year: int | None) -> bool:
    """Whether eighteen characters hold a possible birthday and end in the right check character."""
    if len(body) != 18 or not body[:17].isdecimal() or body[0] == "0":
        return False
    total = sum(int(digit) * weight for digit, weight in zip(body[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == body[17] and _is_birthday(body[6:14], year)


def _is_birthday(digits: str, year: int | None) -> bool:
    try:
        born = date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return False
    return year is None or year - _OLDEST <= born.year <= year + 1


def _is_bank_card(body: str) -> bool:
    """Whether the digits pass the check that bank cards carry (every second digit doubled)."""
    if not 16 <= len(body) <= 19 or not body.isdecimal() or body[0] == "0":
        return False
    digits = [int(digit) for digit in reversed(body)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2]]
    is_one_digit = all(one == other for one, other in pairwise(digits))
    return not is_one_digit and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _has_near(text: str, at: int, words: tuple[str, ...]) -> bool:
    before = text[max(0, at - _NEAR) : at]
    return any(word in before for word in words)


RULES = (Procedure("W012", "", Level.ERROR, private, "删去个人信息；联系电话改用办公室的固定电话。"),)
