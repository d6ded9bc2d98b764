"""说明 in a workbook: what people typed beside a finding in 校验结果, and the record of what it rests on.

A record is written beside every finding that may be answered: 「G401|t4_1_total=4|t4_1_upheld=3|left=4|right=3」.
"""

from collections.abc import Sequence
from datetime import date, datetime

from nianbao.adapters.workbook import ANSWER_HEADERS, FINDING_HEADERS, CellValue, Snapshot
from nianbao.core.waiver import Held, Waiver

_RECORD = FINDING_HEADERS.index("记录")
_AGENCY = FINDING_HEADERS.index("单位")
_ANSWERS = [FINDING_HEADERS.index(header) for header in ANSWER_HEADERS]


def record(rule: str, held: Held) -> str:
    """What an answer to a finding rests on, in one cell."""
    return "|".join([rule, *(f"{place}={value if value is not None else ''}" for place, value in held)])


def read(snapshot: Snapshot, agency: str | None) -> tuple[Waiver, ...]:
    """The answers typed in the list of findings; `date` is empty where none was typed.

    A county's list holds the answers of its units too: only those of `agency` itself are taken.
    """
    start = snapshot.names.get("nb_findings") if snapshot.is_answered else None
    sheet = snapshot.sheets.get(start.sheet) if start else None
    if start is None or sheet is None:
        return ()
    lines = (line[start.left :] for line in sheet.rows[start.top :])
    return tuple(waiver for line in lines if (waiver := _waiver(line, agency)) is not None)


def _waiver(line: Sequence[CellValue], agency: str | None) -> Waiver | None:
    if len(line) <= _RECORD or not isinstance(line[_RECORD], str) or _typed(line[_AGENCY]) not in ("", agency):
        return None
    reason, by, day = (_typed(line[column]) for column in _ANSWERS)
    rule, *held = str(line[_RECORD]).split("|")
    pairs = tuple(tuple(each.split("=", 1)) for each in held if "=" in each)
    if not (reason or by) or len(pairs) != len(held):
        return None
    return Waiver(rule, tuple((place, value or None) for place, value in pairs), reason, by, day)


def _typed(value: CellValue) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip() if value is not None else ""
