"""A drawn picture as PNG, and as a PDF page."""

from nianbao.adapters import fonts, svg
from nianbao.core.errors import CannotWrite

# Of 300 dots an inch, what printers make, and 200, enough for a page in a document; our pictures are drawn at 96.
PRINT, SCREEN = 300 / 96, 200 / 96
_NO_FONTS = "本机没有可用的中文字体。请先安装中文字体（如思源黑体）再试。"


def png(drawn: str, zoom: float = PRINT) -> bytes:
    """The picture as PNG.

    Raises: CannotWrite where no Chinese font is installed: its texts would be missing.
    """
    if not _has_fonts():
        raise CannotWrite(f"不能画成图片：{_NO_FONTS}")
    return _rendered(drawn, zoom)


def pdf(drawn: str) -> bytes:
    """The picture on an A4 page of PDF, its texts as texts; no other program is needed.

    Raises: CannotWrite where no Chinese font is installed.
    """
    from nianbao.adapters import pdf_drawn

    made = pdf_drawn.page(drawn, fonts.files())
    if made is None:
        raise CannotWrite(f"不能存为 PDF：{_NO_FONTS}")
    return made


def _rendered(drawn: str, zoom: float) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=zoom, dpi=96, languages=["zh-CN"]))


def _has_fonts() -> bool:
    """Whether a character leaves a trace: without a font the library leaves texts out and does not say so."""
    blank, tried = (svg.document((24, 24), "", elements) for elements in ([], [svg.label((2, 20), "年", 20)]))
    return _rendered(blank, 1) != _rendered(tried, 1)
