"""Grids that are no tables: whole pages copied into a sheet, frames that only lay out a page, remarks between rows."""

from collections.abc import Iterator

from nianbao.core.document import GridCell, Paragraph, TextGrid
from nianbao.core.numbers import folded
from nianbao.forms.labels import fits, is_plain
from nianbao.forms.recognise_rows import is_blank, is_figure
from nianbao.forms.words import words

# Longer than any label of a form: running text.
_LONG = 80
_STOP = "。"


def unframed(grid: TextGrid, labels: frozenset[str], *, is_page: bool) -> Iterator[Paragraph | TextGrid]:
    """The grid with its lines of running text as paragraphs; `labels` are all bodies the tables of the forms print.

    `is_page` tells that sections begin inside it, as in a sheet the whole report was copied into.
    """
    rows: list[tuple[GridCell, ...]] = []
    for row in grid.rows:
        prose = _prose(row, labels, is_page=is_page)
        if prose and rows:
            yield TextGrid(tuple(rows), rows[0][0].place)
            rows = []
        yield from prose
        if row and not prose:
            rows.append(row)
    if rows:
        yield TextGrid(tuple(rows), rows[0][0].place)


def _prose(row: tuple[GridCell, ...], labels: frozenset[str], *, is_page: bool) -> list[Paragraph]:
    """The paragraphs a line of cells holds; none where it belongs to a table."""
    shown = {cell.text: cell for cell in row if not is_blank(cell)}
    texts = [text for text in shown if text]
    if any(fits(text, labels) or is_figure(text) for text in texts):
        return []
    is_alone = len(texts) == 1
    is_running = any(_runs_on(text) for text in texts) or (is_alone and (is_page or _is_title(texts[0])))
    if not is_running or (not is_alone and not any(len(folded(text)) > _LONG for text in texts)):
        return []
    return [Paragraph(line.strip(), shown[text].place) for text in texts for line in text.split("\n") if line.strip()]


def _runs_on(text: str) -> bool:
    body = folded(text)
    return is_plain(text) and (_STOP in body or len(body) > _LONG)


def _is_title(text: str) -> bool:
    return folded(text).endswith(words().title_endings)
