"""Bytes of a text file to characters: byte order mark, then strict UTF-8, then strict GB18030, else refuse.

What a file states of itself counts for nothing: portals state GB2312 above UTF-8.
"""

import codecs

from nianbao.core.errors import CannotRead

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # A page or an XML file that lost its mark still begins with its first bracket.
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


def decode(data: bytes, file: str) -> str:
    """The text of the bytes. No statistics: they take GBK for Big5.

    Raises: CannotRead when no encoding fits strictly.
    """
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for name in marked or ["utf-8", "gb18030"]:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise CannotRead(f"读不了「{file}」：文字编码既不是 UTF-8 也不是 GB18030。请用记事本另存为 UTF-8 后再试。")
