"""A table being read: what was met so far, and what is to be said about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from nianbao.core.cell import Cell
from nianbao.core.document import GridCell
from nianbao.core.form import Block, Row, Table
from nianbao.forms.labels import bodies, fits, named
from nianbao.forms.recognise_draft import Draft
from nianbao.forms.recognise_heads import Order, order
from nianbao.forms.recognise_matching import Label
from nianbao.forms.recognise_neighbours import Met
from nianbao.forms.recognise_rows import Line, is_blank, is_figure
from nianbao.forms.recognise_segments import GridRow

Finder = Callable[[Block, list[GridRow]], Order | None]
# Said of cells that were read on an assumption; a cell nobody met is not among them.
_ASSUMED = ("D025", "D047")


@dataclass(slots=True)
class Entry:
    """A line that belongs to a block: its row (None where all rows stand on one line) and its columns' order.

    `heads` are the heading lines over it; `is_nameless`: they do not say which of the block's groups they head.
    """

    block: Block
    row: Row | None
    line: Line
    order: Order
    heads: tuple[GridRow, ...] = ()
    is_nameless: bool = False

    def cells(self, table: str) -> list[Cell]:
        """The addresses of the line, in the order printed."""
        columns, rows = self.block.columns, self.block.leaves()
        if self.row:
            return [Cell(table, self.row.code, columns[leaf].code) for leaf in self.order.leaves]
        places = (divmod(leaf, len(columns)) for leaf in self.order.leaves)
        return [Cell(table, rows[row].code, columns[column].code) for row, column in places]


@dataclass(slots=True)
class Reading:
    """A table being read: the heading lines in force, the group last met, the lines found so far.

    `beside_title` is what stands on the title line of the block being read, of `title_width` places: it may head a
    column of its own.
    """

    draft: Draft
    table: Table
    others: tuple[Table, ...]
    heads: list[GridRow] = field(default_factory=list)
    is_in_head: bool = False
    is_below_title: bool = False
    beside_title: tuple[Label, ...] = ()
    title_width: int = 0
    group: str = ""
    filled_group: str = ""
    met: list[Met] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    foreign: list[Line] = field(default_factory=list)
    said: set[tuple[str, str]] = field(default_factory=set)
    ordered: list[GridRow] | None = None
    orders: dict[tuple[int, Finder], Order | None] = field(default_factory=dict)

    @property
    def every(self) -> tuple[Table, ...]:
        """The table in all forms."""
        return (self.table, *self.others)

    def order(self, block: Block, find: Finder = order) -> Order | None:
        """The columns' order of a block under the heading lines in force, to the letter unless told how to find it.

        It is worked out once for those lines.
        """
        if self.ordered is not self.heads:
            self.ordered, self.orders = self.heads, {}
        key = id(block), find
        if key not in self.orders:
            self.orders[key] = find(block, self.heads)
        return self.orders[key]

    def say_once(self, detail: str, place: str, code: str = "D025", *, places: Sequence[Cell] = ()) -> None:
        """Notes something that may be met on every line, the first time only."""
        if (code, detail) not in self.said:
            self.said.add((code, detail))
            self.draft.say(code, f"{self.table.sheet}{detail}", place, places)

    def say_unknown(self, line: Line, cells: Sequence[Cell] = ()) -> None:
        """Quotes a line with figures the form has no row for; `cells` are those it may have been meant for."""
        if line.figures:
            quoted = f"「{flat(line.label)}」：{'、'.join(line.figures)}"
            self.draft.say("D015", f"{self.table.sheet}{quoted}", line.place, cells)

    def say_repeated(self, entry: Entry, *, is_read: bool) -> None:
        """Quotes a second line for one item, of which the first was read or neither."""
        if entry.line.figures:
            quoted = f"「{flat(entry.line.label)}：{'、'.join(entry.line.figures)}」"
            cells = entry.cells(self.table.code)
            self.draft.say("D023" if is_read else "D048", f"{self.table.sheet}{quoted}", entry.line.place, cells)

    def say_beside(self, entry: Entry, values: Sequence[GridCell]) -> None:
        """Names blank cells next to a column the form lacks that holds a figure on this line: it may be theirs."""
        columns, row = entry.order, entry.line.row
        if columns.indexes is None:
            return
        beside = set[int]()
        for extra in columns.extras:
            if extra < len(row) and is_figure(row[extra].text or ""):
                beside.add(max((index for index in columns.indexes if index < extra), default=-1))
                beside.add(min((index for index in columns.indexes if index > extra), default=-1))
        near = zip(entry.cells(self.table.code), columns.indexes, values, strict=True)
        doubtful = [cell for cell, index, printed in near if index in beside and is_blank(printed)]
        if doubtful:
            quoted = f"{self.table.sheet}「{entry.line.raw}」"
            self.draft.say("D019", quoted, entry.line.place, doubtful)

    def leave_unread(self, entry: Entry, code: str, before: str = "") -> None:
        """Leaves a line's cells 未填, and quotes the line."""
        cells = entry.cells(self.table.code)
        for cell in cells:
            self.draft.seen(cell, entry.line.place)
        name = self.draft.form.row_name(self.table.code, entry.row.code) if entry.row else "数据行"
        detail = f"{self.table.sheet}·{name}，{before}原文是「{entry.line.raw}」"
        self.draft.say(code, detail, entry.line.place, cells)

    def report_missing(self) -> None:
        """Names every cell of the table that no line spoke of, so that none stays 未填 without a word."""
        draft, code = self.draft, self.table.code
        told = {place for finding in draft.findings if finding.rule not in _ASSUMED for place in finding.places}
        missing = [
            c for c in draft.form.cells if c.table == code and str(c) not in draft.sources and str(c) not in told
        ]
        if self.foreign:
            lines = "；".join(f"{flat(line.label)}：{'、'.join(line.figures) or '空'}" for line in self.foreign)
            draft.say("D013", f"{self.table.sheet}未读入「{lines}」", self.foreign[0].place, missing)
        elif missing:
            names = dict.fromkeys(draft.form.row_name(code, cell.row) for cell in missing)
            draft.say("D031", f"{self.table.sheet}「{'、'.join(names)}」", None, missing)


def doubt(entry: Entry) -> tuple[bool, bool, bool]:
    """Which of two lines for one item goes first: one with figures, the printed number, the form's own words."""
    label = entry.row.label if entry.row else ""
    is_worded = not label or fits(entry.line.label, bodies(label, ()))
    return not entry.line.figures, named(entry.line.label).number != named(label).number, not is_worded


def contradictory(entries: Sequence[Entry]) -> list[Entry]:
    """The lines for one item that have equal claims to it and different figures: nobody can tell which is meant."""
    found: list[Entry] = []
    for one, other in combinations(entries, 2):
        is_same = one.row is not None and one.row == other.row and one.order.leaves == other.order.leaves
        if is_same and one.line.figures and doubt(one) == doubt(other) and one.line.figures != other.line.figures:
            found += [one, other]
    return found


def flat(label: str) -> str:
    """A label on one line, without blanks."""
    return "".join(label.split())
