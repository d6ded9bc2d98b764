"""A drawn picture as PNG, and as a PDF page."""

import io

from nianbao.adapters import pdf_write, svg
from nianbao.core.errors import CannotWrite

# Of 300 dots an inch, what printers make; our pictures are drawn at 96.
_PRINT = 300 / 96
_REMEDY = "请改存为网页，用浏览器打开后打印成 PDF"
_A4 = (210, 297)
# The picture has margins of its own; the page keeps what every printer leaves white.
_MARGIN, _SHOWN = 5, 196


def png(drawn: str, zoom: float = _PRINT) -> bytes:
    """The picture as PNG.

    Raises: CannotWrite where no Chinese font is installed: its texts would be missing.
    """
    if not _has_fonts():
        raise CannotWrite("不能画成图片：本机没有可用的中文字体。请先安装中文字体（如思源黑体），或改存为网页。")
    return _rendered(drawn, zoom)


def pdf(drawn: str) -> bytes:
    """The picture on an A4 page of PDF, made by Word, WPS or LibreOffice, whichever this machine has.

    Raises: CannotWrite when there is none, or no Chinese font.
    """
    return pdf_write.write(_page(png(drawn)), _REMEDY)


def _rendered(drawn: str, zoom: float) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=zoom, dpi=96, languages=["zh-CN"]))


def _has_fonts() -> bool:
    """Whether a character leaves a trace: without a font the library leaves texts out and does not say so."""
    blank, tried = (svg.document((24, 24), "", elements) for elements in ([], [svg.label((2, 20), "年", 20)]))
    return _rendered(blank, 1) != _rendered(tried, 1)


def _page(image: bytes) -> bytes:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in _A4)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    section.header_distance = section.footer_distance = Mm(0)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(0)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(io.BytesIO(image), width=Mm(_SHOWN))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
