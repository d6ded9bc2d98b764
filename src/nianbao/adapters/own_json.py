"""JSON of our own (`read --json`, `export` to .json), and back; whatever does not fit the form is refused, not dropped."""

import json
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from pydantic import ValidationError

from nianbao.adapters.encoding import decode
from nianbao.adapters.own_model import ToldFinding, ToldReport, ToldWaiver
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead, UnknownAddress, UnknownForm
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.notes import note
from nianbao.core.report import SCHEMA, Heading, Report, Source, as_dict
from nianbao.core.waiver import Waiver
from nianbao.forms import load
from nianbao.forms.recognise_headings import section_of

_REMEDY = "请用本工具重新导出 JSON，或改用原来的文件。"


class _Twice(ValueError):
    """The same key stands twice in an object, with one value too many."""


def write(report: Report, findings: Sequence[Finding], *, draft: bool = False) -> bytes:
    """The report with what reading it had brought up, as JSON that keeps to the published schema; a draft says so."""
    document = as_dict(report, [finding.as_dict() for finding in findings])
    marked = {**document, "draft": True} if draft else document
    return json.dumps(marked, ensure_ascii=False, indent=1).encode()


def read(data: bytes, file: str) -> tuple[Report, tuple[Finding, ...]]:
    """The report that was written out, with what its own reading had brought up.

    Raises: CannotRead when it is no report of ours, or names a form or an address nobody knows.
    """
    told = _told(data, file)
    try:
        form = load.by_id(told.form)
    except UnknownForm as error:
        raise CannotRead(f"读不了「{file}」：{error.message}") from error
    values = {_cell(address, form, file): value for address, value in told.values.items()}
    _refuse_unknown_texts(told, form, file)
    report = Report(
        form=form.id,
        agency=told.agency,
        year=told.year,
        level=told.level,
        values={cell: _decimal(values.get(cell)) for cell in form.cells},
        texts={address: told.texts.get(address, "") for address in form.text_addresses()},
        sources={address: Source(source.file, source.place) for address, source in told.sources.items()},
        headings=_headings(told, form),
        waivers=tuple(_waiver(waiver) for waiver in told.waivers),
        file=file,
    )
    return report, (*map(_finding, told.findings), *missing(values, form))


def _told(data: bytes, file: str) -> ToldReport:
    try:
        raw = json.loads(decode(data, file), object_pairs_hook=_once, parse_constant=_no_number)
    except _Twice as error:
        raise CannotRead(f"读不了「{file}」：「{error}」写了两次，分不清哪个是真的。{_REMEDY}") from error
    except ValueError as error:
        raise CannotRead(f"读不了「{file}」：不是完整的 JSON。{_REMEDY}") from error
    if not isinstance(raw, dict) or "form" not in raw or "values" not in raw:
        raise CannotRead(f"读不了「{file}」：这份 JSON 不是本工具导出的年报。{_REMEDY}")
    _refuse_newer(raw, file)
    try:
        return ToldReport.model_validate(raw)
    except ValidationError as error:
        place = "·".join(str(piece) for piece in error.errors()[0]["loc"])
        raise CannotRead(f"读不了「{file}」：「{place}」的写法不对。{_REMEDY}") from error


def _refuse_newer(raw: dict[str, Any], file: str) -> None:
    given = raw.get("$schema", SCHEMA)
    if given != SCHEMA:
        raise CannotRead(
            f"读不了「{file}」：它的数据格式是「{given}」，本机的程序只认得「{SCHEMA}」。请升级程序后再试。"
        )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in keys if keys.count(key) > 1))
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _cell(address: str, form: Form, file: str) -> Cell:
    try:
        cell = Cell.parse(address)
    except UnknownAddress as error:
        raise CannotRead(f"读不了「{file}」：{error.message}") from error
    if cell not in form.places:
        raise CannotRead(f"读不了「{file}」：「{form.title}」里没有「{address}」这一格。{_REMEDY}")
    return cell


def _refuse_unknown_texts(told: ToldReport, form: Form, file: str) -> None:
    unknown = [address for address in told.texts if address not in form.text_addresses()]
    if unknown:
        raise CannotRead(f"读不了「{file}」：「{form.title}」里没有「{unknown[0]}」这段文字。{_REMEDY}")


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _headings(told: ToldReport, form: Form) -> tuple[Heading, ...]:
    found: list[Heading] = []
    for text in told.headings:
        section = section_of(text, form.sections, found)
        source = told.sources.get(form.section(section).text) if section else None
        found.append(Heading(section, text, source.place if source else ""))
    return tuple(found)


def _finding(told: ToldFinding) -> Finding:
    given = told.model_dump(exclude={"cause"})
    return Finding(**given | {"level": Level(told.level), "places": tuple(told.places), "marks": tuple(told.marks)})


def _waiver(told: ToldWaiver) -> Waiver:
    return Waiver(told.rule, tuple(told.held.items()), told.reason, told.by, told.date)


def missing(values: Collection[Cell], form: Form) -> list[Finding]:
    """What a file that names some cells of a form does not even name as 未填."""
    found = []
    for table in form.tables:
        lost = [cell for cell in form.cells if cell.table == table.code and cell not in values]
        if lost:
            names = "、".join(form.spell(cell) for cell in lost[:3]) + (f"等 {len(lost)} 格" if len(lost) > 3 else "")
            found.append(note("D031", f"{table.sheet}「{names}」", places=tuple(map(str, lost))))
    return found
