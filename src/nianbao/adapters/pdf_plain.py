"""Tables without lines: read where headings, labels and figures tell the columns and rows by where they stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nianbao.adapters.pdf_blocks import Block, blocks, is_known, words
from nianbao.adapters.pdf_chunks import Chunk, Label, chunks, labels, stacked
from nianbao.adapters.pdf_lines import CUT, joined
from nianbao.adapters.pdf_paragraphs import Placed
from nianbao.core.document import GridCell, TextGrid
from nianbao.core.form import Table
from nianbao.forms import load
from nianbao.forms.labels import fits
from nianbao.forms.recognise_headings import section_of
from nianbao.forms.vocabulary import Head, heads, table_bodies

# A table shows at least this many labels of a form.
_FEWEST = 3
# Points: figures this near each other stand in one column.
_TOUCH = 0.5
# Heights of the letter: what is one row, and how far the paragraphs of one cell stand apart.
_SAME_ROW, _SAME_CELL = 0.9, 3.0
Grid = list[list[str | None]]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its heading and the span its figures take up; one of both may be missing."""

    head: Label | None
    strip: tuple[float, float] | None

    @property
    def at(self) -> float:
        """Where it stands."""
        if self.strip:
            return self.strip[0] + self.strip[1]
        assert self.head is not None
        return self.head.left + self.head.right


def parted(run: Sequence[Placed]) -> list[Placed | TextGrid]:
    """The lines with those that make up tables replaced by grids."""
    found: list[Placed | TextGrid] = []
    for part in _sections(run):
        made = _tables(part)
        used = {at for lines, _ in made for at in lines}
        first = {min(lines): grid for lines, grid in made}
        for at, placed in enumerate(part):
            if at in first:
                found.append(first[at])
            if at not in used:
                found.append(placed)
    return found


def _sections(run: Sequence[Placed]) -> Iterator[list[Placed]]:
    """The lines from one section heading to the next."""
    sections = tuple(dict.fromkeys(section for form in load.catalogue() for section in form.sections))
    part: list[Placed] = []
    for placed in run:
        if part and not is_known(placed.line.text) and section_of(placed.line.text, sections):
            yield part
            part = []
        part.append(placed)
    if part:
        yield part


def _tables(part: Sequence[Placed]) -> list[tuple[set[int], TextGrid]]:
    """The tables of a section, each with the lines it takes up."""
    pieces = chunks(part)
    if sum(is_known(piece.text) for piece in pieces) < 2:
        return []
    every = labels(pieces, is_known)
    if sum(label.is_known for label in every) < _FEWEST:
        return []
    made = []
    for block in blocks(every):
        grid = _grid(block)
        if grid:
            lines = {chunk.line for label in (*block.above, *block.head, *block.body) for chunk in label.chunks}
            made.append((lines, _placed(grid, [part[line] for line in sorted(lines)])))
    return made


def _grid(block: Block) -> Grid | None:
    """The block as rows of cells; None where columns or rows are not plain."""
    kin, stubs = _kin(block), words().stubs
    row_labels = [each for each in block.body if each.is_known and fits(each.text, words().rows)]
    border = max((each.right for each in row_labels), default=float("-inf"))
    values = [chunk for each in block.body if each.left > border for chunk in each.chunks]
    sides = [each for each in block.body if each.left <= border]
    top = stacked([each for each in block.head if each.left > border and not fits(each.text, stubs)], is_known)
    columns = _columns(kin, top, values)
    if not columns or not values:
        return None
    rows = _rows(sides, values)
    width = max((len(names) for names, _ in rows), default=0)
    torn = [(at, chunk) for at, (names, own) in enumerate(rows) for chunk in _torn(names, own, columns)]
    body = [
        _marked(_line(names, own, columns, width), own, columns, [chunk for i, chunk in torn if i != at])
        for at, (names, own) in enumerate(rows)
    ]
    lines: Grid = [[each.text, *[None] * (width + len(columns) - 1)] for each in block.above]
    heading = _head_lines(kin, top, columns, width)
    stub = next((each for each in block.head if fits(each.text, stubs)), None)
    if stub and width:
        heading[0][0] = stub.text
    return [*lines, *heading, *body]


def _columns(kin: tuple[Table, ...], top: Sequence[Label], values: Sequence[Chunk]) -> list[_Column] | None:
    strips = _strips(values)
    leaves = _leaves(kin, top)
    pairs: dict[int, int] = {}
    for i, (left, right) in enumerate(strips):
        over = [j for j, head in enumerate(leaves) if head.left < right and left < head.right]
        if len(over) > 1:
            return None
        if over:
            if over[0] in pairs.values():
                return None
            pairs[i] = over[0]
    if len(pairs) < len(strips) and len(strips) == len(leaves):
        pairs = {i: i for i in range(len(strips))} if all(i == j for i, j in pairs.items()) else pairs
    found = [_Column(leaves[pairs[i]] if i in pairs else None, strip) for i, strip in enumerate(strips)]
    found += [_Column(head, None) for j, head in enumerate(leaves) if j not in pairs.values()]
    return sorted(found, key=lambda each: each.at)


def _strips(values: Iterable[Chunk]) -> list[tuple[float, float]]:
    """The spans in which figures stand above each other."""
    strips: list[tuple[float, float]] = []
    for chunk in sorted(values, key=lambda each: each.left):
        if strips and chunk.left <= strips[-1][1] + _TOUCH:
            strips[-1] = strips[-1][0], max(strips[-1][1], chunk.right)
        else:
            strips.append((chunk.left, chunk.right))
    return strips


def _leaves(kin: tuple[Table, ...], top: Sequence[Label]) -> list[Label]:
    """The headings that have a column, left to right: known ones, and others that stand over no known one."""
    known = [each for each in top if each.is_known and _depth(kin, each.text)[1]]
    more = [
        each
        for each in top
        if not each.is_known and not any(each.left < leaf.right and leaf.left < each.right for leaf in known)
    ]
    return sorted([*known, *more], key=lambda each: each.left)


def _kin(block: Block) -> tuple[Table, ...]:
    """The tables of all forms that share most words with a block."""
    found: dict[str, list[Table]] = {}
    for form in load.catalogue():
        for table in form.tables:
            found.setdefault(table.code, []).append(table)
    texts = [label.text for label in (*block.head, *block.body) if label.is_known]

    def shared(tables: list[Table]) -> int:
        return sum(any(fits(text, table_bodies(table)) for table in tables) for text in texts)

    return tuple(found[max(found, key=lambda code: shared(found[code]))])


@cache
def _depth(kin: tuple[Table, ...], text: str) -> tuple[int, bool]:
    """How many headings stand above this one in those tables, at most; and whether it has a column of its own."""
    found = [each for table in kin for block in table.blocks for each in _depths(heads(block), text, 0)]
    return max(found, default=(0, True))


def _depths(level: Iterable[Head], text: str, depth: int) -> Iterator[tuple[int, bool]]:
    for head in level:
        if fits(text, head.accepted):
            yield depth, head.leaf is not None
        yield from _depths(head.under, text, depth + 1)


def _rows(sides: Sequence[Label], values: Sequence[Chunk]) -> list[tuple[list[Label], list[Chunk]]]:
    """The labels of each row, groups first, with its figures."""
    leaves = [each for each in sides if not any(_is_beside(each, other) for other in sides)]
    leaves.sort(key=lambda each: each.middle)
    if not leaves:
        return [([], line) for line in _levels(values)]
    rows: list[tuple[list[Label], list[Chunk]]] = [([leaf], []) for leaf in leaves]
    for group in sides:
        if group not in leaves:
            at = min(range(len(leaves)), key=lambda i: (abs(leaves[i].middle - group.middle), i))
            rows[at][0].insert(0, group)
    for chunk in values:
        at = min(range(len(leaves)), key=lambda i: _distance(leaves[i], chunk))
        rows[at][1].append(chunk)
    return [(sorted(names, key=lambda each: each.left), own) for names, own in rows]


def _is_beside(label: Label, other: Label) -> bool:
    """Whether another label stands to the right on the same height."""
    return other.left >= label.right and label.reaches(other)


def _distance(label: Label, chunk: Chunk) -> tuple[float, float]:
    outside = max(label.top - chunk.middle, chunk.middle - label.bottom, 0.0)
    return outside, abs(label.middle - chunk.middle)


def _levels(values: Sequence[Chunk]) -> list[list[Chunk]]:
    """Figures without labels, row by row; what stands close below may be the end of a figure that is too wide."""
    lines: list[list[Chunk]] = []
    for chunk in sorted(values, key=lambda each: each.middle):
        if lines and chunk.top < max(each.bottom for each in lines[-1]) + _SAME_ROW * (chunk.bottom - chunk.top):
            lines[-1].append(chunk)
        else:
            lines.append([chunk])
    return lines


def _line(names: Sequence[Label], own: Sequence[Chunk], columns: Sequence[_Column], width: int) -> list[str | None]:
    """A row's cells. One that ends early may have lost a cell, and its figures stand anywhere: none is told."""
    padding: list[str | None] = [None] * (width - len(names))
    shown: list[str | None] = [*padding, *(each.text for each in names)]
    cells = [_cell(own, column) for column in columns]
    last = max(i for i, column in enumerate(columns) if column.strip or (column.head and column.head.is_known))
    is_plain = bool(cells[last]) and _is_level(own, names)
    return [*shown, *(cells if is_plain else [None] * len(cells))]


def _cell(own: Sequence[Chunk], column: _Column) -> str:
    if column.strip is None:
        return ""
    left, right = column.strip
    inside = sorted(
        (each for each in own if left <= each.left and each.right <= right), key=lambda each: (each.top, each.left)
    )
    return joined(each.text for each in inside)


def _is_level(own: Sequence[Chunk], names: Sequence[Label]) -> bool:
    """Whether the figures of a row stand beside its label, all on one height or around it."""
    return all(not names or names[-1].reaches(each) for each in own)


def _torn(names: Sequence[Label], own: Sequence[Chunk], columns: Sequence[_Column]) -> list[Chunk]:
    """The figures of a row that may be ends of its neighbours' figures: of a few no known label stands beside."""
    if any(name.is_known for name in names):
        return [each for each in own if not names[-1].reaches(each)]
    is_whole = all(_cell(own, column) for column in columns if column.strip)
    return [] if is_whole else list(own)


def _marked(
    line: list[str | None], own: Sequence[Chunk], columns: Sequence[_Column], torn: Sequence[Chunk]
) -> list[str | None]:
    """A row's cells, those marked that another row's torn figure stands close to in the same column."""
    near = [each for each in torn if any(_is_close(each, chunk) for chunk in own)]
    cells = line[len(line) - len(columns) :]
    marked = [
        cell if cell is None or not _cell(near, column) else cell + CUT
        for cell, column in zip(cells, columns, strict=True)
    ]
    return [*line[: len(line) - len(columns)], *marked]


def _is_close(torn: Chunk, chunk: Chunk) -> bool:
    gap = max(torn.top, chunk.top) - min(torn.bottom, chunk.bottom)
    return gap < _SAME_CELL * (chunk.bottom - chunk.top)


def _head_lines(kin: tuple[Table, ...], top: Sequence[Label], columns: Sequence[_Column], width: int) -> Grid:
    leaves = {column.head: i for i, column in enumerate(columns) if column.head}
    deepest = max((_depth(kin, each.text)[0] for each in leaves if each.is_known), default=0)
    depths = {each: _depth(kin, each.text)[0] if each.is_known else deepest for each in top}
    lines: Grid = [[None] * (width + len(columns)) for _ in range(max(depths.values(), default=0) + 1)]
    for label in sorted(top, key=lambda each: each.left):
        row = lines[depths[label]]
        at = leaves[label] if label in leaves else _over(label, columns)
        while row[width + at] is not None and at + 1 < len(columns):
            at += 1
        row[width + at] = label.text
    return lines


def _over(label: Label, columns: Sequence[_Column]) -> int:
    middle = label.left + label.right
    return min(range(len(columns)), key=lambda i: abs(columns[i].at - middle))


def _placed(grid: Grid, lines: Sequence[Placed]) -> TextGrid:
    place = lines[0].place
    rows = [
        tuple(GridCell(text, f"{place}起第{i}行第{j}列") for j, text in enumerate(row, start=1))
        for i, row in enumerate(grid, start=1)
    ]
    return TextGrid(tuple(rows), place)
