"""Tables that are none: labels and figures placed on the page as running text, which nobody can put together safely."""

from collections.abc import Iterable

from nianbao.core.document import Document, Paragraph
from nianbao.core.form import Form, Table
from nianbao.forms.labels import bodies, named

_FEWEST, _SHARE = 4, 0.5


def drawn_tables(document: Document, forms: Iterable[Form]) -> dict[str, str]:
    """The tables whose labels stand in the document as paragraphs of their own: code, and the place of the first."""
    lines: dict[str, str] = {}
    for item in document.items:
        if isinstance(item, Paragraph):
            lines.setdefault(named(item.text).body, item.place)
    found: dict[str, str] = {}
    for table in (table for form in forms for table in form.tables):
        labels = _labels(table)
        met = [label & lines.keys() for label in labels if label & lines.keys()]
        if len(met) >= max(_FEWEST, _SHARE * len(labels)):
            first = set().union(*met)
            found.setdefault(table.code, next(place for body, place in lines.items() if body in first))
    return found


def _labels(table: Table) -> set[frozenset[str]]:
    rows = {bodies(row.label, row.variants) for block in table.blocks for row in block.rows}
    columns = {bodies(column.label, column.variants) for block in table.blocks for column in block.columns}
    return rows | columns
