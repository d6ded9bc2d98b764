"""What every Word paper of ours is made of: the template with its styles, and paragraphs and runs written as XML."""

import io
import zipfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

_TEMPLATE = Path(__file__).parent / "word_template"
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/footer1.xml": "footer1.xml",
    "word/footer2.xml": "footer2.xml",
    "word/theme/theme1.xml": "theme1.xml",
    "docProps/core.xml": "core.xml",
}
TITLE_FONT, BODY_FONT, HEAD_FONT, SUBHEAD_FONT, TABLE_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)


@cache
def template() -> bytes:
    """An empty document with our styles."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, file in _PARTS.items():
            archive.writestr(name, (_TEMPLATE / file).read_bytes())
    return packed.getvalue()


def paragraph(style: str, runs: str, extra: str = "") -> str:
    """A paragraph of one of the template's styles, as WordprocessingML."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'


def run(text: str, font: str, size: int = 0, style: str = "") -> str:
    """A run of text in a font; `size` in half points where it is not the style's, `style` a character style."""
    if not text:
        return ""
    # The hint makes Word set “ ” … in the Chinese font.
    fonts = f'<w:rFonts w:hint="eastAsia" w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
    sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    styles = f'<w:rStyle w:val="{style}"/>' if style else ""
    return f"<w:r><w:rPr>{styles}{fonts}{sizes}</w:rPr>{_text(text)}</w:r>"


def _text(text: str) -> str:
    written = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    for character, mark in (("\t", "<w:tab/>"), ("\n", "<w:br/>")):
        written = written.replace(character, f'</w:t>{mark}<w:t xml:space="preserve">')
    return written
