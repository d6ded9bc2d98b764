"""What a line of a table is by its words: a block's title, a head over columns, or headings nobody knows."""

import re
from collections.abc import Sequence

from nianbao.core.form import Table
from nianbao.core.numbers import folded
from nianbao.forms.labels import bodies, fits, named, nearest
from nianbao.forms.recognise_matching import Label
from nianbao.forms.recognise_rows import is_blank, is_figure
from nianbao.forms.recognise_segments import GridRow
from nianbao.forms.vocabulary import head_bodies, rows_named

_PAGE_MARK = re.compile(r"[-—–―]+[0-9]{1,3}[-—–―]+")


def is_worded(tables: Sequence[Table], row: GridRow) -> bool:
    """Whether a line has two texts or more, none of them a figure or a row: headings nobody knows."""
    texts = texts_of(row)
    is_known = any(rows_named(table, text) for text in texts for table in tables)
    return len(set(texts)) > 1 and not is_known and not any(char.isdecimal() for text in texts for char in text)


def texts_of(row: GridRow) -> list[str]:
    """What is printed on a line."""
    return [cell.text for cell in row if cell.text and not is_blank(cell)]


def title_of(tables: Sequence[Table], row: GridRow) -> str:
    """The title of a block a line begins with, no figure behind it; empty when it does not."""
    texts = texts_of(row)
    first = named(texts[0]).body if texts else ""
    titles = [bodies(block.title) for table in tables for block in table.blocks]
    is_met = bool(first) and any(first in title for title in titles) and not any(map(is_figure, texts[1:]))
    return first if is_met else ""


def beside_title(row: GridRow, title: str) -> tuple[Label, ...]:
    """What else stands on a title line."""
    shown = [Label(i, 0, cell.text) for i, cell in enumerate(row) if cell.text and not is_blank(cell)]
    return tuple(label for label in shown if named(label.text).body != title)


def is_head(tables: Sequence[Table], row: GridRow, *, is_in_head: bool) -> bool:
    """Whether a line heads columns: two headings on it, or one and nothing that could be a row or a figure."""
    texts = list({named(text): text for text in texts_of(row)}.values())
    if any(is_figure(text) for text in texts):
        return False
    labels = [text for text in texts if any(rows_named(table, text) for table in tables)]
    if any(named(text).number for text in labels):
        return False
    accepted = [head_bodies(block) for table in tables for block in table.blocks]
    heads = sum(any(fits(text, each) for each in accepted) for text in texts)
    if not heads and not labels and len(texts) == 1:
        return _is_misspelt_group(tables, texts[0])
    if heads >= 2 or not heads:
        return heads >= 2
    return not any(char.isdecimal() for text in texts for char in text) and (not labels or is_in_head)


def _is_misspelt_group(tables: Sequence[Table], text: str) -> bool:
    """Whether a line of one text nearly is a heading of rows that stand side by side."""
    accepted = [head_bodies(block) for table in tables for block in table.blocks if block.orientation == "across"]
    return not any(char.isdecimal() for char in text) and any(nearest(text, [each]) is not None for each in accepted)


def is_page_mark(row: GridRow) -> bool:
    """Whether a line holds nothing but the number of a page, 「— 3 —」, however often."""
    texts = set(map(folded, texts_of(row)))
    return len(texts) == 1 and _PAGE_MARK.fullmatch(texts.pop()) is not None
