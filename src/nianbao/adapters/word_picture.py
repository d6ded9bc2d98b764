"""A picture on the last page of a Word report, with its name beneath and its content told to who cannot see it."""

import io
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from docx.document import Document

from nianbao.adapters.word_xml import TABLE_FONT, paragraph, run
from nianbao.core.picture import Picture

_EMU = 36_000  # a millimetre
# What the text has on a page, less the line beneath the picture.
_WIDEST, _TALLEST = 156.0, 212.0
_ID = 1
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def blocks(document: Document, picture: Picture, caption: str) -> Iterator[str]:
    """The picture on a page of its own, as large as fits, and its caption."""
    relation, _ = document.part.get_or_add_image(io.BytesIO(picture.png))
    drawn = f"<w:r>{_inline(picture, relation, caption)}</w:r>"
    yield paragraph("TableText", drawn, "<w:keepNext/><w:pageBreakBefore/>")
    yield paragraph("Caption", run(caption, TABLE_FONT))


def _inline(picture: Picture, relation: str, caption: str) -> str:
    scale = min(_WIDEST / picture.width, _TALLEST / picture.height)
    extent = f'cx="{round(picture.width * scale * _EMU)}" cy="{round(picture.height * scale * _EMU)}"'
    name, told = quoteattr(caption), quoteattr(picture.alternative)
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{_ID}" name={name} descr={told} title={name}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{_ID}" name={name} descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
