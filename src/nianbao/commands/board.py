"""The status board of a consolidation: who reported, what counts, which of two files, who is missing."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nianbao.commands.check import Checked
from nianbao.commands.gather import Gathered
from nianbao.commands.matching import Index
from nianbao.commands.roster import Unit
from nianbao.core.cell import Cell
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.report import Report

if TYPE_CHECKING:
    from nianbao.core.difference import Differences

OK, ERRORS, UNREADABLE = "ok", "errors", "unreadable"
MISSING, DUPLICATE, WRONG_YEAR, WRONG_FORM = "missing", "duplicate", "wrong year", "wrong form"
NO_FILE = "没有收到文件"
_YEAR_OF_PROSE = "D016"


@dataclass(frozen=True)
class Standing:
    """A unit on the status board: its file and whether it is in the sum; a missing unit has no file.

    `changed` is when the file was last changed. `mark` is what the county typed under 退回. `rival` is the file that is
    summed in place of this one. `near` are the units of the roster a report of none of them may be of.
    """

    agency: str
    status: str
    included: bool
    file: str | None = None
    reason: str | None = None
    checked: Checked | None = None
    unit: Unit | None = None
    is_copy: bool = False
    changed: float | None = None
    mark: str = ""
    rival: Checked | None = None
    near: tuple[str, ...] = ()

    @property
    def returned(self) -> bool:
        """Whether the county sent it back."""
        return bool(self.mark)

    @property
    def report(self) -> Report | None:
        """What its file says, where it could be read."""
        return self.checked.reading.report if self.checked and self.checked.reading else None

    @cached_property
    def differences(self) -> "Differences | None":
        """How the file that is summed differs from this earlier one of the same unit."""
        from nianbao.commands.diff import compare_checked

        return compare_checked(self.checked, self.rival) if self.checked and self.rival else None


def stand(
    gathered: Gathered, units: Sequence[Unit], form: Form, year: int, *, marks: Mapping[str, str] | None = None
) -> list[Standing]:
    """Where every unit of the roster and every file stands, in the roster's order; `marks` are the 退回 by unit.

    Of a unit's files the one that is summed comes first.
    """
    index = Index(units)
    standings = [
        _standing(each, path, index, (form, year)) for each, path in zip(gathered.checked, gathered.paths, strict=True)
    ]
    standings = _settle_twice(standings)
    reported = {standing.unit.name for standing in standings if standing.unit}
    missing = [unit for unit in units if unit.name not in reported]
    standings = [_suggested(each, index, missing) for each in standings]
    standings += [_missing(unit, standings) for unit in missing]
    standings = [replace(each, mark=mark) if (mark := (marks or {}).get(each.agency)) else each for each in standings]
    order = {unit.name: number for number, unit in enumerate(units)}

    def place(each: Standing) -> tuple[int, str, bool, str]:
        return order.get(each.agency, len(order)), each.agency, not each.included, each.file or ""

    return sorted(standings, key=place)


def _standing(checked: Checked, path: Path, index: Index, asked: tuple[Form, int]) -> Standing:
    changed = _changed(checked, path)
    report = checked.reading.report if checked.reading else None
    named = report.agency if report else None
    unit = index.unit(named) if named else index.in_file_name(checked.file) if report is None else None
    name = unit.name if unit else named or f"（{checked.file}）"
    status, reason = _status(checked, *asked)
    return Standing(
        agency=name,
        status=status,
        included=status in (OK, ERRORS),
        file=checked.file,
        reason=reason,
        checked=checked,
        unit=unit,
        changed=changed,
    )


def _changed(checked: Checked, path: Path) -> float | None:
    """When a file was last changed, by its archive or its folder; None where it has gone since."""
    if checked.modified is not None:
        return checked.modified
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _status(checked: Checked, form: Form, year: int) -> tuple[str, str | None]:
    if checked.reading is None:
        return UNREADABLE, checked.reason
    report = checked.reading.report
    if report.year is not None and report.year != year:
        is_guessed = any(finding.rule == _YEAR_OF_PROSE for finding in checked.findings)
        told = f"文件没有写明年度，正文里写的是{report.year}年" if is_guessed else f"文件是{report.year}年度的"
        return WRONG_YEAR, f"{told}，本次汇总{year}年度"
    if report.form != form.id:
        return WRONG_FORM, f"文件用的是「{checked.reading.form.title}」，本年应为「{form.title}」"
    if _is_empty(report, form):
        return MISSING, f"收到的「{checked.file}」是空表，除带入的上年数外没有填写"
    return checked.status, None


def _is_empty(report: Report, form: Form) -> bool:
    """Whether nobody wrote anything into the form that was handed out."""
    figures = map(report.values.__getitem__, _filled_in(form))
    texts = (report.texts.get(section.text) for section in form.sections)
    return all(value is None for value in figures) and not any(texts)


@cache
def _filled_in(form: Form) -> tuple[Cell, ...]:
    """The cells that neither last year's report nor a formula fills."""
    brought = {carry.cell(over) for carry in form.carries for over in carry.over}
    return tuple(cell for cell in form.cells if cell not in brought and cell not in form.totals)


def _settle_twice(standings: list[Standing]) -> list[Standing]:
    """Of several files of one unit keep the newest in the sum; equal copies are no matter for anybody."""
    rivals: dict[str, list[Standing]] = {}
    for each in standings:
        if each.included:
            rivals.setdefault(each.agency, []).append(each)
    newest = {agency: max(own, key=_newness) for agency, own in rivals.items()}
    return [
        _settled(
            each, newest[each.agency], [other for other in rivals[each.agency] if other is not newest[each.agency]]
        )
        if each.included and len(rivals[each.agency]) > 1
        else each
        for each in standings
    ]


def _newness(standing: Standing) -> tuple[float, str]:
    return (standing.changed or 0.0, standing.file or "")


def _settled(standing: Standing, newest: Standing, others: Sequence[Standing]) -> Standing:
    if standing is not newest and _says_same(standing, newest):
        reason = f"与「{newest.file}」内容相同，只计一次"
        return replace(standing, status=DUPLICATE, included=False, is_copy=True, reason=reason)
    if standing is not newest:
        older = replace(standing, status=DUPLICATE, included=False, rival=newest.checked)
        return replace(older, reason=_told_apart(older, newest))
    differing = [each for each in others if not _says_same(each, newest)]
    if not differing:
        return standing
    by = "修改时间最新" if all(each.changed != newest.changed for each in differing) else "按文件名排在最后"
    named = "、".join(f"「{each.file}」" for each in differing)
    return replace(standing, status=DUPLICATE, reason=f"另有内容不同的{named}；暂按{by}的这一份汇总")


def _told_apart(older: Standing, newest: Standing) -> str:
    from nianbao.commands import diff_told

    told = diff_told.brief(older.differences).rstrip("。") if older.differences else ""
    when = "较早" if older.changed != newest.changed else "相同"
    return f"与「{newest.file}」重复而内容不同（{told}），修改时间{when}，未计入"


def _says_same(one: Standing, other: Standing) -> bool:
    first, second = one.report, other.report
    return first is not None and second is not None and (first.values, first.texts) == (second.values, second.texts)


def _suggested(standing: Standing, index: Index, missing: Sequence[Unit]) -> Standing:
    """A report of no unit of the roster with those it may be of, by its name and by the name of its file."""
    if standing.unit or standing.report is None or not index.units:
        return standing
    near = index.near(standing.report.agency or "", (unit.name for unit in missing))
    by_file = index.in_file_name(standing.file or "")
    names = tuple(dict.fromkeys(unit.name for unit in (*near, by_file) if unit))
    maybe = f"，是不是{'、'.join(f'「{name}」' for name in names)}" if names else ""
    told = f"名单上没有这个单位{maybe}"
    return replace(standing, near=names, reason=f"{standing.reason}；{told}" if standing.reason else told)


def _missing(unit: Unit, standings: Sequence[Standing]) -> Standing:
    maybe = [f"「{each.file}」{_names(each)}" for each in standings if unit.name in each.near]
    reason = f"{NO_FILE}；{'，'.join(maybe)}，请核对是不是它" if maybe else NO_FILE
    return Standing(unit.name, MISSING, included=False, reason=reason, unit=unit)


def _names(standing: Standing) -> str:
    """What a file says whose it is."""
    return f"写的是「{standing.agency}」" if standing.report and standing.report.agency else "没有写明单位"


_BOARD_RULES = {
    MISSING: ("H001", "请催报；汇总数暂不含该单位。"),
    DUPLICATE: ("H002", "请与单位确认以哪一份为准，移走其余的再汇总。"),
    UNREADABLE: ("H003", "请单位按所说的办法处理后重报。"),
    WRONG_YEAR: ("H004", "请单位改报。"),
    WRONG_FORM: ("H004", "请单位改报。"),
}
_BESIDE = "请核对后移走这一份。"
_OF_NOBODY = "请打开看看是不是年报：是的，请报送单位重报；不是的，移走即可。"
_SCAN_BESIDE = "请先看它是不是同一份的扫描件之类：是的，移走即可；是改过的一稿，请单位按所说的办法处理后重报。"
_MAYBE_SENT = "请先核对那份文件：是这个单位报的，请它改正单位名称后重报；不是的，请催报。"


def findings(board: Sequence[Standing]) -> list[Finding]:
    """What is to be said of units that are not simply there."""
    counted = {each.agency: each.file or "" for each in board if each.included}
    hinted = {name for each in board for name in each.near}
    found = [_of_status(each, counted, hinted) for each in board if each.status in _BOARD_RULES]
    if any(each.unit for each in board):
        found += [_off_roster(each, counted) for each in board if each.unit is None and each.included]
    return found


def _of_status(standing: Standing, counted: Mapping[str, str], hinted: Container[str]) -> Finding:
    rule, remedy = _BOARD_RULES[standing.status]
    if standing.status == MISSING and standing.file is None and standing.agency in hinted:
        remedy = _MAYBE_SENT
    if standing.status == UNREADABLE and standing.unit is None:
        remedy = _OF_NOBODY
    message = f"{standing.agency}：{(standing.reason or '').rstrip('。')}"
    level = Level.HINT if standing.is_copy else Level.ERROR
    if standing.agency in counted and standing.status in (MISSING, WRONG_YEAR, WRONG_FORM):
        # What was left lying beside the right file is nobody's fault.
        message, level, remedy = f"{message}；该单位已按「{counted[standing.agency]}」计入", Level.HINT, _BESIDE
    if standing.agency in counted and standing.status == UNREADABLE:
        told = f"{message}。该单位已按「{counted[standing.agency]}」计入"
        message, level, remedy = told, Level.WARNING, _SCAN_BESIDE
    basis = "汇总须收齐各编制主体的年报"
    return Finding(rule, level, f"{message}。", remedy, basis, agency=standing.agency, file=standing.file)


def _off_roster(standing: Standing, counted: Mapping[str, str]) -> Finding:
    message = f"{standing.agency}：不在名单上，已计入汇总（{standing.file}）。"
    if standing.near:
        named = "、".join(f"「{name}」" + ("（已另有一份计入）" if name in counted else "") for name in standing.near)
        message += f"名称与名单上的{named}相近，请核对是不是同一单位、有没有重复计入。"
    remedy = "请核对单位名称，或补进名单。"
    return Finding("H006", Level.WARNING, message, remedy, "名单", agency=standing.agency, file=standing.file)
