"""A report as one self-contained, accessible web page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from nianbao.adapters.printout import Part, is_small, is_vertical, printout, shares, subhead
from nianbao.core.cell import Cell
from nianbao.core.form import Form, printed_number
from nianbao.core.report import Report
from nianbao.forms.layout import Grid, Printed, Role

_TEMPLATE = Path(__file__).parent / "html_template.html.j2"


@dataclass(frozen=True, slots=True)
class _Cell:
    tag: str
    text: str
    attributes: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that belong together: the repeated heading, or one block."""

    tag: str
    rows: list[list[_Cell]]


@dataclass(frozen=True, slots=True)
class _Table:
    small: bool
    widths: list[str]
    groups: list[_Group]


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    table: _Table | None
    paragraphs: list[tuple[str, str]]


def write(report: Report, form: Form, *, draft: bool = False) -> bytes:
    """The report as one self-contained UTF-8 page; a draft is marked as one."""
    printed = printout(report, form, draft=draft)
    page = _template().render(
        title=printed.title,
        mark=printed.mark,
        lead=[subhead(text) for text in printed.lead],
        parts=[_section(part, printed.values) for part in printed.parts],
    )
    return page.encode("utf-8")


@cache
def _template() -> Template:
    # Jinja escapes nothing unless told to.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))


def _section(part: Part, values: Mapping[Cell, str]) -> _Section:
    table = None if part.grid is None else _table(part.grid, values)
    return _Section(part.heading, table, [subhead(text) for text in part.paragraphs])


def _table(grid: Grid, values: Mapping[Cell, str]) -> _Table:
    rows: list[list[_Cell]] = [[] for _ in range(grid.rows)]
    for printed in grid.cells:
        rows[printed.row].append(_cell(printed, values))
    groups = [_Group("thead" if end <= grid.head_rows else "tbody", rows[start:end]) for start, end in _groups(grid)]
    return _Table(is_small(grid), [f"{share * 100:.2f}" for share in shares(grid)], groups)


def _groups(grid: Grid) -> Iterator[tuple[int, int]]:
    starts = {printed.row for printed in grid.cells if printed.role is Role.TITLE}
    edges = sorted({0, grid.head_rows, grid.rows} | starts)
    return pairwise(edges)


def _cell(printed: Printed, values: Mapping[Cell, str]) -> _Cell:
    spans = {"colspan": printed.colspan, "rowspan": printed.rowspan}
    attributes: dict[str, str | int] = {name: span for name, span in spans.items() if span > 1}
    if printed.cell is not None:
        return _Cell("td", values[printed.cell], {"id": str(printed.cell)} | attributes)
    look = _look(printed)
    return _Cell("th", printed.text, {"scope": _scope(printed)} | attributes | ({"class": look} if look else {}))


def _scope(printed: Printed) -> str:
    if printed.role is Role.LABEL:
        return "row"
    if printed.role is Role.TITLE:
        return "rowgroup"
    return "col" if printed.colspan == 1 else "colgroup"


def _look(printed: Printed) -> str:
    if is_vertical(printed):
        return "tall"
    return "item" if printed.role is Role.LABEL and printed_number(printed.text) else ""
