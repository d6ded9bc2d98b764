"""JSON of our own (`read --json`, `export` to .json) → Report; whatever does not fit the form is refused, not dropped."""

import json
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Strict, StringConstraints, ValidationError

from nianbao.adapters.encoding import decode
from nianbao.core.cell import Cell
from nianbao.core.errors import CannotRead, UnknownAddress, UnknownForm
from nianbao.core.finding import Finding, Level
from nianbao.core.form import Form
from nianbao.core.notes import note
from nianbao.core.report import Heading, Report, Source
from nianbao.core.waiver import Waiver
from nianbao.forms import load
from nianbao.forms.recognise_headings import section_of

_REMEDY = "请用本工具重新导出 JSON，或改用原来的文件。"
_Number = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,20}(\.[0-9]{1,12})?$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Source(_Strict):
    file: str
    place: str


class _Finding(_Strict):
    rule: str
    level: Literal["error", "warning", "hint"]
    message: str
    agency: str | None = None
    file: str | None = None
    places: list[str] = []
    where: str | None = None
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    remedy: str = ""
    basis: str = ""
    waiver: dict[str, Any] | None = None
    quote: str | None = None
    marks: list[Annotated[tuple[int, int], Strict(strict=False)]] = []
    # What the rules make of it is made anew at each check.
    cause: dict[str, Any] | None = None


class _Waiver(_Strict):
    rule: str
    held: dict[str, str | None]
    reason: str
    by: str
    date: str


class _Report(BaseModel):
    # Later versions may say more; figures and texts must be of a kind we know.
    model_config = ConfigDict(strict=True, extra="ignore")
    form: str
    agency: str | None = None
    year: int | None = None
    level: str | None = None
    values: dict[str, _Number | None] = {}
    texts: dict[str, str] = {}
    headings: list[str] = []
    sources: dict[str, _Source] = {}
    findings: list[_Finding] = []
    waivers: list[_Waiver] = []


class _Twice(ValueError):
    """The same key stands twice in an object, with one value too many."""


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
    return report, (*map(_finding, told.findings), *_missing(values, form))


def _told(data: bytes, file: str) -> _Report:
    try:
        raw = json.loads(decode(data, file), object_pairs_hook=_once, parse_constant=_no_number)
    except _Twice as error:
        raise CannotRead(f"读不了「{file}」：「{error}」写了两次，分不清哪个是真的。{_REMEDY}") from error
    except ValueError as error:
        raise CannotRead(f"读不了「{file}」：不是完整的 JSON。{_REMEDY}") from error
    if not isinstance(raw, dict) or "form" not in raw or "values" not in raw:
        raise CannotRead(f"读不了「{file}」：这份 JSON 不是本工具导出的年报。{_REMEDY}")
    try:
        return _Report.model_validate(raw)
    except ValidationError as error:
        place = "·".join(str(piece) for piece in error.errors()[0]["loc"])
        raise CannotRead(f"读不了「{file}」：「{place}」的写法不对。{_REMEDY}") from error


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


def _refuse_unknown_texts(told: _Report, form: Form, file: str) -> None:
    unknown = [address for address in told.texts if address not in form.text_addresses()]
    if unknown:
        raise CannotRead(f"读不了「{file}」：「{form.title}」里没有「{unknown[0]}」这段文字。{_REMEDY}")


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _headings(told: _Report, form: Form) -> tuple[Heading, ...]:
    found: list[Heading] = []
    for text in told.headings:
        section = section_of(text, form.sections, found)
        source = told.sources.get(form.section(section).text) if section else None
        found.append(Heading(section, text, source.place if source else ""))
    return tuple(found)


def _finding(told: _Finding) -> Finding:
    given = told.model_dump(exclude={"cause"})
    return Finding(**given | {"level": Level(told.level), "places": tuple(told.places), "marks": tuple(told.marks)})


def _waiver(told: _Waiver) -> Waiver:
    return Waiver(told.rule, tuple(told.held.items()), told.reason, told.by, told.date)


def _missing(values: dict[Cell, str | None], form: Form) -> list[Finding]:
    """What the file does not even name as 未填."""
    found = []
    for table in form.tables:
        lost = [cell for cell in form.cells if cell.table == table.code and cell not in values]
        if lost:
            names = "、".join(form.spell(cell) for cell in lost[:3]) + (f"等 {len(lost)} 格" if len(lost) > 3 else "")
            found.append(note("D031", f"{table.sheet}「{names}」", places=tuple(map(str, lost))))
    return found
