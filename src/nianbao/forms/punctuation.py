"""Slips of the keyboard in Chinese text: half-width signs, blanks between characters, a sign typed twice.

Only what nothing else can be meant by: figures, addresses and the numbers of documents stay as they are.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from nianbao.forms.page_frame import is_sentence

_HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_OPENING, _CLOSING, _STOPS = "《“‘（【〔「", "》”’）】〕」", "，。；：、！？"
_BLANK = "[ \t\xa0\u3000]"
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
# After a Chinese character a sign is part of no figure; before a letter it may be of an address.
_HALF = re.compile(rf"(?<=[{_HAN}{_CLOSING}]){_BLANK}?([,;:!?]){_BLANK}?(?=[{_HAN}{_OPENING}0-9]|$)", re.MULTILINE)
# Elsewhere a dot may part a name.
_DOT = re.compile(rf"(?<=[{_HAN}{_CLOSING}])\.(?={_BLANK}*$)", re.MULTILINE)
# What holds only figures may be the year of a document's number, unless it numbers the line; what follows a letter may
# belong to an address.
_BRACKETS = re.compile(
    rf"(?<![A-Za-z0-9/._=-])[(（]([^()（）\n]*[{_HAN}][^()（）\n]*)[)）]|(?:^|(?<=\n))[(（]([0-9]{{1,2}})[)）]",
    re.MULTILINE,
)
_TWICE = re.compile(rf"([{_STOPS.replace('！', '').replace('？', '')}])\1+")
# One blank only: several are left for something to be filled in or set apart. So is what stands before a label.
_STRAY = re.compile(
    rf"(?<=[{_HAN}{_CLOSING}{_STOPS}]){_BLANK}(?=[{_HAN}{_OPENING}{_CLOSING}{_STOPS}])(?![^，。；\n]{{0,6}}[：:])"
)


class Mended(NamedTuple):
    """A text without its slips, and how many of each kind there were."""

    text: str
    slips: tuple[tuple[str, int], ...]

    @property
    def told(self) -> str:
        """What was mended: 「半角标点改为全角 2 处，去掉多余空格 1 处」."""
        return "，".join(f"{what} {number} 处" for what, number in self.slips)


def mended(text: str, *, blanks: bool = True) -> Mended:
    """A text, paragraph by line, with what is plainly mistyped put right; blanks only when wanted."""
    slips = []
    for what, mend in _MENDS if blanks else _MENDS[:-1]:
        text, number = mend(text)
        if number:
            slips.append((what, number))
    return Mended(text, tuple(slips))


def _signs(text: str) -> tuple[str, int]:
    text, signs = _HALF.subn(lambda match: _FULL[match[1]], text)
    text, dots = _DOT.subn("。", text)
    return text, signs + dots


def _brackets(text: str) -> tuple[str, int]:
    return _counted(_BRACKETS, lambda match: f"（{match[1] or match[2]}）", text)


def _twice(text: str) -> tuple[str, int]:
    # Three and more may be meant as dots that tell of something left out.
    return _counted(_TWICE, lambda match: match[1] if len(match[0]) == len("，，") else match[0], text)


def _blanks(text: str) -> tuple[str, int]:
    lines = [_STRAY.subn("", line) if is_sentence(line) else (line, 0) for line in text.split("\n")]
    return "\n".join(line for line, _ in lines), sum(number for _, number in lines)


def _counted(pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], text: str) -> tuple[str, int]:
    """What a pattern becomes, and how often that is something else."""
    number = sum(put(match) != match[0] for match in pattern.finditer(text))
    return pattern.sub(put, text), number


_MENDS = (
    ("半角标点改为全角", _signs),
    ("半角括号改为全角", _brackets),
    ("重复的标点去掉一个", _twice),
    ("去掉多余空格", _blanks),
)
