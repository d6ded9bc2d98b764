"""The pictures of an export as they are found in it: their bytes, and what is said of them to who cannot see them."""

import io
import zipfile
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree, html

_DOCUMENT = "word/document.xml"
_MEDIA = "word/media/"
_EMBEDDED = "base64,"


class Found(NamedTuple):
    """The pictures of an export, and their descriptions without blanks."""

    images: list[bytes]
    alternatives: list[str]


def found(file: str, data: bytes) -> Found:
    """The pictures of a .docx, or of a page or a piece of one."""
    return _in_word(data) if file.lower().endswith(".docx") else _in_page(data)


def _in_word(data: bytes) -> Found:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        images = [archive.read(name) for name in archive.namelist() if name.startswith(_MEDIA)]
        # Ours, written a moment ago.
        document = etree.fromstring(archive.read(_DOCUMENT))
    said = [bare(str(each.get("descr", ""))) for each in document.iter("{*}docPr")]
    return Found(images, said)


def _in_page(data: bytes) -> Found:
    drawn = list(html.fromstring(data.decode()).iter("img"))
    return Found(list(_embedded(drawn)), [bare(each.get("alt", "")) for each in drawn])


def _embedded(drawn: list[html.HtmlElement]) -> Iterator[bytes]:
    for each in drawn:
        try:
            yield b64decode(each.get("src", "").partition(_EMBEDDED)[2], validate=True)
        except Error:
            continue


def bare(text: str) -> str:
    """The letters of a description: an attribute keeps no line breaks."""
    return "".join(text.split())
