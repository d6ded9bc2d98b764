"""What the sheets of a new workbook are drawn on: values, merges, names, links, each written in one way only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from nianbao.adapters.excel_styles import Style, styles_of
from nianbao.adapters.workbook import Area, Content, letters
from nianbao.adapters.workbook import Formula as Formula
from nianbao.adapters.workbook import Written as Written
from nianbao.core.errors import CannotWrite
from nianbao.core.report import as_text

LONGEST_TEXT = 32_767
_LIMIT = 10**15
FOOTER = '&C&"宋体,Regular"&10— &P —'
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_CONTROLS = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF))


class _ShownBlank(str):
    """An empty formula result that is not taken for a missing one.

    The library leaves out the cell's type where the result equals "", and readers then call it never calculated.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = str.__hash__


_BLANK = _ShownBlank()


@dataclass(frozen=True, slots=True)
class Canvas:
    """One workbook being made; `names` gathers where every defined name points, `jumps` what leads somewhere."""

    book: Any
    content: Content
    style: Style
    names: dict[str, Area] = field(default_factory=dict)
    jumps: dict[tuple[str, str], Any] = field(default_factory=dict)

    def sheet(self, name: str) -> Any:
        """The worksheet of a name."""
        return self.book.get_worksheet_by_name(name)


def canvas_on(book: Any, content: Content) -> Canvas:
    """A canvas over an empty workbook."""
    return Canvas(book, content, styles_of(book))


def put(canvas: Canvas, area: Area, value: Written, style: str) -> None:
    """Write a value into a cell, or into a merged area."""
    sheet = canvas.sheet(area.sheet)
    look = canvas.style(style)
    if (area.top, area.left) != (area.bottom, area.right):
        sheet.merge_range(area.top, area.left, area.bottom, area.right, "", look)
    place = (area.top, area.left)
    held = exact(value) if isinstance(value, Decimal | int) else value
    if held is None or held == "":
        sheet.write_blank(*place, None, look)
    elif isinstance(held, Formula):
        sheet.write_formula(*place, held.text, look, _result(held.result))
    elif isinstance(held, str):
        sheet.write_string(*place, fitting(held, area), look)
    else:
        sheet.write_number(*place, held, look)


def _result(result: str | Decimal | int | None) -> str | int | float:
    if result is None or result == "":
        return _BLANK
    return bare(result) if isinstance(result, str) else exact(result)


def exact(value: Decimal | int) -> int | float | str:
    """The number as a cell holds it, 15 digits; a longer figure is kept whole as text, and reported when read."""
    if -_LIMIT < value < _LIMIT and value == int(value):
        return int(value)
    if Decimal(f"{Decimal(value):.15g}") == value:
        return float(str(value))
    return as_text(Decimal(value)) or ""


def fitting(text: str, area: Area) -> str:
    """The text as a cell can hold it: stray halves of characters replaced, nothing cut.

    Raises: CannotWrite when it is longer than a cell.
    """
    if len(text) > LONGEST_TEXT:
        raise CannotWrite(f"写不进「{area.place}」：有 {len(text)} 字，一格最多 {LONGEST_TEXT} 字。请缩短后再试。")
    return whole(text)


def whole(text: str) -> str:
    """The text with stray halves of characters replaced; there are next to none, and looking for each takes long."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text


def bare(text: str) -> str:
    """The text without control characters, for places where XML has no way to hold them."""
    return text.translate(_SURROGATES).translate(_CONTROLS)


def cut(text: str, limit: int) -> str:
    """A prompt shortened to what a prompt can hold. For our own words only, never for what people wrote."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def link(canvas: Canvas, area: Area, target: str, shown: tuple[str, str]) -> None:
    """Write a jump to a sheet's place or a defined name; `shown` is (text, style)."""
    text, style = shown
    if (area.top, area.left) != (area.bottom, area.right):
        put(canvas, area, None, style)
    canvas.sheet(area.sheet).write_url(
        area.top, area.left, jump_to(canvas, target, fitting(text, area)), canvas.style(style)
    )


def jump_to(canvas: Canvas, target: str, text: str) -> Any:
    """What makes a cell with a text lead somewhere, made once for all cells that lead there by the same text."""
    jump = canvas.jumps.get((target, text))
    if jump is None:
        # Who only spells formulas has no use for the library.
        from xlsxwriter.url import Url

        jump = canvas.jumps[target, text] = Url(f"internal:{target}")
        jump.text = text
    return jump


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


# Of a county's findings many lead to the same few places.
@lru_cache(maxsize=1024)
def reference(area: Area, *, absolute: bool = False, with_sheet: bool = False) -> str:
    """`D5:F9`, `$D$5:$F$9`, `'表三'!$D$5:$F$9`."""
    sign = "$" if absolute else ""
    ends = [
        f"{sign}{letters(column)}{sign}{row + 1}" for row, column in ((area.top, area.left), (area.bottom, area.right))
    ]
    body = ends[0] if ends[0] == ends[1] else ":".join(ends)
    return f"{quoted(area.sheet)}!{body}" if with_sheet else body


def rectangles(areas: Iterable[Area]) -> list[Area]:
    """The top left cells of the areas as few rectangles, so that a sum over a column is one range."""
    cells = sorted({(area.sheet, area.top, area.left) for area in areas})
    runs: list[Area] = []
    for sheet, row, column in cells:
        last = runs[-1] if runs else None
        if last and (last.sheet, last.top, last.right + 1) == (sheet, row, column):
            runs[-1] = Area(sheet, row, last.left, row, column)
        else:
            runs.append(Area(sheet, row, column, row, column))
    return _stacked(runs)


def _stacked(runs: list[Area]) -> list[Area]:
    stacked: dict[tuple[str, int, int], list[Area]] = {}
    for run in runs:
        column = stacked.setdefault((run.sheet, run.left, run.right), [])
        if column and column[-1].bottom + 1 == run.top:
            column[-1] = Area(run.sheet, column[-1].top, run.left, run.bottom, run.right)
        else:
            column.append(run)
    return sorted((area for column in stacked.values() for area in column), key=lambda area: (area.top, area.left))


def references(areas: Iterable[Area], *, absolute: bool = False) -> str:
    """The areas as the arguments of SUM or COUNT: `D5:D6,D29`."""
    return ",".join(reference(area, absolute=absolute) for area in rectangles(areas))


def protect(sheet: Any) -> None:
    """Lock what is not for filling in, without a password; widths and heights may be changed."""
    sheet.protect("", {"format_columns": True, "format_rows": True})


def print_setup(sheet: Any, *, landscape: bool = False, pages_wide: int = 1, pages_high: int = 0) -> None:
    """Set up A4, so many pages wide and high (0: as many as needed), centred, numbered."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(pages_wide, pages_high)
    sheet.center_horizontally()
    side = 0.4 if landscape else 0.6
    sheet.set_margins(left=side, right=side, top=0.8, bottom=0.8)
    sheet.set_footer(FOOTER)


def define_names(canvas: Canvas) -> None:
    """Give the workbook every name gathered."""
    for name, area in canvas.names.items():
        canvas.book.define_name(name, "=" + reference(area, absolute=True, with_sheet=True))
