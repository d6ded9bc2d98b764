"""The lines of a table read into the cells of a form. What does not plainly fit stays unread and is reported."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nianbao.core.cell import Cell
from nianbao.core.form import Block, Form, Row, Table
from nianbao.forms.labels import is_plain, named
from nianbao.forms.recognise_draft import Draft
from nianbao.forms.recognise_heads import Match, Order, official, order
from nianbao.forms.recognise_lines import is_head, is_title, is_worded, texts_of
from nianbao.forms.recognise_rows import (
    Line,
    Values,
    cut,
    holds_values,
    picked,
    windows,
    without_ordinal,
)
from nianbao.forms.recognise_segments import GridRow, Segment
from nianbao.forms.vocabulary import row_like, rows_named, tables


@dataclass(slots=True)
class _Entry:
    """A line that belongs to a block: its row (None where all rows stand on one line) and its columns' order."""

    block: Block
    row: Row | None
    line: Line
    order: Order


@dataclass(slots=True)
class _Table:
    """A table being read: the heading lines in force, the group last met, the lines found so far."""

    draft: Draft
    table: Table
    others: tuple[Table, ...]
    heads: list[GridRow] = field(default_factory=list)
    is_in_head: bool = False
    is_below_title: bool = False
    group: str = ""
    entries: list[_Entry] = field(default_factory=list)
    foreign: list[Line] = field(default_factory=list)
    said: set[tuple[str, str]] = field(default_factory=set)

    @property
    def every(self) -> tuple[Table, ...]:
        """The table in all forms."""
        return (self.table, *self.others)


def read_table(draft: Draft, table: Table, found: Sequence[Segment], forms: Sequence[Form]) -> None:
    """Reads one table's segments, those in its own section first, into the draft."""
    others = tuple(other for other in tables(forms, table.code) if other != table)
    home = draft.form.section_of(table.code).code
    reading = _Table(draft, table, others)
    for segment in sorted(found, key=lambda each: each.section != home):
        for row in segment.rows:
            _take(reading, row)
    _settle(reading)
    _report_missing(reading)


def _take(reading: _Table, row: GridRow) -> None:
    words = without_ordinal(row)
    if is_title(reading.every, words):
        reading.heads, reading.is_in_head, reading.is_below_title = [], False, True
        return
    if is_head(reading.every, words, is_in_head=reading.is_in_head) or (
        reading.is_below_title and is_worded(reading.every, words)
    ):
        reading.heads = [*reading.heads, words] if reading.is_in_head else [words]
        reading.is_in_head = True
    else:
        reading.is_in_head = False
        _take_line(reading, row)
    reading.is_below_title = False


def _take_line(reading: _Table, row: GridRow) -> None:
    count = min(len(block.columns) for table in reading.every for block in table.blocks)
    line = cut(row, count, lambda text: any(rows_named(table, text) for table in reading.every))
    if line.label:
        _take_labelled(reading, line)
    else:
        _take_unlabelled(reading, line)


def _take_unlabelled(reading: _Table, line: Line) -> None:
    """A line of values only: all rows of a block side by side."""
    across = next((block for block in reading.table.blocks if block.orientation == "across"), None)
    if across and holds_values(line, len(official(across).leaves)):
        columns = _order(reading, across, None, line)
        if columns:
            reading.entries.append(_Entry(across, None, line, columns))
        return
    # A line of words only, 「单位：件」, holds nothing that could be missed.
    if any(char.isdecimal() for figure in line.figures for char in figure):
        reading.draft.say("D015", f"{reading.table.sheet}没有项目名称的一行「{'、'.join(line.figures)}」", line.place)


def _take_labelled(reading: _Table, line: Line) -> None:
    for text in line.above:
        reading.group = next((row.code for block, row in rows_named(reading.table, text) if block.is_group(row)), "")
    found = _meant(reading, rows_named(reading.table, line.label))
    if found is None:
        if any(rows_named(table, line.label) for table in reading.others):
            reading.foreign.append(line)
            return
        found = row_like(reading.table, line.label)
        if found:
            _say_near(reading, f"{reading.table.sheet}「{_flat(line.label)}」", line.place)
    if found is None:
        _unknown(reading, line)
        return
    block, row = found
    if block.is_group(row):
        reading.group = row.code
        _group_with_figures(reading, row, line)
        return
    columns = _order(reading, block, row, line)
    if columns:
        reading.entries.append(_Entry(block, row, line, columns))


def _meant(reading: _Table, found: list[tuple[Block, Row]]) -> tuple[Block, Row] | None:
    """The row of that name under the group last met, else the first not yet met.

    A short name such as 「其他」 means nothing outside the group it is printed in.
    """
    taken = {entry.row.code for entry in reading.entries if entry.row}
    near = [each for each in found if reading.group and each[1].code.startswith(reading.group + ".")]
    far = [(block, row) for block, row in found if is_plain(row.label) or not block.ancestors(row)[1:]]
    fresh = [each for each in near or far if each[1].code not in taken]
    return next(iter(fresh or near or far), None)


def _unknown(reading: _Table, line: Line) -> None:
    if line.figures:
        quoted = f"「{_flat(line.label)}」：{'、'.join(line.figures)}"
        reading.draft.say("D015", f"{reading.table.sheet}{quoted}", line.place)


def _group_with_figures(reading: _Table, row: Row, line: Line) -> None:
    if not line.figures:
        return
    block = next(block for block in reading.table.blocks if row in block.rows)
    inside = [leaf for leaf in block.leaves() if leaf.code.startswith(row.code + ".")]
    cells = [Cell(reading.table.code, leaf.code, column.code) for leaf in inside for column in block.columns]
    detail = f"{reading.table.sheet}「{_flat(line.label)}」填的是「{'、'.join(line.figures)}」"
    reading.draft.say("D026", detail, line.place, cells)


def _flat(label: str) -> str:
    return "".join(label.split())


def _order(reading: _Table, block: Block, row: Row | None, line: Line) -> Order | None:
    """The columns under the heading lines in force; None, with a word about it, when they are not this block's."""
    if not reading.heads:
        assumed = [cell for cell, (each, _, _) in reading.draft.form.places.items() if each == block]
        _say_near(reading, f"{reading.table.sheet}没有表头", line.place, places=assumed)
        return official(block)
    found = order(block, reading.heads)
    if found and not found.unknown:
        return found
    others = (order(each, reading.heads) for other in reading.others for each in other.blocks)
    if any(other and not other.unknown for other in others):
        reading.foreign.append(line)
        return None
    near = found or order(block, reading.heads, Match.NEAR) or order(block, reading.heads, Match.PLACED)
    shown = "、".join(_flat(text) for head in reading.heads for text in texts_of(head))
    if near:
        if not found:
            _say_near(reading, f"{reading.table.sheet}表头「{shown}」", reading.heads[0][0].place)
        _say_extras(reading, near)
        return near
    _unread(reading, _Entry(block, row, line, official(block)), "D019", f"表头是「{shown}」，")
    return None


def _say_near(reading: _Table, detail: str, place: str, code: str = "D025", *, places: Sequence[Cell] = ()) -> None:
    if (code, detail) not in reading.said:
        reading.said.add((code, detail))
        reading.draft.say(code, detail, place, places)


def _say_extras(reading: _Table, found: Order) -> None:
    if found.unknown:
        shown = "、".join(map(_flat, found.unknown))
        _say_near(reading, f"{reading.table.sheet}的「{shown}」列", reading.heads[0][0].place, "D029")


def _settle(reading: _Table) -> None:
    """Puts the values of all lines, block by block, each cell only once."""
    taken: set[Cell] = set()
    for block in reading.table.blocks:
        entries = sorted((entry for entry in reading.entries if entry.block == block), key=_doubt)
        for entry, values in zip(entries, _values(entries), strict=True):
            cells = _cells(reading, entry)
            if not taken.isdisjoint(cells):
                _repeated(reading, entry)
                continue
            taken.update(cells)
            _put(reading, entry, values)


def _doubt(entry: _Entry) -> tuple[bool, bool]:
    """Which of two lines for one item goes first: one with figures, then one that carries the printed number."""
    own = "" if entry.row is None else named(entry.row.label).number
    return not entry.line.figures, named(entry.line.label).number != own


def _values(entries: list[_Entry]) -> list[Values | None]:
    """The cells of each line's values, the lines under one head weighed together."""
    found: dict[int, Values | None] = {}
    for columns in dict.fromkeys(entry.order for entry in entries):
        same = [i for i, entry in enumerate(entries) if entry.order == columns]
        found.update(zip(same, picked([entries[i].line for i in same], columns), strict=True))
    return [found[i] for i in range(len(entries))]


def _cells(reading: _Table, entry: _Entry) -> list[Cell]:
    """The addresses of a line, in the order printed."""
    columns = entry.block.columns
    rows = entry.block.leaves()
    code = reading.table.code
    if entry.row:
        return [Cell(code, entry.row.code, columns[leaf].code) for leaf in entry.order.leaves]
    places = (divmod(leaf, len(columns)) for leaf in entry.order.leaves)
    return [Cell(code, rows[row].code, columns[column].code) for row, column in places]


def _put(reading: _Table, entry: _Entry, values: Values | None) -> None:
    cells = _cells(reading, entry)
    if values is None:
        fits_somewhere = not entry.order.unknown and windows(entry.line, len(cells))
        _unread(reading, entry, "D019" if fits_somewhere else "D010", "")
        return
    for cell, printed, heading in zip(cells, values, entry.order.texts, strict=True):
        reading.draft.put(cell, printed, heading)


def _unread(reading: _Table, entry: _Entry, code: str, before: str) -> None:
    cells = _cells(reading, entry)
    for cell in cells:
        reading.draft.seen(cell, entry.line.place)
    name = reading.draft.form.row_name(reading.table.code, entry.row.code) if entry.row else "数据行"
    reading.draft.say(
        code, f"{reading.table.sheet}·{name}，{before}原文是「{entry.line.raw}」", entry.line.place, cells
    )


def _repeated(reading: _Table, entry: _Entry) -> None:
    if entry.line.figures:
        quoted = f"{_flat(entry.line.label)}：{'、'.join(entry.line.figures)}"
        reading.draft.say("D023", f"{reading.table.sheet}「{quoted}」", entry.line.place, _cells(reading, entry))


def _report_missing(reading: _Table) -> None:
    """Names every cell of the table that no line spoke of, so that none stays 未填 without a word."""
    draft, code = reading.draft, reading.table.code
    told = {place for finding in draft.findings for place in finding.places}
    missing = [c for c in draft.form.cells if c.table == code and str(c) not in draft.sources and str(c) not in told]
    if reading.foreign:
        lines = "；".join(f"{_flat(line.label)}：{'、'.join(line.figures) or '空'}" for line in reading.foreign)
        draft.say("D013", f"{reading.table.sheet}未读入「{lines}」", reading.foreign[0].place, missing)
    elif missing:
        names = dict.fromkeys(draft.form.row_name(code, cell.row) for cell in missing)
        draft.say("D031", f"{reading.table.sheet}「{'、'.join(names)}」", None, missing)
