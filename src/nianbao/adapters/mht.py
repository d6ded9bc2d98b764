"""A web page saved with everything on it (.mht, .mhtml), also when it is called .doc: its pages, frames within frames."""

import email
import re
from email.message import Message
from urllib.parse import unquote, urljoin

from nianbao.adapters import html_read, text
from nianbao.core.document import Document
from nianbao.core.errors import CannotRead

_HEAD = re.compile(rb"\s*(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_VERSION = re.compile(rb"^mime-version\s*:", re.IGNORECASE | re.MULTILINE)
_LOOKED_AT = 8192
_MOST_PARTS = 1000
_PAGES = ("text/html", "application/xhtml+xml")


class _Saved:
    """The pages of the archive, by the addresses they were saved from."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self._names: dict[str, str] = {}

    def add(self, part: Message, data: bytes) -> None:
        """Keep a page under its address and its content id; the first of an address stands."""
        location = (part.get("Content-Location") or "").strip()
        inner = (part.get("Content-ID") or "").strip().strip("<>")
        address = location or f"cid:{inner or len(self.pages)}"
        if self.pages.setdefault(address, data) is data:
            self._names.update({address: address, f"cid:{inner}": address, _last(address): address})

    def find(self, target: str, base: str) -> tuple[str, bytes] | None:
        """A frame's page: by its address as written, as meant from the page around it, or by its bare file name."""
        for name in (target, urljoin(base, target), unquote(target), _last(target)):
            address = self._names.get(name) if target else None
            if address is not None:
                return address, self.pages[address]
        return None


def is_mht(data: bytes) -> bool:
    """Whether the bytes begin like a saved page: lines of a letter's head, one of them MIME-Version."""
    head = _HEAD.match(data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf"))
    return head is not None and _VERSION.search(head[0]) is not None


def read(data: bytes, file: str) -> Document:
    """The paragraphs and tables of the page that was saved, with those of its frames.

    What the parts state about their encoding is passed over, as everywhere.
    Raises: CannotRead when there is no page in it, or it cannot be read.
    """
    saved, plain = _Saved(), b""
    for number, part in enumerate(email.message_from_bytes(data).walk()):
        if number > _MOST_PARTS:
            raise CannotRead(
                f"读不了「{file}」：网页存档由 {_MOST_PARTS} 多个部分组成，不像一份年报。请另存为网页后再试。"
            )
        content = None if part.is_multipart() else part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        if part.get_content_type() in _PAGES:
            saved.add(part, content)
        elif part.get_content_type() == "text/plain":
            plain = plain or content
    for address, page in saved.pages.items():
        return html_read.read(page, file, saved, address)
    if plain:
        return text.read(plain, file)
    raise CannotRead(f"读不了「{file}」：网页存档里没有网页。请用浏览器打开年报网页，另存后再试。")


def _last(address: str) -> str:
    return unquote(address).replace("\\", "/").rpartition("/")[2].lower()
