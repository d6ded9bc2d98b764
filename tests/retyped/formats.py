"""Every format in which a manuscript is set: its bytes, by the name of the format."""

from collections.abc import Callable

from tests.adapters.foreign import saved_as
from tests.retyped import plain, portals, word
from tests.retyped.browser import browser
from tests.retyped.manuscript import Manuscript


def office_pdf(made: Manuscript) -> bytes:
    """The Word file printed by LibreOffice."""
    return saved_as(word.write(made), ".docx", ".pdf")


def old_sheet(made: Manuscript) -> bytes:
    """The sheet saved as Excel 97–2003."""
    return saved_as(plain.sheet(made), ".xlsx", ".xls")


def browser_pdf(made: Manuscript) -> bytes:
    """The clean page printed by a browser, with all that stands round the report."""
    return browser().printed(portals.clean(made))


FORMATS: dict[str, tuple[str, Callable[[Manuscript], bytes]]] = {
    "docx": (".docx", word.write),
    "html_clean": (".html", portals.clean),
    "html_pasted": (".htm", portals.pasted),
    "html_nested": (".html", portals.nested),
    "pdf_office": (".pdf", office_pdf),
    "pdf_browser": (".pdf", browser_pdf),
    "markdown": (".md", plain.markdown),
    "xls": (".xls", old_sheet),
}
