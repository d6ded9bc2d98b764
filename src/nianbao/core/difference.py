"""What differs between two reports of one unit: the head, cells, sentences, findings and 说明."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nianbao.core.cell import Cell
from nianbao.core.finding import Finding
from nianbao.core.form import Form
from nianbao.core.marked import Spans, pieces
from nianbao.core.waiver import Waiver


class Change(StrEnum):
    """What became of a sentence or a 说明."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {"changed": "改动", "added": "增加", "removed": "删去", "moved": "移动"}[self.value]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two reports, as far as telling them apart takes."""

    file: str
    agency: str | None
    year: int | None
    form: Form


@dataclass(frozen=True, slots=True)
class HeadChange:
    """A fact on the head that differs; None where there is none."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class CellChange:
    """A value that differs, under the new report's address; None is 未填. `note` says what the figures alone do not."""

    cell: Cell
    name: str
    old: Decimal | None
    new: Decimal | None
    note: str = ""
    old_place: str | None = None
    new_place: str | None = None

    @property
    def difference(self) -> Decimal | None:
        """New less old; None where one of them is 未填."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A figure of one report, other than 0, for which the other one's form has no item."""

    name: str
    value: Decimal
    is_new: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence: which text and which of its paragraphs it stands in, and the spans of the words that differ."""

    address: str
    name: str
    paragraph: int
    text: str
    marks: Spans = ()

    @property
    def where(self) -> str:
        """「五、存在的主要问题及改进情况·第2段」."""
        return f"{self.name}·第{self.paragraph}段"

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The sentence in pieces, each with whether it differs."""
        return tuple(pieces(self.text, self.marks))


@dataclass(frozen=True, slots=True)
class TextChange:
    """A sentence that was changed, added, removed, or stands elsewhere; what is absent is None."""

    old: Passage | None
    new: Passage | None

    @property
    def kind(self) -> Change:
        """What became of it."""
        if self.old is None:
            return Change.ADDED
        if self.new is None:
            return Change.REMOVED
        return Change.CHANGED if self.old.marks or self.new.marks else Change.MOVED

    @property
    def passage(self) -> Passage:
        """Where it stands, now if it still does."""
        passage = self.new or self.old
        assert passage is not None
        return passage


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A 说明 that was written, dropped or rewritten."""

    rule: str
    name: str
    old: Waiver | None
    new: Waiver | None

    @property
    def kind(self) -> Change:
        """What became of it."""
        if self.old is None:
            return Change.ADDED
        return Change.REMOVED if self.new is None else Change.CHANGED


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two reports.

    `notices` say that they are hardly comparable. `uncompared` are figures only one of the two forms has room for.
    `appeared`, `vanished` and `remaining` are findings: those of the new report only, of the old one only, of both.
    """

    old: Side
    new: Side
    notices: tuple[str, ...] = ()
    head: tuple[HeadChange, ...] = ()
    cells: tuple[CellChange, ...] = ()
    uncompared: tuple[Uncompared, ...] = ()
    texts: tuple[TextChange, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    appeared: tuple[Finding, ...] = ()
    vanished: tuple[Finding, ...] = ()
    remaining: tuple[Finding, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both say the same; what a check makes of them follows from that."""
        is_one_form = self.old.form.id == self.new.form.id
        return is_one_form and not (self.head or self.cells or self.texts or self.answers)
