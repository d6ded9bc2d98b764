"""A report as one self-contained, accessible web page, or as a piece of one for a portal's own page."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from nianbao.adapters.html_grid import page_table
from nianbao.adapters.printout import PICTURE_CAPTION, Printout, printout, title_lines
from nianbao.core.form import Form
from nianbao.core.picture import Picture
from nianbao.core.report import Report
from nianbao.forms.subheads import subheads

_FOLDER = Path(__file__).parent
_PIXELS_PER_MM = 96 / 25.4
_TITLE_RANK, _SECTION_RANK = 1, 2
# （一）, whose letters differ from the body's; 1. and （1） are set as the body is.
_SUBHEAD = 2


class Line(NamedTuple):
    """A paragraph, or a heading where it has a rank: 3 for h3; `head` is its sub-heading where that is set apart."""

    rank: int
    head: str
    rest: str


def write(report: Report, form: Form, *, draft: bool = False, picture: Picture | None = None) -> bytes:
    """The report as one self-contained UTF-8 page, with the picture at its end; a draft is marked as one."""
    printed = printout(report, form, draft=draft)
    body = _body(printed, form, picture, prefix="")
    return _template("html_template").render(title=printed.title, mark=printed.mark, body=body).encode("utf-8")


def write_fragment(report: Report, form: Form, *, draft: bool = False, picture: Picture | None = None) -> bytes:
    """The report to be put into a page that has its own head, style sheet and h1: styles inline, headings from h2 on.

    Every id starts with a mark of this report, so that two reports may stand on one page.
    """
    printed = printout(report, form, draft=draft)
    prefix = f"nb{crc32(printed.title.encode()):08x}-"
    return _body(printed, form, picture, prefix=prefix).encode("utf-8")


def _body(printed: Printout, form: Form, picture: Picture | None, *, prefix: str) -> Markup:
    tables = [None if part.grid is None else page_table(form.table(part.grid.table)) for part in printed.parts]
    texts = [list(_lines(part.paragraphs, _SECTION_RANK)) for part in printed.parts]
    body = _template("html_body").render(
        printed=printed,
        title_lines=title_lines(printed.title, 0),
        lead=list(_lines(printed.lead, _TITLE_RANK)),
        parts=list(zip(printed.parts, tables, texts, strict=True)),
        top=_SECTION_RANK if prefix else _TITLE_RANK,
        prefix=prefix,
        caption=PICTURE_CAPTION,
        picture=picture,
        pixels=[round(side * _PIXELS_PER_MM) for side in (picture.width, picture.height)] if picture else [],
        data=b64encode(picture.png).decode() if picture else "",
    )
    # The template escapes all it is given.
    return Markup(body)  # noqa: S704


def _lines(paragraphs: Sequence[str], rank: int) -> Iterator[Line]:
    """The paragraphs below a heading of a rank; a sub-heading that would skip a rank is a paragraph."""
    last = rank
    for (level, head, rest), paragraph in zip(subheads(paragraphs), paragraphs, strict=True):
        if level and not rest and level <= last:
            last = level + 1
            yield Line(last, paragraph, "")
        else:
            yield Line(0, head, rest) if level == _SUBHEAD else Line(0, "", paragraph)


@cache
def _template(name: str) -> Template:
    # Jinja escapes nothing unless told to.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.from_string((_FOLDER / f"{name}.html.j2").read_text(encoding="utf-8"))
