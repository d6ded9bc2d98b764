"""A checked file in few bytes: how readers send it back, and how it is kept for the next run.

What units of one template share (where their cells stand, which totals are formulas) is told as a text of its own, so
that it is understood once and held once for all of them. Narratives stay packed until somebody reads them.
"""

import hashlib
import json
import struct
import zlib
from array import array
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

_SUM_BYTES, _NUMBER_BYTES = 16, array("I").itemsize
# How long each part is: what is the file's own, its texts, where things stand in its template, what was judged, and
# what its narratives are found again by.
_LENGTHS = struct.Struct("<5I")
# What stands before the keys of a narrative: how many sentences and keys there are, and its digest.
_NARRATIVE = struct.Struct("<2I16s")
_NOUGHT = "0"
# Everything that reading damaged bytes can come to.
_ODD = (
    *(ValueError, TypeError, LookupError, AttributeError, InvalidOperation, RecursionError),
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
        list(checked.keys),
    ]
    parts = (
        deflated(as_json(told)),
        deflated(as_json(dict(report.texts))),
        _layout(report),
        _shared(as_json([checked.outcome.passed, checked.outcome.unfit])),
        b"".join(map(_narrative, checked.keys.values())),
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
        own, texts, layout, outcome, keys = _parts(packed)
        file, report, read, found, narratives = json.loads(inflated(own))
        understood = _understood(report, Texts(texts), _laid_out(layout))
        reading = Reading(understood, load.by_id(understood.form), tuple(map(_finding, read)))
        findings = tuple(map(_finding, found))
        return Checked(plain(file), reading, findings, _outcome(outcome), keys=dict(_keys(narratives, keys)))
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
    values = ["" if (value := report.values[cell]) is None else str(value) for cell in form.cells]
    # Most of a report is noughts.
    told = [place for place, value in enumerate(values) if value != _NOUGHT]
    return [
        *(form.id, report.agency, report.year, report.level, told, ",".join(values[place] for place in told)),
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
    form_id, agency, year, level, places, numbers, elsewhere, contact, phone, file, given = told
    form = load.by_id(form_id)
    values = _NOUGHTS[form_id].copy()
    for place, number in zip(places, numbers.split(",") if places else (), strict=True):
        values[form.cells[place]] = _VALUES[number]
    sources = Places(plain(file), layout.places)
    return Report(
        form=form.id,
        agency=text_or_none(agency),
        year=_year(year),
        level=text_or_none(level),
        values=values,
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


def _narrative(found: Keys) -> bytes:
    """As they are: numbers drawn by lot do not become fewer bytes, only slower to read."""
    told = _NARRATIVE.pack(len(found.counts), len(found.keys), found.digest)
    return told + found.counts.tobytes() + found.keys.tobytes()


def _keys(addresses: Sequence[str], told: bytes) -> Iterator[tuple[str, Keys]]:
    """Raises: Damaged when they do not belong together."""
    start = 0
    for address in addresses:
        sentences, keys, digest = _NARRATIVE.unpack_from(told, start)
        first = start + _NARRATIVE.size
        start = first + (sentences + keys) * _NUMBER_BYTES
        numbers = array("I", told[first:start])
        found = Keys(numbers[:sentences], numbers[sentences:], digest)
        if len(found.keys) != keys or sum(found.counts) != keys:
            raise Damaged
        yield plain(address), found
    if start != len(told):
        raise Damaged


def _held(told: Sequence[Sequence[str | None]]) -> Held:
    return tuple((intern(plain(place)), text_or_none(value)) for place, value in told)


def _value(text: str) -> Decimal | None:
    value = Decimal(text) if text else None
    if value is not None and not value.is_finite():
        raise Damaged
    return value


_VALUES = Memo(_value)
_NOUGHTS: Memo[str, dict[Cell, Decimal | None]] = Memo(
    lambda form: dict.fromkeys(load.by_id(form).cells, _value(_NOUGHT))
)


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
