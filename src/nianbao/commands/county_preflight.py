"""汇总前检查: what each unit's file is worth before it is summed, a line a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from nianbao.adapters.workbook import DataSheet
from nianbao.commands import console
from nianbao.commands.county_sheets import STATUS_WORDS
from nianbao.core.finding import Finding, Level, counts

if TYPE_CHECKING:
    from decimal import Decimal

    from nianbao.commands.board import Standing
    from nianbao.commands.county import County
    from nianbao.core.cell import Cell
    from nianbao.core.form import Form

SHEET = "汇总前检查"
HEADERS = (
    *("单位", "文件", "格式", "年度", "未填", "文本数字", "读不出"),
    *("勾稽不平", "其他错误", "警告", "说明", "失效说明", "计入", "结论"),
)
_WIDTHS = (18, 25, 7, 7, 7, 9, 8, 9, 9, 7, 7, 10, 6, 33)
# What is shown on a screen: who, and what is wrong, short.
_SHOWN = ("单位", "状态", "计入", "未填", "文本数字", "勾稽不平", "错误", "警告", "说明")
_TEXT_NUMBERS, _UNREAD = ("D001",), ("D002", "D003", "D005", "D006", "D030")
_MOST_SHOWN = 200

Line = tuple[str | int | None, ...]


def sheet(county: County) -> DataSheet:
    """The table, in the board's order."""
    rows = tuple(map(_line, county.board))
    return DataSheet(SHEET, f"{county.report.agency}{county.year}年度{SHEET}", HEADERS, rows, _WIDTHS)


def _line(standing: Standing) -> Line:
    checked, report = standing.checked, standing.report
    if checked is None or checked.reading is None or report is None:
        return (standing.agency, standing.file, *[None] * 10, _included(standing), _verdict(standing, 0, 0))
    findings, form = checked.findings, checked.reading.form
    open_, blanks = counts(findings), _blanks(form, report.values)
    unbalanced = _open(findings, "G")
    return (
        *(standing.agency, standing.file, form.id, report.year, blanks),
        *(_places(findings, _TEXT_NUMBERS), _places(findings, _UNREAD)),
        *(unbalanced, open_["error"] - unbalanced, open_["warning"], *_waivers(findings)),
        *(_included(standing), _verdict(standing, open_["error"], blanks)),
    )


@cache
def _figures(form: Form) -> Callable[[Mapping[Cell, Decimal | None]], tuple[Decimal | None, ...]]:
    """What takes the figures people fill in out of all of them."""
    return itemgetter(*form.inputs())


def _blanks(form: Form, values: Mapping[Cell, Decimal | None]) -> int:
    # Not by count(None): to compare a Decimal with what is none takes ten times as long.
    return len([value for value in _figures(form)(values) if value is None])


def _included(standing: Standing) -> str:
    return "是" if standing.included else "否"


def _open(findings: Sequence[Finding], letter: str) -> int:
    """How many broken rules of a kind nobody answered."""
    return counts([finding for finding in findings if finding.rule.startswith(letter)])[Level.ERROR]


def _places(findings: Sequence[Finding], rules: Sequence[str]) -> int:
    return len({place for finding in findings if finding.rule in rules for place in finding.places})


def _waivers(findings: Sequence[Finding]) -> tuple[int, int]:
    """The answers that stand, and those that no longer do."""
    answered = [finding for finding in findings if finding.waiver and finding.is_lead]
    stands = sum(finding.is_waived for finding in answered)
    return stands, len(answered) - stands


def _verdict(standing: Standing, errors: int, blanks: int) -> str:
    if not standing.included:
        return standing.reason or "不计入"
    doubts = [
        f"有 {errors} 处错误，请退回改正" if errors else "",
        f"有 {blanks} 格未填，汇总数不含" if blanks else "",
        "有几份内容不同，请确认以哪一份为准" if standing.status == "duplicate" else "",
    ]
    return "；".join(filter(None, doubts)) or "可以汇总"


def _is_plain(standing: Standing) -> bool:
    """Whether there is nothing to be said of a unit; shorter than its whole line, where there are thousands."""
    reading = standing.checked.reading if standing.checked else None
    if not standing.included or standing.status != "ok" or reading is None:
        return False
    return not _blanks(reading.form, reading.report.values)


def told(county: County) -> str:
    """The table for a terminal: everything that needs a look, or all units where they are few."""
    standings: Iterable[Standing] = county.board
    if len(county.board) > _MOST_SHOWN:
        standings = islice((each for each in standings if not _is_plain(each)), _MOST_SHOWN)
    shown = list(standings)
    rows = [_short(standing, dict(zip(HEADERS, _line(standing), strict=True))) for standing in shown]
    table = console.table(_SHOWN, rows)
    left = len(county.board) - len(shown)
    return f"{table}\n（另有 {left} 行没有列出，见汇总工作簿的「{SHEET}」页）" if left else table


def _short(standing: Standing, line: dict[str, str | int | None]) -> list[str]:
    errors = line["其他错误"]
    total = errors + line["勾稽不平"] if isinstance(errors, int) and isinstance(line["勾稽不平"], int) else None
    status = STATUS_WORDS[standing.status] + ("·退回" if standing.returned else "")
    cells = [
        line["未填"],
        line["文本数字"],
        line["勾稽不平"],
        total,
        line["警告"],
        line["说明"],
    ]
    return [standing.agency, status, _included(standing), *("" if each is None else str(each) for each in cells)]
