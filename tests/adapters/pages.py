"""What the pages of a report must show, worked out from the form's layout alone, and reports of every shape."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from nianbao.core.document import Document, Paragraph, TextGrid
from nianbao.core.form import Form, Kind
from nianbao.core.report import Report
from nianbao.forms import load
from nianbao.forms.layout import layout
from tests.builders import report

# Markup, quotes, formulas, rare and private characters: what a clerk can type or paste.
CHARACTERS = "一年公开（）“”，。；0123456789<>&\"'=+-@%{}#$/\\𠮷㐂\ue000éA"
_LINE = st.text(CHARACTERS, min_size=1, max_size=60)
_TEXT = st.lists(_LINE, max_size=4).map("\n".join)
_VALUES = {
    Kind.COUNT: st.integers(0, 99999).map(Decimal),
    Kind.CHANGE: st.integers(-999, 999).map(Decimal),
    Kind.MONEY: st.decimals(0, 99999, places=4),
}


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports of every form, some cells blank, with any texts."""
    form = draw(st.sampled_from(load.catalogue()))
    values = {cell: draw(st.none() | _VALUES[form.column(cell).kind]) for cell in form.cells}
    texts = {address: draw(_TEXT) for address in form.text_addresses()}
    texts["head_title"] = draw(_LINE)
    return replace(report(form.id), values=values, texts=texts)


def matrix(form: Form, made: Report, table: str) -> list[list[str | None]]:
    """A table as it must be read back: text where a printed cell starts, None where it only covers."""
    grid = layout(form.table(table))
    lines: list[list[str | None]] = [[None] * grid.columns for _ in range(grid.rows)]
    for printed in grid.cells:
        value = None if printed.cell is None else made.values[printed.cell]
        lines[printed.row][printed.column] = printed.text if printed.cell is None else plain(value)
    return lines


def plain(value: Decimal | None) -> str:
    """A number in plain digits."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def expected(form: Form, made: Report) -> list[str | list[list[str | None]]]:
    """All a page must give back, in order."""
    lines: list[str | list[list[str | None]]] = [made.texts["head_title"], *made.texts["head_lead"].split("\n")]
    for section in form.sections:
        lines.append(section.title)
        lines += [matrix(form, made, section.table)] if section.table else []
        lines += made.texts[section.text].split("\n")
    return [line for line in lines if line]


def contents(document: Document) -> list[str | list[list[str | None]]]:
    """A document without its places."""
    return [item.text if isinstance(item, Paragraph) else texts(item) for item in document.items]


def texts(grid: TextGrid) -> list[list[str | None]]:
    """The texts of a grid."""
    return [[cell.text for cell in row] for row in grid.rows]


def paragraphs(document: Document) -> list[str]:
    """The paragraphs of a document."""
    return [item.text for item in document.items if isinstance(item, Paragraph)]


def grids(document: Document) -> list[list[list[str | None]]]:
    """The grids of a document."""
    return [texts(item) for item in document.items if isinstance(item, TextGrid)]


def places(items: Sequence[object]) -> list[str]:
    """The places of paragraphs, grids or cells."""
    return [item.place for item in items]  # type: ignore[attr-defined]
