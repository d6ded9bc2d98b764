"""说明 in a workbook: what people typed beside a finding in 校验结果, and the record of what it rests on.

A record is written beside every finding that may be answered: 「G401|t4_1_total=4|t4_1_upheld=3|left=4|right=3」.
Where an answer no longer stands, what it rested on is there too (「was:t4_1_total=5」), and the answer's signature
(「lapsed=…」): left as it is it stays lapsed, changed in a word or in its date it speaks of the present figures.
In a county's list an answer that came with a unit's workbook is signed as well (「sent=…」), so that it is known from
what the county typed itself.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from nianbao.adapters import excel_version
from nianbao.adapters.workbook import ANSWER_HEADERS, FINDING_HEADERS, FINDINGS_SHEET, Area, Block, CellValue, Snapshot
from nianbao.core.errors import CannotWrite
from nianbao.core.finding import Cause, Finding, Level
from nianbao.core.waiver import SIDES, Held, Waiver

_NUMBER, _LEVEL = FINDING_HEADERS.index("序号"), FINDING_HEADERS.index("级别")
_RULE, _RECORD = FINDING_HEADERS.index("编号"), FINDING_HEADERS.index("记录")
_AGENCY = FINDING_HEADERS.index("单位")
_MESSAGE, _REMEDY = FINDING_HEADERS.index("问题"), FINDING_HEADERS.index("怎么办")
_ANSWERS = [FINDING_HEADERS.index(header) for header in ANSWER_HEADERS]
_STATE = FINDING_HEADERS.index("说明状态")
_LEVELS = {level.label: level for level in Level}
# What 说明状态 says of an answer that counts.
STANDS = "有效"
_SENT, _LAPSED, _BEFORE = "sent", "lapsed", "was:"
# Before answers were signed, only this told that one had lapsed; its record spoke of the figures of that day.
_LAPSED_ONCE = "有关的数或文字在说明之后改过"
_UNKNOWN_SIDE = ("left", None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of 校验结果: its row on the sheet (zero-based), the finding, and what was typed beside it.

    `finding` has what is needed to count, tell and answer it; its `held` is empty where nothing is recorded. `answer` is
    None where nothing was typed or nothing is recorded; `is_sent` tells that it came with a unit's workbook.
    """

    row: int
    finding: Finding
    answer: Waiver | None
    is_typed: bool
    is_sent: bool


def record(finding: Finding) -> str:
    """What an answer to a finding rests on, in one cell."""
    waiver = finding.waiver or {}
    held = list(finding.held)
    if finding.before and waiver:
        held += [(_BEFORE + place, value) for place, value in finding.before]
        held.append((_LAPSED, _signature(waiver["reason"], waiver["by"], waiver["date"])))
    pairs = [f"{place}={value if value is not None else ''}" for place, value in held]
    return "|".join([waiver.get("rule", finding.rule), *pairs])


def sent(finding: Finding) -> Finding:
    """A unit's finding for the county's list, its answer signed as the unit's own."""
    if not finding.waiver or not finding.is_lead:
        return finding
    signature = _signature(finding.waiver["reason"], finding.waiver["by"])
    return replace(finding, held=(*finding.held, (_SENT, signature)))


def _signature(*words: str) -> str:
    return f"{zlib.crc32('|'.join(words).encode()):08x}"


def read(snapshot: Snapshot, agency: str | None) -> tuple[Waiver, ...]:
    """The answers typed in the list of findings; `date` is empty where none was typed.

    A county's list holds the answers of its units too: only those of `agency` itself are taken. What was typed where no
    finding is answered, beside one under another or below the list, is taken too: it must not be lost unsaid.
    """
    if not snapshot.is_answered:
        return ()
    own = (line for line in listed(snapshot) if line.finding.agency in (None, agency) and not line.is_sent)
    # A list without today's columns has no records to miss.
    only_recorded = not excel_version.has_answers(snapshot)
    given = (line for line in own if line.is_typed and (line.answer or not only_recorded))
    return tuple(dict.fromkeys(line.answer or _astray(line) for line in given))


def _astray(line: Listed) -> Waiver:
    """What was typed beside a line without a record: the answer to a finding that rests on nothing, or to none."""
    given, finding = line.finding.waiver or {}, line.finding
    held = () if finding.rule and finding.is_lead else (_UNKNOWN_SIDE,)
    return Waiver(finding.rule, held, given["reason"], given["by"], given["date"])


def is_county(snapshot: Snapshot) -> bool:
    """Whether a workbook is the sum of many units."""
    kind = snapshot.names.get("nb_kind")
    sheet = snapshot.sheets.get(kind.sheet) if kind else None
    return bool(kind and sheet and sheet.value(kind.top, kind.left) == "county")


def refuse_county(snapshot: Snapshot) -> None:
    """Keep a county's list of its units' findings, and the answers in it, from being written over.

    Raises: CannotWrite.
    """
    if is_county(snapshot):
        raise CannotWrite(
            f"没有标注「{snapshot.file}」：汇总工作簿的「校验结果」页列着各单位的问题和说明，没有改动。"
            "要标注县里自己的年报，请先用「导入」（import）另存成一本工作簿。"
        )


def require_columns(snapshot: Snapshot) -> None:
    """Keep findings from being written where there is no list of them, or into columns that were moved.

    Raises: CannotWrite.
    """
    start = snapshot.names.get("nb_findings")
    sheet = snapshot.sheets.get(start.sheet) if start else None
    if start is None or sheet is None:
        raise CannotWrite(
            f"写不了「{snapshot.file}」：「{FINDINGS_SHEET}」页被删掉了，或者改过名。"
            "请恢复这一页，或用「导入」（import）把这本工作簿另存成新的一本。"
        )
    headers = [sheet.value(start.top - 1, start.left + column) for column in range(len(FINDING_HEADERS))]
    known = [at for at, header in enumerate(headers) if header in FINDING_HEADERS]
    if not known or any(headers[at] != FINDING_HEADERS[at] for at in known):
        raise CannotWrite(
            f"写不了「{snapshot.file}」：「{FINDINGS_SHEET}」页的列和原来不一样，像是删过或插过列、挪过表头。"
            "请把这一页改回原样，或用「导入」（import）把这本工作簿另存成新的一本。"
        )


def listed(snapshot: Snapshot) -> Iterator[Listed]:
    """The lines of the list of findings, from the top."""
    start = snapshot.names.get("nb_findings")
    sheet = snapshot.sheets.get(start.sheet) if start else None
    if start is None or sheet is None:
        return
    for row, line in enumerate(sheet.rows[start.top :], start=start.top):
        values = (*line[start.left :], *[None] * len(FINDING_HEADERS))
        if any(value is not None for value in values):
            yield _listed(row, values)


def _listed(row: int, line: Sequence[CellValue]) -> Listed:
    reason, by, day = (_typed(line[column]) for column in _ANSWERS)
    told = _record(line[_RECORD])
    rule, held = told or ("", ())
    kept = tuple(item for item in held if item[0] not in (_SENT, _LAPSED) and not item[0].startswith(_BEFORE))
    is_lapsed = (_LAPSED, _signature(reason, by, day)) in held
    before = tuple((place.removeprefix(_BEFORE), value) for place, value in held if place.startswith(_BEFORE))
    if not before and _typed(line[_STATE]).startswith(_LAPSED_ONCE):
        is_lapsed, before = True, (*((place, None) for place, _ in kept if place not in SIDES), _UNKNOWN_SIDE)
    answer = Waiver(rule, before if is_lapsed else kept, reason, by, day) if told and (reason or by) else None
    finding = Finding(
        _typed(line[_RULE]),
        _LEVELS.get(_typed(line[_LEVEL]), Level.HINT),
        _typed(line[_MESSAGE]),
        _typed(line[_REMEDY]),
        places=Waiver(rule, kept, "", "", "").places,
        agency=_typed(line[_AGENCY]) or None,
        waiver={"reason": reason, "by": by, "date": day, "stands": _typed(line[_STATE]) == STANDS},
        cause=Cause("", None, "", leads=False) if _typed(line[_NUMBER]) == "↳" else None,
        held=kept,
    )
    is_sent = (_SENT, _signature(reason, by)) in held
    return Listed(row, finding, answer, bool(reason or by), is_sent)


def _record(value: CellValue) -> tuple[str, Held] | None:
    if not isinstance(value, str):
        return None
    rule, *held = value.split("|")
    pairs = tuple(tuple(each.split("=", 1)) for each in held if "=" in each)
    return (rule, tuple((place, value or None) for place, value in pairs)) if len(pairs) == len(held) else None


def answer_block(snapshot: Snapshot, row: int, answer: tuple[str, str, str]) -> Block:
    """An answer that stands, to be written beside a line; `answer` is reason, name and date.

    Raises: CannotWrite when there is no list, or another version's.
    """
    excel_version.require_list(snapshot)
    start = list_start(snapshot)
    return Block(start.sheet, row, start.left + _ANSWERS[0], ((*answer, STANDS),))


def list_start(snapshot: Snapshot) -> Area:
    """The first cell of the list of findings.

    Raises: CannotWrite.
    """
    start = snapshot.names.get("nb_findings")
    if start is None:
        raise CannotWrite(f"写不了「{snapshot.file}」：工作簿里没有「校验结果」页。请先用 import 读进工作簿。")
    return start


def _typed(value: CellValue) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip() if value is not None else ""
