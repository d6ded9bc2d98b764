"""A report read from anywhere: values, texts, and where each stood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from nianbao.core.cell import Cell
from nianbao.core.waiver import Waiver

# What our JSON is known by, and the published JSON Schema with it; what is added to it raises the second number only.
SCHEMA = "urn:nianbao:report:1"
SCHEMA_VERSION = "1.0"


class Source(NamedTuple):
    """Where something stood: 「表三!D14」, 「第3个表格第14行第4列」, 「第87行」."""

    file: str
    place: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading as it was printed; `section` is `s1` … or empty when none of the form's headings fits."""

    section: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's report for one year.

    `values` holds every address of the form: None is 未填, Decimal(0) is 填了 0. Money is in 万元.
    `texts` holds head_title, head_lead and s1_text …; paragraphs are separated by line feeds, absent text is "".
    `sources` is keyed by address, of values and of texts alike.
    `computed` are totals that were formulas: their value is ours, and blank parts are not told twice.
    """

    form: str
    agency: str | None
    year: int | None
    level: str | None
    values: Mapping[Cell, Decimal | None]
    texts: Mapping[str, str]
    sources: Mapping[str, Source] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    computed: frozenset[Cell] = frozenset()
    contact: str = ""
    phone: str = ""
    file: str = ""
    waivers: tuple[Waiver, ...] = ()

    def place(self, address: str) -> str | None:
        """Where an address stood in the file, or None."""
        source = self.sources.get(address)
        return source.place if source else None


def as_text(value: Decimal | None) -> str | None:
    """A value as contract and exports write it: no exponent, no trailing zeros; None stays None."""
    if value is None:
        return None
    if (whole := str(value)).isdecimal():
        return whole
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_dict(report: Report, findings: list[dict[str, Any]]) -> dict[str, Any]:
    """The report as `read --json` prints it and `export` writes it to .json."""
    return {
        "$schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "form": report.form,
        "agency": report.agency,
        "year": report.year,
        "level": report.level,
        "values": {str(cell): as_text(value) for cell, value in report.values.items()},
        "texts": dict(report.texts),
        "headings": [heading.text for heading in report.headings],
        "sources": {key: {"file": source.file, "place": source.place} for key, source in report.sources.items()},
        "findings": findings,
        "waivers": [
            {"rule": each.rule, "held": dict(each.held), "reason": each.reason, "by": each.by, "date": each.date}
            for each in report.waivers
        ],
    }
