"""说明 in an old workbook: those typed before answers had a record, found their findings; and lines kept as they were."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from nianbao.adapters import excel_open, excel_patch, excel_version, excel_waivers
from nianbao.adapters.excel_narrative import typed
from nianbao.adapters.listing import place_label
from nianbao.adapters.workbook import FINDING_HEADERS, Area, Block, Snapshot
from nianbao.commands import check
from nianbao.commands.read import Reading
from nianbao.commands.upgrade_carry import written
from nianbao.commands.upgrade_left import Left
from nianbao.commands.upgrade_old import Old
from nianbao.core.waiver import Waiver

_RULE, _PLACE, _ANSWER = "编号", "位置", "说明"
_NO_FINDING = "对应的问题已不存在，或不知道说明的是哪一个问题"


class _Beside(NamedTuple):
    """What was typed beside a finding that has no record: the finding's code and place, the words, where they stood."""

    rule: str
    place: str
    reason: str
    where: str


def unrecorded(old: Old) -> tuple[tuple[Waiver, ...], list[Left]]:
    """The answers typed beside findings without a record, as answers to the findings of today; and those to none.

    They have no name: the clerk adds it, until then they do not count.
    """
    beside = list(_beside(old.snapshot))
    if not beside:
        return (), []
    checked = check.check_reading(Reading(old.report, old.form, old.findings))
    found = {(each.rule, place_label(each, old.form)): each for each in checked.findings if each.is_lead and each.held}
    given = [
        Waiver(each.rule, found[each.rule, each.place].held, each.reason, "", "")
        for each in beside
        if (each.rule, each.place) in found
    ]
    left = [
        Left(each.where, " ".join(filter(None, (each.rule, each.place, each.reason))), _NO_FINDING)
        for each in beside
        if (each.rule, each.place) not in found
    ]
    return tuple(given), left


def _beside(snapshot: Snapshot) -> Iterator[_Beside]:
    start = snapshot.names.get("nb_findings")
    sheet = snapshot.sheets.get(start.sheet) if start else None
    if start is None or sheet is None:
        return
    known = excel_version.has_answers(snapshot)
    recorded = {line.row for line in excel_waivers.listed(snapshot) if line.answer is not None} if known else set()
    headers = {typed(sheet.value(start.top - 1, column)): column for column in range(len(FINDING_HEADERS) + start.left)}
    for row in range(start.top, len(sheet.rows)) if _ANSWER in headers else ():
        rule, place, reason = (
            typed(sheet.value(row, headers[header])).strip() if header in headers else ""
            for header in (_RULE, _PLACE, _ANSWER)
        )
        if reason and row not in recorded:
            where = Area(start.sheet, row, headers[_ANSWER], row, headers[_ANSWER]).place
            yield _Beside(rule, place, reason, where)


def with_lines_kept(old: Old, made: bytes) -> bytes:
    """The new workbook, a line of the old list added for each answer a check has no line for."""
    new = excel_open.open_workbook(made, old.file)
    start, target = old.snapshot.names["nb_findings"], new.names["nb_findings"]
    kept = set(dated(excel_waivers.read(new, old.report.agency)))
    lines = [
        line.row for line in excel_waivers.listed(old.snapshot) if line.answer and not kept & dated((line.answer,))
    ]
    if not lines:
        return made
    sheet, width = old.snapshot.sheets[start.sheet], len(FINDING_HEADERS)
    rows = tuple(tuple(written(sheet.value(row, start.left + i)) for i in range(width)) for row in lines)
    below = max((line.row + 1 for line in excel_waivers.listed(new)), default=target.top)
    return excel_patch.apply(made, new, [Block(target.sheet, below, target.left, rows)])


Compared = set[tuple[str, frozenset[tuple[str, str | None]], str, str, str]]


def dated(waivers: tuple[Waiver, ...]) -> Compared:
    """The answers for comparing; one without a date counts as given today."""
    today = f"{datetime.now():%Y-%m-%d}"
    return {(each.rule, frozenset(each.held), each.reason, each.by, each.date or today) for each in waivers}
