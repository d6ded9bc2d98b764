"""Letters as people type them: browsers print some characters as the radicals that look the same."""

import unicodedata

# Kangxi radicals have a compatibility form; these mostly have none. Each is followed by the character it stands for.
_PAIRS = (
    "⺀⺀⺁厂⺂乛⺃乚⺅亻⺆冂⺇几⺈⺈⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢水"
    "⺣灬⺤爫⺥爪⺦丬⺧牛⺨犭⺩王⺪疋⺫罒⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羋⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹"
    "⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⼾户㬵胶〜～\u2329〈\u232a〉"
)
_TYPED = dict(zip(map(ord, _PAIRS[::2]), _PAIRS[1::2], strict=True))
_TYPED |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6) if code not in _TYPED}
UNREADABLE = "\ufffd"
# Latin letters with marks, which Chinese text has none of: bytes shown as if they were letters.
_GARBLED = range(0x80, 0x250)


def typed(text: str) -> str:
    """The text with radicals replaced by the characters they stand for, and a mark where the file gives no letter."""
    if text.startswith("(cid:") or "\x00" in text:
        return UNREADABLE
    return text.translate(_TYPED)


def is_garbled(char: str) -> bool:
    """Whether this is no letter of a Chinese text: a font that does not say what it draws gives such."""
    is_private = unicodedata.category(char[0]) in ("Cc", "Cn", "Co")
    return char == UNREADABLE or is_private or (ord(char[0]) in _GARBLED and char[0].isalpha())
