"""The sample county as data: its units, two years of reports as people type them, and what the check must find."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from nianbao.core.cell import Cell
from nianbao.core.errors import BadInput, CannotOpen
from nianbao.core.form import Form
from nianbao.core.report import Report, as_text

_PACKAGE = Path(__file__).parent.parent
CHECKOUT = _PACKAGE.parent.parent
# `workbook` stands beside the package when installed, at the top in a checkout.
_PLACES = (_PACKAGE.parent / "workbook" / "samples", CHECKOUT / "workbook" / "samples")
_BLANKS = re.compile(r"[ \n]+")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_PLACE = re.compile(r"\{(t[^{}]+)\}")
_TEXT_MARK = "'"
_ZERO = "0"

Typed = str | Decimal | None


class Expected(NamedTuple):
    """A finding that must be there: the rule's code, and one of its places where the place matters."""

    rule: str
    place: str = ""


def _pairs(text: object) -> object:
    """The mapping of `t2_1.2_made=3 t2_1.2_in_force=12`. Odd blanks do not part: they belong to the values."""
    if not isinstance(text, str):
        return text
    words = [word.partition("=") for word in _BLANKS.split(text.strip(" \n")) if word]
    doubled = {address for address, _, _ in words if sum(other == address for other, _, _ in words) > 1}
    if doubled:
        raise ValueError(f"{'、'.join(sorted(doubled))} 写了两次")
    return {address: value for address, _, value in words}


def _expected(lines: object) -> object:
    return [Expected(*line.split(" ", 1)) for line in lines] if isinstance(lines, list) else lines


def _stripped(texts: object) -> object:
    return {key: text.strip("\n") for key, text in texts.items()} if isinstance(texts, dict) else texts


Notation = Annotated[Mapping[str, str], BeforeValidator(_pairs)]
Expectations = Annotated[tuple[Expected, ...], BeforeValidator(_expected)]
Texts = Annotated[Mapping[str, str], BeforeValidator(_stripped)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figures(_Strict):
    """Numbers as typed: every input cell is 0 unless it is given in `values` or listed in `blank`."""

    values: Notation = Field(default_factory=dict)
    blank: tuple[str, ...] = ()
    blank_tables: tuple[str, ...] = ()
    texts: Texts = Field(default_factory=dict)
    expected: Expectations = ()

    def raw(self, form: Form) -> dict[str, str]:
        """The raw text of every input cell, "" where nothing is typed; given totals come on top."""
        cells = {str(cell): "" if self._is_blank(cell) else _ZERO for cell in form.inputs()}
        unknown = sorted({*self.values, *self.blank} - set(map(str, form.cells)))
        if unknown:
            raise BadInput(f"示例数据用到格式里没有的单元格：{'、'.join(unknown)}。请改正后再用。")
        return cells | dict(self.values)

    def _is_blank(self, cell: Cell) -> bool:
        return str(cell) in self.blank or cell.table in self.blank_tables

    def amounts(self, form: Form) -> dict[Cell, Decimal | None]:
        """The values of a report without oddities: totals are summed unless given, and blank where all parts are."""
        raw = self.raw(form)
        values: dict[Cell, Decimal | None] = {
            cell: Decimal(raw[str(cell)]) if raw.get(str(cell)) else None for cell in form.cells
        }
        for cell, parts in form.totals.items():
            known = [value for part in parts if (value := values[part]) is not None]
            if str(cell) not in raw:
                values[cell] = None if str(cell) in self.blank or not known else sum(known, Decimal(0))
        return values


class LastYear(Figures):
    """Last year's published report: written from the figures, or lying there raw with every mess real ones have."""

    format: Literal["docx", "html", "txt", "md", "raw"]
    raw_file: str = Field("", alias="raw")
    agency: str = ""
    encoding: str = "utf-8"


class Sent(_Strict):
    """A file a unit sends back: its name, and how its figures differ from the unit's."""

    name: str
    changes: Notation = Field(default_factory=dict)


class ThisYear(Figures):
    """What comes back this year; no files means that nothing was sent."""

    send: Literal["workbook", "last year", "truncated"] = "workbook"
    files: tuple[Sent, ...] = ()

    def typed(self, form: Form, sent: Sent) -> dict[str, Typed]:
        """What the unit types into its workbook: plain numbers as numbers, everything else as the text it is."""
        figures = {address: _typed(raw) for address, raw in (self.raw(form) | dict(sent.changes)).items()}
        return figures | dict(self.texts)


class Old(Figures):
    """An older report in an older form, for reading only."""

    raw_file: str = Field(alias="raw")
    agency: str
    year: int
    form: str


class Listed(_Strict):
    """A line of the roster."""

    file: str
    name: str
    level: str
    former: tuple[str, ...] = ()
    contact: str
    phone: str
    delivery: str


class County(_Strict):
    """The county, its two years and its roster."""

    county: str
    agency: str
    level: str
    phone: str
    last_year: int
    this_year: int
    deadline: date
    title: str
    lead: str
    texts: Texts
    litter: tuple[str, ...] = ()
    units: tuple[Listed, ...] = Field(min_length=1)
    old: tuple[Old, ...] = ()


class _UnitFile(_Strict):
    last: LastYear
    this: ThisYear = ThisYear()


_Model = TypeVar("_Model", bound=BaseModel)


class Unit(NamedTuple):
    """A unit of the county with its two years."""

    listed: Listed
    last: LastYear
    this: ThisYear

    @property
    def name(self) -> str:
        """The unit's name on the roster."""
        return self.listed.name

    @property
    def is_clean(self) -> bool:
        """Whether this year's only file must pass without an error or a warning."""
        return self.this.send == "workbook" and len(self.this.files) == 1 and not self.this.expected


class Samples(BaseModel):
    """All sample data, read from one folder."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    county: County
    units: tuple[Unit, ...]

    @cached_property
    def published(self) -> Path:
        """The folder of raw reports."""
        return self.folder / "published"

    def last_report(self, unit: Unit, form: Form) -> Report:
        """Last year's report of a unit as the writers take it."""
        agency = unit.last.agency or unit.name
        return Report(
            form=form.id,
            agency=agency,
            year=self.county.last_year,
            level=unit.listed.level,
            values=unit.last.amounts(form),
            texts=dict.fromkeys(form.text_addresses(), "")
            | self.head(agency, self.county.last_year, unit.listed.phone)
            | dict(unit.last.texts),
            contact=unit.listed.contact,
            phone=unit.listed.phone,
        )

    def head(self, agency: str, year: int, phone: str) -> dict[str, str]:
        """The title and the lead paragraph of a report."""
        said = {"agency": agency, "year": year, "phone": phone}
        return {"head_title": self.county.title.format(**said), "head_lead": self.county.lead.format(**said)}

    def county_texts(self, values: Mapping[Cell, Decimal | None]) -> dict[str, str]:
        """The county's own narrative, the addresses in it replaced by the sums; the lead paragraph with it."""
        county = self.county
        lead = self.head(county.agency, county.this_year, county.phone)["head_lead"]
        told = {
            address: _PLACE.sub(lambda match: as_text(values[Cell.parse(match[1])]) or "", text)
            for address, text in county.texts.items()
        }
        return {"head_lead": lead, **told}

    def raw_bytes(self, name: str, encoding: str = "utf-8") -> bytes:
        """A raw published report in the encoding its unit saved it in."""
        path = self.published / name
        return path.read_bytes() if path.suffix == ".pdf" else path.read_text(encoding="utf-8").encode(encoding)


def load(folder: Path | None = None) -> Samples:
    """The sample county.

    Raises: CannotOpen when the samples are not installed; BadInput naming the file and place that is wrong.
    """
    home = folder or _home()
    county = _parsed(home / "county.toml", County)
    units = []
    for listed in county.units:
        found = _parsed(home / "units" / f"{listed.file}.toml", _UnitFile)
        units.append(Unit(listed, found.last, found.this))
    return Samples(folder=home, county=county, units=tuple(units))


def _home() -> Path:
    for place in _PLACES:
        if (place / "county.toml").is_file():
            return place
    raise CannotOpen("找不到示例数据。请重新安装程序，或在程序源码所在的文件夹里运行。")


def _parsed(path: Path, model: type[_Model]) -> _Model:
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise CannotOpen(f"找不到示例数据「{path.name}」。请重新安装程序。") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"示例数据「{path.name}」不是正确的 TOML：{error}。请改正后再用。") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "内容"
        raise BadInput(f"示例数据「{path.name}」的 {place} 有误：{first['msg']}。请改正后再用。") from error


def _typed(raw: str) -> Typed:
    if not raw:
        return None
    if raw.startswith(_TEXT_MARK):
        return raw.removeprefix(_TEXT_MARK)
    return Decimal(raw) if _PLAIN.fullmatch(raw) else raw
