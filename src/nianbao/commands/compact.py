"""A checked file in few bytes: how readers send it back, and how it is kept for the next run.

What units of one template share (where their cells stand, which totals are formulas) is told as a text of its own, so
that it is understood once and held once for all of them. Narratives stay packed until somebody reads them.
"""

import hashlib
import json
import struct
import zlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

from nianbao.commands.check import Checked
from nianbao.commands.compact_parts import Damaged as Damaged
from nianbao.commands.compact_parts import Places, Texts, as_json, deflated, inflated, plain, text_or_none
from nianbao.commands.read import Reading
from nianbao.core.cell import Cell
from nianbao.core.errors import NianbaoError
from nianbao.core.finding import Cause, Finding, Level
from nianbao.core.form import Form
from nianbao.core.memo import Memo
from nianbao.core.report import Heading, Report, Source
from nianbao.core.waiver import Held, Waiver
from nianbao.forms import load
from nianbao.rules.alike import Keys
from nianbao.rules.catalogue import Outcome

_SUM_BYTES = 16
# How long each part is: what is the file's own, its texts, where things stand in its template, and what was judged.
_LENGTHS = struct.Struct("<4I")
# Everything that reading damaged bytes can come to.
_ODD = (
    *(ValueError, TypeError, KeyError, AttributeError, InvalidOperation, RecursionError),
    *(zlib.error, struct.error, NianbaoError),
)


class _Layout(NamedTuple):
    """What units of one template share."""

    places: Mapping[str, str]
    headings: tuple[Heading, ...]
    computed: frozenset[Cell]


def pack(checked: Checked) -> bytes:
    """A file that could be read, as bytes with their own checksum.

    Raises: ValueError when there is no reading.
    """
    if checked.reading is None:
        raise ValueError(checked.file)
    report = checked.reading.report
    told = [
        checked.file,
        _report(report, checked.reading.form),
        [_told(finding) for finding in checked.reading.findings],
        [_told(finding) for finding in checked.findings],
        {
            address: [_base64(each.counts), _base64(each.keys), each.digest.hex()]
            for address, each in checked.keys.items()
        },
    ]
    parts = (
        deflated(as_json(told)),
        deflated(as_json(dict(report.texts))),
        _layout(report),
        _shared(as_json([checked.outcome.passed, checked.outcome.unfit])),
    )
    packed = _LENGTHS.pack(*map(len, parts)) + b"".join(parts)
    return hashlib.sha256(packed).digest()[:_SUM_BYTES] + packed


def unpack(data: bytes) -> Checked:
    """The checked file that was packed.

    Raises: Damaged.
    """
    packed = data[_SUM_BYTES:]
    if hashlib.sha256(packed).digest()[:_SUM_BYTES] != data[:_SUM_BYTES]:
        raise Damaged
    try:
        own, texts, layout, outcome = _parts(packed)
        file, report, read, found, keys = json.loads(inflated(own))
        understood = _understood(report, Texts(texts), _laid_out(layout))
        reading = Reading(understood, load.by_id(understood.form), tuple(map(_finding, read)))
        findings, narratives = tuple(map(_finding, found)), {address: _keys(*each) for address, each in keys.items()}
        return Checked(plain(file), reading, findings, _outcome(outcome), keys=narratives)
    except _ODD as error:
        raise Damaged from error


def _parts(packed: bytes) -> Iterator[bytes]:
    start = _LENGTHS.size
    for length in _LENGTHS.unpack_from(packed):
        yield packed[start : start + length]
        start += length


# Units of one template share them.
_shared = lru_cache(maxsize=256)(deflated)


def _report(report: Report, form: Form) -> list[Any]:
    values = ",".join("" if (value := report.values[cell]) is None else str(value) for cell in form.cells)
    return [
        *(form.id, report.agency, report.year, report.level, values),
        {address: source.file for address, source in report.sources.items() if source.file != report.file},
        *(report.contact, report.phone, report.file),
        [[each.rule, each.held, each.reason, each.by, each.date] for each in report.waivers],
    ]


def _layout(report: Report) -> bytes:
    """What units of one template share: where everything stands."""
    places = tuple([source.place for source in report.sources.values()])
    return _laid_down(tuple(report.sources), places, report.headings, report.computed)


@lru_cache(maxsize=256)
def _laid_down(
    addresses: tuple[str, ...], places: tuple[str, ...], headings: tuple[Heading, ...], computed: frozenset[Cell]
) -> bytes:
    stood = dict(zip(addresses, places, strict=True))
    headed = [[heading.section, heading.text, heading.place] for heading in headings]
    return deflated(as_json([stood, headed, sorted(map(str, computed))]))


def _understood(told: Sequence[Any], texts: Texts, layout: _Layout) -> Report:
    form_id, agency, year, level, values, elsewhere, contact, phone, file, given = told
    form = load.by_id(form_id)
    sources = Places(plain(file), layout.places)
    return Report(
        form=form.id,
        agency=text_or_none(agency),
        year=_year(year),
        level=text_or_none(level),
        values=dict(zip(form.cells, map(_VALUES.__getitem__, values.split(",")), strict=True)),
        texts=texts,
        sources=_sources(sources, elsewhere) if elsewhere else sources,
        headings=layout.headings,
        computed=layout.computed,
        contact=plain(contact),
        phone=plain(phone),
        file=file,
        waivers=tuple(Waiver(plain(rule), _held(held), *map(plain, said)) for rule, held, *said in given),
    )


def _sources(sources: Places, elsewhere: Mapping[str, str]) -> dict[str, Source]:
    """Where everything stood, some of it in other files: a report of ours written out remembers what it was read from."""
    return {
        address: source._replace(file=plain(elsewhere.get(address, source.file))) for address, source in sources.items()
    }


def _told(finding: Finding) -> list[Any]:
    cause = finding.cause
    return [
        *(finding.rule, finding.level.value, finding.message, finding.remedy, finding.basis, finding.places),
        *(finding.where, finding.left, finding.right, finding.difference, finding.agency, finding.file),
        dict(finding.waiver) if finding.waiver is not None else None,
        *(finding.quote, finding.marks),
        [cause.place, cause.current, cause.suggested, cause.leads] if cause else None,
        *(finding.held, finding.before),
    ]


def _finding(told: Sequence[Any]) -> Finding:
    rule, level, message, remedy, basis, places, *numbers, waiver, quote, marks, cause, held, before = told
    where, left, right, difference, agency, file = map(text_or_none, numbers)
    # Of a thousand units' findings most share these.
    return Finding(
        rule=intern(rule),
        level=Level(level),
        message=plain(message),
        remedy=intern(remedy),
        basis=intern(basis),
        places=tuple(map(intern, places)),
        where=where,
        left=left,
        right=right,
        difference=difference,
        agency=agency,
        file=file,
        waiver=waiver,
        quote=text_or_none(quote),
        marks=tuple((int(start), int(end)) for start, end in marks),
        cause=Cause(*cause) if cause else None,
        held=_held(held),
        before=_held(before),
    )


def _base64(numbers: "array[int]") -> str:
    return b64encode(numbers.tobytes()).decode()


def _keys(counts: str, keys: str, digest: str) -> Keys:
    """Raises: Damaged when they do not belong together."""
    own, found_by = (array("I", b64decode(each, validate=True)) for each in (counts, keys))
    found = Keys(own, found_by, bytes.fromhex(digest))
    if sum(found.counts) != len(found.keys):
        raise Damaged
    return found


def _held(told: Sequence[Sequence[str | None]]) -> Held:
    return tuple((intern(plain(place)), text_or_none(value)) for place, value in told)


def _value(text: str) -> Decimal | None:
    value = Decimal(text) if text else None
    if value is not None and not value.is_finite():
        raise Damaged
    return value


_VALUES = Memo(_value)


@lru_cache(maxsize=256)
def _laid_out(part: bytes) -> _Layout:
    places, headings, computed = json.loads(inflated(part))
    return _Layout(
        {intern(address): plain(place) for address, place in places.items()},
        tuple(Heading(*map(plain, heading)) for heading in headings),
        frozenset(map(Cell.parse, computed)),
    )


@lru_cache(maxsize=256)
def _outcome(part: bytes) -> Outcome:
    passed, unfit = json.loads(inflated(part))
    return Outcome(tuple(map(plain, passed)), tuple((plain(code), plain(reason)) for code, reason in unfit))


def _year(told: object) -> int | None:
    if told is not None and type(told) is not int:
        raise Damaged
    return told
