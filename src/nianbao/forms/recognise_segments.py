"""Which lines of a document's grids belong to which table, and which form they were printed from."""

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.core.document import GridCell, TextGrid
from nianbao.core.form import Form, Table
from nianbao.forms.labels import Name, fits, named
from nianbao.forms.recognise_rows import is_blank, is_figure
from nianbao.forms.vocabulary import head_bodies, items, row_bodies, table_bodies, tables

GridRow = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A grid and where in the report it stands: the section before it, and whether that is an appendix."""

    grid: TextGrid
    section: str
    is_appended: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring lines of one grid that belong to one table. `is_sure` is false for a table only a little alike."""

    table: str
    rows: tuple[GridRow, ...]
    section: str
    is_appended: bool
    is_sure: bool

    @property
    def place(self) -> str:
        """Where it begins."""
        return self.rows[0][0].place


def segments(grids: Sequence[PlacedGrid], forms: Sequence[Form]) -> list[Segment]:
    """The lines of all grids by table; grids that share no label with any form are left out."""
    known = {
        code: frozenset().union(*(table_bodies(table) for table in tables(forms, code)))
        for code in dict.fromkeys(table.code for form in forms for table in form.tables)
    }
    found: list[Segment] = []
    for placed in grids:
        for code, rows in _runs(placed.grid, known) or _rest(placed, found, forms):
            parts = (code, rows, placed.section, placed.is_appended)
            found.append(Segment(*parts, is_sure=_is_sure(parts, found, forms)))
    return found


def _runs(grid: TextGrid, known: dict[str, frozenset[str]]) -> list[tuple[str, tuple[GridRow, ...]]]:
    rows = [row for row in grid.rows if row]
    codes = [_codes(row, known) for row in rows]
    current = next((min(codes_) for codes_ in codes if len(codes_) == 1), None)
    if current is None:
        # One shared word such as 总计 may point to several tables: any of them will do to report it.
        shared = [min(codes_) for codes_ in codes if codes_]
        return [(shared[0], tuple(rows))] if shared else []
    runs: list[tuple[str, list[GridRow]]] = []
    for row, candidates in zip(rows, codes, strict=True):
        if candidates and current not in candidates:
            current = min(candidates)
        if not runs or runs[-1][0] != current:
            runs.append((current, []))
        runs[-1][1].append(row)
    return [(code, tuple(lines)) for code, lines in runs]


def _rest(placed: PlacedGrid, before: list[Segment], forms: Sequence[Form]) -> list[tuple[str, tuple[GridRow, ...]]]:
    """A grid of figures without a label, as what goes on with the table before it in its section, else as its section's."""
    rows = tuple(row for row in placed.grid.rows if row)
    if not any(is_figure(cell.text) for row in rows for cell in row if cell.text):
        return []
    last = before[-1] if before else None
    if last is not None and (last.section, last.is_appended) == (placed.section, placed.is_appended):
        return [(last.table, rows)]
    own = {section.table for form in forms for section in form.sections if section.code == placed.section}
    return [(code, rows) for code in own if code]


def _is_headless(table: Table, rows: Sequence[GridRow]) -> bool:
    """Whether lines without a label are the values of a table that prints all of them side by side."""
    counts = {len(block.leaves()) * len(block.columns) for block in table.blocks if block.orientation == "across"}
    return len(table.blocks) == len(counts) and any(sum(not is_blank(cell) for cell in row) in counts for row in rows)


def _codes(row: GridRow, known: dict[str, frozenset[str]]) -> set[str]:
    """The tables most cells of a line point to; empty when none does."""
    texts = [cell.text for cell in row if cell.text and not is_blank(cell)]
    hits = {code: sum(fits(text, accepted) for text in texts) for code, accepted in known.items()}
    most = max(hits.values(), default=0)
    return {code for code, count in hits.items() if count == most} if most else set()


def _is_sure(parts: tuple[str, tuple[GridRow, ...], str, bool], before: list[Segment], forms: Sequence[Form]) -> bool:
    """Whether the lines are that table: by its column headings, by many of its rows, or as its continuation."""
    code, rows, section, is_appended = parts
    names = _names(rows)
    has_labels = any(_shared(table_bodies(table), names) for table in tables(forms, code))
    for table in tables(forms, code):
        heads = max((_shared(head_bodies(block), names) for block in table.blocks), key=len)
        labels = [accepted for block in table.blocks for _, accepted in row_bodies(block)]
        met = [words for words in (_shared(accepted, names) for accepted in labels) if words]
        # 总计 is a row and a column alike: alone it proves nothing.
        has_both = bool(heads) and any(not words <= heads for words in met)
        if len(heads) >= 2 or has_both or (labels and len(met) * 2 >= len(labels)):
            return True
        if not has_labels and _is_headless(table, rows):
            return True
    last = before[-1] if before else None
    return (
        last is not None
        and last.is_sure
        and (last.table, last.section, last.is_appended)
        == (
            code,
            section,
            is_appended,
        )
    )


def _names(rows: Sequence[GridRow]) -> set[Name]:
    return {named(cell.text) for row in rows for cell in row if cell.text and not is_blank(cell)}


def _shared(accepted: frozenset[str], names: set[Name]) -> set[str]:
    return {name.body for name in names if name.body in accepted or (name.bare and name.bare in accepted)}


@dataclass(frozen=True, slots=True)
class Weight:
    """How a form fits a document: tables that are more its own than any other form's, and labels met to the letter."""

    tables: int
    labels: int


def weigh(found: Sequence[Segment], forms: Sequence[Form]) -> dict[str, Weight]:
    """The weight of every form, by its id."""
    votes = dict.fromkeys((form.id for form in forms), 0)
    exact = dict.fromkeys(votes, 0)
    for code in dict.fromkeys(segment.table for segment in found):
        names = _names([row for segment in found if segment.table == code for row in segment.rows])
        scores: dict[str, int] = {}
        for form in forms:
            for table in form.tables:
                if table.code == code:
                    scores[form.id], met = _score(table, names)
                    exact[form.id] += met
        best = [form_id for form_id, score in scores.items() if score == max(scores.values())]
        if len(best) == 1:
            votes[best[0]] += 1
    return {form.id: Weight(votes[form.id], exact[form.id]) for form in forms}


def _score(table: Table, names: set[Name]) -> tuple[int, int]:
    """Labels met less labels missing, and the number met in their official wording."""
    every = items(table)
    met = sum(bool(_shared(accepted, names)) for _, accepted in every)
    return 2 * met - len(every), sum(bool(_shared(official, names)) for official, _ in every)
