"""A report in the making: values, sources and notes as they are found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from nianbao.core import numbers
from nianbao.core.cell import Cell
from nianbao.core.document import GridCell
from nianbao.core.finding import Finding
from nianbao.core.form import Form, Kind
from nianbao.core.notes import note
from nianbao.core.report import Source
from nianbao.forms.labels import simplified

_PARTED = re.compile(r"[0-9][\s]+[0-9]")
_FINEST = -4
_WAN, _YUAN = "万元", "元"
_YUAN_PER_WAN = Decimal(10000)


@dataclass(slots=True)
class Draft:
    """What recognition has gathered so far; the only thing it changes."""

    form: Form
    file: str
    values: dict[Cell, Decimal | None] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def say(self, code: str, detail: str, place: str | None, addresses: Iterable[Cell | str] = ()) -> None:
        """Notes a D finding; `detail` is what stood there, its place is put before it."""
        text = f"{place}，{detail}" if place else detail
        self.findings.append(note(code, text, places=tuple(map(str, addresses)), where=place))

    def seen(self, cell: Cell, place: str) -> None:
        """Records where an address stood."""
        self.sources[str(cell)] = Source(self.file, place)

    def put(self, cell: Cell, printed: GridCell, heading: str) -> None:
        """Reads a printed cell into an address, with whatever is to be said about it."""
        self.seen(cell, printed.place)
        text = printed.text or ""
        kind = self.form.column(cell).kind
        reading = numbers.read(text, kind)
        value, code = reading.value, reading.code
        if value is not None and _PARTED.search(text):
            # Two numbers in one cell would otherwise close up into a third.
            value, code, reading = None, "D002", numbers.Reading(None, "D002")
        if code:
            self._doubt(code, cell, printed, reading.proposal)
        if kind is Kind.MONEY and value:
            value = self._money(cell, printed, heading, value, has_unit=reading.has_unit)
        self.values[cell] = value

    def _doubt(self, code: str, cell: Cell, printed: GridCell, proposal: str) -> None:
        guess = f"（可能是 {proposal}）" if proposal and code == "D002" else ""
        raw = (printed.text or "").strip().replace("\n", " ")
        self.say(code, f"{self.form.spell(cell)}填的是「{raw}」{guess}", printed.place, [cell])

    def _money(self, cell: Cell, printed: GridCell, heading: str, value: Decimal, *, has_unit: bool) -> Decimal:
        body = simplified(heading)
        spelt = f"{self.form.spell(cell)}填的是「{(printed.text or '').strip()}」"
        if not has_unit and _WAN not in body:
            if _YUAN in body:
                value /= _YUAN_PER_WAN
            self.say("D007" if _YUAN in body else "D024", spelt, printed.place, [cell])
        exponent = value.normalize().as_tuple().exponent
        if isinstance(exponent, int) and exponent < _FINEST:
            self.say("D022", spelt, printed.place, [cell])
        return value
