"""One report's year on one page: a value, and the picture drawn from it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from nianbao.adapters import svg
from nianbao.core.report import as_text

BLANK, NONE_BEFORE = "未填", "—"
LAST, CHANGE, EVEN = "上年", "增减", "持平"
_MOST_LINES = 3


class Figure(NamedTuple):
    """A figure and last year's; None is 未填.

    `is_compared` tells that there is a report of last year, `is_known_before` that it has such an item.
    """

    value: Decimal | None
    last: Decimal | None = None
    is_compared: bool = False
    is_known_before: bool = False

    @property
    def said(self) -> str:
        """The figure as it is printed."""
        return as_text(self.value) or BLANK

    @property
    def said_last(self) -> str:
        """Last year's as it is printed."""
        return (as_text(self.last) or BLANK) if self.is_known_before else NONE_BEFORE

    @property
    def change(self) -> str:
        """The difference from last year's: ＋5, －2, 持平; empty where there is nothing to compare."""
        if self.value is None or self.last is None:
            return ""
        difference = self.value - self.last
        return f"{'＋' if difference > 0 else '－'}{as_text(abs(difference))}" if difference else EVEN

    @property
    def aside(self) -> str:
        """The change, or why there is none to tell; empty where nothing changed or last year is not looked at."""
        if not self.is_compared or self.change == EVEN:
            return ""
        if not self.is_known_before:
            return NONE_BEFORE
        return self.change or f"{LAST}{self.said_last}"


class Part(NamedTuple):
    """A printed row or column that a line sums up."""

    name: str
    value: Decimal


class Line(NamedTuple):
    """A named figure. `parts` are those of its rows that are not 0, `blanks` how many of them are 未填."""

    name: str
    figure: Figure
    parts: tuple[Part, ...] = ()
    blanks: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """What the line is made up of, piece by piece; a piece stays on one line."""
        parts = [f"{part.name} {as_text(part.value)}" for part in self.parts]
        if self.blanks and self.figure.value is not None:
            parts.append(f"{self.blanks} 项{BLANK}")
        first, last = "其中：", len(parts) - 1
        return tuple(
            f"{'' if number else first}{part}{'' if number == last else '、'}" for number, part in enumerate(parts)
        )

    @property
    def amount(self) -> Decimal:
        """How long its bar is."""
        return max(self.figure.value or Decimal(0), Decimal(0))


class Group(NamedTuple):
    """Lines that are steps of one whole; a nameless whole is not drawn."""

    whole: Line | None
    steps: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """carried + received = done + following; the outcomes add up to done, the applicants to received."""

    title: str
    unit: str
    carried: Line
    received: Line
    done: Line
    following: Line
    outcomes: tuple[Line, ...]
    applicants_title: str
    applicants: tuple[Group, ...]

    @property
    def ends(self) -> tuple[Line, Line, Line, Line]:
        """The four figures of the identity."""
        return self.carried, self.received, self.done, self.following

    @property
    def incoming(self) -> Decimal:
        """What there was to settle."""
        return self.carried.amount + self.received.amount

    @property
    def outgoing(self) -> Decimal:
        """What became of it."""
        return self.done.amount + self.following.amount

    @property
    def sign(self) -> str:
        """What stands between the sides."""
        is_known = all(line.figure.value is not None for line in self.ends)
        return "≠" if is_known and self.incoming != self.outgoing else "＝"

    @property
    def sentence(self) -> str:
        """Whether both sides agree."""
        blank = [line.name for line in self.ends if line.figure.value is None]
        if blank:
            return f"{'、'.join(blank)}{BLANK}，两边无法比较。"
        if self.incoming != self.outgoing:
            return f"两边相差 {as_text(abs(self.incoming - self.outgoing))}，请核对。"
        if not self.incoming:
            return "本年没有收到申请，也没有结转的申请。"
        return f"两边相等，都是 {as_text(self.incoming)} {self.unit}。"

    @property
    def settled(self) -> Decimal:
        """The sum of the outcomes."""
        return sum((line.amount for line in self.outcomes), Decimal(0))

    @property
    def applied(self) -> Decimal:
        """The sum of the applicants."""
        return sum((line.amount for group in self.applicants for line in group.steps), Decimal(0))

    @property
    def most(self) -> Decimal:
        """The length of the longest row of steps, at least 1."""
        return max(self.incoming, self.outgoing, self.settled, self.applied, Decimal(1))

    def differences(self) -> Iterator[str]:
        """The wholes that their steps do not add up to."""
        wholes = [(self.done, self.settled, "各项结果")]
        if self.applicants:
            wholes.append((self.received, self.applied, "各类申请人"))
        for whole, total, name in wholes:
            value = whole.figure.value
            if value is not None and value != total:
                difference = as_text(abs(value - total))
                yield f"{name}之和为 {as_text(total)}，{whole.name}为 {as_text(value)}，相差 {difference}，请核对。"


class Row(NamedTuple):
    """A printed row's figures, one a column."""

    name: str
    figures: tuple[Figure, ...]


class Matrix(NamedTuple):
    """Rows with the same columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Panel(NamedTuple):
    """A table of the form under its heading."""

    title: str
    matrices: tuple[Matrix, ...]

    def figures(self) -> Iterator[Figure]:
        """Every figure of the table."""
        yield from (figure for matrix in self.matrices for row in matrix.rows for figure in row.figures)


@dataclass(frozen=True, slots=True)
class Poster:
    """All that the page shows; `is_compared` tells that last year's report is known."""

    agency: str
    subject: str
    source: str
    is_compared: bool
    balance: Balance | None
    panels: tuple[Panel, ...]

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.agency + self.subject

    def figures(self) -> Iterator[Figure]:
        """Every figure that is printed."""
        if self.balance:
            yield from (line.figure for line in (*self.balance.ends, *self.balance.outcomes))
            for group in self.balance.applicants:
                yield from (line.figure for line in ((group.whole,) if group.whole else ()) + group.steps)
        for panel in self.panels:
            yield from panel.figures()

    def meanings(self) -> Iterator[str]:
        """What does not add up, and what the page's signs mean, those that occur."""
        if self.balance:
            yield from self.balance.differences()
        figures = list(self.figures())
        are_blank = any(each.value is None or (each.is_known_before and each.last is None) for each in figures)
        if are_blank:
            yield f"“{BLANK}”是原表空白，不是 0。"
        if self.is_compared and not all(each.is_known_before for each in figures):
            yield f"“{NONE_BEFORE}”是{LAST}的年报没有对应的项。"

    def notes(self) -> Iterator[str]:
        """How the page is to be read."""
        yield from self.meanings()
        asides = [figure.aside for panel in self.panels for figure in panel.figures()]
        if self.is_compared and asides and not any(asides):
            yield f"其他各表的数都与{LAST}相同。"
        elif any(asides):
            yield f"表格中数后的小字是比{LAST}{CHANGE}，没有标的与{LAST}相同。"
        if self.balance and self.balance.done.amount:
            yield "占比四舍五入到小数点后一位。"


def share(line: Line, whole: Line) -> str:
    """A line's share of the whole in percent; empty where either is 未填 or the whole is 0."""
    if line.figure.value is None or not whole.figure.value:
        return ""
    return f"{line.figure.value / whole.figure.value:.1%}"


def fitting(text: str, width: float, size: float) -> float:
    """The size at which the text is not wider than that: a figure is set smaller, never cut."""
    return min(size, size * width / max(svg.width_of(text, size), 1))


def evenly(text: str, width: float, size: float, most: int) -> list[str]:
    """The text in lines of about the same length, none wider than that."""
    whole = svg.width_of(text, size)
    lines = math.ceil(whole / width)
    return svg.folded(text, min(width, whole / max(lines, 1) + size), size, most)


def packed(pieces: tuple[str, ...], width: float, size: float) -> list[str]:
    """The pieces in lines; none is broken that fits into a line."""
    lines: list[str] = []
    for piece in pieces:
        if lines and svg.width_of(lines[-1] + piece, size) <= width:
            lines[-1] += piece
        else:
            lines += svg.folded(piece, width, size, _MOST_LINES)
    return lines
