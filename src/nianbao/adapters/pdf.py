"""PDF files with a text layer, read as paragraphs and grids."""

from nianbao.core.document import Document


def read(data: bytes, file: str) -> Document:
    """The paragraphs and tables of a PDF in page order; a table over several pages is one grid.

    Raises: CannotRead when it is a scan, encrypted, damaged or beyond any report's size.
    """
    # The library costs a tenth of a second; whoever reads no PDF does not pay for it.
    from nianbao.adapters import pdf_read

    return pdf_read.read(data, file)
