"""Numbers as people write them in sentences: 12, １２, 1,002, 0.3万, 两, 十二, 一百零二."""

import re
from decimal import Decimal
from functools import lru_cache

from nianbao.core.form import Kind
from nianbao.core.numbers import BEYOND, read

# What a number in running text may be made of; blanks have been taken out before.
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
HAN = r"[零〇○一二两三四五六七八九十百千万]+"
SCALES = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
_SCALED = re.compile(rf"(?P<number>{ARABIC})(?P<scale>[{''.join(SCALES)}]?)")
_HAN = re.compile(HAN)
_WIDE = dict(zip(map(ord, "０１２３４５６７８９．"), "0123456789.", strict=True))
_DIGITS = "零一二三四五六七八九"
# 零 to 九十九, by far the most of what is written out; from 百 up the library reads, whose import costs as much as a
# whole check.
_SMALL = {
    (_DIGITS[ten] if ten > 1 else "") + ("十" if ten else "") + (_DIGITS[one] if one or not ten else ""): 10 * ten + one
    for ten in range(10)
    for one in range(10)
} | {"两": 2, "〇": 0, "○": 0, "一十": 10, "百": 100}


# The same few figures come again and again in every report.
@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """The number a word of a sentence plainly is; None when it is none or is doubtful."""
    body = text.translate(_WIDE)
    scaled = _SCALED.fullmatch(body)
    if scaled:
        value = read(scaled["number"], Kind.MONEY).value
        scale = SCALES.get(scaled["scale"], Decimal(1))
        return value * scale if value is not None and value < BEYOND else None
    if body in _SMALL:
        return Decimal(_SMALL[body])
    return _spelt(body) if _HAN.fullmatch(body) else None


def _spelt(body: str) -> Decimal | None:
    from cn2an import cn2an  # type: ignore[import-untyped]

    if not set(body) & set("十百千万"):
        # Digits in a row (二〇二五) are a year or a number of a file, never a count.
        return None
    try:
        return Decimal(str(cn2an(body, "normal")))
    except (ValueError, KeyError):
        # Of some slips (二十零) the library asks its tables for a unit that there is none of.
        return None
