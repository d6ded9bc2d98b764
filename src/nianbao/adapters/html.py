"""Web pages: a report written as one self-contained page, and any page read as paragraphs and grids."""

from nianbao.core.document import Document
from nianbao.core.form import Form
from nianbao.core.picture import Picture
from nianbao.core.report import Report


def write(report: Report, form: Form, *, draft: bool = False, picture: Picture | None = None) -> bytes:
    """The report as one self-contained UTF-8 page, with the picture at its end; a draft is marked as one."""
    from nianbao.adapters import html_write

    return html_write.write(report, form, draft=draft, picture=picture)


def write_fragment(report: Report, form: Form, *, draft: bool = False, picture: Picture | None = None) -> bytes:
    """The report as a piece to put into a page that has its own head, style sheet and h1."""
    from nianbao.adapters import html_write

    return html_write.write_fragment(report, form, draft=draft, picture=picture)


def read(data: bytes, file: str) -> Document:
    """The paragraphs and tables of a page in reading order.

    Raises: CannotRead when the bytes are no text, too large or too deeply nested.
    """
    from nianbao.adapters import html_read

    return html_read.read(data, file)


def frame_files(data: bytes, file: str) -> list[str]:
    """The other pages a page shows inside itself, as it names them.

    Raises: CannotRead when the bytes are no text.
    """
    from nianbao.adapters import html_read

    return html_read.frame_files(data, file)
