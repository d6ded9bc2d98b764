"""The lines of a table read into the cells of a form. What does not plainly fit stays unread and is reported."""

from collections.abc import Sequence

from nianbao.core.cell import Cell
from nianbao.core.form import Block, Form, Row, Table
from nianbao.forms.labels import bodies, fits, is_plain, named
from nianbao.forms.recognise_across import settle_across
from nianbao.forms.recognise_columns import order_by_lowest
from nianbao.forms.recognise_draft import Draft
from nianbao.forms.recognise_heads import Order, group_order, lacking_one, official, order_alike, with_extras
from nianbao.forms.recognise_lines import beside_title, is_head, is_page_mark, is_worded, texts_of, title_of
from nianbao.forms.recognise_neighbours import Met, row_nearest, told_by_neighbours
from nianbao.forms.recognise_rows import (
    Line,
    Values,
    cut,
    holds_values,
    picked,
    windows,
    without_ordinal,
    without_repeats,
)
from nianbao.forms.recognise_segments import GridRow, Segment
from nianbao.forms.recognise_state import Entry, Reading, contradictory, doubt, flat
from nianbao.forms.vocabulary import row_like, rows_named, tables


def read_table(draft: Draft, table: Table, found: Sequence[Segment], forms: Sequence[Form]) -> None:
    """Reads one table's segments, those in its own section first, into the draft."""
    others = tuple(other for other in tables(forms, table.code) if other != table)
    home = draft.form.section_of(table.code).code
    reading = Reading(draft, table, others)
    for segment in sorted(found, key=lambda each: each.section != home):
        for row in segment.rows:
            _take(reading, row)
    _take_unknown(reading)
    settle_across(reading)
    _settle(reading)
    reading.report_missing()


def _take(reading: Reading, row: GridRow) -> None:
    words = without_ordinal(row)
    if is_page_mark(row):
        return
    title = title_of(reading.every, words)
    if title:
        reading.beside_title = beside_title(words, title)
        reading.title_width = len(row)
        reading.heads, reading.is_in_head, reading.is_below_title = [], False, True
        _meet_title(reading, title)
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


def _meet_title(reading: Reading, title: str) -> None:
    block = next((block for block in reading.table.blocks if title in bodies(block.title)), None)
    if block:
        reading.met.append(Met(block))


def _take_line(reading: Reading, row: GridRow) -> None:
    count = min(len(block.columns) for table in reading.every for block in table.blocks)
    line = cut(row, count, lambda text: any(rows_named(table, text) for table in reading.every))
    if line.label:
        _take_labelled(reading, line)
    else:
        _take_unlabelled(reading, line)


def _take_unlabelled(reading: Reading, line: Line) -> None:
    """A line of values only: all rows of a block side by side."""
    across = next((block for block in reading.table.blocks if block.orientation == "across"), None)
    if across and holds_values(line, len(official(across).leaves)):
        _enter(reading, across, None, line)
        return
    # A line of words only, 「单位：件」, holds nothing that could be missed.
    if any(char.isdecimal() for figure in line.figures for char in figure):
        reading.draft.say("D015", f"{reading.table.sheet}没有项目名称的一行「{'、'.join(line.figures)}」", line.place)


def _take_labelled(reading: Reading, line: Line) -> None:
    for text in line.above:
        reading.group = next((row.code for block, row in rows_named(reading.table, text) if block.is_group(row)), "")
    named_so = rows_named(reading.table, line.label)
    found = _meant(reading, named_so)
    if found and _is_loose(reading, found[1], line.label):
        reading.say_unknown(line)
        return
    if found is None and _take_group(reading, line):
        return
    if found is None and not named_so and any(rows_named(table, line.label) for table in reading.others):
        reading.foreign.append(line)
        return
    if found is None:
        found = row_like(reading.table, line.label)
        if found:
            reading.say_once(f"「{flat(line.label)}」", line.place)
    if found is None:
        over = (tuple(reading.heads), reading.beside_title, reading.title_width)
        reading.met.append(Met(None, None, line, *over))
        return
    block, row = found
    reading.met.append(Met(block, row))
    if block.is_group(row):
        reading.group = row.code
        _group_with_figures(reading, row, line)
    else:
        _enter(reading, block, row, line)


def _take_group(reading: Reading, line: Line) -> bool:
    """Whether a line is a group of columns printed as a row, under the columns every such group has."""
    for block in reading.table.blocks:
        row = next((row for row in block.leaves() if fits(line.label, bodies(row.label, row.variants))), None)
        columns = reading.order(block, group_order) if row and block.orientation == "across" else None
        if columns:
            _say_extras(reading, columns)
            reading.entries.append(Entry(block, row, line, columns, tuple(reading.heads)))
            return True
    return False


def _meant(reading: Reading, found: list[tuple[Block, Row]]) -> tuple[Block, Row] | None:
    """The row of that name under the group last met, else the first not yet met.

    A short name such as 「其他」 means nothing outside the group it is printed in.
    """
    taken = {entry.row.code for entry in reading.entries if entry.row}
    near = [each for each in found if reading.group and each[1].code.startswith(reading.group + ".")]
    far = [(block, row) for block, row in found if is_plain(row.label) or not block.ancestors(row)[1:]]
    fresh = [each for each in near or far if each[1].code not in taken]
    return next(iter(fresh or near or far), None)


def _is_loose(reading: Reading, row: Row, label: str) -> bool:
    """Whether a short name without its number follows figures printed for the whole group: then it is no row of it."""
    is_inside = bool(reading.filled_group) and row.code.startswith(reading.filled_group + ".")
    return is_inside and not is_plain(row.label) and not named(label).number


def _group_with_figures(reading: Reading, row: Row, line: Line) -> None:
    if not line.figures:
        return
    reading.filled_group = row.code
    block = next(block for block in reading.table.blocks if row in block.rows)
    inside = [leaf for leaf in block.leaves() if leaf.code.startswith(row.code + ".")]
    cells = [Cell(reading.table.code, leaf.code, column.code) for leaf in inside for column in block.columns]
    detail = f"{reading.table.sheet}「{flat(line.label)}」填的是「{'、'.join(line.figures)}」"
    reading.draft.say("D026", detail, line.place, cells)


def _take_unknown(reading: Reading) -> None:
    """Lines nobody knows by their words, where the lines around them leave one row."""
    for each, found in told_by_neighbours(reading.table, reading.met):
        if each.line is None:
            continue
        if found is None or _is_loose(reading, found[1], each.line.label):
            reading.say_unknown(each.line, _empty_alike(reading, each.line))
            continue
        block, row = found
        if not fits(each.line.label, bodies(row.label, row.variants)):
            cells = [Cell(reading.table.code, row.code, column.code) for column in block.columns]
            reading.say_once(f"「{flat(each.line.label)}」", each.line.place, places=cells)
        reading.heads = list(each.heads)
        reading.beside_title, reading.title_width = each.beside_title, each.title_width
        _enter(reading, block, row, each.line)


def _empty_alike(reading: Reading, line: Line) -> list[Cell]:
    """The cells of the row a label comes near to, where nothing is printed for it anywhere else."""
    rows = [(block, row) for block in reading.table.blocks for row in block.leaves() if block.orientation != "across"]
    found = row_nearest(line.label, rows)
    if found is None or any(entry.row == found[1] and entry.line.figures for entry in reading.entries):
        return []
    return [Cell(reading.table.code, found[1].code, column.code) for column in found[0].columns]


def _enter(reading: Reading, block: Block, row: Row | None, line: Line) -> None:
    """Notes a line under the heading lines in force; when they are not its block's it stays unread, with a word."""
    heads = tuple(reading.heads)
    if not heads:
        assumed = [cell for cell, (each, _, _) in reading.draft.form.places.items() if each == block]
        reading.say_once("没有表头", line.place, places=assumed)
        reading.entries.append(Entry(block, row, line, official(block)))
        return
    found = reading.order(block)
    if found is None or found.unknown:
        if _is_foreign(reading):
            reading.foreign.append(line)
            return
        found = _plainer(found, reading, block) if found else _near(reading, block)
    group = None if found else reading.order(block, group_order)
    columns = found or group or _by_lowest(reading, block) or _with_one_lost(reading, block, line)
    if columns and reading.beside_title:
        columns = with_extras(columns, reading.beside_title, reading.title_width)
    if columns:
        _say_extras(reading, columns)
        reading.entries.append(Entry(block, row, line, columns, heads, is_nameless=group is not None and row is None))
        return
    shown = "、".join(flat(text) for head in reading.heads for text in texts_of(head))
    reading.leave_unread(Entry(block, row, line, official(block)), "D019", f"表头是「{shown}」，")


def _plainer(found: Order, reading: Reading, block: Block) -> Order:
    """The order with the place of an extra column told by the headings next to the figures, where it is not plain."""
    return found if found.printed else reading.order(block, order_by_lowest) or found


def _by_lowest(reading: Reading, block: Block) -> Order | None:
    """The order the headings next to the figures tell, with a word on what stands above them."""
    found = reading.order(block, order_by_lowest)
    if found:
        assumed = [cell for cell, (each, _, _) in reading.draft.form.places.items() if each == block]
        shown = "、".join(flat(text) for head in reading.heads for text in texts_of(head))
        reading.say_once(f"表头「{shown}」", reading.heads[0][0].place, places=assumed)
    return found


def _with_one_lost(reading: Reading, block: Block, line: Line) -> Order | None:
    """The form's own order for a full line of figures under a head that lost one heading."""
    lost = lacking_one(block, reading.heads)
    if not lost or len(line.figures) != len(block.columns):
        return None
    assumed = [cell for cell, (each, _, _) in reading.draft.form.places.items() if each == block]
    place = reading.heads[0][0].place
    reading.say_once(f"表头没有「{lost}」", place, "D047", places=assumed)
    return official(block)


def _is_foreign(reading: Reading) -> bool:
    found = (reading.order(each) for other in reading.others for each in other.blocks)
    return any(other and not other.unknown for other in found)


def _near(reading: Reading, block: Block) -> Order | None:
    found = reading.order(block, order_alike)
    if found:
        shown = "、".join(flat(text) for head in reading.heads for text in texts_of(head))
        reading.say_once(f"表头「{shown}」", reading.heads[0][0].place)
    return found


def _say_extras(reading: Reading, found: Order) -> None:
    if found.unknown:
        shown = "、".join(map(flat, found.unknown))
        reading.say_once(f"的「{shown}」列", reading.heads[0][0].place, "D029")


def _settle(reading: Reading) -> None:
    """Puts the values of all lines, block by block, each cell only once."""
    for block in reading.table.blocks:
        taken: dict[Cell, Entry] = {}
        entries = sorted((entry for entry in reading.entries if entry.block == block), key=doubt)
        twins = contradictory(entries)
        for entry, values in zip(entries, _values(entries), strict=True):
            cells = entry.cells(reading.table.code)
            if not taken.keys().isdisjoint(cells):
                reading.say_repeated(entry, is_read=not any(entry is each for each in twins))
                continue
            taken.update(dict.fromkeys(cells, entry))
            if any(entry is each for each in twins):
                reading.leave_unread(entry, "D048")
            else:
                _put(reading, entry, values)


def _values(entries: list[Entry]) -> list[Values | None]:
    """The cells of each line's values, the lines under one head weighed together."""
    found: dict[int, Values | None] = {}
    for columns in dict.fromkeys(entry.order for entry in entries):
        same = [i for i, entry in enumerate(entries) if entry.order == columns]
        lines = [without_repeats(entries[i].line, columns) for i in same]
        found.update(zip(same, picked(lines, columns), strict=True))
    return [found[i] for i in range(len(entries))]


def _put(reading: Reading, entry: Entry, values: Values | None) -> None:
    cells = entry.cells(reading.table.code)
    if values is None:
        is_short = entry.order.indexes is not None and entry.line.width < entry.order.width
        fits_somewhere = not is_short and entry.order.printed and windows(entry.line, entry.order.printed)
        reading.leave_unread(entry, "D019" if fits_somewhere else "D010")
        return
    for cell, printed, heading in zip(cells, values, entry.order.texts, strict=True):
        reading.draft.put(cell, printed, heading)
    reading.say_beside(entry, values)
