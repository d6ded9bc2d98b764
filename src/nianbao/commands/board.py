"""The status board of a consolidation: who reported, what counts, which of two files, who is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao.commands.check import Checked
from nianbao.commands.gather import Gathered
from nianbao.commands.roster import Unit
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form

OK, ERRORS, UNREADABLE = "ok", "errors", "unreadable"
MISSING, DUPLICATE, WRONG_YEAR, WRONG_FORM = "missing", "duplicate", "wrong year", "wrong form"


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit on the status board: its file and whether it is in the sum; a missing unit has no file."""

    agency: str
    status: str
    included: bool
    file: str | None = None
    reason: str | None = None
    checked: Checked | None = None
    unit: Unit | None = None
    returned: bool = False
    is_copy: bool = False


def stand(gathered: Gathered, units: Sequence[Unit], form: Form, year: int) -> list[Standing]:
    """Where every unit of the roster and every file stands, in the roster's order."""
    places = dict(zip((id(each) for each in gathered.checked), gathered.paths, strict=True))
    standings = [_standing(each, units, form, year) for each in gathered.checked]
    standings = _settle_twice(standings, places)
    reported = {standing.unit.name for standing in standings if standing.unit}
    standings += [
        Standing(unit.name, MISSING, included=False, reason="没有收到文件", unit=unit)
        for unit in units
        if unit.name not in reported
    ]
    order = {unit.name: number for number, unit in enumerate(units)}
    return sorted(standings, key=lambda each: (order.get(each.agency, len(order)), each.agency, each.file or ""))


def _standing(checked: Checked, units: Sequence[Unit], form: Form, year: int) -> Standing:
    if checked.reading is None:
        unit = next((each for each in units if each.name in checked.file), None)
        name = unit.name if unit else f"（{checked.file}）"
        return Standing(
            name, UNREADABLE, included=False, file=checked.file, reason=checked.reason, checked=checked, unit=unit
        )
    report = checked.reading.report
    unit = next((each for each in units if report.agency and each.is_named(report.agency)), None)
    name = unit.name if unit else report.agency or f"（{checked.file}）"
    status, reason = checked.status, None
    if report.year is not None and report.year != year:
        status, reason = WRONG_YEAR, f"文件是{report.year}年度的，本次汇总{year}年度"
    elif report.form != form.id:
        status, reason = WRONG_FORM, f"文件用的是「{checked.reading.form.title}」，本年应为「{form.title}」"
    is_included = status in (OK, ERRORS)
    return Standing(name, status, included=is_included, file=checked.file, reason=reason, checked=checked, unit=unit)


def _settle_twice(standings: list[Standing], places: dict[int, Path]) -> list[Standing]:
    """Of several files of one unit keep the newest in the sum; equal copies are no matter for anybody."""
    settled = []
    for standing in standings:
        rivals = [each for each in standings if each.included and each.agency == standing.agency]
        if not standing.included or len(rivals) == 1:
            settled.append(standing)
            continue
        newest = max(rivals, key=lambda each: _modified(each, places))
        others = [each for each in rivals if each is not newest]
        settled.append(_settled(standing, newest, others))
    return settled


def _modified(standing: Standing, places: dict[int, Path]) -> float:
    told = standing.checked.modified if standing.checked else None
    return places[id(standing.checked)].stat().st_mtime if told is None else told


def _settled(standing: Standing, newest: Standing, others: Sequence[Standing]) -> Standing:
    if standing is not newest and _says_same(standing, newest):
        reason = f"与「{newest.file}」内容相同，只计一次"
        return replace(standing, status=DUPLICATE, included=False, is_copy=True, reason=reason)
    if standing is not newest:
        reason = f"与「{newest.file}」重复而内容不同，修改时间较早，未计入"
        return replace(standing, status=DUPLICATE, included=False, reason=reason)
    differing = [each.file or "" for each in others if not _says_same(each, newest)]
    if not differing:
        return standing
    reason = f"另有内容不同的 {'、'.join(differing)}；暂按修改时间最新的这一份汇总"
    return replace(standing, status=DUPLICATE, reason=reason)


def _says_same(one: Standing, other: Standing) -> bool:
    first, second = (each.checked.reading if each.checked else None for each in (one, other))
    if first is None or second is None:
        return False
    return first.report.values == second.report.values and first.report.texts == second.report.texts


_BOARD_RULES = {
    MISSING: ("H001", "请催报；汇总数暂不含该单位。"),
    DUPLICATE: ("H002", "请与单位确认以哪一份为准，移走其余的再汇总。"),
    UNREADABLE: ("H003", "请按所说的原因请单位重报。"),
    WRONG_YEAR: ("H004", "请单位改报。"),
    WRONG_FORM: ("H004", "请单位改报。"),
}


def findings(board: Sequence[Standing]) -> list[Finding]:
    """What is to be said of units that are not simply there."""
    found = []
    for each in board:
        if each.status in _BOARD_RULES:
            rule, remedy = _BOARD_RULES[each.status]
            level = Level.HINT if each.is_copy else Level.ERROR
            message = f"{each.agency}：{(each.reason or '').rstrip('。')}。"
            found.append(
                Finding(rule, level, message, remedy, "汇总须收齐各编制主体的年报", agency=each.agency, file=each.file)
            )
        if each.unit is None and each.included and any(other.unit for other in board):
            message = f"{each.agency}：不在名单上，已计入汇总（{each.file}）。"
            remedy = "请核对单位名称，或补进名单。"
            found.append(Finding("H006", Level.WARNING, message, remedy, "名单", agency=each.agency, file=each.file))
    return found
