"""A report as it is published: title, lead, and per section its heading, table and paragraphs; drawn by every page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nianbao.core.cell import Cell
from nianbao.core.form import Form, Section
from nianbao.core.report import Report, as_text
from nianbao.forms.layout import Grid, Printed, Role, layout
from nianbao.forms.subheads import subheads

# A group label this tall is set vertically, as published reports do.
_TALL_ROWS = 12
# Up to this many columns share the page alike; beyond it the labels take what the values leave.
_EVEN_COLUMNS = 6
_VALUES_SHARE = 0.6
_VERTICAL_SHARE = 0.04
# Characters a line: four for a group label, which has many lines, and most of a sentence for the others.
_GROUP_NEED, _LABEL_NEED = 4.25, 13.0
# 一、 is the first level.
_SUBHEAD = 2
_TITLE_END = "政府信息公开工作年度报告"
# Stands beneath the title of what is shown around before it is final.
DRAFT_MARK = "（征求意见稿）"
# Stands beneath the picture of the year where an export bears one.
PICTURE_CAPTION = "图　数据一览"
# What XML or a web page cannot hold. It has no shape on paper either.
_NO_CHARACTERS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")


@dataclass(frozen=True, slots=True)
class Part:
    """One section on the page."""

    heading: str
    grid: Grid | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printout:
    """A whole report; `values` holds what stands in each value cell, "" where 未填; `mark` what stands under the title."""

    title: str
    mark: str
    lead: tuple[str, ...]
    parts: tuple[Part, ...]
    values: Mapping[Cell, str]


def printout(report: Report, form: Form, *, draft: bool = False) -> Printout:
    """The report in the order of its form; a draft is marked as one."""
    return Printout(
        title=title_of(report),
        mark=DRAFT_MARK if draft else "",
        lead=paragraphs(report.texts.get("head_lead", "")),
        parts=tuple(_part(report, form, section) for section in form.sections),
        values={cell: as_text(report.values.get(cell)) or "" for cell in form.cells},
    )


def title_of(report: Report) -> str:
    """The title as it stood in the source, else as unit and year make it."""
    return clean(report.texts.get("head_title", "")).strip() or _default_title(report)


def _default_title(report: Report) -> str:
    year = "" if report.year is None else f"{report.year}年"
    return f"{clean(report.agency or '')}{year}{_TITLE_END}"


def title_lines(title: str, longest: float) -> tuple[str, ...]:
    """The title, broken before its set phrase when it is longer than so many characters; half-width ones count half."""
    width = sum(0.5 if character.isascii() else 1 for character in title)
    start = title.removesuffix(_TITLE_END)
    return (title,) if width <= longest or start in ("", title) else (start, _TITLE_END)


def _part(report: Report, form: Form, section: Section) -> Part:
    return Part(
        heading=heading_of(report, section),
        grid=layout(form.table(section.table)) if section.table else None,
        paragraphs=paragraphs(report.texts.get(section.text, "")),
    )


def heading_of(report: Report, section: Section) -> str:
    """A section's heading as it stood in the source, else as the form has it."""
    printed = [clean(heading.text).strip() for heading in report.headings if heading.section == section.code]
    return next(filter(None, printed), section.title)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, without blank ones and without typed indents: the page brings its own."""
    lines = (line.strip() for line in clean(text).split("\n"))
    return tuple(line for line in lines if line)


def clean(text: str) -> str:
    """The text without characters that cannot be printed; every line break a line feed."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n"))


def subhead(paragraph: str) -> tuple[str, str]:
    """A paragraph's sub-heading （一）… and what follows it; either may be empty."""
    found = next(subheads([paragraph]))
    return (found.head, found.rest) if found.level == _SUBHEAD else ("", paragraph)


def is_vertical(printed: Printed) -> bool:
    """Whether a label spans so many rows that it is set vertically."""
    return printed.role is Role.LABEL and printed.colspan == 1 and printed.rowspan >= _TALL_ROWS


def is_small(grid: Grid) -> bool:
    """Whether the table has so many columns that it takes the smaller type."""
    return grid.columns > _EVEN_COLUMNS


def shares(grid: Grid) -> tuple[float, ...]:
    """The part of the page's width each column takes; together 1."""
    labels = [column for column in range(grid.columns) if _is_label_column(grid, column)]
    if not labels or not is_small(grid):
        return (1 / grid.columns,) * grid.columns
    tall = {printed.column for printed in grid.cells if is_vertical(printed)}
    value = _VALUES_SHARE / (grid.columns - len(labels))
    rest = 1 - _VALUES_SHARE - _VERTICAL_SHARE * len(tall)
    needs = {column: _need(grid, column) for column in labels if column not in tall}
    scale = rest / sum(needs.values()) if needs else 0
    widths = [needs[c] * scale if c in needs else _VERTICAL_SHARE if c in tall else value for c in range(grid.columns)]
    return tuple(width / sum(widths) for width in widths)


def _is_label_column(grid: Grid, column: int) -> bool:
    roles = {printed.role for printed in grid.cells if printed.column == column and printed.colspan == 1}
    return Role.LABEL in roles and Role.VALUE not in roles


def _need(grid: Grid, column: int) -> float:
    labels = [p for p in grid.cells if p.column == column and p.colspan == 1 and p.role is Role.LABEL]
    return _GROUP_NEED if all(label.rowspan > 1 for label in labels) else _LABEL_NEED
