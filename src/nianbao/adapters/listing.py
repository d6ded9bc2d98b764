"""Findings as the lines of a list: the sheet 校验结果, the patcher and the live hosts write the same ones."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import count

from nianbao.adapters import excel_waivers
from nianbao.core.cell import Cell
from nianbao.core.errors import UnknownAddress
from nianbao.core.finding import Finding
from nianbao.core.form import Form

Line = tuple[str | Decimal | int | None, ...]
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_HEAD_LABELS = {
    "head_title": "标题",
    "head_lead": "导语",
    "head_agency": "单位",
    "head_year": "年度",
    "head_level": "层级",
}


def finding_rows(findings: Sequence[Finding], form: Form | None = None) -> list[Line]:
    """One line a finding, in the columns of FINDING_HEADERS; with a form, places are spelled for people.

    Findings of one cause are numbered once: those under the first have ↳ for a number.
    """
    numbers = count(1)
    return [_line(next(numbers) if finding.is_lead else "↳", finding, form) for finding in findings]


def _line(number: int | str, finding: Finding, form: Form | None) -> Line:
    return (
        number,
        finding.level.label,
        finding.rule,
        finding.agency,
        place_label(finding, form),
        finding.message,
        (finding.remedy or None) if finding.is_lead else None,
        _figure(finding.left),
        _figure(finding.right),
        _figure(finding.difference),
        *_answer(finding),
        finding.basis or None,
        _record(finding),
    )


def _answer(finding: Finding) -> Line:
    """说明, 说明人, 说明日期, 说明状态; only the first finding of a cause is answered."""
    if not finding.is_lead:
        return None, None, None, None
    waiver = finding.waiver or {}
    given = tuple(str(waiver[key]) if waiver.get(key) else None for key in ("reason", "by", "date"))
    state = None if not waiver else excel_waivers.STANDS if waiver["stands"] else str(waiver["note"])
    return *given, state


def _record(finding: Finding) -> str | None:
    if not finding.is_lead or not finding.held:
        return None
    return excel_waivers.record(finding)


def place_label(finding: Finding, form: Form | None = None) -> str | None:
    """Where a finding is, for people: 「表三·三（七）·自然人 等4处」; without a form, where it stood in the file."""
    if not finding.places:
        return finding.where
    if form is None:
        return finding.where or finding.places[0]
    first = spelled(finding.places[0], form)
    more = f" 等{len(finding.places)}处" if len(finding.places) > 1 else ""
    return first + more


# Of a county's findings most are at the same few places.
@lru_cache(maxsize=4096)
def spelled(place: str, form: Form) -> str:
    """An address of a cell or a text for people; what is neither stays as it is."""
    if place in _HEAD_LABELS:
        return _HEAD_LABELS[place]
    for section in form.sections:
        if place == section.text:
            return section.title
    try:
        cell = Cell.parse(place)
    except UnknownAddress:
        return place
    return form.spell(cell) if cell in form.places else place


def _figure(text: str | None) -> Decimal | str | None:
    # A D finding quotes what was typed (「12件」) as its left side: that stays text.
    if text is None or not _NUMBER.fullmatch(text):
        return text
    return Decimal(text)
