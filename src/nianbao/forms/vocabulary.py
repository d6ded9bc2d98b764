"""Every wording a table of a form may be written with, ready for comparison with the cells of a source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from nianbao.core.document import TextGrid
from nianbao.core.form import Block, Form, Row, Table
from nianbao.forms.labels import bodies, fits, is_plain, named, nearest

# One word such as 总计 may stand in any table.
_FEWEST_LABELS = 2


@dataclass(frozen=True, slots=True)
class Head:
    """A column heading and those printed under it; `leaf` is the position of its value among the block's, or None."""

    accepted: frozenset[str]
    under: tuple["Head", ...] = ()
    leaf: int | None = None


@cache
def heads(block: Block) -> tuple[Head, ...]:
    """The column headings of a block as a tree, in the form's order."""
    paths = []
    if block.orientation == "across":
        for row in block.leaves():
            above = [bodies(each.label, each.variants) for each in (*block.ancestors(row), row)]
            paths += [[*above, bodies(column.label, column.variants)] for column in block.columns]
    else:
        for column in block.columns:
            paths.append([*(bodies(text) for text in column.under), bodies(column.label, column.variants)])
    return _tree([(path, leaf) for leaf, path in enumerate(paths)])


def _tree(paths: list[tuple[list[frozenset[str]], int]]) -> tuple[Head, ...]:
    found: list[Head] = []
    start = 0
    while start < len(paths):
        first, leaf = paths[start]
        end = start + 1
        if len(first) == 1:
            found.append(Head(first[0], leaf=leaf))
        else:
            while end < len(paths) and len(paths[end][0]) > 1 and paths[end][0][0] == first[0]:
                end += 1
            found.append(Head(first[0], _tree([(path[1:], each) for path, each in paths[start:end]])))
        start = end
    return tuple(found)


def _accepted(tree: Iterable[Head]) -> frozenset[str]:
    return frozenset(body for head in tree for body in head.accepted | _accepted(head.under))


@cache
def head_bodies(block: Block) -> frozenset[str]:
    """Every body that may stand in the head of a block, its stub included."""
    return _accepted(heads(block)) | bodies(block.stub)


@cache
def row_bodies(block: Block) -> tuple[tuple[Row, frozenset[str]], ...]:
    """The rows of a block whose labels stand before their values, with their wordings."""
    if block.orientation == "across":
        return ()
    return tuple((row, bodies(row.label, row.variants)) for row in block.rows)


@cache
def table_bodies(table: Table) -> frozenset[str]:
    """Every body that belongs to a table: rows, headings, titles."""
    parts = [head_bodies(block) | bodies(block.title) for block in table.blocks]
    parts += [accepted for block in table.blocks for _, accepted in row_bodies(block)]
    return frozenset().union(*parts)


@cache
def items(table: Table) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The distinct things a table prints, each as (its official wordings, all its wordings); for weighing forms."""
    found: dict[frozenset[str], frozenset[str]] = {}
    for block in table.blocks:
        found[bodies(block.title)] = bodies(block.title)
        labels = [(row.label, row.variants) for row in block.rows]
        labels += [(column.label, column.variants) for column in block.columns]
        for label, variants in labels:
            found.setdefault(bodies(label), bodies(label, variants))
    return tuple((exact, accepted) for exact, accepted in found.items() if exact)


def tables(forms: Iterable[Form], code: str) -> tuple[Table, ...]:
    """The tables of one code in several forms."""
    return tuple(table for form in forms for table in form.tables if table.code == code)


def rows_named(table: Table, text: str) -> list[tuple[Block, Row]]:
    """The rows a label may mean; where the printed number decides between them, only those.

    A number that slipped is forgiven where the words alone are plain: 「5.其他」 is not 「3.其他」.
    """
    name = named(text)
    found = [(block, row) for block in table.blocks for row, accepted in row_bodies(block) if fits(text, accepted)]
    numbered = [(block, row) for block, row in found if named(row.label).number == name.number]
    if numbered or not name.number:
        return numbered if len(found) > 1 and name.number else found
    return found if is_plain(text) else []


def row_like(table: Table, text: str) -> tuple[Block, Row] | None:
    """The one row a misspelt label plainly means, its printed number agreeing; else None."""
    if not is_plain(text):
        return None
    number = named(text).number
    choices = [
        (block, row, accepted)
        for block in table.blocks
        for row, accepted in row_bodies(block)
        if not number or named(row.label).number in ("", number)
    ]
    best = nearest(text, [accepted for _, _, accepted in choices])
    return None if best is None else choices[best][:2]


def holds_labels(grid: TextGrid, forms: Sequence[Form]) -> bool:
    """Whether a table prints labels of a form's tables, more than the one that any table may share."""
    labels = labels_of(forms)
    met = {named(cell.text).body for row in grid.rows for cell in row if cell.text and fits(cell.text, labels)}
    return len(met) >= _FEWEST_LABELS


def labels_of(forms: Sequence[Form]) -> frozenset[str]:
    """Every body the tables of some forms print: rows, headings, titles."""
    return _labels(tuple(forms))


@cache
def _labels(forms: tuple[Form, ...]) -> frozenset[str]:
    return frozenset().union(*(table_bodies(table) for form in forms for table in form.tables))
