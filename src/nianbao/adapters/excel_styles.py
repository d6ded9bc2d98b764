"""Fonts, fills and borders of our workbooks, and how many lines a Chinese text takes in a cell."""

import math
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any
from unicodedata import east_asian_width

from nianbao.core.memo import Memo

Style = Callable[[str], Any]

_SIZE = 10.0
_LINE = "#8C98A8"
_FAINT = "#D5DBE3"
_CHECK_FORMAT = '"差 "General;"差 -"General;"平"'

_PARTS: dict[str, dict[str, Any]] = {
    "song": {"font_name": "宋体", "font_size": 10, "valign": "vcenter"},
    "hei": {"font_name": "黑体", "font_size": 10, "valign": "vcenter"},
    "s9": {"font_size": 9},
    "s11": {"font_size": 11},
    "s12": {"font_size": 12},
    "s14": {"font_size": 14},
    "s20": {"font_size": 20},
    "bold": {"bold": True},
    "wrap": {"text_wrap": True},
    "shrink": {"shrink": True},
    "center": {"align": "center"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "indent": {"indent": 1},
    "top": {"valign": "top"},
    "box": {"border": 1, "border_color": _LINE},
    "faint": {"border": 1, "border_color": _FAINT},
    "under": {"bottom": 2, "bottom_color": "#2F5D8C"},
    "open": {"locked": False},
    "input": {"locked": False, "bg_color": "#FFFCEB"},
    "total": {"bg_color": "#F0F2F5"},
    "head": {"bg_color": "#E6EDF5"},
    "side": {"bg_color": "#F6F8FA"},
    "grey": {"font_color": "#5F6B7A"},
    "blue": {"font_color": "#1F5FA8"},
    "red": {"font_color": "#B42318"},
    "link": {"font_color": "#1F5FA8", "underline": 1},
    "check": {"num_format": _CHECK_FORMAT, "font_color": "#2E7D4F"},
    "blanks": {"num_format": '0" 格";-0;"已填齐"'},
    "breaks": {"num_format": '0" 处";-0;"平"'},
    "text": {"num_format": "@"},
    # LibreOffice 7.4 drops the look of a formula that turned from blank into a number, unless it has a format.
    "whole": {"num_format": "0"},
    # What conditional formatting lays over a cell.
    "mark_error": {"bg_color": "#C62828", "font_color": "#FFFFFF", "bold": True},
    "mark_warning": {"bg_color": "#FFC75A", "font_color": "#4A3200"},
    "mark_hint": {"bg_color": "#CDE5FB", "font_color": "#123A5C"},
    "entry": {"bg_color": "#FFFCEB", "border": 1, "border_color": _FAINT},
    "broken": {"bg_color": "#FBD5D0"},
    "doubtful": {"bg_color": "#FDEBC4"},
    "off": {"bg_color": "#E5484D", "font_color": "#FFFFFF", "bold": True},
    "attention": {"font_color": "#B25E00", "bold": True},
}


def styles_of(book: Any) -> Style:
    """The formats of one workbook by the names of their parts, 「song box center」, each made once."""

    @cache
    def style(names: str) -> Any:
        properties: dict[str, Any] = {}
        for name in names.split():
            properties |= _PARTS[name]
        return book.add_format(properties)

    return style


class _Widths(dict[str, int]):
    """The widths of characters, each looked up once."""

    def __missing__(self, char: str) -> int:
        return self.setdefault(char, 2 if east_asian_width(char) in "WFA" else 1)


_WIDTHS = _Widths()


def units(text: str) -> int:
    """The width of a text in half-width characters: a Chinese one counts two."""
    return sum(map(_WIDTHS.__getitem__, text))


def _fitting(width: float, size: float) -> int:
    """How many half-width characters a line holds in a column of that width (in characters) at that font size."""
    # A column of w characters is 7w+5 pixels, four of them padding; a point is 4/3 pixels and a CJK character square.
    return max(2, int((7 * width + 1) / (size * 2 / 3)) - 1)


def lines(text: str, width: float, size: float = _SIZE) -> int:
    """How many lines a text takes in a column of that width (in characters) at that font size."""
    fitting = _fitting(width, size)
    return sum(max(1, math.ceil(units(line) / fitting)) for line in text.split("\n"))


# A Chinese character takes two of a line's places at most.
_SURE: Memo[float, int] = Memo(lambda width: _fitting(width, _SIZE) // 2)


# Lists repeat themselves: remedies, bases, statuses of units counted in thousands.
@lru_cache(maxsize=8192)
def height(text: str, width: float, size: float = _SIZE) -> float:
    """The row height, in points, at which a text is wholly seen; never more than a spreadsheet allows."""
    return min(409.0, round(lines(text, width, size) * size * 1.45 + 6, 1))


def tallest(texts: Iterable[tuple[str, float]]) -> float:
    """The row height at which texts in columns of these widths are wholly seen; most of them take one line."""
    return max([_ONE_LINE, *(height(text, width) for text, width in texts if len(text) > _SURE[width] or "\n" in text)])


_ONE_LINE = height("", 1)
