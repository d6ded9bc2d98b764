"""The lines of a table read into the cells of a form. What does not plainly fit stays unread and is reported."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nianbao.core.cell import Cell
from nianbao.core.form import Block, Form, Row, Table
from nianbao.forms.labels import bodies, fits, named
from nianbao.forms.recognise_draft import Draft
from nianbao.forms.recognise_heads import Order, official, order, partly
from nianbao.forms.recognise_rows import Line, cut, is_blank, starts, windows
from nianbao.forms.recognise_segments import GridRow, Segment
from nianbao.forms.vocabulary import head_bodies, row_like, rows_named, tables


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
    group: str = ""
    entries: list[_Entry] = field(default_factory=list)
    foreign: list[Line] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    @property
    def every(self) -> tuple[Table, ...]:
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
    _report_foreign(reading)


def _take(reading: _Table, row: GridRow) -> None:
    if _is_title(reading, row):
        reading.heads, reading.is_in_head = [], False
    elif _is_head(reading, row):
        reading.heads = [*reading.heads, row] if reading.is_in_head else [row]
        reading.is_in_head = True
    else:
        reading.is_in_head = False
        _take_line(reading, row)


def _texts(row: GridRow) -> list[str]:
    return [cell.text for cell in row if cell.text and not is_blank(cell)]


def _is_title(reading: _Table, row: GridRow) -> bool:
    texts = set(map(named, _texts(row)))
    titles = [bodies(block.title) for table in reading.every for block in table.blocks]
    return len(texts) == 1 and any(name.body in title for name in texts for title in titles)


def _is_head(reading: _Table, row: GridRow) -> bool:
    """Whether a line heads columns: two headings on it, or one and nothing that could be a row or a figure."""
    texts = _texts(row)
    accepted = [head_bodies(block) for table in reading.every for block in table.blocks]
    heads = sum(any(fits(text, each) for each in accepted) for text in texts)
    if heads >= 2 or not heads:
        return heads >= 2
    labels = [text for text in texts if any(rows_named(table, text) for table in reading.every)]
    has_numbered = any(named(text).number for text in labels)
    return (
        not has_numbered
        and not any(char.isdecimal() for text in texts for char in text)
        and (not labels or reading.is_in_head)
    )


def _take_line(reading: _Table, row: GridRow) -> None:
    count = min(len(block.columns) for table in reading.every for block in table.blocks)
    line = cut(row, count, lambda text: any(rows_named(table, text) for table in reading.every))
    if line.label:
        _take_labelled(reading, line)
    else:
        _take_unlabelled(reading, line)


def _take_unlabelled(reading: _Table, line: Line) -> None:
    """A line of values only: all rows of a block side by side."""
    for block in reading.table.blocks:
        if block.orientation == "across" and (line.figures or len(line.cells) >= len(official(block).leaves)):
            columns = _order(reading, block, None, line)
            if columns:
                reading.entries.append(_Entry(block, None, line, columns))
            return
    if line.figures:
        reading.draft.say("D015", f"{reading.table.sheet}没有项目名称的一行「{'、'.join(line.figures)}」", line.place)


def _take_labelled(reading: _Table, line: Line) -> None:
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
    """The row of that name under the group last met, else the first not yet met."""
    taken = {entry.row.code for entry in reading.entries if entry.row}
    near = [each for each in found if reading.group and each[1].code.startswith(reading.group + ".")]
    fresh = [each for each in near or found if each[1].code not in taken]
    return next(iter(fresh or near or found), None)


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
        _say_near(reading, f"{reading.table.sheet}没有表头", line.place)
        return official(block)
    found = order(block, reading.heads)
    if found:
        return found
    if any(order(each, reading.heads) for other in reading.others for each in other.blocks):
        reading.foreign.append(line)
        return None
    found = order(block, reading.heads, near=True) or partly(block, reading.heads)
    shown = "、".join(_flat(text) for head in reading.heads for text in _texts(head))
    if found:
        _say_near(reading, f"{reading.table.sheet}表头「{shown}」", reading.heads[0][0].place)
        return found
    _unread(reading, _Entry(block, row, line, official(block)), "D019", f"表头是「{shown}」，")
    return None


def _say_near(reading: _Table, detail: str, place: str) -> None:
    if detail not in reading.said:
        reading.said.add(detail)
        reading.draft.say("D025", detail, place)


def _settle(reading: _Table) -> None:
    """Puts the values of all lines, block by block, each line only once."""
    taken: set[tuple[int, str]] = set()
    for block in reading.table.blocks:
        entries = [entry for entry in reading.entries if entry.block == block]
        for entry, start in zip(entries, _starts(entries), strict=True):
            key = (reading.table.blocks.index(block), entry.row.code if entry.row else "")
            if key in taken:
                _repeated(reading, entry)
                continue
            taken.add(key)
            _put(reading, entry, start)


def _starts(entries: list[_Entry]) -> list[int | None]:
    """Where each line's values start, the lines under one head weighed together."""
    found: dict[int, int | None] = {}
    for columns in dict.fromkeys(entry.order for entry in entries):
        same = [i for i, entry in enumerate(entries) if entry.order == columns]
        found.update(zip(same, starts([entries[i].line for i in same], columns), strict=True))
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


def _put(reading: _Table, entry: _Entry, start: int | None) -> None:
    cells = _cells(reading, entry)
    if start is None:
        fits_somewhere = windows(entry.line, len(cells))
        _unread(reading, entry, "D019" if fits_somewhere else "D010", "")
        return
    for cell, placed, heading in zip(cells, entry.line.cells[start:], entry.order.texts, strict=False):
        reading.draft.put(cell, placed.cell, heading)


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


def _report_foreign(reading: _Table) -> None:
    if reading.foreign:
        lines = "；".join(f"{_flat(line.label)}：{'、'.join(line.figures) or '空'}" for line in reading.foreign)
        reading.draft.say("D013", f"{reading.table.sheet}未读入「{lines}」", reading.foreign[0].place)
