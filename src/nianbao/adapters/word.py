"""Word files (.docx): a report written in the published format, and any document read as paragraphs and grids."""

from collections.abc import Mapping

from nianbao.core.document import Document
from nianbao.core.form import Form
from nianbao.core.report import Report


def write(report: Report, form: Form, *, draft: bool = False) -> bytes:
    """The report as a .docx in the published format; a draft is marked as one."""
    # Reading does not pay for the library that writing needs.
    from nianbao.adapters import word_write

    return word_write.write(report, form, draft=draft)


def read(data: bytes, file: str, parts: Mapping[str, bytes] | None = None) -> Document:
    """The paragraphs and tables of a .docx in page order, tracked changes taken as accepted.

    `parts` are those of `gate.inflate` where the caller has them.

    Raises: CannotRead when the bytes are not a sound .docx.
    """
    from nianbao.adapters import word_read

    return word_read.read(data, file, parts)
