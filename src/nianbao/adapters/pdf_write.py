"""A PDF made from our .docx by an office program of this machine: Word or WPS on Windows, else LibreOffice."""

from nianbao.adapters import word_program
from nianbao.adapters.convert import Converter
from nianbao.core.errors import CannotOpen, CannotWrite

_REMEDY = "请导出 Word 文件，在装有 Word 或 WPS 的电脑上另存为 PDF"


def write(document: bytes) -> bytes:
    """The .docx as a PDF with its headings as bookmarks and its text as text.

    Raises: CannotWrite when no program is there, or it makes nothing of it in time.
    """
    made = word_program.printed(document)
    if made:
        return made
    try:
        with Converter() as converter:
            made = converter.printed(document)
    except CannotOpen as error:
        raise CannotWrite(f"不能导出 PDF：本机没有 Word、WPS 或 LibreOffice。{_REMEDY}。") from error
    if not made:
        raise CannotWrite(f"不能导出 PDF：LibreOffice 没有做出来。请再试一次，或者{_REMEDY.removeprefix('请')}。")
    return made
