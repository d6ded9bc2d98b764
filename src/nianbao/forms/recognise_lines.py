"""What a line of a table is by its words: a block's title, a head over columns, or headings nobody knows."""

from collections.abc import Sequence

from nianbao.core.form import Table
from nianbao.forms.labels import bodies, fits, named
from nianbao.forms.recognise_rows import is_blank, is_figure
from nianbao.forms.recognise_segments import GridRow
from nianbao.forms.vocabulary import head_bodies, rows_named


def is_worded(tables: Sequence[Table], row: GridRow) -> bool:
    """Whether a line has two texts or more, none of them a figure or a row: headings nobody knows."""
    texts = texts_of(row)
    is_known = any(rows_named(table, text) for text in texts for table in tables)
    return len(set(texts)) > 1 and not is_known and not any(char.isdecimal() for text in texts for char in text)


def texts_of(row: GridRow) -> list[str]:
    """What is printed on a line."""
    return [cell.text for cell in row if cell.text and not is_blank(cell)]


def is_title(tables: Sequence[Table], row: GridRow) -> bool:
    """Whether a line holds nothing but the title of a block."""
    texts = set(map(named, texts_of(row)))
    titles = [bodies(block.title) for table in tables for block in table.blocks]
    return len(texts) == 1 and any(name.body in title for name in texts for title in titles)


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
    if heads >= 2 or not heads:
        return heads >= 2
    return not any(char.isdecimal() for text in texts for char in text) and (not labels or is_in_head)
