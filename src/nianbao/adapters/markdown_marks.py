"""The marks of markdown: taken off what is read, escaped in what is written."""

import re
from html import unescape

_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ ]?)+")
_BULLET = re.compile(r"[-*+][ \t\u3000]+(?=\S)")
_HEADING = re.compile(r"#{1,6}[ \t\u3000]+(?=\S)")
_CLOSED = re.compile(r"[ \t]+#+$")
# A rule across the page, or the line under a title.
_RULE = re.compile(r"(?:[-*_=][ ]*){3,}")
_STRONG = re.compile(r"(?<!\\)(\*{2,3}|_{2,3})(?=[^\s*_])(.*?[^\s\\])\1")
_SOFT = re.compile(r"(?<![\\*])\*(?=[^\s*])([^*]*[^\s*\\])\*(?!\*)|(?<![\\\w])_(?=[^\s_])([^_]*[^\s_\\])_(?!\w)")
_LOOSE = re.compile(r"^\*\*(?=[^\s*])|(?<=[^\s*\\])\*\*$")
_ENTITY = re.compile(r"(?<!\\)&#?\w+;")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
# Marks wherever they stand; a mathematical formula begins with a dollar on many portals.
_MARKS = re.compile(r"[\\`*_&#<>|~$\[\]]")
# At the beginning: a bullet, a number, the line under a title, a fence.
_BEGUN = re.compile(r"^(?P<number>[0-9]{1,9}(?=[.)])|(?=[-+=:]))(?P<mark>.)")


def is_rule(line: str) -> bool:
    """Whether a line only draws a rule."""
    return _RULE.fullmatch(line.strip()) is not None


def unquoted(line: str) -> str:
    """The line without the marks of a block quote in front of it."""
    return _QUOTE.sub("", line, count=1)


def shown(line: str) -> str:
    """A line of text as it is meant, what `<br>` parts on lines of their own."""
    body = line.strip()
    if is_rule(body):
        return ""
    body = _BULLET.sub("", body, count=1) if _BULLET.match(body) else body
    if _HEADING.match(body):
        body = _CLOSED.sub("", _HEADING.sub("", body, count=1))
    return _plain(body)


def shown_cell(cell: str) -> str:
    """The text of a cell; a mark of emphasis begun or ended in another cell is dropped too."""
    return _plain(_LOOSE.sub("", _emphasised(cell.strip())))


def _plain(text: str) -> str:
    whole = _BREAK.sub("\n", _emphasised(text))
    return unescaped(_ENTITY.sub(lambda match: unescape(match[0]), whole)).strip()


def unescaped(text: str) -> str:
    """The text without the marks that keep others from counting."""
    return _ESCAPED.sub(r"\1", text)


def _emphasised(text: str) -> str:
    for _ in range(2):
        text = _STRONG.sub(r"\2", text)
        text = _SOFT.sub(lambda match: match[1] or match[2], text)
    return text


def escaped(line: str) -> str:
    """A line of text written so that every renderer shows it letter for letter, and `shown` gives it back."""
    body = escaped_cell(line)
    return _BEGUN.sub(r"\g<number>\\\g<mark>", body, count=1)


def escaped_cell(text: str) -> str:
    """A text for within a line or the cell of a table, where nothing depends on how it begins."""
    return _MARKS.sub(r"\\\g<0>", text)
