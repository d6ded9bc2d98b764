"""A real report as a manuscript: its paragraphs taken from the seed when a test runs, its tables set by us.

The narrative is found by the line numbers of the hand-written expectation; tables are printed as the official form
prints them, with the figures of the expectation, and with what is peculiar to each report.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from nianbao.core.cell import Cell
from nianbao.core.form import Form, Section
from nianbao.forms import load
from nianbao.forms.layout import Grid, Printed, Role, layout

EXPECTED: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "seeds_expected").glob("*.toml"))
}
# Labels as the report prints them, where it does not keep to the form.
_LABELS: dict[str, dict[str, str]] = {
    "001": {"只计": "只记"},
    "002": {"本年新制": "本年新\n制", "本年新公": "本年新\n公"},
    "003": {"采购总金额": "采购总金额（单位：万元，保留4位小数）", "法律行政法规": "法律法规"},
    "004": {"本年新制": "本年新\n制", "本年新公": "本年新\n公"},
}
# Blanks typed round figures, in turn; the last of each also stands in cells without figure.
_BLANKS: dict[str, tuple[str, ...]] = {
    "000": ("{} ", "{}", " {}", "\xa0{}"),
    "001": ("{}",),
    "002": ("\u3000\u3000{}", "\u3000{}", "{} ", " {}"),
    "003": ("{}",),
    "004": ("\u3000\u3000{}", "\u3000{}", "{} ", " {}"),
}
# The report whose row lost a cell, and the row.
SHORT, _SHORT_ROW = "003", "3.1"
# The report that ends with the model form: the lines that say so.
APPENDED, _MARKS = "002", (40, 42)
_MODEL_TEXT = "（文字描述）"
# Headings of uneven level, in the order of the sections.
_DEPTHS = {"003": (2, 2, 2, 4, 4, 4)}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; `kind` is title, heading or text. Of a title over several lines each is one."""

    kind: str
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A report in the order of its page; printed cells of its grids carry what stands in them."""

    name: str
    agency: str
    items: tuple[Line | Grid, ...]

    @property
    def title(self) -> str:
        """The title in one line."""
        return "".join(item.text for item in self.items if isinstance(item, Line) and item.kind == "title")


@cache
def manuscript(name: str, folder: Path) -> Manuscript:
    """One report, its narrative read from the folder of seeds."""
    expected = EXPECTED[name]
    lines = (folder / expected["file"]).read_text(encoding="utf-8").split("\n")
    return Manuscript(name, expected["agency"], tuple(_items(name, lines)))


def texts(name: str, folder: Path) -> dict[str, str]:
    """Every text of a report, its paragraphs parted by line feeds."""
    lines = (folder / EXPECTED[name]["file"]).read_text(encoding="utf-8").split("\n")
    joined = {address: "\n".join(_paragraphs(name, address, lines)) for address in EXPECTED[name]["texts"]}
    return joined | {"head_title": joined["head_title"].replace("\n", "")}


def _paragraphs(name: str, address: str, lines: list[str]) -> list[str]:
    spec = EXPECTED[name]["texts"][address]
    if not spec["paragraphs"]:
        return []
    found: list[str] = []
    for line in lines[spec["line"] - 1 :]:
        if len("".join(found) if address == "head_title" else "\n".join(found)) >= spec["length"]:
            break
        found += [line.strip().lstrip("# ")] if line.strip() else []
    return found


def _items(name: str, lines: list[str]) -> Iterator[Line | Grid]:
    form = load.by_id(EXPECTED[name]["form"])
    yield from (Line("title", text, 1) for text in _paragraphs(name, "head_title", lines))
    yield from (Line("text", text) for text in _paragraphs(name, "head_lead", lines))
    depths = dict(zip([section.code for section in form.sections], _DEPTHS.get(name, (2,) * 6), strict=True))
    for code, heading, _ in EXPECTED[name]["headings"]:
        section = form.section(code)
        yield Line("heading", heading, depths[code])
        if section.table and name != APPENDED:
            yield from tables(name, form, section.table)
        yield from (Line("text", text) for text in _paragraphs(name, section.text, lines))
    if name == APPENDED:
        yield from (Line("text", lines[number - 1].strip()) for number in _MARKS)
        for section in form.sections:
            yield from _model(name, form, section)


def _model(name: str, form: Form, section: Section) -> Iterator[Line | Grid]:
    yield Line("heading", section.title, 2)
    if section.table:
        yield from tables(name, form, section.table)
    else:
        yield Line("text", _MODEL_TEXT)


def tables(name: str, form: Form, code: str) -> list[Grid]:
    """A section's table as the report prints it: one grid, or two where the row that lost its cell ends the first."""
    figures = {str(cell): value or "" for cell, value in values(name).items()}
    blanks = cycle(_BLANKS[name])
    grid = layout(form.table(code))
    cells = [
        replace(printed, text=next(blanks).format(figures[str(printed.cell)]))
        if printed.cell
        else replace(printed, text=_label(name, printed))
        for printed in grid.cells
    ]
    whole = replace(grid, cells=tuple(cells))
    return _parted(whole) if (name, code) == (SHORT, "t3") else [whole]


def values(name: str) -> Mapping[Cell, str | None]:
    """The hand-written figures; None where the report has a blank."""
    form = load.by_id(EXPECTED[name]["form"])
    found: dict[Cell, str | None] = {}
    for row, (_, figures) in EXPECTED[name]["values"].items():
        addresses = [cell for cell in form.cells if f"{cell.table}_{cell.row}" == row]
        found.update(
            (cell, None if figure == "_" else figure) for cell, figure in zip(addresses, figures.split(), strict=True)
        )
    return found


def _label(name: str, printed: Printed) -> str:
    text = printed.text
    for official, own in _LABELS.get(name, {}).items():
        text = text.replace(official, own)
    if name == SHORT and printed.role is Role.LABEL:
        text = text.replace("（", "(").replace("）", ") ").replace("，", ", ").strip()
    return text


def _parted(grid: Grid) -> list[Grid]:
    """The table in two: the row that lost a cell keeps its group to itself, the rest goes on without the group."""
    cut = next(each.row for each in grid.values() if each.cell and each.cell.row == _SHORT_ROW) + 1
    above = [_shortened(each, cut) for each in grid.cells if each.row < cut]
    below = [replace(each, row=each.row - cut) for each in grid.cells if each.row >= cut]
    moved = [replace(each, column=max(each.column - 1, 0), colspan=each.colspan - (each.column == 0)) for each in below]
    first = replace(grid, rows=cut, cells=tuple(each for each in above if each is not None))
    rest = replace(grid, rows=grid.rows - cut, columns=grid.columns - 1, cells=tuple(moved), head_rows=0)
    return [first, rest]


def _shortened(printed: Printed, cut: int) -> Printed | None:
    """A cell above the cut; of the short row the last one is gone and the one before it holds the only figure."""
    if printed.cell is None or printed.cell.row != _SHORT_ROW:
        return replace(printed, rowspan=min(printed.rowspan, cut - printed.row))
    if printed.cell.column == "total":
        return None
    return replace(printed, text="0" if printed.cell.column == "other" else "")


def rows(grid: Grid) -> list[list[Printed]]:
    """The cells that begin in each row, left to right."""
    return [[each for each in grid.cells if each.row == line] for line in range(grid.rows)]
