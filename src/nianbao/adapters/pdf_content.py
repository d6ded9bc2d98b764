"""What a page is told to draw, taken in quickly: a dotted border is ten thousand orders to draw a dot."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pdfminer.encodingdb import name2unicode
from pdfminer.pdffont import PDFFont, PDFSimpleFont
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, list_value, resolve1, stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import LIT, PSKeyword, PSLiteral, keyword_name

_BLANK = rb"[\x00\t\n\x0c\r ]"
_NUMBER = rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_END = rb"(?=[\x00\t\n\x0c\r ()<>\[\]/%]|\Z)"
_PLAIN_NAME = rb"/(?P<name>[^\x00\t\n\x0c\r ()<>\[\]{}/%#]+)"
_ORDER = re.compile(
    rb"(?:" + _BLANK + rb"+|%[^\r\n]*)*(?:"
    rb"(?P<numbers>(?:" + _NUMBER + _BLANK + rb"+)*)(?P<order>[A-Za-z'\"][A-Za-z0-9*]*)" + _END + rb"|"
    rb"(?P<number>" + _NUMBER + rb")" + _END + rb"|" + _PLAIN_NAME + rb"|"
    rb"<(?P<hex>[0-9A-Fa-f]*)>|\((?P<text>[^()\\\r]*)\)|"
    rb"(?P<properties><<(?:[^<>()\[\]]|<[0-9A-Fa-f]*>|\([^()\\]*\))*>>)|(?P<open>\[)|(?P<close>\])|(?P<end>\Z))"
)
# An inline picture's bytes follow no grammar; these words are no orders.
_OTHERS = frozenset([b"BI", b"true", b"false", b"null"])


class Interpreter(PDFPageInterpreter):
    """The library's interpreter with a faster reader in front; whatever that does not know the library reads itself."""

    def execute(self, streams: Sequence[object]) -> None:
        """Carry out the orders of some streams, none of which may lead back to itself."""
        own = [stream for stream in map(stream_value, streams) if stream.objid is not None]
        own = [stream for stream in own if stream.objid not in self.parent_stream_ids]
        self.stream_ids = {stream.objid for stream in own if stream.objid is not None}
        known: dict[bytes, Callable[[], None] | None] = {}
        for order in _orders(b"\n".join(stream.get_data() for stream in own), self.argstack):
            if order not in known:
                known[order] = self._order(order)
            carry_out = known[order]
            if carry_out:
                carry_out()

    def _order(self, order: bytes) -> Callable[[], None] | None:
        """What an order does; None when it is unknown."""
        name = order.decode("latin-1").replace("*", "_a").replace('"', "_w").replace("'", "_q")
        method = getattr(self, f"do_{name}", None)
        if method is None:
            return None
        count = method.__code__.co_argcount - 1
        return partial(self._carry_out, method, count) if count else method

    def _carry_out(self, method: Callable[..., None], count: int) -> None:
        arguments = self.argstack[-count:]
        del self.argstack[-count:]
        if len(arguments) == count:
            method(*arguments)


class Resources(PDFResourceManager):
    """The library's fonts, which say nothing of a letter where the file gives it a name that means nothing."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font as the file describes it: a code named /g17 is no digit, though the same code usually is one."""
        font = super().get_font(objid, spec)
        encoding = resolve1(spec.get("Encoding"))
        if isinstance(font, PDFSimpleFont) and isinstance(encoding, dict):
            for code in _meaningless(list_value(encoding.get("Differences", []))):
                font.cid2unicode.pop(code, None)
        return font


def _meaningless(differences: Iterable[object]) -> Iterator[int]:
    """The codes with names that tell no letter."""
    code = 0
    for each in differences:
        if isinstance(each, int):
            code = each
        elif isinstance(each, PSLiteral):
            try:
                name2unicode(str(each.name))
            except (KeyError, ValueError):
                yield code
            code += 1


def _orders(data: bytes, stack: list[Any]) -> Iterator[bytes]:
    """The orders in turn, what each is told put on the stack before it."""
    at = start = 0
    outer = stack
    while True:
        found = _ORDER.match(data, at)
        if not found or found["order"] in _OTHERS or (found["order"] and stack is not outer):
            yield from _slowly(data[start:], outer)
            return
        kind = found.lastgroup
        at = found.end()
        if kind == "order":
            stack.extend(map(_number, found["numbers"].split()))
            yield found["order"]
        elif kind == "open" and stack is outer:
            stack = []
            continue
        elif kind == "close" and stack is not outer:
            outer.append(stack)
            stack = outer
        elif kind == "end" and stack is outer:
            return
        elif kind in _READERS:
            stack.append(_READERS[kind](found[kind]))
        else:
            yield from _slowly(data[start:], outer)
            return
        if stack is outer:
            start = at


def _slowly(data: bytes, stack: list[Any]) -> Iterator[bytes]:
    """The orders as the library reads them."""
    try:
        parser = PDFContentParser([PDFStream({}, data)])
        while True:
            _, found = parser.nextobject()
            if isinstance(found, PSKeyword):
                yield str(keyword_name(found)).encode("latin-1")
            else:
                stack.append(found)
    except PSEOF:
        return


def _number(text: bytes) -> int | float:
    return float(text) if b"." in text else int(text)


def _named(text: bytes) -> object:
    try:
        return LIT(text.decode("utf-8"))
    except UnicodeDecodeError:
        return LIT(text)


def _letters(text: bytes) -> bytes:
    return bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii"))


# What marks a passage says of it is of no use here.
_READERS: dict[str, Callable[[bytes], object]] = {
    "number": _number,
    "name": _named,
    "hex": _letters,
    "text": bytes,
    "properties": lambda _: {},
}
