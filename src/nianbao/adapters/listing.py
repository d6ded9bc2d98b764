"""Findings as the lines of a list: the sheet 校验结果, the patcher and the live hosts write the same ones."""

import re
from collections.abc import Sequence
from decimal import Decimal

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
    """One line a finding, in the columns of FINDING_HEADERS; with a form, places are spelled for people."""
    return [_line(number, finding, form) for number, finding in enumerate(findings, start=1)]


def _line(number: int, finding: Finding, form: Form | None) -> Line:
    return (
        number,
        finding.level.label,
        finding.rule,
        finding.agency,
        place_label(finding, form),
        finding.message,
        finding.remedy or None,
        _figure(finding.left),
        _figure(finding.right),
        _figure(finding.difference),
        finding.basis or None,
        _waiver(finding),
    )


def place_label(finding: Finding, form: Form | None = None) -> str | None:
    """Where a finding is, for people: 「表三·三（七）·自然人 等4处」; without a form, where it stood in the file."""
    if not finding.places:
        return finding.where
    if form is None:
        return finding.where or finding.places[0]
    first = spelled(finding.places[0], form)
    more = f" 等{len(finding.places)}处" if len(finding.places) > 1 else ""
    return first + more


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


def _waiver(finding: Finding) -> str | None:
    if not finding.waiver:
        return None
    parts = [finding.waiver.get(key) for key in ("reason", "by", "date")]
    return " · ".join(str(part) for part in parts if part) or None
