"""Word files (.docx): a report written in the published format, and any document read as paragraphs and grids."""

from collections.abc import Mapping
from datetime import date

from nianbao.core.document import Document
from nianbao.core.form import Form
from nianbao.core.picture import Picture
from nianbao.core.report import Report


def write(
    report: Report, form: Form, *, draft: bool = False, signed: date | None = None, picture: Picture | None = None
) -> bytes:
    """The report as a .docx in the published format; a draft is marked as one.

    `signed` is the day the 落款 bears; a 落款 that was typed stands as it is. A picture has the last page.
    """
    # Reading does not pay for the library that writing needs.
    from nianbao.adapters import word_write

    return word_write.write(report, form, draft=draft, signed=signed, picture=picture)


def read(data: bytes, file: str, parts: Mapping[str, bytes] | None = None) -> Document:
    """The paragraphs and tables of a .docx in page order, tracked changes taken as accepted.

    `parts` are those of `gate.inflate` where the caller has them.

    Raises: CannotRead when the bytes are not a sound .docx.
    """
    from nianbao.adapters import word_read

    return word_read.read(data, file, parts)
