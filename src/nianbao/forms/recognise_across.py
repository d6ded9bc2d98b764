"""Lines on which all rows of a block stand side by side: which of them hold its values, and of which group."""

from dataclasses import replace

from nianbao.core.numbers import folded
from nianbao.forms.recognise_heads import official
from nianbao.forms.recognise_lines import texts_of
from nianbao.forms.recognise_neighbours import groups_in_turn
from nianbao.forms.recognise_rows import is_blank
from nianbao.forms.recognise_state import Entry, Reading, flat

# Fewer columns than this may well hold one figure only.
_WIDE = 3


def settle_across(reading: Reading) -> None:
    """Sets aside what is no line of values, and gives each line without a group's name the one its turn leaves it."""
    _set_aside_numbers(reading)
    _set_aside_short(reading)
    _name_groups(reading)


def _set_aside_numbers(reading: Reading) -> None:
    """A lone figure beside a fuller line under the same head is the number of a page, not the block's values."""
    across = [entry for entry in reading.entries if entry.row is None]
    for heads in dict.fromkeys(entry.heads for entry in across):
        lines = [entry for entry in across if entry.heads == heads]
        alone = [entry for entry in lines if _is_one_number(entry)]
        full = [entry for entry in lines if entry.line.figures and entry not in alone]
        for entry in alone:
            if full:
                shown = entry.line.figures[0]
                reading.draft.say("D015", f"{reading.table.sheet}只有「{shown}」的一行", entry.line.place)
            elif len(entry.line.figures) == 1:
                reading.leave_unread(entry, "D019")
            else:
                continue
            reading.entries.remove(entry)


def _set_aside_short(reading: Reading) -> None:
    """A line that lost a cell looks whole under a head with a nameless column: its figures are not to be told apart."""
    for entry in [entry for entry in reading.entries if entry.row is None and entry.heads]:
        lowest = entry.heads[-1]
        named = [i for i, cell in enumerate(lowest) if cell.text and not is_blank(cell)]
        if not named:
            continue
        is_gapped = any(lowest[i].text is not None and is_blank(lowest[i]) for i in range(named[0], named[-1]))
        if is_gapped and entry.line.width < len(lowest):
            reading.leave_unread(entry, "D010")
            reading.entries.remove(entry)


def _is_one_number(entry: Entry) -> bool:
    """Whether a line shows one figure only, or one other than 0 in every place."""
    shown = set(map(folded, entry.line.figures))
    is_repeated = len(entry.line.figures) == 1 or shown != {"0"}
    return len(shown) == 1 and is_repeated and len(entry.order.leaves) >= _WIDE


def _name_groups(reading: Reading) -> None:
    """Gives heads that do not say which group of a block is theirs the one their turn leaves them."""
    nameless = [entry for entry in reading.entries if entry.is_nameless]
    if not nameless:
        return
    block = nameless[0].block
    width = len(block.columns)
    heads = {entry.heads: _group(entry, width) for entry in reading.entries if entry.block is block}
    turns = groups_in_turn(list(heads.values()), len(block.leaves()))
    for entry in nameless:
        if turns is None:
            shown = "、".join(flat(text) for head in entry.heads for text in texts_of(head))
            reading.entries.remove(entry)
            reading.leave_unread(replace(entry, order=official(block)), "D019", f"表头是「{shown}」，")
            continue
        first = turns[list(heads).index(entry.heads)] * width
        entry.order = replace(entry.order, leaves=tuple(first + leaf for leaf in entry.order.leaves))
        cells = entry.cells(reading.table.code)
        reading.say_once(f"「{entry.line.raw}」没有写明是哪一组", entry.line.place, places=cells)


def _group(entry: Entry, width: int) -> int | None:
    """The group a head speaks of, None where it names none; -1 where it speaks of several."""
    if entry.is_nameless:
        return None
    groups = {leaf // width for leaf in entry.order.leaves}
    return groups.pop() if len(groups) == 1 else -1
